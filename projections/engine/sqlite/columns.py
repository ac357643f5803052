"""Packed tables in SQLite: the rows of one first value in a few chunks, each an array of numbers.

A row is one number: its key and, if the table has a column more, the code of its value there; what each
code stands for is in a table beside. SQLite's own rows cost forty bytes more and a microsecond each.
Each chunk ends with a checksum, since SQLite has none: a flipped bit would be another day.
"""

from __future__ import annotations

import sqlite3
import struct
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any, Final
from zlib import crc32

from ledger.errors import Damaged
from ledger.named_tuple import NamedTuple
from projections.engine.sqlite.views_file import CHECKSUM, corrupt
from projections.engine.tables import CODE, CODES, SECONDS, SHIFT, Row, Table

CHUNK: Final = 500
"""The rows of a new chunk: as many as fit in a cell of a page. A chunk that grows to twice as many is split."""

ALL: Final = (1 << 63) - 1
"""As great as a row can be."""

TYPE: Final = "L" if array("L").itemsize == 8 else "Q"
"""Numbers of 64 bits. Python makes its own of them in half the time if C's `long` is as long."""

_SUM: Final = 4
"""The bytes of a checksum."""


class Chunk(NamedTuple):
    """Some rows of one first value, as numbers in order."""

    part: Any
    rows: memoryview[int]


def create(connection: sqlite3.Connection, table: Table) -> None:
    """Make an empty table."""
    connection.execute(
        f"CREATE TABLE {table.name} (owner INTEGER NOT NULL, part NOT NULL, first INTEGER NOT NULL,"
        " rows BLOB NOT NULL, PRIMARY KEY (owner, part, first)) WITHOUT ROWID"
    )
    connection.execute(f"DROP TABLE IF EXISTS {table.name}_values")
    if has_values(table):
        connection.execute(
            f"CREATE TABLE {table.name}_values (owner INTEGER NOT NULL, code INTEGER NOT NULL,"
            " value NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (owner, code)) WITHOUT ROWID"
        )


def has_values(table: Table) -> bool:
    """Whether there is a column more than the key."""
    return len(table.columns) > table.key


def values(connection: sqlite3.Connection, table: Table, owner: int) -> dict[int, Any]:
    """The values of the last column, by their codes."""
    if not has_values(table):
        return {}
    query = f"SELECT code, value, crc FROM {table.name}_values WHERE owner = ?"  # noqa: S608 - our names
    rows = connection.execute(query, (owner,))
    return dict(sound(table.name, row) for row in rows)


class Codes:
    """The codes of the values of a table, new ones included."""

    def __init__(
        self, connection: sqlite3.Connection, table: Table, owner: int
    ) -> None:
        self.codes: Final = {
            value: code for code, value in values(connection, table, owner).items()
        }
        self._stored = len(self.codes)
        self._table: Final = table
        self._owner: Final = owner

    def code(self, value: Any) -> int:
        """The code of a value."""
        return self.codes.setdefault(value, len(self.codes))

    def store(self, connection: sqlite3.Connection) -> None:
        """Store what is new. Raises OverflowError for more values than a packed table can have."""
        if len(self.codes) > CODES + 1:
            raise OverflowError(self._table.name)
        new = [
            (self._owner, code, value, checksum((code, value)))
            for value, code in self.codes.items()
            if code >= self._stored
        ]
        if not new:
            return
        insert = f"INSERT INTO {self._table.name}_values VALUES (?, ?, ?, ?)"  # noqa: S608 - our names
        connection.executemany(insert, new)
        self._stored = len(self.codes)


def number(table: Table, rest: Row) -> int:
    """The rest of a row's key, without its first value, as a number with the code 0."""
    if table.key == 2:
        return int(rest[0]) << CODE
    return int(rest[0]) << SHIFT | int(rest[1]) << CODE


def span(table: Table, rest: Row, low: int | None, high: int | None) -> tuple[int, int]:
    """The least and the greatest row whose key goes on with `rest`, the next number within bounds."""
    if len(rest) == table.key - 1:
        return number(table, rest), number(table, rest) | CODES
    if table.key == 3 and not rest:
        return (low or 0) << SHIFT, ALL if high is None else (high + 1 << SHIFT) - 1
    start, most = (rest[0] << SHIFT, SECONDS) if rest else (0, ALL >> CODE)
    end = most if high is None else min(high, most)
    return start + ((low or 0) << CODE), start + (end << CODE) + CODES


def rows(
    table: Table, chunk: Chunk, names: Mapping[int, Any], least: int, greatest: int
) -> Iterator[Row]:
    """The rows of a chunk within bounds; `names` has the values of the last column by their codes."""
    numbers = chunk.rows[
        bisect_left(chunk.rows, least) : bisect_right(chunk.rows, greatest)
    ]
    columns: list[Iterable[Any]] = [repeat(chunk.part)]
    if table.key == 2:
        columns.append(number >> CODE for number in numbers)
    else:
        columns.append(number >> SHIFT for number in numbers)
        columns.append(number >> CODE & SECONDS for number in numbers)
    if has_values(table):
        columns.append(names[number & CODES] for number in numbers)
    return zip(*columns, strict=False)


def by_part(
    table: Table, stored: Iterable[tuple[Any, bytes]], names: Mapping[int, Any]
) -> Iterator[tuple[Any, list[int], list[Any]]]:
    """For each first value the next number and the last column of its rows, from chunks in order."""
    shift = _shift(table)
    for parts, numbers in _in_batches(stored):
        following = [number >> shift for number in numbers]
        last = [names[number & CODES] for number in numbers]
        if len(parts) == 1:  # somebody who was met often: not twice in memory
            yield parts[0][0], following, last
            continue
        start = 0
        for part, end in parts:
            yield part, following[start:end], last[start:end]
            start = end


def keys(
    stored: Iterable[tuple[Any, bytes]], least: int, greatest: int
) -> Iterator[tuple[Any, list[int]]]:
    """For each first value the rest of the keys of its rows within bounds as numbers, from chunks in order."""
    for parts, numbers in _in_batches(stored):
        start = 0
        for part, end in parts:
            begin = bisect_left(numbers, least, start, end)
            stop = bisect_right(numbers, greatest, begin, end)
            if begin < stop:
                yield part, [number >> CODE for number in numbers[begin:stop]]
            start = end


def firsts(
    table: Table, stored: Iterable[tuple[Any, bytes]], names: Mapping[int, Any]
) -> Iterator[tuple[Any, int]]:
    """For each first value the next number of its first row with a last column that is not 0, from chunks in order."""
    shift = _shift(table)
    done: Any = None
    for part, data in stored:
        if part == done:
            continue
        for number in unpack(part, data).rows:
            if names[number & CODES]:
                yield part, number >> shift
                done = part
                break


def _shift(table: Table) -> int:
    """How far the next number after the first value is shifted."""
    return SHIFT if table.key == 3 else CODE


def _in_batches(
    stored: Iterable[tuple[Any, bytes]],
) -> Iterator[tuple[list[tuple[Any, int]], array[int]]]:
    """The rows of many first values at once, from chunks in order: each value with the end of its rows, and all rows.

    Most first values have a few rows: to make numbers of each value's own bytes takes three times as long.
    """
    ends: list[tuple[Any, int]] = []
    batch = bytearray()
    part: Any = None
    for part_of_chunk, data in stored:
        if part_of_chunk != part:
            if batch:
                ends.append((part, len(batch) // 8))
            if len(batch) > _BATCH:
                yield ends, array(TYPE, batch)
                ends = []
                batch = bytearray()
            part = part_of_chunk
        batch += checked(part, data)
    if batch:
        ends.append((part, len(batch) // 8))
        yield ends, array(TYPE, batch)


_BATCH: Final = 200_000
"""As many bytes of rows are read at once, or what one first value has."""


def pack(part: Any, numbers: array[int]) -> bytes:
    """A chunk as it is stored: the numbers and their checksum."""
    data = numbers.tobytes()
    return data + _checksum(part, data)


def unpack(part: Any, stored: bytes) -> Chunk:
    """A chunk from what is stored. Raises ViewsCorrupt as `checked` does."""
    return Chunk(part, memoryview(checked(part, stored)).cast(TYPE))


def checked(part: Any, stored: bytes) -> bytes:
    """The bytes of the rows of a chunk. Raises ViewsCorrupt for one that was changed."""
    is_sound = crc32(stored, crc32(str(part).encode())) == _RESIDUE
    if len(stored) % 8 != _SUM or not is_sound:
        raise corrupt(CHECKSUM)
    return stored[:-_SUM]


_RESIDUE: Final = 0x2144DF1C
"""The CRC-32 of whatever ends with its own CRC-32, the lowest byte first."""


def _checksum(part: Any, data: bytes) -> bytes:
    return crc32(data, crc32(str(part).encode())).to_bytes(_SUM, "little")


def in_order(rows: array[int]) -> array[int]:
    """Sort rows.

    They are compared as the floating-point numbers of the same bits, in half the time that whole numbers of more
    than 30 bits take: positive ones have the same order (IEEE 754), and a row never has the bits of an infinite one.
    """
    if len(rows) == 1:
        return rows
    shape = f"{len(rows)}d"
    same_bits = sorted(struct.unpack(shape, rows))
    return array(TYPE, struct.pack(shape, *same_bits))


def array_chunks(part: Any, ordered: array[int]) -> Iterable[tuple[Any, int, bytes]]:
    """The stored rows for the rows of one part, which are in order: most parts have no more than one."""
    if len(ordered) <= CHUNK:
        return ((part, ordered[0], pack(part, ordered)),)
    return chunks(part, ordered)


def chunks(part: Any, ordered: Sequence[int]) -> Iterator[tuple[Any, int, bytes]]:
    """The same for any sequence."""
    for start in range(0, len(ordered), CHUNK):
        numbers = array(TYPE, ordered[start : start + CHUNK])
        yield part, numbers[0], pack(part, numbers)


def insert(
    connection: sqlite3.Connection,
    table: Table,
    owner: int,
    made: Iterable[tuple[Any, int, bytes]],
) -> None:
    """Store chunks, each in the place of the one that begins with the same row."""
    connection.executemany(
        f"INSERT OR REPLACE INTO {table.name} VALUES ({owner:d}, ?, ?, ?)",  # noqa: S608 - names and a number of ours
        made,
    )


def change(
    connection: sqlite3.Connection,
    table: Table,
    owner: int,
    pending: Mapping[Row, Row | None],
) -> None:
    """Put and drop rows, by their keys."""
    codes = Codes(connection, table, owner)
    parts: defaultdict[Any, dict[int, int | None]] = defaultdict(dict)
    for key, row in pending.items():
        code: int | None = 0
        if row is None:
            code = None
        elif has_values(table):
            code = codes.code(row[table.key])
        parts[key[0]][number(table, key[1:])] = code
    for part, changes in parts.items():
        _change(connection, table, owner, part, changes)
    codes.store(connection)


def _change(
    connection: sqlite3.Connection,
    table: Table,
    owner: int,
    part: Any,
    changes: Mapping[int, int | None],
) -> None:
    before = covering(
        connection, table, owner, part, min(changes), max(changes) | CODES
    )
    numbers_before = [number for chunk in before for number in chunk.rows.tolist()]
    ordered = changed(numbers_before, changes)
    if len(before) == 1 and ordered and len(ordered) < 2 * CHUNK:
        numbers = array(TYPE, ordered)
        stored = [(part, ordered[0], pack(part, numbers))]
    else:
        stored = list(chunks(part, ordered))
    begins = {first for _part, first, _data in stored}
    obsolete = [
        (owner, part, chunk.rows[0]) for chunk in before if chunk.rows[0] not in begins
    ]
    if obsolete:
        delete = f"DELETE FROM {table.name} WHERE owner = ? AND part = ? AND first = ?"  # noqa: S608 - our names
        connection.executemany(delete, obsolete)
    insert(connection, table, owner, stored)


def changed(before: Sequence[int], changes: Mapping[int, int | None]) -> list[int]:
    """Rows in order, as they are before too, after changes: by their keys the codes to put, None to drop them."""
    replaced = set(_present(before, changes))
    same = before
    if replaced:
        same = [number for number in before if number not in replaced]
    new = [key | code for key, code in changes.items() if code is not None]
    return sorted([*same, *new])


def _present(ordered: Sequence[int], keys: Iterable[int]) -> Iterator[int]:
    """Those of the rows, which are in order, that have one of these keys."""
    for key in keys:
        place = bisect_left(ordered, key)
        if place < len(ordered) and ordered[place] & ~CODES == key:
            yield ordered[place]


def covering(  # noqa: PLR0913, PLR0917 - where, and between which bounds
    connection: sqlite3.Connection,
    table: Table,
    owner: int,
    part: Any,
    least: int,
    greatest: int,
) -> list[Chunk]:
    """The chunks of a part in which rows within bounds are, or belong."""
    query = COVERING.format(table.name, owner)
    stored = connection.execute(query, (part, greatest, part, least)).fetchall()
    return [unpack(part, data) for (data,) in stored]


COVERING: Final = (
    "SELECT rows FROM {0} WHERE owner = {1:d} AND part = ? AND first <= ? AND first >= coalesce("
    "(SELECT max(first) FROM {0} WHERE owner = {1:d} AND part = ? AND first <= ?), 0) ORDER BY first"
)
"""The chunks of a part in which rows up to the first bound, and from the second on, are or belong."""

COUNTS: Final = "SELECT part, sum(length(rows) - 4) / 8 FROM {0} WHERE owner = {1:d} GROUP BY part ORDER BY 2 DESC, 1"
"""The number of rows of each part."""

GREATEST: Final = "SELECT max(value) FROM {0}_values WHERE owner = {1:d}"
"""The greatest value that any row ever had."""


# ---------------------------------------------------------------- the checksum that each row ends with


def checksum(row: Row) -> int:
    """The CRC-32 of a row's values."""
    return crc32((row_format(len(row)) % row).encode("utf-8", "surrogatepass"))


@cache
def row_format(columns: int) -> str:
    """What a row is written with: that takes half the time of its `repr`."""
    return "%s\0" * columns


def sound(table: str, row: Row) -> Row:
    """A stored row without its checksum. Raises ViewsCorrupt for one that was changed: SQLite would not notice."""
    return sound_rows(table, [row])[0]


def sound_rows(table: str, stored: Sequence[Row]) -> list[Row]:
    """Many rows of one table without their checksums; raises what `sound` raises."""
    if not stored:
        return []
    text = row_format(len(stored[0]) - 1)
    rows = [row[:-1] for row in stored]
    sums = [crc32((text % row).encode("utf-8", "surrogatepass")) for row in rows]
    if sums != [row[-1] for row in stored]:
        raise corrupt(Damaged("a checksum of {table} does not match", table=table))
    return rows
