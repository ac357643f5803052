"""Writes an audit file: every leaf as it stands in the ledger, with its sealed text below it."""

from __future__ import annotations

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
    lacks_text,
    leaf_hashes,
    root,
)
from ledger.store.port import Store
from projections.audit.audit_check import FORMAT
from projections.audit.canonical_line import CANONICAL
from projections.audit.since import Began, began
from projections.audit.stored_texts import StoredTexts
from projections.audit.watching import Watcher, unwatched

Write: TypeAlias = Callable[[bytes], object]

_TEXT_LINE: Final = b'{"of":%d,"salt":"%b","text":%b}'

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
        frontier, without_text = before.frontier, 0
        texts = None
        if personal:
            texts = StoredTexts(store, frontier.size)
        for leaves in _batches(store.lines(frontier.size)):
            if texts is None:
                put(_lines(leaves))
            else:
                without_text += _put_with_texts(leaves, frontier.size, texts, put)
            frontier = append(frontier, leaf_hashes(leaves))
            watch(frontier.size - before.frontier.size, size - before.frontier.size)
        if texts is not None:
            texts.check_end()
        _check_tree(store, frontier, size)
        if without_text:
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


def _lines(lines: Iterable[bytes]) -> bytes:
    return b"\n".join([*lines, b""])


def _batches(leaves: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield the leaves in lists, of few where they are long."""
    batch: list[bytes] = []
    held = 0
    for leaf in leaves:
        batch.append(leaf)
        held += len(leaf)
        if held > HELD:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _put_with_texts(
    leaves: Sequence[bytes], start: int, texts: StoredTexts, put: Write
) -> int:
    """Put every leaf, verbatim, and under it its personal text; return how many of them lack their text.

    `start` is the index of the first. Raises Damaged for a text that was not recorded with its leaf.
    """
    block = _lines(leaves)
    if SEALED not in block:
        put(block)
        _check_none_passed(texts, start + len(leaves))
        return 0
    lines: list[bytes] = []
    held = without_text = put_before = 0
    for place in [place for place, leaf in enumerate(leaves) if SEALED in leaf]:
        seal = texts.of(start + place)
        if seal is None:
            without_text += 1
            continue
        lines += leaves[put_before : place + 1]
        lines.append(_text_line(start + place, leaves[place], *seal))
        put_before = place + 1
        held += len(lines[-1])
        if held > HELD:
            put(_lines(lines))
            lines, held = [], 0
    put(_lines([*lines, *leaves[put_before:]]))
    _check_none_passed(texts, start + len(leaves))
    return without_text


def _text_line(i: int, leaf: bytes, salt: bytes, text: bytes) -> bytes:
    """Return the line of the personal text of a leaf. Raises Damaged if it is not the one that was recorded."""
    opened(i, leaf, salt, text)
    return _TEXT_LINE % (i, salt.hex().encode(), text)


def _check_none_passed(texts: StoredTexts, i: int) -> None:
    """Raise Damaged for the text of a leaf before `i` that was recorded without one."""
    passed = texts.passed(i)
    if passed is not None:
        raise Damaged(
            "The text of event #{i} is not the recorded one; restore a backup.",
            i=passed,
        )


def _check_missing(store: Store) -> None:
    """Raise Damaged if a text is not there and no erasure explains it."""
    check_missing(store, filter(lacks_text, store.rows()))


def _check_tree(store: Store, frontier: Frontier, size: int) -> None:
    """Refuse to call an audit what differs from what was recorded."""
    stored = store.root_at(size) if size else root(EMPTY)
    if frontier.size != size or stored != root(frontier):
        raise Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
