"""What a read model is made of: facts and streams, the tables that rows are kept in, and the projection of one into the other."""

from __future__ import annotations

from collections.abc import (
    Callable,
    Container,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar, cast

from ledger.named_tuple import NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from ledger.facts.event import Event, PersonId, StreamId


Value: TypeAlias = str | int | float | None

Row: TypeAlias = tuple[Any, ...]
"""One `Value` a column. Those of keys and indexes are never None, so that rows have an order."""

T = TypeVar("T")


class Fact(NamedTuple):
    """An event as it is folded: no object, no dates, no copies.

    `kind` is the class name in the version that the program knows, or the topic of an unknown kind.
    `text` is None for an event without personal text, or whose text was erased or not read.
    """

    i: int
    stream: StreamId
    v: int
    kind: str
    state: dict[str, Any]
    text: dict[str, Any] | None = None


class Stream:
    """The facts of a stream, in order. What several read models make of them is made once."""

    __slots__ = ("_made", "facts")

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts: Final = facts
        self._made: dict[Callable[[Sequence[Fact]], Any], Any] | None = None

    def once(self, make: Callable[[Sequence[Fact]], T]) -> T:
        """What `make` makes of the facts, from the first call on."""
        if self._made is None:
            self._made = {}
        if make not in self._made:
            self._made[make] = make(self.facts)
        return cast("T", self._made[make])


class Table(NamedTuple):
    """Rows that differ in their first `key` columns; `indexes` name the columns of other orders.

    Every table has one key column more than it names, before all others: the owner, the person whose
    ledger it is. Rows are put and read for one owner at a time, so a read model never names it.

    The rows of a packed table that have the same first value are kept together, as an array: what
    else is in its key is one or two whole numbers, the first of two below 2^22 - 2^11, the second below
    2^29; there may be one more column, of at most 4,096 different values, none of them None.
    """

    name: str
    columns: tuple[str, ...]
    key: int
    indexes: tuple[tuple[str, ...], ...] = ()
    packed: bool = False


class ForEach(NamedTuple):
    """A table before rows that differ in their first value alone, all of which such a row has in its place.

    `ForEach(table)` with `((ada, bela), day, i)` is `table` with `(ada, day, i)` and `(bela, day, i)`.
    """

    table: Table


class Facts(Protocol):
    """The ledger that tables are of."""

    def fact(self, i: int) -> Fact | None:
        """The fact at leaf `i`, without its text; None beyond the end of the ledger."""

    def history(self, stream: StreamId, i: int | None = None) -> Sequence[Fact]:
        """The facts of a stream up to leaf `i` (None: to its end), in stream order."""

    def streams(self, leaves: Sequence[int]) -> Iterable[StreamId]:
        """The streams of the facts at these leaves, perhaps some twice."""

    def histories(
        self, streams: Sequence[StreamId]
    ) -> Iterable[tuple[StreamId, Sequence[Fact]]]:
        """The facts of many streams, each stream once and in its order."""


class Rows(Facts, Protocol):
    """Where the rows of tables are read."""

    @property
    def owner(self) -> PersonId:
        """The person whose ledger it is; empty before one was opened."""

    def get(self, table: Table, key: Row) -> Row | None:
        """The row with this key."""

    def some(self, table: Table, firsts: Iterable[Value]) -> Iterator[Row]:
        """The rows with one of these first key values, in the order of the key."""

    def places(self, table: Table, index: tuple[str, ...]) -> Iterator[Row]:
        """Of every row the columns of an index and the rest of the key, in this order: what can be said without the row."""

    def leading(self, table: Table, text: str, beginning: str) -> Iterator[Row]:
        """The rows whose column `text` begins with what stands in their column `beginning`, in the order of the key."""

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

    def columns(
        self, table: Table, among: Container[Any] | None = None
    ) -> Iterator[tuple[Any, list[int], list[Any]]]:
        """For each first value of a packed table, in order: the next number and the last column of its rows.

        With `among` only for these first values.
        """

    def keys(
        self, table: Table, low: int | None = None, high: int | None = None
    ) -> Iterator[tuple[Any, list[int]]]:
        """For each first value of a packed table, in order: the rest of the keys of its rows, see `key_number`.

        `low` and `high` bound the next number, both included; a first value without such rows is left out.
        """

    def firsts(self, table: Table) -> Iterator[tuple[Any, int]]:
        """For each first value of a packed table, in order: the next number of its first row that is worth something.

        That is one whose last column is not 0; a first value without such a row is left out.
        """

    def columns_of(self, table: Table, first: Value) -> tuple[list[int], list[Any]]:
        """The next number and the last column of the rows of one first value."""

    def counts(self, table: Table) -> list[tuple[Any, int]]:
        """The number of rows of each first value of a packed table, the largest first, then by that value."""

    def greatest(self, table: Table) -> Any:
        """An upper bound of the last column of a packed table; None if it never had a row."""


class Tables(Rows, Protocol):
    """Where projections keep their rows."""

    def add_many(self, table: Table, rows: Iterable[Row]) -> None:
        """Keep rows of streams that begin: no row with one of their keys is there."""

    def add_for_each(self, table: Table, rows: Iterable[Row]) -> None:
        """Keep a row for each first value of such rows as `ForEach` has."""

    def put(self, table: Table, row: Row) -> None:
        """Keep a row, in the place of the one with the same key."""

    def drop(self, table: Table, key: Row) -> None:
        """Let the row with this key go, if there is one."""


def owner_of(facts: Facts) -> PersonId:
    """The person whose ledger it is, as its first fact says; empty for a ledger that was never opened."""
    first = facts.fact(0)
    if first and first.kind == "LedgerOpened":
        return str(first.state["owner"])
    return ""


CODE: Final = 12
"""How many bits a code has in a row of a packed table."""

SECOND: Final = 29
"""How many bits the second number of a key has there."""

CODES: Final = (1 << CODE) - 1
SECONDS: Final = (1 << SECOND) - 1
"""The greatest code and the greatest second number."""


def key_number(day: int, i: int) -> int:
    """The rest of a key of a packed table as one number, in the order of the keys."""
    return day << SECOND | i


def key_day(number: int) -> int:
    """The first number of such a key, which is a day."""
    return number >> SECOND


def key_leaf(number: int) -> int:
    """The second number of such a key, which is a leaf."""
    return number & SECONDS


def bounds(since: date | None, until: date | None) -> tuple[int | None, int | None]:
    """The bounds of days in packed tables for a time, both days included; None is no bound."""
    return (
        since.toordinal() if since else None,
        until.toordinal() if until else None,
    )


SHIFT: Final = SECOND + CODE
"""How far the first number of a key is shifted."""


class _Ordinals(dict[str, int]):
    def __missing__(self, day: str) -> int:
        self[day] = found = _ordinal(day) if day else 0
        return found


def _ordinal(day: str) -> int:
    from datetime import date

    try:
        read = date.fromisoformat(day)
    except ValueError:
        read = date.min
    if read.isoformat() != day:  # `20261129` is a day too, but none that is ever stored
        from ledger.errors import Damaged

        raise Damaged(
            "The ledger holds an unreadable day: {day}. Run 'handshake verify'.",
            day=day,
        )
    return read.toordinal()


ordinal: Final[Callable[[str], int]] = _Ordinals().__getitem__
"""The proleptic ordinal of a day in ISO, which packed tables hold; 0 for none. Raises Damaged for what is no day."""


# ---------------------------------------------------------------- projections

RowsOf: TypeAlias = Callable[[Rows, Stream], Iterable[tuple[Table, Row]]]
"""The rows of a stream, from its facts alone."""

RowsOfMany: TypeAlias = Callable[
    [Rows, Sequence[Any]], Iterable[tuple[Table | ForEach, Iterable[Row]]]
]
"""The rows of many facts of one kind, one at the least, by table; each fact is the only one of its stream.

`i`, `stream`, `kind` and `text` of a fact, whether it `is_sealed`, and its fields in clear are attributes.
"""

Handler: TypeAlias = Callable[[Tables, Fact], None]
"""What one fact changes, where the order of all facts matters."""


class Projection(NamedTuple):
    """A read model: its tables, and how facts become their rows. Another `version` is another content.

    `streams` gives, for a kind of stream, the rows of one: they are put when it begins, and exchanged
    for others when it goes on. This is all that most read models are.

    `handlers` are for the rest: what a fact says about other streams, or about rows that were there
    before it. A fact that has one here does not count for `streams`. `begins` gets every fact whose source
    differs from that of the fact before it, and the first of each fold.

    A ledger may be rebuilt in parts (`projections.engine.cluster`). Each part has the rows of its own streams,
    and runs every handler: so a handler changes each row by what the row and its fact say, never by how many
    there are. `begins` runs once the parts are merged, and keeps to tables that nothing else writes.

    `lone` only saves time in a rebuild: it gives the rows that `streams` gives for a stream of a single
    fact, for many such facts at once; a test holds both equal. Where it is missing the rebuild is slower
    by what this read model takes, and no other.

    `handlers` and `lone` stand under the name of a kind, of a class that kinds descend from (`Met`), or
    of a kind of stream; the nearest is the one.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    streams: Mapping[str, RowsOf] = {}
    handlers: Mapping[str, Handler] = {}
    begins: Handler | None = None
    lone: Mapping[str, RowsOfMany] = {}


def no_rows(
    _rows: Rows, _facts: Iterable[Any]
) -> Iterable[tuple[Table | ForEach, Iterable[Row]]]:
    """The rows of facts that say nothing to a read model by themselves."""
    return ()


def one_by_one(
    rows_by_table: Iterable[tuple[Table | ForEach, Iterable[Row]]],
) -> Iterator[tuple[Table, Row]]:
    """The rows of many facts as `RowsOf` gives them: what `lone` makes of many serves one stream too."""
    for table, rows in rows_by_table:
        if isinstance(table, ForEach):
            for row in each_row(rows):
                yield table.table, row
            continue
        for row in rows:
            yield table, row


def each_row(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that such rows as `ForEach` has stand for."""
    for firsts, *others in rows:
        for first in firsts:
            yield first, *others


def versions_of(projections: Iterable[Projection]) -> dict[str, int]:
    """The version of each projection, by its name."""
    return {projection.name: projection.version for projection in projections}


# ---------------------------------------------------------------- facts as the events they are

StateT = TypeVar("StateT")


def event(fact: Fact) -> Event | None:
    """The event as an object; None for a kind that is not known.

    Personal text is left out; a `note` stands for all of it and says the leaf where it is sealed,
    so that corrections, applied, tell which text is in force.
    """
    from ledger.facts.codec import event_of

    if fact.kind not in _TOPICS:
        from ledger.facts.event import names

        _TOPICS.update({name: kind.topic() for name, kind in names().items()})
    text: dict[str, Any] | None = (
        {"note": str(fact.i)} if "sealed" in fact.state else None
    )
    if fact.kind not in _TOPICS:
        return None
    return event_of(_TOPICS[fact.kind], fact.state, text)


_TOPICS: dict[str, str] = {}


def replay(
    facts: Iterable[Fact], initial: StateT, evolve: Callable[[StateT, Event], StateT]
) -> StateT:
    """The state of a stream after these facts; a kind that is not known leaves it as it is."""
    from dataclasses import replace

    state = initial
    for fact in facts:
        if known := event(fact):
            # States count their events; the count is right after an unknown one too.
            state = evolve(replace(state, version=fact.v - 1), known)  # type: ignore[type-var]
    return state
