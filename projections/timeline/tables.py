"""The timeline's index: on which day what happened, who was there, in which batch.

The events themselves are read from the ledger when they are asked for, and stand as their streams say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ledger.facts.event import PersonId, kind_named
from projections.engine.tables import (
    Fact,
    Projection,
    Row,
    Rows,
    Stream,
    Table,
    Tables,
    ordinal,
)
from projections.timeline import VERSION
from projections.timeline.entries import day_said, sort_of, stood

if TYPE_CHECKING:
    from ledger.facts.meeting.events import Form
    from projections.meetings import Held

DAYS: Final = Table("timeline_days", ("day", "i"), key=2, packed=True)
"""The events of each day, as a proleptic ordinal; 0 for an unknown day."""

FORMS: Final = Table(
    "timeline_forms", ("part", "day", "i", "minutes"), key=3, packed=True
)
"""The meetings that took place, by their form and year: a part of a packed table is sorted whole in a rebuild.

`minutes` is 0 for a meeting of unknown length.
"""

APPEARANCES: Final = Table(
    "timeline_appearances", ("person", "day", "i"), key=3, packed=True
)
"""A row for each person of an event who is not found otherwise: as a guest of a meeting that took
place (`trust`), by the person's own stream, or by the person's connections (`queue`)."""

BATCHES: Final = Table(
    "timeline_batches",
    ("source", "first", "batch", "recorded_at"),
    key=2,
    indexes=(("batch",), ("first",)),
)
"""Where the events of each batch begin, again after each interruption; the source ends with its id."""

LAST: Final = Table("timeline_last", ("name", "source"), key=1)
"""One row: the source of the last event."""

_LAST: Final = ("last",)


def _begins(tables: Tables, fact: Fact) -> None:
    """Note where a batch begins, or goes on after another."""
    source = fact.state["source"]
    latest = tables.get(LAST, _LAST)
    if latest is not None and latest[1] == source:
        return
    _origin, _colon, batch = source.rpartition(":")
    tables.put(BATCHES, (source, fact.i, batch, fact.state["recorded_at"]))
    tables.put(LAST, (*_LAST, source))


def _of_held(
    _rows: Rows, held: Sequence[Held]
) -> Iterable[tuple[Table, Iterable[Row]]]:
    """The day and the form of meetings of one kind that took place; the evidence of trust knows their people."""
    parts = _parts_by_day(held[0].kind)
    written_days = [meeting.occurred_on for meeting in held]
    days = list(map(ordinal, written_days))
    leaves = [meeting.i for meeting in held]
    minutes = [meeting.minutes or 0 for meeting in held]
    forms = zip(
        map(parts.__getitem__, written_days), days, leaves, minutes, strict=True
    )
    return (DAYS, zip(days, leaves, strict=True)), (FORMS, forms)


class _PartsByDay(dict[str, str]):
    """The form and the year of a meeting, such as `coffee 2026`, by its day: most days have many of a kind."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form: Final = form

    def __missing__(self, day: str) -> str:
        self[day] = part = f"{self._form} {day[:4]}"
        return part


@cache
def _parts_by_day(kind: str) -> _PartsByDay:
    event_class = kind_named(kind)
    assert event_class is not None  # noqa: S101 - what took place is of a known kind
    return _PartsByDay(event_class.form)  # type: ignore[attr-defined]  # and it is a meeting


def _of_added(
    _rows: Rows, added: Iterable[Any]
) -> Iterable[tuple[Table, Iterable[Row]]]:
    """The day on which people were recorded."""
    days_added = [(ordinal(fact.recorded_at[:10]), fact.i) for fact in added]
    return ((DAYS, days_added),)


def _of_clicks(
    rows: Rows, clicks: Iterable[Any]
) -> Iterable[tuple[Table, Iterable[Row]]]:
    """The day of clicks, and the owner of a connection if that is another than ours."""
    owner = rows.owner
    days: list[Row] = []
    appearances: list[Row] = []
    for click in clicks:
        day = ordinal(click.occurred_on or "")
        days.append((day, click.i))
        if click.owner not in (owner, click.person):
            appearances.append((click.owner, day, click.i))
    return (DAYS, days), (APPEARANCES, appearances)


def _of_meeting(rows: Rows, stream: Stream) -> Iterator[tuple[Table, Row]]:
    """The day of each step as last corrected, and its people, but for the meeting that took place."""
    from projections.meetings import meeting as fold  # not needed to read rows

    meeting = stream.once(fold)
    for fact in stream.facts:
        if kind_named(fact.kind) is None:
            continue
        step = meeting.steps.get(fact.v)
        day = ordinal(step.occurred_on) if step else _recorded_day(fact)
        yield DAYS, (day, fact.i)
        if step is None:
            yield from _appearances(rows, day, fact, meeting.everybody)
        elif step is meeting.held:
            part = _parts_by_day(step.kind)[step.occurred_on]
            yield FORMS, (part, day, fact.i, step.minutes or 0)
        else:
            people = step.participants or meeting.everybody
            yield from _appearances(rows, day, fact, people)


def _of_connection(rows: Rows, stream: Stream) -> Iterator[tuple[Table, Row]]:
    """The day of each event; its person is found by the list of connections, its owner is nearly always ours."""
    owner = rows.owner
    for fact in stream.facts:
        sort_and_people = sort_of(fact.kind)
        if sort_and_people is None:
            continue
        sort, _people = sort_and_people
        state = fact.state
        if sort == "change":
            day = _recorded_day(fact)
            changed = fact.state["event"]
            states_changed = (
                event.state for event in stream.facts if event.v == changed
            )
            state = next(states_changed, {})
        else:
            day = ordinal(state.get("occurred_on") or state.get("through") or "")
        yield DAYS, (day, fact.i)
        owner_of_connection = state.get("owner", owner)
        if owner_of_connection not in (owner, state.get("person")):
            yield APPEARANCES, (owner_of_connection, day, fact.i)


def _of_exchange(rows: Rows, stream: Stream) -> Iterator[tuple[Table, Row]]:
    """The day of each event as the exchange stands, and its people."""
    facts_by_leaf = {fact.i: fact for fact in stream.facts}
    for entry, _held in stood(stream.facts):
        day = ordinal(entry.day)
        yield DAYS, (day, entry.i)
        yield from _appearances(rows, day, facts_by_leaf[entry.i], entry.participants)


def _of_each(rows: Rows, stream: Stream) -> Iterator[tuple[Table, Row]]:
    """The day and the people of each event without a later one."""
    for fact in stream.facts:
        sort_and_people = sort_of(fact.kind)
        if sort_and_people is None:
            continue
        sort, people_of = sort_and_people
        day = ordinal(day_said(sort, fact.state))
        yield DAYS, (day, fact.i)
        yield from _appearances(rows, day, fact, people_of(fact))


def _appearances(
    rows: Rows, day: int, fact: Fact, people: Iterable[PersonId]
) -> Iterator[tuple[Table, Row]]:
    """All is the owner's, and a person's own stream is read where it is asked for."""
    for person in {*people} - {rows.owner, fact.stream}:
        yield APPEARANCES, (person, day, fact.i)


def _recorded_day(fact: Fact) -> int:
    return ordinal(fact.state["recorded_at"][:10])


PROJECTION: Final = Projection(
    name="timeline",
    version=VERSION,
    tables=(DAYS, FORMS, APPEARANCES, BATCHES, LAST),
    streams={
        "ledger": _of_each,
        "person": _of_each,
        "connection": _of_connection,
        "meeting": _of_meeting,
        "exchange": _of_exchange,
    },
    begins=_begins,
    lone={"Met": _of_held, "PersonAdded": _of_added, "Clicked": _of_clicks},
)
