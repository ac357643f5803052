"""Stretches that are neither a day, a month nor a year: weeks, weekends, seasons, quarters, 20-22 nov."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from ledger.language.dates.calendar import PART, year_said
from ledger.language.dates.days import (
    Day,
    NoSuchDay,
    Several,
    Viewpoint,
    civil,
    either,
    in_years,
    known_day,
    last_day,
    monday,
    month_of,
    nearest,
    words_beside,
)
from ledger.language.dates.words import (
    DAY_IN_DIGITS,
    LEAD,
    MONTH,
    MONTHS,
    OF,
    WEEKDAYS,
    YEAR,
    any_of,
    day_of,
)

_SEASONS: Final = {
    "spring": 3,
    "printemps": 3,
    "summer": 6,
    "ete": 6,
    "autumn": 9,
    "automne": 9,
    "fall": 9,
    "winter": 12,
    "hiver": 12,
}

_LAST: Final = "last |past |this past "
_WEEK: Final = (
    rf"(?:at )?{LEAD}{PART}{OF}(?:la )?(?P<before>{_LAST}|this |next |cette )?"
    r"(?P<what>week ?end|(?<=ce |le |du )we|week|wk|semaine|sem)"
    r"(?P<after> dernier| derniere| passe| passee| prochain| prochaine| pro| d'avant| before last)?"
)
_SEASON: Final = (
    rf"(?:au )?{LEAD}{PART}{OF}{LEAD}(?P<before>{_LAST}|this |next |cet )?"
    rf"(?P<season>{any_of(_SEASONS)})(?P<after> dernier| passe| prochain)?(?:{OF} ?{YEAR})?"
)
_QUARTER: Final = rf"{LEAD}(?:[qt](?P<quarter>[1-4])(?: {YEAR})?|(?P<year_first>[0-9]{{4}})[- ]?[qt](?P<quarter2>[1-4]))"
_ISO_WEEK: Final = r"(?P<year>[0-9]{4})[- ]?w(?P<week>[0-9]{1,2})"
_NUMBERED_WEEK: Final = (
    rf"(?:in )?{LEAD}(?:week |wk |semaine |sem |[ws])(?P<week>[0-9]{{1,2}})"
)

_D: Final = DAY_IN_DIGITS
_DAYS_OF_MONTH: Final = (
    rf"(?:(?:du|le|les|from|between|entre(?: le)?|on) )?(?:the )?(?P<first>{_D}) ?(?:-|/|au|a|to|et|and|&|until"
    rf"|till|through|jusqu'au) ?(?:the |le )?(?P<last>{_D}){OF} ?{MONTH}(?:{OF} ?{YEAR})?"
)
_MONTH_DAYS: Final = (
    rf"(?:(?:from|between) )?{MONTH} (?P<first>{_D}) ?(?:-|/|to|and|&|until|till|through) ?(?:the )?(?P<last>{_D})"
    rf"(?:{OF} {YEAR})?"
)
_JOINT: Final = re.compile(
    r" (?:au|to|until|till|through|jusqu'au|jusqu'a|-) |(?<=[a-z])-| a (?!l[a' ])"
)
_OPENING: Final = re.compile(r"(?:du|de|from|between|entre) ")
_RELATIVE: Final = re.compile(
    r"\b(?:ago|back|il y a|today|yesterday|tomorrow|hier|demain|aujourd'hui|last|next|this|derniere?|prochaine?|ce)\b"
)


def read_week(text: str, viewpoint: Viewpoint) -> Several | None:
    """`last week`, `le week-end dernier`, `2026-W47`: from its first day to its last."""
    if match := re.fullmatch(_ISO_WEEK, text):
        return from_to(
            viewpoint.today.fromisocalendar(int(match["year"]), int(match["week"]), 1),
            6,
        )
    if match := re.fullmatch(_NUMBERED_WEEK, text):
        return _numbered_week(int(match["week"]), viewpoint)
    match = re.fullmatch(_WEEK, text)
    if not match:
        return None
    week = monday(viewpoint.today) + timedelta(weeks=_which(match))
    if not match["what"].endswith(("end", "we")):
        return from_to(week, 6)
    saturday = week + timedelta(days=5)
    is_still_to_come = (
        not _which(match) and not viewpoint.future and saturday > viewpoint.today
    )
    if is_still_to_come:
        saturday -= timedelta(days=7)
    return Several((known_day(saturday), known_day(saturday + timedelta(days=1))))


def _numbered_week(number: int, viewpoint: Viewpoint) -> Several | None:
    """`week 47`, `S47`: the latest of this number (ISO 8601) that has begun, or the next one if days lie ahead."""
    begun_by = monday(viewpoint.today)
    for year in _years_around(viewpoint):
        try:
            week = date.fromisocalendar(year, number, 1)
        except ValueError:  # most years have no week 53
            continue
        is_ahead = week > begun_by
        if is_ahead == viewpoint.future:
            return from_to(week, 6)
        if week == begun_by:
            return from_to(week, 6)
    return None


def _years_around(viewpoint: Viewpoint) -> range:
    """This year and the six before it, or after it if days lie ahead: one of seven has a week 53."""
    year = viewpoint.today.isocalendar().year
    if viewpoint.future:
        return range(year, year + 7)
    return range(year, year - 7, -1)


def from_to(day: date, days: int) -> Several:
    """The stretch from a day to the one `days` later."""
    return Several((known_day(day), known_day(day + timedelta(days=days))), span=True)


def _which(match: re.Match[str]) -> int:
    """-1 for the last one, 0 for this one, 1 for the next one."""
    words = words_beside(match)
    if "before" in words:
        return -2
    if re.search("last|past|dernier|passe|avant", words):
        return -1
    return int(bool(re.search(r"next|prochain|\bpro\b", words)))


def read_season(text: str, viewpoint: Viewpoint) -> Several | None:
    """`été 2012`, `last summer`, `Q3 2012`, `2012-Q3`: from its first month to its last."""
    if match := re.fullmatch(_QUARTER, text):
        month = 3 * int(either(match, "quarter", "quarter2")) - 2
        return _three_months(month, 0, match["year"] or match["year_first"], viewpoint)
    if match := re.fullmatch(_SEASON, text):
        return _three_months(
            _SEASONS[match["season"]], _which(match), match["year"], viewpoint
        )
    return None


def _three_months(
    month: int, which: int, year_text: str | None, viewpoint: Viewpoint
) -> Several:
    year = (
        year_said(year_text, viewpoint) if year_text else _year(month, which, viewpoint)
    )
    return Several((month_of(year, month), month_of(year, month + 2)), span=True)


def _year(start: int, which: int, viewpoint: Viewpoint) -> int:
    """The year whose season is meant: the last one that has begun, or with `next` the one to come."""
    today = viewpoint.today
    begun = month_of(today.year, start).day <= today
    is_next = which > 0
    if which == 0:
        is_next = viewpoint.future
    if is_next:
        return today.year + begun
    if not begun:
        return today.year - 1
    is_running = today < month_of(today.year, start + 3).day
    is_last = which < 0
    return today.year - (is_running and is_last)


def read_either(text: str, viewpoint: Viewpoint) -> Several | None:
    """Words that are two days at once: `mar` (Tuesday, March), `cette nuit`."""
    today = viewpoint.today
    if text in {"mar", "en mar", "le mar"}:
        back = (today.weekday() - WEEKDAYS["mar"]) % 7
        month = month_of(today.year - (today.month < MONTHS["mar"]), MONTHS["mar"])
        return Several((known_day(today - timedelta(days=back)), month))
    if text == "cette nuit":
        return Several((known_day(today - timedelta(days=1)), known_day(today)))
    return None


def read_days_of_month(text: str, viewpoint: Viewpoint) -> Several | None:
    """`22-23 Feb`, `Nov 20-22`, `du 12 au 14 mars 2026`: from the first day to the last."""
    match = re.fullmatch(_DAYS_OF_MONTH, text) or re.fullmatch(_MONTH_DAYS, text)
    if not match:
        return None
    start_number, end_number, month = (
        day_of(match["first"]),
        day_of(match["last"]),
        MONTHS[match["month"]],
    )
    if not 1 <= start_number < end_number:
        raise NoSuchDay
    if match["year"]:
        end = civil(year_said(match["year"], viewpoint), month, end_number)
    else:
        end = (
            nearest(in_years(month, end_number, viewpoint), viewpoint)
            or viewpoint.today
        )
    return Several(
        (known_day(end.replace(day=start_number)), known_day(end)), span=True
    )


def read_stretch(
    text: str,
    viewpoint: Viewpoint,
    find: Callable[[str, Viewpoint], Day | Several | None],
) -> Several | None:
    """`from March 30 to April 2`, `du lundi au mercredi`: each end as `find` reads it.

    The first end is the last one before the second.
    """
    opening = _OPENING.match(text)
    plain = text
    if opening:
        plain = text[opening.end() :]
    for joint in _JOINT.finditer(plain):
        start_text, end_text = plain[: joint.start()], plain[joint.end() :]
        if _RELATIVE.search(start_text):
            continue
        end = find(end_text, viewpoint)
        if not isinstance(end, Day):
            continue
        start = find(start_text, viewpoint._replace(today=last_day(end), future=False))
        if isinstance(start, Day) and start.day < end.day:
            return Several((start, end), span=True)
    return None
