"""Writes an audit file: every leaf as it stands in the ledger, with its sealed text below it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

import orjson

from ledger.errors import Damaged, Refused
from ledger.facts.event import StreamId
from ledger.store.checkpoint import Checkpoint
from ledger.store.encode import SEALED, opened
from ledger.store.merkle import (
    EMPTY,
    Frontier,
    append,
    check_missing,
    is_sealed,
    leaf_hashes,
    root,
)
from ledger.store.port import Store
from projections.audit.audit_check import FORMAT
from projections.audit.canonical_line import CANONICAL
from projections.audit.since import Began, began
from projections.audit.watching import Watcher, unwatched

Write: TypeAlias = Callable[[bytes], object]

_TEXT_LINE: Final = re.compile(
    rb'\{"of":(\d+),"salt":"((?:[0-9a-f]{2})*)","text":(.*)\}', re.DOTALL
)

HELD = 1 << 16  # bytes held at a time: more leave the processor's cache


def export(  # noqa: PLR0913 - every one may be left out but the first three
    store: Store,
    origin: StreamId,
    write: Write,
    *,
    personal: bool = True,
    since: Checkpoint | None = None,
    watch: Watcher = unwatched,
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
        frontier, without_text = before.frontier, 0
        for batch in _batches(records):
            frontier = append(frontier, leaf_hashes([leaf for leaf, _text in batch]))
            without_text += _put_records(batch, put)
            watch(frontier.size - before.frontier.size, size - before.frontier.size)
        _check_tree(store, frontier, size)
        if personal and without_text:
            _check_missing(store)
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


Record: TypeAlias = tuple[bytes, bytes]
"""A leaf as it stands, and the line of its sealed text, empty without one."""


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield the records in lists, of few where they are long."""
    batch: list[Record] = []
    held = 0
    for record in records:
        batch.append(record)
        held += len(record[0]) + len(record[1])
        if held > HELD:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _put_records(batch: Sequence[Record], put: Write) -> int:
    """Put every leaf, verbatim, and under it its sealed text; return how many of them lack their text."""
    for leaf, text in batch:
        if text:
            _check_text(leaf, text)
    lines = [line for record in batch for line in record if line]
    put(b"\n".join(lines) + b"\n")
    return sum(SEALED in leaf for leaf, text in batch if not text)


def _check_text(leaf: bytes, line: bytes) -> None:
    """Raise Damaged unless a line holds the sealed text of the leaf above it."""
    parts = _TEXT_LINE.fullmatch(line)
    i, salt, text = parts.groups() if parts else (b"0", b"", b"")
    opened(int(i), leaf, bytes.fromhex(salt.decode()), text)


def _check_missing(store: Store) -> None:
    """Raise Damaged if a text is not there and no erasure explains it."""
    rows = store.rows()
    check_missing(
        store, (row for row in rows if row.text is None and is_sealed(row.state))
    )


def _check_tree(store: Store, frontier: Frontier, size: int) -> None:
    """Refuse to call an audit what differs from what was recorded."""
    stored = store.root_at(size) if size else root(EMPTY)
    if frontier.size != size or stored != root(frontier):
        raise Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
