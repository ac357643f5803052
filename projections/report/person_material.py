"""What the page of one person is made of: the material of the report, read for that person alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter
from typing import Final

from ledger.facts.event import PersonId
from projections.network import acquaintances
from projections.network.acquaintances import Company, Together
from projections.queue import query as queue
from projections.queue.tables import ConnectionRow
from projections.report.material import Material, Source
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry
from projections.trust.courses import Course, course

EXCHANGES: Final = frozenset({"FavourGiven", "FavourReceived", "IntroductionMade"})


class PersonMaterial(Material):
    """The material of a person; what it says of others is no more than what they share with that person."""

    def __init__(self, source: Source, person: PersonId) -> None:
        super().__init__(source)
        self._person: Final = self.identity.root(person)

    @cached_property
    def courses(self) -> dict[PersonId, Course]:
        """The course of the person, if there was anything between the two."""
        past = course(self.tables, self.identity, self._person)
        if not past.days:
            return {}
        return {self._person: past}

    @cached_property
    def entries(self) -> list[TimelineEntry]:
        """What happened with the person up to the day."""
        happened = timeline.happenings(
            self.tables, self.identity, self._person, until=self.until
        )
        return list(happened)

    def companies(self) -> Iterator[Company]:
        """Every table in person up to the day at which the person was."""
        return acquaintances.companies_among(self.identity, self.entries)

    @cached_property
    def connections(self) -> list[ConnectionRow]:
        """The connections with the person."""
        return queue.connected(self.tables, self.identity, self._person)

    @cached_property
    def exchanges(self) -> list[TimelineEntry]:
        """Favours and introductions of the person up to the day."""
        until = self.as_of.isoformat()
        exchanged: list[TimelineEntry] = []
        for entry in self.entries:
            if not entry.live:
                continue
            if entry.kind not in EXCHANGES:
                continue
            if entry.day <= until:
                exchanged.append(entry)
        exchanged.sort(key=attrgetter("i"))
        return [acquaintances.as_read(self.identity, entry) for entry in exchanged]

    @cached_property
    def pairs(self) -> list[Together]:
        """The people who were at one table with the person, the most frequent first."""
        every_pair = acquaintances.pairs(self.identity, self.companies(), self._person)
        return [pair for pair in every_pair if all(map(self.listed, pair.people))]
