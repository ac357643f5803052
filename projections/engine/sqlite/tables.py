"""Tables of projections in SQLite: read as they stand, or changed by a fold."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from itertools import chain, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from ledger.errors import Damaged
from ledger.named_tuple import NamedTuple
from projections.engine.sqlite import columns
from projections.engine.sqlite.columns import checksum, row_format, sound, sound_rows
from projections.engine.sqlite.views_file import (
    corrupt,
    sqlite_errors,
    views_error,
    views_errors,
)
from projections.engine.tables import Fact, Facts, Row, Table, Value, each_row

if TYPE_CHECKING:
    from ledger.facts.event import PersonId, StreamId

# A page is read whole, so that a question asked in the middle of a scan finds no statement open.
_PAGES: Final = (50, 500, 5000)


_TOGETHER: Final = 500
"""How many rows are looked up together."""

ROWS: Final = 20_000
"""How many rows may wait in memory; in ten times as many they would be in better order, and no sooner written."""

PACKED_ROWS: Final = 60_000
"""How many of packed tables may: those of an import are of every day, and each day is written anew with its chunk."""

_CRC: Final = "crc"
"""The last column of every table that is not packed: the CRC-32 of the others."""


class SqliteRows:
    """Rows as they are stored; implements `projections.engine.tables.Rows`."""

    def __init__(
        self, connection: sqlite3.Connection, ledger: Facts | None = None
    ) -> None:
        self.connection = connection
        self._ledger = ledger

    @contextmanager
    def moment(self) -> Iterator[int]:
        """Read all within as of one moment; yield how many leaves the rows then stand for."""
        from projections.engine.sqlite.views_file import folded

        with views_errors():
            self.connection.execute("BEGIN")
            try:
                yield folded(self.connection).size
            finally:
                self.connection.rollback()

    @property
    def owner(self) -> PersonId:
        return self._owner[1]

    @property
    def owner_code(self) -> int:
        """The number that stands for the owner in the first key column."""
        return self._owner[0]

    @cached_property
    def _owner(self) -> tuple[int, PersonId]:
        rows = self._page(
            "SELECT code, owner, crc FROM views_owners ORDER BY code LIMIT 1", ()
        )
        if rows:
            return sound("views_owners", rows[0])
        return (0, "")

    def fact(self, i: int) -> Fact | None:
        if not self._ledger:
            return None
        return self._ledger.fact(i)

    def history(self, stream: StreamId, i: int | None = None) -> Sequence[Fact]:
        if not self._ledger:
            return ()
        return self._ledger.history(stream, i)

    def streams(self, leaves: Sequence[int]) -> Iterable[StreamId]:
        if not self._ledger:
            return ()
        return self._ledger.streams(leaves)

    def histories(
        self, streams: Sequence[StreamId]
    ) -> Iterable[tuple[StreamId, Sequence[Fact]]]:
        if not self._ledger:
            return ()
        return self._ledger.histories(streams)

    def get(self, table: Table, key: Row) -> Row | None:
        if table.packed:
            return next(self.scan(table, key), None)
        sql = _get(
            table.name, ", ".join((*table.columns, _CRC)), key_of(table), self._owner[0]
        )
        try:
            row: Row | None = self.connection.execute(sql, key).fetchone()
        except sqlite_errors() as error:
            raise views_error(error) from error
        if not row:
            return None
        return sound(table.name, row)

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
        order = tuple(dict.fromkeys((*index, *key_of(table))))
        question = _Scan(
            table.name, (*table.columns, _CRC), order, len(prefix), self._owner[0]
        )
        for rows in self._paged(question, prefix, low, high, reverse=reverse):
            yield from sound_rows(table.name, rows)

    def some(self, table: Table, firsts: Iterable[Value]) -> Iterator[Row]:
        columns = ", ".join((*table.columns, _CRC))
        key = key_of(table)
        waiting = iter(sorted(set(firsts)))  # type: ignore[type-var]  # one column, one type
        while lot := list(islice(waiting, _TOGETHER)):
            marks = ", ".join("?" * len(lot))
            sql = (
                f"SELECT {columns} FROM {table.name} WHERE owner = {self._owner[0]:d}"  # noqa: S608 - our names
                f" AND {key[0]} IN ({marks}) ORDER BY {', '.join(key)}"
            )
            yield from sound_rows(table.name, self._page(sql, tuple(lot)))

    def places(self, table: Table, index: tuple[str, ...]) -> Iterator[Row]:
        order = tuple(dict.fromkeys((*index, *key_of(table))))
        question = _Scan(table.name, order, order, 0, self._owner[0])
        for rows in self._paged(question, (), None, None, reverse=False):
            yield from rows

    def leading(self, table: Table, text: str, beginning: str) -> Iterator[Row]:
        stored_columns = (*table.columns, _CRC)
        key = key_of(table)
        question = _Scan(
            table.name, stored_columns, key, 0, self._owner[0], (text, beginning)
        )
        for rows in self._paged(question, (), None, None, reverse=False):
            yield from sound_rows(table.name, rows)

    def _paged(
        self, question: _Scan, prefix: Row, low: Value, high: Value, *, reverse: bool
    ) -> Iterator[list[Row]]:
        """The rows that a question asks for, page by page."""
        bounds = tuple(bound for bound in (low, high) if bound is not None)
        places = [
            question.columns.index(name) for name in question.order[question.prefix :]
        ]
        bounded = (low is not None, high is not None)
        after: Row = ()
        for page in _pages():
            sql = _scan(question, (*bounded, reverse, bool(after)))
            rows = self._page(sql, (*prefix, *bounds, *after, page))
            yield rows
            if len(rows) < page:
                return
            after = tuple(rows[-1][place] for place in places)

    def _unpacked(
        self, table: Table, prefix: Row, low: Value, high: Value, *, reverse: bool
    ) -> Iterator[Row]:
        names = _CodedValues(self.connection, table, self._owner[0])
        if prefix:
            least, greatest = columns.span(table, prefix[1:], low, high)  # type: ignore[arg-type]  # numbers here
            stored: Iterable[Row] = self._covering(table, prefix[0], least, greatest)
            if reverse:
                stored = reversed(list(stored))
        else:
            least, greatest = columns.span(table, (), None, None)
            stored = self._parts(table.name, low, high, reverse=reverse)
        for part, data in stored:
            rows = columns.rows(
                table, columns.unpack(part, data), names, least, greatest
            )
            yield from reversed(list(rows)) if reverse else rows

    def _covering(
        self, table: Table, part: Value, least: int, greatest: int
    ) -> Iterator[Row]:
        """The chunks of a part in which rows within bounds are."""
        query = columns.COVERING.format(table.name, self._owner[0])
        return (
            (part, data) for (data,) in self._page(query, (part, greatest, part, least))
        )

    def columns(
        self, table: Table, among: Container[Any] | None = None
    ) -> Iterator[tuple[Any, list[int], list[Any]]]:
        stored = self._parts(table.name, None, None, reverse=False)
        if among is not None:
            stored = (chunk for chunk in stored if chunk[0] in among)
        names = _CodedValues(self.connection, table, self._owner[0])
        yield from columns.by_part(table, stored, names)

    def keys(
        self, table: Table, low: int | None = None, high: int | None = None
    ) -> Iterator[tuple[Any, list[int]]]:
        stored = self._parts(table.name, None, None, reverse=False)
        yield from columns.keys(stored, *columns.span(table, (), low, high))

    def firsts(self, table: Table) -> Iterator[tuple[Any, int]]:
        stored = self._parts(table.name, None, None, reverse=False)
        names = _CodedValues(self.connection, table, self._owner[0])
        yield from columns.firsts(table, stored, names)

    def columns_of(self, table: Table, first: Value) -> tuple[list[int], list[Any]]:
        stored = self._covering(table, first, 0, columns.ALL)
        parts = columns.by_part(
            table, stored, _CodedValues(self.connection, table, self._owner[0])
        )
        return next(((numbers, column) for _part, numbers, column in parts), ([], []))

    def counts(self, table: Table) -> list[tuple[Any, int]]:
        return self._page(columns.COUNTS.format(table.name, self._owner[0]), ())

    def greatest(self, table: Table) -> Any:
        return self._page(columns.GREATEST.format(table.name, self._owner[0]), ())[0][0]

    def _parts(
        self, name: str, low: Value, high: Value, *, reverse: bool
    ) -> Iterator[Row]:
        """The chunks of all parts within bounds, in order."""
        question = _Scan(
            name, ("part", "first", "rows"), ("part", "first"), 0, self._owner[0]
        )
        pages = self._paged(question, (), low, high, reverse=reverse)
        return ((part, data) for rows in pages for part, _first, data in rows)

    def _page(self, sql: str, values: Row) -> list[Row]:
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite_errors() as error:
            raise views_error(error) from error


class _CodedValues(dict[int, Any]):
    """The values that the codes of a packed table stand for, read when an unknown code is met."""

    def __init__(
        self, connection: sqlite3.Connection, table: Table, owner: int
    ) -> None:
        super().__init__()
        self._connection, self._table, self._owner = connection, table, owner

    def __missing__(self, code: int) -> Any:
        with views_errors():
            self.update(columns.values(self._connection, self._table, self._owner))
        if code not in self:
            raise corrupt(
                Damaged("a code of {table} is unknown", table=self._table.name)
            )
        return self[code]


class SqliteTables(SqliteRows):
    """Rows that are changed by a fold and written by `flush`; implements `projections.engine.tables.Tables`.

    What is put or dropped waits in memory until then.
    """

    def __init__(self, connection: sqlite3.Connection, ledger: Facts) -> None:
        super().__init__(connection, ledger)
        self._pending: defaultdict[str, dict[Row, Row | None]] = defaultdict(dict)
        self._added: defaultdict[str, list[Row]] = defaultdict(list)
        self._known: defaultdict[str, dict[Row, Row | None]] = defaultdict(dict)
        self._tables: dict[str, Table] = {}

    def get(self, table: Table, key: Row) -> Row | None:
        pending = self._changes(table)
        if key in pending:
            return pending[key]
        known = self._known[table.name]
        if key not in known:
            known[key] = super().get(table, key)
        return known[key]

    def _changes(self, table: Table) -> dict[Row, Row | None]:
        """What waits of a table, by key; what was added many at a time is not looked at before."""
        pending = self._pending[table.name]
        if table.name in self._added:
            key = table.key
            for row in self._added.pop(table.name):
                pending[row[:key]] = row
        return pending

    def put(self, table: Table, row: Row) -> None:
        self._changes(table)[row[: table.key]] = row
        self._tables[table.name] = table

    def add_many(self, table: Table, rows: Iterable[Row]) -> None:
        complete = list(rows)  # while they are made, tables may be read and flushed
        self._added[table.name] += complete
        self._tables[table.name] = table

    def add_for_each(self, table: Table, rows: Iterable[Row]) -> None:
        self.add_many(table, each_row(rows))

    def drop(self, table: Table, key: Row) -> None:
        self._changes(table)[key] = None
        self._tables[table.name] = table

    def _page(self, sql: str, values: Row) -> list[Row]:
        self.flush()
        return super()._page(sql, values)

    def make_room(self) -> None:
        """Write what waits, if it is much; to be called after each lot of facts."""
        for packed, most in ((False, ROWS), (True, PACKED_ROWS)):
            tables = [
                name for name, table in self._tables.items() if table.packed is packed
            ]
            waiting = sum(
                len(self._pending[name]) + len(self._added.get(name, ()))
                for name in tables
            )
            if waiting > most:
                self.flush(tables)

    def flush(self, names: Iterable[str] | None = None) -> None:
        """Write what was put and dropped, in all tables or in those of these names."""
        for name in list(self._tables) if names is None else names:
            table = self._tables[name]
            if table.packed:
                self._write_packed(table)
            else:
                # Both are let go before anything is read, which would flush again.
                changes = self._pending.pop(name, {})
                added = self._added.pop(name, [])
                if changes or added:
                    self._write(table, changes, added)
        self._known.clear()

    def _write_packed(self, table: Table) -> None:
        changes = self._changes(table)
        if changes:
            del self._pending[table.name]
            columns.change(self.connection, table, self._owner[0], changes)

    def _write(
        self, table: Table, changes: Mapping[Row, Row | None], added: Iterable[Row]
    ) -> None:
        owner = self._owner[0]
        dropped = [key for key, row in changes.items() if row is None]
        if dropped:
            self.connection.executemany(
                _drop(table.name, key_of(table), owner), dropped
            )
        # Neighbours in the tree are written together; more order costs more than it gains.
        put = filter(None, changes.values())
        rows = sorted(chain(put, added), key=itemgetter(0))
        text = row_format(len(table.columns))
        # sqlite3 asks a named tuple for each value in a way that takes half as long again; a sum of tuples is none.
        self.connection.executemany(
            _put(table.name, len(table.columns) + 1, owner),
            [
                row + (crc32((text % row).encode("utf-8", "surrogatepass")),)  # noqa: RUF005 - half as long as unpacking
                for row in rows
            ],
        )


def enter_owner(connection: sqlite3.Connection, owner: PersonId) -> None:
    """Give an owner the number that stands for them in the first key column of every table."""
    owners = dict(connection.execute("SELECT owner, code FROM views_owners"))
    if owner not in owners:
        row = (max(owners.values(), default=0) + 1, owner)
        insert = "INSERT INTO views_owners VALUES (?, ?, ?)"
        connection.execute(insert, (*row, checksum(row)))


def create(connection: sqlite3.Connection, table: Table) -> None:
    """Make an empty table. Its first key column is the owner."""
    if table.packed:
        columns.create(connection, table)
        return
    never_null = {*key_of(table), *(name for index in table.indexes for name in index)}
    names = ", ".join(
        f"{name} NOT NULL" if name in never_null else name for name in table.columns
    )
    key = ", ".join(("owner", *key_of(table)))
    connection.execute(
        f"CREATE TABLE {table.name} (owner INTEGER NOT NULL, {names}, {_CRC} INTEGER NOT NULL,"
        f" PRIMARY KEY ({key})) WITHOUT ROWID"
    )


def create_indexes(connection: sqlite3.Connection, table: Table) -> None:
    """Make the table's indexes, at best once it is filled."""
    for number, index in enumerate(table.indexes):
        order = ", ".join(dict.fromkeys(("owner", *index, *key_of(table))))
        connection.execute(
            f"CREATE INDEX {table.name}_{number} ON {table.name} ({order})"
        )


def key_of(table: Table) -> tuple[str, ...]:
    """The key columns that a table names: all but the owner."""
    return table.columns[: table.key]


def _pages() -> Iterator[int]:
    yield from _PAGES
    while True:
        yield _PAGES[-1]


class _Scan(NamedTuple):
    """A question for rows: of which table and columns, in which order, how much of it is given.

    With `leading` only those in which the first of two columns begins with the second.
    """

    table: str
    columns: tuple[str, ...]
    order: tuple[str, ...]
    prefix: int
    owner: int
    leading: tuple[str, str] | None = None


@cache
def _get(table: str, columns: str, key: tuple[str, ...], owner: int) -> str:
    where = " AND ".join(f"{name} = ?" for name in key)
    return f"SELECT {columns} FROM {table} WHERE owner = {owner:d} AND {where}"  # noqa: S608 - our names


@cache
def _put(table: str, columns: int, owner: int) -> str:
    return f"INSERT OR REPLACE INTO {table} VALUES ({owner:d}{', ?' * columns})"  # noqa: S608 - our names


@cache
def _drop(table: str, key: tuple[str, ...], owner: int) -> str:
    where = " AND ".join(f"{name} = ?" for name in key)
    return f"DELETE FROM {table} WHERE owner = {owner:d} AND {where}"  # noqa: S608 - our names


@cache
def _scan(question: _Scan, bounds: tuple[bool, bool, bool, bool]) -> str:
    low, high, reverse, later = bounds
    further = question.order[question.prefix :]
    where = [f"owner = {question.owner:d}"]
    where += [f"{name} = ?" for name in question.order[: question.prefix]]
    where += [f"{further[0]} >= ?"] * low + [f"{further[0]} <= ?"] * high
    if question.leading:
        text, beginning = question.leading
        where.append(f"substr({text}, 1, length({beginning})) = {beginning}")
    if later:
        comparison = "<" if reverse else ">"
        where.append(
            f"({', '.join(further)}) {comparison} ({', '.join('?' * len(further))})"
        )
    direction = " DESC" if reverse else ""
    order = ", ".join(f"{name}{direction}" for name in question.order)
    columns = ", ".join(question.columns)
    conditions = " AND ".join(where)
    return f"SELECT {columns} FROM {question.table} WHERE {conditions} ORDER BY {order} LIMIT ?"  # noqa: S608 - our names
