"""Dates in numbers: 2026-11-20, 20/11/2026, 12/11, 2026/11/20, 20261120."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ledger.facts.event import Precision
from ledger.language.dates.choosing import checked, in_years, nearest
from ledger.language.dates.days import Asked, Day, NoSuchDay, Several, civil, known_day
from ledger.language.dates.months import year_said
from ledger.language.dates.vocabulary import LEAD, WEEKDAY, WEEKDAYS

_ISO: Final = r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?"
_YEAR_FIRST: Final = r"([0-9]{4})(?:([/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2}))"
_NUMBERS: Final = (
    rf"{LEAD}(?:{WEEKDAY} (?:le |the )?)?"
    r"(?P<first>[0-9]{1,2})(?P<sign>[-/.])(?P<second>[0-9]{1,2})(?:(?P=sign)(?P<year>[0-9]{4}|[0-9]{2}))?"
)


def read_iso(text: str, asked: Asked) -> Day | None:  # noqa: ARG001  a reader like the others
    """`2026-11-20`, `2026-11`, `2009`."""
    if not (match := re.fullmatch(_ISO, text)):
        return None
    year, month, day = match.groups()
    precision: Precision = "day" if day else "month" if month else "year"
    return Day(civil(int(year), int(month or 1), int(day or 1)), precision)


def read_year_first(text: str, asked: Asked) -> Day | None:  # noqa: ARG001  a reader like the others
    """`2026/11/20`, `20261120`: the year first, then the month, never the day."""
    if not (match := re.fullmatch(_YEAR_FIRST, text)):
        return None
    year, _sign, month, day, month2, day2 = match.groups()
    return known_day(civil(int(year), int(month or month2), int(day or day2)))


def read_numbers(text: str, asked: Asked) -> Day | Several | None:
    """`20/11/2026`, `20/11`, `20.11.26`; `11/20/2026` where the month comes first."""
    if not (match := re.fullmatch(_NUMBERS, text)) or (match["sign"] != "/" and not match["year"]):
        return None
    first, second = int(match["first"]), int(match["second"])
    day, month = (first, second) if asked.day_first or _day_first(match) else (second, first)
    weekday = WEEKDAYS[match["weekday"]] if match["weekday"] else None
    try:
        found = checked(_day(match["year"], month, day, asked), weekday)
    except ValueError as error:
        raise NoSuchDay(*_instead(error, match["year"], day, month, asked)) from error
    other = _year_first(match, asked)
    return Several((known_day(found), other)) if other else known_day(found)


def _day_first(match: re.Match[str]) -> bool:
    """Whether the day comes first even in the United States: "3.11.2026", "le 3/11"."""
    return match["sign"] == "." or re.match("(?:.* )?le ", match[0]) is not None


def _day(year: str | None, month: int, day: int, asked: Asked) -> date:
    if year:
        return civil(year_said(year, asked), month, day)
    if (found := nearest(in_years(month, day, asked), asked)) is None:
        raise NoSuchDay
    return found


def _instead(error: ValueError, year: str | None, month: int, day: int, asked: Asked) -> tuple[Day, ...]:
    """What may have been meant: what the refusal says, else the other way round."""
    if isinstance(error, NoSuchDay) and error.instead:
        return error.instead
    try:
        return (known_day(_day(year, month, day, asked)),)
    except ValueError:
        return ()


def _year_first(match: re.Match[str], asked: Asked) -> Day | None:
    """`26-11-20` read as the short form of an ISO date, where it can be."""
    if match["sign"] != "-" or len(match["first"]) < 2 or len(match["year"] or "") != 2:
        return None
    try:
        return known_day(civil(year_said(match["first"], asked), int(match["second"]), int(match["year"])))
    except ValueError:
        return None
