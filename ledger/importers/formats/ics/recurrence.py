"""The times that a recurrence rule names (RFC 5545, 3.3.10), up to a last one.

Periods are walked through one by one until then, so a rule that names nothing ends as soon as one
that names something.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

from ledger.importers.formats.ics.rules import Nth, Rule

MOST_STEPS: Final = 5_000_000
"""Days that are looked at for all rules of an import: what thousands of real series take."""


@dataclass
class Steps:
    """How many days may still be looked at; the rules of one import share them."""

    left: int = MOST_STEPS

    def take(self, days: int) -> None:
        """Take some; ValueError if they are used up."""
        self.left -= days
        if self.left < 0:
            raise ValueError


def expand(
    rule: Rule, start: datetime, last: datetime, until: datetime | None = None, steps: Steps | None = None
) -> Iterator[datetime]:
    """The times from `start`, which is always the first, to `last`; `until` is the rule's own end.

    ValueError where `steps` do not suffice.
    """
    end = min(last, until) if until else last
    yield from () if start > last else (start,)
    times = _times(rule, start)
    left = (rule.count or 10**9) - 1
    for days in _periods(rule, start, end, steps or Steps()):
        for each in _placed(rule, [datetime.combine(day, at) for day in days for at in times]):
            if each > end or left <= 0:
                return
            if each > start:
                yield each
                left -= 1


def _periods(rule: Rule, start: datetime, end: datetime, steps: Steps) -> Iterator[list[date]]:
    """The days that the rule names in each of its periods."""
    names = _named(rule, start)
    for number in count(0, rule.interval):
        try:
            first, length = _period(rule, start.date(), number)
        except (OverflowError, ValueError):  # beyond the last year there is
            return
        if first > end.date():
            return
        steps.take(length)
        days = (first + timedelta(days=n) for n in range(min(length, (date.max - first).days + 1)))
        yield [day for day in days if names(day)]


def _period(rule: Rule, start: date, number: int) -> tuple[date, int]:
    """The first day of a period and how many days it has."""
    match rule.frequency:
        case "DAILY":
            return start + timedelta(days=number), 1
        case "WEEKLY":
            monday = start - timedelta(days=(start.weekday() - rule.week_start) % 7)
            return monday + timedelta(weeks=number), 7
        case "MONTHLY":
            years, month = divmod(start.month - 1 + number, 12)
            return date(start.year + years, month + 1, 1), monthrange(start.year + years, month + 1)[1]
        case "YEARLY":
            first = date(start.year + number, 1, 1)
            return first, _year_length(first.year)


def _named(rule: Rule, start: datetime) -> Callable[[date], bool]:
    """Whether the rule names a day of its period."""
    whole = (rule.weekdays, rule.month_days, rule.year_days, rule.weeks)
    weekdays, month_days, months = rule.weekdays, rule.month_days, rule.months
    if rule.frequency == "WEEKLY" or (rule.weeks and not any(whole[:3])):
        weekdays = weekdays or frozenset({(0, start.weekday())})
    elif rule.frequency in {"MONTHLY", "YEARLY"} and not any(whole):
        month_days = frozenset({start.day})
        months = months or (frozenset({start.month}) if rule.frequency == "YEARLY" else months)
    in_year = rule.frequency == "YEARLY" and not rule.months

    def names(day: date) -> bool:
        return (
            (not months or day.month in months)
            and (not month_days or _is_one(day.day, monthrange(day.year, day.month)[1], month_days))
            and (not rule.year_days or _is_one(_year_day(day), _year_length(day.year), rule.year_days))
            and (not rule.weeks or _is_one(*_week(day, rule.week_start), rule.weeks))
            and (not weekdays or _is_weekday(day, weekdays, in_year=in_year))
        )

    return names


def _is_one(number: int, of: int, wanted: frozenset[int]) -> bool:
    """Whether a number, or the same counted from the end, is wanted."""
    return number in wanted or number - of - 1 in wanted


def _is_weekday(day: date, wanted: frozenset[Nth], *, in_year: bool) -> bool:
    number, of = (
        (_year_day(day), _year_length(day.year)) if in_year else (day.day, monthrange(day.year, day.month)[1])
    )
    nth = {0, (number + 6) // 7, -((of - number) // 7 + 1)}
    return any(weekday == day.weekday() and which in nth for which, weekday in wanted)


def _week(day: date, week_start: int) -> tuple[int, int]:
    """The number of the day's week and how many its year has; the first one has four days in it."""
    thursday = day - timedelta(days=(day.weekday() - week_start) % 7 - 3)
    last = date(thursday.year, 12, 28)
    of = (_year_day(last - timedelta(days=(last.weekday() - week_start) % 7 - 3)) + 6) // 7
    return (_year_day(thursday) + 6) // 7, of


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _year_length(year: int) -> int:
    return 337 + monthrange(year, 2)[1]


def _times(rule: Rule, start: datetime) -> list[time]:
    return [
        time(hour, minute, second)
        for hour in sorted(rule.hours or {start.hour})
        for minute in sorted(rule.minutes or {start.minute})
        for second in sorted(rule.seconds or {start.second})
    ]


def _placed(rule: Rule, times: list[datetime]) -> list[datetime]:
    """Of the times of one period those that stand at the places the rule wants."""
    if not rule.places:
        return times
    return [each for number, each in enumerate(times, 1) if _is_one(number, len(times), rule.places)]
