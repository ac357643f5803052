"""A progress bar on long work, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

import click

Progress = Callable[[int, int], None]
T = TypeVar("T")

LONG = 500
"""Work of fewer steps is over before a bar could be read."""


def seen() -> bool:
    """Whether someone watches: standard error is a terminal that can write over a line."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Yield a function that shows how much is done; silent without a terminal, and on short work."""
    if not seen():
        yield lambda _done, _whole: None
        return
    with ExitStack() as stack:
        bars: list[Any] = []

        def report(done: int, total: int) -> None:
            if not bars and total >= LONG:
                bar = click.progressbar(length=total, label=label, file=sys.stderr)
                bars.append(stack.enter_context(bar))
            for bar in bars:
                bar.length = total
                bar.update(done - bar.pos)

        yield report


def watched(items: Collection[T], label: str) -> Iterator[T]:
    """The things, with a bar while they are gone through if they are many and someone watches."""
    if len(items) < LONG or not seen():
        yield from items
        return
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield from bar


class Watched(list[T]):
    """A list that shows a bar while it is gone through."""

    def __init__(self, items: Collection[T], label: str) -> None:
        super().__init__(items)
        self.label = label

    def __iter__(self) -> Iterator[T]:
        return watched(tuple(super().__iter__()), self.label)
