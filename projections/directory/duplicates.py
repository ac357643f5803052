"""Pairs of one whole name that may be one person."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from ledger.facts import identifiers
from ledger.facts.event import PersonId
from ledger.language.text import words
from ledger.named_tuple import NamedTuple
from projections.directory import query as directory
from projections.directory.query import Identity, card
from projections.directory.tables import DISTINCT, Person
from projections.engine.tables import Rows


class Pair(NamedTuple):
    """Two people of one name, in the order of entry; `plain` if nothing says that they are two.

    Not plain are those whose addresses on one network differ, and those with a third of the name.
    An alias is a name, as it is where an import looks for namesakes.
    """

    former: PersonId
    latter: PersonId
    name: str
    plain: bool

    @property
    def people(self) -> tuple[PersonId, PersonId]:
        """Both of them."""
        return self.former, self.latter


def pairs(
    tables: Rows, identity: Identity, bearers: Mapping[str, Sequence[PersonId]]
) -> list[Pair]:
    """Every pair of namesakes that is still undecided, by name; `bearers` are the people of each name."""
    apart = told_apart(tables, identity)
    undecided: dict[frozenset[PersonId], Pair] = {}
    for people in bearers.values():
        namesakes = _listed(tables, identity, people)
        for pair in _pairs(namesakes):
            key = frozenset(pair.people)
            if key in apart:
                continue
            pair_by_another_name = undecided.get(key, pair)
            plain = pair.plain and pair_by_another_name.plain
            undecided[key] = pair._replace(plain=plain)
    return sorted(
        undecided.values(),
        key=lambda pair: (pair.name.casefold(), pair.former, pair.latter),
    )


def told_apart(tables: Rows, identity: Identity) -> set[frozenset[PersonId]]:
    """The pairs of namesakes that someone decided are distinct."""
    apart: set[frozenset[PersonId]] = set()
    for (people,) in tables.scan(DISTINCT):
        roots = map(identity.root, people.split())
        apart.add(frozenset(roots))
    return apart


def imported_twins(
    tables: Rows, identity: Identity, person: PersonId, bearers: Sequence[PersonId]
) -> list[PersonId]:
    """The one namesake that an import added after this person was typed in; else no one.

    No one either if something says that they are two, or if there are more of that name.
    """
    if len(bearers) != 2:
        return []
    if person not in bearers:
        return []
    twin = bearers[1] if bearers[0] == person else bearers[0]
    typed = directory.person(tables, person)
    imported = directory.person(tables, twin)
    if typed is None or imported is None:
        return []
    if typed.added > imported.added:
        return []
    is_no_twin = _was_imported(tables, typed) or not _was_imported(tables, imported)
    if is_no_twin:
        return []
    if _names(typed).isdisjoint(_names(imported)):
        return []
    if _differ(typed, imported):
        return []
    if frozenset(bearers) in told_apart(tables, identity):
        return []
    return [twin]


def _names(person: Person) -> set[str]:
    """The names and aliases of a person, the folded words of each in order."""
    names = [person.name, *json.loads(person.aliases)]
    folded: set[str] = set()
    for name in filter(None, names):
        in_order = sorted(words(name))
        folded.add(" ".join(in_order))
    return folded


def _was_imported(tables: Rows, person: Person) -> bool:
    fact = tables.fact(person.added)
    if fact is None:
        return False
    source: str = fact.state["source"]
    return source.startswith("import:")


def _listed(
    tables: Rows, identity: Identity, people: Sequence[PersonId]
) -> list[Person]:
    """These people as they are read after merges, without the owner and those left out of lists."""
    if len(people) < 2:
        return []
    listed: list[Person] = []
    for root in dict.fromkeys(map(identity.root, people)):
        if root == identity.owner:
            continue
        person = card(tables, identity.group(root))
        if person.standing == "here":
            listed.append(person)
    return listed


def _pairs(namesakes: list[Person]) -> Iterator[Pair]:
    in_order = sorted(namesakes, key=lambda person: (person.added, person.id))
    for former, latter in combinations(in_order, 2):
        plain = len(namesakes) == 2 and not _differ(former, latter)
        yield Pair(former.id, latter.id, former.name or "", plain)


def _differ(person: Person, twin: Person) -> bool:
    """Whether two people have profiles on one network, and none in common there."""
    profiles, profiles_of_twin = _profiles(person), _profiles(twin)
    for network in profiles.keys() & profiles_of_twin.keys():
        if profiles[network].isdisjoint(profiles_of_twin[network]):
            return True
    return False


def _profiles(person: Person) -> dict[str, set[str]]:
    profiles: defaultdict[str, set[str]] = defaultdict(set)
    own_addresses = identifiers.of_person(urls=json.loads(person.urls))
    for identifier in own_addresses:
        network = identifier.partition("/")[0].partition(":")[0]
        profiles[network].add(identifier)
    return profiles
