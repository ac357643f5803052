"""What happened: what each event says as it stands now, without a name, a note or a place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, TypeAlias

from ledger.facts.event import PersonId, StreamId, kind_named
from ledger.facts.meeting.events import Met
from projections.engine.replay import replay
from projections.engine.tables import Fact, Facts
from projections.meetings import meeting


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


_SHORT: Final = 10
"""Streams of so many events are read again rather than kept."""

_AT_HAND: Final = 250
"""How many longer ones are kept."""

_CHANGES: Final = frozenset(
    {"MeetingCorrected", "MeetingRetracted", "MeetingReinstated"}
    | {"ExchangeCorrected", "ExchangeRetracted", "ExchangeReinstated"}
    | {"ConnectionRetracted", "ConnectionReinstated", "NoteRetracted", "NoteReinstated", "TextErased"}
)


# ---------------------------------------------------------------- what an event says by itself


def as_said(fact: Fact) -> Happening | None:
    """The event by itself, as if nothing had been said of it; None for a kind that is not known."""
    if (read := sort_of(fact.kind)) is None:
        return None
    (sort, people_of), state = read, fact.state
    return Happening(
        fact.i,
        day_said(sort, state),
        "day" if sort == "change" else state.get("precision") or "day",
        fact.stream,
        fact.v,
        fact.kind,
        sort,
        state["source"],
        state["recorded_at"],
        " ".join(people_of(fact)),
        None if sort == "change" else state.get("minutes"),
        None if sort == "change" else state.get("form") or state.get("network"),
        1,
        fact.i if "sealed" in state else None,
    )


def day_said(sort: str, state: dict[str, Any]) -> str:
    """The day an event of a sort says itself, in ISO; empty where no file told it."""
    if sort in {"change", "person", "book"}:
        return str(state["recorded_at"][:10])
    day = state.get("occurred_on") or state.get("through") or ""
    return str(state["recorded_at"][:10]) if sort == "note" and not day else day


People: TypeAlias = Callable[[Fact], Sequence[PersonId]]


@cache
def sort_of(kind: str) -> tuple[str, People] | None:
    """What sort of event a kind is, and whom one names."""
    if (event_class := kind_named(kind)) is None:
        return None
    if kind in _CHANGES:
        return "change", _the_person if kind == "TextErased" else _nobody
    if issubclass(event_class, Met):
        return "met", _there
    sorts: dict[str, tuple[str, People]] = {
        "meeting": ("plan", _there),
        "exchange": ("exchange", _exchanged),
        "connection": ("click", lambda fact: (fact.state["owner"], fact.state["person"])),
        "person": ("note" if kind == "NoteTaken" else "person", _the_person),
        "ledger": ("book", _booked),
    }
    return sorts[event_class.stream_kind]


def _nobody(_fact: Fact) -> Sequence[PersonId]:
    return ()


def _the_person(fact: Fact) -> Sequence[PersonId]:
    return (fact.stream,)


def _there(fact: Fact) -> Sequence[PersonId]:
    people: Sequence[PersonId] = fact.state.get("participants", ())
    return people


def _exchanged(fact: Fact) -> Sequence[PersonId]:
    state = fact.state
    return (state["by"], *state["people"]) if "people" in state else (state["owner"], state["person"])


def _booked(fact: Fact) -> Sequence[PersonId]:
    state = fact.state
    return [*(state[name] for name in ("owner", "person", "into") if name in state), *state.get("people", ())]


# ---------------------------------------------------------------- what its stream says of it


def at(tables: Facts, i: int) -> Happening | None:
    """The event at a leaf, None where it is of an unknown kind or not there."""
    return Happenings(tables).at(i)


class Happenings:
    """The events at many leaves, one after the other: of long streams the last are kept at hand.

    Somebody of whom thousands of notes were taken would else be read whole for each of them.
    """

    def __init__(self, tables: Facts) -> None:
        self._tables: Final = tables
        self._long: Final[dict[StreamId, dict[int, Happening]]] = {}

    def at(self, i: int) -> Happening | None:
        """The event at a leaf, None where it is of an unknown kind or not there."""
        if (fact := self._tables.fact(i)) is None:
            return None
        if (rows := self._long.pop(fact.stream, None)) is None:
            rows = {row.i: row for row in standing(self._tables.history(fact.stream))}
        if len(rows) > _SHORT:
            self._long[fact.stream] = rows  # as the last one
            if len(self._long) > _AT_HAND:
                del self._long[next(iter(self._long))]
        return rows.get(i)


def standing(facts: Sequence[Fact]) -> Iterator[Happening]:
    """The events of a stream as they stand after all of its facts, in order, those of unknown kinds apart."""
    return (row for row, _held in stood(facts))


def stood(facts: Sequence[Fact]) -> Iterator[tuple[Happening, bool]]:
    """The same, and whether it is the meeting that took place."""
    reading = _STANDING.get(kind_of_stream(facts)) if len(facts) > 1 else None
    return (
        reading(facts) if reading else ((row, row.sort == "met") for fact in facts if (row := as_said(fact)))
    )


def kind_of_stream(facts: Sequence[Fact]) -> str:
    """The kind of stream that facts are of; empty where they are of several, which no rule allows."""
    kinds = {stream for kind in {fact.kind for fact in facts} if (stream := stream_kind(kind))}
    return kinds.pop() if len(kinds) == 1 else ""


@cache
def stream_kind(kind: str) -> str:
    """In what kind of stream facts of a kind are; empty for a kind that is not known."""
    return event_class.stream_kind if (event_class := kind_named(kind)) else ""


def _of_gathering(facts: Sequence[Fact]) -> Iterator[tuple[Happening, bool]]:
    gathering = meeting(facts)
    held, gone = gathering.held, gathering.gone
    everybody = " ".join(gathering.everybody)
    for fact in facts:
        if (row := as_said(fact)) is None:
            continue
        step = gathering.steps.get(fact.v)
        people = " ".join(step.participants if step else ()) or everybody
        if step:
            live = int(not gone and fact.v not in gathering.retracted)
            row = row._replace(day=step.occurred_on, precision=step.precision, live=live)
        if step and step.met:
            row = row._replace(kind=step.kind, minutes=step.minutes, text=step.text)
        yield row._replace(people=people), step is held is not None


def _of_exchange(facts: Sequence[Fact]) -> Iterator[tuple[Happening, bool]]:
    from ledger.facts import exchange

    state = replay(facts, exchange.INITIAL, exchange.evolve)
    if (exchanged := state.made) is None:
        return
    if isinstance(exchanged, exchange.IntroductionMade):
        people = " ".join((exchanged.by, *exchanged.people))
    else:
        people = f"{exchanged.owner} {exchanged.person}"
    for fact in facts:
        if (row := as_said(fact)) is None:
            continue
        row = row._replace(people=people)
        if row.sort != "change":
            day, live = exchanged.occurred_on.isoformat(), int(not state.retracted)
            row = row._replace(day=day, precision=exchanged.precision, text=_in_force(exchanged), live=live)
        yield row, False


def _in_force(exchange: Any) -> int | None:
    """The leaf of the sealed text that stands for an event's, its own or a correction's; see `event`."""
    return int(exchange.note) if exchange.note else None


def _flipped(name: str, away: str, back: str) -> _Way:
    """The events of a stream in which `away` retracts and `back` reinstates the event each has in its field `name`."""

    def rows(facts: Sequence[Fact]) -> Iterator[tuple[Happening, bool]]:
        flips = {fact.v: fact for fact in facts if fact.kind in {away, back}}
        gone = set[int]()
        for fact in flips.values():
            (gone.add if fact.kind == away else gone.discard)(fact.state[name])
        for fact in facts:
            if row := as_said(fact):
                if fact.v in flips:
                    about = next((event for event in facts if event.v == fact.state[name]), None)
                    flipped = as_said(about) if about else None
                    row = row._replace(people=flipped.people if flipped else "")
                yield row._replace(live=0) if fact.v in gone else row, False

    return rows


_Way: TypeAlias = Callable[[Sequence[Fact]], Iterator[tuple[Happening, bool]]]
_STANDING: Final[dict[str, _Way]] = {
    "meeting": _of_gathering,
    "exchange": _of_exchange,
    "connection": _flipped("event", "ConnectionRetracted", "ConnectionReinstated"),
    "person": _flipped("note", "NoteRetracted", "NoteReinstated"),
}
