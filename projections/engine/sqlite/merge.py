"""Parts of a ledger that were folded apart, merged into views."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from heapq import merge as merged
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeAlias

from ledger.named_tuple import NamedTuple
from ledger.store.port import BareRow, Row, Store
from ledger.store.sqlite import quoted
from projections.engine.fold import ERASED, Fold
from projections.engine.sqlite import columns
from projections.engine.sqlite.facts import StoredFacts, check_count, reader
from projections.engine.sqlite.ledger_slices import LOT
from projections.engine.sqlite.tables import (
    SqliteTables,
    create,
    create_indexes,
    key_of,
)
from projections.engine.tables import CODES, Projection, Table

_SETTINGS: Final = (
    "PRAGMA page_size=16384",
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA cache_size=-8192",
)

ATTACHED: Final = 8
"""How many files are read at once beside the one that is written: SQLite allows ten."""

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
        for start in range(0, len(parts), ATTACHED):
            files = [part.file for part in parts[start : start + ATTACHED]]
            with _attached(connection, files) as names:
                for table in rows:
                    _copy_rows(connection, table, names)
        for table in tables:
            create_indexes(connection, table)
        packing.result()
    with _attached(connection, [file]) as (name,):
        for table in tables:
            if table.packed:
                _copy_packed(connection, table, name)
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
def _attached(
    connection: sqlite3.Connection, files: Sequence[Path]
) -> Iterator[list[str]]:
    """Attach files, and give the names that they have in statements."""
    names = [f"part_{number}" for number in range(len(files))]
    connection.execute("COMMIT")  # within a transaction no file is attached
    for name, file in zip(names, files, strict=True):
        connection.execute(f"ATTACH ? AS {name}", (str(file),))
    connection.execute("BEGIN")
    yield names
    connection.execute("COMMIT")
    for name in names:
        connection.execute(f"DETACH {name}")
    connection.execute("BEGIN")


def _copy_rows(
    connection: sqlite3.Connection, table: Table, names: Sequence[str]
) -> None:
    """Copy the rows of a table in the order of its key; what a handler put into every part is there once.

    Raises ValueError where parts differ in a row.
    """
    rows = " UNION ALL ".join(f"SELECT * FROM {name}.{table.name}" for name in names)  # noqa: S608 - our names
    key = ", ".join(("owner", *key_of(table)))
    try:
        connection.execute(
            f"INSERT INTO main.{table.name} SELECT * FROM ({rows} ORDER BY {key}) WHERE true"  # noqa: S608 - our names
            " ON CONFLICT DO UPDATE SET crc = iif(crc = excluded.crc, crc, NULL)"
        )
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


def _copy_packed(connection: sqlite3.Connection, table: Table, name: str) -> None:
    names = [table.name]
    if columns.has_values(table):
        names.append(f"{table.name}_values")
    for each in names:
        connection.execute(f"INSERT INTO main.{each} SELECT * FROM {name}.{each}")  # noqa: S608 - our names


Chunk: TypeAlias = tuple[Any, bytes, int]
"""The first value of its rows, the chunk as it is stored, and the number of its part."""


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
        for part, chunks in groupby(merged(*stored, key=itemgetter(0)), itemgetter(0)):
            rows: list[int] = []
            for chunk in chunks:
                rows += self._numbers(*chunk)
            rows.sort()
            if is_replicated:
                rows = self._once(rows)
            yield from columns.chunks(part, rows)

    def _numbers(self, part: Any, stored: bytes, number: int) -> list[int]:
        rows = columns.unpack(part, stored).rows.tolist()
        new_codes = self._new_codes[number]
        if new_codes is None:
            return rows
        return [row & ~CODES | new_codes[row & CODES] for row in rows]

    def _once(self, rows: list[int]) -> list[int]:
        """Rows in order, each once. Raises ValueError for two of one key."""
        single = list(dict.fromkeys(rows))
        if len({row & ~CODES for row in single}) < len(single):
            raise _differing(self._table)
        return single


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
    fact_of = reader(store)
    with ExitStack() as stack:
        sources = [stack.enter_context(closing(_opened(part))) for part in parts]
        stored = [source.execute(query) for source in sources]
        events: Iterator[BareRow] = merged(*stored, key=itemgetter(0))
        while lot := list(islice(events, LOT)):
            for event in lot:
                folding.begin(fact_of(Row(*event, None)))
            tables.make_room()
    tables.flush()
