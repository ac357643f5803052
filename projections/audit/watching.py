"""How far a long check or export is, for those who watch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias, TypeVar

Watcher: TypeAlias = Callable[[int, int], None]
"""Hears how much is done, of how much."""

WATCHED: Final = 256
"""Items between two reports."""


T = TypeVar("T")


def unwatched(_done: int, _total: int) -> None:
    """Watch nothing."""


def watched_pass(
    rows: Iterable[T], watch: Watcher, size: int, number: int, passes: int
) -> Iterator[T]:
    """The rows of one of several passes over as many leaves, the first being number 0."""
    for done, row in enumerate(rows):
        if done % WATCHED == 0:
            watch(number * size + done, passes * size)
        yield row
