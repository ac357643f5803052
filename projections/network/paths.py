"""How to reach someone: the strongest chain of at most three steps. Exact, and on demand.

docs/reference/via.md says how chains are ranked, and why no graph of everyone is made for one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import combinations
from math import prod
from operator import attrgetter
from typing import Literal, NamedTuple, TypeAlias

from ledger.facts.event import PersonId
from projections.directory.query import Identity, book
from projections.engine.tables import Rows, ordinal
from projections.network.acquaintances import companies_among, exchanges
from projections.queue.query import Listed
from projections.timeline.entries import TimelineEntries
from projections.trust import query as ties
from projections.trust.model import Evidence, scepticism, weighed, weight_of_day
from projections.trust.query import every_exchange

How: TypeAlias = Literal["met", "introduced"]


class Link(NamedTuple):
    """Two people who know each other: how far the first may trust the second, as the ledger knows it.

    `introduced` where no meeting of both is recorded, but that one introduced the other, or someone
    the two; `trust` is 0 then.
    """

    from_: PersonId
    to: PersonId
    trust: float
    how: How


@dataclass(frozen=True)
class Chain:
    """Links from the owner to someone."""

    links: tuple[Link, ...]

    @property
    def strength(self) -> float:
        """The product of its links' trust: each step passes on a part of the trust before it."""
        return prod(link.trust for link in self.links)

    @property
    def weakest(self) -> Link:
        """The link that most holds it back, of equals the one nearest to the owner."""
        return min(self.links, key=attrgetter("trust"))

    @property
    def rank(self) -> tuple[int, float, int, tuple[PersonId, ...]]:
        """Sorts the strongest first: fewest links without a meeting, strength of the others, fewest steps."""
        met = [link.trust for link in self.links if link.how == "met"]
        people = tuple(step.to for step in self.links)
        return len(self.links) - len(met), -prod(met), len(self.links), people


def chain(
    tables: Rows, identity: Identity, listed: Listed, target: PersonId, as_of: date
) -> Chain | None:
    """The strongest chain of at most three steps from the owner to `target`, over people shown in lists."""
    network = _Known(tables, identity, listed, as_of)
    paths = _chains(network, target)
    return min(paths, key=attrgetter("rank"), default=None)


def _chains(network: _Known, target: PersonId) -> Iterator[Chain]:
    """The chains that may be the strongest; those that cannot be stronger than one before are left out."""
    best: float = 0.0
    last_links = sorted(
        network.links_to(target).values(), key=attrgetter("trust"), reverse=True
    )
    for third in last_links:
        links = (third,) if third.from_ == network.me else network.after_me(third)
        if links:
            path = Chain(links)
            best = max(best, path.strength)
            yield path
    for third in last_links:
        is_of_no_use = third.from_ == network.me or _hopeless(best, third.trust)
        if is_of_no_use:
            continue
        for second in network.links_to(third.from_).values():
            if second.from_ in {network.me, target}:
                continue
            if _hopeless(best, second.trust * third.trust):
                continue
            links = network.after_me(second, third)
            if links:
                path = Chain(links)
                best = max(best, path.strength)
                yield path


def _hopeless(best: float, at_most: float) -> bool:
    """Whether a chain that is at most so strong falls short of one that is known: trust is below 1."""
    return bool(best) and at_most <= best


@dataclass(frozen=True)
class _Known:
    """Who knows each other on a day, as far as asked."""

    tables: Rows
    identity: Identity
    listed: Listed
    as_of: date
    _mine: dict[PersonId, Link | None] = field(default_factory=dict)
    _tables: dict[int, frozenset[PersonId]] = field(default_factory=dict)

    @cached_property
    def me(self) -> PersonId:
        return self.identity.root(self.tables.owner)

    @cached_property
    def scale(self) -> float:
        return scepticism(book(self.tables)[3])

    @cached_property
    def given(self) -> dict[frozenset[PersonId], set[Evidence]]:
        """What was exchanged between two people."""
        pairs: defaultdict[frozenset[PersonId], set[Evidence]] = defaultdict(set)
        until = self.as_of.isoformat()
        for person, day, i, partner in every_exchange(self.tables):
            if day > until:
                continue
            pair = frozenset(map(self.identity.root, (person, partner)))
            pairs[pair].add(Evidence(i, ordinal(day)))
        return dict(pairs)

    @cached_property
    def introduced(self) -> dict[PersonId, set[PersonId]]:
        """Pairs who know each other by an introduction: the people introduced, and the introducer."""
        neighbours: defaultdict[PersonId, set[PersonId]] = defaultdict(set)
        until = self.as_of.isoformat()
        for row in exchanges(self.tables, self.identity):
            is_of_no_concern = row.kind != "IntroductionMade" or row.day > until
            if is_of_no_concern:
                continue
            for person, acquaintance in combinations(set(row.participants), 2):
                neighbours[person].add(acquaintance)
                neighbours[acquaintance].add(person)
        return dict(neighbours)

    def links_to(self, person: PersonId) -> dict[PersonId, Link]:
        """The links to a person from everyone shown in lists, and from the owner."""
        ours = self.identity.group(self.me)
        group = self.identity.group(person)
        until = self.as_of.isoformat()
        links: dict[PersonId, Link] = {}
        for neighbour, meetings in self._met(person, group).items():
            if self._is_shown(neighbour):
                waiting = (*self.identity.group(neighbour), *ours)
                no_shows = ties.no_shows(self.tables, waiting, group, until)
                missed = [no_show.day for no_show in no_shows]
                trust = self._trust(meetings, person, neighbour, missed)
                links[neighbour] = Link(neighbour, person, trust, "met")
        for neighbour in self.introduced.get(person, ()):
            if self._is_shown(neighbour):
                links.setdefault(neighbour, Link(neighbour, person, 0.0, "introduced"))
        return links

    def _is_shown(self, person: PersonId) -> bool:
        return person == self.me or self.listed(person)

    def after_me(self, *links: Link) -> tuple[Link, ...]:
        """The chain from the owner along these links; empty if the owner has no link to its first person."""
        beginning = self._first(links[0].from_)
        if beginning is None:
            return ()
        return (beginning, *links)

    def _first(self, person: PersonId) -> Link | None:
        if person not in self._mine:
            self._mine[person] = self._link_of_mine(person)
        return self._mine[person]

    def _link_of_mine(self, person: PersonId) -> Link | None:
        """The owner's link to a person; None without a meeting or an introduction."""
        tie = ties.tie(self.tables, self.identity, self.me, person, self.as_of)
        if tie.days_met:
            return Link(self.me, person, tie.trust, "met")
        if self.me in self.introduced.get(person, ()):
            return Link(self.me, person, tie.trust, "introduced")
        return None

    def _met(
        self, person: PersonId, group: Sequence[PersonId]
    ) -> dict[PersonId, list[Evidence]]:
        """A person's meetings in person, by the other participant."""
        until = self.as_of.toordinal()
        held: dict[int, Evidence] = {}
        for member in group:
            for day, i, x in ties.attended(self.tables, member, until):
                held[i] = Evidence(i, day, x)
        by_companion: defaultdict[PersonId, list[Evidence]] = defaultdict(list)
        worthy = {i: meeting for i, meeting in held.items() if meeting.x}
        self._seat(worthy)
        for i, meeting in worthy.items():
            for companion in self._tables[i] - {person}:
                by_companion[companion].append(meeting)
        return dict(by_companion)

    def _seat(self, meetings: Iterable[int]) -> None:
        """Read who was at these meetings in person, if that is not known."""
        unknown = [i for i in meetings if i not in self._tables]
        self._tables.update(dict.fromkeys(unknown, frozenset()))
        rows = TimelineEntries(self.tables).at_each(unknown)
        for held in companies_among(self.identity, rows):
            self._tables[held.i] = held.people

    def _trust(
        self,
        meetings: Sequence[Evidence],
        person: PersonId,
        companion: PersonId,
        missed: Sequence[int],
    ) -> float:
        worths: defaultdict[int, list[float]] = defaultdict(list)
        for meeting in meetings:
            worths[meeting.day].append(meeting.x)
        pair = frozenset((person, companion))
        exchanged = self.given.get(pair, ())
        days_weighed = [(day, weight_of_day(worths[day])) for day in sorted(worths)]
        tie = weighed(
            days=days_weighed,
            exchanges=[exchange.day for exchange in exchanged],
            missed=missed,
            scepticism=self.scale,
            as_of=self.as_of.toordinal(),
        )
        return tie.trust
