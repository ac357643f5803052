"""The circle command: contacts by share of attention, cut at 5, 15, 50 and 150."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ledger.cli.gc_pause import collecting_later
from ledger.cli.session import Session
from ledger.language import N_, _, _n
from ledger.language.console import option
from ledger.language.phrases import show_number, show_percent
from ledger.language.text import visible
from projections.cli import list_output
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.read_options import ListChoice, day_shown, lists
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.network import attention as circles
from projections.network.attention import CUTS, CircleMember


@reading_command(
    "circle",
    N_("Show who you spend your face time with. The 5, 15, 50 and 150 closest."),
)
@option("--as-of", metavar="DATE", help=N_("The day to look at; today if not given."))
@lists
def circle(session: Session, *, as_of: str | None, choice: ListChoice) -> None:
    """Show the circles."""
    with collecting_later(), ReadSession.open(session) as reading:
        on = day_shown(session, as_of)
        reading.queries.everyone()
        places = circles.circle(reading.tables, reading.identity, reading.listed, on)
        listing = Listing(reading, session, choice)
        shown = listing.people(places, lambda place: place.person)
        section = Section(
            name="people",
            rows=shown,
            header=[_("Rank"), _("Person"), _("Share"), _("Hours"), _("Circle")],
            line=lambda place: _line(reading, place),
            record=lambda place: _record(reading, place),
            identify=lambda place: place.person,
            columns=("rank", "name", "id", "share", "hours", "circle"),
            right=(0, 2, 3, 4),
            after=("", *_sentences(places)),
        )
        list_output.show(
            listing,
            [section],
            lambda: _as_json(reading, on, places, shown),
            lambda: _("You met no one in person in the year before that day."),
        )


def _line(reading: ReadSession, place: CircleMember) -> list[str]:
    return [
        str(place.rank),
        visible(reading.name(place.person)),
        show_percent(place.share),
        show_number(place.hours, 1),
        str(place.circle or ""),
    ]


def _sentences(places: Sequence[CircleMember]) -> list[str]:
    """Each circle in a sentence, and what the hours are."""
    in_words = [
        _n(
            "Circle of {size}: {people} person, {share} of your face time.",
            "Circle of {size}: {people} people, {share} of your face time.",
            people,
        ).format(size=size, people=people, share=show_percent(share))
        for size, people, share in _circles(places)
    ]
    hours = _("Last 12 months; time with several people is split equally.")
    return [*in_words, hours]


def _circles(places: Sequence[CircleMember]) -> list[tuple[int, int, float]]:
    """Each circle that is not empty: its size, the number of people in it, and their share."""
    circles: list[tuple[int, int, float]] = []
    smaller = 0
    for size in CUTS:
        if len(places) <= smaller:
            break
        inside = places[:size]
        share = sum(place.share for place in inside)
        circles.append((size, len(inside), share))
        smaller = size
    return circles


def _as_json(
    reading: ReadSession,
    on: date,
    places: Sequence[CircleMember],
    shown: Sequence[CircleMember],
) -> dict[str, Any]:
    circles_told = [
        {"size": size, "people": people, "share": share}
        for size, people, share in _circles(places)
    ]
    return {
        "as_of": on.isoformat(),
        "days": circles.SPAN.days,
        "people": [_record(reading, place) for place in shown],
        "circles": circles_told,
    }


def _record(reading: ReadSession, place: CircleMember) -> dict[str, Any]:
    return {
        "person": reference(reading, place.person),
        "rank": place.rank,
        "share": place.share,
        "hours": place.hours,
        "circle": place.circle or None,
    }
