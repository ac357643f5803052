"""What one VEVENT says of when it is: its times, its rules, and which occurrence it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

from ledger.importers.api import Diagnostic
from ledger.importers.formats.ics.guests import Guest, guests
from ledger.importers.formats.ics.lines import Component
from ledger.importers.formats.ics.properties import Property
from ledger.importers.formats.ics.times import end_of_day, parse_length, parse_time
from ledger.importers.formats.ics.zones import UTC, Zone, Zones
from ledger.language import N_

NO_TIME: Final = N_("This entry has no time that can be read.")
ENDS_BEFORE: Final = N_("This entry ends before it begins.")

_DAY: Final = timedelta(days=1)
_FARTHEST_WEST: Final = timedelta(hours=-12)
_FARTHEST_EAST: Final = timedelta(hours=14)
_QUARTER: Final = timedelta(minutes=15)


@dataclass(frozen=True)
class Moment:
    """A time on the wall, midnight for a day, in a zone; None: wherever the reader is."""

    wall: datetime
    zone: Zone | None = None
    is_day: bool = False

    @property
    def key(self) -> str:
        """What is the same for the same time, in whatever zone it is written."""
        if self.is_day:
            return f"{self.wall:%Y%m%d}"
        return (
            f"{self.zone.universal(self.wall):%Y%m%dT%H%M%SZ}" if self.zone else f"{self.wall:%Y%m%dT%H%M%S}"
        )

    @property
    def day(self) -> date:
        """The day on the wall."""
        return self.wall.date()

    def in_zone(self, zone: Zone | None) -> datetime:
        """The time on the wall in another zone; as it stands where either is not known."""
        if self.is_day or zone is None or self.zone is None or zone is self.zone:
            return self.wall
        return zone.wall(self.zone.universal(self.wall))


@dataclass(frozen=True)
class Calendar:
    """What a whole calendar says: `zone` is that of its times without one, `zones` those it describes."""

    file: str
    component: Component
    zone: Zone | None
    zones: Zones = field(default_factory=Zones)

    def local_zone(self, home: Zone) -> Zone:
        """Return the zone in which universal time is meant: the calendar's, or that of its reader."""
        return self.zone if self.zone and self.zone is not UTC else home

    def moment(self, text: str, zone_name: str = "", beside: Moment | None = None) -> Moment | None:
        """The time in a text; without a zone in that of the time `beside` it.

        In a zone nobody knows it is as good as without one.
        """
        if not (written := parse_time(text)):
            return None
        floating = beside.zone if beside else self.zone
        if written.is_day:
            zone = None
        elif written.is_utc:
            zone = UTC
        else:
            zone = self.zones.find(zone_name) if zone_name else floating
        return Moment(written.wall, zone, written.is_day)


@dataclass(frozen=True, kw_only=True, eq=False)
class Entry:
    """What a VEVENT says of when it is.

    `rank` tells which of two writings of it is the newer one. `original` is the occurrence of its
    series that it stands for, `onwards` says that it stands for all that follow too; None where it
    is a series itself, or alone.
    """

    calendar: Calendar
    component: Component
    uid: str
    start: Moment
    length: timedelta
    rank: tuple[int, str]
    original: Moment | None = None
    onwards: bool = False
    rules: tuple[str, ...] = ()
    without_rules: tuple[str, ...] = ()
    also: tuple[Moment, ...] = ()
    without: tuple[Moment, ...] = ()

    def zone(self, home: Zone) -> Zone | None:
        """Return the zone where the entry is: universal time is meant in that of the calendar or its reader."""
        return self.calendar.local_zone(home) if self.start.zone is UTC else self.start.zone

    def end_in(self, zone: Zone | None) -> datetime:
        """Return the time on the wall of a zone when the entry ends."""
        begin = self.start.in_zone(zone)
        return begin + self.length if zone is None else zone.wall(zone.universal(begin) + self.length)

    @cached_property
    def guests(self) -> tuple[Guest, ...]:
        """Everybody invited."""
        return tuple(guests(self.component))


def read_entry(calendar: Calendar, component: Component) -> Entry | Diagnostic:
    """The entry that a VEVENT is, or why it is none."""
    start = _moment(calendar, component.one("DTSTART"))
    also, without = (_moments(calendar, component.every(name), start) for name in ("RDATE", "EXDATE"))
    trouble = component.trouble or (None if start else NO_TIME)
    length = _length(calendar, component, start) if start else timedelta(0)
    if trouble or start is None or length < timedelta(0):
        return Diagnostic(file=calendar.file, line=component.line, reason=trouble or ENDS_BEFORE)
    recurrence_id = component.one("RECURRENCE-ID")
    return Entry(
        calendar=calendar,
        component=component,
        uid=component.text("UID"),
        start=start,
        length=length,
        rank=_rank(component),
        original=_moment(calendar, recurrence_id, start),
        onwards=bool(recurrence_id and recurrence_id.parameters.get("RANGE", "").upper() == "THISANDFUTURE"),
        rules=tuple(each.value for each in component.every("RRULE")),
        without_rules=tuple(each.value for each in component.every("EXRULE")),
        also=also,
        without=without,
    )


def _moment(calendar: Calendar, found: Property | None, beside: Moment | None = None) -> Moment | None:
    return calendar.moment(found.value, found.parameters.get("TZID", ""), beside) if found else None


def _moments(calendar: Calendar, found: Sequence[Property], beside: Moment | None) -> tuple[Moment, ...]:
    """The times in lists; of a period the one when it begins."""
    moments: list[Moment | None] = []
    for listed in found:
        zone_name = listed.parameters.get("TZID", "")
        texts = (text.partition("/")[0] for text in listed.value.split(","))
        moments += (calendar.moment(text, zone_name, beside) for text in texts)
    return tuple(filter(None, moments))


def _length(calendar: Calendar, component: Component, start: Moment) -> timedelta:
    if end := _moment(calendar, component.one("DTEND"), start):
        if start.zone and end.zone and not start.is_day and not end.is_day:
            return end.zone.universal(end.wall) - start.zone.universal(start.wall)
        return end.wall - start.wall
    told = parse_length(component.text("DURATION"))
    return told if told is not None else _DAY if start.is_day else timedelta(0)


def _rank(component: Component) -> tuple[int, str]:
    sequence = component.text("SEQUENCE")
    number = int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0
    return number, component.text("LAST-MODIFIED") or component.text("DTSTAMP")


def last_moment(calendar: Calendar, text: str, start: Moment) -> datetime | None:
    """Return the time on the wall of `start` until which a rule holds, from the text of its UNTIL."""
    until = calendar.moment(text, beside=start)
    if until is None:
        return None
    if until.is_day:
        return end_of_day(until.wall)
    if until.zone is UTC and start.zone is None and not start.is_day:
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
    return until + (ahead if ahead <= _FARTHEST_EAST else ahead - _DAY)


def could_be(wall: datetime, universal: datetime) -> bool:
    """Tell whether some zone on earth shows this time on the wall at a universal time."""
    return _FARTHEST_WEST <= wall - universal <= _FARTHEST_EAST
