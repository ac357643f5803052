"""Packed tables in SQLite: the rows of one first value in a few chunks, each an array of numbers.

A row is one number: its key and, where the table has a column more, the code of its value there;
what each code stands for is in a table beside. SQLite's own rows cost forty bytes more and a
microsecond each.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, repeat
from operator import itemgetter
from typing import Any, Final, NamedTuple

from projections.engine.tables import CODE, CODES, SECONDS, SHIFT, Row, Table

CHUNK: Final = 500
"""How many rows a chunk is made of: as many as fit in a cell of a page. One that grows to twice as many is parted."""

ALL: Final = (1 << 63) - 1
"""As great as a row can be."""

TYPE: Final = "L" if array("L").itemsize == 8 else "Q"
"""Numbers of 64 bits. Python makes its own of them in half the time where C's `long` is as long."""


class Chunk(NamedTuple):
    """Some rows of one first value, as numbers in order."""

    group: Any
    rows: memoryview[int]


def create(connection: sqlite3.Connection, table: Table) -> None:
    """Make an empty table."""
    connection.execute(
        f"CREATE TABLE {table.name} (part NOT NULL, first INTEGER NOT NULL, rows BLOB NOT NULL,"
        " PRIMARY KEY (part, first)) WITHOUT ROWID"
    )
    connection.execute(f"DROP TABLE IF EXISTS {table.name}_values")
    if has_values(table):
        connection.execute(f"CREATE TABLE {table.name}_values (code INTEGER PRIMARY KEY, value UNIQUE)")


def has_values(table: Table) -> bool:
    """Whether there is a column more than the key."""
    return len(table.columns) > table.key


def values(connection: sqlite3.Connection, table: Table) -> dict[int, Any]:
    """What stands in the last column, by its code."""
    if not has_values(table):
        return {}
    return dict(connection.execute(f"SELECT code, value FROM {table.name}_values"))  # noqa: S608 - our names


class Codes:
    """The codes of the values of a table, where there are new ones."""

    def __init__(self, connection: sqlite3.Connection, table: Table) -> None:
        self._codes: Final = {value: code for code, value in values(connection, table).items()}
        self._stored = len(self._codes)
        self._table: Final = table

    def code(self, value: Any) -> int:
        """The code of a value."""
        return self._codes.setdefault(value, len(self._codes))

    def store(self, connection: sqlite3.Connection) -> None:
        """Store what is new. Raises OverflowError where there are more values than a packed table can have."""
        if len(self._codes) > CODES + 1:
            raise OverflowError(self._table.name)
        new = [(code, value) for value, code in self._codes.items() if code >= self._stored]
        if not new:
            return
        connection.executemany(f"INSERT INTO {self._table.name}_values VALUES (?, ?)", new)  # noqa: S608 - our names
        self._stored = len(self._codes)


def number(table: Table, rest: Row) -> int:
    """The rest of a row's key, without its first value, as a number with the code 0."""
    return int(rest[0]) << CODE if table.key == 2 else int(rest[0]) << SHIFT | int(rest[1]) << CODE


def span(table: Table, rest: Row, low: int | None, high: int | None) -> tuple[int, int]:
    """The least and the greatest of the rows whose keys go on with `rest`, the next number within bounds."""
    if len(rest) == table.key - 1:
        return number(table, rest), number(table, rest) | CODES
    if table.key == 3 and not rest:
        return (low or 0) << SHIFT, ALL if high is None else (high + 1 << SHIFT) - 1
    start, most = (rest[0] << SHIFT, SECONDS) if rest else (0, ALL >> CODE)
    return start + ((low or 0) << CODE), start + (min(most if high is None else high, most) << CODE) + CODES


def rows(table: Table, chunk: Chunk, found: Mapping[int, Any], least: int, greatest: int) -> Iterator[Row]:
    """The rows of a chunk within bounds; `found` has the values of the last column by their codes."""
    here = chunk.rows[bisect_left(chunk.rows, least) : bisect_right(chunk.rows, greatest)]
    first = repeat(chunk.group)
    last = ((found[each & CODES] for each in here),) if has_values(table) else ()
    if table.key == 2:
        return zip(first, (each >> CODE for each in here), *last, strict=False)
    days, leaves = (each >> SHIFT for each in here), (each >> CODE & SECONDS for each in here)
    return zip(first, days, leaves, *last, strict=False)


def columns(
    table: Table, stored: Iterable[tuple[Any, bytes]], found: Mapping[int, Any]
) -> Iterator[tuple[Any, list[int], list[Any]]]:
    """Of each first value the next number and the last column of its rows, from chunks in order."""
    shift = SHIFT if table.key == 3 else CODE
    for part, chunks_of_it in groupby(stored, key=itemgetter(0)):
        here = memoryview(b"".join(data for _part, data in chunks_of_it)).cast(TYPE).tolist()
        yield part, [each >> shift for each in here], [found[each & CODES] for each in here]


def unpacked(group: Any, data: bytes) -> Chunk:
    """A chunk as it is stored."""
    return Chunk(group, memoryview(data).cast(TYPE))


def chunks(group: Any, ordered: Sequence[int]) -> Iterator[tuple[Any, int, bytes]]:
    """The stored rows for the rows of one group, which are in order."""
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        yield group, some[0], array(TYPE, some).tobytes()


def insert(connection: sqlite3.Connection, table: Table, made: Iterable[tuple[Any, int, bytes]]) -> None:
    """Store chunks that are not there."""
    connection.executemany(f"INSERT INTO {table.name} VALUES (?, ?, ?)", made)  # noqa: S608 - our names


def change(connection: sqlite3.Connection, table: Table, pending: Mapping[Row, Row | None]) -> None:
    """Put and drop rows, by their keys."""
    codes = Codes(connection, table)
    groups: defaultdict[Any, dict[int, int | None]] = defaultdict(dict)
    for key, row in pending.items():
        code = None if row is None else codes.code(row[table.key]) if has_values(table) else 0
        groups[key[0]][number(table, key[1:])] = code
    for group, changes in groups.items():
        _change(connection, table, group, changes)
    codes.store(connection)


def _change(
    connection: sqlite3.Connection, table: Table, group: Any, changes: Mapping[int, int | None]
) -> None:
    found = covering(connection, table, group, min(changes), max(changes) | CODES)
    before = [each for chunk in found for each in chunk.rows]
    ordered = changed(before, changes)
    gone = [(group, chunk.rows[0]) for chunk in found]
    connection.executemany(f"DELETE FROM {table.name} WHERE part = ? AND first = ?", gone)  # noqa: S608 - our names
    if len(found) == 1 and len(ordered) < 2 * CHUNK and ordered:
        insert(connection, table, [(group, ordered[0], array(TYPE, ordered).tobytes())])
    else:
        insert(connection, table, chunks(group, ordered))


def changed(before: Iterable[int], changes: Mapping[int, int | None]) -> list[int]:
    """Rows in order after changes: by their keys the codes to put, None to drop them."""
    kept = [each for each in before if each & ~CODES not in changes]
    return sorted(kept + [key | code for key, code in changes.items() if code is not None])


def covering(
    connection: sqlite3.Connection, table: Table, group: Any, least: int, greatest: int
) -> list[Chunk]:
    """The chunks of a group in which rows within bounds are, or belong."""
    found = connection.execute(COVERING.format(table.name), (group, greatest, group, least)).fetchall()
    return [unpacked(group, data) for (data,) in found]


COVERING: Final = (
    "SELECT rows FROM {0} WHERE part = ? AND first <= ? AND first >= coalesce("
    "(SELECT max(first) FROM {0} WHERE part = ? AND first <= ?), 0) ORDER BY first"
)
"""The chunks of a part in which rows up to the first bound, and from the second on, are or belong."""

COUNTS: Final = "SELECT part, sum(length(rows)) / 8 FROM {0} GROUP BY part ORDER BY 2 DESC, 1"
"""How many rows each part has."""

GREATEST: Final = "SELECT max(value) FROM {0}_values"
"""The greatest value that any row ever had."""
