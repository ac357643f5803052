"""The occurrences of series: rules expanded, what was moved, left out or called off told apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from ledger.importers.api import Diagnostic
from ledger.importers.formats.ics.lines import PEOPLE, Component
from ledger.importers.formats.ics.recurrence import Steps, excluded, expand
from ledger.importers.formats.ics.recurrence_rules import Rule, parse_rule
from ledger.importers.formats.ics.vevents import (
    CalendarTime,
    Entry,
    could_be,
    last_moment,
)
from ledger.importers.formats.ics.zones import UTC
from ledger.language import N_

NO_RULE: Final = N_("This entry repeats in a way meetings don't: {rule}.")
TOO_MANY_DAYS: Final = N_("This entry lasts too long for a meeting.")
OLDER_DAYS: Final = N_(
    "This series has more than {most} days; those before {on} are skipped."
)

MOST_DAYS: Final = 4_000
"""Days taken of a series, its latest ones: every week for a lifetime, every day for ten years."""

_STEPS_OF_EXCEPTION: Final = 5
"""Steps for looking whether an exception stands for a time of a series: entries of one UID may be many of both."""

_MIDNIGHT: Final = time()


@dataclass(frozen=True)
class Occurrence:
    """One time that an entry took place, or was to; `key` tells it again wherever it was moved to.

    `alone` says that the entry has no other: it is recognised again by its UID too, once it is moved itself.
    `outdated` says that the series was changed later and has this time no more; `deleted` that the
    series leaves it out.
    """

    entry: Entry
    start: CalendarTime
    key: str
    alone: bool = False
    outdated: bool = False
    deleted: bool = False


def occurrences(
    entries: Sequence[Entry],
    until: datetime,
    is_wanted: Callable[[Entry], bool],
    steps: Steps,
) -> Iterator[Occurrence | Diagnostic]:
    """Yield the occurrences of the entries of one UID that begin by `until`, a time on the wall.

    Of an entry that is not wanted, or has none until then, only the first one. `steps` are those
    that the rules of all the files may take.
    """
    newest = _newest(entries)
    series = [entry for entry in newest if entry.original is None]
    exceptions = _exceptions(newest, series)
    outdated: set[str] = set()
    deleted: set[str] = set()
    for entry in series:
        try:
            times = []
            if is_wanted(entry):
                times = _times(entry, until, steps)
            steps.take(_STEPS_OF_EXCEPTION * len(exceptions))
        except ValueError as error:
            yield _unusable(entry, str(error))
            continue
        if not times:
            yield Occurrence(entry, entry.start, entry.start.key)
            continue
        if len(times) > MOST_DAYS:
            times = times[-MOST_DAYS:]
            yield _shortened(entry, times[0].day)
        placed = _Placed(entry, times, until.date())
        deleted |= placed.deleted(exceptions)
        outdated |= placed.outdated(exceptions)
        alone = len(newest) == 1 and not (entry.rules or entry.also)
        yield from placed.occurrences(exceptions.values(), alone=alone)
    for key, exception in exceptions.items():
        if key not in deleted:
            yield Occurrence(exception, exception.start, key, outdated=key in outdated)


def _exceptions(newest: Iterable[Entry], series: Sequence[Entry]) -> dict[str, Entry]:
    """Return the entries that stand for an occurrence of a series, by the key of that occurrence."""
    main = None
    if series:
        main = series[0]
    exceptions: dict[str, Entry] = {}
    for entry in newest:
        if entry.original is not None:
            exceptions[entry.original.key] = _inheriting(entry, main)
    return exceptions


def _unusable(entry: Entry, rule: str) -> Diagnostic:
    """Return why a series comes to nothing: its rule, or "" if the rules took too many steps."""
    file, line = entry.calendar.file, entry.component.line
    if not rule:
        return Diagnostic(file=file, line=line, reason=TOO_MANY_DAYS)
    return Diagnostic(file=file, line=line, reason=NO_RULE, details={"rule": rule})


def _shortened(entry: Entry, on: date) -> Diagnostic:
    return Diagnostic(
        file=entry.calendar.file,
        line=entry.component.line,
        reason=OLDER_DAYS,
        details={"most": MOST_DAYS, "on": on},
    )


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    """Return of several writings of one entry the newest; equally new ones at other times are other entries."""
    best: dict[str, tuple[int, str]] = {}
    newest: dict[tuple[str, str], Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.rank, reverse=True):
        original = entry.original.key if entry.original else ""
        if best.setdefault(original, entry.rank) != entry.rank:
            continue
        start = "" if original else entry.start.key
        newest.setdefault((original, start), entry)
    return list(newest.values())


def _inheriting(entry: Entry, main: Entry | None) -> Entry:
    """Return the exception with the guests and the privacy of its series, if it has none itself."""
    if main is None:
        return entry
    names = {property_.name for property_ in entry.component.properties}
    missing = {"CLASS"} - names
    if names.isdisjoint(PEOPLE):
        missing |= PEOPLE
    inherited = [
        property_
        for property_ in main.component.properties
        if property_.name in missing
    ]
    component = entry.component
    merged = Component(
        component.kind, component.line, [*component.properties, *inherited]
    )
    return replace(entry, component=merged)


def _times(entry: Entry, until: datetime, steps: Steps) -> list[CalendarTime]:
    """Return when the series begins each time, in order; ValueError with the rule, or "" if out of steps."""
    start = entry.start.wall
    walls: set[datetime] = set()
    if start <= until:
        walls.add(start)
    for text in entry.rules:
        rule, end = _rule(entry, text)
        every = expand(rule, start, until, end, steps)
        newest = deque(every, maxlen=MOST_DAYS + 1)
        walls.update(newest)
    for moment in entry.also:
        wall = moment.in_zone(entry.start.zone)
        if wall <= until:
            walls.add(wall)
    for text in entry.without_rules:
        rule, end = _rule(entry, text)
        walls.difference_update(excluded(rule, start, until, end, steps))
    return [replace(entry.start, wall=wall) for wall in sorted(walls)]


def _rule(entry: Entry, text: str) -> tuple[Rule, datetime | None]:
    """Return a rule of the entry and until when it holds; ValueError with the text of one that is none."""
    try:
        rule = parse_rule(text)
    except ValueError:
        raise ValueError(text) from None
    until = last_moment(entry.calendar, rule.until, entry.start)
    if rule.until and until is None:
        raise ValueError(text)
    return rule, until


class _Placed:
    """The times of a series, and which of them an EXDATE or a RECURRENCE-ID means."""

    def __init__(
        self, entry: Entry, times: Sequence[CalendarTime], until: date
    ) -> None:
        self.entry = entry
        self.days = times[0].day, until
        self.by_key = {moment.key: moment for moment in times}
        self.by_day: dict[date, list[CalendarTime]] = {}
        for moment in times:
            self.by_day.setdefault(moment.day, []).append(moment)
        self.without: set[str] = set()
        for reference in entry.without:
            self.without.update(self.keys_meant(reference))

    def occurrences(
        self, exceptions: Iterable[Entry], *, alone: bool
    ) -> Iterator[Occurrence]:
        """Yield the occurrences, those left out as deleted, without those that an exception stands for."""
        replaced: dict[str, Entry] = {}
        for exception in exceptions:
            keys = self.keys_meant(exception.original)
            replaced.update(dict.fromkeys(keys, exception))
        shift = timedelta(0)
        onwards = self.entry
        for key, moment in self.by_key.items():
            if key in replaced:
                exception = replaced[key]
                if exception.onwards:
                    shift = _shift(exception)
                    onwards = exception
            else:
                start = replace(onwards.start, wall=moment.wall + shift)
                is_deleted = key in self.without
                yield Occurrence(onwards, start, key, alone=alone, deleted=is_deleted)

    def deleted(self, exceptions: Mapping[str, Entry]) -> set[str]:
        """Return the keys of exceptions whose occurrence a later writing of the series leaves out."""
        keys: set[str] = set()
        for key, exception in exceptions.items():
            replaced = self.keys_meant(exception.original)
            is_left_out = bool(replaced) and self.without.issuperset(replaced)
            is_newer = is_left_out and exception.rank < self.entry.rank
            if is_newer:
                keys.add(key)
        return keys

    def outdated(self, exceptions: Mapping[str, Entry]) -> set[str]:
        """Return the keys of exceptions for which a later writing of the series has no time."""
        if not self.entry.rules:
            return set()
        keys: set[str] = set()
        later_sequence, _ = self.entry.rank
        begin, until = self.days
        for key, exception in exceptions.items():
            original = exception.original
            sequence, _ = exception.rank
            if original is None:
                continue
            if sequence >= later_sequence:
                continue
            is_gone = begin <= original.day <= until and not self.keys_meant(original)
            if is_gone:
                keys.add(key)
        return keys

    def keys_meant(self, reference: CalendarTime | None) -> list[str]:
        """Return the keys of the times that a reference means: by its time, or else by its day."""
        if reference is None:
            return []
        if reference.key in self.by_key:
            return [reference.key]
        on_day = self.by_day.get(reference.day, [])
        if reference.is_day:
            return [moment.key for moment in on_day]
        moments = self._beside(reference, on_day)
        if len(moments) != 1:
            return []
        return [moments[0].key]

    def _beside(
        self, reference: CalendarTime, on_day: list[CalendarTime]
    ) -> list[CalendarTime]:
        """Return the times that a reference may mean which names another hour, or a zone that cannot be compared."""
        start = self.entry.start
        are_comparable = start.is_day or (reference.zone is None) == (
            start.zone is None
        )
        if not are_comparable:
            return self._nearest(reference, on_day)
        if _is_midnight(reference):
            return on_day
        return self.by_day.get(reference.in_zone(start.zone).date(), [])

    def _nearest(
        self, reference: CalendarTime, on_day: list[CalendarTime]
    ) -> list[CalendarTime]:
        """Return what a reference means if either it or the series is in an unknown zone.

        That is the time on the day as it is written; of a universal time the nearest that some zone on
        earth allows.
        """
        if reference.zone is not UTC:
            return on_day
        allowed = [moment for moment in on_day if could_be(moment.wall, reference.wall)]
        if allowed and _is_midnight(reference):
            return on_day
        for days in (-1, 1):
            day = reference.day + timedelta(days=days)
            beside = self.by_day.get(day, ())
            allowed += [
                moment for moment in beside if could_be(moment.wall, reference.wall)
            ]
        if not allowed:
            return on_day
        nearest = min(allowed, key=lambda moment: abs(moment.wall - reference.wall))
        return [nearest]


def _shift(exception: Entry) -> timedelta:
    """Return how far an exception moved what it stands for."""
    if exception.original is None:
        return timedelta(0)
    return exception.start.wall - exception.original.in_zone(exception.start.zone)


def _is_midnight(moment: CalendarTime) -> bool:
    return moment.wall.time() == _MIDNIGHT
