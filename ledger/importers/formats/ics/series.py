"""Series as the occurrences they had: rules spread out, what was moved, left out or called off told apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from ledger.importers.api import Diagnostic
from ledger.importers.formats.ics.entries import Entry, Moment, could_be, last_moment
from ledger.importers.formats.ics.lines import Component
from ledger.importers.formats.ics.recurrence import Steps, excluded, expand
from ledger.importers.formats.ics.rules import Rule, parse_rule
from ledger.importers.formats.ics.zones import UTC
from ledger.language import N_

NO_RULE: Final = N_("This entry recurs by a rule that no meeting follows: {rule}.")
TOO_MANY_DAYS: Final = N_("This entry names more days than any meeting has.")
OLDER_DAYS: Final = N_("This series has more than {most} days: those before {on} are left out.")

MOST_DAYS: Final = 4_000
"""Days taken of a series, its latest ones: every week for a lifetime, every day for ten years."""

_MIDNIGHT: Final = time()
_INHERITED: Final = ("ATTENDEE", "ORGANIZER", "CLASS")
"""What an exception of Exchange leaves out and its series says."""


@dataclass(frozen=True)
class Occurrence:
    """One time that an entry took place, or was to; `key` tells it again wherever it was moved to.

    `alone` says that the entry has no other: it is told again by its UID too, once it is moved itself.
    `outdated` says that the series was changed later and has this time no more.
    """

    entry: Entry
    start: Moment
    key: str
    alone: bool = False
    outdated: bool = False


def occurrences(
    entries: Sequence[Entry], last: datetime, wanted: Callable[[Entry], bool], steps: Steps
) -> Iterator[Occurrence | Diagnostic]:
    """Yield the occurrences of the entries of one UID that begin by `last`, a time on the wall.

    Of an entry that is not wanted, or has none until then, only the first one. `steps` are those
    that the rules of all the files may take.
    """
    newest = _newest(entries)
    series = [entry for entry in newest if entry.original is None]
    main = series[0] if series else None
    moved = {entry.original.key: _inheriting(entry, main) for entry in newest if entry.original is not None}
    outdated: set[str] = set()
    deleted: set[str] = set()
    for entry in series:
        try:
            times = _times(entry, last, steps) if wanted(entry) else []
        except ValueError as error:
            yield _unusable(entry, str(error))
            continue
        if len(times) > MOST_DAYS:
            times = times[-MOST_DAYS:]
            yield _shortened(entry, times[0].day)
        if not times:
            yield Occurrence(entry, entry.start, entry.start.key)
            continue
        placed = _Placed(entry, times, last.date())
        outdated.update(key for key, exception in moved.items() if placed.is_outdated(exception))
        deleted.update(key for key, exception in moved.items() if placed.is_deleted(exception))
        alone = len(newest) == 1 and not (entry.rules or entry.also)
        for occurrence in placed.occurrences(moved):
            yield replace(occurrence, alone=alone) if alone else occurrence
    for key, exception in moved.items():
        if key not in deleted:
            yield Occurrence(exception, exception.start, key, outdated=key in outdated)


def _unusable(entry: Entry, rule: str) -> Diagnostic:
    details = {"rule": rule} if rule else {}
    reason = NO_RULE if rule else TOO_MANY_DAYS
    return Diagnostic(file=entry.calendar.file, line=entry.component.line, reason=reason, details=details)


def _shortened(entry: Entry, on: date) -> Diagnostic:
    return Diagnostic(
        file=entry.calendar.file,
        line=entry.component.line,
        reason=OLDER_DAYS,
        details={"most": MOST_DAYS, "on": on},
    )


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    """Of several writings of one entry the newest; equally new ones at other times are other entries."""
    best: dict[str, int | tuple[int, str]] = {}
    found: dict[tuple[str, str], Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.rank, reverse=True):
        original = entry.original.key if entry.original else ""
        if best.setdefault(original, entry.rank) == entry.rank:
            found.setdefault((original, "" if original else entry.start.key), entry)
    return list(found.values())


def _inheriting(entry: Entry, main: Entry | None) -> Entry:
    """Return the exception with the guests of its series, if it names nobody itself."""
    if main is None:
        return entry
    have = {property_.name for property_ in entry.component.properties}
    people = {"ATTENDEE", "ORGANIZER"}
    missing = [name for name in _INHERITED if name not in have and (name not in people or not people & have)]
    inherited = [property_ for property_ in main.component.properties if property_.name in missing]
    component = entry.component
    merged = Component(component.kind, component.line, [*component.properties, *inherited])
    return replace(entry, component=merged)


def _times(entry: Entry, last: datetime, steps: Steps) -> list[Moment]:
    """Return when the series begins each time, in order; ValueError with the rule, or "" if out of steps."""
    walls = {entry.start.wall} if entry.start.wall <= last else set()
    for text in entry.rules:
        rule, until = _rule(entry, text)
        walls.update(deque(expand(rule, entry.start.wall, last, until, steps), maxlen=MOST_DAYS + 1))
    for moment in entry.also:
        if (wall := moment.in_zone(entry.start.zone)) <= last:
            walls.add(wall)
    for text in entry.without_rules:
        rule, until = _rule(entry, text)
        walls.difference_update(excluded(rule, entry.start.wall, last, until, steps))
    return [replace(entry.start, wall=wall) for wall in sorted(walls)]


def _rule(entry: Entry, text: str) -> tuple[Rule, datetime | None]:
    """Return a rule of the entry and until when it holds; ValueError with the text of one that is none."""
    try:
        rule = parse_rule(text)
    except ValueError:
        raise ValueError(text) from None
    return rule, last_moment(entry.calendar, rule.until, entry.start)


@dataclass
class _Placed:
    """The times of a series, and which of them an EXDATE or a RECURRENCE-ID means."""

    entry: Entry
    times: Sequence[Moment]
    last: date
    by_key: dict[str, Moment] = field(init=False)
    by_day: dict[date, list[Moment]] = field(init=False)
    without: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.by_key = {moment.key: moment for moment in self.times}
        self.by_day = {}
        for moment in self.times:
            self.by_day.setdefault(moment.day, []).append(moment)
        self.without = set()
        for excepted in self.entry.without:
            self.without.update(self.keys_meant(excepted))

    def occurrences(self, moved: Mapping[str, Entry]) -> Iterator[Occurrence]:
        """Yield the occurrences without those left out and those that an exception stands for."""
        exceptions = {
            key: exception for exception in moved.values() for key in self.keys_meant(exception.original)
        }
        shift, onwards = timedelta(0), self.entry
        for key, moment in self.by_key.items():
            exception = exceptions.get(key)
            if exception is not None and exception.original:
                if exception.onwards:
                    shift = exception.start.wall - exception.original.in_zone(exception.start.zone)
                    onwards = exception
            elif key not in self.without:
                yield Occurrence(onwards, replace(onwards.start, wall=moment.wall + shift), key)

    def is_deleted(self, exception: Entry) -> bool:
        """Tell whether a later writing of the series leaves out what the exception stands for."""
        meant = self.keys_meant(exception.original)
        return bool(meant) and self.without.issuperset(meant) and exception.rank < self.entry.rank

    def is_outdated(self, exception: Entry) -> bool:
        """Tell whether a later writing of the series has no time that the exception could stand for."""
        original = exception.original
        if original is None or not self.entry.rules or exception.rank[0] >= self.entry.rank[0]:
            return False
        return self.times[0].day <= original.day <= self.last and not self.keys_meant(original)

    def keys_meant(self, reference: Moment | None) -> list[str]:
        """Return the keys of the times that a reference means: by its time, or else by its day."""
        if reference is None:
            return []
        if reference.key in self.by_key:
            return [reference.key]
        if reference.is_day:
            return [moment.key for moment in self.by_day.get(reference.day, ())]
        start = self.entry.start
        if (reference.zone is None) != (start.zone is None) and not start.is_day:
            near = self._near(reference)
        else:
            day = reference.day if _is_midnight(reference) else reference.in_zone(start.zone).date()
            near = self.by_day.get(day, [])
        return [near[0].key] if len(near) == 1 else []

    def _near(self, reference: Moment) -> list[Moment]:
        """Return what a reference means if either it or the series is in an unknown zone.

        That is the time on the day as it is written; of a universal time the nearest that some zone on
        earth allows.
        """
        on_day = self.by_day.get(reference.day, [])
        possible = any(could_be(moment.wall, reference.wall) for moment in on_day)
        if reference.zone is not UTC or (_is_midnight(reference) and possible):
            return on_day
        days = (reference.day + timedelta(days=number) for number in (-1, 0, 1))
        around = [moment for day in days for moment in self.by_day.get(day, ())]
        allowed = [moment for moment in around if could_be(moment.wall, reference.wall)]
        if not allowed:
            return on_day
        return [min(allowed, key=lambda moment: abs(moment.wall - reference.wall))]


def _is_midnight(moment: Moment) -> bool:
    return moment.wall.time() == _MIDNIGHT
