"""Series as the occurrences they had: rules spread out, what was moved, left out or called off told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from ledger.importers.api import Problem
from ledger.importers.formats.ics.entries import MOST_DAYS, TOO_MANY_DAYS, Entry, Moment, last_moment
from ledger.importers.formats.ics.lines import Component
from ledger.importers.formats.ics.recurrence import Steps, expand
from ledger.importers.formats.ics.rules import parse_rule
from ledger.language import N_

NO_RULE: Final = N_("This entry recurs by a rule that no meeting follows: {rule}.")

_INHERITED: Final = ("ATTENDEE", "ORGANIZER", "CLASS")
"""What an exception of Exchange leaves out and its series says."""


@dataclass(frozen=True)
class Occurrence:
    """One time that an entry took place, or was to; `key` tells it again wherever it was moved to.

    `alone` says that the entry has no other: it is told again by its UID too, once it is moved itself.
    """

    entry: Entry
    start: Moment
    key: str
    alone: bool = False


def occurrences(
    entries: Sequence[Entry], last: datetime, wanted: Callable[[Entry], bool], steps: Steps
) -> Iterator[Occurrence | Problem]:
    """The occurrences of the entries of one UID that begin by `last`, a time on the wall.

    Of an entry that is not wanted, or has none until then, only the first one. `steps` are those
    that the rules of all the files may take.
    """
    newest = _newest(entries)
    series = [each for each in newest if each.original is None]
    whole = series[0] if series else None
    moved = {each.original.key: _inheriting(each, whole) for each in newest if each.original is not None}
    for entry in series:
        try:
            times = _times(entry, last, steps) if wanted(entry) else []
        except ValueError as error:
            yield _unusable(entry, str(error))
        else:
            alone = len(newest) == 1 and not (entry.rules or entry.also)
            found = _placed(entry, times, moved) if times else (_first(entry),)
            yield from (replace(each, alone=alone) for each in found)
    for key, entry in moved.items():
        yield Occurrence(entry, entry.start, key)


def _first(entry: Entry) -> Occurrence:
    return Occurrence(entry, entry.start, entry.start.key)


def _unusable(entry: Entry, rule: str) -> Problem:
    details = {"rule": rule} if rule else {}
    reason = NO_RULE if rule else TOO_MANY_DAYS
    return Problem(file=entry.calendar.file, line=entry.component.line, reason=reason, details=details)


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    """Of several writings of one entry the newest; equally new ones at other times are other entries."""
    best: dict[str, int | tuple[int, str]] = {}
    found: dict[tuple[str, str], Entry] = {}
    for entry in sorted(entries, key=lambda each: each.rank, reverse=True):
        place = entry.original.key if entry.original else ""
        if best.setdefault(place, entry.rank) == entry.rank:
            found.setdefault((place, "" if place else entry.start.key), entry)
    return list(found.values())


def _inheriting(entry: Entry, whole: Entry | None) -> Entry:
    """The exception with whoever its series invites, if it names nobody itself."""
    if whole is None:
        return entry
    have = {each.name for each in entry.component.properties}
    people = {"ATTENDEE", "ORGANIZER"}
    missing = [name for name in _INHERITED if name not in have and (name not in people or not people & have)]
    told = [each for each in whole.component.properties if each.name in missing]
    component = entry.component
    merged = Component(component.kind, component.line, [*component.properties, *told])
    return replace(entry, component=merged)


def _times(entry: Entry, last: datetime, steps: Steps) -> list[Moment]:
    """When the series begins each time, in order; ValueError with the rule, or "" if there are too many."""
    walls = {entry.start.wall: entry.start} if entry.start.wall <= last else {}
    for rule in entry.rules[:10]:
        for wall in islice(_spread(entry, rule, last, steps), MOST_DAYS + 1):
            walls.setdefault(wall, replace(entry.start, wall=wall))
    for each in entry.also:
        if (wall := each.in_zone(entry.start.zone)) <= last:
            walls.setdefault(wall, replace(entry.start, wall=wall))
    if len(walls) > MOST_DAYS:
        raise ValueError("")
    for rule in entry.without_rules[:10]:
        for wall in islice(_spread(entry, rule, last, steps), MOST_DAYS):
            walls.pop(wall, None)
    return [walls[wall] for wall in sorted(walls)]


def _spread(entry: Entry, text: str, last: datetime, steps: Steps) -> Iterator[datetime]:
    try:
        rule = parse_rule(text)
    except ValueError:
        raise ValueError(text) from None
    return expand(rule, entry.start.wall, last, last_moment(entry.calendar, rule.until, entry.start), steps)


def _placed(entry: Entry, times: Sequence[Moment], moved: Mapping[str, Entry]) -> Iterator[Occurrence]:
    """The occurrences without those left out and those that an exception stands for."""
    without = {_day(each) if each.is_day else each.key for each in entry.without}
    by_day = {_day(each.original): each for each in moved.values() if _is_loose(each.original, entry)}
    shift, onwards = timedelta(0), entry
    for time in times:
        exception = moved.get(time.key) or by_day.get(_day(time))
        if exception and exception.original:
            if exception.onwards:
                shift = exception.start.wall - exception.original.in_zone(exception.start.zone)
                onwards = exception
        elif without.isdisjoint({time.key, _day(time)}):
            start = replace(onwards.start, wall=time.wall + shift)
            yield Occurrence(onwards, start, time.key)


def _day(moment: Moment | None) -> str:
    return f"{moment.wall:%Y%m%d}" if moment else ""


def _is_loose(original: Moment | None, entry: Entry) -> bool:
    """Whether an exception tells its occurrence by the day alone: it, or its series, has no known zone."""
    if original is None or entry.start.is_day:
        return False
    return original.is_day or (original.zone is None) != (entry.start.zone is None)
