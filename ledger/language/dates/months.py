"""Months and years: mars 2009, en mars, last month, early 2012, l'an dernier."""

from __future__ import annotations

import re
from typing import Final

from ledger.language.dates.days import Asked, Day, Several, month_of, year_of
from ledger.language.dates.vocabulary import (
    FULL_YEAR,
    LAST_YEAR,
    LEAD,
    MONTH,
    MONTHS,
    NEXT_YEAR,
    OF,
    THIS_YEAR,
    YEAR,
)

PART: Final = (
    "(?:(?:at |towards )?(?:the )?(?:end|beginning|start|middle) of |early |late |mid "
    "|(?:a la |vers la |en )?fin |(?:au |en )?debut |a la mi |mi |courant )?"
)
OF_MONTH: Final = r"(?:au mois (?:de |d')|mois (?:de |d')|month of )?"
BEFORE: Final = r"(?P<before>last |this |next |this past |past )?"
AFTER: Final = r"(?P<after> dernier| derniere| passe| prochain)?"

_MONTH: Final = rf"{LEAD}{PART}{OF}{LEAD}{OF_MONTH}{BEFORE}{MONTH}{AFTER}"
_MONTH_YEAR: Final = rf"{LEAD}{PART}{OF}{LEAD}{OF_MONTH}{MONTH}{OF} ?{YEAR}"
_YEAR_MONTH: Final = rf"(?P<year>{FULL_YEAR}|{LAST_YEAR}|{THIS_YEAR}|{NEXT_YEAR})(?: in| en)? {MONTH}"
_YEAR: Final = rf"{LEAD}{PART}{OF}{LEAD}(?:year |annee |an )?{YEAR}"
_THAT_MONTH: Final = (
    rf"{LEAD}{PART}{OF}(?:(?P<last>last month|le mois (?:dernier|passe))"
    r"|(?P<this>this month|(?:ce|le) mois(?: ci)?|le mois en cours)|(?P<next>next month|le mois prochain))"
)
_NUMBERS: Final = (
    rf"(?:en )?(?:(?P<m>[0-9]{{1,2}})[/.](?P<y>{FULL_YEAR})|(?P<y2>{FULL_YEAR})/(?P<m2>[0-9]{{1,2}}))"
)


def read_month(text: str, asked: Asked) -> Day | Several | None:
    """`mars`, `en mars`, `last March`: the month that is now or was last."""
    if not (match := re.fullmatch(_MONTH, text)):
        return None
    month, today = MONTHS[match["month"]], asked.today
    words = f"{match['before'] or ''}{match['after'] or ''}"
    ahead = asked.future if not words or "this" in words.split() else "next" in words or "prochain" in words
    strictly = bool(words) and words.split() != ["this"]
    if words.split() == ["this"] and not asked.future and month > today.month:
        return Several((month_of(today.year - 1, month), month_of(today.year, month)))
    if ahead:
        later = month < today.month or (strictly and month == today.month)
        return month_of(today.year + later, month)
    earlier = month > today.month or (strictly and month == today.month)
    return month_of(today.year - earlier, month)


def read_month_of_year(text: str, asked: Asked) -> Day | Several | None:
    """`mars 2009`, `March of last year`, `juil. 98`; 25 after a month may be a day (`read_month_day`)."""
    match = re.fullmatch(_MONTH_YEAR, text) or re.fullmatch(_YEAR_MONTH, text)
    if not match or (match["year"].isdecimal() and int(match["year"]) <= 31):
        return None
    return month_of(year_said(match["year"], asked), MONTHS[match["month"]])


def read_that_month(text: str, asked: Asked) -> Day | None:
    """`last month`, `le mois dernier`, `this month`."""
    if not (match := re.fullmatch(_THAT_MONTH, text)):
        return None
    return month_of(
        asked.today.year, asked.today.month + (0 if match["this"] else -1 if match["last"] else 1)
    )


def read_month_in_numbers(text: str, asked: Asked) -> Day | None:  # noqa: ARG001  a reader like the others
    """`03/2009`, `2009/03`."""
    if not (match := re.fullmatch(_NUMBERS, text)):
        return None
    year, month = int(match["y"] or match["y2"]), int(match["m"] or match["m2"])
    if not 1 <= month <= 12:
        raise ValueError
    return month_of(year, month)


def read_year(text: str, asked: Asked) -> Day | None:
    """`en 2009`, `last year`, `début 2012`."""
    if not (match := re.fullmatch(_YEAR, text)) or re.fullmatch("[0-9]{2}", match["year"]):
        return None
    return year_of(year_said(match["year"], asked))


def year_said(text: str, asked: Asked) -> int:
    """The year of four digits, of two (not more than twenty years ahead), or as seen from this one."""
    if text.isdecimal() and len(text) == 4:
        return int(text)
    if digits := re.fullmatch("'?([0-9]{2})", text):
        century = asked.today.year // 100 * 100
        year = century + int(digits[1])
        return year - 100 if year > asked.today.year + 20 else year
    if re.fullmatch(LAST_YEAR, text):
        return asked.today.year - 1
    return asked.today.year + bool(re.fullmatch(NEXT_YEAR, text))
