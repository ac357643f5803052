"""The circle command: contacts by share of attention, cut at 5, 15, 50 and 150."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from ledger.cli.options import last_day
from ledger.cli.session import Session
from ledger.language import N_, _, _n
from ledger.language.console import option
from ledger.language.phrases import show_number, show_percent
from ledger.language.safe_text import visible
from projections.cli.output import print_json, print_table, say
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.network import attention as circles
from projections.network.attention import CUTS, CircleMember


@reading_command(
    "circle", N_("Who you spend your face time with: the 5, 15, 50 and 150 closest.")
)
@option("--as-of", metavar="DATE", help=N_("The day to look at; today if not given."))
@option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help=N_("Show at most N lines, the highest first."),
)
def circle(session: Session, *, as_of: str | None, top: int | None) -> None:
    """Show the circles."""
    with ReadSession.open(session) as reading:
        on = last_day(session, as_of) or session.today
        places = circles.circle(reading.tables, reading.identity, reading.listed, on)
        if reading.as_json:
            print_json(_as_json(reading, on, places, top))
        elif not places:
            say(_("You met no one in person in the year before that day."))
        else:
            _show(reading, places, top)


def _show(
    reading: ReadSession, places: Sequence[CircleMember], top: int | None
) -> None:
    lines = [
        [
            str(place.rank),
            visible(reading.name(place.person)),
            show_percent(place.share),
            show_number(place.hours, 1),
            str(place.circle or ""),
        ]
        for place in places[:top]
    ]
    print_table(
        [_("Rank"), _("Person"), _("Share"), _("Hours"), _("Circle")],
        lines,
        right=[0, 2, 3, 4],
    )
    click.echo()
    for size, people, share in _circles(places):
        click.echo(
            _n(
                "Circle of {size}: {people} person, {share} of your face time.",
                "Circle of {size}: {people} people, {share} of your face time.",
                people,
            ).format(size=size, people=people, share=show_percent(share))
        )


def _circles(places: Sequence[CircleMember]) -> list[tuple[int, int, float]]:
    """Each circle that somebody stands in: its size, how many are in it, and what share they have."""
    reached = [
        size
        for place, size in enumerate(CUTS)
        if place == 0 or len(places) > CUTS[place - 1]
    ]
    return [
        (size, len(places[:size]), sum(place.share for place in places[:size]))
        for size in reached
        if places
    ]


def _as_json(
    reading: ReadSession, on: date, places: Sequence[CircleMember], top: int | None
) -> dict[str, Any]:
    return {
        "as_of": on.isoformat(),
        "days": circles.SPAN.days,
        "people": [
            {
                "person": reference(reading, place.person),
                "rank": place.rank,
                "share": place.share,
                "hours": place.hours,
                "circle": place.circle or None,
            }
            for place in places[:top]
        ],
        "circles": [
            {"size": size, "people": people, "share": share}
            for size, people, share in _circles(places)
        ],
    }
