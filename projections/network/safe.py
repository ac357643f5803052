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
    found = {day: Ties(_connected(rows, identity, listed, day), {}, []) for day in days}
    for person, known in courses(tables, identity):
        first = date.fromordinal(known.days[0][0])
        for day, there in found.items():
            if day >= first and listed(person):
                tie = known.on(day)
                there.trust[person] = tie.trust
                if _falls(known, tie, day):
                    there.at_risk.append(person)
    return found


def _falls(known: Course, tie: Tie, day: date) -> bool:
    """Whether the tie of a day falls to a lower level within 30 days without a meeting."""
    return (now := _level(tie)) > 1 and _level(known.on(day + AHEAD, known=day)) < now


def _level(tie: Tie) -> int:
    """How many levels of trust in words the tie has reached."""
    return sum(tie.evidence >= least for least, _name in levels.LEVELS)


def _connected(
    rows: Sequence[Connection], identity: Identity, listed: Listed, day: date
) -> frozenset[PersonId]:
    """With whom the owner is connected on line on a day, on whatever network."""
    until, me = day.isoformat(), identity.root(identity.owner or "")
    people = {
        identity.root(each.person)
        for each in rows
        if any(by(since, until) and not by(ended, until) for since, ended in each.connected)
    }
    return frozenset(person for person in people - {me} if listed(person))


def sure(there: Ties, promises: Sequence[tuple[str | None, str | None]], day: date) -> Sure:
    """The figures of a day, from its ties and the days on which each promise was kept, or missed."""
    until = day.isoformat()
    kept = sum(by(each, until) for each, _missed in promises)
    missed = sum(by(each, until) for _kept, each in promises)
    squares = fsum(trust * trust for trust in there.trust.values())
    shared = len(there.connected & there.trust.keys())
    return Sure(
        ties_met=shared / len(there.connected) if there.connected else None,
        kept=kept,
        missed=missed,
        promises_kept=(kept + 1) / (kept + missed + 2) if kept + missed else None,
        trusted_people=fsum(there.trust.values()) ** 2 / squares if squares else None,
        at_risk=tuple(sorted(there.at_risk, key=lambda person: (-there.trust[person], person))),
    )


def promises(tables: Rows, identity: Identity, listed: Listed) -> list[tuple[str | None, str | None]]:
    """The day each promise to come to a planned meeting was kept, or missed."""
    rows = tables.scan(PROMISES)
    return [(kept, missed) for _i, person, kept, missed in rows if listed(identity.root(person))]
