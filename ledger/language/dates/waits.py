"""How long to wait: a length from today, `for 3 weeks`, or the day it ends, `jusqu'à la fin janvier`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from ledger.errors import LedgerError, Usage
from ledger.language.dates import read_period
from ledger.language.dates.days import Day, Several, Viewpoint, either
from ledger.language.dates.relative import read_ago, shifted
from ledger.language.dates.words import COUNT, WEEKDAYS, count_of, normal

_FOR: Final = re.compile(
    r"(?:for|pour|pendant|durant|during|over) |(?:the )?(?:next|coming) (?=[0-9a-z]+ )"
)
_COMING: Final = re.compile(
    r"(?:the (?:next|coming) |les )(?P<count>[0-9]+|[a-z]+) (?:prochaine?s )?"
)
_UNTIL: Final = re.compile(
    r"(?:not |pas )?(?:until|till|'?til|before|avant|jusqu'(?:a|au|aux|en)|jusque|d'ici(?: a)?) "
)
_AFTER: Final = re.compile(r"(?:jusqu')?(?:after|apres) ")
_END: Final = re.compile(
    r"(?:a )?(?:the |la )?(?:end|fin) (?:of (?:the )?|de (?:la |l')?|du |des |d')?"
)
_MIDDLE: Final = re.compile("(?:the |la )?(?:middle of|mid|mi) ")
_THIS: Final = {
    "month": "this month",
    "mois": "this month",
    "year": "this year",
    "annee": "this year",
    "week": "this week",
    "semaine": "this week",
}
_FORTNIGHT: Final = timedelta(days=14)
_COUPLE: Final = re.compile(r"(?:a |the )?couple (?:of )?")
_DAYS: Final = re.compile("[0-9]{1,3}")
_HALF: Final = re.compile(
    rf"{COUNT} (?:and a half (?P<before>months?|years?|weeks?)"
    r"|(?P<after>months?|mois|years?|ans?|weeks?|semaines?) (?:and a half|et demie?))"
)
_QUARTERS: Final = re.compile(
    rf"{COUNT} (?P<unit>quarters?|trimestres?|semestres?)|(?P<half>half a year)"
)


def read_wait(text: str, today: date, *, day_first: bool = True) -> date:
    """The day on which a wait that begins today ends: after a length, or on the day that is named.

    Raises what `read_date` raises, and Usage for a day that is not to come.
    """
    words = normal(text)
    end = _after_length(words, today)
    if end is None:
        try:
            end = _named_day(words, today, day_first=day_first)
        except LedgerError as error:
            details = error.details | {"text": text}
            raise type(error)(error.message, **details) from None
    if end <= today:
        raise Usage('"{text}" is not to come; give a later day.', text=text)
    return end


def _after_length(words: str, today: date) -> date | None:
    """The day after a length of time; None if the words are none."""
    length = _FOR.sub("", _UNTIL.sub("", words, count=1), count=1)
    length = _COMING.sub(r"\g<count> ", length)
    length = _COUPLE.sub("2 ", length)
    if _DAYS.fullmatch(length):
        length = f"{length} days"
    half = _HALF.fullmatch(length)
    if half:
        return _and_a_half(half, today)
    quarters = _QUARTERS.fullmatch(length)
    if quarters:
        return shifted(today, _months(quarters), "month")
    days = read_ago(f"in {length}", Viewpoint(today, future=True))
    match days:
        case Day():
            return days.day
        case Several():
            return days.days[0].day
        case None:
            return None


def _and_a_half(match: re.Match[str], today: date) -> date:
    count = count_of(match["count"])
    unit = either(match, "before", "after")[0]
    if unit in "ya":
        return shifted(today, 12 * count + 6, "month")
    if unit in "ws":
        return today + timedelta(days=7 * count + 4)
    return shifted(today, count, "month") + timedelta(days=15)


def _months(match: re.Match[str]) -> int:
    if match["half"]:
        return 6
    months_a_unit = 6 if match["unit"].startswith("s") else 3
    return count_of(match["count"]) * months_a_unit


def _named_day(words: str, today: date, *, day_first: bool) -> date:
    """The first day of what the words name; its last for the end of it, and the day after for `after`."""
    words = re.sub("^(?:for|pour) ", "", words)
    words, after = _AFTER.subn("", words, count=1)
    words = _UNTIL.sub("", words, count=1)
    words, at_end = _END.subn("", words, count=1)
    words, in_middle = _MIDDLE.subn("", words, count=1)
    period = read_period(
        _THIS.get(words, words), today, day_first=day_first, future=True
    )
    if after:
        return period.last + timedelta(days=1)
    if at_end:
        return period.last
    if in_middle:
        return period.first + _FORTNIGHT
    if period.first == today and words in WEEKDAYS:
        return today + timedelta(days=7)
    return period.first
