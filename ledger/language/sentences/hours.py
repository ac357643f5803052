"""How long it lasted, and the time of day, which is understood and not kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

_HOUR: Final = r"(?P<h{0}>[0-9]{{1,2}})(?: ?[h:] ?(?P<m{0}>[0-9]{{2}})?| ?heures?)?(?: ?[ap] ?m)?"
_RANGE: Final = rf"(?P<from>de |from |between |entre )?{_HOUR.format(1)} (?:a|to|until|et|and|till|jusqu'a) {_HOUR.format(2)}"
_H: Final = "(?:[01]?[0-9]|2[0-4])"
_M: Final = "[0-5][0-9]"
_TIMED: Final = rf"{_H} ?h ?(?:{_M})?|{_H}[:.]{_M}|{_H} heures?(?: {_M})?"
_CLOCKS: Final = (
    rf"(?:@ ?|(?:a|at|vers|around|about|jusqu'a|until) )(?:{_TIMED}|midi|minuit|noon|midnight|lunchtime)",
    rf"(?:@ ?|(?:at|around|about|vers) ){_H}(?: o'clock)?",
    rf"(?:@ ?|(?:at|around|about) )?(?:0?[1-9]|1[0-2])(?:[:.]{_M})? ?[ap] ?m",
    f"{_H}:{_M}|(?:0?[5-9]|1[0-9]|2[0-3]) ?h ?(?:{_M})?",
    rf"(?:le |du |de l'|in the |dans l'|dans la |en |en fin d'|en fin de |en debut d'|en debut de )(?:{PART_OF_DAY})",
    rf"(?:at |around |about )?(?:half|quarter|{_N}) (?:past|to) {_N}",
    "(?:all|toute la|toute l'|tout l'|tout le|dans la) (?:morning|afternoon|evening|day|matinee|soiree|journee|apres midi)",
    "midi|noon",
)
"""Hours of the day; standing alone, 5 h and more may be one."""


def minutes_of(text: str) -> int | None:
    """The minutes that a text says: `2h`, `1h30`, `half an hour`, `12h-14h`; None if it says none."""
    text = re.sub("(?<=[0-9hm])[ ]?[-–][ ]?(?=[0-9])", " a ", re.sub("(?<=[0-9]),(?=[0-9])", ".", text))
    text = re.sub(f"^{_ABOUT}|{_OR_SO}$", "", normal(text))
    for pattern in _LENGTHS:
        if match := re.fullmatch(pattern, text):
            return round(60 * _hours(match.groupdict())) or None
    return _between(text)


def _hours(found: dict[str, str | None]) -> float:
    hours = _number(found.get("hours")) + _number(found.get("minutes")) / 60
    quarters = found.get("quarters")
    if quarters is None:
        return hours + (0.5 if found.get("half") else 0)
    if quarters.startswith("moins"):
        return hours - 0.25
    if quarters == "1/2":
        return hours + 0.5
    return hours + (0.75 if quarters.startswith(("three", "trois", "3")) else 0.25)


def _number(text: str | None) -> float:
    return float(COUNTS.get(text) or text) if text else 0


def _between(text: str) -> int | None:
    """The minutes from one time of day to another, one of which has to look like a time."""
    match = re.fullmatch(_RANGE, text)
    if not match or not (match["from"] or re.search("[0-9] ?[h:]|[0-9] ?[ap] ?m|heure", text)):
        return None
    start, end = (60 * int(match[f"h{n}"]) + int(match[f"m{n}"] or 0) for n in (1, 2))
    if max(start, end) > 24 * 60:
        return None
    return (end - start) % (12 * 60 if end < start and end <= 12 * 60 else 24 * 60) or None


def is_clock(text: str) -> bool:
    """Whether a text is a time of day: `à 13h`, `at noon`, `3 pm`, `le matin`; a length is none."""
    return any(re.fullmatch(pattern, normal(text)) for pattern in _CLOCKS)


@once
def lengths_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """How long it lasted; after `at` the words are a time of day."""
    at = i > 0 and sentence.tokens[i - 1].text.lower() in AT
    for end in range(i + 1, min(i + _LONGEST, len(sentence.tokens)) + 1):
        written = sentence.written(i, end)
        minutes = minutes_of(written) or _of(sentence, i, end)
        if minutes and not _goes_on(sentence, end):
            hour = at or (minutes >= _WORKING_DAY and is_clock(written))
            joined = end + (sentence.plain(end, end + 1) in {"de", "d", "of"})  # "2 h de visio"
            yield Piece(Kind.LENGTH, i, joined, _NO_LENGTH if hour else 0.0, minutes)


def _of(sentence: Sentence, i: int, end: int) -> int | None:
    """The minutes of `de 30 minutes`: "un café de 30 minutes"."""
    return minutes_of(sentence.written(i + 1, end)) if sentence.words[i] in {"de", "d", "of"} else None


def _goes_on(sentence: Sentence, end: int) -> bool:
    """Whether a month or `ago` follows: 2 to 4 March is no time of day, nor is "at 5 Nov"."""
    return sentence.plain(end, end + 1) in {*MONTHS, "ago"}


@once
def clocks_at(sentence: Sentence, i: int) -> Iterator[Piece]:
    """The time of day."""
    for end in range(i + 1, min(i + _LONGEST, len(sentence.tokens)) + 1):
        if is_clock(sentence.written(i, end)) and not _goes_on(sentence, end):
            yield Piece(Kind.CLOCK, i, end, 0.0)
