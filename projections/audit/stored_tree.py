"""Checks the stored Merkle log: after every transaction, what the leaves up to there give."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from ledger.errors import Damaged
from ledger.store import merkle
from ledger.store.merkle import leaf
from ledger.store.port import SealedRow, Store
from projections.audit.canonical_line import Line

SLICE = 1024  # leaves hashed into the tree at a time


class Tree:
    """The tree of the leaves so far, compared with the stored one wherever that stands still."""

    def __init__(self) -> None:
        self.frontier = merkle.EMPTY
        self._hashes: list[bytes] = []
        self._stored: Iterator[tuple[int, bytes, bytes]] = iter(())
        self._next: tuple[int, bytes, bytes] | None = None
        self._checked = 0  # leaves that are known to be those that were recorded
        self._stamp: tuple[object, ...] | None = None
        self._unmarked: int | None = None  # where a transaction seems to begin, and the tree has no root

    def begin(self, store: Store) -> None:
        """Compare with the tree that this ledger stores."""
        self._stored = store.roots()
        self._next = next(self._stored, None)

    def take(self, row: SealedRow, state: Line) -> None:
        """The next leaf; Damaged where the tree has another, or nothing where a transaction ended."""
        self._note_stamp(row.i, state)
        line = leaf(row.i, row.topic, row.state, row.stream, row.v)
        self._hashes.append(merkle.leaf_hash(line))
        if self._next is not None and self._next[0] <= row.i + 1:
            self._grow()
            self._check(*self._next)
            self._next = next(self._stored, None)
        elif len(self._hashes) == SLICE:
            self._grow()

    def check_end(self) -> None:
        """Damaged unless the stored tree ends where the leaves do."""
        self._grow()
        if self._next is not None:
            raise Damaged("Leaf {leaf} is missing: the tree holds it.", leaf=self.frontier.size)
        if self._checked != self.frontier.size:
            raise Damaged("Leaf {leaf} is not in the tree.", leaf=self._checked)

    def _grow(self) -> None:
        self.frontier, self._hashes = merkle.append(self.frontier, self._hashes), []

    def _check(self, size: object, root: object, frontier: object) -> None:
        last = self.frontier.size - 1
        if size != self.frontier.size:
            raise Damaged("The tree has a root of {size} leaves.", leaf=last, size=size)
        if frontier != merkle.encode(self.frontier):
            raise Damaged(
                "What is stored as leaves {leaf} to {last} is not what was recorded.",
                leaf=max(self._checked, _first_difference(self.frontier, frontier)),
                last=last,
            )
        if root != merkle.root(self.frontier):
            raise Damaged("The stored root of the leaves up to {leaf} is not theirs.", leaf=last)
        if self._unmarked is not None:
            raise Damaged("The tree has no root of the leaves before leaf {leaf}.", leaf=self._unmarked)
        self._checked = self.frontier.size

    def _note_stamp(self, i: int, state: Line) -> None:
        """One transaction bears one stamp: where that changes, the tree must have a root."""
        stamp = (state.get("recorded_at"), state.get("recorded_by"), state.get("source"))
        if stamp != self._stamp and i != self._checked and self._unmarked is None:
            self._unmarked = i
        self._stamp = stamp


def _first_difference(frontier: merkle.Frontier, stored: object) -> int:
    """The first leaf of the first subtree in which the stored frontier differs."""
    try:
        other = merkle.decode(stored if isinstance(stored, bytes) else b"")
    except ValueError:
        return 0
    start = 0
    widths = [1 << bit for bit in reversed(range(frontier.size.bit_length())) if frontier.size >> bit & 1]
    for width, ours, theirs in zip_longest(widths, frontier.hashes, other.hashes):
        if ours != theirs or width is None:
            break
        start += width
    return start
