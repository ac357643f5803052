"""What happened: what each event says as it stands now, without a name, a note or a place.

Most events stand as they were recorded, and are read from the ledger when they are asked for. Kept
are the others, and on which day and with whom to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from ledger.facts.base import PersonId, StreamId, kind_named
from ledger.facts.meetings import Met
from projections.gatherings import gathering
from projections.projection import Many, Projection, rewriting
from projections.replaying import replay
from projections.tables import CODE, SHIFT, Fact, Gathering, Lot, Row, Rows, Table, Tables, ordinal


class Happening(NamedTuple):
    """An event as it stands, as last corrected.

    `day` is empty where no file told it. `sort` is `met`, `plan`, `exchange`, `click`, `note`,
    `person`, `book`, or `change` for what only says something of another event. `source` ends with
    the id of its batch. `text` is the leaf whose sealed text is in force, None for none. `about` is
    the form of a plan or the network of a click; `live` is 0 once retracted.
    """

    i: int
    day: str
    precision: str
    stream: StreamId
    v: int
    kind: str
    sort: str
    source: str
    recorded_at: str
    people: str
    minutes: int | None
    about: str | None
    live: int
    text: int | None

    @property
    def id(self) -> str:
        """The event's id, `<stream>/<position>`."""
        return f"{self.stream}/{self.v}"

    @property
    def participants(self) -> tuple[PersonId, ...]:
        """Whom it is about: everybody who was there, or was named."""
        return tuple(self.people.split())

    @property
    def batch(self) -> str:
        """The id of the batch that recorded it."""
        return self.source.rpartition(":")[2]


AMENDED: Final = Table("timeline_amended", Happening._fields, key=1)
"""The events of which more is to be said than they say themselves: corrected, retracted, answers to plans."""

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
_CHANGES: Final = frozenset(
    {"MeetingCorrected", "MeetingRetracted", "MeetingReinstated"}
    | {"ExchangeCorrected", "ExchangeRetracted", "ExchangeReinstated"}
    | {"ConnectionRetracted", "ConnectionReinstated", "NoteRetracted", "NoteReinstated", "TextErased"}
)


def owner(tables: Rows) -> PersonId:
    """Whose ledger it is; empty where none was opened."""
    return str((tables.get(BOOK, _BOOK) or _NOBODY)[1])


def at(tables: Rows, i: int) -> Happening | None:
    """The event at a leaf, None where it is of an unknown kind or not there."""
    if row := tables.get(AMENDED, (i,)):
        return Happening._make(row)
    return as_said(fact) if (fact := tables.fact(i)) else None


# ---------------------------------------------------------------- what an event says by itself


def as_said(fact: Fact) -> Happening | None:
    """The event by itself, as if nothing had been said of it; None for a kind that is not known."""
    if (read := _sort(fact.kind)) is None:
        return None
    (sort, people_of), said = read, fact.state
    return Happening(
        fact.i,
        _day(sort, said),
        "day" if sort == "change" else said.get("precision") or "day",
        fact.stream,
        fact.v,
        fact.kind,
        sort,
        said["source"],
        said["recorded_at"],
        " ".join(people_of(fact)),
        None if sort == "change" else said.get("minutes"),
        None if sort == "change" else said.get("form") or said.get("network"),
        1,
        fact.i if "sealed" in said else None,
    )


def _day(sort: str, said: dict[str, Any]) -> str:
    if sort in {"change", "person", "book"}:
        return str(said["recorded_at"][:10])
    day = said.get("occurred_on") or said.get("through") or ""
    return str(said["recorded_at"][:10]) if sort == "note" and not day else day


People = Callable[[Fact], Sequence[PersonId]]


@cache
def _sort(kind: str) -> tuple[str, People] | None:
    """What sort of event a kind is, and whom one names."""
    if (known := kind_named(kind)) is None:
        return None
    if kind in _CHANGES:
        return "change", _the_person if kind == "TextErased" else _nobody
    if issubclass(known, Met):
        return "met", _there
    sorts: dict[str, tuple[str, People]] = {
        "meeting": ("plan", _there),
        "exchange": ("exchange", _exchanged),
        "connection": ("click", lambda fact: (fact.state["owner"], fact.state["person"])),
        "person": ("note" if kind == "NoteTaken" else "person", _the_person),
        "ledger": ("book", _booked),
    }
    return sorts[known.stream_kind]


def _nobody(_fact: Fact) -> Sequence[PersonId]:
    return ()


def _the_person(fact: Fact) -> Sequence[PersonId]:
    return (fact.stream,)


def _there(fact: Fact) -> Sequence[PersonId]:
    found: Sequence[PersonId] = fact.state.get("participants", ())
    return found


def _exchanged(fact: Fact) -> Sequence[PersonId]:
    said = fact.state
    return (said["by"], *said["people"]) if "people" in said else (said["owner"], said["person"])


def _booked(fact: Fact) -> Sequence[PersonId]:
    said = fact.state
    return [*(said[name] for name in ("owner", "person", "into") if name in said), *said.get("people", ())]


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
    known = kind_named(fact.kind)
    if known and known.stream_kind == "connection":
        return {*people[:1]} - {me, *people[1:]}
    return {*people} - {me, fact.stream}


def _rows(me: PersonId, fact: Fact, row: Happening, *, held: bool = False) -> Iterator[tuple[Table, Row]]:
    """Where an event is found as it stands, and the event itself where that is not what it says."""
    day = ordinal(row.day)
    yield DAYS, (day, row.i)
    if row != as_said(fact):
        yield AMENDED, row
    if not held:
        yield from ((APPEARANCES, (who, day, row.i)) for who in _appearances(me, fact, row.participants))


def _as_it_is(me: PersonId, fact: Fact) -> Iterator[tuple[Table, Row]]:
    """Where an event is found that stands as it was recorded."""
    if read := _sort(fact.kind):
        sort, people_of = read
        day = ordinal(_day(sort, fact.state))
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
    for i, said in zip(lot.leaves, lot.said, strict=True):
        days[ordinal(said.occurred_on)].append(i << CODE)


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


def _of_gathering(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    me, found = owner(tables), gathering(facts)
    held, gone = found.held, 0 in found.retracted
    named = [step for step in found.steps.values() if step.met or step.kind == "MeetingProposed"]
    everybody = " ".join(named[-1].participants if named else ())
    for fact in facts:
        if (row := as_said(fact)) is None:
            continue
        step = found.steps.get(fact.v)
        people = " ".join(step.participants if step else ()) or everybody
        if step:
            live = int(not gone and fact.v not in found.retracted)
            row = row._replace(day=step.occurred_on, precision=step.precision, live=live)
        if step and step.met:
            row = row._replace(kind=step.kind, minutes=step.minutes, text=step.text)
        yield from _rows(me, fact, row._replace(people=people), held=step is held is not None)


def _in_force(made: Any) -> int | None:
    """The leaf of the sealed text that stands for an event's, its own or a correction's; see `event`."""
    return int(made.note) if made.note else None


def _of_exchange(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    from ledger.facts import exchanges

    me, state = owner(tables), replay(facts, exchanges.INITIAL, exchanges.evolve)
    if (made := state.made) is None:
        return
    if isinstance(made, exchanges.IntroductionMade):
        people = " ".join((made.by, *made.people))
    else:
        people = f"{made.owner} {made.person}"
    for fact in facts:
        if (row := as_said(fact)) is None:
            continue
        row = row._replace(people=people)
        if row.sort != "change":
            day, live = made.occurred_on.isoformat(), int(not state.retracted)
            row = row._replace(day=day, precision=made.precision, text=_in_force(made), live=live)
        yield from _rows(me, fact, row)


def _flipped(
    name: str, away: str, back: str
) -> Callable[[Tables, Sequence[Fact]], Iterator[tuple[Table, Row]]]:
    """The rows of a stream in which `away` retracts and `back` reinstates the event each has in its field `name`."""

    def rows_of(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
        me, gone = owner(tables), set[int]()
        flips = {fact.v: fact for fact in facts if fact.kind in {away, back}}
        for fact in flips.values():
            (gone.add if fact.kind == away else gone.discard)(fact.state[name])
        for fact in facts:
            if fact.v not in flips and fact.v not in gone:
                yield from _as_it_is(me, fact)
            elif row := as_said(fact):
                if fact.v in flips:
                    about = next((each for each in facts if each.v == fact.state[name]), None)
                    told = as_said(about) if about else None
                    row = row._replace(people=told.people if told else "")
                yield from _rows(me, fact, row._replace(live=0) if fact.v in gone else row)

    return rows_of


TIMELINE: Final = Projection(
    name="timeline",
    version=3,
    tables=(AMENDED, DAYS, APPEARANCES, BATCHES, BOOK),
    handlers={"LedgerOpened": _opened, "ledger": _alone},
    alone={"Clicked": _alone},
    firsts={"Met": _met, "PersonAdded": _alone},
    streams={
        "meeting": rewriting(_of_gathering),
        "exchange": rewriting(_of_exchange),
        "connection": rewriting(_flipped("event", "ConnectionRetracted", "ConnectionReinstated")),
        "person": rewriting(_flipped("note", "NoteRetracted", "NoteReinstated")),
    },
    bulk={
        "Clicked": Many(_many_clicked, ("occurred_on", "owner", "person", "through")),
        "Met": Many(_many_met, ("occurred_on",)),
        "PersonAdded": Many(_many_added, ("recorded_at",)),
    },
    begins=_begins,
)
