"""Plan an import: match its people, find its new facts, and list the open questions."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import filterfalse
from typing import Final

from ledger.facts.event import PersonId, StreamId
from ledger.facts.person.events import PersonAdded, PersonReinstated
from ledger.importers.api import Attended, Diagnostic, ImportedRow, ImportFile
from ledger.importers.match.import_plan import Answers, ImportContext, ImportPlan
from ledger.importers.match.known import LedgerIndex
from ledger.importers.match.match import Match, match
from ledger.importers.match.planned import called_off
from ledger.importers.match.record import DecidedFacts, decided, is_gone
from ledger.importers.match.validate import problem, validated
from ledger.language import N_


def plan(  # noqa: PLR0913 - the one door of this package
    file: ImportFile,
    index: LedgerIndex,
    owner: PersonId,
    today: date,
    *,
    answers: Answers | None = None,
    restore: bool = False,
    fresh: Callable[[], str] = lambda: str(uuid.uuid4()),
) -> ImportPlan:
    """What importing the file into the ledger of `owner` would append, and what comes of each row.

    People are recognised by profile address, e-mail address or row (`identity`). Merged people are
    read as the one that stays, retracted ones come back, erased ones do not. The others are added,
    with a question where exactly one person bears the name; `answers` are to questions of an earlier
    plan. Meetings and notes that were retracted since their import come back with `restore` only.
    Only what is new is in the entries: planning again once they are appended gives none. `fresh`
    makes the ids of new streams.
    """
    context = ImportContext(
        index=index, owner=owner, today=today, restore=restore, fresh=fresh
    )
    rows, refused = validated(file.rows, today)
    matched = match(file, rows, context, answers or {})
    facts = decided(matched, context)
    facts.entries += called_off(file.called_off, context).values()
    summary = summarised(matched, facts)
    return ImportPlan(
        entries=tuple(facts.entries),
        read=file.read,
        added=summary.added,
        changed=summary.changed,
        unchanged=summary.unchanged,
        suppressed=summary.suppressed,
        skipped=(*file.problems, *refused, *summary.skipped),
        candidates=tuple(
            replace(question, person=facts.streams[candidate].person)
            for candidate, question in matched.open.items()
        ),
    )


YOURSELF: Final = N_("This row is only about you.")
RETRACTED: Final = N_(
    "You retracted this after an earlier import; 'handshake reinstate' restores it."
)

MOVED: Final = N_(
    "The ledger has this meeting on another day. If it was moved, use 'handshake correct {meeting} --on {on}'."
)
TYPED: Final = N_(
    "You recorded this meeting yourself ({meeting}). If there were two, record the other one with 'handshake {form}'."
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
        guests = list(filterfalse(matched.is_me, matched.people[number]))
        if guests and all(map(is_gone, guests)):
            summary.suppressed += row.rows
            continue
        reason = None
        if not new:
            reason = _left_out(matched, facts, number)
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
    if number in facts.typed:
        return _typed(row, facts.typed[number])
    if number in facts.lacking:
        return _lacking(matched, facts, number)
    return None


def _moved(row: ImportedRow, meeting: StreamId) -> Diagnostic:
    on = row.what.on if isinstance(row.what, Attended) else ""
    return replace(problem(row, MOVED), details={"meeting": meeting[:8], "on": str(on)})


def _typed(row: ImportedRow, meeting: StreamId) -> Diagnostic:
    form = row.what.form if isinstance(row.what, Attended) else ""
    return replace(problem(row, TYPED), details={"meeting": meeting[:8], "form": form})


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
    """The rows that first name someone new (`entered`), or someone with news (`changed`)."""
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
