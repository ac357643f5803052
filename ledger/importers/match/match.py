"""Who is who in a reading: the people of each row, whom of them the ledger knows, who is asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ledger.facts import ledger_stream
from ledger.facts.event import PersonId
from ledger.importers.api import ImportedRow, ImportFile
from ledger.importers.match.identity import Someone, final, join, known_people, recognise
from ledger.importers.match.known import Face, Known, faces
from ledger.importers.match.plan import Answers, Candidate, Terms
from ledger.importers.match.questions import questions


@dataclass(frozen=True)
class Cast:
    """The people of a reading.

    `people` are those of each row, `first` the row in which each one first appears. `owner` is
    the owner as the reading tells them, `me` as the ledger does. `bearers` tells whose an identifier
    is that is nobody's in the ledger. `joined` are those of whom an answer says who they are, `open`
    the questions left, `separate` those of whom it says who they are not.
    """

    rows: Sequence[ImportedRow]
    people: Sequence[tuple[Someone, ...]]
    first: Mapping[Someone, int]
    owner: Someone | None
    me: Face | None
    bearers: Mapping[str, Someone]
    merged: ledger_stream.Book
    joined: frozenset[Someone] = frozenset()
    open: Mapping[Someone, Candidate] = field(default_factory=dict)
    separate: Mapping[Someone, Face] = field(default_factory=dict)

    def is_me(self, someone: Someone) -> bool:
        """Whether this is the owner of the ledger."""
        mine = self.me is not None and someone.face is not None and someone.face.person == self.me.person
        return mine or someone is self.owner


def cast(reading: ImportFile, rows: Sequence[ImportedRow], terms: Terms, answers: Answers) -> Cast:
    """Who is who in the rows of a reading."""
    known, owner = terms.known, terms.owner
    merged = book_of(known)
    told = (reading.owner,) if reading.owner else ()
    contacts = [*told, *(who for row in rows for who in row.who)]
    streams = known.streams({key for who in contacts for key in (*who.identifiers, *who.rows)})
    people = faces(known, merged, {owner, *streams.values()})
    taken = {key: people[stream] for key, stream in streams.items() if stream in people}
    placed, bearers = recognise(contacts, taken, lambda one, other: _apart(merged, owner, one, other))
    me = people.get(owner)
    if told and me and placed[0].face is None:
        join(placed[0], me, known_people(placed))
    people_of_rows = _by_row(rows, placed[len(told) :])
    found = Cast(
        rows=rows,
        people=people_of_rows,
        first=_first(people_of_rows),
        owner=final(placed[0]) if told else None,
        me=me,
        bearers=bearers,
        merged=merged,
    )
    return _asked(found, known, answers)


def book_of(known: Known) -> ledger_stream.Book:
    """Who was merged, and who was told apart."""
    state = ledger_stream.INITIAL
    for event in known.histories([known.origin]).get(known.origin, ()):
        state = ledger_stream.evolve(state, event)
    return state


def _apart(merged: ledger_stream.Book, owner: PersonId, one: PersonId, other: PersonId) -> bool:
    """Whether two people may not be merged unasked: they were told apart, or one is the owner."""
    roots = {ledger_stream.root(merged.into, owner), one, other}
    told_apart = (
        {ledger_stream.root(merged.into, person) for person in people} for people in merged.distinct
    )
    return len(roots) < 3 or any({one, other} <= people for people in told_apart)


def _by_row(rows: Sequence[ImportedRow], placed: Sequence[Someone]) -> list[tuple[Someone, ...]]:
    everybody = iter(placed)
    return [tuple(final(next(everybody)) for _ in row.who) for row in rows]


def _first(people: Sequence[tuple[Someone, ...]]) -> dict[Someone, int]:
    """In which row each one appears first."""
    first: dict[Someone, int] = {}
    for number, group in enumerate(people):
        for someone in group:
            first.setdefault(someone, number)
    return first


def _asked(found: Cast, known: Known, answers: Answers) -> Cast:
    """The cast after the answers."""
    unknown = {s: found.rows[n] for s, n in found.first.items() if s.face is None and not found.is_me(s)}
    asked = questions(unknown, known, found.merged, found.me.person if found.me else "")
    joined, people_known = set(), known_people(found.first)
    for someone, (question, face) in asked.items():
        if answers.get(question) == "join":
            join(someone, face, people_known)
            joined.add(someone)
    people = [tuple(map(final, group)) for group in found.people]
    return replace(
        found,
        people=people,
        first=_first(people),
        joined=frozenset(map(final, joined)),
        open={s: question for s, (question, _) in asked.items() if answers.get(question) is None},
        separate={s: face for s, (question, face) in asked.items() if answers.get(question) == "separate"},
    )
