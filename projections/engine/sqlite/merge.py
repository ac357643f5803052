"""Parts of a ledger that were folded apart, merged into views."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from heapq import merge as merged
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from ledger.named_tuple import NamedTuple
from ledger.store.port import BareRow, Row, Store
from ledger.store.sqlite import quoted
from projections.engine.fold import ERASED, Fold
from projections.engine.sqlite import columns
from projections.engine.sqlite.facts import StoredFacts, check_count, fact_of, reader
from projections.engine.sqlite.ledger_slices import LOT
from projections.engine.sqlite.tables import (
    SqliteTables,
    create,
    create_indexes,
)
from projections.engine.tables import CODES, Projection, Table

_SETTINGS: Final = (
    "PRAGMA page_size=16384",
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA cache_size=-8192",
)

BEGUN: Final = "views_begun"
"""The table of a part's file with the events whose source differs from that of the event before."""


class FoldedPart(NamedTuple):
    """A part of a ledger, folded: the file with its tables, how many events, and those of unknown kinds."""

    file: Path
    events: int
    unknown: Mapping[str, int]


def merge(
    connection: sqlite3.Connection,
    store: Store,
    projections: Sequence[Projection],
    parts: Sequence[FoldedPart],
    size: int,
) -> Counter[str]:
    """Put the rows of all parts of the first `size` leaves into empty tables, and make their orders.

    Gives how many facts there were of each unknown kind. Raises Damaged if a leaf is in no part.
    """
    check_count(sum(part.events for part in parts), size)
    tables = [table for projection in projections for table in projection.tables]
    unknown: Counter[str] = Counter()
    for part in parts:
        unknown.update(part.unknown)
    rows = [ERASED, *(table for table in tables if not table.packed)]
    owner = SqliteTables(connection, StoredFacts(store)).owner_code
    file = parts[0].file.with_name("packed")
    with ThreadPoolExecutor(1) as pool:
        # SQLite lets go of Python while it copies rows, so that both are done at once.
        packing = pool.submit(_pack, file, owner, projections, parts)
        for part in parts:
            with _attached(connection, part.file):
                for table in rows:
                    is_new = part is parts[0] and table is not ERASED
                    _copy_rows(connection, table, is_new=is_new)
        for table in tables:
            create_indexes(connection, table)
        packing.result()
    with _attached(connection, file):
        for table in tables:
            if table.packed:
                _copy_packed(connection, table)
    _fold_beginnings(connection, store, projections, parts)
    return unknown


def new_file(file: Path) -> sqlite3.Connection:
    """A connection to an empty file that is needed once, and by no one else meanwhile."""
    connection = sqlite3.connect(file, isolation_level=None)
    for setting in _SETTINGS:
        connection.execute(setting)
    return connection


def _opened(part: FoldedPart) -> sqlite3.Connection:
    name = f"file://{quoted(str(part.file))}?mode=ro&immutable=1"
    return sqlite3.connect(name, uri=True, isolation_level=None)


@contextmanager
def _attached(connection: sqlite3.Connection, file: Path) -> Iterator[None]:
    """Attach a file, whose tables are those of `part` in statements."""
    connection.execute("COMMIT")  # within a transaction no file is attached
    connection.execute("ATTACH ? AS part", (str(file),))
    connection.execute("BEGIN")
    yield
    connection.execute("COMMIT")
    connection.execute("DETACH part")
    connection.execute("BEGIN")


def _copy_rows(connection: sqlite3.Connection, table: Table, *, is_new: bool) -> None:
    """Copy the rows of a table from a part; what a handler put into every part is there once.

    Raises ValueError where parts differ in a row.
    """
    copy = f"INSERT INTO main.{table.name} SELECT * FROM part.{table.name}"  # noqa: S608 - our names
    if not is_new:  # SQLite copies pages into an empty table, unless it is told what to do with a conflict
        copy += " WHERE true ON CONFLICT DO UPDATE SET crc = iif(crc = excluded.crc, crc, NULL)"
    try:
        connection.execute(copy)
    except sqlite3.IntegrityError as error:
        raise _differing(table) from error


def _differing(table: Table) -> ValueError:
    return ValueError(
        f"{table.name}: parts of the ledger differ in a row; see what Projection asks of handlers"
    )


# ---------------------------------------------------------------- packed tables


def _pack(
    file: Path,
    owner: int,
    projections: Sequence[Projection],
    parts: Sequence[FoldedPart],
) -> None:
    """Merge the packed tables of parts in a file of their own."""
    with closing(new_file(file)) as connection, ExitStack() as stack:
        sources = [stack.enter_context(closing(_opened(part))) for part in parts]
        connection.execute("BEGIN")
        for projection in projections:
            for table in projection.tables:
                if table.packed:
                    create(connection, table)
                    packed = PackedMerge(connection, table, owner, sources)
                    packed.copy(is_replicated=bool(projection.handlers))
        connection.execute("COMMIT")


def _copy_packed(connection: sqlite3.Connection, table: Table) -> None:
    names = [table.name]
    if columns.has_values(table):
        names.append(f"{table.name}_values")
    for each in names:
        connection.execute(f"INSERT INTO main.{each} SELECT * FROM part.{each}")  # noqa: S608 - our names


class PackedMerge:
    """Copies a packed table of all parts: the rows of one first value, then those of the next."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        table: Table,
        owner: int,
        sources: Sequence[sqlite3.Connection],
    ) -> None:
        self._connection: Final = connection
        self._table: Final = table
        self._owner: Final = owner
        self._sources: Final = sources
        self._codes: Final = columns.Codes(connection, table, owner)
        self._new_codes: Final = [self._renumbered(source) for source in sources]

    def _renumbered(self, source: sqlite3.Connection) -> Mapping[int, int] | None:
        """The code here of each code of a part; None if all are the same."""
        values = columns.values(source, self._table, self._owner)
        new_codes = {
            code: self._codes.code(value) for code, value in sorted(values.items())
        }
        is_same = all(code == new for code, new in new_codes.items())
        if is_same:
            return None
        return new_codes

    def copy(self, *, is_replicated: bool) -> None:
        """Copy all rows; with `is_replicated`, a row that is in several parts once."""
        self._codes.store(self._connection)
        chunks = self._chunks(is_replicated=is_replicated)
        columns.insert(self._connection, self._table, self._owner, chunks)

    def _chunks(self, *, is_replicated: bool) -> Iterator[tuple[Any, int, bytes]]:
        query = (
            f"SELECT part, rows, ? FROM {self._table.name}"  # noqa: S608 - our names
            " WHERE owner = ? ORDER BY part, first"
        )
        stored = [
            source.execute(query, (number, self._owner))
            for number, source in enumerate(self._sources)
        ]
        for part, chunks in groupby(merged(*stored), itemgetter(0)):
            rows = array(columns.TYPE)
            for _part, stored_rows, number in chunks:
                begin = len(rows)
                rows.frombytes(columns.checked(part, stored_rows))
                new_codes = self._new_codes[number]
                if new_codes is not None:
                    _renumber(rows, begin, new_codes)
            rows = columns.in_order(rows)
            if is_replicated:
                rows = self._once(rows)
            yield from columns.array_chunks(part, rows)

    def _once(self, rows: array[int]) -> array[int]:
        """Rows in order, each once. Raises ValueError for two of one key."""
        single = dict.fromkeys(rows)
        if len({row & ~CODES for row in single}) < len(single):
            raise _differing(self._table)
        return array(columns.TYPE, single)


def _renumber(rows: array[int], begin: int, new_codes: Mapping[int, int]) -> None:
    """Give the rows from `begin` on other codes."""
    for place in range(begin, len(rows)):
        row = rows[place]
        rows[place] = row & ~CODES | new_codes[row & CODES]


# ---------------------------------------------------------------- where batches begin


def _fold_beginnings(
    connection: sqlite3.Connection,
    store: Store,
    projections: Sequence[Projection],
    parts: Sequence[FoldedPart],
) -> None:
    """Fold the events whose source differs from the one before, in the ledger's order."""
    tables = SqliteTables(connection, StoredFacts(store, checked=False))
    folding = Fold(projections, tables)
    if not folding.begins:
        return
    query = f"SELECT * FROM {BEGUN} ORDER BY i"  # noqa: S608 - our name
    as_fact = reader(store, fact_of)
    with ExitStack() as stack:
        sources = [stack.enter_context(closing(_opened(part))) for part in parts]
        stored = [source.execute(query) for source in sources]
        events: Iterator[BareRow] = merged(*stored, key=itemgetter(0))
        while lot := list(islice(events, LOT)):
            for event in lot:
                folding.begin(as_fact(Row(*event, None)))
            tables.make_room()
    tables.flush()
