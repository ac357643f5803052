"""Everyone met, ranked by trust: the list that `trust` without a name shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ledger.cli.session import Session
from ledger.language import _, _n
from ledger.language.phrases import show_date, show_number
from ledger.language.text import visible
from projections.cli import list_output
from projections.cli.inks import columns
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.output import Tones, tone_of_level
from projections.cli.read_options import ListChoice
from projections.cli.read_session import ReadSession, reference
from projections.engine.sqlite import ranking as rankings
from projections.engine.sqlite.ranking import Ranked
from projections.trust import query as ties
from projections.trust.model import level_of, shown_level

DIGITS: Final = 3

_ROOM: Final = 80
"""Columns in which the bar and the days met have room."""

_ALL: Final = (0, 1, 2, 3, 4, 5)
_IN_LITTLE_ROOM: Final = (0, 1, 3, 5)

_LEVEL: Final = 3
"""The column of the level."""

A_FEW: Final = 1000
"""Trust in this many people is computed one by one; in more, in one pass over everyone."""


def show(
    reading: ReadSession,
    session: Session,
    choice: ListChoice,
    day: date,
    culture: tuple[str, int],
) -> None:
    """Show the ranking on a day, in a culture."""
    name, permille = culture
    listing = Listing(reading, session, choice)
    in_plain_order = choice.sort is None and choice.last is None
    top = None
    if in_plain_order and not listing.narrows:
        top = choice.limit
    rows = rankings.kept(reading.views, day, permille, top)
    computed: list[Ranked] | None = None
    if rows is None:
        from projections.cli.ranked import ranked, ranked_among

        if listing.fitting is not None and len(listing.fitting) <= A_FEW:
            rows = ranked_among(reading, day, permille, listing.fitting)
        else:
            rows = computed = ranked(reading, day, permille, top)
    shown = listing.people(
        rows,
        lambda place: place.person,
        {"trust": lambda place: place.trust, "day": lambda place: place.last_met},
    )
    shown_columns = _ALL if columns() >= _ROOM else _IN_LITTLE_ROOM
    header = [_("Person"), _("Trust"), "", _("Level"), _("Days met"), _("Last met")]
    right = (1, 4) if shown_columns == _ALL else (1,)
    section = Section(
        name="people",
        rows=shown,
        header=[header[column] for column in shown_columns],
        line=lambda place: _line(reading, place, shown_columns),
        record=lambda place: _record(reading, place),
        identify=lambda place: place.person,
        columns=("name", "id", "trust", "days_met", "last_met"),
        right=right,
        tones=lambda place: _tones(place, shown_columns),
    )
    list_output.show(
        listing,
        [section],
        lambda: {
            "as_of": day.isoformat(),
            "culture": name,
            "people": [_record(reading, place) for place in shown],
        },
        lambda: nobody_met(reading, day),
        lambda: _never_met(listing),
    )
    if (
        computed is not None
    ):  # at the end: to keep it lets go of the moment that is read
        rankings.keep(reading.views, day, permille, computed, top)


def _tones(place: Ranked, shown_columns: Sequence[int]) -> Tones:
    """The colour of the level of a person, which its word says too: none for the first."""
    return {shown_columns.index(_LEVEL): tone_of_level(level_of(place.evidence))}


def _record(reading: ReadSession, place: Ranked) -> dict[str, Any]:
    return {
        "person": reference(reading, place.person),
        "trust": place.trust,
        "days_met": place.days_met,
        "last_met": place.last_met,
    }


def _never_met(listing: Listing) -> str:
    """How many people fit, where none of them was met: trust is shown of people met."""
    count = len(listing.fitting or ())
    if not count:
        return ""
    return _n(
        "No one you have met matches, but {count} other person does: 'handshake person list' with the same options.",
        "No one you have met matches, but {count} other people do: 'handshake person list' with the same options.",
        count,
    ).format(count=show_number(count))


def nobody_met(reading: ReadSession, day: date) -> str:
    """Why a day has no trust to show: nobody had been met by then, or no meeting is recorded at all."""
    if ties.anybody_met(reading.tables):
        return _("You had not met anyone by {day}.").format(day=show_date(day))
    return _("No meetings yet; 'handshake coffee NAME --new' records one.")


def _line(
    reading: ReadSession, place: Ranked, shown_columns: Sequence[int]
) -> list[str]:
    last_met_shown = ""
    if place.last_met:
        last_met_shown = reading.queries.met_on(
            place.person,
            date.fromisoformat(place.last_met),
            reading.ledger.store,
        )
    cells = [
        visible(reading.name(place.person)),
        show_number(place.trust, DIGITS),
        bar(place.trust),
        shown_level(level_of(place.evidence)),
        str(place.days_met),
        last_met_shown,
    ]
    return [cells[column] for column in shown_columns]


def bar(trust: float, columns: int = 20) -> str:
    """Trust as a bar of at most `columns` blocks, in eighths of a block."""
    blocks, eighths = divmod(round(trust * columns * 8), 8)
    last_block = ""
    if eighths:
        last_block = " ▏▎▍▌▋▊▉"[eighths]
    return "█" * blocks + last_block
