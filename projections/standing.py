"""What stands on a day, looked for among everyone: cadences and requests, gaps, favours owed, the race."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from ledger.facts.event import PersonId
from projections.agenda import Balance, Cadence, Gap, Standing
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.acquaintances import exchanges
from projections.queue import query as queue
from projections.queue.query import Listed
from projections.rhythm import rhythm
from projections.timeline.entries import TimelineEntry
from projections.trust.query import days_in_person

MOST_GAPS: Final = 15
"""People whose usual gap has stretched are no wall: those met most often, and no more of them."""


def standing_on(tables: Rows, identity: Identity, as_of: date) -> Standing:
    """What stands on a day: requests with the newest first, cadences by how long they are due."""
    here, wished = _people(tables, identity, as_of)
    listed = here.__contains__
    last_met: dict[PersonId, date] = {}
    gaps: list[tuple[int, Gap]] = []
    until = as_of.toordinal()
    for person, days in days_in_person(tables, identity, until):
        if not listed(person):
            continue
        last_met[person] = date.fromordinal(days[-1])
        habit = rhythm(days, as_of)
        wish = wished.get(person, _NO_WISH)
        if habit and habit.stretched and not habit.over and not wish.speaks:
            gap = Gap(person, habit.usual_days, last_met[person])
            gaps.append((-len(days), gap))
    return Standing(
        cadences=_cadences(wished, last_met, as_of),
        gaps=[gap for _often, gap in sorted(gaps)[:MOST_GAPS]],
        requests=queue.newest_first(queue.pending(tables, identity, listed)),
        balances=_balances(tables, identity, listed),
        connections=len(_connected(tables, identity) & here),
        met=len(last_met),
    )


class _Wish(NamedTuple):
    """The cadence wished with a person, and whether they are not to be proposed yet."""

    every_days: int | None = None
    snoozed: bool = False

    @property
    def speaks(self) -> bool:
        """Whether the wish, rather than the habit, says when to meet."""
        return self.snoozed or self.every_days is not None


_NO_WISH: Final = _Wish()


def _people(
    tables: Rows, identity: Identity, as_of: date
) -> tuple[set[PersonId], dict[PersonId, _Wish]]:
    """The people shown in lists, and the wishes about them, merged ones as one."""
    here: set[PersonId] = set()
    wished: dict[PersonId, _Wish] = {}
    for row in directory.people(tables):
        root = identity.root(row.id)
        if row.id == root and row.standing == "here":
            here.add(root)
        if not row.every_days and not row.until:
            continue
        before = wished.get(root, _NO_WISH)
        cadences = filter(None, (before.every_days, row.every_days))
        wished[root] = _Wish(
            every_days=min(cadences, default=None),
            snoozed=before.snoozed or (row.until or "") > as_of.isoformat(),
        )
    here.discard(identity.me)
    for person in wished.keys() - here:
        del wished[person]
    return here, wished


def _connected(tables: Rows, identity: Identity) -> set[PersonId]:
    """Everyone connected to the owner."""
    return {
        identity.root(connection.person)
        for connection in queue.connections(tables, identity)
        if connection.standing == "accepted"
    }


def _cadences(
    wished: Mapping[PersonId, _Wish], last_met: Mapping[PersonId, date], as_of: date
) -> list[Cadence]:
    """The cadences that are due, those due longest first."""
    due: list[Cadence] = []
    for person, wish in wished.items():
        if wish.snoozed:
            continue
        if not wish.every_days:
            continue
        cadence = Cadence(person, wish.every_days, last_met.get(person))
        if cadence.due(as_of):
            due.append(cadence)
    return sorted(
        due, key=lambda cadence: (cadence.last_met or date.min, cadence.person)
    )


def _balances(tables: Rows, identity: Identity, listed: Listed) -> list[Balance]:
    """The people whose favours are out of balance, those the owner owes most first."""
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
    owner = identity.me
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
    """Giver and receiver of each favour in an exchange. An introduction is a favour to everyone introduced."""
    subject, *others = exchange.participants
    for other in others:
        if exchange.kind == "FavourReceived":
            yield other, subject
        else:
            yield subject, other
