"""A ledger made again from its leaves: the same bytes, the same tree, transaction by transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import orjson

from ledger.store import merkle
from ledger.store.sqlite import rows, schema
from ledger.store.sqlite.errors import sqlite_errors
from ledger.store.sqlite.file import uri


class Leaf(NamedTuple):
    """An event as an audit file has it: the stored bytes of its state, and its sealed text with the salt."""

    i: int
    stream: str
    v: int
    topic: str
    state: bytes
    seal: tuple[bytes, bytes] | None


def refill(path: Path, leaves: Iterable[Leaf]) -> None:
    """Record the leaves, in order, in the empty ledger at `path`: all of them or none."""
    with sqlite_errors(path), closing(_connection(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        frontier, stamp = merkle.EMPTY, None
        for leaf in leaves:
            state = orjson.loads(leaf.state)
            now = tuple(state.get(each) for each in ("recorded_at", "recorded_by", "source"))
            if stamp not in {None, now}:
                _root(connection, frontier)  # one transaction bears one stamp, and leaves one root
            stamp = now
            _insert(connection, leaf, state.get("keys", ()))
            whole = rows.leaf(leaf.i, leaf.topic, leaf.state, leaf.stream, leaf.v)
            frontier = merkle.append(frontier, [merkle.leaf_hash(whole)])
        _root(connection, frontier)
        connection.execute("COMMIT")


def _connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(uri(path, "mode=rw"), uri=True, isolation_level=None)
    for pragma in schema.CONNECTION:
        connection.execute(pragma)
    return connection


def _insert(connection: sqlite3.Connection, leaf: Leaf, keys: Iterable[str]) -> None:
    values = (leaf.i + 1, leaf.stream, leaf.v, leaf.topic, leaf.state)
    connection.execute("INSERT INTO stored_events VALUES (?,?,?,?,?)", values)
    if leaf.seal:
        connection.execute("INSERT INTO sealed VALUES (?,?,?)", (leaf.i, *leaf.seal))
    for key in keys:
        connection.execute("INSERT INTO keys VALUES (?,?,?)", (bytes.fromhex(key), leaf.stream, leaf.i))


def _root(connection: sqlite3.Connection, frontier: merkle.Frontier) -> None:
    values = (frontier.size, merkle.root(frontier), merkle.encode(frontier))
    connection.execute("INSERT INTO tree VALUES (?,?,?)", values)
