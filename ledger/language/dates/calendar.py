"""Days, months and years of the calendar, in words: 14 juillet, mardi 1er mai, en mars, early 2012."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from ledger.language.dates.days import (
    Day,
    NoSuchDay,
    Several,
    Viewpoint,
    checked,
    civil,
    in_months,
    in_years,
    known_day,
    month_of,
    nearest,
    words_beside,
    year_of,
)
from ledger.language.dates.words import (
    DAY,
    DAY_AFTER_MONTH,
    ENGLISH_MONTHS,
    FRENCH_MONTHS,
    FULL_YEAR,
    LAST_YEAR,
    LEAD,
    MONTH,
    MONTHS,
    NEXT_YEAR,
    OF,
    THIS_YEAR,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    day_of,
)

_RECENT: Final = 5
"""`nov 25` may be November 2025: two digits that name one of the last years may be a year."""

PART: Final = (
    "(?:(?:at |towards )?(?:the )?(?:end|beginning|start|middle) of |early |late |mid |earlier (?:in )?"
    "|(?:a la |vers la |en )?fin |(?:au |en )?debut |a la mi |mi |courant )?"
)
_MONTH_OF: Final = r"(?:au mois (?:de |d')|mois (?:de |d')|month of )?"
_BEFORE: Final = r"(?P<before>last |this |next |this past |past )?"
_AFTER: Final = r"(?P<after> dernier| derniere| passe| prochain)?"

_NAMED: Final = rf"{LEAD}(?:{WEEKDAY} (?:le |the )?)?"
_DAY_MONTH: Final = (
    rf"{_NAMED}{DAY}{OF} ?{_MONTH_OF}{_BEFORE}{MONTH}(?:{OF} ?{YEAR}|{_AFTER})"
)
_MONTH_DAY: Final = rf"{_NAMED}{MONTH} (?:the )?{DAY_AFTER_MONTH}(?:{OF} {YEAR})?"
_YEAR_MONTH_DAY: Final = rf"(?P<year>{FULL_YEAR}) {MONTH} {DAY_AFTER_MONTH}"
_DAY: Final = (
    rf"(?P<lead>{_NAMED}){DAY}"
    r"(?P<which> (?:of |du |de )?(?:last month|this month|mois dernier|mois passe|(?:ce |le )?mois(?: ci)?))?"
)

_MONTH: Final = rf"{LEAD}{PART}{OF}{LEAD}{_MONTH_OF}{_BEFORE}{MONTH}{_AFTER}"
_MONTH_YEAR: Final = rf"{LEAD}{PART}{OF}{LEAD}{_MONTH_OF}{MONTH}{OF} ?{YEAR}"
_YEAR_MONTH: Final = (
    rf"(?P<year>{FULL_YEAR}|{LAST_YEAR}|{THIS_YEAR}|{NEXT_YEAR})(?: in| en)? {MONTH}"
)
_YEAR: Final = rf"{LEAD}{PART}{OF}{LEAD}(?:year |annee |an )?{YEAR}"
_THAT_MONTH: Final = (
    rf"{LEAD}{PART}{OF}(?:(?P<last>last month|le mois (?:dernier|passe))"
    r"|(?P<this>this month|(?:ce|le) mois(?: ci)?|le mois en cours)|(?P<next>next month|le mois prochain))"
    r"|(?:(?:en |a la |au )?(?:debut|mi|milieu|fin) )du mois"
)


def read_day_month(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`14 juillet`, `mardi 1er mai 2012`, `the fourth of July last year`."""
    match = re.fullmatch(_DAY_MONTH, text)
    if not match:
        return None
    direction = words_beside(match).split()
    strictly = bool(direction) and "this" not in direction
    return _in_month(
        match,
        day_of(match["day"]),
        match["year"],
        _towards(direction, viewpoint),
        strictly=strictly,
    )


def _towards(direction: list[str], viewpoint: Viewpoint) -> Viewpoint:
    """The viewpoint, turned to where the words point."""
    if {"next", "prochain"} & {*direction}:
        return viewpoint._replace(future=True)
    if {"last", "past", "dernier", "derniere", "passe"} & {*direction}:
        return viewpoint._replace(future=False)
    return viewpoint


def read_month_day(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`July 4`, `November 20, 2026`. Of `nov 25` and `mars 09` both readings are given."""
    match = re.fullmatch(_MONTH_DAY, text)
    if not match:
        return None
    readings = []
    if match["year"] or not _no_day(match):
        readings.append(
            _in_month(match, day_of(match["day"]), match["year"], viewpoint)
        )
    is_bare = not match["year"] and not match["weekday"]
    if is_bare:
        if not readings or _may_be_year(match, viewpoint):
            readings.append(
                month_of(year_said(match["day"], viewpoint), MONTHS[match["month"]])
            )
        readings += _tuesday(match, viewpoint)
    if len(readings) == 1:
        return readings[0]
    return Several(tuple(readings))


def read_year_month_day(text: str, viewpoint: Viewpoint) -> Day | None:  # noqa: ARG001  a reader like the others
    """`2026 nov 12`."""
    match = re.fullmatch(_YEAR_MONTH_DAY, text)
    if not match:
        return None
    return known_day(
        civil(int(match["year"]), MONTHS[match["month"]], day_of(match["day"]))
    )


def _no_day(match: re.Match[str]) -> bool:
    return match["day"].isdecimal() and not 1 <= int(match["day"]) <= 31


def _may_be_year(match: re.Match[str], viewpoint: Viewpoint) -> bool:
    """Whether two digits after a month may be a year: after a French one, else if it is a recent year.

    After "on" they are a day: "on Nov 25".
    """
    is_no_year = (
        not re.fullmatch("[0-9]{2}", match["day"])
        or match["month"] not in FRENCH_MONTHS
        or match.string.startswith("on ")
    )
    if is_no_year:
        return False
    if match["month"] not in ENGLISH_MONTHS:
        return True
    return 0 <= viewpoint.today.year - year_said(match["day"], viewpoint) < _RECENT


def _tuesday(match: re.Match[str], viewpoint: Viewpoint) -> list[Day]:
    """`mar. 24` may be a Tuesday, if the nearest 24th is one."""
    number = day_of(match["day"])
    is_no_date = match["month"] not in WEEKDAYS or not 1 <= number <= 31
    if is_no_date:
        return []
    day = nearest(in_months(number, viewpoint), viewpoint)
    if day and day.weekday() == WEEKDAYS[match["month"]]:
        return [known_day(day)]
    return []


def _in_month(
    match: re.Match[str],
    number: int,
    year: str | None,
    viewpoint: Viewpoint,
    *,
    strictly: bool = False,
) -> Day:
    month = MONTHS[match["month"]]
    weekday = None
    if match["weekday"]:
        weekday = WEEKDAYS[match["weekday"]]
    if year:
        return known_day(
            checked(civil(year_said(year, viewpoint), month, number), weekday)
        )
    day = nearest(in_years(month, number, viewpoint), viewpoint, strictly=strictly)
    if day is None:
        raise NoSuchDay
    fitting = (
        candidate
        for candidate in in_years(month, number, viewpoint)
        if candidate.weekday() == weekday
    )
    return known_day(checked(day, weekday, lambda: nearest(fitting, viewpoint)))


def read_day(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`le 14`, `the 14th`, `mardi 14`, `le 3 du mois dernier`; a bare number is no day, nor one in words."""
    match = re.fullmatch(_DAY, text)
    if not match or not match["day"][0].isdecimal():
        return None
    is_introduced = match["lead"].strip() or match["which"]
    if match["day"].isdecimal() and not is_introduced:
        return None
    weekday_told = None
    if match["weekday"]:
        weekday_told = WEEKDAYS[match["weekday"]]
    number, weekday = (
        day_of(match["day"]),
        weekday_told,
    )
    if match["which"]:
        return known_day(
            checked(_in_that_month(match["which"], number, viewpoint), weekday)
        )
    day = nearest(in_months(number, viewpoint), viewpoint)
    if day is None:
        raise NoSuchDay
    fitting = (
        candidate
        for candidate in in_months(number, viewpoint)
        if candidate.weekday() == weekday
    )
    return known_day(checked(day, weekday, lambda: nearest(fitting, viewpoint)))


def _in_that_month(words: str, number: int, viewpoint: Viewpoint) -> date:
    is_last = re.search("last|dernier|passe", words)
    start = month_of(viewpoint.today.year, viewpoint.today.month - bool(is_last)).day
    return civil(start.year, start.month, number)


# ---- months and years


def read_month(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`mars`, `en mars`, `last March`: the month that is now or was last."""
    match = re.fullmatch(_MONTH, text)
    if not match:
        return None
    month = MONTHS[match["month"]]
    year, this_month = viewpoint.today.year, viewpoint.today.month
    direction = words_beside(match).split()
    is_this = direction == ["this"]
    is_over = month > this_month and not viewpoint.future
    if is_this and is_over:
        return Several((month_of(year - 1, month), month_of(year, month)))
    # "last March" in March is that of the year before; "March" alone, and "this March", is now.
    is_elsewhere = bool(direction) and not is_this
    if month == this_month:
        is_behind = is_ahead = is_elsewhere
    else:
        is_behind = month < this_month
        is_ahead = not is_behind
    if _towards(direction, viewpoint).future:
        return month_of(year + is_behind, month)
    return month_of(year - is_ahead, month)


def read_month_of_year(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`mars 2009`, `March of last year`, `juil. 98`; 25 after a month may be a day (`read_month_day`)."""
    match = re.fullmatch(_MONTH_YEAR, text) or re.fullmatch(_YEAR_MONTH, text)
    if not match:
        return None
    year = match["year"]
    may_be_a_day = year.isdecimal() and int(year) <= 31
    if may_be_a_day:
        return None
    return month_of(year_said(year, viewpoint), MONTHS[match["month"]])


def read_that_month(text: str, viewpoint: Viewpoint) -> Day | None:
    """`last month`, `le mois dernier`, `this month`."""
    match = re.fullmatch(_THAT_MONTH, text)
    if not match:
        return None
    months = -1 if match["last"] else 1 if match["next"] else 0
    return month_of(viewpoint.today.year, viewpoint.today.month + months)


def read_year(text: str, viewpoint: Viewpoint) -> Day | None:
    """`en 2009`, `last year`, `début 2012`."""
    match = re.fullmatch(_YEAR, text)
    if not match:
        return None
    if re.fullmatch("[0-9]{2}", match["year"]):
        return None
    return year_of(year_said(match["year"], viewpoint))


def year_said(text: str, viewpoint: Viewpoint) -> int:
    """The year of four digits, of two (not more than twenty years ahead), or as seen from this one."""
    is_a_year = text.isdecimal() and len(text) == 4
    if is_a_year:
        return int(text)
    if digits := re.fullmatch("'?([0-9]{2})", text):
        century = viewpoint.today.year // 100 * 100
        year = century + int(digits[1])
        if year > viewpoint.today.year + 20:
            return year - 100
        return year
    if re.fullmatch(LAST_YEAR, text):
        return viewpoint.today.year - 1
    return viewpoint.today.year + bool(re.fullmatch(NEXT_YEAR, text))
