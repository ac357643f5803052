"""The words for days, months and counts in both languages, without accents, as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

# fmt: off
_ENGLISH: Final = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sep sept", "october oct", "november nov", "december dec",
)
_FRENCH: Final = (
    "janvier janv", "fevrier fev fevr", "mars", "avril avr", "mai", "juin", "juillet juil", "aout aou",
    "septembre sept", "octobre oct", "novembre nov", "decembre dec",
)


def _numbered(lists: Iterable[str], first: int = 1) -> dict[str, int]:
    return {word: number for number, words in enumerate(lists, first) for word in words.split()}


ENGLISH_MONTHS: Final[Mapping[str, int]] = _numbered(_ENGLISH)
FRENCH_MONTHS: Final[Mapping[str, int]] = _numbered(_FRENCH)
MONTHS: Final[Mapping[str, int]] = {**ENGLISH_MONTHS, **FRENCH_MONTHS}
"""The number of each month by its names and their abbreviations."""

WEEKDAYS: Final[Mapping[str, int]] = _numbered((
    "monday lundi mon lun", "tuesday mardi tue tues mar", "wednesday mercredi wed weds mer",
    "thursday jeudi thu thur thurs jeu", "friday vendredi fri ven", "saturday samedi sat sam",
    "sunday dimanche sun dim",
), first=0)
"""The number of each day of the week, Monday 0, by its names and their abbreviations."""

COUNTS: Final[Mapping[str, int]] = _numbered((
    "a an one un une", "two deux", "three trois", "four quatre", "five cinq", "six", "seven sept",
    "eight huit", "nine neuf", "ten dix", "eleven onze", "twelve douze", "thirteen treize",
    "fourteen quatorze", "fifteen quinze", "sixteen seize",
)) | {"twenty": 20, "vingt": 20, "thirty": 30, "trente": 30}

UNITS: Final[Mapping[str, str]] = {
    word: unit
    for unit, words in {
        "day": "d day days j jour jours",
        "week": "w wk wks week weeks s sem semaine semaines",
        "month": "m mo month months mois",
        "year": "y yr yrs year years a an ans annee annees",
    }.items()
    for word in words.split()
}
# fmt: on


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"


MONTH: Final = f"(?P<month>{any_of(MONTHS)})"
WEEKDAY: Final = f"(?P<weekday>{any_of(WEEKDAYS)})"
DAY: Final = "(?P<day>[0-9]{1,2}(?: ?er|st|nd|rd|th)?|premier|first)"
COUNT: Final = f"(?P<count>[0-9]{{1,9}}|{any_of(COUNTS)})"
LONG_UNIT: Final = f"(?P<unit>{any_of(word for word in UNITS if len(word) > 1)})"

THIS_YEAR: Final = "this year|cette annee|l'annee en cours"
LAST_YEAR: Final = "last year|l'an (?:dernier|passe)|l'annee (?:derniere|passee)"
NEXT_YEAR: Final = "next year|l'an prochain|l'annee prochaine"
FULL_YEAR: Final = "[1-9][0-9]{3}"
YEAR: Final = f"(?P<year>{FULL_YEAR}|'?[0-9]{{2}}|{THIS_YEAR}|{LAST_YEAR}|{NEXT_YEAR})"

LEAD: Final = (
    "(?:(?:on|(?:back )?in|en|vers|around|about|circa|courant|during|durant|pendant|du|dans|of) )?"
    "(?:(?:le|la|the|ce) |l')?"
)
"""Small words before a date that change nothing."""

OF: Final = "(?: (?:de|du|of|in|en)| d')?"


def count_of(text: str) -> int:
    """The number that a count, in digits or in words, says."""
    return COUNTS.get(text) or int(text)


def day_of(text: str) -> int:
    """The number of a day of the month: `1er`, `14`, `3rd`, `premier`."""
    digits = re.match("[0-9]+", text)
    return int(digits[0]) if digits else 1
