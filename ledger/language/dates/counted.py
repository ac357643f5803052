"""Days counted from today: -3d, il y a 3 semaines, in 2 months."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from ledger.language.dates.days import Asked, Day, Several, known_day, month_of, year_of
from ledger.language.dates.vocabulary import COUNT, LONG_UNIT, UNITS, any_of, count_of

_IDIOMS: Final[Mapping[str, int]] = {
    "huit jours": 7,
    "quinze jours": 14,
    "fortnight": 14,
    "a fortnight": 14,
}
"""Said in words, the French week and fortnight count the day they start from; in digits they are numbers."""

_ABOUT: Final[Mapping[str, int]] = {"une huitaine": 8, "une quinzaine": 15}
"""About so many days, or a week or two: the day before may be meant."""

_FRAMES: Final = (
    (-1, re.compile(r"(?:about |around )?(.+) (?:ago|back)")),
    (-1, re.compile(r"(?:(?:il )?y a|y'?a|voila|voici|ca fait)(?: environ| a peu pres| deja)? (.+)")),
    (+1, re.compile(r"(?:in|dans|d'ici) (.+)")),
    (+1, re.compile(r"(.+) (?:from now|from today)")),
)
_AMOUNT: Final = f"{COUNT} ?{LONG_UNIT}"
_BRIEF: Final = "(?P<count>[0-9]{1,9}) ?(?P<unit>[djwy])"
_SHORT: Final = f"(?P<sign>[-+]) ?(?P<count>[0-9]+) ?(?P<unit>{any_of(UNITS)})"
_WITHIN_A_DAY: Final = rf"(?:{COUNT}|half an|une demi) ?(?:h|hours?|heures?|min|mins|minutes?)"


def read_short(text: str, asked: Asked) -> Day | None:
    """`-3d`, `-3j`, `-2w`, `-2s` (semaines), `-1m`, `-1y`; with a plus, days to come."""
    if not (match := re.fullmatch(_SHORT, text)):
        return None
    count = int(match["count"])
    return _moved(asked, -count if match["sign"] == "-" else count, UNITS[match["unit"]])


def read_ago(text: str, asked: Asked) -> Day | Several | None:
    """`3 weeks ago`, `il y a un mois`, `in two days`; as precise as the unit it is counted in."""
    for sign, frame in _FRAMES:
        if (match := frame.fullmatch(text)) and (found := _amount(match[1], sign, asked)):
            return found
    return None


def _amount(text: str, sign: int, asked: Asked) -> Day | Several | None:
    if days := _ABOUT.get(text.removesuffix(" de jours")):
        return Several((_moved(asked, sign * (days - 1), "day"), _moved(asked, sign * days, "day")))
    if days := _IDIOMS.get(text):
        return _moved(asked, sign * days, "day")
    if match := re.fullmatch(_AMOUNT, text) or re.fullmatch(_BRIEF, text):
        return _moved(asked, sign * count_of(match["count"]), UNITS[match["unit"]])
    return known_day(asked.today) if re.fullmatch(_WITHIN_A_DAY, text) else None


def _moved(asked: Asked, count: int, unit: str) -> Day:
    """So many units from today: a day for days and weeks, else the month or the year arrived at."""
    match unit:
        case "month":
            return month_of(asked.today.year, asked.today.month + count)
        case "year":
            return year_of(asked.today.year + count)
        case _:
            return known_day(asked.today + timedelta(days=count * (7 if unit == "week" else 1)))
