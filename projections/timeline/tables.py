"""Where to look for what happened: on which day, with whom, in which batch.

The events themselves are read from the ledger when they are asked for, and stand as their streams say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ledger.facts.event import PersonId
from projections.engine.projection import Many, Projection, rewriting
from projections.engine.tables import CODE, SHIFT, Fact, Gathering, Lot, Row, Rows, Table, Tables, ordinal
from projections.meetings import gathering
from projections.timeline.entries import day_said, kind_of_stream, sort_of, stood, stream_kind

DAYS: Final = Table("timeline_days", ("day", "i"), key=2, packed=True)
"""The events of each day, its proleptic ordinal; 0 where no file told it."""

APPEARANCES: Final = Table("timeline_appearances", ("person", "day", "i"), key=3, packed=True)
"""One row a person an event is about who is not found otherwise: as one who was at a meeting, by his
stream, or by his connections."""

BATCHES: Final = Table(
    "timeline_batches",
    ("source", "first", "batch", "recorded_at"),
    key=2,
    indexes=(("batch",), ("first",)),
)
"""Where the events of each batch begin, again wherever another came between; the source ends with its id."""

BOOK: Final = Table("timeline_book", ("name", "owner", "source"), key=1)
"""One row: whose ledger it is, and the source of the last event."""

_BOOK: Final = ("book",)
_NOBODY: Final = ("book", "", "")


def owner(tables: Rows) -> PersonId:
    """Whose ledger it is; empty where none was opened."""
    return str((tables.get(BOOK, _BOOK) or _NOBODY)[1])


# ---------------------------------------------------------------- where to look for it


def _opened(tables: Tables, fact: Fact) -> None:
    tables.put(BOOK, (*_BOOK, fact.state["owner"], fact.state["source"]))
    _alone(tables, fact)


def _begins(tables: Tables, fact: Fact) -> None:
    """A batch begins, or goes on after another."""
    said = fact.state
    known, source = tables.get(BOOK, _BOOK) or _NOBODY, said["source"]
    if known[2] != source:
        tables.put(BATCHES, (source, fact.i, source.rpartition(":")[2], said["recorded_at"]))
        tables.put(BOOK, (*_BOOK, known[1], source))


def _appearances(me: PersonId, fact: Fact, people: Sequence[PersonId]) -> set[PersonId]:
    """Those of the people an event is about of whom a row says so.

    All is the owner's, whose ledger it is; a person's own stream is read where it is asked for, and
    so are connections, of which there is a list by person.
    """
    if stream_kind(fact.kind) == "connection":
        return {*people[:1]} - {me, *people[1:]}
    return {*people} - {me, fact.stream}


def _as_it_is(me: PersonId, fact: Fact) -> Iterator[tuple[Table, Row]]:
    """Where an event is found that stands as it was recorded."""
    if read := sort_of(fact.kind):
        sort, people_of = read
        day = ordinal(day_said(sort, fact.state))
        yield DAYS, (day, fact.i)
        yield from ((APPEARANCES, (who, day, fact.i)) for who in _appearances(me, fact, people_of(fact)))


def _alone(tables: Tables, fact: Fact) -> None:
    """An event of which nothing is said later."""
    for table, row in _as_it_is(owner(tables), fact):
        tables.put(table, row)


def _met(tables: Tables, fact: Fact) -> None:
    tables.put(DAYS, (ordinal(fact.state["occurred_on"]), fact.i))


def _many_met(tables: Gathering, lot: Lot) -> None:
    days = tables.gathered(DAYS).groups
    for i, on in zip(lot.leaves, lot.days, strict=True):
        days[on].append(i << CODE)


def _many_clicked(tables: Gathering, lot: Lot) -> None:
    days, people, me = tables.gathered(DAYS).groups, tables.gathered(APPEARANCES).groups, owner(tables)
    for i, said in zip(lot.leaves, lot.said, strict=True):
        day = ordinal(said.occurred_on or said.through or "")
        days[day].append(i << CODE)
        if said.owner not in {me, said.person}:
            people[said.owner].append(day << SHIFT | i << CODE)


def _many_added(tables: Gathering, lot: Lot) -> None:
    days = tables.gathered(DAYS).groups
    for i, said in zip(lot.leaves, lot.said, strict=True):
        days[ordinal(said.recorded_at[:10])].append(i << CODE)


def _of_stream(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    """Where the events of a stream are found, as they stand."""
    me, by_leaf = owner(tables), {fact.i: fact for fact in facts}
    for row, held in stood(facts):
        day = ordinal(row.day)
        yield DAYS, (day, row.i)
        if not held:
            people = _appearances(me, by_leaf[row.i], row.participants)
            yield from ((APPEARANCES, (who, day, row.i)) for who in people)


def _of_gathering(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    """The same of a gathering: where its steps are, without saying all that they say."""
    if kind_of_stream(facts) != "meeting":
        yield from _of_stream(tables, facts)
        return
    me, found = owner(tables), gathering(facts)
    held, everybody = found.held, found.everybody
    for fact in facts:
        step = found.steps.get(fact.v)
        if not step and sort_of(fact.kind) is None:
            continue
        day = ordinal(step.occurred_on if step else fact.state["recorded_at"][:10])
        yield DAYS, (day, fact.i)
        if step is None or step is not held:
            there = {*((step.participants if step else ()) or everybody)} - {me}
            yield from ((APPEARANCES, (who, day, fact.i)) for who in there)


TIMELINE: Final = Projection(
    name="timeline",
    version=3,
    tables=(DAYS, APPEARANCES, BATCHES, BOOK),
    handlers={"LedgerOpened": _opened, "ledger": _alone},
    alone={"Clicked": _alone, "person": _alone},
    firsts={"Met": _met},
    streams={
        "meeting": rewriting(_of_gathering),
        **dict.fromkeys(("exchange", "connection"), rewriting(_of_stream)),
    },
    bulk={
        "Clicked": Many(_many_clicked, ("occurred_on", "owner", "person", "through")),
        "Met": Many(_many_met, ("occurred_on",)),
        "PersonAdded": Many(_many_added, ("recorded_at",)),
    },
    begins=_begins,
)
