"""What today asks for: plans, answers, favours and cadences. It keeps nothing of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ledger.facts.event import PersonId
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.acquaintances import exchanges
from projections.queue import query as queue
from projections.queue.query import Click, Listed, Open
from projections.timeline.entries import TimelineEntry
from projections.trust import query as trust
from projections.trust.model import Tie


class Cadence(NamedTuple):
    """A person whom the owner wants to meet every so many days, and the last meeting, if any."""

    person: PersonId
    every_days: int
    last_met: date | None

    def due(self, day: date) -> bool:
        """Whether the wished time has passed by a day. A person never met is due at once."""
        if self.last_met is None:
            return True
        days_since = (day - self.last_met).days
        return days_since >= self.every_days


class Balance(NamedTuple):
    """Favours and introductions between the owner and a person."""

    person: PersonId
    given: int
    received: int

    @property
    def owed(self) -> int:
        """How many more the owner received than gave; below zero, how many more the owner gave."""
        return self.received - self.given


class Agenda(NamedTuple):
    """Everything that waits on a day, and what is planned up to a later one."""

    as_of: date
    until: date
    upcoming: list[Open]
    overdue: list[Open]
    undated: list[Open]
    cadences: list[Cadence]
    requests: list[Click]
    balances: list[Balance]
    connections: int
    met: int


def agenda(
    tables: Rows, identity: Identity, listed: Listed, as_of: date, until: date
) -> Agenda:
    """The agenda of a day, with the plans up to and including `until`.

    Plans are sorted by day, requests by day with the newest first, cadences by how long they are due.
    """
    upcoming: list[Open] = []
    overdue: list[Open] = []
    undated: list[Open] = []
    for plan in queue.plans(tables, identity, listed):
        if plan.planned_for is None:
            undated.append(plan)
        elif plan.planned_for < as_of:
            overdue.append(plan)
        elif plan.planned_for <= until:
            upcoming.append(plan)
    ties = trust.ties(tables, identity, identity.owner or "", as_of)
    connected = queue.owed(tables, identity, listed, _nobody)
    return Agenda(
        as_of=as_of,
        until=until,
        upcoming=upcoming,
        overdue=overdue,
        undated=undated,
        cadences=_cadences(tables, identity, listed, ties, as_of),
        requests=queue.newest_first(queue.pending(tables, identity, listed)),
        balances=_balances(tables, identity, listed),
        connections=len(connected),
        met=sum(map(listed, ties)),
    )


def _nobody(_person: PersonId) -> bool:
    return False


def _cadences(
    tables: Rows,
    identity: Identity,
    listed: Listed,
    ties: dict[PersonId, Tie],
    as_of: date,
) -> list[Cadence]:
    """The cadences that are due, those due longest first."""
    shortest: dict[PersonId, int] = {}
    for row in directory.people(tables):
        snoozed = (row.until or "") > as_of.isoformat()
        if not row.every_days or snoozed:
            continue
        person = identity.root(row.id)
        if listed(person):
            shortest[person] = min(row.every_days, shortest.get(person, row.every_days))
    due: list[Cadence] = []
    for person, every_days in shortest.items():
        tie = ties.get(person)
        last_met = tie.last_met if tie else None
        cadence = Cadence(person, every_days, last_met)
        if cadence.due(as_of):
            due.append(cadence)
    return sorted(
        due, key=lambda cadence: (cadence.last_met or date.min, cadence.person)
    )


def _balances(tables: Rows, identity: Identity, listed: Listed) -> list[Balance]:
    """The people with whom favours are out of balance, those the owner owes most first."""
    given, received = _counts(exchanges(tables, identity), identity)
    uneven: list[Balance] = []
    for person in filter(listed, {*given, *received}):
        balance = Balance(person, given[person], received[person])
        if balance.owed:
            uneven.append(balance)
    return sorted(uneven, key=lambda balance: (-balance.owed, balance.person))


def balance_with(
    person: PersonId, exchanged: Iterable[TimelineEntry], identity: Identity
) -> Balance:
    """The favours between the owner and a person among these exchanges, as read after merges."""
    given, received = _counts(exchanged, identity)
    return Balance(person, given[person], received[person])


def _counts(
    exchanged: Iterable[TimelineEntry], identity: Identity
) -> tuple[Counter[PersonId], Counter[PersonId]]:
    """How many favours the owner gave each person, and received."""
    given, received = Counter[PersonId](), Counter[PersonId]()
    owner = identity.root(identity.owner or "")
    for exchange in exchanged:
        for giver, receiver in _favours(exchange):
            if giver == receiver:
                continue
            if giver == owner:
                given[receiver] += 1
            elif receiver == owner:
                received[giver] += 1
    return given, received


def _favours(exchange: TimelineEntry) -> Iterator[tuple[PersonId, PersonId]]:
    """Giver and receiver of each favour in an exchange. An introduction is a favour to everybody introduced."""
    subject, *others = exchange.participants
    for other in others:
        if exchange.kind == "FavourReceived":
            yield other, subject
        else:
            yield subject, other
