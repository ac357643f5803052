"""Days, times and lengths as calendars write them (RFC 5545, 3.3.4 to 3.3.6)."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final, NamedTuple

_TIME: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:T([0-9]{2})([0-9]{2})([0-9]{2})?(Z)?)?")
_LENGTH: Final = re.compile(
    r"\+?P(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?(?:T(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,9})S)?)?"
)
_YEARS: Final = range(1600, 9000)
"""Beyond them nothing can be reckoned with, and nobody meets."""


class Written(NamedTuple):
    """A time as written: on the wall, midnight for a day; `is_utc` says that it is universal time."""

    wall: datetime
    is_day: bool
    is_utc: bool


def parse_time(text: str) -> Written | None:
    """The day or time in a text, None where it is none."""
    if not (found := _TIME.fullmatch(text.strip().upper())):
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        wall = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001  a wall has no zone
    except ValueError:
        return None
    if year not in _YEARS:
        return None
    return Written(wall, found[4] is None, found[7] is not None)


def parse_length(text: str) -> timedelta | None:
    """The length in a text such as `PT1H30M`; None where it is none."""
    found = _LENGTH.fullmatch(text.strip().upper())
    if not found or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def end_of_day(wall: datetime) -> datetime:
    """The last moment of the day of a time."""
    return datetime.combine(wall, time.max)
