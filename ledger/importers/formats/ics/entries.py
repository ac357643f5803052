"""What one VEVENT says of when it is: its times, its rules, and which occurrence it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import Final

from ledger.importers.api import Problem
from ledger.importers.formats.ics.guests import Guest, guests
from ledger.importers.formats.ics.lines import Component
from ledger.importers.formats.ics.properties import Property
from ledger.importers.formats.ics.times import end_of_day, parse_length, parse_time
from ledger.importers.formats.ics.zones import UTC, Zone, named
from ledger.language import N_

NO_TIME: Final = N_("This entry has no time that can be read.")
ENDS_BEFORE: Final = N_("This entry ends before it begins.")
TOO_MANY_DAYS: Final = N_("This entry names more days than any meeting has.")

MOST_DAYS: Final = 4_000
"""Days a series may have, or leave out: every week for a lifetime, every day for ten years."""

_DAY: Final = timedelta(days=1)
_UNIVERSAL: Final = frozenset({"UTC", "ETC/UTC", "Z", "ETC/GMT"})


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
    zones: Mapping[str, Zone] = field(default_factory=dict)

    def moment(self, text: str, zone_name: str = "", beside: Moment | None = None) -> Moment | None:
        """The time in a text; without a zone in that of the time `beside` it.

        In a zone nobody knows it is as good as without one.
        """
        if not (written := parse_time(text)):
            return None
        floating = beside.zone if beside else self.zone
        zone = UTC if written.is_utc else self._zone(zone_name) if zone_name else floating
        return Moment(written.wall, None if written.is_day else zone, written.is_day)

    def _zone(self, name: str) -> Zone | None:
        return UTC if name.upper() in _UNIVERSAL else named(name) or self.zones.get(name)


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

    @cached_property
    def guests(self) -> tuple[Guest, ...]:
        """Everybody invited."""
        return tuple(guests(self.component))


def read_entry(calendar: Calendar, component: Component) -> Entry | Problem:
    """The entry that a VEVENT is, or why it is none."""
    start = _moment(calendar, component.one("DTSTART"))
    also, without = (_moments(calendar, component.every(name), start) for name in ("RDATE", "EXDATE"))
    trouble = component.trouble or (None if start else NO_TIME)
    if len(also) > MOST_DAYS or len(without) > MOST_DAYS:
        trouble = TOO_MANY_DAYS
    length = _length(calendar, component, start) if start else timedelta(0)
    if trouble or start is None or length < timedelta(0):
        return Problem(file=calendar.file, line=component.line, reason=trouble or ENDS_BEFORE)
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
    texts = ((each, text) for each in found for text in each.value.split(","))
    times = (
        calendar.moment(text.partition("/")[0], each.parameters.get("TZID", ""), beside)
        for each, text in islice(texts, MOST_DAYS + 1)
    )
    return tuple(time for time in times if time)


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
    """The time on the wall until which a rule holds, from the text of its UNTIL."""
    until = calendar.moment(text)
    if until is None:
        return None
    return end_of_day(until.wall) if until.is_day else until.in_zone(start.zone)
