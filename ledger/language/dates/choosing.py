"""Which one is meant of the days that answer to the same words in every week, month or year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from ledger.language.dates.days import Asked, NoSuchDay, civil, known_day

_YEARS = 40
"""Two leap days are eight years apart at most; one that is also a Tuesday, forty."""


def nearest(days: Iterable[date], asked: Asked, *, strictly: bool = False) -> date | None:
    """The first of `days` not after today, or not before it where what lies ahead is meant.

    `days` run away from today. With `strictly` today itself is not meant.
    """
    for day in days:
        ahead = (day - asked.today).days * (1 if asked.future else -1)
        if ahead > 0 or (ahead == 0 and not strictly):
            return day
    return None


def in_years(month: int, day: int, asked: Asked) -> Iterator[date]:
    """That day of the month in every year that has one, from the nearest year on; NoSuchDay if none has."""
    if day > (29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31):
        last = nearest(map(_last_of_month, in_years(month, 28, asked)), asked)
        raise NoSuchDay(*([known_day(last)] if last else []))
    step = 1 if asked.future else -1
    for year in range(asked.today.year - step, asked.today.year + step * _YEARS, step):
        yield from _existing(year, month, day)


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def in_months(day: int, asked: Asked) -> Iterator[date]:
    """That day in every month that has one, from the nearest month on."""
    if not 1 <= day <= 31:
        raise NoSuchDay
    step = 1 if asked.future else -1
    start = asked.today.year * 12 + asked.today.month - 1
    for month in range(start - step, start + step * 12, step):
        yield from _existing(month // 12, month % 12 + 1, day)


def _existing(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield civil(year, month, day)
    except ValueError:
        return


def in_weeks(weekday: int, asked: Asked) -> Iterator[date]:
    """That day of the week in every week, from the nearest on."""
    step = 7 if asked.future else -7
    first = monday(asked.today) + timedelta(days=weekday - step)
    return (first + timedelta(days=step * week) for week in range(4))


def monday(day: date) -> date:
    """The Monday of the week the day is in."""
    return day - timedelta(days=day.weekday())


def checked(day: date, weekday: int | None, others: Callable[[], date | None] = lambda: None) -> date:
    """The day, if it is that day of the week; NoSuchDay with both readings where it is not."""
    if weekday is None or day.weekday() == weekday:
        return day
    other = others()
    raise NoSuchDay(*map(known_day, [day, *([other] if other else [])]))
