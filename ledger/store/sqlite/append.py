"""What one transaction writes: events with their leaf index, Merkle log, sealed text and keys; all or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ledger.errors import Busy, Damaged
from ledger.store import merkle
from ledger.store.sqlite import rows, schema
from ledger.store.sqlite.file import StrPath, uri

if TYPE_CHECKING:
    from ledger.store.encode import Prepared

SECONDS = 10  # how long others are waited for


class Overtaken(Busy):
    """Somebody else recorded in between: what was decided has to be decided again."""


class Stored(Protocol):
    """An event under the names that the library gives its columns."""

    @property
    def originator_id(self) -> object:
        """The stream."""

    @property
    def originator_version(self) -> int:
        """The position in the stream."""

    @property
    def topic(self) -> str:
        """The kind."""

    @property
    def state(self) -> bytes:
        """The state."""


class Cursor(Protocol):
    """What is asked of a cursor, SQLite's or the library's."""

    def execute(self, sql: str, values: Sequence[object] = ..., /) -> object: ...
    def executemany(self, sql: str, values: Iterable[Sequence[object]], /) -> object: ...
    def fetchone(self) -> Any: ...


class Appender:
    """A connection that appends to a ledger without the library: the same statements in the same order.

    To load the library takes a quarter of the time in which a coffee is recorded; `recorder` is its
    form of the same, and the contract of the store is tested on both.
    """

    def __init__(self, path: StrPath) -> None:
        self._connection = sqlite3.connect(
            uri(path, "mode=rw"), uri=True, isolation_level=None, timeout=SECONDS
        )
        for pragma in schema.CONNECTION:
            self._connection.execute(pragma)

    def append(self, prepared: Sequence[Prepared], size: int | None, erase: Collection[int]) -> int:
        """Record events; gives the index of the first. Raises what `insert` raises, and sqlite3.Error."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            first = insert(self._connection.cursor(), prepared, prepared, size, erase)
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.rollback()
        return first

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


def insert(
    c: Cursor,
    events: Sequence[Stored],
    prepared: Sequence[Prepared],
    size: int | None,
    erase: Collection[int],
) -> int:
    """Insert events in a transaction that has begun; gives the index of the first.

    `prepared` are the same events with what is kept beside them. With `size`, only if the ledger is of
    that size. Raises Overtaken, Damaged, and ValueError for a version beyond what a stream holds.
    """
    frontier = frontier_of(c, size)
    numbered = list(enumerate(events, start=frontier.size))
    insert_rows(c, [(i + 1, e.originator_id, e.originator_version, e.topic, e.state) for i, e in numbered])
    _insert_beside(c, prepared, frontier.size)
    c.executemany("DELETE FROM sealed WHERE i = ?", [(i,) for i in erase])
    _insert_tree(c, frontier, numbered)
    return frontier.size


def insert_rows(c: Cursor, events: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of events: Overtaken, or ValueError, where they do not continue what is there."""
    try:
        c.executemany(f"INSERT INTO {schema.EVENTS} VALUES (?,?,?,?,?)", events)  # noqa: S608 - a constant
    except sqlite3.IntegrityError as error:
        if schema.GAP in str(error):
            raise ValueError("an entry's version is beyond what its stream holds") from error
        raise Overtaken("Somebody else recorded in between: try again.") from error


def frontier_of(c: Cursor, expected: int | None) -> merkle.Frontier:
    """Where the Merkle log stands: Damaged where the events do not, Overtaken where that is not `expected`."""
    c.execute("SELECT max(rowid) FROM stored_events")
    size = c.fetchone()[0] or 0
    c.execute("SELECT root, frontier FROM tree ORDER BY size DESC LIMIT 1")
    root, stored = c.fetchone() or (merkle.root(merkle.EMPTY), merkle.encode(merkle.EMPTY))
    try:
        frontier = merkle.decode(stored)
    except (TypeError, ValueError):
        frontier = merkle.EMPTY
    if frontier.size != size or merkle.root(frontier) != root:
        raise Damaged("The ledger's events and its Merkle log differ: run 'handshake verify'.")
    if expected is not None and expected != size:
        raise Overtaken("Somebody else recorded in between: try again.")
    return frontier


def _insert_beside(c: Cursor, prepared: Sequence[Prepared], first: int) -> None:
    """The sealed texts, and the keys; the table keeps a known key with who brought it first."""
    seals = [(i, *p.seal) for i, p in enumerate(prepared, start=first) if p.seal]
    c.executemany("INSERT INTO sealed VALUES (?,?,?)", seals)
    keys = [(key, p.originator_id, i) for i, p in enumerate(prepared, start=first) for key in p.keys]
    c.executemany("INSERT INTO keys VALUES (?,?,?)", keys)


def _insert_tree(c: Cursor, frontier: merkle.Frontier, numbered: Sequence[tuple[int, Stored]]) -> None:
    leaves = (rows.leaf(i, s.topic, s.state, str(s.originator_id), s.originator_version) for i, s in numbered)
    insert_root(c, merkle.append(frontier, map(merkle.leaf_hash, leaves)))


def insert_root(c: Cursor, grown: merkle.Frontier) -> None:
    """Keep the root of the log as it has grown."""
    c.execute("INSERT INTO tree VALUES (?,?,?)", (grown.size, merkle.root(grown), merkle.encode(grown)))
