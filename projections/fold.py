"""What a projection is: a pure fold from facts to the rows of its tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableSequence, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from ledger.facts.base import Event, PersonId, StreamId

StateT = TypeVar("StateT")
Value: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Any, ...]
"""One `Value` a column. Those of keys and indexes are never None, so that rows have an order."""


class Fact(NamedTuple):
    """An event as it is folded: no object, no dates, no copies.

    `kind` is the class name in the version that the program knows, or the topic of a kind that it
    does not know. `text` is None where there is none, where it was erased, or was not asked for.
    """

    i: int
    stream: StreamId
    v: int
    kind: str
    state: dict[str, Any]
    text: dict[str, Any] | None = None


class Table(NamedTuple):
    """Rows that differ in their first `key` columns; `indexes` name the columns of other orders.

    The rows of a packed table that have the same first value are kept together, as arrays: what
    else is in its key is one or two whole numbers, the first of two below 2^22, the second below
    2^40; `packed` has the type of each other column, as `array` calls it.
    """

    name: str
    columns: tuple[str, ...]
    key: int
    indexes: tuple[tuple[str, ...], ...] = ()
    packed: str | None = None


class Rows(Protocol):
    """Where the rows of tables are read."""

    def get(self, table: Table, key: Row) -> Row | None:
        """The row with this key."""

    def scan(  # noqa: PLR0913 - every bound may be left out
        self,
        table: Table,
        prefix: Row = (),
        *,
        index: tuple[str, ...] = (),
        low: Value = None,
        high: Value = None,
        reverse: bool = False,
    ) -> Iterator[Row]:
        """The rows that begin with `prefix`, in the order of the key, or of `index` and then the key.

        `low` and `high` bound the next column, both included; None is no bound.
        """

    def columns(self, table: Table) -> Iterator[tuple[Any, list[int], list[Any]]]:
        """Of each first value the next number and the last column of its rows, in order: of a packed table with such a column."""

    def columns_of(self, table: Table, first: Value) -> tuple[list[int], list[Any]]:
        """The same of one first value."""

    def fact(self, i: int) -> Fact | None:
        """The fact at leaf `i`, without its text; None where the ledger is not that long."""


class Tables(Rows, Protocol):
    """Where projections keep their rows, and find the stream of a fact."""

    def put(self, table: Table, row: Row) -> None:
        """Keep a row, in the place of the one with the same key."""

    def drop(self, table: Table, key: Row) -> None:
        """Let the row with this key go, if there is one."""

    def history(self, stream: StreamId, i: int) -> Sequence[Fact]:
        """The facts of a stream up to leaf `i`, in stream order."""


Handler: TypeAlias = Callable[[Tables, Fact], None]
Settle: TypeAlias = Callable[[Tables, Sequence[Fact], int], None]
"""Given the facts of a stream and how many of them were folded before: brings its rows up to date."""


class Gathered(Protocol):
    """What is put into a packed table in bulk."""

    groups: defaultdict[Any, MutableSequence[int]]
    """By the first value of a row, its key as one number; where there are other columns too,
    `(key << SHIFT) + entry(values)`."""

    def entry(self, values: Row) -> int:
        """The number that stands for these values."""


class Gathering(Tables, Protocol):
    """Tables into which many rows are put at once."""

    def gathered(self, table: Table) -> Gathered:
        """Where rows of a packed table are put."""

    def waiting(self, table: Table) -> dict[Row, Row | None]:
        """Where rows of any other table are put, by their keys."""


Told: TypeAlias = tuple[int, "StreamId", Any, "dict[str, Any] | None"]
"""A fact as many are folded: its leaf, its stream, the fields that are needed as attributes, its text."""


class Many(NamedTuple):
    """Folds many facts of one kind: what a handler does with each, sooner.

    `needs` are the fields that it reads. Where it wants only what people wrote, `texts`, it is
    given only the facts that have a text.
    """

    fold: Callable[[Gathering, str, Sequence[Told]], None]
    needs: tuple[str, ...] = ()
    texts: bool = False


BITS: Final = 40
"""How far the first of two numbers in the key of a packed table is shifted to join the second."""

SHIFT: Final = 24
"""How far the key of a packed table is shifted to join an entry."""


@cache
def ordinal(day: str) -> int:
    """The proleptic ordinal of a day in ISO, which packed tables hold; 0 for none."""
    from datetime import date

    return date.fromisoformat(day).toordinal() if day else 0


class Projection(NamedTuple):
    """A read model: its tables and who keeps them. Another `version` is another content of them.

    `handlers` fold a fact where the order of all facts matters. Of everything else only the facts
    of its own stream matter: `streams` brings the rows of a kind of stream up to date, `firsts` is
    a shorter way where a fact is the first of its stream, `alone` where it says all by itself,
    wherever it stands, and `bulk` does for many facts what one of these two does for one. They
    stand under the name of a kind, of a class that kinds descend from (`Met`), or of a kind of
    stream (`person`); of several, the nearest is the one. `begins` is told each fact that has
    another source than the one before it, and the first of every fold.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    handlers: Mapping[str, Handler] = {}
    alone: Mapping[str, Handler] = {}
    firsts: Mapping[str, Handler] = {}
    streams: Mapping[str, Settle] = {}
    bulk: Mapping[str, Many] = {}
    begins: Handler | None = None


class Ways(NamedTuple):
    """How the facts of one kind are folded: in order, alone, as the first of a stream, or with their stream."""

    ordered: tuple[Handler, ...] = ()
    alone: tuple[Handler, ...] = ()
    firsts: tuple[Handler, ...] = ()
    first_streams: tuple[Settle, ...] = ()
    streams: tuple[Settle, ...] = ()
    many_alone: tuple[Many, ...] | None = None
    many_firsts: tuple[Many, ...] | None = None
    """What is done with many, alone and first; None where there is no such way for each projection."""


class Handlers(dict[str, "Ways | None"]):
    """The ways of each kind, looked for when it is first met; None for a kind that is not known."""

    def __init__(self, projections: Iterable[Projection]) -> None:
        super().__init__()
        self.projections = tuple(projections)
        self.begins = tuple(each.begins for each in self.projections if each.begins)

    def __missing__(self, name: str) -> Ways | None:
        from ledger.facts.base import kind_named

        kind = kind_named(name)
        self[name] = _ways(self.projections, kind) if kind else None
        return self[name]


def handlers_of(projections: Iterable[Projection]) -> Handlers:
    """The handlers of every kind, whatever is declared by now."""
    return Handlers(projections)


def _ways(projections: Iterable[Projection], kind: type[Event]) -> Ways:
    places = (*(each.__name__ for each in kind.__mro__), kind.stream_kind)
    ordered: list[Handler] = []
    alone: list[tuple[Handler, Many | None]] = []
    firsts: list[tuple[Handler, Many | None]] = []
    streams: list[Settle] = []
    first_streams: list[Settle] = []
    for each in projections:
        many = _nearest(each.bulk, places)
        if handler := _nearest(each.handlers, places):
            ordered.append(handler)
        elif handler := _nearest(each.alone, places):
            alone.append((handler, many))
        else:
            stream, first = each.streams.get(kind.stream_kind), _nearest(each.firsts, places)
            streams += [stream] if stream else []
            if first is None and stream:
                first_streams.append(stream)
            elif first and first is not nothing:
                firsts.append((first, many))
    return Ways(
        tuple(ordered),
        tuple(handler for handler, _many in alone),
        tuple(handler for handler, _many in firsts),
        tuple(first_streams),
        tuple(streams),
        _all(many for _handler, many in alone),
        _all(many for _handler, many in firsts) if not (ordered or first_streams) else None,
    )


def _all(found: Iterable[Many | None]) -> tuple[Many, ...] | None:
    """All of them, None where one is missing."""
    ways = tuple(found)
    there = tuple(each for each in ways if each)
    return there if len(there) == len(ways) else None


FoundT = TypeVar("FoundT")


def _nearest(found: Mapping[str, FoundT], places: Sequence[str]) -> FoundT | None:
    return next((found[place] for place in places if place in found), None)


def nothing(_tables: Tables, _fact: Fact) -> None:
    """What becomes of a first fact that says nothing to a projection."""


def fold(projections: Iterable[Projection], tables: Tables, facts: Iterable[Fact]) -> Counter[str]:
    """Fold facts, in order, into the tables; gives how many there were of each unknown kind."""
    return apply(handlers_of(projections), tables, facts)


def apply(handlers: Handlers, tables: Tables, facts: Iterable[Fact]) -> Counter[str]:
    """The same with handlers that were looked for before."""
    unknown: Counter[str] = Counter()
    source = None
    for fact in facts:
        if fact.state["source"] != source:
            source = fact.state["source"]
            for begin in handlers.begins:
                begin(tables, fact)
        if (ways := handlers[fact.kind]) is None:
            unknown[fact.kind] += 1
        else:
            step(ways, tables, fact)
    return unknown


def step(ways: Ways, tables: Tables, fact: Fact) -> None:
    """Fold one fact."""
    for handle in ways.ordered + ways.alone:
        handle(tables, fact)
    step_of_stream(ways, tables, fact)


def step_of_stream(ways: Ways, tables: Tables, fact: Fact) -> None:
    """Fold what one fact says as a part of its stream."""
    if fact.v == 1:
        for handle in ways.firsts:
            handle(tables, fact)
        for settle in ways.first_streams:
            settle(tables, (fact,), 0)
    elif ways.streams:
        facts = tables.history(fact.stream, fact.i)
        for settle in ways.streams:
            settle(tables, facts, len(facts) - 1)


RowsOf: TypeAlias = Callable[[Tables, Sequence[Fact]], Iterable[tuple[Table, Row]]]


def rewriting(rows_of: RowsOf) -> Settle:
    """Keeps the rows of a stream where they are a function of its facts alone.

    A first fact costs no look-up; after a later one, the rows that are no more are dropped.
    """

    def settle(tables: Tables, facts: Sequence[Fact], before: int) -> None:
        if not before:
            for table, row in rows_of(tables, facts):
                tables.put(table, row)
            return
        kept = {(table.name, row[: table.key]): (table, row) for table, row in rows_of(tables, facts)}
        for table, row in rows_of(tables, facts[:before]):
            if (table.name, row[: table.key]) not in kept:
                tables.drop(table, row[: table.key])
        for table, row in kept.values():
            tables.put(table, row)

    return settle


def event(fact: Fact) -> Event | None:
    """The event as an object; None for a kind that is not known.

    Personal text is left out; a `note` stands for all of it and says the leaf where it is sealed,
    so that corrections, applied, tell which text is in force.
    """
    from ledger.facts.states import event_of

    if fact.kind not in _TOPICS:
        from ledger.facts.base import names

        _TOPICS.update({name: kind.topic() for name, kind in names().items()})
    text: dict[str, Any] | None = {"note": str(fact.i)} if "sealed" in fact.state else None
    return event_of(_TOPICS[fact.kind], fact.state, text) if fact.kind in _TOPICS else None


_TOPICS: dict[str, str] = {}


def replay(facts: Iterable[Fact], initial: StateT, evolve: Callable[[StateT, Event], StateT]) -> StateT:
    """The state of a stream after these facts; a kind that is not known leaves it as it is."""
    from dataclasses import replace

    state = initial
    for fact in facts:
        if known := event(fact):
            # States count their events; the count is right after an unknown one too.
            state = evolve(replace(state, version=fact.v - 1), known)  # type: ignore[type-var]
    return state


class Identity:
    """Who is read as whom. `into` is the forest of merges; nobody was merged by default."""

    def __init__(
        self, into: Mapping[PersonId, PersonId] | None = None, owner: PersonId | None = None
    ) -> None:
        self.into: Final = into or {}
        self.owner: Final = owner

    def root(self, person: PersonId) -> PersonId:
        """Who the person is read as."""
        for _each in self.into:  # no further than there are merges, should they go round
            if (into := self.into.get(person)) is None:
                break
            person = into
        return person

    def group(self, person: PersonId) -> tuple[PersonId, ...]:
        """Everybody who is read as the same person, the one that stays first."""
        root = self.root(person)
        return self.merged.get(root, (root,))

    @cached_property
    def merged(self) -> Mapping[PersonId, tuple[PersonId, ...]]:
        """The groups of more than one person, by the one that stays."""
        members: defaultdict[PersonId, list[PersonId]] = defaultdict(list)
        for person in sorted(self.into):
            members[self.root(person)].append(person)
        return {root: (root, *others) for root, others in members.items()}
