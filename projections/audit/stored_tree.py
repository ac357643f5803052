"""Checks the stored Merkle log: after every transaction, what the leaves up to there give."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from operator import itemgetter
from typing import Final, TypeAlias

from ledger.errors import Damaged
from ledger.store import merkle
from ledger.store.port import Root, Store
from projections.audit.canonical_line import Line


class Tree:
    """The tree of the leaves so far, compared with the stored one at the end of each transaction."""

    def __init__(self) -> None:
        self.frontier = merkle.EMPTY
        self._stored: Iterator[Root] = iter(())
        self._next: Root | None = None
        self._checked = 0  # leaves that are known to be those that were recorded
        self._stamp: _Stamp = (None, None, None)
        self._unmarked: int | None = (
            None  # where a transaction seems to begin, and the tree has no root
        )

    def begin(self, store: Store) -> None:
        """Compare with the tree that this ledger stores."""
        self._stored = store.roots()
        self._next = next(self._stored, None)

    def take(self, hashes: Sequence[bytes], states: Sequence[Line]) -> None:
        """Take the next leaves. Raises Damaged if the tree differs, or lacks a root where a transaction ended."""
        beginnings = self._beginnings(states)
        start = self.frontier.size
        while self._next is not None and self._next[0] <= start + len(hashes):
            size = max(self._next[0], self.frontier.size + 1)
            if size > start + len(hashes):
                break
            self._note(beginnings, size)
            self._grow(hashes[self.frontier.size - start : size - start])
            self._check(*self._next)
            self._next = next(self._stored, None)
        self._note(beginnings, start + len(hashes))
        self._grow(hashes[self.frontier.size - start :])

    def _beginnings(self, states: Sequence[Line]) -> deque[int]:
        """Return the leaves at which the stamp changes: all events of one transaction bear the same."""
        beginnings: deque[int] = deque()
        stamps = _stamps(states)
        if stamps.count(self._stamp) == len(stamps):
            return beginnings
        for i, stamp in enumerate(stamps, start=self.frontier.size):
            if stamp != self._stamp:
                self._stamp = stamp
                beginnings.append(i)
        return beginnings

    def _note(self, beginnings: deque[int], size: int) -> None:
        """Note a transaction that begins before `size` where the tree has no root of what was before."""
        while beginnings and beginnings[0] < size:
            i = beginnings.popleft()
            if i != self._checked and self._unmarked is None:
                self._unmarked = i

    def check_end(self) -> None:
        """Raise Damaged unless the stored tree ends where the leaves do."""
        if self._next is not None:
            raise Damaged(
                "Event #{leaf} is missing, although the ledger's tree counts it.",
                leaf=self.frontier.size,
            )
        if self._checked != self.frontier.size:
            raise Damaged(
                "Event #{leaf} is not in the ledger's tree.", leaf=self._checked
            )

    def _grow(self, hashes: Sequence[bytes]) -> None:
        self.frontier = merkle.append(self.frontier, hashes)

    def _check(self, size: object, root: object, frontier: object) -> None:
        latest = self.frontier.size - 1
        if size != self.frontier.size:
            raise Damaged(
                "The ledger's tree has a root for {size} events.",
                leaf=latest,
                size=size,
            )
        if frontier != merkle.encode(self.frontier):
            raise Damaged(
                "The stored events #{leaf} to #{last} are not what was recorded.",
                leaf=max(self._checked, _first_difference(self.frontier, frontier)),
                last=latest,
            )
        if root != merkle.root(self.frontier):
            raise Damaged(
                "The stored root of the events up to #{leaf} is wrong.", leaf=latest
            )
        if self._unmarked is not None:
            raise Damaged(
                "The ledger's tree has no root for the events before #{leaf}.",
                leaf=self._unmarked,
            )
        self._checked = self.frontier.size


_Stamp: TypeAlias = tuple[object, object, object]

_STAMP: Final[Callable[[Line], _Stamp]] = itemgetter(
    "recorded_at", "recorded_by", "source"
)


def _stamps(states: Sequence[Line]) -> list[_Stamp]:
    """Return the stamp of each event, which all events of one transaction share."""
    try:
        return list(map(_STAMP, states))
    except KeyError:  # other hands may have written one of them
        return [
            (state.get("recorded_at"), state.get("recorded_by"), state.get("source"))
            for state in states
        ]


def _first_difference(frontier: merkle.Frontier, stored: object) -> int:
    """Return the first leaf of the first subtree in which the stored frontier differs."""
    try:
        decoded = merkle.decode(stored if isinstance(stored, bytes) else b"")
    except ValueError:
        return 0
    start = 0
    widths = [
        1 << bit
        for bit in reversed(range(frontier.size.bit_length()))
        if frontier.size >> bit & 1
    ]
    for width, ours, theirs in zip_longest(widths, frontier.hashes, decoded.hashes):
        if ours != theirs or width is None:
            break
        start += width
    return start
