"""What a row says was done: a meeting, a connection, a note; and why it cannot be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ledger.facts.meeting.events import Form
from ledger.importers.api import Attended, Claim, Connected, Diagnostic, Noted
from ledger.importers.formats.address_book import once
from ledger.importers.formats.csv.cells import minutes_of, tags
from ledger.importers.formats.csv.kinds import CONNECTION, kind_of
from ledger.importers.formats.meeting_words import distance_in_note, is_at_a_distance
from ledger.importers.io.csv_table import Row
from ledger.importers.io.dates import Day, Order, is_ambiguous, read_day
from ledger.language import N_
from ledger.language.meeting_words import distance, is_no_place, outcome, outcome_in_note

NO_DAY: Final = N_("This row says that people met, and not when.")
UNKNOWN_KIND: Final = N_(
    "{text} does not tell whether and how people met: write a form of meeting there, such as coffee or appointment."
)
NO_KIND: Final = N_(
    "This row has a date, and does not tell whether and how people met: write a form of meeting there, such as "
    "coffee or appointment."
)
NO_NETWORK: Final = N_("This is a connection: say with --network where, for instance --network xing.")
AMBIGUOUS: Final = N_(
    "{text} does not tell for certain what is day, month and year: say it with --dates dmy or --dates mdy."
)
NO_DATE: Final = N_("{text} is not understood as a date: it would be like 2026-11-20.")
NOT_HELD: Final = N_("{text} does not tell of a meeting that took place for certain.")
TWO_PLACES: Final = N_("{text} names a place and a call: leave one of them out.")
NO_LENGTH: Final = N_("{text} is not understood as a length: it would be in minutes, 1 to 1440.")


@dataclass(frozen=True)
class Terms:
    """What every row is read with: the network that the table is of, and the order of the days in it.

    `told` says that somebody said in what order they are.
    """

    network: str | None = None
    order: Order | None = None
    told: bool = False


def deeds(file: str, row: Row, terms: Terms) -> tuple[Claim, ...] | Diagnostic:
    """What the row says was done: `(None,)` where it only says who somebody is."""
    kind = kind_of(row.cells.get("kind", "")) if row.cells.get("kind") else None
    if kind == CONNECTION or (kind is None and terms.network):
        return _connected(file, row, terms)
    if kind is not None:
        return _met(file, row, kind, terms)
    if row.cells.get("kind") and row.cells.get("date"):
        reason = NOT_HELD if outcome(row.cells["kind"]) else UNKNOWN_KIND
        return _problem(file, row, reason, row.cells["kind"])
    return _noted(file, row, terms)


def _met(file: str, row: Row, form: Form, terms: Terms) -> tuple[Claim, ...] | Diagnostic:
    length = row.cells.get("minutes", "")
    minutes = minutes_of(length)
    if isinstance(day := _day(file, row, terms), Diagnostic):
        return day
    if day is None:
        return Diagnostic(file=file, line=row.line, reason=NO_DAY)
    if length and minutes is None:
        return _problem(file, row, NO_LENGTH, length)
    place, note = row.cells.get("place", ""), row.cells.get("note", "")
    if outcome_in_note(note):
        return _problem(file, row, NOT_HELD, note)
    if not is_at_a_distance(form):
        if distance(place) and not is_no_place(place):
            return _problem(file, row, TWO_PLACES, place)
        form = distance(place) or distance_in_note(note) or form
    return (
        Attended(
            form=form,
            on=day.on,
            precision=day.precision,
            minutes=minutes,
            place=None if is_no_place(place) else place,
            note=note or None,
            tags=once(tags(row.cells.get("tags", ""))) or (),
        ),
    )


def _connected(file: str, row: Row, terms: Terms) -> tuple[Claim, ...] | Diagnostic:
    if terms.network is None:
        return Diagnostic(file=file, line=row.line, reason=NO_NETWORK)
    if isinstance(day := _day(file, row, terms), Diagnostic):
        return day
    when = Connected(network=terms.network, on=None)
    if day:
        when = Connected(network=terms.network, on=day.on, precision=day.precision)
    return (when, *_note(row.cells, None))


def _noted(file: str, row: Row, terms: Terms) -> tuple[Claim, ...] | Diagnostic:
    """A note if there is one; a date without a note says nothing, and need not be understood.

    But where the table has a column for what was done, the row leaves out what its date is for.
    """
    if not row.cells.get("note"):
        wanting = "kind" in row.cells and row.cells.get("date")
        return Diagnostic(file=file, line=row.line, reason=NO_KIND) if wanting else (None,)
    if isinstance(day := _day(file, row, terms), Diagnostic):
        return day
    return _note(row.cells, day)


def _note(cells: Mapping[str, str], day: Day | None) -> tuple[Claim, ...]:
    if not (text := cells.get("note")):
        return ()
    return (Noted(text=text, on=day.on, precision=day.precision),) if day else (Noted(text=text),)


def _day(file: str, row: Row, terms: Terms) -> Day | Diagnostic | None:
    """The day of the row, None where it gives none."""
    if not (text := row.cells.get("date", "")):
        return None
    if day := read_day(text, terms.order, told=terms.told):
        return day
    return _problem(file, row, AMBIGUOUS if is_ambiguous(text) else NO_DATE, text)


def _problem(file: str, row: Row, reason: str, text: str) -> Diagnostic:
    return Diagnostic(file=file, line=row.line, reason=reason, details={"text": text})
