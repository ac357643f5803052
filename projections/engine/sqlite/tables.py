"""Tables in SQLite: read in pages, written in bulk."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from projections.engine.sqlite.errors import Spoiled, spoiled, views_errors
from projections.engine.tables import Fact, Facts, Row, Table, Value

if TYPE_CHECKING:
    from ledger.facts.event import StreamId

# A page is read whole, so that no reader that waits for its pager keeps a writer waiting.
_PAGES: Final = (50, 500, 5000)


class Reading:
    """The rows as they are stored; implements `projections.engine.tables.Rows`."""

    def __init__(self, connection: sqlite3.Connection, ledger: Facts | None = None) -> None:
        self.connection = connection
        self._ledger = ledger

    def fact(self, i: int) -> Fact | None:
        return self._ledger.fact(i) if self._ledger else None

    def history(self, stream: StreamId, i: int | None = None) -> Sequence[Fact]:
        return self._ledger.history(stream, i) if self._ledger else ()

    def get(self, table: Table, key: Row) -> Row | None:
        if table.packed:
            return next(self.scan(table, key), None)
        try:
            found: Row | None = self.connection.execute(_get(table.name, _key(table)), key).fetchone()
        except sqlite3.Error as error:
            raise spoiled(error) from error
        return found

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
        if table.packed:
            yield from self._unpacked(table, prefix, low, high, reverse=reverse)
            return
        order = (*index, *(name for name in _key(table) if name not in index))
        bounds = tuple(each for each in (low, high) if each is not None)
        places = [table.columns.index(name) for name in order[len(prefix) :]]
        bounded = (low is not None, high is not None)
        after: Row = ()
        for page in _pages():
            sql = _scan(table.name, order, len(prefix), (*bounded, reverse, bool(after)))
            rows = self._page(sql, (*prefix, *bounds, *after, page))
            yield from rows
            if len(rows) < page:
                return
            after = tuple(rows[-1][place] for place in places)

    def _unpacked(
        self, table: Table, prefix: Row, low: Value, high: Value, *, reverse: bool
    ) -> Iterator[Row]:
        from projections.engine.sqlite import columns as packed

        values = _Values(self.connection, table)
        if prefix:
            least, greatest = packed.span(table, prefix[1:], low, high)  # type: ignore[arg-type]  # numbers here
            query, bounds = packed.COVERING, (prefix[0], greatest, prefix[0], least)
            found = [(prefix[0], data) for (data,) in self._page(query.format(table.name), bounds)]
            stored: Iterable[Row] = reversed(found) if reverse else found
        else:
            least, greatest = packed.span(table, (), None, None)
            stored = self._parts(table.name, low, high, reverse=reverse)
        for part, data in stored:
            rows = packed.rows(table, packed.unpacked(part, data), values, least, greatest)
            yield from reversed(list(rows)) if reverse else rows

    def columns(self, table: Table) -> Iterator[tuple[Any, list[int], list[Any]]]:
        from projections.engine.sqlite import columns as packed

        stored = self._parts(table.name, None, None, reverse=False)
        yield from packed.columns(table, stored, _Values(self.connection, table))

    def columns_of(self, table: Table, first: Value) -> tuple[list[int], list[Any]]:
        from projections.engine.sqlite import columns as packed

        query, bounds = packed.COVERING, (first, packed.ALL, first, 0)
        stored = ((first, data) for (data,) in self._page(query.format(table.name), bounds))
        found = packed.columns(table, stored, _Values(self.connection, table))
        return next(((keys, column) for _first, keys, column in found), ([], []))

    def counts(self, table: Table) -> list[tuple[Any, int]]:
        from projections.engine.sqlite import columns as packed

        return self._page(packed.COUNTS.format(table.name), ())

    def greatest(self, table: Table) -> Any:
        from projections.engine.sqlite import columns as packed

        return self._page(packed.GREATEST.format(table.name), ())[0][0]

    def _parts(self, name: str, low: Value, high: Value, *, reverse: bool) -> Iterator[Row]:
        """The chunks of all parts within bounds, in order."""
        bounds = tuple(each for each in (low, high) if each is not None)
        after: Row = ()
        for page in _pages():
            sql = _scan(name, ("part", "first"), 0, (low is not None, high is not None, reverse, bool(after)))
            rows = self._page(sql, (*bounds, *after, page))
            yield from ((part, data) for part, _first, data in rows)
            if len(rows) < page:
                return
            after = rows[-1][:2]

    def _page(self, sql: str, values: Row) -> list[Row]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise spoiled(error) from error


class _Values(dict[int, Any]):
    """What the codes of a packed table stand for, read when one is met that was not yet known."""

    def __init__(self, connection: sqlite3.Connection, table: Table) -> None:
        super().__init__()
        self._connection, self._table = connection, table

    def __missing__(self, code: int) -> Any:
        from projections.engine.sqlite import columns as packed

        with views_errors():
            self.update(packed.values(self._connection, self._table))
        if code not in self:
            reason = f"{self._table.name}: {code}"
            raise Spoiled(
                "The views of this ledger cannot be read ({reason}): 'handshake rebuild'.", reason=reason
            )
        return self[code]


class Folding(Reading):
    """Rows that are changed by a fold and written by `flush`; implements `projections.engine.tables.Tables`.

    What is put or dropped is kept in mind until then.
    """

    def __init__(self, connection: sqlite3.Connection, ledger: Facts) -> None:
        super().__init__(connection, ledger)
        self._pending: defaultdict[str, dict[Row, Row | None]] = defaultdict(dict)
        self._known: defaultdict[str, dict[Row, Row | None]] = defaultdict(dict)
        self._tables: dict[str, Table] = {}

    def get(self, table: Table, key: Row) -> Row | None:
        if key in (pending := self._pending[table.name]):
            return pending[key]
        known = self._known[table.name]
        if key not in known:
            known[key] = super().get(table, key)
        return known[key]

    def put(self, table: Table, row: Row) -> None:
        self._pending[table.name][row[: table.key]] = row
        self._tables[table.name] = table

    def drop(self, table: Table, key: Row) -> None:
        self._pending[table.name][key] = None
        self._tables[table.name] = table

    def _page(self, sql: str, values: Row) -> list[Row]:
        self.flush()
        return super()._page(sql, values)

    def flush(self) -> None:
        """Write what was put and dropped."""
        for name, pending in self._pending.items():
            if not pending:
                continue
            table = self._tables[name]
            if table.packed:
                self._pack(table, pending)
                pending.clear()
                continue
            if gone := [key for key, row in pending.items() if row is None]:
                self.connection.executemany(_drop(name, _key(table)), gone)
            # Neighbours in the tree are written together; more order costs more than it gains.
            kept = sorted(filter(None, pending.values()), key=itemgetter(0))
            # Of a tuple that has names sqlite3 asks each value in a way that takes half as long again.
            self.connection.executemany(_put(name, len(table.columns)), map(tuple, kept))
            pending.clear()
        self._known.clear()

    def _pack(self, table: Table, pending: Mapping[Row, Row | None]) -> None:
        from projections.engine.sqlite import columns as packed

        packed.change(self.connection, table, pending)


def create(connection: sqlite3.Connection, table: Table) -> None:
    """Make an empty table."""
    if table.packed:
        from projections.engine.sqlite import columns as packed

        packed.create(connection, table)
        return
    never_null = {*_key(table), *(name for index in table.indexes for name in index)}
    columns = ", ".join(f"{name} NOT NULL" if name in never_null else name for name in table.columns)
    key = ", ".join(_key(table))
    connection.execute(f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({key})) WITHOUT ROWID")


def create_indexes(connection: sqlite3.Connection, table: Table) -> None:
    """Make the table's indexes, at best once it is filled."""
    for number, index in enumerate(table.indexes):
        order = ", ".join((*index, *(name for name in _key(table) if name not in index)))
        connection.execute(f"CREATE INDEX {table.name}_{number} ON {table.name} ({order})")


def _key(table: Table) -> tuple[str, ...]:
    return table.columns[: table.key]


def _pages() -> Iterator[int]:
    yield from _PAGES
    while True:
        yield _PAGES[-1]


@cache
def _get(table: str, key: tuple[str, ...]) -> str:
    return f"SELECT * FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in key)}"  # noqa: S608 - our names


@cache
def _put(table: str, columns: int) -> str:
    return f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608 - our names


@cache
def _drop(table: str, key: tuple[str, ...]) -> str:
    return f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in key)}"  # noqa: S608 - our names


@cache
def _scan(table: str, order: tuple[str, ...], prefix: int, how: tuple[bool, bool, bool, bool]) -> str:
    low, high, reverse, later = how
    rest = order[prefix:]
    where = [f"{name} = ?" for name in order[:prefix]]
    where += [f"{rest[0]} >= ?"] * low + [f"{rest[0]} <= ?"] * high
    if later:
        where.append(f"({', '.join(rest)}) {'<' if reverse else '>'} ({', '.join('?' * len(rest))})")
    direction = " DESC" if reverse else ""
    by = ", ".join(f"{name}{direction}" for name in order)
    only = f"WHERE {' AND '.join(where)}" if where else ""
    return f"SELECT * FROM {table} {only} ORDER BY {by} LIMIT ?"  # noqa: S608 - our names
