"""Recurrence rules as calendars write them (RFC 5545, 3.3.10).

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
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,20}")
_LONGEST: Final = 2_000
_MOST_A_DAY: Final = 24

Nth: TypeAlias = tuple[int, int]
"""The number of a day of the week, from the end if negative, 0 for every one; and the day, Monday 0."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A recurrence rule; a part that it leaves out is empty, and taken from the first time."""

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
    """Return the rule that a text is; ValueError if it is none, or none that a meeting follows."""
    parts = _parts(text)
    frequency = _FREQUENCIES.get(parts.get("FREQ", ""))
    if frequency is None:
        _refuse(text)
    _, week_start = _weekday(parts.get("WKST") or "MO", "WEEKLY")
    weekdays_listed = (_weekday(day, frequency) for day in _listed(parts, "BYDAY"))
    rule = Rule(
        frequency=frequency,
        interval=_within(parts.get("INTERVAL") or "1", 1, 10**9),
        count=_count(parts.get("COUNT", "")),
        until=parts.get("UNTIL", ""),
        week_start=week_start,
        months=_numbers(parts, "BYMONTH", 1, 12),
        weeks=_numbers(parts, "BYWEEKNO", -53, 53),
        year_days=_numbers(parts, "BYYEARDAY", -366, 366),
        month_days=_numbers(parts, "BYMONTHDAY", -31, 31),
        weekdays=frozenset(weekdays_listed),
        hours=_numbers(parts, "BYHOUR", 0, 23),
        minutes=_numbers(parts, "BYMINUTE", 0, 59),
        seconds=_numbers(parts, "BYSECOND", 0, 59),
        positions=_numbers(parts, "BYSETPOS", -366, 366),
    )
    hours = max(1, len(rule.hours))
    minutes = max(1, len(rule.minutes))
    seconds = max(1, len(rule.seconds))
    if hours * minutes * seconds > _MOST_A_DAY:
        _refuse(text)
    return rule


def _parts(text: str) -> dict[str, str]:
    if len(text) > _LONGEST:
        _refuse(text)
    bare = (
        text.upper()
        .replace(" ", "")
        .replace("RSCALE=GREGORIAN", "")
        .removeprefix("RRULE:")
    )
    if "RSCALE=" in bare:
        _refuse(text)
    parts: dict[str, str] = {}
    for part in bare.strip(";").split(";"):
        name, _, value = part.partition("=")
        parts[name] = value
    return parts


def _listed(parts: Mapping[str, str], name: str) -> list[str]:
    values = parts.get(name, "").split(",")
    return list(filter(None, values))


def _numbers(
    parts: Mapping[str, str], name: str, lowest: int, highest: int
) -> frozenset[int]:
    values = _listed(parts, name)
    numbers_within = (_within(value, lowest, highest) for value in values)
    return frozenset(numbers_within)


def _within(text: str, lowest: int, highest: int) -> int:
    if not _NUMBER.fullmatch(text):
        _refuse(text)
    number = int(text)
    if not lowest <= number <= highest:
        _refuse(text)
    return number


def _count(text: str) -> int | None:
    """Return how many times the rule counts; None for less than one, as exporters write "no count"."""
    if not text:
        return None
    if not _WHOLE.fullmatch(text):
        _refuse(text)
    number = int(text)
    if number > 0:
        return number
    return None


def _weekday(text: str, frequency: Frequency) -> Nth:
    """Return a day of the week; its number only if the period is long enough to have several."""
    match = _WEEKDAY.fullmatch(text)
    if match is None:
        _refuse(text)
    weekday = _WEEKDAYS.index(match[2])
    if frequency in {"DAILY", "WEEKLY"}:
        return 0, weekday
    return int(match[1] or 0), weekday


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"no rule of a meeting: {text[:_LONGEST]}")
