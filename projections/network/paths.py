"""Through whom one reaches somebody: the strongest chain of at most three steps. Exact, and on demand.

docs/reference/via.md says how chains are ranked, and why no graph of everybody is made for one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from math import prod
from operator import attrgetter
from typing import Literal, NamedTuple, TypeAlias

from ledger.facts.event import PersonId
from projections.directory.identity import Identity
from projections.directory.query import book
from projections.engine.tables import Rows, ordinal
from projections.network.acquaintances import company, exchanges
from projections.queue.query import Listed
from projections.timeline import query as timeline
from projections.trust import query as ties
from projections.trust.model import Evidence, scepticism, weighed, weight_of_day
from projections.trust.query import every_exchange

How: TypeAlias = Literal["met", "introduced"]


class Link(NamedTuple):
    """Two people who know each other: how far the first may trust the second, as the ledger knows it.

    `introduced` where no meeting of both is recorded, but that one introduced the other, or somebody
    the two; `trust` is 0 then.
    """

    from_: PersonId
    to: PersonId
    trust: float
    how: How


@dataclass(frozen=True)
class Chain:
    """Links from the owner to somebody."""

    links: tuple[Link, ...]

    @property
    def strength(self) -> float:
        """The product of its links' trust: each step passes on a part of what it got."""
        return prod(each.trust for each in self.links)

    @property
    def weakest(self) -> Link:
        """The link that most holds it back, of equals the one nearest to the owner."""
        return min(self.links, key=attrgetter("trust"))

    @property
    def rank(self) -> tuple[int, float, int, tuple[PersonId, ...]]:
        """Sorts the strongest first: fewest links without a meeting, strength of the others, fewest steps."""
        met = [each.trust for each in self.links if each.how == "met"]
        people = tuple(each.to for each in self.links)
        return len(self.links) - len(met), -prod(met), len(self.links), people


def chain(tables: Rows, identity: Identity, listed: Listed, target: PersonId, as_of: date) -> Chain | None:
    """The strongest chain of at most three steps from the owner to `target`, over people whom lists show."""
    return min(
        _chains(_Known(tables, identity, listed, as_of), target), key=lambda each: each.rank, default=None
    )


def _chains(known: _Known, target: PersonId) -> Iterator[Chain]:
    """The chains that may be the strongest; those that cannot be stronger than one before are left out."""
    best: float = 0.0
    last = sorted(known.links_to(target).values(), key=attrgetter("trust"), reverse=True)
    for third in last:
        if links := (third,) if third.from_ == known.me else known.after_me(third):
            best = max(best, (found := Chain(links)).strength)
            yield found
    for third in last:
        if third.from_ == known.me or _hopeless(best, third.trust):
            continue
        for second in known.links_to(third.from_).values():
            if second.from_ in {known.me, target} or _hopeless(best, second.trust * third.trust):
                continue
            if links := known.after_me(second, third):
                best = max(best, (found := Chain(links)).strength)
                yield found


def _hopeless(best: float, at_most: float) -> bool:
    """Whether a chain that is at most so strong falls short of one that is known: trust is below 1."""
    return bool(best) and at_most <= best


@dataclass(frozen=True)
class _Known:
    """Who knows whom on a day, as far as it is asked."""

    tables: Rows
    identity: Identity
    listed: Listed
    as_of: date
    _mine: dict[PersonId, Link | None] = field(default_factory=dict)
    _tables: dict[int, frozenset[PersonId]] = field(default_factory=dict)

    @cached_property
    def me(self) -> PersonId:
        return self.identity.root(book(self.tables)[1])

    @cached_property
    def scale(self) -> float:
        return scepticism(book(self.tables)[3])

    @cached_property
    def given(self) -> dict[frozenset[PersonId], set[Evidence]]:
        """What was exchanged between two people."""
        found: defaultdict[frozenset[PersonId], set[Evidence]] = defaultdict(set)
        until = self.as_of.isoformat()
        for person, day, i, other in every_exchange(self.tables):
            if day <= until:
                pair = frozenset(map(self.identity.root, (person, other)))
                found[pair].add(Evidence(i, ordinal(day)))
        return dict(found)

    @cached_property
    def introduced(self) -> dict[PersonId, set[PersonId]]:
        """Who knows whom by an introduction: those who were introduced each other, and who did it all."""
        found: defaultdict[PersonId, set[PersonId]] = defaultdict(set)
        for row in exchanges(self.tables, self.identity):
            if row.kind == "IntroductionMade" and row.day <= self.as_of.isoformat():
                for one, other in combinations(set(row.participants), 2):
                    found[one].add(other)
                    found[other].add(one)
        return dict(found)

    def links_to(self, person: PersonId) -> dict[PersonId, Link]:
        """The links to a person from everybody whom lists show, and from the owner."""
        group = self.identity.group(person)
        missed = [each.day for each in ties.no_shows(self.tables, group, self.as_of.isoformat())]
        met = self._met(person, group)
        links = {
            who: Link(who, person, self._trust(days, person, who, missed), "met") for who, days in met.items()
        }
        for who in self.introduced.get(person, ()):
            links.setdefault(who, Link(who, person, 0.0, "introduced"))
        return {who: each for who, each in links.items() if who == self.me or self.listed(who)}

    def after_me(self, *links: Link) -> tuple[Link, ...]:
        """The chain that begins with the owner's link to whoever these begin with; none without one."""
        first = self._first(links[0].from_)
        return (first, *links) if first else ()

    def _first(self, who: PersonId) -> Link | None:
        if who not in self._mine:
            tie = ties.tie(self.tables, self.identity, self.me, who, self.as_of)
            introduced = self.me in self.introduced.get(who, ())
            how: How = "met" if tie.days_met else "introduced"
            self._mine[who] = Link(self.me, who, tie.trust, how) if tie.days_met or introduced else None
        return self._mine[who]

    def _met(self, person: PersonId, group: Sequence[PersonId]) -> dict[PersonId, list[Evidence]]:
        """The meetings of a person in the flesh, by whom they were with."""
        until = self.as_of.toordinal()
        held = {row[1]: row for who in group for row in ties.attended(self.tables, who, until)}
        found: defaultdict[PersonId, list[Evidence]] = defaultdict(list)
        for day, i, x in held.values():
            for other in self._company(i) - {person} if x else ():
                found[other].append(Evidence(i, day, x))
        return dict(found)

    def _company(self, i: int) -> frozenset[PersonId]:
        if i not in self._tables:
            found = company(self.identity, timeline.at(self.tables, i))
            self._tables[i] = found.people if found else frozenset()
        return self._tables[i]

    def _trust(
        self, meetings: Sequence[Evidence], person: PersonId, who: PersonId, missed: Sequence[int]
    ) -> float:
        worths: defaultdict[int, list[float]] = defaultdict(list)
        for each in meetings:
            worths[each.day].append(each.x)
        days = [(day, weight_of_day(same)) for day, same in sorted(worths.items())]
        given = [each.day for each in self.given.get(frozenset((person, who)), ())]
        return weighed(days, given, missed, self.scale, self.as_of.toordinal()).trust
