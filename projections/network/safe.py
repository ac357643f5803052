"""A safe network: how much of it rests on meetings, and on kept promises."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from math import fsum
from typing import Final, NamedTuple

from ledger.facts.event import PersonId
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.responsive import by
from projections.network.tables import PROMISES
from projections.queue.query import Listed
from projections.queue.tables import ConnectionRow
from projections.trust.courses import Course, courses
from projections.trust.model import LEVELS, STABILITY_DAYS, remaining

AHEAD: Final = 30
"""How many days ahead it is looked which ties fade."""

_STEPS: Final = [threshold for threshold, _name in reversed(LEVELS)]
"""The evidence from which each level holds, the lowest first."""

_LEAST_LEFT: Final = remaining(AHEAD, STABILITY_DAYS) - 1e-9
"""As much of the evidence of a day is left then at the least, but for rounding: what is older fades more slowly."""


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

    connected: set[PersonId]
    trust: dict[PersonId, float]
    at_risk: list[PersonId]


def ties(
    tables: Rows,
    identity: Identity,
    rows: Iterable[ConnectionRow],
    listed: Listed,
    days: Sequence[date],
) -> dict[date, Ties]:
    """The ties of a network as of each of these days; `rows` are its connections."""
    times = times_connected(rows, identity, listed)
    ties_on = {day: Ties(connected_people(times, day), {}, []) for day in days}
    ties_by_ordinal = {day.toordinal(): ties_on[day] for day in days}
    for person, tie_course in courses(tables, identity):
        if not listed(person):
            continue
        since, _weight = tie_course.days[0]
        for day, ties_then in ties_by_ordinal.items():
            if day < since:
                continue
            tie = tie_course.trust_and_evidence(day)
            ties_then.trust[person], evidence = tie
            if _falls(tie_course, evidence, day):
                ties_then.at_risk.append(person)
    return ties_on


def _falls(tie_course: Course, evidence: float, day: int) -> bool:
    """Whether the tie of a day falls to a lower level within 30 days without a meeting."""
    level = _level(evidence)
    if level <= 1 or evidence * _LEAST_LEFT >= _STEPS[level - 1]:
        return False
    _trust, later = tie_course.trust_and_evidence(day + AHEAD, knowing=day)
    return _level(later) < level


def _level(evidence: float) -> int:
    """How many levels of trust in words the tie has reached."""
    return bisect_right(_STEPS, evidence)


class TimeConnected(NamedTuple):
    """From which day to which a person was connected online: see `ConnectionRow.connected`."""

    person: PersonId
    since: str | None
    until: str | None


def times_connected(
    rows: Iterable[ConnectionRow], identity: Identity, listed: Listed
) -> list[TimeConnected]:
    """The times for which people shown in lists were connected to the owner, on whatever network."""
    me = identity.me
    times: list[TimeConnected] = []
    for row in rows:
        person = identity.root(row.person)
        was_connected = row.spans and person != me and listed(person)
        if was_connected:
            times += [TimeConnected(person, *span) for span in row.connected]
    return times


def connected_people(times: Iterable[TimeConnected], day: date) -> set[PersonId]:
    """The owner's online connections on a day."""
    until = day.isoformat()
    return {
        person
        for person, since, ended in times
        if by(since, until) and not by(ended, until)
    }


def sure(ties_then: Ties, promises: Sequence[Promise], day: date) -> Sure:
    """The figures of a day, from its ties and the promises."""
    until = day.isoformat()
    kept_count = sum(by(promise.kept, until) for promise in promises)
    promises_missed = (by(promise.missed, until) for promise in promises)
    missed = sum(promises_missed)
    decided = kept_count + missed
    trust = ties_then.trust
    total = fsum(trust.values())
    squares = fsum(value * value for value in trust.values())
    connected = ties_then.connected
    connected_and_met = len(connected & trust.keys())
    at_risk = sorted(ties_then.at_risk, key=lambda person: (-trust[person], person))
    met_share = None
    if connected:
        met_share = connected_and_met / len(connected)
    kept_share = None
    if decided:
        kept_share = (kept_count + 1) / (decided + 2)
    evenness = None
    if squares:
        evenness = total**2 / squares
    return Sure(
        ties_met=met_share,
        kept=kept_count,
        missed=missed,
        promises_kept=kept_share,
        trusted_people=evenness,
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
