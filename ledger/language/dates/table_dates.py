"""Days in the cells of tables: how each is written, and what a column tells of its order.

`03/04/2024` is in March or in April. Another row of the same column may tell, for one program wrote
them all: after `25/04/2024` the day comes first. Where no row tells, the day is not known; nor is
it where the year has two digits, unless someone says in which order they are: `25/12/23`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Literal, TypeAlias, get_args

from ledger.language.dates import words
from ledger.language.dates.days import Day, known_day, month_of, year_of
from ledger.language.text import fold

Order: TypeAlias = Literal["dmy", "mdy"]
"""Whether the day or the month comes first."""

MONTHS: Final[Mapping[str, int]] = {
    **words.MONTHS,
    **words.numbered(
        (
            "januar janner",
            "februar",
            "marz",
            "",
            "",
            "juni",
            "juli",
            "",
            "",
            "oktober okt",
            "",
            "dezember dez",
        )
    ),
}
"""The months by their folded names, in full or short, in English, French and German."""

_TIME: Final = r"(?:[t ,]+[0-9]{1,2}[:h][0-9]{2}.{0,20})?"
_ISO: Final = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?" + _TIME)
_COMPACT: Final = re.compile(
    r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?:t[0-9]{4,6}z?)?"
)
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_NUMBERS: Final = re.compile(
    r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + _TIME
)
_DAY_MONTH: Final = re.compile(
    r"(?:[^\W\d_]+[., ]+)?([0-9]{1,2})(?:er|st|nd|rd|th|\.)?[ -]+(?:of |de )?([^\W\d_]+)\.?[ ,-]+"
    r"([0-9]{4}|[0-9]{2})" + _TIME
)
_MONTH_DAY: Final = re.compile(
    r"(?:[^\W\d_]+[., ]+)?([^\W\d_]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})"
    + _TIME
)
_MONTH: Final = re.compile(r"([^\W\d_]+)\.?[ -]([0-9]{4})")


def order_of(texts: Iterable[str]) -> Order | None:
    """In which order the numbers of a column's days stand, where its rows tell and agree."""
    orders: set[Order] = set()
    for text in texts:
        match = _NUMBERS.fullmatch(_words(text))
        if match and match[2] != ".":
            orders.update(_orders_told(int(match[1]), int(match[3])))
    if len(orders) != 1:
        return None
    return orders.pop()


def _orders_told(left: int, right: int) -> Iterator[Order]:
    """The order that two numbers prove, if one of them cannot be a month."""
    if 31 >= left > 12 >= right:
        yield "dmy"
    elif 31 >= right > 12 >= left:
        yield "mdy"


def read_day(
    text: str, order: Order | None = None, *, told: bool = False
) -> Day | None:
    """The day in a cell; None if it is missing or ambiguous.

    `order` is that of the column; `told` means that the user chose it. Numbers with dots have the day first
    everywhere.
    """
    plain = _words(text)
    try:
        return _iso(plain) or _numbers(plain, order, told=told) or _named(plain)
    except ValueError:
        return None


def is_ambiguous(text: str) -> bool:
    """Whether the text is a day only once someone says in which order its numbers stand."""
    if read_day(text) is not None:
        return False
    return any(read_day(text, order, told=True) for order in get_args(Order))


def _words(text: str) -> str:
    return " ".join(text[:80].split()).casefold()


def _iso(text: str) -> Day | None:
    if _YEAR.fullmatch(text):
        return year_of(int(text))
    if match := _COMPACT.fullmatch(text):
        return known_day(date(int(match[1]), int(match[2]), int(match[3])))
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, month, day = match.groups()
    if day is None:
        if 1 <= int(month) <= 12:
            return month_of(int(year), int(month))
        return None
    return known_day(date(int(year), int(month), int(day)))


def _numbers(text: str, order: Order | None, *, told: bool) -> Day | None:
    match = _NUMBERS.fullmatch(text)
    if not match:
        return None
    left, sign, right, year = match.groups()
    dotted = sign == "."
    certain_order = _order(match, order, told=told)
    is_doubtful = certain_order is None or (len(year) == 2 and not dotted and not told)
    if is_doubtful:
        return None
    day, month = (left, right) if certain_order == "dmy" else (right, left)
    return known_day(date(year_written(year), int(month), int(day)))


def _order(match: re.Match[str], order: Order | None, *, told: bool) -> Order | None:
    """The order of the numbers of one cell: as they tell themselves, else as their column."""
    if match[2] == ".":
        return "dmy"
    if told:
        return order
    left, right = int(match[1]), int(match[3])
    if left == right:
        return "dmy"
    if left > 12:
        return "dmy"
    if right > 12:
        return "mdy"
    return order


def _named(text: str) -> Day | None:
    if match := _DAY_MONTH.fullmatch(text):
        return _in_month(match[3], match[2], match[1])
    if match := _MONTH_DAY.fullmatch(text):
        return _in_month(match[3], match[1], match[2])
    match = _MONTH.fullmatch(text)
    if not match:
        return None
    return _in_month(match[2], match[1], None)


def _in_month(year: str, month: str, day: str | None) -> Day | None:
    number = MONTHS.get(fold(month))
    if number is None:
        return None
    if day is None:
        return month_of(year_written(year), number)
    return known_day(date(year_written(year), number, int(day)))


def year_written(text: str) -> int:
    """The year; of two digits as POSIX has it: 69 is 1969, 68 is 2068."""
    year = int(text)
    if len(text) == 4:
        return year
    century = 1900 if year >= 69 else 2000
    return year + century
