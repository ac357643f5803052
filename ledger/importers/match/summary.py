"""What came of each row of a reading, in numbers; and the rows that came to nothing, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from ledger.facts.event import StreamId
from ledger.facts.person.events import PersonAdded, PersonReinstated
from ledger.importers.api import Attended, Diagnostic, ImportedRow
from ledger.importers.match.match import Cast
from ledger.importers.match.record import Recorded, is_gone
from ledger.importers.match.validate import problem
from ledger.language import N_

YOURSELF: Final = N_("This row is about nobody but you.")
RETRACTED: Final = N_("This was retracted since an earlier import: 'handshake reinstate' brings it back.")

MOVED: Final = N_(
    "The ledger has this meeting on another day: if it was moved, 'handshake correct {meeting} --on {on}' says so."
)

LACKING: Final = N_(
    "The ledger has this meeting without {names}: if they came, 'handshake correct {meeting} --with NAME' lists"
    " everybody who was there."
)


@dataclass
class Tally:
    """The numbers of a `Plan`."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    suppressed: int = 0
    skipped: list[Diagnostic] = field(default_factory=list)


def tallied(cast: Cast, done: Recorded) -> Tally:
    """What came of each row that could be recorded."""
    tally = Tally()
    touched = _touched(cast, done)
    for number, row in enumerate(cast.rows):
        others = [someone for someone in cast.people[number] if not cast.is_me(someone)]
        facts = done.new.get(number, 0)
        if others and all(map(is_gone, others)):
            tally.suppressed += row.rows
        elif row.what and not others:
            tally.skipped += row.rows * [problem(row, YOURSELF)]
        elif number in done.retracted and not facts:
            tally.skipped += row.rows * [problem(row, RETRACTED)]
        elif number in done.moved and not facts:
            tally.skipped += row.rows * [_moved(row, done.moved[number])]
        elif number in done.lacking and not facts:
            tally.skipped += row.rows * [_lacking(row, cast, done, number)]
        else:
            new = min(row.rows, max(facts, number in touched))
            tally.added += new
            tally.unchanged += row.rows - new
            tally.changed += new if not facts and touched.get(number) == "changed" else 0
    return tally


def _moved(row: ImportedRow, meeting: StreamId) -> Diagnostic:
    on = row.what.on if isinstance(row.what, Attended) else ""
    return replace(problem(row, MOVED), details={"meeting": meeting[:8], "on": str(on)})


def _lacking(row: ImportedRow, cast: Cast, done: Recorded, number: int) -> Diagnostic:
    meeting, people = done.lacking[number]
    names = tuple(
        contact.name
        for contact, someone in zip(row.who, cast.people[number], strict=True)
        if someone in done.streams and done.streams[someone].person in people
    )
    return replace(problem(row, LACKING), details={"meeting": meeting[:8], "names": names})


def _touched(cast: Cast, done: Recorded) -> dict[int, str]:
    """The rows that first name somebody new, or somebody of whom there is news, and which."""
    touched: dict[int, str] = {}
    for someone, number in cast.first.items():
        if cast.is_me(someone) or someone not in done.described:
            continue
        events = done.streams[someone].events
        entered = any(isinstance(event, PersonAdded | PersonReinstated) for event in events)
        if entered:
            touched[number] = "entered"
        else:
            touched.setdefault(number, "changed")
    return touched
