"""How long it lasted, and the time of day, which is understood and not kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ledger.language.dates.reading import PART_OF_DAY
from ledger.language.dates.words import COUNTS, MONTHS, any_of, normal
from ledger.language.sentences.pieces import Kind, Piece, Sentence, once

AT: Final = frozenset({"à", "at", "@", "vers", "around", "about", "dès"})
"""Before a time of day."""

_LONGEST: Final = 7
_NO_LENGTH: Final = 2.0
_WORKING_DAY: Final = 8 * 60
"""Written like a time of day and as long as this, it is a time of day."""

_N: Final = rf"(?:[0-9]{{1,3}}(?:\.[0-9]{{1,2}})?|{any_of(COUNTS)})"
_ABOUT: Final = "(?:(?:for|pendant|durant|during|about|environ|around|presque|pres de|over|plus de|more than|nearly|almost) )*"
_OR_SO: Final = "(?: or so| environ| a peu pres)?"
_HOURS: Final = "(?:petite |bonne |good |short )?(?:h|hrs?|hours?|heures?)"
_MINUTES: Final = "(?:mn|mins?|minutes?|'|m)"

_LENGTHS: Final = (
    rf"(?P<hours>{_N}) ?{_HOURS}(?: ?(?P<half>(?:et|and a) (?:demie?|half)))?",
    rf"(?P<hours>{_N}) ?{_HOURS}(?: et| and)? ?(?P<minutes>[0-9]{{1,2}})(?: ?{_MINUTES})?",
    rf"(?P<minutes>{_N}) ?{_MINUTES}",
    rf"(?P<hours>{_N}) (?P<half>and a half) {_HOURS}",
    rf"(?P<half>half an|half a|a half|half|une demi|1/2|demi) {_HOURS}",
    r"(?P<quarters>(?:(?:un|three|trois|a|3) )?(?:quarts?|quarters?)) (?:d'heure|d heure|of an hour)",
    rf"(?P<hours>{_N}) {_HOURS} (?P<quarters>(?:et|and a|moins)(?: un| le)? (?:quart|quarter))",
    rf"(?P<hours>{_N}) ?h ?(?P<quarters>[13]/4|1/2)",
    r"(?P<quarters>[13]/4|1/2) (?:d'heure|d heure|of an hour|h|hour|heure)",
)

_HOUR: Final = (
    r"(?P<h{0}>[0-9]{{1,2}})(?: ?[h:] ?(?P<m{0}>[0-9]{{2}})?| ?heures?)?(?: ?[ap] ?m)?"
)
_RANGE: Final = rf"(?P<from>de |from |between |entre )?{_HOUR.format(1)} (?:a|to|until|et|and|till|jusqu'a) {_HOUR.format(2)}"
_H: Final = "(?:[01]?[0-9]|2[0-4])"
_M: Final = "[0-5][0-9]"
_TIMED: Final = rf"{_H} ?h ?(?:{_M})?|{_H}[:.]{_M}|{_H} heures?(?: {_M})?"
_CLOCKS: Final = (
    rf"(?:@ ?|(?:a|at|vers|around|about|jusqu'a|until) )(?:{_TIMED}|midi|minuit|noon|midnight|lunchtime)",
    rf"(?:@ ?|(?:at|around|about|vers) ){_H}(?: o'clock)?",
    rf"(?:(?:at|around|about) )?{_H}(?:[:.]{_M})? ?ish",
    rf"(?:@ ?|(?:at|around|about) )?(?:0?[1-9]|1[0-2])(?:[:.]{_M})? ?[ap] ?m",
    f"{_H}:{_M}|(?:0?[5-9]|1[0-9]|2[0-3]) ?h ?(?:{_M})?",
    rf"(?:le |du |de l'|in the |dans l'|dans la |en |en fin d'|en fin de |en debut d'|en debut de )(?:{PART_OF_DAY})",
    rf"(?:at |around |about )?(?:half|quarter|{_N}) (?:past|to) {_N}",
    "(?:all|toute la|toute l'|tout l'|tout le|dans la) (?:morning|afternoon|evening|day|matinee|soiree|journee|apres midi)",
    rf"de (?:0?[7-9]|1[0-9]|2[0-3]) ?h(?: ?{_M})?",
    "midi|noon",
)
"""Hours of the day; standing alone, 5 h and more may be one."""


_CLOCK: Final = re.compile("|".join(f"(?:{pattern})" for pattern in _CLOCKS))
_DASHED: Final = re.compile("(?<=[0-9hm])[ ]?[-–][ ]?(?=[0-9])")
_DECIMAL: Final = re.compile("(?<=[0-9]),(?=[0-9])")
_QUALIFIED: Final = re.compile(f"^{_ABOUT}|{_OR_SO}$")
_LIKE_A_TIME: Final = re.compile("[0-9] ?[h:]|[0-9] ?[ap] ?m|heure")
_OF: Final = frozenset({"de", "d", "of"})
_LATE: Final = re.compile(
    r"(?:mins?|minutes?)? ?(?:de |en )?(?:retard|late|delay|behind)(?!\w)"
)
_LATE_BY: Final = re.compile(r"(?<!\w)(?:retard(?: de)?|late(?: by)?|delayed(?: by)?)$")
_NO_UNITS: Final = frozenset({"am", "ah"})
"""Words that are no `a` with a unit after it."""
_HALF_A_DAY: Final = 12 * 60
_DAY: Final = 24 * 60


@lru_cache(maxsize=1024)
def minutes_of(text: str) -> int | None:
    """The minutes that a text says: `2h`, `1h30`, `half an hour`, `12h-14h`; None if it says none."""
    text = _DASHED.sub(" a ", _DECIMAL.sub(".", text))
    text = _QUALIFIED.sub("", normal(text))
    if text in _NO_UNITS:
        return None
    for pattern in _LENGTHS:
        match = re.fullmatch(pattern, text)
        if match:
            return round(60 * _hours(match.groupdict())) or None
    return _between(text)


def _hours(groups: dict[str, str | None]) -> float:
    hours = _number(groups.get("hours"))
    hours += _number(groups.get("minutes")) / 60
    if groups.get("half"):
        hours += 0.5
    return hours + _quarters(groups.get("quarters") or "")


def _quarters(words: str) -> float:
    """The part of an hour in `et quart`, `moins le quart`, `3/4`."""
    if not words:
        return 0
    if words.startswith("moins"):
        return -0.25
    if words == "1/2":
        return 0.5
    if words.startswith(("three", "trois", "3")):
        return 0.75
    return 0.25


def _number(text: str | None) -> float:
    if not text:
        return 0
    return float(COUNTS.get(text) or text)


def _between(text: str) -> int | None:
    """The minutes from one time of day to another, one of which has to look like a time."""
    match = re.fullmatch(_RANGE, text)
    if match is None:
        return None
    is_no_time = not match["from"] and _LIKE_A_TIME.search(text) is None
    if is_no_time:
        return None
    start = _minute(match["h1"], match["m1"])
    end = _minute(match["h2"], match["m2"])
    if max(start, end) > _DAY:
        return None
    clock = _DAY
    if end < start and end <= _HALF_A_DAY:
        clock = _HALF_A_DAY
    return (end - start) % clock or None


def _minute(hour: str, minute: str | None) -> int:
    return 60 * int(hour) + int(minute or 0)


def is_clock(text: str) -> bool:
    """Whether a text is a time of day: `à 13h`, `at noon`, `3 pm`, `le matin`; a length is none."""
    return _CLOCK.fullmatch(normal(text)) is not None


@once
def lengths_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """How long it lasted; after `at` the words are a time of day."""
    after_at = sentence.written(max(0, i - 1), i).lower() in AT
    for end in sentence.ends(i, _LONGEST):
        written = sentence.written(i, end)
        minutes = minutes_of(written) or _minutes_of_it(sentence, i, end)
        if not minutes:
            continue
        if _goes_on(sentence, end):
            continue
        if _is_delay(sentence, i, end):
            continue
        doubtfulness = 0.0
        if after_at or _is_rather_an_hour(written, minutes):
            doubtfulness = _NO_LENGTH
        joined = sentence.plain(end, end + 1) in _OF  # "2 h de visio"
        yield Piece(Kind.LENGTH, i, end + joined, doubtfulness, minutes)


def _is_rather_an_hour(written: str, minutes: int) -> bool:
    """Whether a length is written as a time of day is, and too long for a meeting: `14h`, `de 9h`."""
    if minutes < _WORKING_DAY and not written.startswith("de "):
        return False
    return is_clock(written)


def _minutes_of_it(sentence: Sentence, i: int, end: int) -> int | None:
    """The minutes of `de 30 minutes`: "un café de 30 minutes"."""
    if sentence.words[i] not in _OF:
        return None
    return minutes_of(sentence.written(i + 1, end))


def _goes_on(sentence: Sentence, end: int) -> bool:
    """Whether a month or `ago` follows: 2 to 4 March is no time of day, nor is "at 5 Nov"."""
    following = sentence.plain(end, end + 1)
    return following in MONTHS or following == "ago"


def _is_delay(sentence: Sentence, start: int, end: int) -> bool:
    """Whether it tells how late someone was: "20 min de retard", "en retard de 30 min", "an hour late"."""
    before = sentence.plain(max(0, start - 2), start)
    after = sentence.plain(end, end + 2)
    return _LATE_BY.search(before) is not None or _LATE.match(after) is not None


@once
def clocks_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The time of day."""
    for end in sentence.ends(i, _LONGEST):
        is_a_time = is_clock(sentence.written(i, end)) and not _goes_on(sentence, end)
        if is_a_time:
            yield Piece(Kind.CLOCK, i, end, 0.0)
