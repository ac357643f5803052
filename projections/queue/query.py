"""The first coffees owed: connections and never met, requests pending, plans not over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from heapq import merge
from itertools import chain
from typing import Final, TypeAlias

from ledger.facts.event import PersonId, StreamId
from ledger.facts.meeting.events import Form
from ledger.named_tuple import NamedTuple
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.queue.tables import CONNECTIONS, PLANS, ConnectionRow, Plan

Listed: TypeAlias = Callable[[PersonId], bool]


class Click(NamedTuple):
    """A connection of the owner, or a person whose request (`sent` or `received`) is pending.

    `standing` tells which: `accepted` or `requested`. `day` is the one of the acceptance, or of the request;
    None where no file told it.
    """

    person: PersonId
    standing: str
    network: str
    day: date | None
    precision: str
    direction: str
    stream: StreamId


class Open(NamedTuple):
    """A plan that is not over, with its people shown in lists, the owner apart."""

    stream: StreamId
    status: str
    form: Form
    people: tuple[PersonId, ...]
    proposed_by: PersonId
    proposed_on: date
    agreed_on: date | None
    planned_for: date | None
    planned_at: str | None
    minutes: int | None
    i: int


def owed(tables: Rows, identity: Identity, listed: Listed, met: Listed) -> list[Click]:
    """The `listed` connections that the owner never `met` in person, without duplicates.

    The connections of the longest standing first, those without a day last.
    """
    earliest: dict[PersonId, Click] = {}
    owed_to = _owed_to(identity, met, listed)
    for click in _clicks(tables, identity, "accepted", owed_to):
        earliest.setdefault(click.person, click)
    return list(earliest.values())


def first_coffees(
    tables: Rows, identity: Identity, listed: Listed, met: Listed
) -> list[Click]:
    """The people to have a first coffee with: connections and requests received, never `met`, each once.

    The newest connection or request first, those without a day last. The people of all connections are looked
    at, and the connections with those who are owed one read; `newest_coffees` looks each of a few up.
    """
    owed_to = _owed_to(identity, met, listed)
    owed_connections = [
        i
        for person, i in tables.places(CONNECTIONS, ("person",))
        if owed_to(identity.root(person))
    ]
    received: list[Click] = []
    accepted: list[Click] = []
    for row in tables.some(CONNECTIONS, owed_connections):
        connection = ConnectionRow._make(row)
        if not _is_mine(connection, identity):
            continue
        click = _click(identity.root(connection.person), connection)
        if click.standing == "accepted":
            accepted.append(click)
        elif click.standing == "requested" and click.direction == "received":
            received.append(click)
    return list(_merged(newest_first(received), newest_first(accepted)))


def newest_coffees(
    tables: Rows, identity: Identity, listed: Listed, met: Listed
) -> Iterator[Click]:
    """The first coffees one after the other: no more are read than are taken."""
    owed_to = _owed_to(identity, met, listed)
    requests = _clicks(tables, identity, "requested", owed_to, reverse=True)
    received = (click for click in requests if click.direction == "received")
    accepted = _clicks(tables, identity, "accepted", owed_to, reverse=True)
    return _merged(received, accepted)


def _merged(received: Iterable[Click], accepted: Iterable[Click]) -> Iterator[Click]:
    """Requests and connections, each with the newest first, as one list with each person once."""
    seen: set[PersonId] = set()
    for click in merge(received, accepted, key=_day_known, reverse=True):
        if click.person not in seen:
            yield click
        seen.add(click.person)


def _owed_to(identity: Identity, met: Listed, listed: Listed) -> Listed:
    """A test of people: shown in lists, and never met, which rules most out."""

    def is_owed(person: PersonId) -> bool:
        if met(person):
            return False
        return person != identity.owner and listed(person)

    return cache(is_owed)


def newest_first(clicks: Sequence[Click]) -> list[Click]:
    """The newest day first, of one day what was recorded last; those without a day at the end."""
    return sorted(clicks, key=_day_known)[::-1]


def _day_known(click: Click) -> date:
    return click.day or date.min


def pending(tables: Rows, identity: Identity, listed: Listed) -> list[Click]:
    """The requests that wait for an answer, sent and received, the oldest first, undated ones last."""
    earliest: dict[tuple[PersonId, str, str], Click] = {}
    for click in _clicks(tables, identity, "requested", listed):
        request = click.person, click.network, click.direction
        earliest.setdefault(request, click)
    return list(earliest.values())


def connected(
    tables: Rows, identity: Identity, person: PersonId
) -> list[ConnectionRow]:
    """The connections with a person, merged ones as one, however they stand; not those that are retracted."""
    connections_of_person: list[ConnectionRow] = []
    for member in identity.group(person):
        for row in tables.scan(CONNECTIONS, (member,), index=("person",)):
            connection = ConnectionRow._make(row)
            if not _is_mine(connection, identity):
                continue
            if connection.standing or connection.messages:
                connections_of_person.append(connection)
    return connections_of_person


def connections(tables: Rows, identity: Identity) -> Iterator[ConnectionRow]:
    """Every connection of the owner that was ever heard of, however it stands."""
    for row in tables.scan(CONNECTIONS):
        connection = ConnectionRow._make(row)
        if _is_mine(connection, identity):
            yield connection


def _is_mine(connection: ConnectionRow, identity: Identity) -> bool:
    """Whether a connection is the owner's, perhaps under an entry that was merged into theirs."""
    holder = connection.holder
    return not holder or identity.root(holder) == identity.me


def streams_with(tables: Rows, people: Iterable[PersonId]) -> list[StreamId]:
    """The streams of all connections with these people."""
    streams: list[StreamId] = []
    for person in people:
        rows = tables.scan(CONNECTIONS, (person,), index=("person",))
        streams += [ConnectionRow._make(row).stream for row in rows]
    return streams


def plans(tables: Rows, identity: Identity, listed: Listed) -> list[Open]:
    """The plans that are proposed or agreed and not yet held, by the day planned, open ones last."""
    shown: list[Open] = []
    for row in _my_plans(tables, identity):
        plan = _open(row, identity, listed)
        if plan.people:
            shown.append(plan)
    return sorted(shown, key=_by_day_planned)


def _my_plans(tables: Rows, identity: Identity) -> Iterator[Plan]:
    """The plans that the owner has part in."""
    mine = {*identity.group(identity.me)}
    for row in tables.scan(PLANS):
        plan = Plan._make(row)
        if not mine.isdisjoint(plan.people):
            yield plan


def _by_day_planned(plan: Open) -> tuple[date, str, date, int]:
    return (
        plan.planned_for or date.max,
        plan.planned_at or "",
        plan.proposed_on,
        plan.i,
    )


def open_plans(
    tables: Rows,
    identity: Identity,
    people: Sequence[PersonId],
    *,
    alone: bool = False,
) -> list[Open]:
    """The plans with these people, the oldest first; with `alone`, those with nobody else."""
    roots = set(map(identity.root, people))
    with_them: list[Open] = []
    for plan in _my_plans(tables, identity):
        participants = set(map(identity.root, plan.people))
        is_of_these_people = participants == roots or (
            participants > roots and not alone
        )
        if is_of_these_people:
            with_them.append(_open(plan, identity, _everybody))
    return sorted(with_them, key=lambda plan: (plan.proposed_on, plan.i))


def _everybody(_person: PersonId) -> bool:
    return True


_PERSON: Final = ConnectionRow._fields.index("person")


def _clicks(
    tables: Rows,
    identity: Identity,
    standing: str,
    listed: Listed,
    *,
    reverse: bool = False,
) -> Iterator[Click]:
    """The connections that stand so with people shown in lists, the undated last."""
    by_day = ("standing", "since")
    shown = cache(listed)
    dated = tables.scan(
        CONNECTIONS, (standing,), index=by_day, low="0", reverse=reverse
    )
    undated = tables.scan(CONNECTIONS, (standing, ""), index=by_day, reverse=reverse)
    for row in chain(dated, undated):
        person = identity.root(row[_PERSON])
        if person == identity.owner:
            continue
        if not shown(person):
            continue
        connection = ConnectionRow._make(row)
        if not _is_mine(connection, identity):
            continue
        yield _click(person, connection)


def _click(person: PersonId, connection: ConnectionRow) -> Click:
    return Click(
        person=person,
        standing=connection.standing,
        network=connection.network,
        day=_date(connection.since),
        precision=connection.precision,
        direction=connection.direction,
        stream=connection.stream,
    )


def _open(plan: Plan, identity: Identity, listed: Listed) -> Open:
    roots = dict.fromkeys(map(identity.root, plan.people))
    others = [root for root in roots if root != identity.owner]
    return Open(
        stream=plan.stream,
        status=plan.status,
        form=plan.form,
        people=tuple(filter(listed, others)),
        proposed_by=identity.root(plan.proposed_by),
        proposed_on=date.fromisoformat(plan.proposed_on),
        agreed_on=_date(plan.agreed_on),
        planned_for=_date(plan.planned_for),
        planned_at=plan.planned_at or None,
        minutes=plan.minutes or None,
        i=plan.i,
    )


def _date(day: str) -> date | None:
    if not day:
        return None
    return date.fromisoformat(day)
