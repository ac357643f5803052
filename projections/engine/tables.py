"""What projections keep: tables, and the facts that are folded into them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from array import array

    from ledger.facts.event import StreamId

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

    The rows of a packed table that have the same first value are kept together, as an array: what
    else is in its key is one or two whole numbers, the first of two below 2^22, the second below
    2^29; there may be one more column, of at most 4,096 different values, none of them None.
    """

    name: str
    columns: tuple[str, ...]
    key: int
    indexes: tuple[tuple[str, ...], ...] = ()
    packed: bool = False


class Facts(Protocol):
    """The ledger that tables are of."""

    def fact(self, i: int) -> Fact | None:
        """The fact at leaf `i`, without its text; None where the ledger is not that long."""

    def history(self, stream: StreamId, i: int | None = None) -> Sequence[Fact]:
        """The facts of a stream up to leaf `i` (None: to its end), in stream order."""


class Rows(Facts, Protocol):
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

    def counts(self, table: Table) -> list[tuple[Any, int]]:
        """How many rows each first value of a packed table has, the most first, then by that value."""

    def greatest(self, table: Table) -> Any:
        """What is at least as great as the last column of any row of such a table; None where there is no row."""


class Tables(Rows, Protocol):
    """Where projections keep their rows, and find the stream of a fact."""

    def put(self, table: Table, row: Row) -> None:
        """Keep a row, in the place of the one with the same key."""

    def drop(self, table: Table, key: Row) -> None:
        """Let the row with this key go, if there is one."""


class Gathered(Protocol):
    """What is put into a packed table in bulk."""

    @property
    def groups(self) -> defaultdict[Any, array[int]]:
        """The rows that wait, by their first values, as numbers.

        They are `first << SHIFT | second << CODE`, or `only << CODE` where the key has one number more,
        and the `code` of the last column where there is one. No row is to be put twice.
        """

    def code(self, value: Any) -> int:
        """The number that stands for a value of the last column."""


class Gathering(Tables, Protocol):
    """Tables into which many rows are put at once."""

    def gathered(self, table: Table) -> Gathered:
        """Where rows of a packed table are put."""

    def waiting(self, table: Table) -> dict[Row, Row | None]:
        """Where rows of any other table are put, by their keys."""


class Lot:
    """Facts of one kind that are folded together, each by its place in `leaves`, `streams` and `said`.

    `said` has the fields that are needed as attributes, None where a fact has none, and lists of
    people as sets; `texts` the sealed texts by leaf.
    """

    def __init__(
        self,
        kind: str,
        leaves: Sequence[int],
        streams: Sequence[StreamId],
        said: Sequence[Any],
        texts: Mapping[int, dict[str, Any]],
    ) -> None:
        self.kind, self.leaves, self.streams, self.said, self.texts = kind, leaves, streams, said, texts

    @cached_property
    def days(self) -> Sequence[int]:
        """The ordinals of the days on which the facts occurred, 0 where one says none."""
        return [*map(ordinal, [said.occurred_on or "" for said in self.said])]

    def those(self, chosen: Sequence[bool]) -> Lot:
        """Those of the facts for which it is true."""
        if all(chosen):
            return self
        leaves, streams, said = ([*compress(each, chosen)] for each in (self.leaves, self.streams, self.said))
        return Lot(self.kind, leaves, streams, said, self.texts)


Told: TypeAlias = tuple[int, str, Any]
"""A fact of a stream that is folded whole: its leaf, its kind, the fields that are needed as attributes."""


class Fields:
    """The fields of a state as attributes, those that it does not have None."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.__dict__ = state

    def __getattr__(self, _name: str) -> None:
        return None


CODE: Final = 12
"""How many bits a code has in a row of a packed table."""

SECOND: Final = 29
"""How many bits the second number of a key has there."""

CODES: Final = (1 << CODE) - 1
SECONDS: Final = (1 << SECOND) - 1
"""The greatest code and the greatest second number."""

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

        raise Damaged("A stored day cannot be read: {day}. Run 'handshake verify'.", day=day)
    return read.toordinal()


ordinal: Final[Callable[[str], int]] = _Ordinals().__getitem__
"""The proleptic ordinal of a day in ISO, which packed tables hold; 0 for none. Raises Damaged for what is no day."""
