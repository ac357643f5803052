"""A day with a time of day beside it, and from one time to another a length: `thursday 12:30`, `demain 14h-16h`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Final, NamedTuple

from ledger.language.dates.words import COUNTS, any_of, normal

_AFTER_NOON: Final = "du soir|de l'apres midi|in the evening|in the afternoon"
_BEFORE_NOON: Final = "du matin|in the morning"
_TO: Final = r" ?(?:-|–|a|to|until|till|et|and|jusqu'a) ?"
_SPOKEN: Final = f"[0-9]{{1,2}}|{any_of(COUNTS)}"


def _time(number: int) -> str:
    """The pattern of a time of day: `14h`, `12:30`, `9 heures 15`, `2.30pm`, `9 o'clock`."""
    hour, minute = f"(?P<hour{number}>[0-9]{{1,2}})", f"(?P<minute{number}>[0-5][0-9])"
    half = rf"(?: ?(?P<half{number}>[ap]) ?m)"
    return (
        rf"{hour}(?:(?: ?h| ?heures?) ?{minute}?|:{minute.replace('minute', 'minutes')}{half}?"
        rf"|(?:\.{minute.replace('minute', 'dotted')})?{half.replace('half', 'alone')}| ?o'clock)"
    )


_LED: Final = "(?:a|at|vers|around|about|@)"
# Texts that `re` compiles when they are first used: that takes milliseconds, and most sentences tell no hour.
_PATTERNS: Final = tuple(
    rf"(?<![\w/.:-])(?<!\bdans )(?<!\bin )(?:{pattern})"
    rf"(?: (?:(?P<pm>{_AFTER_NOON})|(?P<am>{_BEFORE_NOON})))?(?![\w/:])"
    for pattern in (
        f"(?:de|from|between|entre) (?:(?P<hour3>[0-9]{{1,2}})|{_time(1)}){_TO}{_time(2)}",
        rf"(?P<hour3>[0-9]{{1,2}})(?:-| to ){_time(2)}",
        f"(?:{_LED} ?)?{_time(1)}{_TO}{_time(2)}",
        rf"(?:{_LED} )?(?P<noon>midi|noon)(?: et (?P<part>quart|demie?))?",
        rf"(?:{_LED} )?(?P<past>half|quarter) past (?P<spoken>{_SPOKEN})",
        rf"(?:{_LED} )?(?P<to>quarter) to (?P<spoken>{_SPOKEN})",
        rf"(?:{_LED}) ?(?P<hour1>[0-9]{{1,2}})\.(?P<minute1>[0-5][0-9])",
        f"(?:{_LED} ?)?{_time(1)}",
    )
)
_DASHED: Final = re.compile(
    "(?<=[0-9hm])[ ]?[-–][ ]?(?=[0-9]{1,2} ?(?:h|[ap]m|:[0-9]{2}))"
)
_HOUR_ALONE: Final = r"(?:(?<=\w )|^)(?:a|at|@) ?(?P<hour1>[0-9]{1,2})$"
"""An hour without a sign, which only stands at the end: `vendredi à 9`."""

_HOURS_ALONE: Final = rf"(?:(?<=\w )|^)(?:de|from|between|entre) (?P<hour3>[0-9]{{1,2}}){_TO}(?P<hour2>[0-9]{{1,2}})$"
"""Two of them: `friday from 2 to 4`."""

_INSTANT: Final = r"(?<=[0-9])t(?P<hour1>[0-9]{2}):(?P<minute1>[0-5][0-9])(?::[0-9]{2})?(?:z|[-+][0-9:]+)?$"
_PARTS: Final = {"quart": 15, "demi": 30, "demie": 30, "half": 30, "quarter": 15}
_NOON: Final = 12 * 60
_DAY: Final = 24 * 60
_EARLIEST: Final = 7 * 60
"""Nobody is met before this hour, unless they say that it is in the morning."""

_HALVES: Final = ("am", "pm", "half1", "half2", "alone1", "alone2")


class TimedText(NamedTuple):
    """The words for the day, the time of day and the length in minutes; None for what the text lacks.

    `is_either_half` if nothing tells the half of the day: "at 3" is in the afternoon here, "at 8" in the morning.
    """

    day: str
    at: time | None = None
    minutes: int | None = None
    is_either_half: bool = False


def timed(text: str) -> TimedText:
    """A text, made normal, with its time of day taken out. Raises ValueError for one that cannot be."""
    text = normal(_DASHED.sub(" to ", text))
    for pattern in (_INSTANT, *_PATTERNS, _HOURS_ALONE, _HOUR_ALONE):
        match = re.search(pattern, text)
        if match is None:
            continue
        day = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,")
        return _timed(day, match.groupdict())
    return TimedText(text)


def _timed(day: str, groups: Mapping[str, str | None]) -> TimedText:
    end = _minute(groups, 2)
    start = _start(groups, end)
    is_either_half = _is_either_half(groups, start)
    minutes = None
    if end is not None:
        goes_past_noon = is_either_half and end < start
        minutes = (end - start) % (_NOON if goes_past_noon else _DAY) or None
    is_small_hour = 60 <= start < _EARLIEST
    if is_either_half and is_small_hour:
        start += _NOON
    return TimedText(day, time(*divmod(start, 60)), minutes, is_either_half)


def _is_either_half(groups: Mapping[str, str | None], start: int) -> bool:
    """Whether an hour is said as on a dial: "at 3", "3:30", "half past two"; not `3am`, `03:00`, `15:00`."""
    if start >= _NOON:
        return False
    tells_a_half = any(map(groups.get, _HALVES))
    if tells_a_half:
        return False
    hour = groups.get("hour1") or groups.get("hour3") or ""
    return not hour.startswith("0")


def _start(groups: Mapping[str, str | None], end: int | None) -> int:
    """The minute of the day at which it begins: that of `2-4pm` in the half of the day of its end."""
    if groups.get("noon"):
        return _NOON + _PARTS.get(groups.get("part") or "", 0)
    if groups.get("spoken"):
        return _spoken(groups)
    start = _minute(groups, 1)
    may_follow_its_end = start is None
    if start is None:
        start = _minute(groups, 3) or 0
    is_past_noon = groups.get("pm") and start < _NOON
    if is_past_noon:
        return start + _NOON
    ends_in_half = groups.get("half2") or groups.get("alone2")
    if end is None or not ends_in_half:
        return start
    if may_follow_its_end and start < end - _NOON:
        return start + _NOON
    return start


def _spoken(groups: Mapping[str, str | None]) -> int:
    """The minute of `half past twelve` and of `quarter to nine`."""
    spoken = groups["spoken"] or ""
    hour = 60 * int(COUNTS.get(spoken) or spoken)
    if groups.get("to"):
        return hour - 15
    return hour + _PARTS[groups["past"] or ""]


def _minute(groups: Mapping[str, str | None], number: int) -> int | None:
    """The minute of the day that one of two times names. Raises ValueError for one that cannot be."""
    hour = groups.get(f"hour{number}")
    if hour is None:
        return None
    half = groups.get(f"half{number}") or groups.get(f"alone{number}")
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError
        half_a_day = 12 if half == "p" else 0
        hours = hours % 12 + half_a_day
    named = (groups.get(f"{name}{number}") for name in ("minute", "minutes", "dotted"))
    minutes = int(next(filter(None, named), 0))
    time(hours, minutes)
    return 60 * hours + minutes
