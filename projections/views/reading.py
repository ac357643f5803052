"""The ledger's rows as facts: decoded once, as they stand, without an object an event."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import orjson

from ledger.facts.base import KINDS, StreamId
from ledger.facts.states import UPCASTERS, upcast
from ledger.store import rows
from ledger.store.troubles import sqlite_errors
from projections.fold import Fact


class Mark(NamedTuple):
    """How far a ledger goes: its origin and the root of its tree at a size."""

    origin: StreamId
    size: int
    root: bytes


def facts(reader: sqlite3.Connection, start: int = 0, stop: int | None = None) -> Iterator[Fact]:
    """The facts from leaf `start` up to, without, `stop` (None: to the end), in order."""
    with sqlite_errors(_file(reader)):
        yield from map(fact_of, rows.rows(reader, start, stop))


def history(reader: sqlite3.Connection, stream: StreamId, i: int) -> list[Fact]:
    """The facts of a stream up to leaf `i`, in stream order."""
    with sqlite_errors(_file(reader)):
        return [fact_of(row) for row in rows.stream_rows(reader, stream) if row.i <= i]


def fact_of(row: rows.Row) -> Fact:
    """A stored row as a fact, in the version that this program knows."""
    i, stream, v, topic, state, text = row
    said = orjson.loads(state)
    if topic in UPCASTERS:
        topic, said = upcast(topic, said)
    known = KINDS.get(topic)
    return Fact(i, stream, v, known.__name__ if known else topic, said, orjson.loads(text) if text else None)


def mark(reader: sqlite3.Connection, size: int | None = None) -> Mark | None:
    """How far the ledger goes, or went at `size`; None where it never was of that size."""
    with sqlite_errors(_file(reader)):
        size = rows.size(reader) if size is None else size
        if size == 0:
            return Mark("", 0, b"")
        first = rows.row(reader, 0)
        root = reader.execute("SELECT root FROM tree WHERE size = ?", (size,)).fetchone()
        return Mark(first.stream, size, root[0]) if first and root else None


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything read within is of one moment, whoever writes meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


def _file(connection: sqlite3.Connection) -> str:
    return str(connection.execute("PRAGMA database_list").fetchone()[2])
