"""Stretches that only lists are asked for: the last 30 days, week 40, the third quarter, H1 2026, since march."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final, TypeAlias

from ledger.language.dates.calendar import year_said
from ledger.language.dates.days import (
    Day,
    NoSuchDay,
    Several,
    Viewpoint,
    either,
    known_day,
    month_of,
    year_of,
)
from ledger.language.dates.relative import shifted
from ledger.language.dates.spans import from_to
from ledger.language.dates.words import (
    COUNT,
    FULL_YEAR,
    LEAD,
    LONG_UNIT,
    OF,
    UNITS,
    YEAR,
    count_of,
)

Find: TypeAlias = Callable[[str, Viewpoint], "Day | Several | None"]

_LEADING: Final = re.compile(
    r"(?:since|from|starting|until|till|up to|depuis|a partir de|des|jusqu'a|jusqu'au|jusqu'en) "
)
"""What people repeat after --since and --until."""

_PAST: Final = "last|past|previous|dernier|derniere|passe|passee|precedent|precedente"
_NEXT: Final = "next|prochain|prochaine|suivant"
_THIS: Final = "this|current|ce|cette|cet|en cours|courant"
_WHICH: Final = f"{_PAST}|{_NEXT}|{_THIS}"

_MONTHS_OF: Final = {
    "quarter": 3,
    "trimestre": 3,
    "half": 6,
    "half year": 6,
    "semestre": 6,
}
_PART: Final = "quarter|trimestre|half year|half|semestre"
_THAT_PART: Final = (
    rf"{LEAD}(?:(?P<before>{_WHICH}) )?(?P<part>{_PART})(?: (?P<after>{_WHICH}))?"
)
_NUMBER: Final = {
    "first": 1, "1st": 1, "premier": 1, "1er": 1, "1ere": 1,
    "second": 2, "2nd": 2, "deuxieme": 2, "seconde": 2, "2e": 2, "2eme": 2,
    "third": 3, "3rd": 3, "troisieme": 3, "3e": 3, "3eme": 3,
    "fourth": 4, "4th": 4, "last": 4, "quatrieme": 4, "4e": 4, "4eme": 4, "dernier": 4,
}  # fmt: skip
_NUMBERED_PART: Final = rf"{LEAD}(?:(?P<ordinal>{'|'.join(_NUMBER)}) (?:{_PART})|(?:{_PART}) (?P<number>[1-4]))"
_WITH_YEAR: Final = rf"(?:{OF} ?{YEAR})"
_LETTER: Final = (
    rf"{LEAD}(?:(?P<letter>[qths])(?P<count>[1-4])(?:[- /]?{YEAR})?"
    rf"|(?P<year_first>{FULL_YEAR})[- /]?(?P<letter2>[qths])(?P<count2>[1-4]))"
)
_WEEK: Final = rf"{LEAD}(?:calendar )?(?:week|semaine|sem|wk|w) ?(?:no |n |number |numero )?(?P<week>[0-9]{{1,2}}){_WITH_YEAR}?"
_LAST_FEW: Final = (
    rf"{LEAD}(?:les )?(?:(?:{_PAST}|derniers|dernieres) {COUNT} {LONG_UNIT}"
    rf"|{COUNT.replace('count', 'count2')} (?:derniers|dernieres) {LONG_UNIT.replace('unit', 'unit2')})"
)
_THAT_ONE: Final = rf"{LEAD}(?:(?P<before>{_PAST}) )?(?P<unit>month|mois|year|an|annee|week|semaine)(?: (?P<after>{_PAST}))?"
_YEARS: Final = (
    rf"(?:(?:from|de) )?(?P<first>{FULL_YEAR}) ?(?:-|/|to|a) ?(?P<last>{FULL_YEAR})"
)


def find_period(text: str, viewpoint: Viewpoint, find: Find) -> Day | Several | None:
    """What a normal text names that is no day, month or year; after `since`, also what `find` reads."""
    leading = _LEADING.match(text)
    if leading:
        rest = text[leading.end() :]
        return find(rest, viewpoint) or find_period(rest, viewpoint, find)
    for reader in _READERS:
        period = reader(text, viewpoint)
        if period is not None:
            return period
    return None


def _years(text: str, _viewpoint: Viewpoint) -> Several | None:
    match = re.fullmatch(_YEARS, text)
    if not match:
        return None
    if match["first"] >= match["last"]:
        raise NoSuchDay
    years = (int(match["first"]), int(match["last"]))
    return Several((year_of(years[0]), year_of(years[1])), span=True)


def _that_part(text: str, viewpoint: Viewpoint) -> Several | None:
    """`last quarter`, `le semestre dernier`: the one before that of today."""
    match = re.fullmatch(_THAT_PART, text)
    if not match:
        return None
    which = either(match, "before", "after")
    if not which and not text.startswith("ce "):
        return None
    months = _MONTHS_OF[match["part"]]
    start = (viewpoint.today.month - 1) // months * months + 1
    start += months * _step(which or "ce")
    return _months(viewpoint.today.year, start, months)


def _step(which: str) -> int:
    """-1 for the last one, 0 for the current one, 1 for the next one."""
    if re.fullmatch(_PAST, which):
        return -1
    if re.fullmatch(_NEXT, which):
        return 1
    return 0


def _numbered_part(text: str, viewpoint: Viewpoint) -> Several | None:
    """`third quarter of 2026`, `deuxième semestre`."""
    match = re.fullmatch(rf"{_NUMBERED_PART}{_WITH_YEAR}?", text)
    if not match:
        return None
    number = _NUMBER[match["ordinal"]] if match["ordinal"] else int(match["number"])
    part = re.search(_PART, text)
    months = 3
    if part:
        months = _MONTHS_OF[part[0]]
    return _part_of_year(number, months, match["year"], viewpoint)


def _letter(text: str, viewpoint: Viewpoint) -> Several | None:
    """`H1 2026`, `2026-S2`, `T3/2026`."""
    match = re.fullmatch(_LETTER, text)
    if not match:
        return None
    months = 6
    if either(match, "letter", "letter2") in "qt":
        months = 3
    number = int(either(match, "count", "count2"))
    year = match["year"] or match["year_first"]
    return _part_of_year(number, months, year, viewpoint)


def _part_of_year(
    number: int, months: int, year_text: str | None, viewpoint: Viewpoint
) -> Several:
    """A quarter or half; without a year the last one that has begun."""
    if number * months > 12:
        raise NoSuchDay
    start = (number - 1) * months + 1
    if year_text:
        return _months(year_said(year_text, viewpoint), start, months)
    begun = start <= viewpoint.today.month
    return _months(viewpoint.today.year - (not begun), start, months)


def _months(year: int, start: int, count: int) -> Several:
    return Several(
        (month_of(year, start), month_of(year, start + count - 1)), span=True
    )


def _week(text: str, viewpoint: Viewpoint) -> Several | None:
    """`week 40`, `semaine 40 de 2025`: without a year the last one that has begun."""
    match = re.fullmatch(_WEEK, text)
    if not match:
        return None
    number = int(match["week"])
    if match["year"]:
        return from_to(_monday(year_said(match["year"], viewpoint), number), 6)
    year = viewpoint.today.isocalendar().year
    monday = _monday(year, number)
    if monday > viewpoint.today:
        monday = _monday(year - 1, number)
    return from_to(monday, 6)


def _monday(year: int, week: int) -> date:
    return date.fromisocalendar(year, week, 1)


def _last_few(text: str, viewpoint: Viewpoint) -> Several | None:
    """`the last 30 days`, `les 3 derniers mois`: from so long ago to today."""
    match = re.fullmatch(_LAST_FEW, text)
    if not match:
        return None
    count = count_of(either(match, "count", "count2"))
    unit = UNITS[either(match, "unit", "unit2")]
    start = shifted(viewpoint.today, -count, unit)
    return Several((known_day(start), known_day(viewpoint.today)), span=True)


def _that_one(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`previous month`, `mois dernier`, `semaine précédente`, `an dernier`."""
    match = re.fullmatch(_THAT_ONE, text)
    if not match:
        return None
    if not either(match, "before", "after"):
        return None
    today = viewpoint.today
    match UNITS[match["unit"]]:
        case "week":
            monday = today.toordinal() - today.weekday() - 7
            return from_to(date.fromordinal(monday), 6)
        case "month":
            return month_of(today.year, today.month - 1)
        case _:
            return year_of(today.year - 1)


_READERS: Final = (
    _years,
    _that_part,
    _numbered_part,
    _letter,
    _week,
    _last_few,
    _that_one,
)
