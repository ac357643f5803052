"""Whom one owes a first coffee: connections and never met, requests pending, plans not over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import NamedTuple, TypeAlias

from ledger.facts.event import PersonId, StreamId
from ledger.facts.meeting.events import Form
from projections.directory.identity import Identity
from projections.engine.tables import Rows
from projections.queue.tables import CONNECTIONS, PLANS, Connection, Plan

Listed: TypeAlias = Callable[[PersonId], bool]


class Click(NamedTuple):
    """A person to whom one is connected, or whose request (`sent` or `received`) is pending.

    `day` is the one of the acceptance, or of the request; None where no file told it.
    """

    person: PersonId
    network: str
    day: date | None
    precision: str
    direction: str
    stream: StreamId


class Open(NamedTuple):
    """A plan that is not over, with the people of it whom lists show, the owner apart."""

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
    """Whom one is connected to and never `met` in the flesh, who is `listed`, each once.

    The connections of the longest standing first, those without a day last.
    """
    clicks = _clicks(tables, identity, "accepted", listed)
    return [same[0] for same in _each(clicks, lambda click: click.person) if not met(same[0].person)]


def pending(tables: Rows, identity: Identity, listed: Listed) -> list[Click]:
    """The requests that wait for an answer, sent and received, the oldest first, undated ones last."""
    clicks = _clicks(tables, identity, "requested", listed)
    return [same[0] for same in _each(clicks, lambda click: (click.person, click.network, click.direction))]


def connected(tables: Rows, identity: Identity, person: PersonId) -> list[Connection]:
    """The connections with a person, merged ones as one, however they stand; not those that are retracted."""
    rows = (
        row
        for member in identity.group(person)
        for row in tables.scan(CONNECTIONS, (member,), index=("person",))
    )
    return [
        connection for connection in map(Connection._make, rows) if connection.standing or connection.messages
    ]


def connections(tables: Rows) -> Iterator[Connection]:
    """Every connection that was ever heard of, however it stands."""
    return map(Connection._make, tables.scan(CONNECTIONS))


def streams_with(tables: Rows, people: Iterable[PersonId]) -> list[StreamId]:
    """The streams of all connections with these people."""
    rows = (row for person in people for row in tables.scan(CONNECTIONS, (person,), index=("person",)))
    return [Connection._make(row).stream for row in rows]


def plans(tables: Rows, identity: Identity, listed: Listed) -> list[Open]:
    """The plans that are proposed or agreed and not yet held, by the day planned, open ones last."""
    open_plans = [_open(plan, identity, listed) for plan in map(Plan._make, tables.scan(PLANS))]
    return sorted(
        (plan for plan in open_plans if plan.people),
        key=lambda plan: (plan.planned_for or date.max, plan.planned_at or "", plan.proposed_on, plan.i),
    )


def open_plans(
    tables: Rows, identity: Identity, people: Sequence[PersonId], form: Form | None = None
) -> list[StreamId]:
    """The streams of plans with these people and, given a form, with no others; the oldest first."""
    roots = {identity.root(person) for person in people}
    plans = sorted(map(Plan._make, tables.scan(PLANS)), key=lambda plan: (plan.proposed_on, plan.i))
    with_people = ((plan, {identity.root(participant) for participant in plan.people}) for plan in plans)
    return [
        plan.stream
        for plan, everybody in with_people
        if (roots <= everybody if form is None else roots == everybody and plan.form == form)
    ]


def _clicks(tables: Rows, identity: Identity, standing: str, listed: Listed) -> Iterator[Click]:
    """The connections that stand so with people whom lists show, the undated last."""
    by_day, shown = ("standing", "since"), cache(listed)
    dated = tables.scan(CONNECTIONS, (standing,), index=by_day, low="0")
    for row in chain(dated, tables.scan(CONNECTIONS, (standing, ""), index=by_day)):
        connection = Connection._make(row)
        person = identity.root(connection.person)
        if person != identity.owner and shown(person):
            day = date.fromisoformat(connection.since) if connection.since else None
            yield Click(
                person, connection.network, day, connection.precision, connection.direction, connection.stream
            )


def _each(clicks: Iterable[Click], key: Callable[[Click], object]) -> Iterable[list[Click]]:
    """The clicks of one key together, in the order of the first of each."""
    groups: dict[object, list[Click]] = {}
    for click in clicks:
        groups.setdefault(key(click), []).append(click)
    return groups.values()


def _open(plan: Plan, identity: Identity, listed: Listed) -> Open:
    roots = dict.fromkeys(identity.root(person) for person in plan.people)
    return Open(
        stream=plan.stream,
        status=plan.status,
        form=plan.form,
        people=tuple(root for root in roots if root != identity.owner and listed(root)),
        proposed_by=identity.root(plan.proposed_by),
        proposed_on=date.fromisoformat(plan.proposed_on),
        agreed_on=_date(plan.agreed_on),
        planned_for=_date(plan.planned_for),
        planned_at=plan.planned_at or None,
        minutes=plan.minutes or None,
        i=plan.i,
    )


def _date(day: str) -> date | None:
    return date.fromisoformat(day) if day else None
