"""The Merkle log (RFC 6962): one hash stands for all leaves, and grows without reading the old ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import pairwise

from ledger.named_tuple import NamedTuple

HASH_BYTES = 32
SIZE_BYTES = 8


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
    return b'{"i":%d,"kind":"%b","state":%b,"stream":"%b","v":%d}' % (
        i,
        topic.encode(),
        state,
        stream.encode(),
        v,
    )


def leaf_hash(line: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbouring subtrees (RFC 6962, section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def append(frontier: Frontier, hashes: Iterable[bytes]) -> Frontier:
    """Return the frontier after these leaf hashes; read them once, in order, and keep none."""
    size, subtrees = frontier.size, list(frontier.hashes)
    for line in hashes:
        node, full = line, size
        while (
            full & 1
        ):  # each low bit set is a full subtree, as wide as what grew so far, on its left
            node = sha256(b"\x01" + subtrees.pop() + node).digest()
            full >>= 1
        subtrees.append(node)
        size += 1
    return Frontier(size, tuple(subtrees))


def growth(
    frontier: Frontier, leaves: Sequence[bytes], ends: Sequence[int]
) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield the size, root and encoded frontier after all `leaves`, and after each number of them in `ends`."""
    hashes = [leaf_hash(line) for line in leaves]
    for start, end in pairwise([0, *ends, len(hashes)]):
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
