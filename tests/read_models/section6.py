"""Section 6 of the design once more, written from the page alone: plain loops over events, exact fractions.

It shares nothing with the program but the classes of the events, and takes no care to be fast.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ledger.facts import exchange, ledger_stream
from ledger.facts.event import UNSET, Event
from ledger.facts.meeting import events as meetings

MINUTES = {
    "coffee": 30,
    "breakfast": 45,
    "drinks": 60,
    "lunch": 90,
    "dinner": 150,
    "encounter": 5,
    "appointment": 60,
    "meeting": 60,
    "gathering": 60,
}
HALF = {"meeting", "gathering"}
NOTHING = {"video", "call"}


@dataclass
class Gathering:
    """A meeting as last corrected."""

    i: int
    v: int
    form: str
    people: set[str]
    day: date
    minutes: int | None


@dataclass
class Result:
    trust: float
    evidence: float
    missed: float
    days_met: int
    shares: dict[int, float]


def worth(form: str, minutes: int | None) -> Fraction:
    if form in NOTHING:
        return Fraction(0)
    if minutes is None:
        minutes = MINUTES.get(form, 30)
    x = Fraction(math.log2(1 + minutes / 30))
    return x / 2 if form in HALF else x


def group(said: Sequence[tuple[str, Event]], person: str) -> set[str]:
    """Everybody who is the same person by the merges that stand."""
    into: dict[str, str] = {}
    for _stream, event in said:
        if isinstance(event, ledger_stream.PeopleMerged):
            into[event.person] = event.into
        if isinstance(event, ledger_stream.PeopleUnmerged):
            del into[event.person]
    found = {person}
    for _again in into:
        for one, other in into.items():
            if one in found or other in found:
                found |= {one, other}
    return found


def meeting_streams(  # noqa: C901 - one loop over everything, so that it can be read beside the page
    said: Sequence[tuple[str, Event]],
) -> list[tuple[list[Gathering], list[Any]]]:
    """For each stream, the meetings and the no-shows of it that stand."""
    streams: dict[str, list[tuple[int, Event]]] = {}
    for i, (stream, event) in enumerate(said):
        if event.stream_kind == "meeting":
            streams.setdefault(stream, []).append((i, event))
    result = []
    for events in streams.values():
        met: list[Gathering] = []
        missed: list[tuple[int, Any]] = []
        dead: set[int] = set()
        for v, (i, event) in enumerate(events, start=1):
            if isinstance(event, meetings.MeetingRetracted):
                dead.add(event.event or 0)
            elif isinstance(event, meetings.MeetingReinstated):
                dead.discard(event.event or 0)
            elif isinstance(event, meetings.MeetingMissed):
                missed.append((v, (i, event)))
            elif isinstance(event, meetings.MeetingCorrected):
                for each in met:
                    if each.v not in dead:
                        each.form = event.form or each.form
                        each.people = set(event.participants or each.people)
                        each.day = event.occurred_on or each.day
                        if event.minutes is not UNSET:
                            each.minutes = event.minutes
            elif isinstance(event, meetings.Met):
                people = set(event.participants)
                met.append(
                    Gathering(
                        i, v, event.form, people, event.occurred_on, event.minutes
                    )
                )
        alive = (
            [each for each in met if each.v not in dead][:1] if 0 not in dead else []
        )
        absent = [each for v, each in missed if v not in dead] if 0 not in dead else []
        result.append((alive, absent))
    return result


def standing_exchanges(
    said: Sequence[tuple[str, Event]],
) -> list[tuple[int, date, list[tuple[str, str]]]]:
    """The leaf, the day and the pairs of each exchange that stands."""
    found: dict[str, list[Any]] = {}
    for i, (stream, event) in enumerate(said):
        if isinstance(event, exchange.FavourGiven | exchange.FavourReceived):
            found[stream] = [i, event.occurred_on, [(event.owner, event.person)], True]
        elif isinstance(event, exchange.IntroductionMade):
            found[stream] = [
                i,
                event.occurred_on,
                [(event.by, p) for p in event.people],
                True,
            ]
        elif isinstance(event, exchange.ExchangeCorrected):
            found[stream][1] = event.occurred_on or found[stream][1]
        elif isinstance(
            event, exchange.ExchangeRetracted | exchange.ExchangeReinstated
        ):
            found[stream][3] = isinstance(event, exchange.ExchangeReinstated)
    return [(i, day, pairs) for i, day, pairs, alive in found.values() if alive]


def trust(
    said: Sequence[tuple[str, Event]],
    from_: str,
    to: str,
    t: date,
    permille: int | None = None,
) -> Result:
    """T of DESIGN section 6."""
    g = Fraction(permille or chosen(said), 1000)
    k = 10 * (1 - g) / g
    ours, theirs = group(said, from_), group(said, to)
    streams = meeting_streams(said) if ours != theirs else []
    both = [
        each
        for alive, _absent in streams
        for each in alive
        if each.people & ours and each.people & theirs and each.day <= t
    ]
    xs = {each.i: worth(each.form, each.minutes) for each in both}
    days = {each.day for each in both if xs[each.i] > 0}
    s = 90 * (1 + Fraction(math.log2(len(days)))) if days else Fraction(90)

    def r(day: date) -> Fraction:
        return 1 / (1 + (t - day).days / s)

    c: dict[int, Fraction] = {}
    for each in both:
        rank = 0
        for other in both:
            if other.day == each.day and (
                xs[other.i] > xs[each.i]
                or (xs[other.i] == xs[each.i] and other.i < each.i)
            ):
                rank += 1
        c[each.i] = xs[each.i] / 2**rank * r(each.day)
    back = {
        i: r(day)
        for i, day, pairs in (standing_exchanges(said) if ours != theirs else [])
        if days and min(days) <= day <= t
        if any(
            (a in ours and b in theirs) or (b in ours and a in theirs) for a, b in pairs
        )
    }
    m, x = sum(c.values(), Fraction(0)), sum(back.values(), Fraction(0))
    e = m + min(x, m)
    n = Fraction(0)
    for _alive, absent in streams:
        # One gathering is missed once, however many entries turn out to be the same person.
        days_missed = [
            event.occurred_on for _i, event in absent if event.missed_by in theirs
        ]
        if [day for day in days_missed if day <= t]:
            first = next(day for day in days_missed if day <= t)
            n += 2 / (1 + Fraction((t - first).days, 90))
    total = e + n + k
    shares = {i: float(value / total) for i, value in c.items()}
    shares |= {
        i: float(min(Fraction(1), m / x) * value / total) for i, value in back.items()
    }
    return Result(float(e / total), float(e), float(n), len(days), shares)


def chosen(said: Sequence[tuple[str, Event]]) -> int:
    """The share of trusting people of the culture chosen last, in thousandths."""
    return [
        e
        for _s, e in said
        if isinstance(e, ledger_stream.LedgerOpened | ledger_stream.CultureChosen)
    ][-1].trust_permille
