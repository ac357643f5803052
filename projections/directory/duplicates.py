"""Who bears the same whole name and may be one person: what is still to be answered."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from ledger.facts import identifiers
from ledger.facts.event import PersonId
from ledger.language.folding import words
from projections.directory import query as directory
from projections.directory.cards import card
from projections.directory.identity import Identity
from projections.directory.tables import DISTINCT, Person
from projections.engine.tables import Rows


class Pair(NamedTuple):
    """Two people of one name, the one entered first first; `plain` where nothing says that they are two.

    Not plain are those whose addresses on one network differ, and those of whom a third bears the name.
    An alias is a name, as it is where an import looks for namesakes.
    """

    first: PersonId
    second: PersonId
    name: str
    plain: bool


def pairs(tables: Rows, identity: Identity, bearers: Mapping[str, Sequence[PersonId]]) -> list[Pair]:
    """Every pair that was neither merged nor told apart, by name; `bearers` are the people of each name."""
    apart = told_apart(tables, identity)
    found: dict[frozenset[PersonId], Pair] = {}
    for people in bearers.values():
        for pair in _pairs(_listed(tables, identity, people)):
            both = frozenset(pair[:2])
            plain = pair.plain and found.get(both, pair).plain
            found[both] = pair._replace(plain=plain)
    undecided = [pair for both, pair in found.items() if both not in apart]
    return sorted(undecided, key=lambda pair: (pair.name.casefold(), pair.first, pair.second))


def told_apart(tables: Rows, identity: Identity) -> set[frozenset[PersonId]]:
    """The people of one name of whom somebody said that they are not the same."""
    rows = (row[0].split() for row in tables.scan(DISTINCT))
    return {frozenset(map(identity.root, people)) for people in rows}


def imported_twins(
    tables: Rows, identity: Identity, person: PersonId, bearers: Sequence[PersonId]
) -> list[PersonId]:
    """The one other bearer of a name whom an import added after this person was typed in; else nobody.

    Nobody either where something says that they are two, or where there are more of that name.
    """
    if len(bearers) != 2 or person not in bearers:
        return []
    entered, (imported,) = directory.person(tables, person), [each for each in bearers if each != person]
    other = directory.person(tables, imported)
    if entered is None or other is None or entered.added > other.added or not _one_name(entered, other):
        return []
    typed = not _source(tables, entered).startswith("import:") and _source(tables, other).startswith(
        "import:"
    )
    if not typed or _differ(entered, other) or frozenset(bearers) in told_apart(tables, identity):
        return []
    return [imported]


def _one_name(one: Person, other: Person) -> bool:
    ours, theirs = (
        {" ".join(sorted(words(name))) for name in (person.name or "", *json.loads(person.aliases)) if name}
        for person in (one, other)
    )
    return not ours.isdisjoint(theirs)


def _source(tables: Rows, person: Person) -> str:
    fact = tables.fact(person.added)
    return str(fact.state["source"]) if fact else ""


def _listed(tables: Rows, identity: Identity, people: Sequence[PersonId]) -> list[Person]:
    """These people as they are read after merges, those left out of lists and the owner apart."""
    roots = dict.fromkeys(map(identity.root, people)) if len(people) > 1 else {}
    cards = [card(tables, identity.group(root)) for root in roots if root != identity.owner]
    return [person for person in cards if person.standing == "here"]


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
