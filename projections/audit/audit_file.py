"""Writes an audit file: every leaf as it stands in the ledger, with its sealed text below it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TypeAlias

import orjson

from ledger.errors import Damaged, Refused
from ledger.facts.event import StreamId
from ledger.store.checkpoint import Checkpoint
from ledger.store.merkle import EMPTY, Frontier, append, root
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
        if personal and store.withheld(0, size):
            raise Refused(
                "Texts of other owners are not yours to export; use --no-personal."
            )
        header = {"audit": FORMAT, "origin": origin, "personal": personal, "size": size}
        before = began(store, origin, since, size) if since else Began(EMPTY, ())
        put(_line(header | ({"since": before.as_json()} if since else {})))
        records = store.lines(personal=personal, start=before.frontier.size)
        frontier = _put_leaves(records, put, before.frontier)
        _check_tree(store, frontier, size)
    end = {
        "root": b64encode(root(frontier)).decode(),
        "sha256": digest.hexdigest(),
        "size": size,
    }
    write(
        _line({"end": end | ({"consistency": before.proof_as_json()} if since else {})})
    )


def _line(value: object) -> bytes:
    return orjson.dumps(value, option=CANONICAL | orjson.OPT_APPEND_NEWLINE)


def _put_leaves(
    records: Iterable[tuple[bytes, bytes]], put: Write, frontier: Frontier
) -> Frontier:
    """Put every leaf, verbatim, and under it its sealed text; return the frontier of the tree with them."""
    lines: list[bytes] = []
    hashes: list[bytes] = []
    held = 0
    for leaf, text in records:
        hashes.append(sha256(b"\0" + leaf).digest())
        lines.append(leaf)
        held += len(leaf)
        if text:
            lines.append(text)
            held += len(text)
        if held > HELD:
            put(b"\n".join(lines) + b"\n")
            frontier = append(frontier, hashes)
            lines, hashes, held = [], [], 0
    if lines:
        put(b"\n".join(lines) + b"\n")
    return append(frontier, hashes)


def _check_tree(store: Store, frontier: Frontier, size: int) -> None:
    """Refuse to call an audit what differs from what was recorded."""
    stored = store.root_at(size) if size else root(EMPTY)
    if frontier.size != size or stored != root(frontier):
        raise Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
