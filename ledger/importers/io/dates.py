"""The days in the tables that people keep: how each is written, and what a column tells of its order.

`03/04/2024` is in March or in April. Another row of the same column may tell, for one program wrote
them all: after `25/04/2024` the day comes first. Where no row tells, the day is not known; nor is
it where the year has two digits, unless somebody says in which order they are: `25/12/23`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from ledger.facts.event import Precision
from ledger.language.folding import fold

Order: TypeAlias = Literal["dmy", "mdy"]
"""Whether the day or the month comes first."""

# fmt: off
MONTHS: Final[Mapping[str, int]] = {
    word: number
    for number, words in enumerate((
        "january jan janvier janv januar janner", "february feb fevrier fevr fev februar",
        "march mar mars marz", "april apr avril avr", "may mai", "june jun juin juni",
        "july jul juillet juil juli", "august aug aout", "september sep sept septembre",
        "october oct octobre oktober okt", "november nov novembre", "december dec decembre dezember dez",
    ), start=1)
    for word in words.split()
}
"""The months by their folded names, in full or short, in English, French and German."""
# fmt: on

_TIME: Final = r"(?:[t ,]+[0-9]{1,2}[:h][0-9]{2}.{0,20})?"
_ISO: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?" + _TIME)
_COMPACT: Final = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?:t[0-9]{4,6}z?)?")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_NUMBERS: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + _TIME)
_DAY_MONTH: Final = re.compile(
    r"(?:[^\W\d_]+[., ]+)?([0-9]{1,2})(?:er|st|nd|rd|th|\.)?[ -]+(?:of |de )?([^\W\d_]+)\.?[ ,-]+"
    r"([0-9]{4}|[0-9]{2})" + _TIME
)
_MONTH_DAY: Final = re.compile(
    r"(?:[^\W\d_]+[., ]+)?([^\W\d_]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})" + _TIME
)
_MONTH: Final = re.compile(r"([^\W\d_]+)\.?[ -]([0-9]{4})")


class Day(NamedTuple):
    """A day known to the day, the month or the year; of these the first day."""

    on: date
    precision: Precision = "day"


def order_of(texts: Iterable[str]) -> Order | None:
    """In which order the numbers of a column's days stand, where its rows tell and agree."""
    orders: set[Order] = set()
    for text in texts:
        if (match := _NUMBERS.fullmatch(_words(text))) and match[2] != ".":
            left, right = int(match[1]), int(match[3])
            if 31 >= left > 12 >= right:
                orders.add("dmy")
            elif 31 >= right > 12 >= left:
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def read_day(text: str, order: Order | None = None, *, told: bool = False) -> Day | None:
    """The day that a cell holds, None where it holds none or does not tell which.

    `order` is the one of its column, which somebody said if it is `told`. Numbers with dots have
    the day first wherever they are written.
    """
    words = _words(text)
    try:
        return _iso(words) or _numbers(words, order, told=told) or _named(words)
    except ValueError:
        return None


def is_ambiguous(text: str) -> bool:
    """Whether the text is a day only once somebody says in which order its numbers stand."""
    return read_day(text) is None and any(read_day(text, order, told=True) for order in get_args(Order))


def _words(text: str) -> str:
    return " ".join(text[:80].split()).casefold()


def _iso(words: str) -> Day | None:
    if _YEAR.fullmatch(words):
        return Day(date(int(words), 1, 1), "year")
    if match := _COMPACT.fullmatch(words):
        return Day(date(int(match[1]), int(match[2]), int(match[3])))
    if match := _ISO.fullmatch(words):
        year, month, day = match.groups()
        return Day(date(int(year), int(month), int(day or 1)), "day" if day else "month")
    return None


def _numbers(words: str, order: Order | None, *, told: bool) -> Day | None:
    if not (match := _NUMBERS.fullmatch(words)):
        return None
    left, dot, right, year = match.groups()
    chosen: Order | None = "dmy" if dot == "." else order if told else _clear_order(match) or order
    if chosen is None or (len(year) == 2 and dot != "." and not told):
        return None
    day, month = (left, right) if chosen == "dmy" else (right, left)
    return Day(date(_year(year), int(month), int(day)))


def _clear_order(match: re.Match[str]) -> Order | None:
    left, right = int(match[1]), int(match[3])
    if left == right:
        return "dmy"
    return "dmy" if left > 12 else "mdy" if right > 12 else None


def _named(words: str) -> Day | None:
    if match := _DAY_MONTH.fullmatch(words):
        return _in_month(match[3], match[2], match[1])
    if match := _MONTH_DAY.fullmatch(words):
        return _in_month(match[3], match[1], match[2])
    match = _MONTH.fullmatch(words)
    return _in_month(match[2], match[1], None) if match else None


def _in_month(year: str, month: str, day: str | None) -> Day | None:
    if (number := MONTHS.get(fold(month))) is None:
        return None
    return Day(date(_year(year), number, int(day or 1)), "day" if day else "month")


def _year(text: str) -> int:
    """The year; of two digits as POSIX has it: 69 is 1969, 68 is 2068."""
    return int(text) if len(text) == 4 else int(text) + (1900 if int(text) >= 69 else 2000)
