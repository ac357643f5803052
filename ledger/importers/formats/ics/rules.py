"""Recurrence rules: what a calendar's text says of them (RFC 5545, 3.3.10).

What recurs by the hour or faster is no meeting and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NoReturn, TypeAlias

Frequency: TypeAlias = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

_FREQUENCIES: Final[Mapping[str, Frequency]] = {
    "DAILY": "DAILY", "WEEKLY": "WEEKLY", "MONTHLY": "MONTHLY", "YEARLY": "YEARLY"
}  # fmt: skip
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY: Final = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}")
_LONGEST: Final = 2_000
_MOST_A_DAY: Final = 24

Nth: TypeAlias = tuple[int, int]
"""Which one, from the end if negative, 0 for each; and the day of the week, Monday 0."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is left out is empty, and is then taken from the first time."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: str = ""
    week_start: int = 0
    months: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    weekdays: frozenset[Nth] = frozenset()
    hours: frozenset[int] = frozenset()
    minutes: frozenset[int] = frozenset()
    seconds: frozenset[int] = frozenset()
    positions: frozenset[int] = frozenset()


def parse_rule(text: str) -> Rule:
    """The rule in a text; ValueError for one that is none, or that no meeting follows."""
    parts = _parts(text)
    if (frequency := _FREQUENCIES.get(parts.get("FREQ", ""))) is None:
        _refused(text)
    rule = Rule(
        frequency=frequency,
        interval=_within(parts.get("INTERVAL", "1"), 1, 10**9),
        count=_count(parts.get("COUNT", "")),
        until=parts.get("UNTIL", ""),
        week_start=_nth(parts.get("WKST", "MO"), "WEEKLY")[1],
        months=_numbers(parts, "BYMONTH", 1, 12),
        weeks=_numbers(parts, "BYWEEKNO", -53, 53),
        year_days=_numbers(parts, "BYYEARDAY", -366, 366),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        weekdays=frozenset(_nth(each, frequency) for each in _listed(parts, "BYDAY")),
        hours=_numbers(parts, "BYHOUR", 0, 23),
        minutes=_numbers(parts, "BYMINUTE", 0, 59),
        seconds=_numbers(parts, "BYSECOND", 0, 59),
        positions=_numbers(parts, "BYSETPOS", -366, 366),
    )
    if len(rule.hours or "1") * len(rule.minutes or "1") * len(rule.seconds or "1") > _MOST_A_DAY:
        _refused(text)
    return rule


def _parts(text: str) -> dict[str, str]:
    if len(text) > _LONGEST or "RSCALE=" in text.upper().replace("RSCALE=GREGORIAN", ""):
        _refused(text)
    pairs = (part.partition("=") for part in text.upper().replace(" ", "").strip(";").split(";"))
    return {name: value for name, _, value in pairs}


def _listed(parts: Mapping[str, str], name: str) -> list[str]:
    return [each for each in parts.get(name, "").split(",") if each]


def _numbers(parts: Mapping[str, str], name: str, least: int, most: int) -> frozenset[int]:
    return frozenset(_within(each, least, most) for each in _listed(parts, name))


def _within(text: str, least: int, most: int) -> int:
    if not _NUMBER.fullmatch(text) or not least <= int(text) <= most:
        _refused(text)
    return int(text)


def _count(text: str) -> int | None:
    """Return how many times the rule counts; None for a count below one, as exporters write "no count"."""
    if not text:
        return None
    number = _within(text, -(10**9), 10**9)
    return number if number > 0 else None


def _nth(text: str, frequency: Frequency) -> Nth:
    """A day of the week; which one, only where the period is long enough to have several."""
    if not (found := _WEEKDAY.fullmatch(text)):
        _refused(text)
    is_long = frequency in {"MONTHLY", "YEARLY"}
    return int(found[1] or 0) if is_long else 0, _WEEKDAYS.index(found[2])


def _refused(text: str) -> NoReturn:
    raise ValueError(f"no rule of a meeting: {text[:_LONGEST]}")
