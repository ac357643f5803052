"""The tables of a rebuild: what is put into them waits in memory until there is much of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Final

from projections.engine.sqlite.packed_buffer import PackedBuffer
from projections.engine.sqlite.tables import SqliteTables
from projections.engine.tables import Facts, Row, Table

ROOM: Final = 16_000_000
"""How many rows of packed tables may wait in memory; each takes eight bytes."""

LOTS: Final = 200
"""How many lots of facts pass until the rows of packed tables that wait are counted."""


class SqliteBulkTables(SqliteTables):
    """Tables in SQLite, made anew; implements `projections.engine.tables.Tables`."""

    def __init__(self, connection: sqlite3.Connection, ledger: Facts) -> None:
        super().__init__(connection, ledger)
        self._packed: Final[dict[str, PackedBuffer]] = {}
        self._adders: Final[dict[str, Callable[[Row], None]]] = {}
        self._lots = 0

    def _buffer(self, table: Table) -> PackedBuffer:
        if table.name not in self._packed:
            self._packed[table.name] = PackedBuffer(
                self.connection, table, self._owner[0]
            )
        return self._packed[table.name]

    def add(self, rows: Iterable[tuple[Table, Row]]) -> None:
        adders = self._adders
        for table, row in rows:
            name = table.name
            (adders[name] if name in adders else self._adder(table))(row)

    def get(self, table: Table, key: Row) -> Row | None:
        is_empty = not table.packed and table.name not in self._tables
        return None if is_empty else super().get(table, key)

    def _adder(self, table: Table) -> Callable[[Row], None]:
        adder = self._buffer(table).add if table.packed else partial(super().put, table)
        self._adders[table.name] = adder
        return adder

    def add_many(self, table: Table, rows: Iterable[Row]) -> None:
        if table.packed:
            self._buffer(table).add_many(rows)
        else:
            super().add_many(table, rows)

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

    def store(self) -> None:
        """Write everything that waits."""
        self.flush()
        self._store()

    def _store(self) -> None:
        for buffer in self._packed.values():
            buffer.store(self.connection)
