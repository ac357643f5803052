"""Scales: where a value or a day stands on an axis, and which ticks the axis bears."""

from __future__ import annotations

from datetime import date
from math import ceil, floor, log10
from typing import Final, NamedTuple

_STEPS: Final = (1, 2, 2.5, 5, 10)


class Scale(NamedTuple):
    """Values from 0 to `top`, drawn from `start` to `end`."""

    top: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value."""
        return self.start + (self.end - self.start) * value / self.top

    def ticks(self, about: int = 4) -> list[float]:
        """Round values from 0 up to the top, some `about` of them."""
        step = round_step(self.top / about)
        count = floor(self.top / step + 1e-9)
        return [step * number for number in range(count + 1)]


def scale_to(highest: float, start: float, end: float, *, about: int = 4) -> Scale:
    """A scale whose top is the next round value above the highest; up to 1 if there is nothing to show."""
    if highest <= 0:
        return Scale(1.0, start, end)
    step = round_step(highest / about)
    return Scale(step * ceil(highest / step - 1e-9), start, end)


def round_step(wish: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is no smaller than wished."""
    power = 10.0 ** floor(log10(wish))
    steps_above = (step * power for step in _STEPS if step * power >= wish - 1e-12)
    return float(next(steps_above))


def decimals_of(step: float) -> int:
    """How many decimals tell neighbours apart that are this far from each other."""
    decimals = 0
    while round(step, decimals) != round(step, 9):
        decimals += 1
    return decimals


class DayScale(NamedTuple):
    """Days from `since` to `until`, drawn from `start` to `end`."""

    since: date
    until: date
    start: float
    end: float

    def at(self, day: date) -> float:
        """The place of a day."""
        span = (self.until - self.since).days or 1
        return self.start + (self.end - self.start) * (day - self.since).days / span

    def ticks(self, about: int = 6) -> list[date]:
        """First days of years, or of months, some `about` of them at most."""
        months = (self.until.year - self.since.year) * 12
        months += self.until.month - self.since.month
        fitting = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)
        sizes_that_fit = (size for size in fitting if months / size <= about)
        step = next(sizes_that_fit, 1200)
        first_month = self.since.year * 12 + self.since.month - 1
        month = ceil(first_month / step) * step
        ticks: list[date] = []
        while month <= self.until.year * 12 + self.until.month - 1:
            day = date(max(month // 12, 1), month % 12 + 1, 1)
            if day >= self.since:
                ticks.append(day)
            month += step
        return ticks
