"""Who may be somebody of the ledger by name: questions, never answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ledger.facts import ledger_stream
from ledger.facts.event import PersonId
from ledger.importers.api import ImportedRow
from ledger.importers.match.details import added, agreeing, best_named
from ledger.importers.match.identity import Someone, differ, sites_of
from ledger.importers.match.known import Face, Known, faces, profiles
from ledger.importers.match.plan import Candidate


def questions(
    unknown: Mapping[Someone, ImportedRow], known: Known, merged: ledger_stream.Book, me: PersonId
) -> dict[Someone, tuple[Candidate, Face]]:
    """Of those nobody knows, who bears the full name of exactly one person that stands.

    Two that bear the name of one person are no question: at most one of them could be that
    person, and nothing says which. Nor is somebody whose profile is another one, nor the owner.
    """
    names = {someone: best_named(someone.contacts).name for someone in unknown}
    bearing = known.named(set(names.values())) if names else {}
    people = faces(known, merged, {person for some in bearing.values() for person in some})
    alone = {
        s: standing[0]
        for s, n in names.items()
        if len(standing := _standing(bearing.get(n), people, me)) == 1
    }
    times = Counter(alone.values())
    return {
        someone: (_candidate(someone, face, unknown[someone]), face)
        for someone, face in alone.items()
        if times[face] == 1 and not differ(sites_of(profiles(face)), someone.sites)
    }


def _candidate(someone: Someone, face: Face, row: ImportedRow) -> Candidate:
    told = added(someone.contacts, ())
    return Candidate(
        name=told.name,
        existing=face.person,
        file=row.file,
        line=row.line,
        told=told.details,
        agreeing=agreeing(told.details, face),
    )


def _standing(
    bearing: Iterable[PersonId] | None, people: Mapping[PersonId, Face], me: PersonId
) -> Sequence[Face]:
    every = {people[person].person: people[person] for person in bearing or () if person in people}
    return [face for face in every.values() if face.stands and face.person != me]
