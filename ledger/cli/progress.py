"""A progress bar on long work, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, TypeVar

import click

Progress = Callable[[int, int], None]
T = TypeVar("T")


def unseen(_done: int, _total: int) -> None:
    """Show no progress."""


LONG = 500
"""Work of fewer steps is over before a bar could be read."""


def seen() -> bool:
    """Whether someone watches: standard error is a terminal that can write over a line."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Yield a function that shows how much is done; silent without a terminal, and on short work."""
    if not seen():
        yield unseen
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


def counted(
    items: Iterable[T], progress: Progress, total: int, start: int = 0
) -> Iterator[T]:
    """The things, telling every now and then how many of a total are gone through, from `start` on."""
    done = start
    for done, item in enumerate(items, start + 1):
        if done % STEP == 0:
            progress(done, total)
        yield item


STEP: Final = 256
"""Things between two reports."""


class Watched(list[T]):
    """A list that shows a bar while it is gone through."""

    def __init__(self, items: Collection[T], label: str) -> None:
        super().__init__(items)
        self.label = label

    def __iter__(self) -> Iterator[T]:
        return watched(tuple(super().__iter__()), self.label)
