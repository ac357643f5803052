"""Questions about people with the name of somebody in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ledger.facts import ledger_stream
from ledger.facts.event import PersonId
from ledger.importers.api import ImportedRow
from ledger.importers.match.details import added, agreeing, best_named
from ledger.importers.match.identity import Candidate, differ, sites_of
from ledger.importers.match.known import KnownPerson, LedgerIndex, people_of
from ledger.importers.match.plan import Question


def questions(
    unknown: Mapping[Candidate, ImportedRow],
    index: LedgerIndex,
    merged: ledger_stream.Book,
    owner: PersonId,
) -> dict[Candidate, tuple[Question, KnownPerson]]:
    """Whether each unknown candidate is the only standing person of that full name.

    Two that bear the name of one person are no question: at most one of them could be that
    person, and nothing says which. Nor is a candidate with another profile, nor the owner.
    """
    namesakes = _namesakes(unknown, index, merged, owner)
    claims = Counter(namesakes.values())
    asked_about: dict[Candidate, tuple[Question, KnownPerson]] = {}
    for candidate, entry in namesakes.items():
        if claims[entry] == 1 and not differ(sites_of(entry.profiles), candidate.sites):
            asked_about[candidate] = (_question(candidate, entry, unknown[candidate]), entry)
    return asked_about


def _namesakes(
    unknown: Iterable[Candidate], index: LedgerIndex, merged: ledger_stream.Book, owner: PersonId
) -> dict[Candidate, KnownPerson]:
    """The only standing person with the name of each candidate."""
    names = {candidate: best_named(candidate.contacts).name for candidate in unknown}
    if not names:
        return {}
    bearers = index.named(set(names.values()))
    people = people_of(index, merged, {person for bearing in bearers.values() for person in bearing})
    namesakes: dict[Candidate, KnownPerson] = {}
    for candidate, name in names.items():
        standing = _standing(bearers.get(name, ()), people, owner)
        if len(standing) == 1:
            namesakes[candidate] = standing[0]
    return namesakes


def _standing(
    bearers: Iterable[PersonId], people: Mapping[PersonId, KnownPerson], owner: PersonId
) -> Sequence[KnownPerson]:
    entries = {people[bearer].person: people[bearer] for bearer in bearers if bearer in people}
    return [entry for entry in entries.values() if entry.stands and entry.person != owner]


def _question(candidate: Candidate, entry: KnownPerson, row: ImportedRow) -> Question:
    person = added(candidate.contacts, ())
    return Question(
        name=person.name,
        existing=entry.person,
        file=row.file,
        line=row.line,
        details=person.details,
        agreeing=agreeing(person.details, entry),
    )
