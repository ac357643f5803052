"""A safe network: how much of it rests on meetings, and on kept promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import fsum
from typing import Final, NamedTuple

from ledger.facts.event import PersonId
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.responsive import by
from projections.network.tables import PROMISES
from projections.queue.query import Listed, connections
from projections.queue.tables import ConnectionRow
from projections.trust.courses import Course, courses
from projections.trust.model import LEVELS, Tie

AHEAD: Final = timedelta(days=30)


class Sure(NamedTuple):
    """Safe: how much of it rests on meetings, and on kept promises."""

    ties_met: float | None
    kept: int
    missed: int
    promises_kept: float | None
    trusted_people: float | None
    at_risk: tuple[PersonId, ...]


class Promise(NamedTuple):
    """The day on which a person kept the promise to come to a planned meeting, or missed it."""

    person: PersonId
    kept: str | None
    missed: str | None


class Ties(NamedTuple):
    """On a day: who is connected online, trust in everyone met, and who is about to be less than he was."""

    connected: frozenset[PersonId]
    trust: dict[PersonId, float]
    at_risk: list[PersonId]


def ties(
    tables: Rows, identity: Identity, listed: Listed, days: Sequence[date]
) -> dict[date, Ties]:
    """The ties of a network as of each of these days."""
    rows = list(connections(tables, identity))
    ties_on = {
        day: Ties(connected_people(rows, identity, listed, day), {}, []) for day in days
    }
    for person, tie_course in courses(tables, identity):
        since = date.fromordinal(tie_course.days[0][0])
        for day, ties_then in ties_on.items():
            if day < since or not listed(person):
                continue
            tie = tie_course.on(day)
            ties_then.trust[person] = tie.trust
            if _falls(tie_course, tie, day):
                ties_then.at_risk.append(person)
    return ties_on


def _falls(tie_course: Course, tie: Tie, day: date) -> bool:
    """Whether the tie of a day falls to a lower level within 30 days without a meeting."""
    level = _level(tie)
    if level <= 1:
        return False
    later = tie_course.on(day + AHEAD, knowing=day)
    return _level(later) < level


def _level(tie: Tie) -> int:
    """How many levels of trust in words the tie has reached."""
    return sum(tie.evidence >= threshold for threshold, _name in LEVELS)


def connected_people(
    rows: Sequence[ConnectionRow], identity: Identity, listed: Listed, day: date
) -> frozenset[PersonId]:
    """The owner's online connections on a day, on whatever network."""
    until = day.isoformat()
    people: set[PersonId] = set()
    for row in rows:
        for since, ended in row.connected:
            if by(since, until) and not by(ended, until):
                people.add(identity.root(row.person))
    people.discard(identity.root(identity.owner or ""))
    return frozenset(filter(listed, people))


def sure(ties_then: Ties, promises: Sequence[Promise], day: date) -> Sure:
    """The figures of a day, from its ties and the promises."""
    until = day.isoformat()
    kept_count = sum(by(promise.kept, until) for promise in promises)
    missed = sum(by(promise.missed, until) for promise in promises)
    decided = kept_count + missed
    trust = ties_then.trust
    total = fsum(trust.values())
    squares = fsum(value * value for value in trust.values())
    connected = ties_then.connected
    connected_and_met = len(connected & trust.keys())
    at_risk = sorted(ties_then.at_risk, key=lambda person: (-trust[person], person))
    return Sure(
        ties_met=connected_and_met / len(connected) if connected else None,
        kept=kept_count,
        missed=missed,
        promises_kept=(kept_count + 1) / (decided + 2) if decided else None,
        trusted_people=total**2 / squares if squares else None,
        at_risk=tuple(at_risk),
    )


def promises(tables: Rows, identity: Identity, listed: Listed) -> list[Promise]:
    """The promises to come to a planned meeting, in the order of the plans."""
    decided: list[Promise] = []
    for _i, person, kept_on, missed_on in tables.scan(PROMISES):
        root = identity.root(person)
        if listed(root):
            decided.append(Promise(root, kept_on, missed_on))
    return decided
