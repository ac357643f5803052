"""Python's search for reference cycles, put off while many rows are gone through."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MANY: Final = 30_000
"""New objects between two searches: five times what a thousand rows of an import make."""


@contextmanager
def collecting_later() -> Iterator[None]:
    """Suspend the search for cycles, except when `collected` asks for one.

    Python searches all objects again and again while more are made. Rows and events have no cycles, and
    are freed as soon as nothing refers to them.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def collected() -> None:
    """Collect the objects made since the last collection, if many of them are still alive."""
    if gc.get_count()[0] > _MANY:
        gc.collect(1)
