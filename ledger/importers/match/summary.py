"""What came of each row of a file, in numbers; and the rows that came to nothing, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from ledger.facts.event import StreamId
from ledger.facts.person.events import PersonAdded, PersonReinstated
from ledger.importers.api import Attended, Diagnostic, ImportedRow
from ledger.importers.match.match import Match
from ledger.importers.match.record import DecidedFacts, is_gone
from ledger.importers.match.validate import problem
from ledger.language import N_

YOURSELF: Final = N_("This row is only about you.")
RETRACTED: Final = N_(
    "You retracted this after an earlier import; 'handshake reinstate' restores it."
)

MOVED: Final = N_(
    "The ledger has this meeting on another day. If it was moved, use 'handshake correct {meeting} --on {on}'."
)
LACKING: Final = N_(
    "The ledger has this meeting without {names}. If they came, list everyone with 'handshake correct {meeting} --with NAME'."
)


@dataclass
class Summary:
    """The numbers of a `Plan`."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    suppressed: int = 0
    skipped: list[Diagnostic] = field(default_factory=list)


def summarised(matched: Match, facts: DecidedFacts) -> Summary:
    """Count what came of each row that could be recorded."""
    summary = Summary()
    touched = _touched(matched, facts)
    for number, row in enumerate(matched.rows):
        new = facts.new.get(number, 0)
        guests = [
            candidate
            for candidate in matched.people[number]
            if not matched.is_me(candidate)
        ]
        if guests and all(map(is_gone, guests)):
            summary.suppressed += row.rows
            continue
        reason = None if new else _left_out(matched, facts, number)
        if row.what and not guests:
            reason = problem(row, YOURSELF)
        if reason is not None:
            summary.skipped += row.rows * [reason]
            continue
        added = min(row.rows, max(new, number in touched))
        summary.added += added
        summary.unchanged += row.rows - added
        if not new and touched.get(number) == "changed":
            summary.changed += added
    return summary


def _left_out(matched: Match, facts: DecidedFacts, number: int) -> Diagnostic | None:
    """Why a row without a new fact is left out; None if it is only known already."""
    row = matched.rows[number]
    if number in facts.retracted:
        return problem(row, RETRACTED)
    if number in facts.moved:
        return _moved(row, facts.moved[number])
    if number in facts.lacking:
        return _lacking(matched, facts, number)
    return None


def _moved(row: ImportedRow, meeting: StreamId) -> Diagnostic:
    on = row.what.on if isinstance(row.what, Attended) else ""
    return replace(problem(row, MOVED), details={"meeting": meeting[:8], "on": str(on)})


def _lacking(matched: Match, facts: DecidedFacts, number: int) -> Diagnostic:
    row = matched.rows[number]
    meeting, people = facts.lacking[number]
    names: list[str] = []
    for contact, candidate in zip(row.who, matched.people[number], strict=True):
        stream = facts.streams.get(candidate)
        if stream is not None and stream.person in people:
            names.append(contact.name)
    return replace(
        problem(row, LACKING), details={"meeting": meeting[:8], "names": tuple(names)}
    )


def _touched(matched: Match, facts: DecidedFacts) -> dict[int, str]:
    """The rows that first name somebody new (`entered`), or somebody with news (`changed`)."""
    touched: dict[int, str] = {}
    for candidate, number in matched.first_rows.items():
        if matched.is_me(candidate) or candidate not in facts.described:
            continue
        events = facts.streams[candidate].events
        if any(isinstance(event, PersonAdded | PersonReinstated) for event in events):
            touched[number] = "entered"
        else:
            touched.setdefault(number, "changed")
    return touched
