"""What happened, as rows: one an event, as it stands now, without a name, a note or a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from ledger.facts import exchanges, meeting_state
from ledger.facts.base import PersonId, StreamId
from ledger.facts.meetings import MeetingProposed, Met
from projections.fold import Fact, Handler, Projection, Row, Rows, Table, Tables, replay, rewrite


class Happening(NamedTuple):
    """An event as it stands, as last corrected.

    `day` is empty where no file told it. `sort` is `met`, `plan`, `exchange`, `click`, `note`,
    `person`, `book`, or `change` for what only says something of another event. `batch` is the
    leaf where its batch begins. `text` is the leaf whose sealed text is in force, None for none.
    `about` is the form of a plan or the network of a click; `live` is 0 once retracted.
    """

    i: int
    day: str
    precision: str
    stream: StreamId
    v: int
    kind: str
    sort: str
    batch: int
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


EVENTS: Final = Table("timeline_events", Happening._fields, key=1, indexes=(("day",),))

APPEARANCES: Final = Table("timeline_appearances", ("person", "day", "i"), key=3)
"""One row a person an event is about, the owner apart, in whose ledger all of it is his."""

BATCHES: Final = Table(
    "timeline_batches",
    ("source", "batch", "first", "recorded_at"),
    key=1,
    indexes=(("batch",), ("first",)),
)
"""Where each batch begins; its source ends with its id."""

BOOK: Final = Table("timeline_book", ("name", "owner"), key=1)
"""One row: whose ledger it is."""

_BOOK: Final = ("book",)
_CHANGES: Final = frozenset(
    {"MeetingCorrected", "MeetingRetracted", "MeetingReinstated"}
    | {"ExchangeCorrected", "ExchangeRetracted", "ExchangeReinstated"}
)


def owner(tables: Rows) -> PersonId:
    """Whose ledger it is; empty where none was opened."""
    return str((tables.get(BOOK, _BOOK) or ("book", ""))[1])


def _opened(tables: Tables, fact: Fact) -> None:
    tables.put(BOOK, (*_BOOK, fact.state["owner"]))
    _book(tables, fact)


def _batch(tables: Tables, fact: Fact) -> int:
    """The leaf where the event's batch begins."""
    source = fact.state["source"]
    if (found := tables.get(BATCHES, (source,))) is None:
        found = (source, source.rpartition(":")[2], fact.i, fact.state["recorded_at"])
        tables.put(BATCHES, found)
    return int(found[2])


def _happening(tables: Tables, fact: Fact, sort: str, people: Sequence[PersonId], day: str) -> Happening:
    said = fact.state
    return Happening(
        fact.i,
        day,
        said.get("precision") or "day",
        fact.stream,
        fact.v,
        fact.kind,
        sort,
        _batch(tables, fact),
        said["recorded_at"],
        " ".join(people),
        said.get("minutes"),
        said.get("form") or said.get("network"),
        1,
        fact.i if "sealed" in said else None,
    )


def _change(tables: Tables, fact: Fact, people: Sequence[PersonId]) -> Happening:
    """The row of what only says something of another event, on the day it was recorded."""
    row = _happening(tables, fact, "change", people, fact.state["recorded_at"][:10])
    return row._replace(precision="day", minutes=None, about=None)


def _rows(tables: Tables, row: Happening) -> Iterator[tuple[Table, Row]]:
    me = owner(tables)
    yield EVENTS, row
    yield from ((APPEARANCES, (who, row.day, row.i)) for who in row.participants if who != me)


def _keep(tables: Tables, row: Happening) -> None:
    me = owner(tables)
    tables.put(EVENTS, row)
    for who in row.participants:
        if who != me:
            tables.put(APPEARANCES, (who, row.day, row.i))


# ---------------------------------------------------------------- gatherings and exchanges


def _gathering(tables: Tables, fact: Fact) -> None:
    rewrite(tables, fact, lambda facts: _of_gathering(tables, facts))


def _met(tables: Tables, fact: Fact) -> None:
    if fact.v > 1:
        _gathering(tables, fact)
        return
    said = fact.state
    _keep(tables, _happening(tables, fact, "met", said["participants"], said["occurred_on"]))


def _of_gathering(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    state = replay(facts, meeting_state.INITIAL, meeting_state.evolve)
    steps: dict[int, Any] = dict(state.steps)
    named = [step for step in steps.values() if isinstance(step, Met | MeetingProposed)]
    everybody = named[-1].participants if named else ()
    for fact in facts:
        live = int(not state.gone and fact.v not in state.retracted)
        if fact.kind in _CHANGES:
            yield from _rows(tables, _change(tables, fact, everybody))
        elif step := steps.get(fact.v):  # a kind that this program does not know is no step
            people = getattr(step, "participants", everybody)
            sort = "met" if isinstance(step, Met) else "plan"
            row = _happening(tables, fact, sort, people, step.occurred_on.isoformat())
            if isinstance(step, Met):
                text = _in_force(step)
                row = row._replace(kind=type(step).__name__, minutes=step.minutes, text=text)
            yield from _rows(tables, row._replace(precision=step.precision, live=live))


def _in_force(made: Any) -> int | None:
    """The leaf of the sealed text that stands for an event's, its own or a correction's; see `event`."""
    return int(made.note) if made.note else None


def _exchange(tables: Tables, fact: Fact) -> None:
    rewrite(tables, fact, lambda facts: _of_exchange(tables, facts))


def _of_exchange(tables: Tables, facts: Sequence[Fact]) -> Iterator[tuple[Table, Row]]:
    state = replay(facts, exchanges.INITIAL, exchanges.evolve)
    if (made := state.made) is None:
        return
    if isinstance(made, exchanges.IntroductionMade):
        people = (made.by, *made.people)
    else:
        people = (made.owner, made.person)
    for fact in facts:
        if fact.kind in _CHANGES:
            yield from _rows(tables, _change(tables, fact, people))
        elif fact.kind == type(made).__name__:
            row = _happening(tables, fact, "exchange", people, made.occurred_on.isoformat())
            text, live = _in_force(made), int(not state.retracted)
            yield from _rows(tables, row._replace(precision=made.precision, text=text, live=live))


# ---------------------------------------------------------------- clicks, people, the ledger itself


def _clicked(tables: Tables, fact: Fact) -> None:
    _keep(tables, _click(tables, fact))


def _click(tables: Tables, fact: Fact) -> Happening:
    said = fact.state
    day = said.get("occurred_on") or said.get("through") or ""
    return _happening(tables, fact, "click", (said["owner"], said["person"]), day)


def _note(tables: Tables, fact: Fact) -> Happening:
    day = fact.state.get("occurred_on") or fact.state["recorded_at"][:10]
    return _happening(tables, fact, "note", (fact.stream,), day)


def _flipping(name: str, live: int, row_of: Callable[[Tables, Fact], Happening]) -> Handler:
    """A handler of what retracts or reinstates the event that it names in the field `name`."""

    def handle(tables: Tables, fact: Fact) -> None:
        named = [each for each in tables.history(fact.stream, fact.i) if each.v == fact.state[name]]
        rows = [row_of(tables, each) for each in named]
        for row in rows:
            _keep(tables, row._replace(live=live))
        _keep(tables, _change(tables, fact, rows[0].participants if rows else ()))

    return handle


def _about_person(tables: Tables, fact: Fact) -> None:
    _keep(tables, _happening(tables, fact, "person", (fact.stream,), fact.state["recorded_at"][:10]))


def _book(tables: Tables, fact: Fact) -> None:
    said = fact.state
    named = [said[name] for name in ("owner", "person", "into") if name in said]
    people = [*named, *said.get("people", ())]
    _keep(tables, _happening(tables, fact, "book", people, said["recorded_at"][:10]))


TIMELINE: Final = Projection(
    name="timeline",
    version=1,
    tables=(EVENTS, APPEARANCES, BATCHES, BOOK),
    handlers={
        "Met": _met,
        "meeting": _gathering,
        "exchange": _exchange,
        "connection": _clicked,
        "ConnectionRetracted": _flipping("event", 0, _click),
        "ConnectionReinstated": _flipping("event", 1, _click),
        "person": _about_person,
        "NoteTaken": lambda tables, fact: _keep(tables, _note(tables, fact)),
        "NoteRetracted": _flipping("note", 0, _note),
        "NoteReinstated": _flipping("note", 1, _note),
        "TextErased": lambda tables, fact: _keep(tables, _change(tables, fact, (fact.stream,))),
        "ledger": _book,
        "LedgerOpened": _opened,
    },
)
