"""Days of a month: 14 juillet, July 4 2025, le 14, mardi 1er mai, the 3rd of last month."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ledger.language.dates.choosing import checked, in_months, in_years, nearest
from ledger.language.dates.days import Asked, Day, NoSuchDay, Several, civil, known_day, month_of
from ledger.language.dates.months import AFTER, BEFORE, OF_MONTH, year_said
from ledger.language.dates.vocabulary import (
    DAY,
    ENGLISH_MONTHS,
    FRENCH_MONTHS,
    LEAD,
    MONTH,
    MONTHS,
    OF,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    any_of,
    day_of,
)

_RECENT: Final = 5
"""`nov 25` may be November 2025: two digits that name one of so many years may be a year."""

_FEASTS: Final = {
    feast: (month, day)
    for month, day, names in (
        (1, 1, "jour de l'an, new year's day"),
        (2, 14, "saint valentin, st valentin, valentine's day, valentine's"),
        (10, 31, "halloween"),
        (11, 1, "toussaint"),
        (12, 24, "veille de noel, christmas eve"),
        (12, 25, "noel, jour de noel, christmas, christmas day"),
        (12, 26, "boxing day, lendemain de noel"),
        (12, 31, "saint sylvestre, st sylvestre, new year's eve"),
    )
    for feast in names.split(", ")
}
_FEAST: Final = rf"(?:a |at |on )?(?:la |le )?(?P<feast>{any_of(_FEASTS)})(?:{OF} {YEAR})?"

_NAMED: Final = rf"{LEAD}(?:{WEEKDAY} (?:le |the )?)?"
_DAY_MONTH: Final = rf"{_NAMED}{DAY}{OF} ?{OF_MONTH}{BEFORE}{MONTH}(?:{OF} ?{YEAR}|{AFTER})"
_MONTH_DAY: Final = rf"{_NAMED}{MONTH} (?:the )?{DAY}(?:{OF} {YEAR})?"
_DAY: Final = (
    rf"(?P<lead>{_NAMED}){DAY}"
    r"(?P<which> (?:of |du |de )?(?:last month|this month|mois dernier|mois passe|(?:ce |le )?mois(?: ci)?))?"
)


def read_day_month(text: str, asked: Asked) -> Day | Several | None:
    """`14 juillet`, `mardi 1er mai 2012`, `the 4th of July last year`."""
    if not (match := re.fullmatch(_DAY_MONTH, text)):
        return None
    which = f"{match['before'] or ''}{match['after'] or ''}"
    return _in_month(
        match, day_of(match["day"]), match["year"], asked, strictly="this" not in which and bool(which)
    )


def read_month_day(text: str, asked: Asked) -> Day | Several | None:
    """`July 4`, `November 20, 2026`. Of `nov 25` and `mars 09` both readings are given."""
    if not (match := re.fullmatch(_MONTH_DAY, text)):
        return None
    readings = []
    if match["year"] or not _no_day(match):
        readings.append(_in_month(match, day_of(match["day"]), match["year"], asked))
    if not match["year"] and not match["weekday"]:
        if not readings or _may_be_year(match, asked):
            readings.append(month_of(year_said(match["day"], asked), MONTHS[match["month"]]))
        readings += _tuesday(match, asked)
    return readings[0] if len(readings) == 1 else Several(tuple(readings))


def _no_day(match: re.Match[str]) -> bool:
    return match["day"].isdecimal() and not 1 <= int(match["day"]) <= 31


def _may_be_year(match: re.Match[str], asked: Asked) -> bool:
    """Whether two digits after a month may be a year: after a French one, else if it is a recent year."""
    if not re.fullmatch("[0-9]{2}", match["day"]) or match["month"] not in FRENCH_MONTHS:
        return False
    if match["month"] not in ENGLISH_MONTHS:
        return True
    return 0 <= asked.today.year - year_said(match["day"], asked) < _RECENT


def _tuesday(match: re.Match[str], asked: Asked) -> list[Day]:
    """`mar. 24` may be a Tuesday, if the nearest 24th is one."""
    if match["month"] not in WEEKDAYS or not 1 <= day_of(match["day"]) <= 31:
        return []
    day = nearest(in_months(day_of(match["day"]), asked), asked)
    return [known_day(day)] if day and day.weekday() == WEEKDAYS[match["month"]] else []


def _in_month(
    match: re.Match[str], day: int, year: str | None, asked: Asked, *, strictly: bool = False
) -> Day:
    month = MONTHS[match["month"]]
    weekday = WEEKDAYS[match["weekday"]] if match["weekday"] else None
    if year:
        return known_day(checked(civil(year_said(year, asked), month, day), weekday))
    found = nearest(in_years(month, day, asked), asked, strictly=strictly)
    if found is None:
        raise NoSuchDay
    fitting = (each for each in in_years(month, day, asked) if each.weekday() == weekday)
    return known_day(checked(found, weekday, lambda: nearest(fitting, asked)))


def read_day(text: str, asked: Asked) -> Day | Several | None:
    """`le 14`, `the 14th`, `mardi 14`, `le 3 du mois dernier`; a bare number is no day."""
    if not (match := re.fullmatch(_DAY, text)) or match["day"] in {"premier", "first"}:
        return None
    if not (match["lead"].strip() or match["which"] or not match["day"].isdecimal()):
        return None
    day, weekday = day_of(match["day"]), WEEKDAYS[match["weekday"]] if match["weekday"] else None
    if match["which"]:
        return known_day(checked(_in_that_month(match["which"], day, asked), weekday))
    found = nearest(in_months(day, asked), asked)
    if found is None:
        raise NoSuchDay
    fitting = (each for each in in_months(day, asked) if each.weekday() == weekday)
    return known_day(checked(found, weekday, lambda: nearest(fitting, asked)))


def _in_that_month(words: str, day: int, asked: Asked) -> date:
    last = re.search("last|dernier|passe", words)
    first = month_of(asked.today.year, asked.today.month - bool(last)).day
    return civil(first.year, first.month, day)


def read_feast(text: str, asked: Asked) -> Day | None:
    """`Noël`, `at Christmas 2012`: days that have a name and are the same every year."""
    if not (match := re.fullmatch(_FEAST, text)):
        return None
    month, day = _FEASTS[match["feast"]]
    if match["year"]:
        return known_day(date(year_said(match["year"], asked), month, day))
    return known_day(nearest(in_years(month, day, asked), asked) or asked.today)
