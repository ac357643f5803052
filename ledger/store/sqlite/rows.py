"""The ledger's rows, read as they stand: no library, no decoding, constant memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from ledger.store.sqlite.errors import reading


class Row(NamedTuple):
    """An event as it is stored: its index, stream, position, topic, state, and its sealed text.

    `text` is None where the event has none, or where it was erased.
    """

    i: int
    stream: str
    v: int
    topic: str
    state: bytes
    text: bytes | None


_COLUMNS = "e.rowid - 1, e.originator_id, e.originator_version, e.topic, e.state"
_FROM = "FROM stored_events e LEFT JOIN sealed s ON s.i = e.rowid - 1"
_ROWS = f"SELECT {_COLUMNS}, s.text {_FROM}"


def rows(connection: sqlite3.Connection, start: int = 0, stop: int | None = None) -> Iterator[Row]:
    """The rows of index `start` up to, without, `stop` (None: to the end), in order."""
    last = stop if stop is not None else size(connection)
    return _found(connection, f"{_ROWS} WHERE e.rowid > ? AND e.rowid <= ? ORDER BY e.rowid", (start, last))


def _found(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> Iterator[Row]:
    with reading(connection):
        yield from map(Row._make, connection.execute(query, values))


class Sealed(NamedTuple):
    """A row with the salt of its sealed text."""

    i: int
    stream: str
    v: int
    topic: str
    state: bytes
    salt: bytes | None
    text: bytes | None


def sealed_rows(connection: sqlite3.Connection) -> Generator[Sealed, None, None]:
    """All rows, in order, with their sealed texts and salts."""
    with reading(connection):
        found = connection.execute(f"SELECT {_COLUMNS}, s.salt, s.text {_FROM} ORDER BY e.rowid")
        yield from map(Sealed._make, found)


_LEAF = """CAST(printf('{"i":%d,"kind":"%s","state":%s,"stream":"%s","v":%d}',
    e.rowid - 1, e.topic, e.state, e.originator_id, e.originator_version) AS BLOB)"""
_TEXT = """CAST(iif(s.i IS NULL, '',
    printf('{"of":%d,"salt":"%s","text":%s}', s.i, lower(hex(s.salt)), s.text)) AS BLOB)"""


def records(
    connection: sqlite3.Connection, *, personal: bool = True, start: int = 0
) -> Generator[tuple[bytes, bytes], None, None]:
    """Every leaf from index `start`, in order, as `leaf` states it, and the line of its sealed text, empty if there is none.

    SQLite puts the lines together: that costs half of what it costs in Python. Both stand in canonical
    JSON, without newline; what was put into the tables by other hands may give other bytes.
    """
    columns = f"{_LEAF}, {_TEXT} {_FROM}" if personal else f"{_LEAF}, x'' FROM stored_events e"
    with reading(connection):
        yield from connection.execute(f"SELECT {columns} WHERE e.rowid > ? ORDER BY e.rowid", (start,))


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything read within is of one moment, whoever writes meanwhile."""
    with reading(connection):
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


def row(connection: sqlite3.Connection, i: int) -> Row | None:
    """The row of index `i`, None where the ledger is not that long."""
    return next(_found(connection, f"{_ROWS} WHERE e.rowid = ?", (i + 1,)), None)


def bare(connection: sqlite3.Connection, i: int) -> Row | None:
    """The row of index `i` without its sealed text, None where the ledger is not that long."""
    query = f"SELECT {_COLUMNS}, NULL FROM stored_events e WHERE e.rowid = ?"  # noqa: S608 - constants only
    return next(_found(connection, query, (i + 1,)), None)


def stream_rows(connection: sqlite3.Connection, stream: str) -> list[Row]:
    """The rows of one stream, in the order of their positions."""
    query = f"{_ROWS} WHERE e.originator_id = ? ORDER BY e.originator_version"
    return list(_found(connection, query, (stream,)))


def rows_of_streams(connection: sqlite3.Connection, streams: list[str]) -> Iterator[Row]:
    """The rows of these streams, each stream's together and in the order of their positions."""
    for start in range(0, len(streams), 500):
        some = streams[start : start + 500]
        marks = ",".join("?" * len(some))
        query = f"{_ROWS} WHERE e.originator_id IN ({marks}) ORDER BY e.originator_id, e.originator_version"
        yield from _found(connection, query, tuple(some))


def texts(connection: sqlite3.Connection, indexes: list[int]) -> dict[int, bytes]:
    """The sealed texts at these indexes, as far as they are there."""
    found: dict[int, bytes] = {}
    with reading(connection):
        for start in range(0, len(indexes), 500):
            some = indexes[start : start + 500]
            marks = ",".join("?" * len(some))
            query = f"SELECT i, text FROM sealed WHERE i IN ({marks})"  # noqa: S608 - marks only
            found.update(connection.execute(query, some))
    return found


def size(connection: sqlite3.Connection) -> int:
    """The number of leaves."""
    with reading(connection):
        found = connection.execute("SELECT max(rowid) FROM stored_events").fetchone()
    return int(found[0] or 0)


def streams_beginning(connection: sqlite3.Connection, start: str, limit: int = 10) -> list[str]:
    """The streams whose id begins with `start`, in order, `limit` at most."""
    query = (
        "SELECT DISTINCT originator_id FROM stored_events"
        " WHERE originator_id >= ? AND originator_id < ? ORDER BY 1 LIMIT ?"
    )
    with reading(connection):
        return [each for (each,) in connection.execute(query, (start, start + "\U0010ffff", limit))]


def leaf(i: int, topic: str, state: bytes, stream: str, v: int) -> bytes:
    """The leaf: the event as a line of the ledger, canonical JSON without a newline."""
    return b'{"i":%d,"kind":"%b","state":%b,"stream":"%b","v":%d}' % (
        i,
        topic.encode(),
        state,
        stream.encode(),
        v,
    )
