"""The tables of a rebuild: what is put into them waits in memory until there is much of it."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from projections.engine.sqlite import columns
from projections.engine.sqlite.columns import ALL, TYPE, Codes
from projections.engine.sqlite.tables import SqliteTables
from projections.engine.tables import CODE, SHIFT, Facts, Row, Table, each_row

ROOM: Final = 16_000_000
"""How many rows of packed tables may wait in memory; each takes eight bytes."""

LOTS: Final = 200
"""How many lots of facts pass until the rows of packed tables that wait are counted."""


class SqliteBulkTables(SqliteTables):
    """Tables in SQLite, made anew; implements `projections.engine.tables.Tables`."""

    def __init__(self, connection: sqlite3.Connection, ledger: Facts) -> None:
        super().__init__(connection, ledger)
        self._packed: Final[dict[str, PackedBuffer]] = {}
        self._lots = 0

    def _buffer(self, table: Table) -> PackedBuffer:
        if table.name not in self._packed:
            self._packed[table.name] = PackedBuffer(
                self.connection, table, self._owner[0]
            )
        return self._packed[table.name]

    def get(self, table: Table, key: Row) -> Row | None:
        is_empty = not table.packed and table.name not in self._tables
        if is_empty:
            return None
        return super().get(table, key)

    def add_many(self, table: Table, rows: Iterable[Row]) -> None:
        if table.packed:
            self._buffer(table).add_many(rows)
        else:
            super().add_many(table, rows)

    def add_for_each(self, table: Table, rows: Iterable[Row]) -> None:
        if table.packed:
            self._buffer(table).add_for_each(rows)
        else:
            super().add_for_each(table, rows)

    def put(self, table: Table, row: Row) -> None:
        if table.packed:
            self._buffer(table).put(row)
        else:
            super().put(table, row)

    def drop(self, table: Table, key: Row) -> None:
        if table.packed:
            self._buffer(table).drop(key)
        else:
            super().drop(table, key)

    def scan(self, table: Table, prefix: Row = (), **bounds: Any) -> Iterator[Row]:
        if table.packed:
            self._buffer(table).store(self.connection)
        return super().scan(table, prefix, **bounds)

    def make_room(self) -> None:
        """Write what waits, if it is much; to be called after each lot of facts."""
        super().make_room()
        self._lots += 1  # to count takes as long as to fold a thousand facts
        if (
            self._lots % LOTS == 0
            and sum(buffer.count() for buffer in self._packed.values()) > ROOM
        ):
            self._store()

    def store(self, *, ordered: bool = True) -> None:
        """Write everything that waits; not `ordered` for a part, whose packed tables are put in order by the merge."""
        self.flush()
        self._store(ordered=ordered)

    def _store(self, *, ordered: bool = True) -> None:
        for buffer in self._packed.values():
            buffer.store(self.connection, ordered=ordered)


# ---------------------------------------------------------------- the rows of a packed table


class PackedBuffer:
    """What is put into a packed table in bulk. `add_many` takes rows whose keys are not there."""

    def __init__(
        self, connection: sqlite3.Connection, table: Table, owner: int
    ) -> None:
        self.table: Final = table
        self._owner: Final = owner
        self._parts: Final[defaultdict[Any, array[int]]] = defaultdict(
            partial(array, TYPE)
        )
        self._codes: Final = Codes(connection, table, owner)
        self._changes: Final[defaultdict[Any, dict[int, int | None]]] = defaultdict(
            dict
        )
        self._any_stored = False
        self._has_values: Final = columns.has_values(table)
        self._is_dated: Final = self._has_values and table.key == 3
        self.add_many: Final = _adder(table, self._parts, self._codes)

    def add_for_each(self, rows: Iterable[Row]) -> None:
        """Add a row for each first value of such rows as `ForEach` has: they have one number."""
        if not self._is_dated:
            self.add_many(each_row(rows))
            return
        waiting = self._parts.__getitem__
        known, code = self._codes.codes, self._codes.code
        for firsts, day, i, value in rows:
            here = known[value] if value in known else code(value)
            number = day << SHIFT | i << CODE | here
            for numbers in map(waiting, firsts):
                numbers.append(number)

    def put(self, row: Row) -> None:
        """Add a row, in the place of one with the same key."""
        key = columns.number(self.table, row[1 : self.table.key])
        code = self._codes.code(row[self.table.key]) if self._has_values else 0
        self._changes[row[0]][key] = code

    def drop(self, key: Row) -> None:
        """Let the row with this key go, wherever it is."""
        self._changes[key[0]][columns.number(self.table, key[1:])] = None

    def count(self) -> int:
        """How many rows wait."""
        return sum(map(len, self._parts.values())) + sum(
            map(len, self._changes.values())
        )

    def store(self, connection: sqlite3.Connection, *, ordered: bool = True) -> None:
        """Store what waits, and begin anew; not `ordered` as it came, all rows of a first value in one chunk."""
        self._codes.store(connection)
        chunks = self._chunks(connection, ordered=ordered)
        columns.insert(connection, self.table, self._owner, chunks)
        self._parts.clear()
        self._changes.clear()
        self._any_stored = True

    def _chunks(
        self, connection: sqlite3.Connection, *, ordered: bool
    ) -> Iterator[tuple[Any, int, bytes]]:
        for part in sorted(self._parts.keys() | self._changes.keys()):
            if part in self._changes or self._any_stored:
                yield from columns.chunks(part, self._merged(connection, part))
                continue
            rows = self._parts[part]
            if ordered:
                yield from columns.array_chunks(part, columns.in_order(rows))
            else:
                yield part, rows[0], columns.pack(part, rows)

    def _merged(self, connection: sqlite3.Connection, part: Any) -> list[int]:
        """The rows of a part of which some are stored, or some are put in the place of others."""
        before = [*self._parts.get(part, ())]
        if self._any_stored:
            for chunk in columns.covering(
                connection, self.table, self._owner, part, 0, ALL
            ):
                before += chunk.rows
            delete = f"DELETE FROM {self.table.name} WHERE owner = ? AND part = ?"  # noqa: S608 - our names
            connection.execute(delete, (self._owner, part))
        return columns.changed(sorted(before), self._changes.get(part, {}))


def _adder(
    table: Table, parts: defaultdict[Any, array[int]], codes: Codes
) -> Callable[[Iterable[Row]], None]:
    """A function that adds many rows to tables of this shape: it is called for nearly every fact."""
    known, code = codes.codes, codes.code

    def add_many(rows: Iterable[Row]) -> None:
        for part, i, value in rows:
            here = known[value] if value in known else code(value)
            parts[part].append(i << CODE | here)

    def add_dated(rows: Iterable[Row]) -> None:
        for part, day, i, value in rows:
            here = known[value] if value in known else code(value)
            parts[part].append(day << SHIFT | i << CODE | here)

    def add_dates(rows: Iterable[Row]) -> None:
        for part, day, i in rows:
            parts[part].append(day << SHIFT | i << CODE)

    def add_numbers(rows: Iterable[Row]) -> None:
        for part, i in rows:
            parts[part].append(i << CODE)

    if columns.has_values(table):
        return add_dated if table.key == 3 else add_many
    return add_dates if table.key == 3 else add_numbers
