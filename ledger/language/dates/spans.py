"""Stretches that are neither a day, a month nor a year: weeks, weekends, seasons, quarters."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from ledger.language.dates.choosing import monday
from ledger.language.dates.days import Asked, Several, known_day, month_of
from ledger.language.dates.months import PART, year_said
from ledger.language.dates.vocabulary import LEAD, MONTHS, OF, WEEKDAYS, YEAR, any_of

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
    r"(?P<what>week ?end|week|semaine)"
    r"(?P<after> dernier| derniere| passe| passee| prochain| prochaine| d'avant| before last)?"
)
_SEASON: Final = (
    rf"(?:au )?{LEAD}{PART}{OF}{LEAD}(?P<before>{_LAST}|this |next |cet )?"
    rf"(?P<season>{any_of(_SEASONS)})(?P<after> dernier| passe| prochain)?(?:{OF} ?{YEAR})?"
)
_QUARTER: Final = rf"{LEAD}[qt](?P<quarter>[1-4])(?: {YEAR})?"
_ISO_WEEK: Final = r"(?P<year>[0-9]{4})[- ]?w(?P<week>[0-9]{1,2})"


def read_week(text: str, asked: Asked) -> Several | None:
    """`last week`, `le week-end dernier`, `2026-W47`: from its first day to its last."""
    if match := re.fullmatch(_ISO_WEEK, text):
        first = asked.today.fromisocalendar(int(match["year"]), int(match["week"]), 1)
        return Several((known_day(first), known_day(first + timedelta(days=6))), span=True)
    if not (match := re.fullmatch(_WEEK, text)):
        return None
    first = monday(asked.today) + timedelta(days=7 * _which(match))
    if match["what"].startswith("week") and match["what"].endswith("end"):
        if not _which(match) and not asked.future and first + timedelta(days=5) > asked.today:
            first -= timedelta(days=7)
        return Several((known_day(first + timedelta(days=5)), known_day(first + timedelta(days=6))))
    return Several((known_day(first), known_day(first + timedelta(days=6))), span=True)


def _which(match: re.Match[str]) -> int:
    """-1 for the last one, 0 for this one, 1 for the next one."""
    words = f"{match['before'] or ''}{match['after'] or ''}"
    if "before" in words:
        return -2
    return (
        -1
        if re.search("last|past|dernier|passe|avant", words)
        else int(bool(re.search("next|prochain", words)))
    )


def read_season(text: str, asked: Asked) -> Several | None:
    """`été 2012`, `last summer`, `Q3 2012`: from its first month to its last."""
    if match := re.fullmatch(_QUARTER, text):
        start, which = 3 * int(match["quarter"]) - 2, 0
    elif match := re.fullmatch(_SEASON, text):
        start, which = _SEASONS[match["season"]], _which(match)
    else:
        return None
    year = year_said(match["year"], asked) if match["year"] else _year(start, which, asked)
    return Several((month_of(year, start), month_of(year, start + 2)), span=True)


def _year(start: int, which: int, asked: Asked) -> int:
    """The year whose season is meant: the last one that has begun, or with `next` the one to come."""
    begun = month_of(asked.today.year, start).day <= asked.today
    running = begun and asked.today < month_of(asked.today.year, start + 3).day
    if which > 0 or (asked.future and which == 0):
        return asked.today.year + begun
    return asked.today.year - (not begun or (running and which < 0))


def read_either(text: str, asked: Asked) -> Several | None:
    """Words that are two days at once: `mar` (Tuesday, March), `cette nuit`."""
    today = asked.today
    if text in {"mar", "en mar", "le mar"}:
        back = (today.weekday() - WEEKDAYS["mar"]) % 7
        month = month_of(today.year - (today.month < MONTHS["mar"]), MONTHS["mar"])
        return Several((known_day(today - timedelta(days=back)), month))
    if text == "cette nuit":
        return Several((known_day(today - timedelta(days=1)), known_day(today)))
    return None
