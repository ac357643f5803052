"""What happened: what each event says as it stands now, without a name, a note or a place."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, islice, repeat
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from ledger.facts.event import PersonId, StreamId, kind_named
from ledger.facts.meeting.events import Form, Met
from ledger.named_tuple import NamedTuple
from projections.engine.tables import Fact, Facts, replay


class TimelineEntry(NamedTuple):
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
        """The people it is about: everyone who was there, or was named."""
        return tuple(self.people.split())

    @property
    def batch(self) -> str:
        """The id of the batch that recorded it."""
        return self.source.rpartition(":")[2]


_SHORT: Final = 10
"""Streams with this many events are read again rather than kept."""

_LOTS: Final = (1, 10, 100, 500)
"""How many events are read at a time: who wants a few reads few."""

_AT_HAND: Final = 250
"""How many longer ones are kept."""

_CHANGES: Final = frozenset(
    {"MeetingCorrected", "MeetingRetracted", "MeetingReinstated"}
    | {"ExchangeCorrected", "ExchangeRetracted", "ExchangeReinstated"}
    | {
        "ConnectionRetracted",
        "ConnectionReinstated",
        "NoteRetracted",
        "NoteReinstated",
        "TextErased",
    }
)


# ---------------------------------------------------------------- what an event says by itself


def as_said(fact: Fact) -> TimelineEntry | None:
    """The event by itself, without its corrections; None for an unknown kind."""
    sort_and_people = sort_of(fact.kind)
    if sort_and_people is None:
        return None
    sort, people_of = sort_and_people
    state = fact.state
    # What a change says of another event shows in that event's own row.
    itself = {} if sort == "change" else state
    leaf_of_text = None
    if "sealed" in state:
        leaf_of_text = fact.i
    return TimelineEntry(
        i=fact.i,
        day=day_said(sort, state),
        precision=itself.get("precision") or "day",
        stream=fact.stream,
        v=fact.v,
        kind=fact.kind,
        sort=sort,
        source=state["source"],
        recorded_at=state["recorded_at"],
        people=" ".join(people_of(fact)),
        minutes=itself.get("minutes"),
        about=itself.get("form") or itself.get("network"),
        live=1,
        text=leaf_of_text,
    )


def day_said(sort: str, state: dict[str, Any]) -> str:
    """The day that an event itself gives, in ISO; empty if no file has it."""
    recorded_on: str = state["recorded_at"][:10]
    if sort in {"change", "person", "book"}:
        return recorded_on
    day: str = state.get("occurred_on") or state.get("through") or ""
    if sort == "note":
        return day or recorded_on
    return day


People: TypeAlias = Callable[[Fact], Sequence[PersonId]]


@cache
def sort_of(kind: str) -> tuple[str, People] | None:
    """The sort of event that a kind is, and the function that finds its people."""
    event_class = kind_named(kind)
    if event_class is None:
        return None
    if kind == "TextErased":
        return "change", _the_person
    if kind in _CHANGES:
        return "change", _nobody
    if kind == "NoteTaken":
        return "note", _the_person
    if issubclass(event_class, Met):
        return "met", _there
    sorts: dict[str, tuple[str, People]] = {
        "meeting": ("plan", _there),
        "exchange": ("exchange", _exchanged),
        "connection": (
            "click",
            lambda fact: (fact.state["owner"], fact.state["person"]),
        ),
        "person": ("person", _the_person),
        "ledger": ("book", _booked),
    }
    return sorts[event_class.stream_kind]


@cache
def form_met(kind: str) -> Form | None:
    """The form of the meetings that a kind of event records; None for every other kind."""
    event_class = kind_named(kind)
    if event_class is not None and issubclass(event_class, Met):
        return event_class.form
    return None


def _nobody(_fact: Fact) -> Sequence[PersonId]:
    return ()


def _the_person(fact: Fact) -> Sequence[PersonId]:
    return (fact.stream,)


def _there(fact: Fact) -> Sequence[PersonId]:
    people: Sequence[PersonId] = fact.state.get("participants", ())
    return people


def _exchanged(fact: Fact) -> Sequence[PersonId]:
    state = fact.state
    if "people" in state:
        return (state["by"], *state["people"])
    return (state["owner"], state["person"])


def _booked(fact: Fact) -> Sequence[PersonId]:
    state = fact.state
    people = [state[name] for name in ("owner", "person", "into") if name in state]
    people += state.get("people", ())
    return people


# ---------------------------------------------------------------- what its stream says of it


def at(tables: Facts, i: int) -> TimelineEntry | None:
    """The event at a leaf, None where it is of an unknown kind or not there."""
    return TimelineEntries(tables).at(i)


class TimelineEntries:
    """The events at many leaves, one after the other: of long streams the last are kept at hand.

    Otherwise someone with thousands of notes would be read whole for each of them. Those `at_hand`, by
    leaf, are read already. Events of the streams in `without` are left out of those `at_each` leaf.
    """

    def __init__(
        self,
        tables: Facts,
        at_hand: Mapping[int, TimelineEntry] = MappingProxyType({}),
        without: Container[StreamId] = (),
    ) -> None:
        self._tables: Final = tables
        self._at_hand: Final = at_hand
        self._without: Final = without
        self._long: Final[dict[StreamId, dict[int, TimelineEntry]]] = {}

    def at(self, i: int) -> TimelineEntry | None:
        """The event at a leaf, None where it is of an unknown kind or not there."""
        fact = self._tables.fact(i)
        if fact is None:
            return None
        rows = self._long.pop(fact.stream, None)
        if rows is None:
            rows = _by_leaf(self._tables.history(fact.stream))
        self._keep(fact.stream, rows)
        return rows.get(i)

    def at_each(self, leaves: Iterable[int]) -> Iterator[TimelineEntry]:
        """The events at leaves, in this order, those of an unknown kind apart: more and more are read at a time."""
        waiting = iter(leaves)
        for size in chain(_LOTS, repeat(_LOTS[-1])):
            lot = list(islice(waiting, size))
            if not lot:
                return
            at_hand = {i: self._at_hand[i] for i in lot if i in self._at_hand}
            missing = [i for i in lot if i not in at_hand]
            rows = self._rows_of(missing) | at_hand
            yield from filter(None, map(rows.get, lot))

    def _rows_of(self, leaves: Sequence[int]) -> dict[int, TimelineEntry]:
        """By leaf the events of the streams that these leaves are of."""
        named = dict.fromkeys(self._tables.streams(leaves))
        streams = {stream: None for stream in named if stream not in self._without}
        rows: dict[int, TimelineEntry] = {}
        for stream in streams.keys() & self._long.keys():
            rows |= self._long[stream]
            del streams[stream]
        for stream, history in self._tables.histories([*streams]):
            rows_of_stream = _by_leaf(history)
            self._keep(stream, rows_of_stream)
            rows |= rows_of_stream
        return rows

    def _keep(self, stream: StreamId, rows: dict[int, TimelineEntry]) -> None:
        """Keep the events of a long stream at hand, in the place of those that were kept first."""
        if len(rows) <= _SHORT:
            return
        self._long[stream] = rows  # as the last one
        if len(self._long) > _AT_HAND:
            oldest = next(iter(self._long))
            del self._long[oldest]


def _by_leaf(history: Sequence[Fact]) -> dict[int, TimelineEntry]:
    return {row.i: row for row in standing(history)}


def standing(facts: Sequence[Fact]) -> Iterator[TimelineEntry]:
    """The events of a stream as they stand after all of its facts, in order, those of unknown kinds apart."""
    return (row for row, _held in stood(facts))


def stood(facts: Sequence[Fact]) -> Iterator[tuple[TimelineEntry, bool]]:
    """The events of a stream as `standing` gives them, each with whether it is the meeting that took place."""
    if len(facts) > 1:
        reading = _STANDING.get(kind_of_stream(facts), _by_themselves)
        return reading(facts)
    return _by_themselves(facts)


def _by_themselves(facts: Sequence[Fact]) -> Iterator[tuple[TimelineEntry, bool]]:
    for row in filter(None, map(as_said, facts)):
        yield row, row.sort == "met"


def kind_of_stream(facts: Sequence[Fact]) -> str:
    """The kind of stream that facts are of; empty where they are of several, which no rule allows."""
    kinds = {fact.kind for fact in facts}
    stream_kinds = set(map(stream_kind, kinds))
    stream_kinds.discard("")
    if len(stream_kinds) != 1:
        return ""
    return stream_kinds.pop()


@cache
def stream_kind(kind: str) -> str:
    """In what kind of stream facts of a kind are; empty for a kind that is not known."""
    event_class = kind_named(kind)
    if event_class is None:
        return ""
    return event_class.stream_kind


def _of_gathering(facts: Sequence[Fact]) -> Iterator[tuple[TimelineEntry, bool]]:
    from projections.meetings import meeting

    gathering = meeting(facts)
    everybody = " ".join(gathering.everybody)
    for fact in facts:
        row = as_said(fact)
        if row is None:
            continue
        step = gathering.steps.get(fact.v)
        if step is None:
            yield row._replace(people=everybody), False
            continue
        live = not gathering.gone and fact.v not in gathering.retracted
        row = row._replace(
            day=step.occurred_on,
            precision=step.precision,
            people=" ".join(step.participants) or everybody,
            live=int(live),
        )
        if step.met:
            row = row._replace(
                kind=step.kind,
                minutes=step.minutes,
                text=step.text,
            )
        yield row, step is gathering.held


def _of_exchange(facts: Sequence[Fact]) -> Iterator[tuple[TimelineEntry, bool]]:
    from ledger.facts import exchange

    state = replay(facts, exchange.INITIAL, exchange.evolve)
    exchanged = state.made
    if exchanged is None:
        return
    if isinstance(exchanged, exchange.IntroductionMade):
        people = " ".join((exchanged.by, *exchanged.people))
    else:
        people = f"{exchanged.owner} {exchanged.person}"
    for fact in facts:
        row = as_said(fact)
        if row is None:
            continue
        row = row._replace(people=people)
        if row.sort != "change":
            row = row._replace(
                day=exchanged.occurred_on.isoformat(),
                precision=exchanged.precision,
                text=_in_force(exchanged),
                live=int(not state.retracted),
            )
        yield row, False


def _in_force(exchange: Any) -> int | None:
    """The leaf of the sealed text that stands for an event's, its own or a correction's; see `event`."""
    if not exchange.note:
        return None
    return int(exchange.note)


def _flipped(
    name: str, away: str, back: str, facts: Sequence[Fact]
) -> Iterator[tuple[TimelineEntry, bool]]:
    """The events of a stream in which `away` retracts and `back` reinstates the event each has in its field `name`."""
    gone: set[int] = set()
    for fact in facts:
        if fact.kind == away:
            gone.add(fact.state[name])
        elif fact.kind == back:
            gone.discard(fact.state[name])
    for fact in facts:
        row = as_said(fact)
        if row is None:
            continue
        if fact.kind in {away, back}:
            row = row._replace(people=_people_at(facts, fact.state[name]))
        if fact.v in gone:
            row = row._replace(live=0)
        yield row, False


def _people_at(facts: Sequence[Fact], v: int) -> str:
    """The people of the event at a position of its stream; empty if it is not there or of an unknown kind."""
    for fact in facts:
        if fact.v == v:
            row = as_said(fact)
            if row:
                return row.people
            return ""
    return ""


_Way: TypeAlias = Callable[[Sequence[Fact]], Iterator[tuple[TimelineEntry, bool]]]
_STANDING: Final[dict[str, _Way]] = {
    "meeting": _of_gathering,
    "exchange": _of_exchange,
    "connection": partial(
        _flipped, "event", "ConnectionRetracted", "ConnectionReinstated"
    ),
    "person": partial(_flipped, "note", "NoteRetracted", "NoteReinstated"),
}
