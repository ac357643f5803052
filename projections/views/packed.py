"""Packed tables in SQLite: the rows of one first value in a few chunks, each an array a column.

A chunk holds the keys of its rows, in order, as 64-bit numbers, then each other column, in the
byte order of the machine. A row costs as many bytes as its numbers, where SQLite's own rows cost
forty more and a microsecond each.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableSequence, Sequence
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from projections.tables import BITS, SHIFT, Row, Table

CHUNK: Final = 4000
"""How many bytes a chunk is made of, a page of SQLite's; one that grows to twice as many is parted."""

ALL: Final = (1 << 62) - 1
"""More than any key."""

_LOW: Final = (1 << BITS) - 1
_CODES: Final = (1 << SHIFT) - 1


class Chunk(NamedTuple):
    """Some rows of one first value: their keys in order, and their other columns."""

    group: Any
    keys: memoryview[int]
    values: tuple[memoryview[Any], ...]


def create(connection: sqlite3.Connection, table: Table) -> None:
    """Make an empty table."""
    connection.execute(
        f"CREATE TABLE {table.name} (part NOT NULL, first INTEGER NOT NULL, rows BLOB NOT NULL,"
        " PRIMARY KEY (part, first)) WITHOUT ROWID"
    )


def number(table: Table, rest: Row) -> int:
    """The numbers of a row's key, without its first value, as one."""
    return int(rest[0]) if table.key == 2 else int(rest[0]) << BITS | int(rest[1])


def span(table: Table, rest: Row, low: int | None, high: int | None) -> tuple[int, int]:
    """The least and the greatest key of the rows whose keys go on with `rest`, the next number within bounds."""
    if table.key == 2 or rest:
        start, whole = (rest[0] << BITS, _LOW) if table.key == 3 else (0, ALL)
        if len(rest) == table.key - 1:
            return number(table, rest), number(table, rest)
        return start + (low or 0), start + (whole if high is None else min(high, whole))
    top = ALL if high is None else (high << BITS) + _LOW
    return (low or 0) << BITS, top


def rows(table: Table, chunk: Chunk, start: int = 0, stop: int | None = None) -> Iterator[Row]:
    """The rows of a chunk from the place `start` up to, without, `stop`."""
    group, keys, values = chunk
    keys, values = keys[start:stop], tuple(each[start:stop] for each in values)
    if table.key == 2:
        return zip(_same(group), keys, *values, strict=False)
    return zip(
        _same(group), (key >> BITS for key in keys), (key & _LOW for key in keys), *values, strict=False
    )


def _same(value: Any) -> Iterator[Any]:
    while True:
        yield value


def places(chunk: Chunk, least: int, greatest: int) -> tuple[int, int]:
    """Where in a chunk the rows with keys within bounds are."""
    return bisect_left(chunk.keys, least), bisect_right(chunk.keys, greatest)


def unpacked(table: Table, group: Any, data: bytes) -> Chunk:
    """A chunk as it is stored."""
    types = table.packed or ""
    view, count = memoryview(data), len(data) // _width(types)
    values, at = [], 8 * count
    for each in types:
        size = array(each).itemsize * count
        values.append(view[at : at + size].cast(each))  # type: ignore[call-overload]  # a type of `array`
        at += size
    return Chunk(group, view[: 8 * count].cast("Q"), tuple(values))


@cache
def _width(types: str) -> int:
    return 8 + sum(array(each).itemsize for each in types)


def _data(table: Table, keys: Sequence[int], values: Sequence[Sequence[Any]]) -> bytes:
    types = table.packed or ""
    return b"".join(
        (array("Q", keys).tobytes(), *(array(t, v).tobytes() for t, v in zip(types, values, strict=True)))
    )


def chunks(
    table: Table, group: Any, keys: Sequence[int], values: Sequence[Sequence[Any]]
) -> Iterator[tuple[Any, int, bytes]]:
    """The stored rows for the rows of one group, whose keys are in order."""
    size = _rows(table)
    for start in range(0, len(keys), size):
        some = keys[start : start + size]
        yield group, some[0], _data(table, some, [each[start : start + size] for each in values])


def _rows(table: Table) -> int:
    """How many rows a chunk is made of."""
    return max(1, CHUNK // _width(table.packed or ""))


def insert(connection: sqlite3.Connection, table: Table, made: Iterable[tuple[Any, int, bytes]]) -> None:
    """Store chunks that are not there."""
    connection.executemany(f"INSERT INTO {table.name} VALUES (?, ?, ?)", made)  # noqa: S608 - our names


def change(connection: sqlite3.Connection, table: Table, pending: Mapping[Row, Row | None]) -> None:
    """Put and drop rows, by their keys."""
    groups: defaultdict[Any, dict[int, Row | None]] = defaultdict(dict)
    for key, row in pending.items():
        groups[key[0]][number(table, key[1:])] = row
    for group, changes in groups.items():
        _change(connection, table, group, changes)


def _change(
    connection: sqlite3.Connection, table: Table, group: Any, changes: Mapping[int, Row | None]
) -> None:
    found = covering(connection, table, group, min(changes), max(changes))
    kept: dict[int, Row] = {}
    for chunk in found:
        kept |= zip(chunk.keys, zip(*chunk.values, strict=True) if chunk.values else _same(()), strict=False)
    before = len(kept)
    for key, row in changes.items():
        if row is None:
            kept.pop(key, None)
        else:
            kept[key] = row[table.key :]
    keys = sorted(kept)
    columns = [[kept[key][place] for key in keys] for place in range(len(table.packed or ""))]
    gone = [(group, chunk.keys[0]) for chunk in found]
    connection.executemany(f"DELETE FROM {table.name} WHERE part = ? AND first = ?", gone)  # noqa: S608 - our names
    if len(found) == 1 and len(keys) < 2 * _rows(table) and keys and before:
        insert(connection, table, [(group, keys[0], _data(table, keys, columns))])
    else:
        insert(connection, table, chunks(table, group, keys, columns))


def covering(
    connection: sqlite3.Connection, table: Table, group: Any, least: int, greatest: int
) -> list[Chunk]:
    """The chunks of a group in which rows with keys within bounds are, or belong."""
    found = connection.execute(COVERING.format(table.name), (group, greatest, group, least)).fetchall()
    return [unpacked(table, group, data) for (data,) in found]


COVERING: Final = (
    "SELECT rows FROM {0} WHERE part = ? AND first <= ? AND first >= coalesce("
    "(SELECT max(first) FROM {0} WHERE part = ? AND first <= ?), 0) ORDER BY first"
)
"""The chunks of a part in which rows with keys up to the first bound, and from the second on, are or belong."""


def columns(table: Table, stored: Iterable[tuple[Any, bytes]]) -> Iterator[tuple[Any, list[int], list[Any]]]:
    """Of each first value the next number and the last column of its rows, from chunks in order."""
    shift = BITS if table.key == 3 else 0
    for part, found in groupby(stored, key=itemgetter(0)):
        numbers, values = list[int](), list[Any]()
        for _part, data in found:
            chunk = unpacked(table, part, data)
            numbers += [key >> shift for key in chunk.keys.tolist()]
            values += chunk.values[-1].tolist()
        yield part, numbers, values


class Gathered:
    """Rows of a packed table that wait to be stored together; implements `projections.tables.Gathered`."""

    def __init__(self, table: Table) -> None:
        self.table: Final = table
        make: Callable[[], Any] = list if table.packed else partial(array, "Q")
        self.groups: defaultdict[Any, MutableSequence[int]] = defaultdict(make)
        self._codes: dict[Row, int] = {}
        self._dropped: defaultdict[Any, set[int]] = defaultdict(set)

    def entry(self, values: Row) -> int:
        """What is to be added to `key << SHIFT` for a row with these values."""
        return self._codes.setdefault(values, len(self._codes))

    def put(self, row: Row) -> None:
        """Add a row, in the place of one with the same key."""
        key = number(self.table, row[1 : self.table.key])
        added = (key << SHIFT) + self.entry(row[self.table.key :]) if self.table.packed else key
        self.groups[row[0]].append(added)
        if row[0] in self._dropped:
            self._dropped[row[0]].discard(key)

    def drop(self, key: Row) -> None:
        """Let the row with this key go, wherever it is."""
        self._dropped[key[0]].add(number(self.table, key[1:]))

    def count(self) -> int:
        """How many rows wait."""
        return sum(map(len, self.groups.values()))

    def store(self, connection: sqlite3.Connection) -> None:
        """Store what was gathered, and begin anew."""
        values = list(self._codes)
        ((any_there,),) = connection.execute(f"SELECT EXISTS (SELECT 1 FROM {self.table.name})")  # noqa: S608 - our names
        for group in self._dropped.keys() if not any_there else self.groups.keys() | self._dropped.keys():
            insert(connection, self.table, self._merged(connection, group, values))
            self.groups.pop(group, None)
        insert(connection, self.table, self._stored(connection, values))
        self.groups.clear()
        self._codes.clear()
        self._dropped.clear()

    def _stored(self, connection: sqlite3.Connection, values: list[Row]) -> Iterator[tuple[Any, int, bytes]]:
        """The chunks of the groups of which nothing is stored."""
        columns = [array(t, c) for t, c in zip(self.table.packed or "", self._columns(values), strict=True)]
        size = _rows(self.table)
        for group in sorted(self.groups):
            ordered = sorted(self.groups[group])
            keys = array("Q", [entry >> SHIFT for entry in ordered] if columns else ordered)
            if len(keys) > 1 and len(keys) != len({*keys}):  # a row was put twice: the later one is the one
                yield from self._merged(connection, group, values)
                continue
            codes = [entry & _CODES for entry in ordered] if columns else []
            found = [array(column.typecode, [column[code] for code in codes]) for column in columns]
            if len(keys) <= size:
                yield group, keys[0], b"".join([keys.tobytes(), *(each.tobytes() for each in found)])
            else:
                yield from chunks(self.table, group, keys, found)

    def _columns(self, found: Sequence[Row]) -> list[list[Any]]:
        return [[row[place] for row in found] for place in range(len(self.table.packed or ""))]

    def _merged(
        self, connection: sqlite3.Connection, group: Any, values: list[Row]
    ) -> Iterator[tuple[Any, int, bytes]]:
        """The chunks of a group of which some are stored, or some rows dropped again."""
        kept: dict[int, Row] = {}
        for chunk in covering(connection, self.table, group, 0, ALL):
            kept |= zip(
                chunk.keys, zip(*chunk.values, strict=True) if chunk.values else _same(()), strict=False
            )
        waiting = self.groups.get(group, ())
        if self.table.packed:
            kept |= ((entry >> SHIFT, values[entry & _CODES]) for entry in waiting)
        else:
            kept |= dict.fromkeys(waiting, ())
        for key in self._dropped.get(group, ()):
            kept.pop(key, None)
        connection.execute(f"DELETE FROM {self.table.name} WHERE part = ?", (group,))  # noqa: S608 - our names
        keys = sorted(kept)
        yield from chunks(self.table, group, keys, self._columns([kept[key] for key in keys]))
