"""The tables of a rebuild: what is put into them waits in memory until there is much of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from ledger.store.port import Store
from projections.engine.sqlite.facts import Stored
from projections.engine.sqlite.packed_buffer import Gathered
from projections.engine.sqlite.tables import Folding
from projections.engine.tables import Row, Table

ROWS: Final = 20_000
"""How many rows may wait in memory; in ten times as many they would be in better order, and no sooner written."""

ROOM: Final = 16_000_000
"""How many rows of packed tables may wait in memory; each takes eight bytes."""


SLICES: Final = 10
"""After how many slices of facts it is looked at whether there is room."""


class Gathering(Folding):
    """Tables in SQLite, made anew; implements `projections.engine.tables.Gathering`."""

    def __init__(self, connection: sqlite3.Connection, reader: Store) -> None:
        super().__init__(connection, Stored(reader))
        self._packed: Final[dict[str, Gathered]] = {}
        self._slices = 0

    def gathered(self, table: Table) -> Gathered:
        """Where rows of a packed table are put."""
        if table.name not in self._packed:
            self._packed[table.name] = Gathered(self.connection, table)
        return self._packed[table.name]

    def waiting(self, table: Table) -> dict[Row, Row | None]:
        """Where rows of any other table are put, by their keys."""
        self._tables[table.name] = table
        return self._pending[table.name]

    def put(self, table: Table, row: Row) -> None:
        if table.packed:
            self.gathered(table).put(row)
        else:
            super().put(table, row)

    def drop(self, table: Table, key: Row) -> None:
        if table.packed:
            self.gathered(table).drop(key)
        else:
            super().drop(table, key)

    def scan(self, table: Table, prefix: Row = (), **asked: Any) -> Iterator[Row]:
        if table.packed:
            self.gathered(table).store(self.connection)
        return super().scan(table, prefix, **asked)

    def make_room(self) -> None:
        """Write the rows that wait, where they are many."""
        if sum(map(len, self._pending.values())) > ROWS:
            self.flush()

    def pack(self) -> None:
        """Write what waits in packed tables, where it is much; to be asked after each slice of facts."""
        self._slices += 1  # to count takes as long as to fold a thousand facts
        if self._slices % SLICES == 0 and sum(each.count() for each in self._packed.values()) > ROOM:
            self._store()

    def store(self) -> None:
        """Write everything that waits."""
        self.flush()
        self._store()

    def _store(self) -> None:
        for each in self._packed.values():
            each.store(self.connection)
