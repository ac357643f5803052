"""Who may be somebody of the ledger by name: questions, never answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ledger.facts import book
from ledger.facts.base import PersonId
from ledger.importers.describing import best_named
from ledger.importers.known import Face, Known, faces, profiles
from ledger.importers.plans import Candidate
from ledger.importers.recognising import Someone, differ, sites_of
from ledger.importers.records import Brought
from ledger.language.folding import fold


def questions(
    unknown: Mapping[Someone, Brought], known: Known, merged: book.Book, me: PersonId
) -> dict[Someone, tuple[Candidate, Face]]:
    """Of those nobody knows, who bears the full name of exactly one person that stands.

    Two of one name in the reading are no question: at most one of them could be that person, and
    nothing says which. Nor is somebody whose profile is another one, nor the owner.
    """
    names = {someone: best_named(someone.contacts).name for someone in unknown}
    times = Counter(map(fold, names.values()))
    asked = {someone: name for someone, name in names.items() if times[fold(name)] == 1}
    bearing = known.named(set(asked.values()))
    people = faces(known, merged, {person for some in bearing.values() for person in some})
    found: dict[Someone, tuple[Candidate, Face]] = {}
    for someone, name in asked.items():
        standing = _standing(bearing.get(name, ()), people, me)
        if len(standing) == 1 and not differ(sites_of(profiles(standing[0])), someone.sites):
            row, existing = unknown[someone], standing[0].person
            question = Candidate(name=name, existing=existing, file=row.file, line=row.line)
            found[someone] = (question, standing[0])
    return found


def _standing(bearing: Iterable[PersonId], people: Mapping[PersonId, Face], me: PersonId) -> Sequence[Face]:
    every = {people[person].person: people[person] for person in bearing if person in people}
    return [face for face in every.values() if face.stands and face.person != me]
