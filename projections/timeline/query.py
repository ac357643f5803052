"""What happened, by day: the questions that the rows of happenings answer."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import (
    Callable,
    Collection,
    Container,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from datetime import date
from heapq import merge
from itertools import accumulate, compress, count, groupby
from typing import Final, NamedTuple

from ledger.errors import Ambiguous
from ledger.facts.event import PersonId, StreamId
from ledger.facts.meeting.events import Form, forms
from projections.directory.query import Identity, identity
from projections.engine.tables import Row, Rows, bounds, key_leaf, key_number, ordinal
from projections.timeline.entries import TimelineEntries, TimelineEntry, at, standing
from projections.timeline.tables import APPEARANCES, BATCHES, DAYS, FORMS
from projections.trust.query import attendances

__all__ = [
    "at",
    "batch",
    "batches_about",
    "happenings",
    "held",
    "latest",
    "meetings_of_forms",
    "minutes_until",
    "recorders",
    "same_meetings",
    "undoes",
]

_LAST: Final = "\U0010ffff"


class Leaves:
    """A set of leaves, a byte each: where a set of all meetings took sixty times as much."""

    def __init__(self) -> None:
        self._marks: Final = bytearray()

    def update(self, leaves: Collection[int]) -> None:
        """Add leaves."""
        missing = max(leaves, default=-1) + 1 - len(self._marks)
        self._marks.extend(bytes(max(missing, 0)))
        for leaf in leaves:
            self._marks[leaf] = 1

    def __contains__(self, leaf: object) -> bool:
        """Whether a leaf was added."""
        return isinstance(leaf, int) and self._marks[leaf : leaf + 1] == b"\x01"


class LeftOut(NamedTuple):
    """What a list leaves out by what is kept of it: the events at some leaves, and those of some streams."""

    leaves: Container[int] = ()
    streams: Container[StreamId] = ()


NOTHING: Final = LeftOut()
"""What a list without a filter leaves out."""


def happenings(  # noqa: PLR0913 - every bound may be left out
    tables: Rows,
    identity: Identity,
    person: PersonId | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    reverse: bool = False,
    without: LeftOut = NOTHING,
) -> Iterator[TimelineEntry]:
    """What happened, of one person (merged ones as one) or at all, by day and leaf.

    The undated come first, and not at all with `since`. Both bounds are included. What is left out is not read.
    """
    low, high = bounds(since, until)
    group = identity.group(person) if person else ()
    if group and tables.owner not in group:
        yield from _of_group(tables, group, low, high, reverse=reverse, without=without)
        return
    days = tables.scan(DAYS, low=low, high=high, reverse=reverse)
    leaves = (i for _day, i in days if i not in without.leaves)
    events = TimelineEntries(tables, without=without.streams)
    for row in events.at_each(leaves):
        if not group or not set(group).isdisjoint(row.participants):
            yield row


def leaves_of_forms(tables: Rows) -> Iterator[tuple[Form, list[int]]]:
    """The leaves of the meetings that took place, by form and year, by their kind as it stands."""
    for part, numbers in tables.keys(FORMS):
        form, _space, _year = part.partition(" ")
        yield form, list(map(key_leaf, numbers))


def _of_group(  # noqa: PLR0913 - every bound may be left out
    tables: Rows,
    group: Sequence[PersonId],
    low: int | None,
    high: int | None,
    *,
    reverse: bool,
    without: LeftOut,
) -> Iterator[TimelineEntry]:
    """What happened of people without the owner, by day and leaf."""
    told = dict(_told(tables, group, low, high))
    events = TimelineEntries(tables, {row.i: row for row in told.values()})
    scans = _scans(tables, group, low, high, reverse=reverse)
    places = merge(sorted(told, reverse=reverse), *scans, reverse=reverse)
    leaves = (i for (_day, i), _same_place in groupby(places))
    return events.at_each(i for i in leaves if i not in without.leaves)


def latest(
    tables: Rows, size: int, sorts: Collection[str], *, live: bool
) -> TimelineEntry | None:
    """The event recorded last, of some sorts, that stands (`live`) or was retracted."""
    events = TimelineEntries(tables)
    for i in range(size - 1, -1, -1):
        row = events.at(i)
        if row is not None and row.sort in sorts and bool(row.live) is live:
            return row
    return None


def _told(
    tables: Rows, group: Sequence[PersonId], low: int | None, high: int | None
) -> Iterator[tuple[tuple[int, int], TimelineEntry]]:
    """The events of people's own streams and of their connections, by day and leaf."""
    from projections.queue.query import streams_with

    for stream in (*group, *streams_with(tables, group)):
        for row in standing(tables.history(stream)):
            day = ordinal(row.day)
            if (low or 0) <= day <= (high or sys.maxsize):
                yield (day, row.i), row


def batch(
    tables: Rows, beginning: str | None = None
) -> tuple[str, Sequence[TimelineEntry]]:
    """A batch by the unique beginning of its id and its events, in order.

    Without one, the owner's last batch that is in effect: neither undone nor undoing another. No events,
    and the text given, where there is none. Raises Ambiguous where there are several.
    """
    beginnings = (
        _last_in_effect(tables) if beginning is None else _beginning(tables, beginning)
    )
    sources = {source for source, _leaf, _name, _recorded_at in beginnings}
    if len(sources) > 1:
        raise Ambiguous(
            'Several ids begin with "{text}"; type more of it.', text=beginning
        )
    if not beginnings:
        return beginning or "", ()
    source, _leaf, name, _recorded_at = beginnings[0]
    rows: list[TimelineEntry] = []
    for _source, leaf, _name, _recorded_at in tables.scan(BATCHES, (source,)):
        rows += _from(tables, leaf, source)
    return name, rows


def _from(tables: Rows, leaf: int, source: str) -> Iterator[TimelineEntry]:
    """The events of one source from a leaf on, until there is one of another."""
    events = TimelineEntries(tables)
    for i in count(leaf):
        fact = tables.fact(i)
        if fact is None or fact.state["source"] != source:
            return
        row = events.at(i)
        if row is not None:
            yield row


def _beginning(tables: Rows, text: str) -> list[Row]:
    start = text.strip().lower()
    if not start:
        return []
    return list(tables.scan(BATCHES, index=("batch",), low=start, high=start + _LAST))


def _last_in_effect(tables: Rows) -> list[Row]:
    """Where the last batch in effect begins, as a list of one; empty if no batch is in effect."""
    from ledger.facts.undo import out_of_effect

    gone = out_of_effect(undoes(tables))
    for row in tables.scan(BATCHES, index=("first",), reverse=True):
        _source, leaf, name, _recorded_at = row
        if name not in gone and _is_mine(tables, leaf):
            return [row]
    return []


def _is_mine(tables: Rows, i: int) -> bool:
    """Whether the owner recorded an event, and not one of the others who share the ledger."""
    fact = tables.fact(i)
    people = identity(tables)
    if fact is None:
        return False
    return people.root(fact.state["recorded_by"]) == people.root(tables.owner)


def recorders(tables: Rows) -> Callable[[int], PersonId]:
    """A function that finds the person who recorded the event at a leaf: a batch has one recorder.

    Of each batch one event is read.
    """
    batches = tables.scan(BATCHES, index=("first",))
    first_leaves = [leaf for _source, leaf, _name, _recorded_at in batches]
    known: dict[int, PersonId] = {}

    def recorder_of(leaf: int) -> PersonId:
        batch = bisect_right(first_leaves, leaf)
        if batch not in known:
            fact = tables.fact(leaf)
            known[batch] = fact.state["recorded_by"] if fact else ""
        return known[batch]

    return recorder_of


def undoes(tables: Rows) -> dict[str, str]:
    """For each batch that undoes another, in the order of recording, the one that it undoes."""
    undone: dict[str, str] = {}
    for source, _leaf, name, _recorded_at in tables.scan(BATCHES, index=("first",)):
        if source.startswith("undo:"):
            _undo, undone_batch, *_parts = source.split(":")
            undone[name] = undone_batch
    return undone


def batches_about(tables: Rows, identity: Identity, person: PersonId) -> set[str]:
    """The ids of the batches that recorded something about the person that still stands."""
    batches: set[str] = set()
    for row in happenings(tables, identity, person):
        if row.live and row.sort != "change":
            batches.add(row.batch)
    return batches


def held(
    tables: Rows,
    chosen: Collection[Form],
    *,
    since: date | None = None,
    until: date | None = None,
) -> Iterator[tuple[int, int, Form, int]]:
    """Day, leaf, form and minutes of the meetings of some forms that took place, by day and leaf.

    The minutes are 0 if no one said. Both bounds are included. No event is read.
    """
    low, high = bounds(since, until)
    scans: list[Iterator[tuple[int, int, Form, int]]] = []
    for part, _count in tables.counts(FORMS):
        form, _space, year = part.partition(" ")
        if form in chosen and _in_years(year, since, until):
            rows = tables.scan(FORMS, (part,), low=low, high=high)
            scans.append(_of_form(form, rows))
    return merge(*scans)


def minutes_until(
    tables: Rows, usual: Mapping[Form, int], meetings: set[int], days: Sequence[date]
) -> list[int]:
    """How many minutes those of the `meetings` took that are of one of the `usual` forms, up to each of some days.

    Meetings are given by key numbers, days in order. `usual` says for each form how long it lasts where no one said.
    """
    ends = [key_number(day.toordinal() + 1, 0) for day in days]
    minutes = [0] * len(days)
    parts = zip(tables.keys(FORMS), tables.columns(FORMS), strict=True)
    for (part, numbers), (_part, _days, lengths) in parts:
        form, _space, _year = part.partition(" ")
        if form not in usual:
            continue
        if not meetings.issuperset(numbers):
            is_counted = list(map(meetings.__contains__, numbers))
            numbers = list(compress(numbers, is_counted))  # noqa: PLW2901 - those that count
            lengths = list(compress(lengths, is_counted))  # noqa: PLW2901 - those that count
        start = 0
        for place, end in enumerate(ends):
            stop = bisect_left(numbers, end, start)
            lengths_between = lengths[start:stop]
            untold = lengths_between.count(0)
            minutes[place] += sum(lengths_between) + untold * usual[form]
            start = stop
    return list(accumulate(minutes))


def _in_years(year: str, since: date | None, until: date | None) -> bool:
    """Whether a year in ISO is not apart from a time."""
    begins = since or date.min
    ends = until or date.max
    return begins.isoformat()[:4] <= year <= ends.isoformat()[:4]


def _of_form(form: Form, rows: Iterable[Row]) -> Iterator[tuple[int, int, Form, int]]:
    for _part, day, i, minutes in rows:
        yield day, i, form, minutes


def meetings_of_forms(
    tables: Rows,
    chosen: Iterable[Form],
    *,
    since: date | None = None,
    until: date | None = None,
    among: Collection[int] | None = None,
) -> set[int]:
    """The meetings of some forms that took place in a time, both days included, as key numbers.

    With `among` only of these, which need no room for all others.
    """
    wanted = set(chosen)
    eligible = None
    if among is not None:
        eligible = frozenset(among)
    meetings: set[int] = set()
    for part, numbers in tables.keys(FORMS, *bounds(since, until)):
        form, _space, _year = part.partition(" ")
        if form not in wanted:
            continue
        if eligible is not None:
            meetings.update(eligible.intersection(numbers))
        else:
            meetings.update(numbers)
    return meetings


def same_meetings(
    tables: Rows, identity: Identity, form: Form, people: Sequence[PersonId], day: date
) -> list[TimelineEntry]:
    """The meetings of this form with just these people on this day, retracted ones apart."""
    kind = forms()[form].__name__
    return [
        row for row in meetings_of(tables, identity, people, day) if row.kind == kind
    ]


def meetings_of(
    tables: Rows, identity: Identity, people: Sequence[PersonId], day: date
) -> list[TimelineEntry]:
    """The meetings with just these people on this day, retracted ones apart."""
    together = set(map(identity.root, people))
    somebody = min(together - {tables.owner}, default=None)
    group = identity.group(somebody) if somebody else ()
    places = merge(*_scans(tables, group, day.toordinal(), day.toordinal()))
    meetings: list[TimelineEntry] = []
    for (_day, i), _same_place in groupby(places):
        row = at(tables, i)
        if row is None:
            continue
        if not row.live:
            continue
        if row.sort != "met":
            continue
        participants = set(map(identity.root, row.participants))
        if participants == together:
            meetings.append(row)
    return meetings


def _scans(
    tables: Rows,
    group: Sequence[PersonId],
    low: int | None,
    high: int | None,
    *,
    reverse: bool = False,
) -> list[Iterator[tuple[int, int]]]:
    """Day and leaf of what people were at or named in, in order, by person and table."""
    scans: list[Iterator[tuple[int, int]]] = []
    for person in group:
        rows = tables.scan(APPEARANCES, (person,), low=low, high=high, reverse=reverse)
        scans.append((day, i) for _person, day, i in rows)
        scans += attendances(tables, person, low, high, reverse=reverse)
    return scans
