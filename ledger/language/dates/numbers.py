"""Dates in numbers: 2026-11-20, 20/11/2026, 12/11, 03/2009, 20261120."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ledger.facts.event import Precision
from ledger.language.dates.calendar import year_said
from ledger.language.dates.days import (
    Day,
    NoSuchDay,
    Several,
    Viewpoint,
    checked,
    civil,
    in_years,
    known_day,
    month_of,
    nearest,
)
from ledger.language.dates.words import FULL_YEAR, LEAD, WEEKDAY, WEEKDAYS

_ISO: Final = r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?"
_YEAR_FIRST: Final = (
    r"([0-9]{4})(?:([/.])([0-9]{1,2})\2([0-9]{1,2})|([0-9]{2})([0-9]{2}))"
)
_MONTH: Final = rf"(?:en )?(?:(?P<m>[0-9]{{1,2}})[/.](?P<y>{FULL_YEAR})|(?P<y2>{FULL_YEAR})/(?P<m2>[0-9]{{1,2}}))"
_NUMBERS: Final = (
    rf"{LEAD}(?:{WEEKDAY} (?:le |the )?)?"
    r"(?P<first>[0-9]{1,2})(?P<sign>[-/.])(?P<second>[0-9]{1,2})(?:(?P=sign)(?P<year>[0-9]{4}|[0-9]{2}))?"
)


def read_iso(text: str, viewpoint: Viewpoint) -> Day | None:  # noqa: ARG001  a reader like the others
    """`2026-11-20`, `2026-11`, `2009`."""
    match = re.fullmatch(_ISO, text)
    if not match:
        return None
    year, month, day = match.groups(default="1")
    precision: Precision = "year"
    if match[2]:
        precision = "month"
    if match[3]:
        precision = "day"
    return Day(civil(int(year), int(month), int(day)), precision)


def read_year_first(text: str, viewpoint: Viewpoint) -> Day | None:  # noqa: ARG001  a reader like the others
    """`2026/11/20`, `20261120`: the year first, then the month, never the day."""
    match = re.fullmatch(_YEAR_FIRST, text)
    if not match:
        return None
    year, _sign, month, day, month2, day2 = match.groups()
    return known_day(civil(int(year), int(month or month2), int(day or day2)))


def read_month_in_numbers(text: str, viewpoint: Viewpoint) -> Day | None:  # noqa: ARG001  a reader like the others
    """`03/2009`, `2009/03`."""
    match = re.fullmatch(_MONTH, text)
    if not match:
        return None
    year, month = int(match["y"] or match["y2"]), int(match["m"] or match["m2"])
    if not 1 <= month <= 12:
        raise ValueError
    return month_of(year, month)


def read_numbers(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`20/11/2026`, `20/11`, `20.11.26`; `11/20/2026` where the month comes first."""
    match = re.fullmatch(_NUMBERS, text)
    if not match:
        return None
    # Other numbers with a dot are a time of day.
    is_dotted_day = match["sign"] == "." and match[0].startswith("le ")
    is_date = match["sign"] == "/" or match["year"] or is_dotted_day
    if not is_date:
        return None
    day, month = int(match["first"]), int(match["second"])
    is_month_first = not viewpoint.day_first and not _day_first(match)
    if is_month_first:
        day, month = month, day
    weekday = None
    if match["weekday"]:
        weekday = WEEKDAYS[match["weekday"]]
    try:
        named = checked(_day(match["year"], month, day, viewpoint), weekday)
    except ValueError as error:
        raise NoSuchDay(
            *_instead(error, match["year"], day, month, viewpoint)
        ) from error
    short = _short_iso(match, viewpoint)
    if short:
        return Several((known_day(named), short))
    return known_day(named)


def _day_first(match: re.Match[str]) -> bool:
    """Whether the day comes first even in the United States: "3.11.2026", "le 3/11"."""
    return match["sign"] == "." or re.match("(?:.* )?le ", match[0]) is not None


def _day(year: str | None, month: int, day: int, viewpoint: Viewpoint) -> date:
    if year:
        return civil(year_said(year, viewpoint), month, day)
    day_found = nearest(in_years(month, day, viewpoint), viewpoint)
    if day_found is None:
        raise NoSuchDay
    return day_found


def _instead(
    error: ValueError, year: str | None, month: int, day: int, viewpoint: Viewpoint
) -> tuple[Day, ...]:
    """What may have been meant: what the refusal says, else the other way round."""
    if isinstance(error, NoSuchDay) and error.instead:
        return error.instead
    try:
        return (known_day(_day(year, month, day, viewpoint)),)
    except ValueError:
        return ()


def _short_iso(match: re.Match[str], viewpoint: Viewpoint) -> Day | None:
    """`26-11-20` read as the short form of an ISO date, where it can be."""
    is_another_shape = (
        match["sign"] != "-" or len(match["first"]) < 2 or len(match["year"] or "") != 2
    )
    if is_another_shape:
        return None
    year = year_said(match["first"], viewpoint)
    try:
        return known_day(civil(year, int(match["second"]), int(match["year"])))
    except ValueError:
        return None
