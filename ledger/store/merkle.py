"""The Merkle log (RFC 6962): one hash stands for all leaves, and grows without reading the old ones.

Reading by it notices changed bytes: events are compared with the log, personal texts with their commitments.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice, pairwise
from typing import Final

import orjson

from ledger.errors import Damaged
from ledger.facts.event import UUID, PersonId
from ledger.named_tuple import NamedTuple
from ledger.store.encode import SEALED
from ledger.store.port import BareRow, Root, Row, Store

HASH_BYTES = 32
SIZE_BYTES = 8

SPAN = 64
"""The log keeps a root wherever this many leaves divide its size, in the middle of a transaction too."""

_LEAF = b'{"i":%d,"kind":"%b","state":%b,"stream":"%b","v":%d}'
_BLOCK = 1_024  # hashes that are kept while their tree is made


class Frontier(NamedTuple):
    """What the next append needs: the number of leaves, and the roots of the full subtrees.

    The subtrees stand in the order of their leaves, largest first; their widths are the powers of two
    that add up to `size`.
    """

    size: int
    hashes: tuple[bytes, ...]


EMPTY = Frontier(0, ())


def leaf(i: int, topic: str, state: bytes, stream: str, v: int) -> bytes:
    """Return an event as a line of the ledger, which is the leaf: canonical JSON without a newline."""
    return _LEAF % (i, topic.encode(), state, stream.encode(), v)


def hashes_of_rows(rows: Iterable[tuple[int, str, int, str, bytes]]) -> list[bytes]:
    """Return the hashes of leaves that are given as index, stream, position, topic and state."""
    line = b"\0" + _LEAF
    return [
        sha256(line % (i, topic.encode(), state, stream.encode(), v)).digest()
        for i, stream, v, topic, state in rows
    ]


def leaf_hashes(lines: Iterable[bytes]) -> list[bytes]:
    """Return the hashes of leaves."""
    return [sha256(b"\0" + line).digest() for line in lines]


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbouring subtrees (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def append(frontier: Frontier, hashes: Iterable[bytes]) -> Frontier:
    """Return the frontier after these leaf hashes; read them once, in order, and keep few of them."""
    remaining = iter(hashes)
    while block := list(islice(remaining, _BLOCK)):
        frontier = _grown(frontier, block)
    return frontier


def _grown(frontier: Frontier, level: list[bytes]) -> Frontier:
    """Return the frontier after some leaf hashes, joined level by level: from `width` leaves to twice as many."""
    before, width = list(frontier.hashes), frontier.size
    after: list[bytes] = []
    size = frontier.size + len(level)
    while level:
        if width & 1:  # a full subtree, as wide as those of this level, on their left
            level.insert(0, before.pop())
        if len(level) & 1:
            after.append(level.pop())
        nodes = iter(level)
        pairs = zip(nodes, nodes, strict=True)
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        width >>= 1
    return Frontier(size, (*before, *reversed(after)))


def growth(
    frontier: Frontier, leaves: Sequence[bytes], ends: Sequence[int]
) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the size, root and encoded frontier after all `leaves`, after each number of them in `ends`, every SPAN."""
    hashes = leaf_hashes(leaves)
    spans = range(-frontier.size % SPAN, len(hashes), SPAN)
    for start, end in pairwise(sorted({0, *ends, *spans, len(hashes)})):
        frontier = append(frontier, hashes[start:end])
        yield frontier.size, root(frontier), encode(frontier)


def root(frontier: Frontier) -> bytes:
    """Return the hash of the whole tree; for a tree without leaves, the hash of nothing."""
    if not frontier.hashes:
        return sha256(b"").digest()
    *lefts, node = frontier.hashes
    for left in reversed(lefts):
        node = node_hash(left, node)
    return node


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root of the tree of these leaf hashes."""
    return root(append(EMPTY, hashes))


def encode(frontier: Frontier) -> bytes:
    """Return the frontier as bytes: its size in 8 bytes, high byte first, then its hashes."""
    return frontier.size.to_bytes(SIZE_BYTES, "big") + b"".join(frontier.hashes)


def decode(stored: bytes) -> Frontier:
    """Return the frontier of bytes that `encode` gave. Raises ValueError for other bytes."""
    size = int.from_bytes(stored[:SIZE_BYTES], "big")
    if len(stored) != SIZE_BYTES + HASH_BYTES * size.bit_count():
        raise ValueError(f"{len(stored)} bytes cannot be the frontier of {size} leaves")
    starts = range(SIZE_BYTES, len(stored), HASH_BYTES)
    return Frontier(size, tuple(stored[start : start + HASH_BYTES] for start in starts))


# ---------------------------------------------------------------- reading that notices changed bytes

_LEAVES_AT_ONCE: Final = 1_000


class LeafCheck:
    """Hashes leaves as they are read, and compares the tree that they make with the stored one.

    Begins at the last stored root that has no leaf from index `start` on; `begins` is the first leaf to take.
    """

    def __init__(self, store: Store, start: int = 0) -> None:
        before, _after = store.around(start)
        self._frontier = _stored_frontier(before)
        self._store: Final = store
        self.begins: Final = self._frontier.size
        self.sealed = 0

    def take(self, rows: Sequence[BareRow]) -> None:
        """Take the next leaves, in order. Raises Damaged for a row that no leaf can be."""
        try:
            hashes = hashes_of_rows(rows)
            # near the end of a state, which is why it is sooner found from there
            self.sealed += [row[4].rfind(SEALED) >= 0 for row in rows].count(True)
        except (AttributeError, TypeError, UnicodeError) as error:
            raise _changed(rows[0][0]) from error
        self._frontier = append(self._frontier, hashes)

    def check_end(self) -> None:
        """Raise Damaged unless the leaves so far are those that were recorded."""
        size = self._frontier.size
        stored = self._store.root_at(size) if size else root(EMPTY)
        if stored != root(self._frontier):
            raise _changed(self.begins)


def _stored_frontier(stored: Root | None) -> Frontier:
    """Return a stored frontier. Raises Damaged if it is not the one of its root."""
    if stored is None:
        return EMPTY
    size, stored_root, encoded = stored
    try:
        frontier = decode(encoded)
    except (TypeError, ValueError):
        frontier = EMPTY
    if frontier.size != size or root(frontier) != stored_root:
        raise _changed(size - 1)
    return frontier


def _changed(i: int) -> Damaged:
    return Damaged(
        "From event #{i} on, the ledger no longer holds what was recorded; run 'handshake verify', then restore a backup.",
        i=i,
    )


_LEAF_TYPES: Final = (int, str, int, str, bytes)
"""What a leaf is made of; a changed byte of a row's head makes text, or nothing, of a state."""


def checked_rows(
    store: Store, start: int = 0, stop: int | None = None
) -> Iterator[Row]:
    """Yield the rows from index `start` up to, but without, `stop`, and compare them with the Merkle log.

    Raises Damaged, perhaps after the last row only: nothing may rest on them before. A root must be stored at `stop`.
    """
    check = LeafCheck(store, start)
    missing: list[Row] = []
    lot: list[BareRow] = []
    following = check.begins
    end = store.size() if stop is None else stop
    for row in store.rows(check.begins, stop):
        if tuple(map(type, row[:5])) != _LEAF_TYPES:
            raise _changed(row.i)
        following = row.i + 1
        lot.append(row[:5])
        if len(lot) == _LEAVES_AT_ONCE:
            check.take(lot)
            lot.clear()
        if row.text is None and is_sealed(row.state):
            missing.append(row)
        if row.i >= start:
            yield row
    if following < end:
        raise _changed(following)
    if lot:
        check.take(lot)
    check.check_end()
    check_missing(store, missing)


def check_missing(store: Store, rows: Iterable[Row]) -> None:
    """Raise Damaged for a row whose personal text is missing, unless an erasure explains it."""
    missing = list(rows)
    if not missing:
        return
    withheld = store.withheld(missing[0].i, missing[-1].i + 1)
    erased = erasures(store)
    for row in missing:
        if row.i in withheld or f"{row.stream}/{row.v}" in erased:
            continue
        if is_explained(row, erased):
            continue
        raise Damaged(
            "The text of event #{i} is missing and was not erased; restore a backup.",
            i=row.i,
        )


def check_texts(store: Store, sealed: int, opened: int) -> None:
    """Raise Damaged if fewer texts were read than the checked leaves have, and no erasure explains it."""
    if sealed != opened:
        check_missing(store, filter(lacks_text, store.rows()))


def lacks_text(row: Row) -> bool:
    """Whether the personal text with which an event was recorded is not there."""
    return row.text is None and is_sealed(row.state)


def is_sealed(state: bytes) -> bool:
    """Whether an event was recorded with a personal text."""
    return SEALED in state


class SpanCheck:
    """Checks single rows: each with its neighbours, as far as the nearest stored roots of the Merkle log.

    The log keeps a root every `SPAN` leaves at the least, so that this takes no longer in a large ledger.
    """

    def __init__(self, store: Store) -> None:
        self._store: Final = store
        self._sound: Final = bytearray()
        """A byte for each leaf up to the last one that was checked: 1 if it was."""

    def check(self, row: Row) -> None:
        """Raise Damaged unless the row is the leaf that was recorded, with its text or an erasure of it."""
        if not self._sound[row.i : row.i + 1].count(1):
            self._check_span(row)
        if lacks_text(row):
            check_missing(self._store, [row])

    def _check_span(self, row: Row) -> None:
        _before, after = self._store.around(row.i)
        check = LeafCheck(self._store, row.i)
        rows = list(self._store.bare_rows(check.begins, after[0])) if after else []
        if row[:5] not in rows:
            raise _changed(row.i)
        check.take(rows)
        check.check_end()
        end = check.begins + len(rows)
        self._sound.extend(bytes(max(0, end - len(self._sound))))
        self._sound[check.begins : end] = b"\1" * len(rows)


# ---------------------------------------------------------------- the missing texts that erasures explain

_ID: Final = f'"({UUID})"'.encode()


def is_explained(row: Row, people: Collection[PersonId]) -> bool:
    """Whether the erasure of these people alone explains that the text of `row` is missing."""
    if row.stream in people:
        return True
    return not ids_named(row.state).isdisjoint(people)


def ids_named(state: bytes) -> set[str]:
    """Return the ids that the state of an event names."""
    return {found.decode() for found in re.findall(_ID, state)}


def erasures(store: Store) -> set[str]:
    """Return the ids of the people and events whose erasure the ledger records."""
    ids: set[str] = set()
    for _i, stream, _v, topic, state in store.bare_rows():
        if topic.startswith("person.PersonErased@"):
            ids.add(stream)
        elif topic.startswith("person.TextErased@"):
            ids.add(str(orjson.loads(state)["event"]))
    return ids
