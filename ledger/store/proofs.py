"""Proofs that a leaf is in the Merkle log, and that a log begins with an earlier one (RFC 6962, section 2.1).

A proof is a row of subtree hashes. Which subtrees they are follows from the sizes alone; one pass over the leaf
hashes computes them, and keeps no more than the way down to each of the leaves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import TypeAlias

from ledger.store.merkle import EMPTY, HASH_BYTES, append, node_hash, root

Proof: TypeAlias = tuple[bytes, ...]
Span: TypeAlias = tuple[
    int, int
]  # the subtree over the leaves from the first number to before the second


def inclusion_proof(hashes: Iterable[bytes], index: int, size: int) -> Proof:
    """Return the proof that leaf `index` is in the log of the first `size` leaf hashes; see `inclusion_proofs`."""
    return inclusion_proofs(hashes, [index], size)[index]


def inclusion_proofs(
    hashes: Iterable[bytes], indices: Collection[int], size: int
) -> dict[int, Proof]:
    """Return the proof of each of these leaves, by index, from one pass over the first `size` leaf hashes.

    Raises ValueError for an index that is not below `size`, and for fewer than `size` hashes.
    """
    if not all(0 <= index < size for index in indices):
        raise ValueError(f"a leaf to prove is not among the first {size}")
    subtrees = _subtrees(hashes, size, indices)
    proofs: dict[int, Proof] = {}
    for index in indices:
        _start, siblings = _way_up(index, size)
        proofs[index] = tuple(subtrees[span] for span in siblings)
    return proofs


def consistency_proof(hashes: Iterable[bytes], old: int, new: int) -> Proof:
    """Return the proof that the log of the first `new` leaf hashes begins with the log of the first `old`.

    Raises ValueError if `old` is beyond `new`, and for fewer than `new` hashes.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a log of {new} leaves cannot begin with {old}")
    if old in {0, new}:
        return ()
    subtrees = _subtrees(hashes, new, [old - 1])
    start, siblings = _way_up(old - 1, new, old)
    # If the whole old log is a subtree of the new one, the verifier has its hash already.
    spans = siblings
    if start != (0, old):
        spans = [start, *siblings]
    return tuple(subtrees[span] for span in spans)


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root_: bytes
) -> bool:
    """Whether `proof` shows the leaf of this hash at `index` of the log of `size` leaves and this root."""
    if not (0 <= index < size and _are_hashes(leaf, root_, *proof)):
        return False
    siblings = _way_up(index, size)[1]
    if len(proof) != len(siblings):
        return False
    node = leaf
    for (start, _), sibling in zip(siblings, proof, strict=True):
        node = node_hash(node, sibling) if start > index else node_hash(sibling, node)
    return node == root_


def verify_consistency(
    old: int, new: int, before: bytes, after: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether `proof` shows that the log of `new` leaves and root `after` begins with the one of `old`."""
    if not 0 <= old <= new:
        return False
    if not _are_hashes(before, after, *proof):
        return False
    if old == new:
        return not proof and before == after
    if old == 0:  # every log begins with the empty one; RFC 6962 has no proof for that
        return not proof and before == root(EMPTY)
    start, siblings = _way_up(old - 1, new, old)
    hashes = proof
    if start == (0, old):
        hashes = [before, *proof]
    if len(hashes) != 1 + len(siblings):
        return False
    return _join(hashes, siblings, old) == (before, after)


def _join(
    hashes: Sequence[bytes], siblings: list[Span], old: int
) -> tuple[bytes, bytes]:
    """Return the roots of the old and the new log: siblings from `old` on belong to the new one alone."""
    before = after = hashes[0]
    for (start, _), sibling in zip(siblings, hashes[1:], strict=True):
        if start < old:
            before = node_hash(sibling, before)
            after = node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    return before, after


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _halves(span: Span) -> tuple[Span, Span]:
    """Return both children of a subtree: the left one is as wide as the largest power of two below it."""
    start, stop = span
    middle = start + (1 << (stop - start - 1).bit_length() - 1)
    return (start, middle), (middle, stop)


def _way_up(index: int, size: int, end: int = 0) -> tuple[Span, list[Span]]:
    """Return where to start, and the siblings from there up to the root.

    The start is leaf `index`, or the largest subtree around it that stops at `end`.
    """
    span, siblings = (0, size), []
    while span[1] - span[0] > 1 and span[1] != end:
        left, right = _halves(span)
        span, sibling = (left, right) if index < left[1] else (right, left)
        siblings.append(sibling)
    return span, siblings[::-1]


def _subtrees(
    hashes: Iterable[bytes], size: int, indices: Collection[int]
) -> dict[Span, bytes]:
    """Return the root of every subtree that holds one of `indices`, or stands beside one that does."""
    stream = iter(hashes)
    leaves = sorted(indices)
    roots: dict[Span, bytes] = {}

    def walk(span: Span) -> bytes:
        start, stop = span
        if stop - start > 1 and bisect_left(leaves, start) < bisect_left(leaves, stop):
            left, right = _halves(span)
            roots[span] = node_hash(walk(left), walk(right))
        else:
            subtree = append(EMPTY, islice(stream, stop - start))
            if subtree.size < stop - start:
                raise ValueError(
                    f"{start + subtree.size} leaf hashes are not the {size} of the log"
                )
            roots[span] = root(subtree)
        return roots[span]

    walk((0, size))
    return roots
