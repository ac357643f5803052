"""The trust model: what meetings, favours and no-shows amount to on a day. Pure, without a clock.

The unit of evidence is one coffee. Days are proleptic ordinals (`date.toordinal`), ages whole days.
DESIGN section 6 has the reasons; the stability of 90 days and the scepticism are choices.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import compress, count, groupby
from math import fsum, ldexp, log2
from typing import TYPE_CHECKING, Final

from ledger.language import N_, _
from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ledger.facts.meeting.events import Family, Form, Met

EARNS: Final[Mapping[Form, tuple[int, float]]] = {
    "coffee": (30, 1.0),
    "breakfast": (45, 1.0),
    "drinks": (60, 1.0),
    "lunch": (90, 1.0),
    "dinner": (150, 1.0),
    "encounter": (5, 1.0),
    "appointment": (60, 1.0),
    "meeting": (60, 0.5),
    "gathering": (60, 0.5),
}
"""For each form its default minutes and its weight."""

FAMILIES: Final[Mapping[Family, tuple[int, float]]] = {
    "in the flesh": (30, 1.0),
    "at a distance": (30, 0.0),
}
"""Default minutes and weight of a form without a line of its own: in person it counts like a coffee."""

COFFEE_MINUTES: Final = 30
STABILITY_DAYS: Final = 90.0
NO_SHOW: Final = 2.0


class Evidence(NamedTuple):
    """A meeting at which both were, an exchange between them, or a meeting that one of them missed.

    Its place in the ledger, its day, and what it is worth: one coffee for an exchange.
    """

    i: int
    day: int
    x: float = 1.0


class Contribution(NamedTuple):
    """What is left of the evidence of one event, in coffees, and its share of trust.

    `left` is `worth` less what was taken away by the rule of the day (`same_day`), by `time`, and
    by the rule that exchanges count from the first meeting on and at most double it all (`cap`).
    """

    i: int
    day: date
    worth: float
    same_day: float
    time: float
    cap: float
    left: float
    share: float


class Tie(NamedTuple):
    """Trust on a day and what it is made of; `contributions` and `no_shows` where asked for.

    `no_shows` have a `worth` of 2 coffees, of which `left` weighs against trust; no share.
    """

    trust: float
    evidence: float
    scepticism: float
    missed: float
    days_met: int
    last_met: date | None
    stability_days: float
    contributions: tuple[Contribution, ...] = ()
    no_shows: tuple[Contribution, ...] = ()


def worth(kind: type[Met], minutes: int | None) -> float:
    """The evidence of one meeting of a kind, in coffees; `minutes` None: what is usual."""
    usual, weight = EARNS.get(kind.form) or FAMILIES[kind.family]
    return weight * log2(1 + (minutes or usual) / COFFEE_MINUTES)


def scepticism(trust_permille: int) -> float:
    """How much evidence half of all trust takes, from the thousandths of people who trust most people."""
    return 10 * (1000 - trust_permille) / trust_permille


def stability(days_met: int) -> float:
    """In how many days half of the evidence fades: the more days met, the slower."""
    if not days_met:
        return STABILITY_DAYS
    return STABILITY_DAYS * (1 + log2(days_met))


def remaining(age: int, stability_days: float) -> float:
    """The part of the evidence that is left at this age."""
    return 1 / (1 + age / stability_days)


def weight_of_day(worths: Iterable[float]) -> float:
    """What the meetings of one day are worth together: the largest whole, each next half as much."""
    return _together(tuple(sorted(worths, reverse=True)))


@lru_cache(10_000)
def _together(ranked: tuple[float, ...]) -> float:
    """The worth of a day from worths in order, cached: most days are alike."""
    return fsum(map(ldexp, ranked, count(0, -1)))


def days_met(
    days: Sequence[int], worths: Sequence[float], until: int
) -> list[tuple[int, float]]:
    """The days on which meetings, given by day, were worth anything, up to a day, and what all on one are worth."""
    if days and days[-1] > until:
        end = bisect_right(days, until)
        days, worths = days[:end], worths[:end]
    if 0.0 in worths:
        days = list(compress(days, worths))
        worths = list(filter(None, worths))
    weights = dict(zip(days, worths, strict=True))
    if len(weights) < len(days):
        start = 0
        for day, meetings in Counter(days).items():
            end = start + meetings
            if meetings > 1:
                weights[day] = weight_of_day(worths[start:end])
            start = end
    return list(weights.items())


def weighed(
    days: Sequence[tuple[int, float]],
    exchanges: Sequence[int],
    missed: Sequence[int],
    scepticism: float,
    as_of: int,
) -> Tie:
    """Trust from the days met, in order, with the weight of each; nothing is to be after `as_of`."""
    stable = stability(len(days))
    evidence, against = _left(days, exchanges, missed, stable, as_of)
    return Tie(
        trust=evidence / (evidence + against + scepticism),
        evidence=evidence,
        scepticism=scepticism,
        missed=against,
        days_met=len(days),
        last_met=date.fromordinal(days[-1][0]) if days else None,
        stability_days=stable,
    )


def trust_and_evidence(
    days: Sequence[tuple[int, float]],
    exchanges: Sequence[int],
    missed: Sequence[int],
    scepticism: float,
    as_of: Iterable[int],
) -> list[tuple[float, float]]:
    """Trust and the evidence that is left on each of some days, as `weighed` gives them in twice the time.

    Nothing is to be after the first of these days.
    """
    stable = stability(len(days))
    on_each: list[tuple[float, float]] = []
    for day in as_of:
        evidence, against = _left(days, exchanges, missed, stable, day)
        on_each.append((evidence / (evidence + against + scepticism), evidence))
    return on_each


def _left(
    days: Sequence[tuple[int, float]],
    exchanges: Sequence[int],
    missed: Sequence[int],
    stable: float,
    as_of: int,
) -> tuple[float, float]:
    """The evidence that is left on a day, and what is left of the no-shows against it."""
    earned = fsum([weight / (1.0 + (as_of - day) / stable) for day, weight in days])
    # Most people gave nothing back and missed nothing: of a ranking of everybody that is a sixth of the time.
    if not exchanges and not missed:
        return earned, 0.0
    returned = against = 0.0
    if exchanges and days:
        first_day, _weight = days[0]
        returned = fsum(
            [
                1.0 / (1.0 + (as_of - day) / stable)
                for day in exchanges
                if day >= first_day
            ]
        )
    if missed:
        against = fsum(_against(as_of - day) for day in missed)
    return earned + min(returned, earned), against


def explained(
    meetings: Iterable[Evidence],
    exchanges: Iterable[Evidence],
    missed: Iterable[Evidence],
    scepticism: float,
    as_of: int,
) -> Tie:
    """Trust from every event, and what each contributes; what is after `as_of` counts for nothing."""
    held = _until(meetings, as_of)
    days = sorted({event.day for event in held if event.x > 0})
    first_day = days[0] if days else as_of + 1
    stable = stability(len(days))
    halved = _after_day_rule(held)
    left: dict[int, float] = {}
    for event in held:
        left[event.i] = halved[event.i] * remaining(as_of - event.day, stable)
    exchanged = _until(exchanges, as_of)
    back: dict[int, float] = {}
    for event in exchanged:
        if event.day >= first_day:
            back[event.i] = remaining(as_of - event.day, stable)
    absent = [_no_show(event, as_of) for event in _until(missed, as_of)]
    earned = fsum(left.values())
    returned = fsum(back.values())
    evidence = earned + min(returned, earned)
    against = fsum(event.left for event in absent)
    total = evidence + against + scepticism
    ratio = min(1.0, earned / returned) if returned else 0.0
    contributions = [
        _of_meeting(event, halved[event.i], left[event.i], total) for event in held
    ]
    contributions += [
        _of_exchange(event, back.get(event.i), ratio, total) for event in exchanged
    ]
    contributions.sort(key=lambda contribution: contribution.i)
    return Tie(
        trust=evidence / total,
        evidence=evidence,
        scepticism=scepticism,
        missed=against,
        days_met=len(days),
        last_met=date.fromordinal(days[-1]) if days else None,
        stability_days=stable,
        contributions=tuple(contributions),
        no_shows=tuple(absent),
    )


def _until(events: Iterable[Evidence], as_of: int) -> list[Evidence]:
    """The events up to a day, in the order of the ledger."""
    return sorted(event for event in events if event.day <= as_of)


def _after_day_rule(held: Iterable[Evidence]) -> dict[int, float]:
    """By leaf, what a meeting is worth after the better ones of its day; of equals the earlier leaf."""
    ranked = sorted(held, key=lambda event: (event.day, -event.x, event.i))
    halved: dict[int, float] = {}
    for _day, same_day in groupby(ranked, key=lambda event: event.day):
        for rank, event in enumerate(same_day):
            halved[event.i] = event.x * 0.5**rank
    return halved


def _against(age: int) -> float:
    """What a no-show of this age weighs against trust."""
    return NO_SHOW * remaining(age, STABILITY_DAYS)


def _of_meeting(
    event: Evidence, halved: float, left: float, total: float
) -> Contribution:
    return Contribution(
        i=event.i,
        day=date.fromordinal(event.day),
        worth=event.x,
        same_day=event.x - halved,
        time=halved - left,
        cap=0.0,
        left=left,
        share=left / total,
    )


def _of_exchange(
    event: Evidence, remained: float | None, ratio: float, total: float
) -> Contribution:
    day = date.fromordinal(event.day)
    if remained is None:  # before the first meeting
        return Contribution(
            event.i,
            day,
            worth=1.0,
            same_day=0.0,
            time=0.0,
            cap=1.0,
            left=0.0,
            share=0.0,
        )
    left = remained * ratio
    return Contribution(
        i=event.i,
        day=day,
        worth=1.0,
        same_day=0.0,
        time=1 - remained,
        cap=remained - left,
        left=left,
        share=left / total,
    )


def _no_show(event: Evidence, as_of: int) -> Contribution:
    left = _against(as_of - event.day)
    return Contribution(
        i=event.i,
        day=date.fromordinal(event.day),
        worth=NO_SHOW,
        same_day=0.0,
        time=NO_SHOW - left,
        cap=0.0,
        left=left,
        share=0.0,
    )


# ---------------------------------------------------------------- levels, in words
# Levels follow the evidence that is left, not the trust it earns, so that they mean the same in every
# culture. The steps are those of Hall (2019): about 50, 90 and 200 hours together to a casual friend,
# a friend, a close friend; hours are counted as lunches of 90 minutes, worth two coffees each. The
# first steps, three quarters of a lunch and ten coffees, are choices. No step lies where one usual
# meeting does: a single lunch makes someone `known` for a month, not for its day alone.

LEVELS: Final[tuple[tuple[float, str], ...]] = (
    (200 / 1.5 * 2, "as close as after 200 hours"),
    (90 / 1.5 * 2, "as close as after 90 hours"),
    (50 / 1.5 * 2, "as close as after 50 hours"),
    (10.0, N_("well known")),
    (1.5, N_("known")),
    (0.0, N_("met")),
)
"""The evidence, in coffees, from which each level holds; the highest first."""

NEVER_MET: Final = N_("never met")


def level(tie: Tie) -> str:
    """The level of a tie by its name in JSON, such as `never met` or `met`."""
    if not tie.days_met:
        return NEVER_MET
    return level_of(tie.evidence)


def level_of(evidence: float) -> str:
    """The level of a person who was met, by the evidence that is left."""
    return next(name for threshold, name in LEVELS if evidence >= threshold)


SHOWN: Final[Mapping[str, str]] = {
    "as close as after 50 hours": N_("close"),
    "as close as after 90 hours": N_("very close"),
    "as close as after 200 hours": N_("closest"),
}
"""Levels whose name in JSON says more than a reader wants: how they are shown."""


def shown_level(name: str) -> str:
    """A level in the current language."""
    return _(SHOWN.get(name, name))


def level_in_words(tie: Tie) -> str:
    """The level of a tie in the current language."""
    return shown_level(level(tie))
