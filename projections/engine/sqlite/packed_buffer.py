"""Rows of a packed table that wait to be stored together."""

from __future__ import annotations

import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from projections.engine.sqlite import columns
from projections.engine.sqlite.columns import ALL, CHUNK, TYPE, Codes
from projections.engine.tables import Row, Table


class Gathered:
    """What is put into a packed table in bulk; implements `projections.engine.tables.Gathered`."""

    def __init__(self, connection: sqlite3.Connection, table: Table) -> None:
        self.table: Final = table
        self.groups: Final[defaultdict[Any, array[int]]] = defaultdict(partial(array, TYPE))
        self._codes: Final = Codes(connection, table)
        self._changes: Final[defaultdict[Any, dict[int, int | None]]] = defaultdict(dict)
        self._any_stored = False

    def code(self, value: Any) -> int:
        """The number that stands for a value of the last column."""
        return self._codes.code(value)

    def put(self, row: Row) -> None:
        """Add a row, in the place of one with the same key."""
        key = columns.number(self.table, row[1 : self.table.key])
        code = self.code(row[self.table.key]) if columns.has_values(self.table) else 0
        self._changes[row[0]][key] = code

    def drop(self, key: Row) -> None:
        """Let the row with this key go, wherever it is."""
        self._changes[key[0]][columns.number(self.table, key[1:])] = None

    def count(self) -> int:
        """How many rows wait."""
        return sum(map(len, self.groups.values())) + sum(map(len, self._changes.values()))

    def store(self, connection: sqlite3.Connection) -> None:
        """Store what was gathered, and begin anew."""
        self._codes.store(connection)
        columns.insert(connection, self.table, self._chunks(connection))
        self.groups.clear()
        self._changes.clear()
        self._any_stored = True

    def _chunks(self, connection: sqlite3.Connection) -> Iterator[tuple[Any, int, bytes]]:
        groups, changes = self.groups, self._changes
        for group in sorted(groups.keys() | changes.keys()):
            if group in changes or self._any_stored:
                yield from columns.chunks(group, self._merged(connection, group))
                continue
            rows = groups[group]
            ordered = rows if len(rows) == 1 else array(TYPE, sorted(rows))
            if len(ordered) <= CHUNK:
                yield group, ordered[0], ordered.tobytes()
            else:
                yield from columns.chunks(group, ordered)

    def _merged(self, connection: sqlite3.Connection, group: Any) -> list[int]:
        """The rows of a group of which some are stored, or some are put in the place of others."""
        before = [*self.groups.get(group, ())]
        if self._any_stored:
            found = columns.covering(connection, self.table, group, 0, ALL)
            before += (each for chunk in found for each in chunk.rows)
            connection.execute(f"DELETE FROM {self.table.name} WHERE part = ?", (group,))  # noqa: S608 - our names
        return columns.changed(before, self._changes.get(group, {}))
