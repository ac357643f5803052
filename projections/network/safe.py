"""A safe network: how much of it rests on meetings, and on kept promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import fsum
from typing import Final, NamedTuple

from ledger.facts.event import PersonId
from projections.directory.identity import Identity
from projections.engine.tables import Rows
from projections.network.responsive import by
from projections.network.tables import PROMISES
from projections.queue.query import Listed, connections
from projections.queue.tables import Connection
from projections.trust import levels
from projections.trust.courses import Course, courses
from projections.trust.model import Tie

AHEAD: Final = timedelta(days=30)


class Sure(NamedTuple):
    """Safe: how much of it rests on meetings, and on kept promises."""

    ties_met: float | None
    kept: int
    missed: int
    promises_kept: float | None
    trusted_people: float | None
    at_risk: tuple[PersonId, ...]


class Ties(NamedTuple):
    """On a day: who is connected on line, trust in everybody met, and who is about to be less than he was."""

    connected: frozenset[PersonId]
    trust: dict[PersonId, float]
    at_risk: list[PersonId]


def ties(tables: Rows, identity: Identity, listed: Listed, days: Sequence[date]) -> dict[date, Ties]:
    """The ties of a network as of each of these days."""
    rows = list(connections(tables))
    ties_on = {day: Ties(_connected(rows, identity, listed, day), {}, []) for day in days}
    for person, tie_course in courses(tables, identity):
        since = date.fromordinal(tie_course.days[0][0])
        for day, ties_then in ties_on.items():
            if day >= since and listed(person):
                tie = tie_course.on(day)
                ties_then.trust[person] = tie.trust
                if _falls(tie_course, tie, day):
                    ties_then.at_risk.append(person)
    return ties_on


def _falls(tie_course: Course, tie: Tie, day: date) -> bool:
    """Whether the tie of a day falls to a lower level within 30 days without a meeting."""
    return (level := _level(tie)) > 1 and _level(tie_course.on(day + AHEAD, knowing=day)) < level


def _level(tie: Tie) -> int:
    """How many levels of trust in words the tie has reached."""
    return sum(tie.evidence >= threshold for threshold, _name in levels.LEVELS)


def _connected(
    rows: Sequence[Connection], identity: Identity, listed: Listed, day: date
) -> frozenset[PersonId]:
    """With whom the owner is connected on line on a day, on whatever network."""
    until, me = day.isoformat(), identity.root(identity.owner or "")
    people = {
        identity.root(row.person)
        for row in rows
        if any(by(since, until) and not by(ended, until) for since, ended in row.connected)
    }
    return frozenset(person for person in people - {me} if listed(person))


def sure(ties_then: Ties, promises: Sequence[tuple[str | None, str | None]], day: date) -> Sure:
    """The figures of a day, from its ties and the days on which each promise was kept, or missed."""
    until = day.isoformat()
    kept_count = sum(by(on, until) for on, _missed in promises)
    missed = sum(by(on, until) for _kept, on in promises)
    squares = fsum(trust * trust for trust in ties_then.trust.values())
    shared = len(ties_then.connected & ties_then.trust.keys())
    return Sure(
        ties_met=shared / len(ties_then.connected) if ties_then.connected else None,
        kept=kept_count,
        missed=missed,
        promises_kept=(kept_count + 1) / (kept_count + missed + 2) if kept_count + missed else None,
        trusted_people=fsum(ties_then.trust.values()) ** 2 / squares if squares else None,
        at_risk=tuple(sorted(ties_then.at_risk, key=lambda person: (-ties_then.trust[person], person))),
    )


def promises(tables: Rows, identity: Identity, listed: Listed) -> list[tuple[str | None, str | None]]:
    """The day each promise to come to a planned meeting was kept, or missed."""
    rows = tables.scan(PROMISES)
    return [(kept_on, missed_on) for _i, person, kept_on, missed_on in rows if listed(identity.root(person))]
