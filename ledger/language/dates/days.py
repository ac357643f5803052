"""What is made of the words for a day: a day, several it may be, or none that exists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from ledger.facts.event import Precision


class Day(NamedTuple):
    """A civil day known to the day, the month or the year; of these the first day."""

    day: date
    precision: Precision


class Several(NamedTuple):
    """Days, months or years one text may mean; as a `span`, the first and the last of a stretch of them."""

    days: tuple[Day, ...]
    span: bool = False


class Asked(NamedTuple):
    """What else a reader of dates must know. `future`: the day meant lies ahead rather than behind."""

    today: date
    day_first: bool = True
    future: bool = False


Reader: TypeAlias = Callable[[str, Asked], Day | Several | None]
"""None for what it does not understand; raises NoSuchDay, ValueError or OverflowError for what cannot be."""


class NoSuchDay(ValueError):
    """The text names a day that cannot be; `instead` is what may have been meant."""

    def __init__(self, *instead: Day) -> None:
        super().__init__("no such day")
        self.instead = instead


def known_day(day: date) -> Day:
    """The day, known to the day."""
    return Day(day, "day")


def month_of(year: int, month: int) -> Day:
    """The month, by its first day; `month` may run over: 0 is December of the year before."""
    years, rest = divmod(month - 1, 12)
    return Day(date(year + years, rest + 1, 1), "month")


def year_of(year: int) -> Day:
    """The year, by its first day."""
    return Day(date(year, 1, 1), "year")


def civil(year: int, month: int, day: int) -> date:
    """The day; raises NoSuchDay with the last day of the month where the month is shorter."""
    if 28 < day <= 31 and 1 <= month <= 12:
        last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if day > last.day:
            raise NoSuchDay(known_day(last))
    return date(year, month, day)
