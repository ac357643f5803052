"""What words for a day may mean: a day, several, or none that exists; and which of several is nearest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from ledger.facts.event import Precision


class Day(NamedTuple):
    """A civil day known to the day, the month or the year; of these the first day."""

    day: date
    precision: Precision = "day"


class Several(NamedTuple):
    """Days, months or years one text may mean; as a `span`, the first and the last of a stretch of them."""

    days: tuple[Day, ...]
    span: bool = False


class Viewpoint(NamedTuple):
    """From where dates are read. `future`: what lies ahead is meant; `clock`: the time of day, if known."""

    today: date
    day_first: bool = True
    future: bool = False
    clock: time | None = None

    @property
    def step(self) -> int:
        """The sign of the time that is meant: -1 for days that are past, 1 for days to come."""
        return 1 if self.future else -1


Reader: TypeAlias = Callable[[str, Viewpoint], Day | Several | None]
"""None for what it does not understand; raises NoSuchDay, ValueError or OverflowError for what cannot be."""


class NoSuchDay(ValueError):
    """The text names a day that cannot be; `instead` is what may have been meant."""

    def __init__(self, *instead: Day) -> None:
        super().__init__("no such day")
        self.instead = instead


def words_beside(match: re.Match[str]) -> str:
    """The words before and after a name of a day that say which one is meant: `last`, `prochain`."""
    return "".join(filter(None, match.group("before", "after")))


def either(match: re.Match[str], *groups: str) -> str:
    """What the group that took part says, of several for one thing; empty if none did."""
    return next(filter(None, match.group(*groups)), "")


def known_day(day: date) -> Day:
    """The day, known to the day."""
    return Day(day, "day")


def month_of(year: int, month: int) -> Day:
    """The month, by its first day; `month` may run over: 0 is December of the year before."""
    years, months = divmod(month - 1, 12)
    return Day(date(year + years, months + 1, 1), "month")


def year_of(year: int) -> Day:
    """The year, by its first day."""
    return Day(date(year, 1, 1), "year")


def last_day(day: Day) -> date:
    """The last day of a month or a year; of a day that day."""
    match day.precision:
        case "day":
            return day.day
        case "month":
            return month_end(day.day)
        case "year":
            return day.day.replace(month=12, day=31)


def month_end(day: date) -> date:
    """The last day of the month."""
    in_next_month = day.replace(day=28) + timedelta(days=4)
    return in_next_month - timedelta(days=in_next_month.day)


def civil(year: int, month: int, day: int) -> date:
    """The day; raises NoSuchDay with the last day of the month where the month is shorter."""
    may_be_too_late = 28 < day <= 31 and 1 <= month <= 12
    if may_be_too_late:
        end = month_end(date(year, month, 1))
        if day > end.day:
            raise NoSuchDay(known_day(end))
    return date(year, month, day)


# ---- the nearest of the days that answer to the same words in every week, month or year

_YEARS = 40
"""Two leap days are eight years apart at most; one that is also a Tuesday, forty."""


def nearest(
    days: Iterable[date], viewpoint: Viewpoint, *, strictly: bool = False
) -> date | None:
    """The first of `days` not after today, or not before it where what lies ahead is meant.

    `days` run away from today. With `strictly` today itself is not meant.
    """
    for day in days:
        ahead = (day - viewpoint.today).days * viewpoint.step
        lies_ahead = ahead > 0 or (ahead == 0 and not strictly)
        if lies_ahead:
            return day
    return None


_SHORTER_MONTHS: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
"""The most days that a month has in any year, of those with fewer than 31."""


def in_years(month: int, day: int, viewpoint: Viewpoint) -> Iterator[date]:
    """That day of the month in every year that has one, from the nearest year on; NoSuchDay if none has."""
    if day > _SHORTER_MONTHS.get(month, 31):
        month_last = nearest(map(month_end, in_years(month, 28, viewpoint)), viewpoint)
        if month_last is None:
            raise NoSuchDay
        raise NoSuchDay(known_day(month_last))
    for year in years(viewpoint):
        yield from _existing(year, month, day)


def years(viewpoint: Viewpoint) -> Iterable[int]:
    """The years that may be meant, the nearest first."""
    step = viewpoint.step
    return range(
        viewpoint.today.year - step, viewpoint.today.year + step * _YEARS, step
    )


def in_months(day: int, viewpoint: Viewpoint) -> Iterator[date]:
    """That day in every month that has one, from the nearest month on."""
    if not 1 <= day <= 31:
        raise NoSuchDay
    step = viewpoint.step
    start = viewpoint.today.year * 12 + viewpoint.today.month - 1
    for month in range(start - step, start + step * 12, step):
        yield from _existing(month // 12, month % 12 + 1, day)


def _existing(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield civil(year, month, day)
    except ValueError:
        return


def in_weeks(weekday: int, viewpoint: Viewpoint) -> Iterator[date]:
    """That day of the week in every week, from the nearest on."""
    step = 7 * viewpoint.step
    start = monday(viewpoint.today) + timedelta(days=weekday - step)
    return (start + timedelta(days=step * week) for week in range(4))


def monday(day: date) -> date:
    """The Monday of the week the day is in."""
    return day - timedelta(days=day.weekday())


def checked(
    day: date, weekday: int | None, otherwise: Callable[[], date | None] = lambda: None
) -> date:
    """The day, if it is that day of the week; NoSuchDay with both readings where it is not."""
    if weekday is None:
        return day
    if day.weekday() == weekday:
        return day
    alternative = otherwise()
    raise NoSuchDay(*map(known_day, [day, *([alternative] if alternative else [])]))
