"""Plan an import: match its people, find its new facts, and list the open questions."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import filterfalse
from typing import Final

from ledger.facts import ledger_stream
from ledger.facts.event import Event, NewEvents, PersonId, StreamId
from ledger.facts.person.events import PersonAdded, PersonReinstated
from ledger.importers.api import (
    Attended,
    Connected,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Messaged,
    Noted,
    Planned,
    Requested,
)
from ledger.importers.match import people
from ledger.importers.match.connections import ClickRows, clicks
from ledger.importers.match.import_plan import (
    Answers,
    ImportContext,
    ImportPlan,
    Outcome,
)
from ledger.importers.match.known import LedgerIndex
from ledger.importers.match.match import Match, match
from ledger.importers.match.meeting_rows import (
    MeetingRow,
    MeetingsOutcome,
    PlanRow,
    called_off,
    meetings,
    plans,
)
from ledger.importers.match.people import PersonStream
from ledger.importers.match.same_people import Candidate, final
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


# ---------------------------------------------------------------- the events of a file whose people are matched


@dataclass
class DecidedFacts:
    """What is decided so far.

    `streams` are the people, `described` those with news besides facts. By the number of a row:
    `new` is how many rows of its file bring a new fact, `retracted` are those whose fact was taken
    back since an earlier import, `moved` those whose meeting stands on another day, `lacking` those
    whose meeting stands without someone of the row, `typed` those whose meeting was typed in.
    """

    streams: dict[Candidate, PersonStream] = field(default_factory=dict)
    described: set[Candidate] = field(default_factory=set)
    entries: list[NewEvents] = field(default_factory=list)
    new: dict[int, int] = field(default_factory=dict)
    retracted: set[int] = field(default_factory=set)
    moved: dict[int, StreamId] = field(default_factory=dict)
    lacking: dict[int, tuple[StreamId, tuple[PersonId, ...]]] = field(
        default_factory=dict
    )
    typed: dict[int, StreamId] = field(default_factory=dict)

    def count(self, number: int, row: ImportedRow, outcome: Outcome) -> None:
        """Note what came of a row."""
        if outcome == "added":
            self.new[number] = row.rows
        elif outcome == "retracted":
            self.retracted.add(number)


def decided(matched: Match, context: ImportContext) -> DecidedFacts:
    """The events: of people with their notes, of connections, of meetings, then of the ledger itself."""
    facts = DecidedFacts()
    _decide_people(matched, facts, context)
    _decide_notes(matched, facts, context)
    facts.entries += [
        stream.entry for stream in facts.streams.values() if stream.events
    ]
    connections, new = clicks(_click_rows(matched, facts.streams), context)
    facts.entries += connections
    facts.new.update(new)
    _decide_meetings(matched, facts, context)
    _decide_plans(matched, facts, context)
    facts.entries += _of_the_ledger(matched, facts.streams, context)
    return facts


def is_gone(candidate: Candidate) -> bool:
    """Whether this person was erased."""
    return candidate.entry is not None and candidate.entry.erased


def _decide_people(matched: Match, facts: DecidedFacts, context: ImportContext) -> None:
    """Make a stream for everyone but the erased; for the owner, with what the file says of them."""
    owner = matched.owner
    if owner is not None and matched.me is not None and owner.entry is matched.me:
        keys = _new_keys(matched, owner)
        facts.streams[owner] = people.of_owner(matched.me, owner.contacts[0], keys)
    for candidate in matched.first_rows:
        if is_gone(candidate):
            continue
        if matched.is_me(candidate):
            continue
        keys = _new_keys(matched, candidate)
        joined = candidate in matched.joined
        facts.streams[candidate] = people.entered(
            candidate, keys, joined=joined, fresh=context.fresh
        )
    for candidate, stream in facts.streams.items():
        if stream.events or candidate.same:
            facts.described.add(candidate)


def _new_keys(matched: Match, candidate: Candidate) -> tuple[str, ...]:
    """The candidate's identifiers that the ledger does not have yet."""
    keys: dict[str, None] = {}
    for contact in candidate.contacts:
        for key in (*contact.identifiers, *contact.rows):
            bearer = matched.bearers.get(key)
            if bearer is not None and final(bearer) is candidate:
                keys[key] = None
    return tuple(keys)


def _decide_notes(matched: Match, facts: DecidedFacts, context: ImportContext) -> None:
    notes: dict[int, Noted] = {}
    keys: set[str] = set()
    for number, row in enumerate(matched.rows):
        if isinstance(row.what, Noted):
            notes[number] = row.what
            keys.update(row.what.identifiers)
    bearers = dict(context.index.streams(keys))
    for number, note in notes.items():
        for candidate, stream in _others(matched, facts.streams, number):
            outcome = _decide_note(note, candidate, stream, bearers, context)
            facts.count(number, matched.rows[number], outcome)


def _decide_note(
    note: Noted,
    candidate: Candidate,
    stream: PersonStream,
    bearers: dict[str, StreamId],
    context: ImportContext,
) -> Outcome:
    """Add a note of a person; `bearers` are the streams of the identifiers of notes, and get the new ones."""
    streams = _streams_of(candidate, stream)
    is_there = any(bearers.get(key) in streams for key in note.identifiers)
    keys = tuple(key for key in note.identifiers if key not in bearers)
    bearers.update(dict.fromkeys(keys, stream.person))
    return people.note(
        stream, replace(note, identifiers=keys), context, is_there=is_there
    )


def _others(
    matched: Match, streams: Mapping[Candidate, PersonStream], number: int
) -> Iterator[tuple[Candidate, PersonStream]]:
    """The people of a row with their streams, without the owner and the erased."""
    for candidate in matched.people[number]:
        stream = streams.get(candidate)
        if stream is not None and not matched.is_me(candidate):
            yield candidate, stream


def _click_rows(
    matched: Match, streams: Mapping[Candidate, PersonStream]
) -> list[ClickRows]:
    by_network: dict[tuple[Candidate, str], ClickRows] = {}
    for number, row in enumerate(matched.rows):
        if not isinstance(row.what, Connected | Requested | Messaged):
            continue
        network = row.what.network.strip().lower()
        for candidate, stream in _others(matched, streams, number):
            rows = by_network.get((candidate, network))
            if rows is None:
                rows = ClickRows(
                    _streams_of(candidate, stream), network, candidate.entry is None, []
                )
                by_network[candidate, network] = rows
            rows.clicks.append((number, row.rows, row.what))
    return list(by_network.values())


def _streams_of(candidate: Candidate, stream: PersonStream) -> tuple[PersonId, ...]:
    """Everyone read as this person once the entries are appended, the one that stays first."""
    streams = [stream.person]
    for entry in (candidate.entry, *candidate.same):
        streams += entry.streams if entry else ()
    return tuple(dict.fromkeys(streams))


def _decide_meetings(
    matched: Match, facts: DecidedFacts, context: ImportContext
) -> None:
    def person_of(person: PersonId) -> PersonId:
        return ledger_stream.root(matched.merged.into, person)

    held: MeetingsOutcome = meetings(
        _meeting_rows(matched, facts.streams, context.owner), context, person_of
    )
    facts.entries += held.entries.values()
    facts.moved, facts.lacking, facts.typed = held.moved, held.lacking, held.typed
    for number, outcome in held.outcomes.items():
        facts.count(number, matched.rows[number], outcome)


def _meeting_rows(
    matched: Match, streams: Mapping[Candidate, PersonStream], owner: PersonId
) -> list[MeetingRow]:
    """The meetings with at least one person besides the owner who was not erased."""
    rows: list[MeetingRow] = []
    for number, row in enumerate(matched.rows):
        if not isinstance(row.what, Attended):
            continue
        guests = {
            candidate: stream.person
            for candidate, stream in _others(matched, streams, number)
        }
        if not guests:
            continue
        confirmed: list[PersonId] = []
        for contact, candidate in zip(row.who, matched.people[number], strict=True):
            is_guest = candidate in guests
            if is_guest and contact in row.confirmed:
                confirmed.append(guests[candidate])
        rows.append(
            MeetingRow(
                number, row.what, tuple({owner, *guests.values()}), tuple(confirmed)
            )
        )
    return rows


def _decide_plans(matched: Match, facts: DecidedFacts, context: ImportContext) -> None:
    rows: list[PlanRow] = []
    for number, row in enumerate(matched.rows):
        if not isinstance(row.what, Planned):
            continue
        others = _others(matched, facts.streams, number)
        guests = dict.fromkeys(stream.person for _candidate, stream in others)
        if guests:
            rows.append(PlanRow(number, row.what, tuple(guests)))
    planned = plans(rows, context)
    facts.entries += planned.entries.values()
    for number, outcome in planned.outcomes.items():
        facts.count(number, matched.rows[number], outcome)


def _of_the_ledger(
    matched: Match, streams: Mapping[Candidate, PersonStream], context: ImportContext
) -> list[NewEvents]:
    """The merges that addresses show, and the distinctions that answers make."""
    commands: list[ledger_stream.BookCommand] = []
    for candidate in streams:
        if candidate.entry:
            into = candidate.entry.person
            commands += [
                ledger_stream.MergePeople(person=same.person, into=into)
                for same in candidate.same
            ]
    for candidate, entry in matched.separate.items():
        people_apart = (streams[candidate].person, entry.person)
        commands.append(ledger_stream.DistinguishPeople(people=people_apart))
    state = matched.merged
    events: list[Event] = []
    for command in commands:
        for event in ledger_stream.decide(command, state):
            state = ledger_stream.evolve(state, event)
            events.append(event)
    if not events:
        return []
    return [NewEvents(context.index.origin, matched.merged.version, tuple(events))]


# ---------------------------------------------------------------- what comes of each row


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
        if matched.is_me(candidate):
            continue
        if candidate not in facts.described:
            continue
        events = facts.streams[candidate].events
        if any(isinstance(event, PersonAdded | PersonReinstated) for event in events):
            touched[number] = "entered"
        else:
            touched.setdefault(number, "changed")
    return touched
