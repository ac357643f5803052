"""Dates put together by a grammar, each read as an oracle that knows nothing of the readers says.

The oracle is a search: of all days of forty years, the last one not after today that has what the words say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple, TypeAlias

import pytest

from ledger.errors import LedgerError
from ledger.language.dates import Day, read_date

TODAY = date(2026, 11, 25)
DAYS = [TODAY - timedelta(days=back) for back in range(40 * 366)]
YESTERDAY = TODAY - timedelta(days=1)
LAST_WEEK = [date(2026, 11, day) for day in range(16, 23)]

Fits: TypeAlias = Callable[[Day], bool]


class Words(NamedTuple):
    """Some words, and whether a day is one that they may stand beside."""

    text: str
    fits: Fits


def to_the_day(fits: Callable[[date], bool]) -> Fits:
    return lambda day: day.precision == "day" and fits(day.day)


def weekday(text: str, number: int) -> Words:
    return Words(text, to_the_day(lambda day: day.weekday() == number))


def number(text: str, value: int) -> Words:
    """A number alone may be the day of a month, a month, or the last digits of a year."""
    return Words(
        text,
        lambda day: (
            value in {day.day.month, day.day.year % 100}
            or (day.precision == "day" and day.day.day == value)
        ),
    )


def month(text: str, value: int) -> Words:
    return Words(text, lambda day: day.precision != "year" and day.day.month == value)


def year(text: str, value: int) -> Words:
    return Words(text, lambda day: day.day.year == value)


def one_day(text: str, *days: date) -> Words:
    return Words(text, to_the_day(lambda day: day in days))


def hour(text: str) -> Words:
    """A time of day says nothing of the day, but that it is one."""
    return Words(text, to_the_day(lambda _day: True))


def never(text: str) -> Words:
    """Words that are no day, month or year, whatever stands beside them."""
    return Words(text, lambda _day: False)


ATOMS = [
    weekday("lundi", 0),
    weekday("Monday", 0),
    weekday("jeu.", 3),
    weekday("last Friday", 4),
    weekday("samedi dernier", 5),
    number("le 14", 14),
    number("the 3rd", 3),
    number("3", 3),
    number("10", 10),
    number("1er", 1),
    month("novembre", 11),
    month("en juin", 6),
    month("March", 3),
    month("sept.", 9),
    month("last May", 5),
    year("2024", 2024),
    year("l'an dernier", 2025),
    year("this year", 2026),
    one_day("hier", YESTERDAY),
    one_day("yesterday", YESTERDAY),
    one_day("avant-hier", TODAY - timedelta(days=2)),
    one_day("3 days ago", TODAY - timedelta(days=3)),
    one_day("il y a 2 semaines", TODAY - timedelta(days=14)),
    one_day("-3d", TODAY - timedelta(days=3)),
    one_day("2026-11-20", date(2026, 11, 20)),
    one_day("20/11/2026", date(2026, 11, 20)),
    one_day("12/11", date(2026, 11, 12), date(2025, 11, 12), date(2024, 11, 12)),
    one_day("Noël", *(date(of, 12, 25) for of in range(1990, 2027))),
    one_day("Good Friday", date(2026, 4, 3), date(2025, 4, 18), date(2024, 3, 29)),
    hour("à 15h"),
    hour("at 3 pm"),
    hour("15:30"),
    hour("2-3pm"),
    hour("de 12h à 14h"),
    hour("le matin"),
    hour("in the evening"),
    never("8:10 - 12.32"),
    never("6.13"),
    one_day("J-2", TODAY - timedelta(days=2)),
    never("l'autre jour"),
    one_day("la semaine dernière", *LAST_WEEK),
    one_day("last week", *LAST_WEEK),
    never("20-22 nov"),
    never("été 2012"),
    never("15 days"),
    never("avec"),
]
JOINTS = [" ", ", ", " - ", " de ", " of "]


def reading(text: str, *, day_first: bool = True) -> Day | None:
    """The day that the text is read as, None if it is refused."""
    try:
        return read_date(text, TODAY, day_first=day_first)
    except LedgerError:
        return None


@pytest.mark.parametrize("joint", JOINTS)
def test_two_sayings_together_are_a_day_of_which_both_are_true_or_none(
    joint: str,
) -> None:
    read = [
        (first, second, day)
        for first, second in product(ATOMS, ATOMS)
        if (day := reading(f"{first.text}{joint}{second.text}"))
    ]
    wrong = [
        f"{first.text}{joint}{second.text}: {day}"
        for first, second, day in read
        if not (first.fits(day) and second.fits(day))
    ]
    assert wrong == []
    assert (
        read or joint == " - "
    )  # a reader that reads nothing would be right about all


WEEKDAYS = {"": None, "mardi ": 1, "Tuesday ": 1, "ven. ": 4}
NUMBERS = {
    "14 ": 14,
    "1er ": 1,
    "31 ": 31,
    "29 ": 29,
    "3rd ": 3,
    "the 12th of ": 12,
    "quatorze ": 14,
}
MONTHS = {"novembre": 11, "December": 12, "févr.": 2, "juin": 6, "sept": 9}
YEARS = {"": None, " 2024": 2024, " 2025": 2025, " l'an dernier": 2025, ", 2020": 2020}
HOURS = [
    "",
    " à 15h",
    " at 3 pm",
    " 10:30",
    " in the morning",
    " soir",
    " de 12h à 14h",
]


def days_of_the_calendar() -> Iterator[tuple[str, date | None]]:
    """Texts with all that a date may have, and the day each is."""
    for parts in product(WEEKDAYS, NUMBERS, MONTHS, YEARS, HOURS):
        text = "".join(parts)
        yield (
            text,
            expected(
                WEEKDAYS[parts[0]], NUMBERS[parts[1]], MONTHS[parts[2]], YEARS[parts[3]]
            ),
        )


def expected(
    weekday: int | None, number: int, month: int, year: int | None
) -> date | None:
    """The last such day; None if it is not that day of the week, or there is none."""
    named = (
        day
        for day in DAYS
        if (day.day, day.month) == (number, month) and year in {None, day.year}
    )
    day = next(named, None)
    return day if day and weekday in {None, day.weekday()} else None


@pytest.mark.slow
def test_every_way_to_write_a_day_of_the_calendar_is_that_day() -> None:
    for text, day in days_of_the_calendar():
        assert reading(text) == (Day(day, "day") if day else None), text


def test_every_day_in_numbers_is_that_day() -> None:
    for day in DAYS[::37]:
        for text in (
            f"{day:%d/%m/%Y}",
            f"{day:%d.%m.%Y}",
            f"{day:%Y/%m/%d}",
            f"{day:%Y%m%d}",
            f"{day}T08:10",
        ):
            assert reading(text) == Day(day, "day"), text
        assert reading(f"{day:%m/%d/%Y}", day_first=False) == Day(day, "day")


def test_every_count_is_so_many_days() -> None:
    for count in range(1, 60):
        for text in (
            f"-{count}d",
            f"{count} days ago",
            f"il y a {count} jours",
            f"{24 * count} hours ago",
        ):
            assert reading(text) == Day(TODAY - timedelta(days=count), "day"), text
        for text in (f"in {count} days", f"dans {count} jours", f"+{count}j"):
            assert reading(text) == Day(TODAY + timedelta(days=count), "day"), text
