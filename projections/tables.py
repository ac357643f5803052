"""What projections keep: tables, and the facts that are folded into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, MutableSequence, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from ledger.facts.base import StreamId

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


BITS: Final = 40
"""How far the first of two numbers in the key of a packed table is shifted to join the second."""


SHIFT: Final = 24
"""How far the key of a packed table is shifted to join an entry."""


@cache
def ordinal(day: str) -> int:
    """The proleptic ordinal of a day in ISO, which packed tables hold; 0 for none."""
    from datetime import date

    return date.fromisoformat(day).toordinal() if day else 0
