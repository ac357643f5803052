"""The words for days, months and counts in both languages, and the form in which all words are read.

The words that are one day by themselves are all that most commands need.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Final

from ledger.language.dates.days import Day, Viewpoint, known_day

_OFFSETS: Final[Mapping[int, str]] = {
    -2: "avant hier, avanthier, av hier, avt hier, l'avant veille, avant veille, day before yesterday, the day before yesterday",
    -1: "yesterday, yday, y'day, y day, yest, last night, last evening, hier, hier au soir, la nuit derniere, la nuit passee",
    0: "today, now, just now, earlier today, this morning, this am, this noon, this lunchtime, this afternoon, "
    "this evening, tonight, aujourd'hui, aujourdhui, aujourd hui, auj, maintenant, a l'instant, "
    "tout a l'heure, ce matin, ce midi, cet apres midi, cette apres midi, cet aprem, ce soir, ce jour",
    1: "tomorrow, demain",
    2: "day after tomorrow, the day after tomorrow, apres demain",
}

WORDS: Final[Mapping[str, int]] = {
    word: days for days, words in _OFFSETS.items() for word in words.split(", ")
}
"""How many days from today; a plan (`propose --for`) may lie ahead."""

# fmt: off
_ENGLISH: Final = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sep sept", "october oct", "november nov", "december dec",
)
_FRENCH: Final = (
    "janvier janv", "fevrier fev fevr", "mars", "avril avr", "mai", "juin", "juillet juil", "aout aou",
    "septembre sept", "octobre oct", "novembre nov", "decembre dec",
)


def numbered(lists: Iterable[str], start: int = 1) -> dict[str, int]:
    """The number of each word, by the list of words that it is in."""
    numbers: dict[str, int] = {}
    for number, words in enumerate(lists, start):
        numbers |= dict.fromkeys(words.split(), number)
    return numbers


ENGLISH_MONTHS: Final[Mapping[str, int]] = numbered(_ENGLISH)
FRENCH_MONTHS: Final[Mapping[str, int]] = numbered(_FRENCH)
MONTHS: Final[Mapping[str, int]] = {**ENGLISH_MONTHS, **FRENCH_MONTHS}
"""The number of each month by its names and their abbreviations."""

WEEKDAYS: Final[Mapping[str, int]] = numbered((
    "monday lundi mon lun", "tuesday mardi tue tues mar", "wednesday mercredi wed weds mer merc",
    "thursday jeudi thu thur thurs jeu", "friday vendredi fri ven vend", "saturday samedi sat sam",
    "sunday dimanche sun dim",
), start=0)
"""The number of each day of the week, Monday 0, by its names and their abbreviations."""

COUNTS: Final[Mapping[str, int]] = numbered((
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

_ORDINALS: Final = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    "|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty first|twenty second|twenty third"
    "|twenty fourth|twenty fifth|twenty sixth|twenty seventh|twenty eighth|twenty ninth|thirtieth|thirty first"
)
_CARDINALS: Final = (
    "premier|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|dix sept"
    "|dix huit|dix neuf|vingt|vingt et un|vingt deux|vingt trois|vingt quatre|vingt cinq|vingt six|vingt sept"
    "|vingt huit|vingt neuf|trente|trente et un"
)
# fmt: on

DAYS_IN_WORDS: Final[Mapping[str, int]] = {
    word: number
    for words in (_ORDINALS, _CARDINALS)
    for number, word in enumerate(words.split("|"), 1)
}
"""The days of a month: `fourth` of July, le `quatorze` juillet."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return (
        "(?:"
        + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
        + ")"
    )


MONTH: Final = f"(?P<month>{any_of(MONTHS)})"
WEEKDAY: Final = f"(?P<weekday>{any_of(WEEKDAYS)})"
DAY_IN_DIGITS: Final = "[0-9]{1,2}(?: ?er|st|nd|rd|th)?"
DAY: Final = (
    f"(?P<day>{DAY_IN_DIGITS}|{any_of({*DAYS_IN_WORDS} - {'sept'})}|(?<=le )sept)"
)
"""`sept` alone is September."""
DAY_AFTER_MONTH: Final = f"(?P<day>{DAY_IN_DIGITS}|{_ORDINALS})"
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

_MARKS: Final = frozenset({"Mn", "Me"})
_SIGNS: Final = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        ",": " ",
        "–": "-",
        "—": "-",
        "−": "-",
    }
)


@lru_cache(maxsize=1024)
def normal(text: str) -> str:
    """The text as readers read it: lower case, no accents, one space, plain apostrophes.

    Dots after words and hyphens beside letters go: `14-Juil.-2025` is `14 juil 2025`.
    """
    parts = unicodedata.normalize("NFD", text.translate(_SIGNS).casefold())
    plain = parts
    if not parts.isascii():
        kept = [char for char in parts if unicodedata.category(char) not in _MARKS]
        plain = "".join(kept)
    plain = re.sub(r"(?<=[a-z])\.-?", " ", plain)
    plain = re.sub(r"(?<=[a-z])-|(?<=[a-z0-9])-(?=[a-z])", " ", plain)
    return " ".join(plain.split())


def read_word(text: str, viewpoint: Viewpoint) -> Day | None:
    """`yesterday`, `avant-hier`, `ce matin`, and the other words that are one day."""
    days = WORDS.get(text)
    if days is None:
        return None
    return known_day(viewpoint.today + timedelta(days=days))


def count_of(text: str) -> int:
    """The number that a count, in digits or in words, says."""
    return COUNTS.get(text) or int(text)


def day_of(text: str) -> int:
    """The number of a day of the month: `1er`, `14`, `3rd`, `premier`, `twenty first`."""
    digits = re.match("[0-9]+", text)
    if digits:
        return int(digits[0])
    return DAYS_IN_WORDS[text]
