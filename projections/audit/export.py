"""Writes an audit file: every leaf as it stands in the ledger, with its sealed text below it."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TypeAlias

import orjson

from ledger.errors import Damaged
from ledger.facts.base import StreamId
from ledger.store import rows
from ledger.store.merkle import EMPTY, Frontier, append, leaf_hash, root
from projections.audit.lines import CANONICAL
from projections.audit.verify import FORMAT

Write: TypeAlias = Callable[[bytes], object]

HELD = 1 << 17  # bytes held at a time


def export(connection: sqlite3.Connection, origin: StreamId, write: Write, *, personal: bool = True) -> None:
    """Hand the audit file of the ledger to `write`, piece by piece: handshake-audit/1.

    The same ledger gives the same bytes, wherever and whenever; without `personal` the sealed texts
    are left out, and the root is the same. Raises Damaged, after some pieces, where what is stored is
    not what its Merkle log says.
    """
    digest = sha256()

    def put(data: bytes) -> None:
        digest.update(data)
        write(data)

    with rows.snapshot(connection):
        size = rows.size(connection)
        put(_line({"audit": FORMAT, "origin": origin, "personal": personal, "size": size}))
        frontier = _leaves(rows.records(connection, personal=personal), put)
        _check_tree(connection, frontier, size)
    whole = b64encode(root(frontier)).decode()
    write(_line({"end": {"root": whole, "sha256": digest.hexdigest(), "size": size}}))


def _line(value: object) -> bytes:
    return orjson.dumps(value, option=CANONICAL | orjson.OPT_APPEND_NEWLINE)


def _leaves(records: Iterable[tuple[bytes, bytes]], put: Write) -> Frontier:
    """Every leaf, verbatim, and under it its sealed text; the frontier of their tree."""
    frontier = EMPTY
    for some in _slices(records):
        put(b"".join([b"%b\n%b\n" % both if both[1] else both[0] + b"\n" for both in some]))
        frontier = append(frontier, [leaf_hash(leaf) for leaf, _ in some])
    return frontier


def _slices(records: Iterable[tuple[bytes, bytes]]) -> Iterator[list[tuple[bytes, bytes]]]:
    """The records in lists of some, few where their texts are long."""
    some, held = list[tuple[bytes, bytes]](), 0
    for both in records:
        some.append(both)
        held += len(both[0]) + len(both[1])
        if held > HELD:
            yield some
            some, held = [], 0
    yield some


def _check_tree(connection: sqlite3.Connection, frontier: Frontier, size: int) -> None:
    """What was read must be what was recorded, before anything is called its audit."""
    stored = connection.execute("SELECT size, root FROM tree ORDER BY size DESC LIMIT 1").fetchone()
    if (stored or (0, root(EMPTY))) != (frontier.size, root(frontier)) or frontier.size != size:
        raise Damaged("The ledger's events and its Merkle log differ: run 'handshake verify'.")
