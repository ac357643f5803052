"""Every way we know of writing a day, tried in turn."""

from __future__ import annotations

import re
from typing import Final

from ledger.language.dates.counted import read_ago, read_short
from ledger.language.dates.days import Asked, Day, Reader, Several
from ledger.language.dates.monthdays import read_day, read_day_month, read_feast, read_month_day
from ledger.language.dates.months import (
    read_month,
    read_month_in_numbers,
    read_month_of_year,
    read_that_month,
    read_year,
)
from ledger.language.dates.numbers import read_iso, read_numbers, read_year_first
from ledger.language.dates.spans import read_either, read_season, read_week
from ledger.language.dates.weekdays import read_weekday, read_weekday_of_week
from ledger.language.dates.words import read_word

READERS: Final[tuple[Reader, ...]] = (
    read_iso,
    read_word,
    read_short,
    read_ago,
    read_either,
    read_weekday,
    read_day_month,
    read_month_day,
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
    read_feast,
)
"""Tried in this order; where two would answer, the first is right."""

PART_OF_DAY: Final = (
    "matin|matinee|midi|apres midi|aprem|soir|soiree|nuit|minuit"
    "|morning|noon|lunchtime|afternoon|evening|night|midnight"
)
CLOCK: Final = (
    "[0-9]{1,2} ?h(?:[0-9]{2})?|[0-9]{1,2}:[0-9]{2}(?: ?[ap] ?m)?|[0-9]{1,2} ?[ap] ?m|[0-9]{1,2} heures?"
)
_TIMED: Final = (
    rf"(.+?) (?:(?:dans l'|dans la |au |en |a |in the |at )?(?:{PART_OF_DAY})"
    rf"|(?:a |at |vers |around )?(?:{CLOCK})|at [0-9]{{1,2}}(?: o'clock)?)"
)
_TIME_FIRST: Final = rf"(?:on |in |dans )?(?:the |le |la |l')?(?:{PART_OF_DAY}) (?:of|du|d'|de) (.+)"


def find(text: str, asked: Asked) -> Day | Several | None:
    """What a normal text (`normal`) names; a time of day beside it is understood and not kept.

    None if it names no day we know of; raises NoSuchDay, ValueError or OverflowError for one that cannot be.
    """
    for reader in READERS:
        if found := reader(text, asked):
            return found
    if not (match := re.fullmatch(_TIMED, text) or re.fullmatch(_TIME_FIRST, text)):
        return None
    found = find(match[1], asked)
    return None if isinstance(found, Day) and found.precision != "day" else found
