"""How far a ledger goes, and a moment of it: all that is asked before views are read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ledger.store.port import Store

if TYPE_CHECKING:
    from ledger.facts.event import StreamId


class Mark(NamedTuple):
    """How far a ledger goes: its origin and the root of its tree at a size."""

    origin: StreamId
    size: int
    root: bytes


def mark(reader: Store, size: int | None = None) -> Mark | None:
    """How far the ledger goes, or went at `size`; None where it never was of that size."""
    size = reader.size() if size is None else size
    if size == 0:
        return Mark("", 0, b"")
    first = reader.bare_row(0)
    root = reader.root_at(size)
    return Mark(first.stream, size, root) if first and root else None


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
