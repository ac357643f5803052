"""Time zones of calendars: by the names of the tz database, of Windows, or as the file describes them.

A zone is what a clock on the wall there is ahead of universal time. One that nobody knows is None:
the time is then kept as it stands on the wall, which is the day that is wanted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ledger.importers.formats.ics.lines import Component
from ledger.importers.formats.ics.recurrence import expand
from ledger.importers.formats.ics.rules import parse_rule
from ledger.importers.formats.ics.times import parse_time
from ledger.importers.formats.ics.windows import WINDOWS

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,40}(?:/[A-Za-z0-9_+-]{1,40}){0,2}")
_OFFSET: Final = re.compile(r"([+-])([0-9]{2})([0-9]{2})(?:[0-9]{2})?")
_FIRST_YEAR: Final = 1970
_LAST: Final = datetime(2100, 1, 1)  # noqa: DTZ001  a time on the wall
_MOST_OBSERVANCES: Final = 100


@dataclass(frozen=True)
class Zone:
    """`ahead` tells of a time on the wall how far it is ahead of universal time."""

    ahead: Callable[[datetime], timedelta]

    def universal(self, wall: datetime) -> datetime:
        """The universal time of a time on the wall; both without a zone."""
        return wall - self.ahead(wall)

    def wall(self, universal: datetime) -> datetime:
        """The time on the wall at a universal time."""
        near = universal + self.ahead(universal)
        return universal + self.ahead(near)


UTC: Final = Zone(lambda _: timedelta(0))


@lru_cache(maxsize=1_000)
def named(name: str) -> Zone | None:
    """The zone of a name, of the tz database or of Windows; None where nobody knows it."""
    bare = name.strip().strip("/").replace(" ", "_")
    parts = bare.split("/")
    names = (WINDOWS.get(name.strip().casefold(), bare), *("/".join(parts[-n:]) for n in (3, 2)))
    for each in filter(_NAME.fullmatch, names):
        try:
            return _of_database(ZoneInfo(each))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return None


def _of_database(zone: ZoneInfo) -> Zone:
    return Zone(lambda wall: wall.replace(tzinfo=zone).utcoffset() or timedelta(0))


def described(component: Component) -> Zone | None:
    """The zone that a VTIMEZONE describes; None where it cannot be used."""
    changes = sorted(change for each in component.inside[:_MOST_OBSERVANCES] for change in _changes(each))
    if not changes:
        return None
    walls = [wall for wall, _, _ in changes]

    def ahead(wall: datetime) -> timedelta:
        at = bisect_right(walls, wall)
        return changes[at - 1][2] if at else changes[0][1]

    return Zone(ahead)


def _changes(observance: Component) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """When the clocks were changed: the time on the wall, how far it was ahead before and after."""
    before, after = _offset(observance.text("TZOFFSETFROM")), _offset(observance.text("TZOFFSETTO"))
    start = parse_time(observance.text("DTSTART"))
    if before is None or after is None or start is None:
        return
    try:
        rule = parse_rule(observance.text("RRULE"))
    except ValueError:
        yield start.wall, before, after
        return
    first = start.wall
    if rule.count is None and rule.interval == 1 and rule.frequency == "YEARLY":
        first = first.replace(year=max(first.year, _FIRST_YEAR), day=min(first.day, 28))
    until = parse_time(rule.until)
    for wall in expand(rule, first, _LAST, until.wall if until else None):
        yield wall, before, after


def _offset(text: str) -> timedelta | None:
    if not (found := _OFFSET.fullmatch(text)):
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -size if found[1] == "-" else size
