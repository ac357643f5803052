"""Writes an audit file: every leaf as it stands in the ledger, with its sealed text below it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import TypeAlias

import orjson

from ledger.errors import Damaged
from ledger.facts.event import StreamId
from ledger.store.checkpoint import Checkpoint
from ledger.store.merkle import EMPTY, Frontier, append, leaf_hash, root
from ledger.store.port import Store
from projections.audit.audit_check import FORMAT
from projections.audit.canonical_line import CANONICAL
from projections.audit.since import Began, began

Write: TypeAlias = Callable[[bytes], object]

HELD = 1 << 17  # bytes held at a time


def export(
    store: Store,
    origin: StreamId,
    write: Write,
    *,
    personal: bool = True,
    since: Checkpoint | None = None,
) -> None:
    """Hand the audit file of the ledger to `write`, piece by piece: handshake-audit/1.

    The same ledger gives the same bytes, wherever and whenever; without `personal` the sealed texts
    are left out, and the root is the same. With `since` only what came after that checkpoint, and the
    proof that it is extended. Raises Damaged, perhaps after some pieces, where what is stored is not
    what its Merkle log says, or does not extend the checkpoint.
    """
    digest = sha256()

    def put(data: bytes) -> None:
        digest.update(data)
        write(data)

    with store.snapshot():
        size = store.size()
        header = {"audit": FORMAT, "origin": origin, "personal": personal, "size": size}
        before = began(store, origin, since, size) if since else Began(EMPTY, ())
        put(_line(header | ({"since": before.as_json()} if since else {})))
        records = store.lines(personal=personal, start=before.frontier.size)
        frontier = _leaves(records, put, before.frontier)
        _check_tree(store, frontier, size)
    end = {"root": b64encode(root(frontier)).decode(), "sha256": digest.hexdigest(), "size": size}
    write(_line({"end": end | ({"consistency": before.proof_as_json()} if since else {})}))


def _line(value: object) -> bytes:
    return orjson.dumps(value, option=CANONICAL | orjson.OPT_APPEND_NEWLINE)


def _leaves(records: Iterable[tuple[bytes, bytes]], put: Write, frontier: Frontier) -> Frontier:
    """Every leaf, verbatim, and under it its sealed text; the frontier of the tree with them."""
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


def _check_tree(store: Store, frontier: Frontier, size: int) -> None:
    """What was read must be what was recorded, before anything is called its audit."""
    stored = store.root_at(size) if size else root(EMPTY)
    if frontier.size != size or stored != root(frontier):
        raise Damaged("The ledger's events and its Merkle log differ: run 'handshake verify'.")
