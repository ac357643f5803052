"""Days, times and lengths as calendars write them (RFC 5545, 3.3.4 to 3.3.6)."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

_TIME: Final = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z)?)?"
)
_LENGTH: Final = re.compile(
    r"\+?P(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,9})S)?)?"
)
_YEARS: Final = range(1600, 9000)
"""Beyond them nothing can be reckoned with, and nobody meets."""


class WrittenTime(NamedTuple):
    """A time as written: on the wall, midnight for a day; `is_utc` says that it is universal time."""

    wall: datetime
    is_day: bool
    is_utc: bool


def parse_time(text: str) -> WrittenTime | None:
    """Return the day or time that a text is; None if it is none."""
    match = _TIME.fullmatch(text.strip().upper())
    if match is None:
        return None
    year, month, day, hour, minute, second = (
        int(part or 0) for part in match.groups()[:6]
    )
    if year not in _YEARS:
        return None
    second = min(second, 59)
    try:
        wall = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  a wall has no zone
    except ValueError:
        return None
    return WrittenTime(wall, is_day=match[4] is None, is_utc=match[7] is not None)


def parse_length(text: str) -> timedelta | None:
    """Return the length that a text such as `PT1H30M` is; None if it is none."""
    match = _LENGTH.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(
        weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
    )


def end_of_day(wall: datetime) -> datetime:
    """Return the last moment of the day of a time."""
    return datetime.combine(wall, time.max)
