"""The Merkle log (RFC 6962): one hash stands for all leaves, and grows without reading the old ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice, pairwise

from ledger.named_tuple import NamedTuple

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
    left, width = list(frontier.hashes), frontier.size
    right: list[bytes] = []
    size = frontier.size + len(level)
    while level:
        if width & 1:  # a full subtree, as wide as those of this level, on their left
            level.insert(0, left.pop())
        if len(level) & 1:
            right.append(level.pop())
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [sha256(b"\x01%b%b" % pair).digest() for pair in pairs]
        width >>= 1
    return Frontier(size, (*left, *reversed(right)))


def growth(
    frontier: Frontier, leaves: Sequence[bytes], ends: Sequence[int]
) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the size, root and encoded frontier after all `leaves`, after each number of them in `ends`, every SPAN."""
    hashes = [leaf_hash(line) for line in leaves]
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
