"""The times that a recurrence rule names (RFC 5545, 3.3.10), up to a last one.

Periods are walked through one by one. Of each only the days that its narrowest part names are looked
at, so a week of the year costs seven days and not a year; a budget ends rules that name next to nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Final

from ledger.importers.formats.ics.rules import Rule

MOST_STEPS: Final = 3_000_000
"""Days that all rules of an import may look at: what thousands of real series take."""

_UNLIMITED: Final = 10**9
_WEEK: Final = timedelta(days=7)


@dataclass
class Steps:
    """A budget of days to look at, shared by the rules of one import."""

    left: int = MOST_STEPS

    def take(self, days: int) -> None:
        """Spend some of the budget; ValueError once it is used up."""
        self.left -= days
        if self.left < 0:
            raise ValueError


def expand(
    rule: Rule, start: datetime, last: datetime, until: datetime | None = None, steps: Steps | None = None
) -> Iterator[datetime]:
    """Yield the times of a series to `last`: `start`, even if the rule does not name it, and those after it.

    `until` is the rule's own end. ValueError if `steps` do not suffice.
    """
    if start > last:
        return
    yield start
    remaining = (rule.count or _UNLIMITED) - 1
    for moment in _matches(rule, start, last, until, steps or Steps()):
        if not remaining:
            return
        if moment > start:
            yield moment
            remaining -= 1


def excluded(
    rule: Rule, start: datetime, last: datetime, until: datetime | None = None, steps: Steps | None = None
) -> Iterator[datetime]:
    """Yield the times that an exclusion rule names; unlike those of a series, `start` only if it is one."""
    remaining = rule.count or _UNLIMITED
    for moment in _matches(rule, start, last, until, steps or Steps()):
        if not remaining:
            return
        yield moment
        remaining -= 1


def _matches(
    rule: Rule, start: datetime, last: datetime, until: datetime | None, steps: Steps
) -> Iterator[datetime]:
    """Yield the times from `start` that the rule names, its COUNT left aside."""
    end = min(last, until) if until else last
    rule = completed(rule, start)
    times = _times_of_day(rule, start)
    for number in count(0, rule.interval):
        try:
            first, length = _period(rule, start.date(), number)
        except (OverflowError, ValueError):  # beyond the last year that can be written
            return
        if first > end.date():
            return
        days = days_named(rule, first, length, steps)
        steps.take(len(days) * len(times))
        moments = [datetime.combine(day, at) for day in days for at in times]
        for moment in _at_positions(rule, moments):
            if moment > end:
                return
            if moment >= start:
                yield moment


def completed(rule: Rule, start: datetime) -> Rule:
    """Return the rule with the days that it leaves to its first time."""
    names_days = rule.weekdays or rule.month_days or rule.year_days
    by_weekday = rule.frequency == "WEEKLY" and not rule.weekdays
    if by_weekday or (rule.weeks and not names_days):
        return replace(rule, weekdays=frozenset({(0, start.weekday())}))
    if names_days or rule.weeks or rule.frequency in {"DAILY", "WEEKLY"}:
        return rule
    months = rule.months
    if rule.frequency == "YEARLY" and not months:
        months = frozenset({start.month})
    return replace(rule, months=months, month_days=frozenset({start.day}))


def _period(rule: Rule, start: date, number: int) -> tuple[date, int]:
    """Return the first day of a period and how many days it has."""
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
            return date(start.year + number, 1, 1), _year_length(start.year + number)


def days_named(rule: Rule, first: date, length: int, steps: Steps) -> list[date]:
    """Return the days that a completed rule names in one period, in order."""
    candidates = _candidates(rule, first, length)
    steps.take(1 + len(candidates))
    return [day for day in candidates if _names(rule, day)]


def _candidates(rule: Rule, first: date, length: int) -> list[date]:
    """Return the days of a period worth looking at: those of the narrowest part of the rule."""
    if rule.frequency == "DAILY":
        return [first]
    if rule.frequency == "WEEKLY":
        return _days_of_weekdays(rule, first, length)
    if rule.year_days and rule.frequency == "YEARLY":
        return _numbered(first, length, rule.year_days)
    if rule.weeks and rule.frequency == "YEARLY":
        return _days_of_weeks(rule, first, length)
    days: list[date] = []
    for month, month_length in _months(rule, first):
        if rule.month_days:
            days += _numbered(month, month_length, rule.month_days)
        elif rule.weekdays:
            days += _days_of_weekdays(rule, month, month_length)
        else:
            days += _run(month, month_length)
    return days


def _run(first: date, length: int) -> Iterator[date]:
    """Yield the days from the first on, as far as days can be written."""
    for number in range(min(length, (date.max - first).days + 1)):
        yield first + timedelta(days=number)


def _numbered(first: date, length: int, numbers: Iterable[int]) -> list[date]:
    """Return the days of a month or year by their numbers, negative ones counted from its end."""
    positions = {number - 1 if number > 0 else length + number for number in numbers}
    return [first + timedelta(days=position) for position in sorted(positions) if 0 <= position < length]


def _days_of_weeks(rule: Rule, first: date, length: int) -> list[date]:
    """Return the days of a calendar year in the wanted weeks, also in those of the years beside it."""
    last = first + timedelta(days=length - 1)
    days: set[date] = set()
    for year in (first.year - 1, first.year, first.year + 1):
        begin, weeks = _weeks_of(year, rule.week_start)
        for number in rule.weeks:
            week = number - 1 if number > 0 else weeks + number
            if 0 <= week < weeks:
                days.update(begin + timedelta(days=7 * week + n) for n in range(7))
    return sorted(day for day in days if first <= day <= last)


def _weeks_of(year: int, week_start: int) -> tuple[date, int]:
    """Return the first day of a year's first week, the one with four days in it, and its number of weeks."""
    fourth, next_fourth = date(year, 1, 4), date(year + 1, 1, 4)
    begin = fourth - timedelta(days=(fourth.weekday() - week_start) % 7)
    end = next_fourth - timedelta(days=(next_fourth.weekday() - week_start) % 7)
    return begin, (end - begin) // _WEEK


def _months(rule: Rule, first: date) -> list[tuple[date, int]]:
    """Return the months of a period, each with its length: of a year those that the rule wants."""
    if rule.frequency == "MONTHLY":
        return [(first, monthrange(first.year, first.month)[1])]
    wanted = sorted(rule.months) or range(1, 13)
    return [(date(first.year, month, 1), monthrange(first.year, month)[1]) for month in wanted]


def _days_of_weekdays(rule: Rule, first: date, length: int) -> list[date]:
    """Return the days of a week or month that fall on the wanted days of the week."""
    days: list[date] = []
    for weekday in {weekday for _, weekday in rule.weekdays}:
        offset = (weekday - first.weekday()) % 7
        days += (first + timedelta(days=number) for number in range(offset, length, 7))
    return sorted(days)


def _names(rule: Rule, day: date) -> bool:
    """Tell whether every part of the rule admits the day."""
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not _is_wanted(day.day, _month_length(day), rule.month_days):
        return False
    if rule.year_days and not _is_wanted(_year_day(day), _year_length(day.year), rule.year_days):
        return False
    if rule.weeks and not _is_in_week(rule, day):
        return False
    return not rule.weekdays or _is_on_weekday(rule, day)


def _is_wanted(number: int, length: int, wanted: frozenset[int]) -> bool:
    """Tell whether a number, or the same counted from the end, is wanted."""
    return number in wanted or number - length - 1 in wanted


def _is_in_week(rule: Rule, day: date) -> bool:
    middle = day - timedelta(days=(day.weekday() - rule.week_start) % 7 - 3)
    begin, weeks = _weeks_of(middle.year, rule.week_start)
    return _is_wanted((day - begin) // _WEEK + 1, weeks, rule.weeks)


def _is_on_weekday(rule: Rule, day: date) -> bool:
    """Tell whether the rule wants this day of the week, or this one of its month or year."""
    if (0, day.weekday()) in rule.weekdays:
        return True
    number, length = day.day, _month_length(day)
    if rule.frequency == "YEARLY" and not rule.months:
        number, length = _year_day(day), _year_length(day.year)
    from_start = (number + 6) // 7
    from_end = -((length - number) // 7 + 1)
    return not rule.weekdays.isdisjoint({(from_start, day.weekday()), (from_end, day.weekday())})


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _year_length(year: int) -> int:
    return 337 + monthrange(year, 2)[1]


def _times_of_day(rule: Rule, start: datetime) -> list[time]:
    return [
        time(hour, minute, second)
        for hour in sorted(rule.hours or {start.hour})
        for minute in sorted(rule.minutes or {start.minute})
        for second in sorted(rule.seconds or {start.second})
    ]


def _at_positions(rule: Rule, moments: list[datetime]) -> list[datetime]:
    """Return the times of one period that stand at the positions the rule wants (BYSETPOS)."""
    if not rule.positions:
        return moments
    return [
        moment for number, moment in enumerate(moments, 1) if _is_wanted(number, len(moments), rule.positions)
    ]
