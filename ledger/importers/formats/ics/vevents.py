"""When an entry of a calendar takes place: its times, its rules, and which occurrence it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from ledger.importers.api import Diagnostic
from ledger.importers.formats.ics.guests import Guest, guests
from ledger.importers.formats.ics.lines import (
    Component,
    Property,
    end_of_day,
    parse_length,
    parse_time,
)
from ledger.importers.formats.ics.zones import UTC, Zone, Zones
from ledger.language import N_

NO_TIME: Final = N_("This entry has no readable date or time.")
ENDS_BEFORE: Final = N_("This entry ends before it begins.")

_SEQUENCE: Final = re.compile(r"[0-9]{1,9}")
_DAY: Final = timedelta(days=1)
_FARTHEST_WEST: Final = timedelta(hours=-12)
_FARTHEST_EAST: Final = timedelta(hours=14)
_QUARTER: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class CalendarTime:
    """A time on the wall, midnight for a day, in a zone; None: wherever the reader is, or unknown."""

    wall: datetime
    zone: Zone | None = None
    is_day: bool = False

    @property
    def key(self) -> str:
        """A text that identifies the time, whatever zone it is written in."""
        if self.is_day:
            return f"{self.wall:%Y%m%d}"
        if self.zone is None:
            return f"{self.wall:%Y%m%dT%H%M%S}"
        return f"{self.zone.universal(self.wall):%Y%m%dT%H%M%SZ}"

    @property
    def day(self) -> date:
        """The day on the wall."""
        return self.wall.date()

    def in_zone(self, zone: Zone | None) -> datetime:
        """Return the time on the wall in another zone; as it stands if either is unknown."""
        if self.is_day:
            return self.wall
        if zone is None or self.zone is None:
            return self.wall
        if zone is self.zone:
            return self.wall
        universal = self.zone.universal(self.wall)
        return zone.wall(universal)


@dataclass(frozen=True)
class Calendar:
    """A calendar of a file: `zone` is that of its times without one, `zones` are those it describes."""

    file: str
    component: Component
    zone: Zone | None
    zones: Zones = field(default_factory=Zones)

    def local_zone(self, home: Zone) -> Zone:
        """Return the zone in which universal time is meant: the calendar's, or that of its reader."""
        if self.zone is None or self.zone is UTC:
            return home
        return self.zone

    def moment(
        self, text: str, zone_name: str = "", beside: CalendarTime | None = None
    ) -> CalendarTime | None:
        """Return the time that a text is; without a zone it is in that of the time `beside` it.

        An unknown zone is as good as none.
        """
        written = parse_time(text)
        if written is None:
            return None
        if written.is_day:
            return CalendarTime(written.wall, is_day=True)
        if written.is_utc:
            return CalendarTime(written.wall, UTC)
        if zone_name:
            return CalendarTime(written.wall, self.zones.find(zone_name))
        zone_of_wall = beside.zone if beside else self.zone
        return CalendarTime(written.wall, zone_of_wall)


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """An entry of a calendar, with when it takes place.

    `rank` tells which of two writings of it is the newer one. `original` is the occurrence of its
    series that it stands for, None for a series itself or a single entry; `onwards` says that it stands
    for all that follow too.
    """

    calendar: Calendar
    component: Component
    uid: str
    start: CalendarTime
    length: timedelta
    rank: tuple[int, str]
    original: CalendarTime | None = None
    onwards: bool = False
    rules: tuple[str, ...] = ()
    without_rules: tuple[str, ...] = ()
    also: tuple[CalendarTime, ...] = ()
    without: tuple[CalendarTime, ...] = ()

    def zone(self, home: Zone) -> Zone | None:
        """Return the zone where the entry is: universal time is meant in that of the calendar or its reader."""
        if self.start.zone is UTC:
            return self.calendar.local_zone(home)
        return self.start.zone

    def end_in(self, zone: Zone | None) -> datetime:
        """Return the time on the wall of a zone when the entry ends."""
        begin = self.start.in_zone(zone)
        if zone is None:
            return begin + self.length
        return zone.wall(zone.universal(begin) + self.length)

    @cached_property
    def guests(self) -> tuple[Guest, ...]:
        """Everyone invited."""
        return tuple(guests(self.component))

    @property
    def title(self) -> str:
        """The title on one line."""
        return " ".join(self.component.text("SUMMARY").split())


def read_entry(calendar: Calendar, component: Component) -> Entry | Diagnostic:
    """Return the entry that a VEVENT is, or why it is none."""
    start = _moment(calendar, component.one("DTSTART"))
    if component.trouble or start is None:
        reason = component.trouble or NO_TIME
        return Diagnostic(file=calendar.file, line=component.line, reason=reason)
    length = _length(calendar, component, start)
    if length < timedelta(0):
        return Diagnostic(file=calendar.file, line=component.line, reason=ENDS_BEFORE)
    recurrence_id = component.one("RECURRENCE-ID")
    scope = ""
    if recurrence_id:
        scope = recurrence_id.parameters.get("RANGE", "")
    excluding_rules = (rule.value for rule in component.every("EXRULE"))
    return Entry(
        calendar=calendar,
        component=component,
        uid=component.text("UID"),
        start=start,
        length=length,
        rank=_rank(component),
        original=_moment(calendar, recurrence_id, start),
        onwards=scope.upper() == "THISANDFUTURE",
        rules=tuple(rule.value for rule in component.every("RRULE")),
        without_rules=tuple(excluding_rules),
        also=_moments(calendar, component.every("RDATE"), start),
        without=_moments(calendar, component.every("EXDATE"), start),
    )


def _moment(
    calendar: Calendar, dated: Property | None, beside: CalendarTime | None = None
) -> CalendarTime | None:
    if dated is None:
        return None
    return calendar.moment(dated.value, dated.parameters.get("TZID", ""), beside)


def _moments(
    calendar: Calendar, dated: Sequence[Property], beside: CalendarTime | None
) -> tuple[CalendarTime, ...]:
    """Return the times in lists; of a period the one when it begins."""
    moments: list[CalendarTime | None] = []
    for property_ in dated:
        zone_name = property_.parameters.get("TZID", "")
        texts = (text.partition("/")[0] for text in property_.value.split(","))
        moments += (calendar.moment(text, zone_name, beside) for text in texts)
    return tuple(filter(None, moments))


def _length(calendar: Calendar, component: Component, start: CalendarTime) -> timedelta:
    """Return how long an entry lasts; without a length, a whole day if it starts on a day, else no time."""
    end = _moment(calendar, component.one("DTEND"), start)
    if end is None:
        duration = parse_length(component.text("DURATION"))
        if duration is not None:
            return duration
        if start.is_day:
            return _DAY
        return timedelta(0)
    if start.is_day or end.is_day:
        return end.wall - start.wall
    if start.zone is None or end.zone is None:
        return end.wall - start.wall
    begins = start.zone.universal(start.wall)
    ends = end.zone.universal(end.wall)
    return ends - begins


def _rank(component: Component) -> tuple[int, str]:
    """Return what is higher for the newer of two writings of an entry."""
    sequence = component.text("SEQUENCE")
    number = 0
    if _SEQUENCE.fullmatch(sequence):
        number = int(sequence)
    changed = component.text("LAST-MODIFIED") or component.text("DTSTAMP")
    return number, changed


def last_moment(calendar: Calendar, text: str, start: CalendarTime) -> datetime | None:
    """Return the time on the wall of `start` until which a rule holds, from the text of its UNTIL."""
    until = calendar.moment(text, beside=start)
    if until is None:
        return None
    if until.is_day:
        return end_of_day(until.wall)
    is_in_both_clocks = until.zone is UTC and start.zone is None and not start.is_day
    if is_in_both_clocks:
        return _last_beside(until.wall, start.wall)
    return until.in_zone(start.zone)


def _last_beside(until: datetime, start: datetime) -> datetime:
    """Return the end, on the wall of an unknown zone, of a series that holds until a universal time.

    The last time of a series is often written as its end: how far the zone is ahead then shows. The end
    of a day stands for the day.
    """
    ahead = (start - until) % _DAY
    if ahead % _QUARTER:
        return end_of_day(until)
    if ahead > _FARTHEST_EAST:
        ahead -= _DAY
    return until + ahead


def could_be(wall: datetime, universal: datetime) -> bool:
    """Tell whether some zone on earth shows this time on the wall at a universal time."""
    return _FARTHEST_WEST <= wall - universal <= _FARTHEST_EAST
