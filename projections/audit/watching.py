"""How far a long check or export is, for those who watch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias, TypeVar

ITEM = TypeVar("ITEM")

Watcher: TypeAlias = Callable[[int, int], None]
"""Hears how much is done, of how much."""

WATCHED: Final = 256
"""Items between two reports."""


def unwatched(_done: int, _total: int) -> None:
    """No one watches."""


def watched_items(items: Iterable[ITEM], watch: Watcher, total: int) -> Iterator[ITEM]:
    """The items, with a report of every few of them."""
    for count, item in enumerate(items):
        if count % WATCHED == 0:
            watch(count, total)
        yield item
    watch(total, total)
