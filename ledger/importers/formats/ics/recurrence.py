"""The times that a recurrence rule names (RFC 5545, 3.3.10), up to a last one.

Periods are walked through one by one. Of each only the days that its narrowest part names are looked
at, so a week of the year costs seven days and not a year; a budget ends rules that name next to nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count, islice, product, starmap
from typing import Final

from ledger.importers.formats.ics.recurrence_rules import Rule

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
    rule: Rule,
    start: datetime,
    end: datetime,
    until: datetime | None = None,
    steps: Steps | None = None,
) -> Iterator[datetime]:
    """Yield the times of a series to `end`: `start`, even if the rule does not name it, and those after it.

    `until` is the rule's own end. ValueError if `steps` do not suffice.
    """
    if start > end:
        return
    yield start
    moments = _matches(rule, start, _earlier(end, until), steps or Steps())
    later = (moment for moment in moments if moment > start)
    yield from islice(later, (rule.count or _UNLIMITED) - 1)


def excluded(
    rule: Rule,
    start: datetime,
    end: datetime,
    until: datetime | None = None,
    steps: Steps | None = None,
) -> Iterator[datetime]:
    """Return the times that an exclusion rule names; unlike those of a series, `start` only if it is one."""
    moments = _matches(rule, start, _earlier(end, until), steps or Steps())
    return islice(moments, rule.count or _UNLIMITED)


def _earlier(end: datetime, until: datetime | None) -> datetime:
    if not until:
        return end
    return min(end, until)


def _matches(
    rule: Rule, start: datetime, end: datetime, steps: Steps
) -> Iterator[datetime]:
    """Yield the times from `start` to `end` that the rule names, its COUNT left aside."""
    rule = completed(rule, start)
    times = _times_of_day(rule, start)
    for number in count(0, rule.interval):
        try:
            begin, length = _period(rule, start.date(), number)
        except (OverflowError, ValueError):  # beyond the last year that can be written
            return
        if begin > end.date():
            return
        days = days_named(rule, begin, length, steps)
        steps.take(len(days) * len(times))
        moments = list(starmap(datetime.combine, product(days, times)))
        for moment in _at_positions(rule, moments):
            if moment > end:
                return
            if moment >= start:
                yield moment


def completed(rule: Rule, start: datetime) -> Rule:
    """Return the rule with the days that it leaves to its first time."""
    weekday = frozenset({(0, start.weekday())})
    if rule.frequency == "DAILY":
        return rule
    if rule.weekdays:
        return rule
    if rule.frequency == "WEEKLY":
        return replace(rule, weekdays=weekday)
    if rule.month_days or rule.year_days:
        return rule
    if rule.weeks:
        return replace(rule, weekdays=weekday)
    months = rule.months
    if rule.frequency == "YEARLY":
        months = months or frozenset({start.month})
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
            return date(start.year + years, month + 1, 1), monthrange(
                start.year + years, month + 1
            )[1]
        case "YEARLY":
            return date(start.year + number, 1, 1), _year_length(start.year + number)


def days_named(rule: Rule, begin: date, length: int, steps: Steps) -> list[date]:
    """Return the days that a completed rule names in one period, in order."""
    candidates = _candidates(rule, begin, length)
    steps.take(1 + len(candidates))
    return [day for day in candidates if _names(rule, day)]


def _candidates(rule: Rule, begin: date, length: int) -> list[date]:
    """Return the days of a period worth looking at: those of the narrowest part of the rule."""
    if rule.frequency == "DAILY":
        return [begin]
    if rule.frequency == "WEEKLY":
        return _days_of_weekdays(rule, begin, length)
    if rule.frequency == "YEARLY":
        if rule.year_days:
            return _numbered(begin, length, rule.year_days)
        if rule.weeks:
            return _days_of_weeks(rule, begin, length)
    days: list[date] = []
    for month, month_length in _months(rule, begin):
        if rule.month_days:
            days += _numbered(month, month_length, rule.month_days)
        elif rule.weekdays:
            days += _days_of_weekdays(rule, month, month_length)
        else:
            days += _run(month, month_length)
    return days


def _run(begin: date, length: int) -> Iterator[date]:
    """Yield the days from `begin` on, as far as days can be written."""
    possible = (date.max - begin).days + 1
    for number in range(min(length, possible)):
        yield begin + timedelta(days=number)


def _numbered(begin: date, length: int, numbers: Iterable[int]) -> list[date]:
    """Return the days of a month or year by their numbers, negative ones counted from its end."""
    days: set[date] = set()
    for number in numbers:
        position = number - 1 if number > 0 else length + number
        if 0 <= position < length:
            days.add(begin + timedelta(days=position))
    return sorted(days)


def _days_of_weeks(rule: Rule, begin: date, length: int) -> list[date]:
    """Return the days of a calendar year in the wanted weeks, also in those of the years beside it."""
    days: set[date] = set()
    for year in (begin.year - 1, begin.year, begin.year + 1):
        monday, weeks = _weeks_of(year, rule.week_start)
        for number in rule.weeks:
            week = number - 1 if number > 0 else weeks + number
            if 0 <= week < weeks:
                days.update(_run(monday + week * _WEEK, 7))
    end = begin + timedelta(days=length)
    return sorted(day for day in days if begin <= day < end)


def _weeks_of(year: int, week_start: int) -> tuple[date, int]:
    """Return the first day of a year's first week, the one with four days in it, and its number of weeks."""
    fourth, next_fourth = date(year, 1, 4), date(year + 1, 1, 4)
    begin = fourth - timedelta(days=(fourth.weekday() - week_start) % 7)
    end = next_fourth - timedelta(days=(next_fourth.weekday() - week_start) % 7)
    return begin, (end - begin) // _WEEK


def _months(rule: Rule, begin: date) -> list[tuple[date, int]]:
    """Return the months of a period, each with its length: of a year those that the rule wants."""
    numbers: Iterable[int] = [begin.month]
    if rule.frequency != "MONTHLY":
        numbers = sorted(rule.months) or range(1, 13)
    months: list[tuple[date, int]] = []
    for number in numbers:
        month = begin.replace(month=number, day=1)
        months.append((month, _month_length(month)))
    return months


def _days_of_weekdays(rule: Rule, begin: date, length: int) -> list[date]:
    """Return the days of a week or month that fall on the wanted days of the week."""
    days: list[date] = []
    weekdays = {weekday for _ordinal, weekday in rule.weekdays}
    for weekday in weekdays:
        offset = (weekday - begin.weekday()) % 7
        numbers = range(offset, length, 7)
        days += [begin + timedelta(days=number) for number in numbers]
    return sorted(days)


def _names(rule: Rule, day: date) -> bool:
    """Tell whether every part of the rule admits the day."""
    if rule.months and day.month not in rule.months:
        return False
    if not _is_wanted(day.day, _month_length(day), rule.month_days):
        return False
    if not _is_wanted(_year_day(day), _year_length(day.year), rule.year_days):
        return False
    return _is_in_week(rule, day) and _is_on_weekday(rule, day)


def _is_wanted(number: int, length: int, numbers: frozenset[int]) -> bool:
    """Tell whether a number, or the same counted from the end, is among others; all are if there are none."""
    if not numbers or number in numbers:
        return True
    from_end = number - length - 1
    return from_end in numbers


def _is_in_week(rule: Rule, day: date) -> bool:
    """Tell whether the rule wants the week of a day."""
    if not rule.weeks:
        return True
    middle = day - timedelta(days=(day.weekday() - rule.week_start) % 7 - 3)
    begin, weeks = _weeks_of(middle.year, rule.week_start)
    week = (day - begin) // _WEEK + 1
    return _is_wanted(week, weeks, rule.weeks)


def _is_on_weekday(rule: Rule, day: date) -> bool:
    """Tell whether the rule wants this day of the week, or this one of its month or year."""
    weekday = day.weekday()
    is_any_ordinal = not rule.weekdays or (0, weekday) in rule.weekdays
    if is_any_ordinal:
        return True
    number, length = day.day, _month_length(day)
    if rule.frequency == "YEARLY" and not rule.months:
        number, length = _year_day(day), _year_length(day.year)
    from_start = (number + 6) // 7
    from_end = -((length - number) // 7 + 1)
    if (from_start, weekday) in rule.weekdays:
        return True
    return (
        from_end,
        weekday,
    ) in rule.weekdays


def _month_length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _year_length(year: int) -> int:
    return 337 + monthrange(year, 2)[1]


def _times_of_day(rule: Rule, start: datetime) -> list[time]:
    """Return the times of each day, those that the rule leaves out from its first time."""
    hours = sorted(rule.hours) or [start.hour]
    minutes = sorted(rule.minutes) or [start.minute]
    seconds = sorted(rule.seconds) or [start.second]
    return [time(*parts) for parts in product(hours, minutes, seconds)]


def _at_positions(rule: Rule, moments: list[datetime]) -> list[datetime]:
    """Return the times of one period that stand at the positions the rule wants (BYSETPOS)."""
    chosen: list[datetime] = []
    for number, moment in enumerate(moments, 1):
        if _is_wanted(number, len(moments), rule.positions):
            chosen.append(moment)
    return chosen
