"""Dates as dateparser reads them: timestamps, counts of two units, and what we did not think of.

It is eager: of "jeudi 3" it makes a Tuesday, of words it does not know nothing at all. So it is asked
only about texts all of whose words are words of dates, and its answer must agree with each of them.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from ledger.language.dates.days import Asked, Day, known_day, month_of, year_of
from ledger.language.dates.vocabulary import COUNTS, MONTHS, UNITS, WEEKDAYS

_COUNTED: Final = frozenset(word for word in UNITS if len(word) > 2) | {"hour", "hours", "heure", "heures"}
_TURNS: Final = frozenset({"ago", "a", "in", "dans"})
_AROUND: Final = ("ago il y a and et the le la on of de du in en dans at am pm t h z utc gmt cet",)
_KNOWN: Final = (
    {word for words in _AROUND for word in words.split()} | _COUNTED | {*MONTHS, *WEEKDAYS, *COUNTS}
)
_LEAST: Final = 3


def read_other(text: str, asked: Asked) -> Day | None:
    """What dateparser makes of a normal text, where it used all of it."""
    if not _worth_asking(re.findall("[a-z]+|[0-9]+", text)):
        return None
    found: Any = _parser(asked).get_date_data(text)
    if found.date_obj is None or not _agrees(found.date_obj, text):
        return None
    day = found.date_obj.date()
    match found.period:
        case "month":
            return month_of(day.year, day.month)
        case "year":
            return year_of(day.year)
        case _:
            return known_day(day)


def _worth_asking(tokens: list[str]) -> bool:
    """Whether all words are words of dates, and there is more than a number and its unit."""
    words = {token for token in tokens if not token.isdecimal()}
    if len(tokens) < _LEAST or not words <= _KNOWN or (words & _COUNTED and not words & _TURNS):
        return False
    return bool(words & {*MONTHS, *WEEKDAYS}) or any(map(str.isdecimal, tokens))


def _parser(asked: Asked) -> Any:
    from dateparser.date import DateDataParser  # loading it takes longer than everything else together

    settings = {
        "DATE_ORDER": "DMY" if asked.day_first else "MDY",
        "PREFER_DATES_FROM": "future" if asked.future else "past",
        "RELATIVE_BASE": datetime.combine(asked.today, datetime.min.time()),
        "PARSERS": ["relative-time", "absolute-time"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return DateDataParser(languages=["fr", "en"], settings=settings)


def _agrees(found: datetime, text: str) -> bool:
    """Whether each year, month and day of the week in the text is the one found."""
    words = re.findall("[a-z]+", text)
    years = {int(year) for year in re.findall("(?<![0-9])[0-9]{4}(?![0-9])", text)}
    months = {MONTHS[word] for word in words if word in MONTHS and word not in WEEKDAYS}
    weekdays = {WEEKDAYS[word] for word in words if word in WEEKDAYS and word not in MONTHS}
    return years <= {found.year} and months <= {found.month} and weekdays <= {found.weekday()}
