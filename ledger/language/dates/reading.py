"""Every way of writing a day, tried in turn, with a time of day beside it."""

from __future__ import annotations

import re
from typing import Final

from ledger.language.dates.calendar import (
    read_day,
    read_day_month,
    read_month,
    read_month_day,
    read_month_of_year,
    read_that_month,
    read_year,
    read_year_month_day,
)
from ledger.language.dates.days import Day, Reader, Several, Viewpoint
from ledger.language.dates.feasts import read_feast, read_nth_weekday
from ledger.language.dates.numbers import (
    read_iso,
    read_month_in_numbers,
    read_numbers,
    read_year_first,
)
from ledger.language.dates.relative import (
    read_ago,
    read_short,
    read_weekday,
    read_weekday_of_week,
)
from ledger.language.dates.spans import (
    read_days_of_month,
    read_either,
    read_season,
    read_stretch,
    read_week,
)
from ledger.language.dates.words import read_word

READERS: Final[tuple[Reader, ...]] = (
    read_iso,
    read_word,
    read_short,
    read_ago,
    read_either,
    read_weekday,
    read_feast,
    read_nth_weekday,
    read_day_month,
    read_month_day,
    read_year_month_day,
    read_numbers,
    read_day,
    read_month,
    read_month_of_year,
    read_year,
    read_that_month,
    read_month_in_numbers,
    read_weekday_of_week,
    read_year_first,
    read_week,
    read_season,
    read_days_of_month,
)
"""Tried in this order; where two would answer, the first is right."""

PART_OF_DAY: Final = (
    "matin|matinee|midi|apres midi|aprem|soir|soiree|nuit|minuit"
    "|morning|noon|lunchtime|afternoon|evening|night|midnight"
)
_H: Final = "(?:[01]?[0-9]|2[0-4])"
_M: Final = "[0-5][0-9]"
_AM: Final = " ?[ap] ?m"
CLOCK: Final = (
    rf"{_H} ?h ?(?:{_M})?|{_H}:{_M}(?::{_M}(?:\.[0-9]{{1,9}})?)?(?:{_AM})?|{_H}\.{_M}{_AM}"
    rf"|(?:0?[1-9]|1[0-2]){_AM}|{_H} heures?(?: {_M})?"
)
_ZONE: Final = (
    "(?: ?(?:z|utc|gmt|cest|cet|bst|est|edt|pst|pdt)?(?:[-+][0-9]{2}:?[0-9]{2})?)?"
)
_TO: Final = r" ?(?:-|a|to|until|till|et|and|jusqu'a) ?"
_PORTION: Final = "(?:(?:debut|milieu|fin) (?:de |d')(?:l'|la )?|early |late |mid )?"
_TIME: Final = (
    rf"(?:(?:dans l'|dans la |au |en |a |in the |at |around |about |vers )?{_PORTION}(?:{PART_OF_DAY}|journee)"
    rf"|(?:a |at |vers |around |@ ?)?(?:{CLOCK}){_ZONE}|(?:a |at ){_H}\.{_M}|at {_H}(?: o'clock)?)"
)
_HOURS: Final = rf"(.+?) (?:de |from |between |entre )?(?:{CLOCK}|{_H}){_TO}(?:{CLOCK})"
_TIMED: Final = rf"(.+?) {_TIME}|([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})t(?:{CLOCK}){_ZONE}"
_TIME_FIRST: Final = (
    rf"(?:on |in |dans )?(?:the |le |la |l')?(?:{PART_OF_DAY}) (?:of|du|d'|de) (.+)"
)
_TIME_AMID: Final = rf"(.+?) {_H}:{_M}:{_M}{_ZONE} ([0-9]{{4}})"


def find(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """What a normal text (`normal`) names; a time of day beside it is understood and not kept.

    None if it names no day we know of; raises NoSuchDay, ValueError or OverflowError for one that cannot be.
    """
    for reader in READERS:
        day = reader(text, viewpoint)
        if day:
            return day
    return _beside_a_time(text, viewpoint) or read_stretch(text, viewpoint, find)


def find_with_hours(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """What `find` finds, also with two times of day beside it, `hier de 12h à 14h`, which are a length in a sentence."""
    match = re.fullmatch(_HOURS, text)
    return find(text, viewpoint) or (_of_a_day(match[1], viewpoint) if match else None)


def _beside_a_time(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    """`hier à 15h`, `le soir du 14 juillet`, `Fri Nov 20 10:00:00 2026`: a month has no time of day."""
    if amid := re.fullmatch(_TIME_AMID, text):
        return find(f"{amid[1]} {amid[2]}", viewpoint)
    match = re.fullmatch(_TIMED, text) or re.fullmatch(_TIME_FIRST, text)
    if not match:
        return None
    return _of_a_day(next(filter(None, match.groups())), viewpoint)


def _of_a_day(text: str, viewpoint: Viewpoint) -> Day | Several | None:
    day = find(text, viewpoint)
    is_whole_period = isinstance(day, Day) and day.precision != "day"
    if is_whole_period:
        return None
    return day
