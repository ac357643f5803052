"""Who bears the same whole name and may be one person: what is still to be answered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from ledger.facts import identifiers
from ledger.facts.event import PersonId
from projections.directory import tables as directory
from projections.directory.resolve import Directory
from projections.directory.tables import DISTINCT, Person


class Pair(NamedTuple):
    """Two people of one name, the one entered first first; `plain` where nothing says that they are two.

    Not plain are those whose addresses on one network differ, and those of whom a third bears the name.
    An alias is a name, as it is where an import looks for namesakes.
    """

    first: PersonId
    second: PersonId
    name: str
    plain: bool


def pairs(known: Directory) -> list[Pair]:
    """Every pair that was neither merged nor told apart, by name."""
    apart = {frozenset(row[0].split()) for row in known.tables.scan(DISTINCT)}
    apart = {frozenset(map(known.identity.root, people)) for people in apart}
    found: dict[frozenset[PersonId], Pair] = {}
    for pair in (pair for same in _same_name(known) for pair in _pairs(same)):
        both = frozenset(pair[:2])
        found[both] = pair._replace(plain=pair.plain and found.get(both, pair).plain)
    open_ones = [pair for both, pair in found.items() if both not in apart]
    return sorted(open_ones, key=lambda pair: (pair.name.casefold(), pair.first, pair.second))


def _same_name(known: Directory) -> Iterator[list[Person]]:
    for bearers in known.bearers().values():
        if len(bearers) > 1:
            roots = dict.fromkeys(map(known.identity.root, bearers))
            people = [directory.person(known.tables, root) for root in roots if root != known.owner]
            listed = [each for each in people if each and each.standing == "here"]
            if len(listed) > 1:
                yield listed


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
