"""What happened, by day: the questions that the rows of happenings answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import count, groupby
from typing import Final

from ledger.errors import Ambiguous
from ledger.facts.event import PersonId
from ledger.facts.meeting.events import Form, forms
from projections.directory.identity import Identity
from projections.engine.tables import Row, Rows, ordinal
from projections.timeline.entries import Happening, Happenings, at, standing
from projections.timeline.tables import APPEARANCES, BATCHES, DAYS
from projections.trust.query import attendances

__all__ = ["at", "batch", "batches_about", "happenings", "same_meetings", "undoes"]

_LAST: Final = "\U0010ffff"


def happenings(  # noqa: PLR0913 - every bound may be left out
    tables: Rows,
    identity: Identity,
    person: PersonId | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    reverse: bool = False,
) -> Iterator[Happening]:
    """What happened, of one person (merged ones as one) or at all, by day and leaf.

    The undated come first, and not at all with `since`. Both bounds are included.
    """
    low, high = (day.toordinal() if day else None for day in (since, until))
    events = Happenings(tables)
    group = identity.group(person) if person else ()
    if group and tables.owner not in group:
        clicks = dict(_told(tables, group, low, high))
        scans = _scans(tables, group, low, high, reverse=reverse)
        merged = merge(sorted(clicks, reverse=reverse), *scans, reverse=reverse)
        yield from (
            row for place, _same in groupby(merged) if (row := clicks.get(place) or events.at(place[1]))
        )
        return
    rows = (events.at(i) for _day, i in tables.scan(DAYS, low=low, high=high, reverse=reverse))
    yield from (row for row in rows if row and (not group or {*group} & {*row.participants}))


def _told(
    tables: Rows, group: Sequence[PersonId], low: int | None, high: int | None
) -> Iterator[tuple[tuple[int, int], Happening]]:
    """What was told of people in their own streams, and in their connections, by day and leaf."""
    from projections.queue.query import streams_with

    for stream in (*group, *streams_with(tables, group)):
        for row in standing(tables.history(stream)):
            day = ordinal(row.day)
            if (low or 0) <= day and (high is None or day <= high):
                yield (day, row.i), row


def batch(tables: Rows, beginning: str | None = None) -> tuple[str, Sequence[Happening]]:
    """A batch by the unique beginning of its id and its events, in order.

    Without one, the last batch that is in effect: neither undone nor undoing another. No events,
    and the text given, where there is none. Raises Ambiguous where there are several.
    """
    beginnings = [_last_in_effect(tables)] if beginning is None else _beginning(tables, beginning)
    if len({row[0] for row in beginnings if row}) > 1:
        raise Ambiguous("{text} is the beginning of several ids: write more of it.", text=beginning)
    if not beginnings or beginnings[0] is None:
        return beginning or "", ()
    source, _first, name, _recorded_at = beginnings[0]
    return name, [
        row
        for beginning_row in tables.scan(BATCHES, (source,))
        for row in _from(tables, beginning_row[1], source)
    ]


def _from(tables: Rows, leaf: int, source: str) -> Iterator[Happening]:
    """The events of one source from a leaf on, until there is one of another."""
    events = Happenings(tables)
    for i in count(leaf):
        fact = tables.fact(i)
        if fact is None or fact.state["source"] != source:
            return
        if row := events.at(i):
            yield row


def _beginning(tables: Rows, text: str) -> list[Row | None]:
    start = text.strip().lower()
    return list(tables.scan(BATCHES, index=("batch",), low=start, high=start + _LAST)) if start else []


def _last_in_effect(tables: Rows) -> Row | None:
    from ledger.facts.undo import out_of_effect

    gone = out_of_effect(undoes(tables))
    newest_first = tables.scan(BATCHES, index=("first",), reverse=True)
    return next((row for row in newest_first if row[2] not in gone), None)


def undoes(tables: Rows) -> dict[str, str]:
    """For each batch that undoes another, in the order of recording, the one that it undoes."""
    undoing = (row for row in tables.scan(BATCHES, index=("first",)) if row[0].startswith("undo:"))
    return {batch: source.split(":")[1] for source, _first, batch, _recorded_at in undoing}


def batches_about(tables: Rows, identity: Identity, person: PersonId) -> set[str]:
    """The ids of the batches that recorded something about the person that still stands."""
    about_person = happenings(tables, identity, person)
    return {row.batch for row in about_person if row.live and row.sort != "change"}


def same_meetings(
    tables: Rows, identity: Identity, form: Form, people: Sequence[PersonId], day: date
) -> list[Happening]:
    """The meetings of this form with just these people on this day, retracted ones apart."""
    together = {identity.root(person) for person in people}
    somebody = min(together - {tables.owner}, default=None)
    group = identity.group(somebody) if somebody else ()
    places = merge(*_scans(tables, group, day.toordinal(), day.toordinal()))
    rows = (at(tables, i) for (_day, i), _same in groupby(places))
    return [
        row
        for row in rows
        if row
        and row.live
        and row.sort == "met"
        and row.kind == forms()[form].__name__
        and {identity.root(participant) for participant in row.participants} == together
    ]


def _scans(
    tables: Rows, group: Sequence[PersonId], low: int | None, high: int | None, *, reverse: bool = False
) -> list[Iterator[tuple[int, int]]]:
    """Day and leaf of what people were at or named in, in order, by person and table."""
    scans: list[Iterator[tuple[int, int]]] = []
    for person in group:
        rows = tables.scan(APPEARANCES, (person,), low=low, high=high, reverse=reverse)
        scans.append((day, i) for _person, day, i in rows)
        scans += attendances(tables, person, low, high, reverse=reverse)
    return scans
