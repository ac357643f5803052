"""A safe network: how much of it rests on meetings, and on kept promises."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from math import fsum
from operator import mul
from typing import Final, NamedTuple

from ledger.facts.event import PersonId
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.responsive import by
from projections.network.tables import PROMISES
from projections.queue.query import Listed
from projections.queue.tables import ConnectionRow, spans_in
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
    """On a day: the people connected online, those of them met, trust in everyone met, and ties about to be less.

    `at_risk` has the trust of each below 0, so that the highest comes first.
    """

    connected: int
    connected_and_met: int
    trust: array[float]
    at_risk: list[tuple[float, PersonId]]


def ties(
    tables: Rows,
    identity: Identity,
    connected: Mapping[PersonId, int],
    listed: Listed,
    days: Sequence[date],
) -> list[Ties]:
    """The ties of a network as of each of some days in order; `connected` is what `days_connected` gives."""
    ordinals = [day.toordinal() for day in days]
    trust: list[array[float]] = [array("d") for _day in days]
    at_risk: list[list[tuple[float, PersonId]]] = [[] for _day in days]
    connected_and_met = Counter[int]()
    for person, tie_course in courses(tables, identity):
        if not listed(person):
            continue
        first_day, _weight = tie_course.days[0]
        first = bisect_left(ordinals, first_day)
        connected_and_met[connected.get(person, 0) >> first << first] += 1
        tie_on = tie_course.on_each(ordinals[first:])
        for place, (trust_then, evidence) in enumerate(tie_on, first):
            trust[place].append(trust_then)
            if evidence >= _SECOND_STEP and _falls(
                tie_course, evidence, ordinals[place]
            ):
                at_risk[place].append((-trust_then, person))
    everyone = Counter(connected.values())
    return [
        Ties(
            connected=on_day(everyone, place),
            connected_and_met=on_day(connected_and_met, place),
            trust=trust[place],
            at_risk=at_risk[place],
        )
        for place in range(len(days))
    ]


_SECOND_STEP: Final = _STEPS[1]
"""With less evidence there is no lower level of trust to fall to."""


def _falls(tie_course: Course, evidence: float, day: int) -> bool:
    """Whether the tie of a day falls to a lower level within 30 days without a meeting."""
    level = _level(evidence)
    if evidence * _LEAST_LEFT >= _STEPS[level - 1]:
        return False
    _trust, later = tie_course.trust_and_evidence(day + AHEAD, knowing=day)
    return _level(later) < level


def _level(evidence: float) -> int:
    """How many levels of trust in words the tie has reached."""
    return bisect_right(_STEPS, evidence)


def days_connected(
    rows: Iterable[ConnectionRow],
    identity: Identity,
    listed: Listed,
    days: Sequence[date],
) -> dict[PersonId, int]:
    """The people shown in lists that were ever connected to the owner, each with a bit for each of some days in order.

    The lowest bit is for the first of the days: whether the two were connected then, on whatever network.
    """
    me = identity.me
    ends = [day.isoformat() for day in days]
    bits_of = cache(lambda spans: _bits(spans, ends))
    connected: dict[PersonId, int] = {}
    for row in rows:
        person = identity.root(row.person)
        was_connected = row.spans and person != me and listed(person)
        if was_connected:
            connected[person] = connected.get(person, 0) | bits_of(row.spans)
    return connected


def _bits(spans: str, ends: Sequence[str]) -> int:
    """A bit for each of some days: whether one of the times of a connection covers it."""
    bits = 0
    for since, until in spans_in(spans):
        start = bisect_left(ends, since or "")
        end = len(ends) if until is None else bisect_left(ends, until)
        for place in range(start, end):
            bits |= 1 << place
    return bits


def on_day(people_by_bits: Mapping[int, int], place: int) -> int:
    """How many people have the bit of a day, from their numbers by bits."""
    return sum(number for bits, number in people_by_bits.items() if bits >> place & 1)


def sure(ties_then: Ties, promises: Sequence[Promise], day: date) -> Sure:
    """The figures of a day, from its ties and the promises."""
    until = day.isoformat()
    kept_count = sum(by(promise.kept, until) for promise in promises)
    promises_missed = (by(promise.missed, until) for promise in promises)
    missed = sum(promises_missed)
    decided = kept_count + missed
    trust = ties_then.trust
    total = fsum(trust)
    squares = fsum(map(mul, trust, trust))
    met_share = None
    if ties_then.connected:
        met_share = ties_then.connected_and_met / ties_then.connected
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
        at_risk=tuple(person for _trust, person in sorted(ties_then.at_risk)),
    )


def promises(tables: Rows, identity: Identity, listed: Listed) -> list[Promise]:
    """The promises to come to a planned meeting, in the order of the plans."""
    decided: list[Promise] = []
    for _i, person, kept_on, missed_on in tables.scan(PROMISES):
        root = identity.root(person)
        if listed(root):
            decided.append(Promise(root, kept_on, missed_on))
    return decided
