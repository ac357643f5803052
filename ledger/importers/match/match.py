"""Match the people of a file with the ledger: their entries, and the questions left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from ledger.facts import ledger_stream
from ledger.facts.event import PersonId
from ledger.importers.api import Contact, ImportedRow, ImportFile
from ledger.importers.match.details import agreeing, best_named, together
from ledger.importers.match.import_plan import Answers, ImportContext, Question
from ledger.importers.match.known import KnownPerson, LedgerIndex, people_of
from ledger.importers.match.same_people import (
    Candidate,
    by_entry,
    differ,
    final,
    join,
    recognise,
    sites_of,
)


@dataclass(frozen=True)
class Match:
    """The people of a file.

    `people` are those of each row, `first_rows` the number of the row in which each one first appears.
    `owner` is the owner in the file, `me` in the ledger. `bearers` are the candidates of identifiers
    that are new to the ledger. `joined` are those that an answer joined with a person of the ledger,
    `separate` those that it told apart, `open` the questions left.
    """

    rows: Sequence[ImportedRow]
    people: Sequence[tuple[Candidate, ...]]
    first_rows: Mapping[Candidate, int]
    owner: Candidate | None
    me: KnownPerson | None
    bearers: Mapping[str, Candidate]
    merged: ledger_stream.Book
    joined: frozenset[Candidate] = frozenset()
    open: Mapping[Candidate, Question] = field(default_factory=dict)
    separate: Mapping[Candidate, KnownPerson] = field(default_factory=dict)

    def is_me(self, candidate: Candidate) -> bool:
        """Whether this is the owner of the ledger."""
        if candidate is self.owner:
            return True
        if self.me is None or candidate.entry is None:
            return False
        return candidate.entry.person == self.me.person


def match(
    file: ImportFile,
    rows: Sequence[ImportedRow],
    context: ImportContext,
    answers: Answers,
) -> Match:
    """Match the people in the rows of a file."""
    index, owner = context.index, context.owner
    merged = book_of(index)
    of_owner = []
    if file.owner:
        of_owner = [file.owner]
    contacts = [*of_owner, *chain.from_iterable(row.who for row in rows)]
    streams = index.streams(_identifiers(contacts))
    people = people_of(index, merged, {owner, *streams.values()})
    entries = {
        key: people[stream] for key, stream in streams.items() if stream in people
    }
    placed, bearers = recognise(
        contacts, entries, lambda person, twin: _are_apart(merged, owner, person, twin)
    )
    me = people.get(owner)
    if of_owner and me and placed[0].entry is None:
        join(placed[0], me, by_entry(placed))
    people_by_row = _by_row(rows, placed[len(of_owner) :])
    matched = Match(
        rows=rows,
        people=people_by_row,
        first_rows=_first_rows(people_by_row),
        owner=final(placed[0]) if of_owner else None,
        me=me,
        bearers=bearers,
        merged=merged,
    )
    return _after_answers(matched, index, answers)


def _identifiers(contacts: Iterable[Contact]) -> set[str]:
    identifiers: set[str] = set()
    for contact in contacts:
        identifiers.update(contact.identifiers, contact.rows)
    return identifiers


def book_of(index: LedgerIndex) -> ledger_stream.Book:
    """The ledger's merges and distinctions."""
    state = ledger_stream.INITIAL
    for event in index.histories([index.origin]).get(index.origin, ()):
        state = ledger_stream.evolve(state, event)
    return state


def _are_apart(
    merged: ledger_stream.Book, owner: PersonId, person: PersonId, twin: PersonId
) -> bool:
    """Whether two people must not be merged unasked: someone decided that they are distinct, or one is the owner."""
    if len({ledger_stream.root(merged.into, owner), person, twin}) < 3:
        return True
    for people in merged.distinct:
        if {person, twin} <= {
            ledger_stream.root(merged.into, member) for member in people
        }:
            return True
    return False


def _by_row(
    rows: Sequence[ImportedRow], placed: Sequence[Candidate]
) -> list[tuple[Candidate, ...]]:
    candidates = iter(placed)
    return [tuple(final(next(candidates)) for _contact in row.who) for row in rows]


def _first_rows(people: Sequence[tuple[Candidate, ...]]) -> dict[Candidate, int]:
    """The number of the row in which each candidate appears first."""
    first_rows: dict[Candidate, int] = {}
    for number, candidates in enumerate(people):
        for candidate in candidates:
            first_rows.setdefault(candidate, number)
    return first_rows


def _after_answers(matched: Match, index: LedgerIndex, answers: Answers) -> Match:
    """Apply the answers about namesakes of known people."""
    unknown: dict[Candidate, ImportedRow] = {}
    for candidate, number in matched.first_rows.items():
        if candidate.entry is None and not matched.is_me(candidate):
            unknown[candidate] = matched.rows[number]
    owner = matched.me.person if matched.me else ""
    namesakes = _doubtful(unknown, index, matched.merged, owner)
    people = by_entry(matched.first_rows)
    joined: list[Candidate] = []
    unanswered: dict[Candidate, Question] = {}
    separate: dict[Candidate, KnownPerson] = {}
    for candidate, entry in namesakes.items():
        question = _question(candidate, entry, unknown[candidate])
        question = _with_details(question, candidate, entry)
        match answers.get(question):
            case "join":
                join(candidate, entry, people)
                joined.append(candidate)
            case "separate":
                separate[candidate] = entry
            case None:
                unanswered[candidate] = question
    people_by_row = [tuple(map(final, candidates)) for candidates in matched.people]
    return replace(
        matched,
        people=people_by_row,
        first_rows=_first_rows(people_by_row),
        joined=frozenset(map(final, joined)),
        open=unanswered,
        separate=separate,
    )


# ---------------------------------------------------------------- questions about namesakes


def questions_about(  # noqa: PLR0913 - a slice, the ledger, and whose it is
    rows: Iterable[ImportedRow],
    people: Iterable[PersonId],
    index: LedgerIndex,
    merged: ledger_stream.Book,
    owner: PersonId,
    *,
    shown: int,
) -> list[Question]:
    """The questions about plain rows that have to do with no other row, as which `people` are added.

    Only the first, as many as are `shown`, hold details: of a long file those of all would take most of the memory.
    """
    added_as: dict[Candidate, PersonId] = {}
    unknown: dict[Candidate, ImportedRow] = {}
    for row, person in zip(rows, people, strict=True):
        contact = row.who[0]
        candidate = Candidate(placed={0: contact}, sites=sites_of(contact.identifiers))
        added_as[candidate] = person
        unknown[candidate] = row
    root = ledger_stream.root(merged.into, owner)
    namesakes = _doubtful(unknown, index, merged, root)
    questions: list[Question] = []
    for candidate, entry in namesakes.items():
        question = _question(candidate, entry, unknown[candidate], added_as[candidate])
        if len(questions) < shown:
            question = _with_details(question, candidate, entry)
        questions.append(question)
    return questions


def _doubtful(
    unknown: Iterable[Candidate],
    index: LedgerIndex,
    merged: ledger_stream.Book,
    owner: PersonId,
) -> dict[Candidate, KnownPerson]:
    """The unknown candidates that may be the only standing person of that full name.

    Two that bear the name of one person are no question: at most one of them could be that
    person, and nothing says which. Nor is a candidate with another profile, nor the owner.
    """
    namesakes = _namesakes(unknown, index, merged, owner)
    claims = Counter(namesakes.values())
    doubtful: dict[Candidate, KnownPerson] = {}
    for candidate, entry in namesakes.items():
        is_other = differ(sites_of(entry.profiles), candidate.sites)
        if claims[entry] == 1 and not is_other:
            doubtful[candidate] = entry
    return doubtful


def _namesakes(
    unknown: Iterable[Candidate],
    index: LedgerIndex,
    merged: ledger_stream.Book,
    owner: PersonId,
) -> dict[Candidate, KnownPerson]:
    """The only standing person with the name of each candidate."""
    names = {candidate: best_named(candidate.contacts).name for candidate in unknown}
    if not names:
        return {}
    bearers = index.named(set(names.values()))
    people = people_of(
        index, merged, {person for bearing in bearers.values() for person in bearing}
    )
    namesakes: dict[Candidate, KnownPerson] = {}
    for candidate, name in names.items():
        standing = _standing(bearers.get(name, ()), people, owner)
        if len(standing) == 1:
            namesakes[candidate] = standing[0]
    return namesakes


def _standing(
    bearers: Iterable[PersonId], people: Mapping[PersonId, KnownPerson], owner: PersonId
) -> Sequence[KnownPerson]:
    entries: dict[PersonId, KnownPerson] = {}
    for bearer in bearers:
        entry = people.get(bearer)
        if entry is not None and entry.stands:
            entries[entry.person] = entry
    entries.pop(owner, None)
    return list(entries.values())


def _question(
    candidate: Candidate,
    entry: KnownPerson,
    row: ImportedRow,
    person: PersonId | None = None,
) -> Question:
    return Question(
        name=best_named(candidate.contacts).name,
        existing=entry.person,
        file=row.file,
        line=row.line,
        person=person,
    )


def _with_details(
    question: Question, candidate: Candidate, entry: KnownPerson
) -> Question:
    """The question with what the file says, and what of it the ledger has too."""
    details = together(candidate.contacts)
    return replace(question, details=details, agreeing=agreeing(details, entry))
