"""Who bears the same whole name and may be one person: what is still to be answered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from ledger.facts import identifiers
from ledger.facts.base import PersonId
from ledger.language.folding import words
from projections.directory import DISTINCT, Person
from projections.resolving import Directory


class Pair(NamedTuple):
    """Two people of one name, the one entered first first; `plain` where nothing says that they are two.

    Not plain are those whose addresses on one network differ, and those of whom a third bears the name.
    """

    first: PersonId
    second: PersonId
    name: str
    plain: bool


def pairs(known: Directory) -> list[Pair]:
    """Every pair that was neither merged nor told apart, by name."""
    apart = {frozenset(row[0].split()) for row in known.tables.scan(DISTINCT)}
    apart = {frozenset(map(known.identity.root, people)) for people in apart}
    found = [pair for same in _same_name(known) for pair in _pairs(same)]
    open_ones = [pair for pair in found if frozenset(pair[:2]) not in apart]
    return sorted(open_ones, key=lambda pair: (pair.name.casefold(), pair.first, pair.second))


def _same_name(known: Directory) -> Iterator[list[Person]]:
    groups: defaultdict[tuple[str, ...], list[Person]] = defaultdict(list)
    for person in known.people():
        if person.name and person.id != known.owner:
            groups[tuple(sorted(words(person.name)))].append(person)
    return (group for name, group in groups.items() if name and len(group) > 1)


def _pairs(same: list[Person]) -> Iterator[Pair]:
    for one, other in combinations(sorted(same, key=lambda person: (person.added, person.id)), 2):
        plain = len(same) == 2 and not _differ(one, other)
        yield Pair(one.id, other.id, one.name or "", plain)


def _differ(one: Person, other: Person) -> bool:
    """Whether both have profiles on one network, and none in common there."""
    ours, theirs = _profiles(one), _profiles(other)
    return any(not ours[network] & theirs[network] for network in ours.keys() & theirs.keys())


def _profiles(person: Person) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for identifier in identifiers.of_person(urls=json.loads(person.urls)):
        found[identifier.partition("/")[0].partition(":")[0]].add(identifier)
    return found
