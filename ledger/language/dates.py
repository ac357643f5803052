"""The days people type, in English or French, and the days we show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple, TypeAlias

from ledger.errors import Usage
from ledger.facts.base import Precision
from ledger.language import Language, current
from ledger.language.safe import visible


class Day(NamedTuple):
    """A civil day known to the day, the month or the year; of these the first day."""

    day: date
    precision: Precision


class Asked(NamedTuple):
    """What else a reader of dates must know."""

    today: date
    day_first: bool


Reader: TypeAlias = Callable[[str, Asked], Day | None]
"""Gives None for what it does not understand, raises ValueError or OverflowError for a day that cannot be."""

WORDS: Final[Mapping[str, int]] = {
    "today": 0,
    "aujourd'hui": 0,
    "yesterday": -1,
    "hier": -1,
    "day before yesterday": -2,
    "the day before yesterday": -2,
    "avant-hier": -2,
    "avant hier": -2,
    "tomorrow": 1,
    "demain": 1,
}
"""How many days from today; a plan (`propose --for`) may lie ahead."""

_ISO: Final = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_AGO: Final = re.compile(r"- ?([0-9]+) ?[dj]|([0-9]+) days? ago|il y a ([0-9]+) jours?")


def read_iso(text: str, asked: Asked) -> Day | None:  # noqa: ARG001  a reader like the others
    """`2026-11-20`, `2026-11`, `2009`."""
    if not (match := _ISO.fullmatch(text)):
        return None
    year, month, day = match.groups()
    precision: Precision = "day" if day else "month" if month else "year"
    return Day(date(int(year), int(month or 1), int(day or 1)), precision)


def read_word(text: str, asked: Asked) -> Day | None:
    """`yesterday`, `avant-hier`, and the other words that are one day."""
    days = WORDS.get(text)
    return None if days is None else Day(asked.today + timedelta(days=days), "day")


def read_ago(text: str, asked: Asked) -> Day | None:
    """`-3d`, `-3j`, `3 days ago`, `il y a 3 jours`."""
    if not (match := _AGO.fullmatch(text)):
        return None
    return Day(asked.today - timedelta(days=int(match[match.lastindex or 0])), "day")


def read_numbers(text: str, asked: Asked) -> Day | None:
    """`20/11/2026`, or `11/20/2026` where the month comes first."""
    if not (match := _NUMBERS.fullmatch(text)):
        return None
    first, second, year = map(int, match.groups())
    day, month = (first, second) if asked.day_first else (second, first)
    return Day(date(year, month, day), "day")


READERS: Final[tuple[Reader, ...]] = (read_iso, read_word, read_ago, read_numbers)
"""Tried in this order."""


def read_date(text: str, today: date, *, day_first: bool = True) -> Day:
    """The day that `text` names, seen from `today`; Usage if it names none."""
    words = " ".join(text.split()).casefold().replace("’", "'")
    asked = Asked(today, day_first)
    try:
        for reader in READERS:
            if found := reader(words, asked):
                return found
    except (ValueError, OverflowError):
        raise Usage("There is no such day as {text}: check it.", text=visible(text)) from None
    raise Usage(
        "{text} is not understood as a date: write it like 2026-11-20, 2026-11, 2009, yesterday or -3d.",
        text=visible(text),
    )


def day_comes_first(environment: Mapping[str, str]) -> bool:
    """Whether `12/11/2026` is in November: everywhere but where the locale is that of the United States."""
    for variable in ("LC_ALL", "LC_TIME", "LANG"):
        if locale := environment.get(variable):
            return not locale.startswith("en_US")
    return True


# fmt: off
MONTHS: Final[Mapping[Language, Sequence[str]]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}
# fmt: on


def show_date(day: date, precision: Precision = "day", language: Language | None = None) -> str:
    """The day in words: `20 November 2026`, `1er janvier 2026`, `novembre 2026`, `2009`."""
    language = language or current()
    if precision == "year":
        return f"{day.year}"
    month = f"{MONTHS[language][day.month - 1]} {day.year}"
    if precision == "month":
        return month
    first = language == "fr" and day.day == 1
    return f"{day.day}{'er' if first else ''} {month}"
