"""Python's search for reference cycles, put off while many rows are gone through."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_MANY: Final = 30_000
"""So many more objects were made than let go: five times what a thousand rows of an import are."""


@contextmanager
def collecting_later() -> Iterator[None]:
    """No search for cycles meanwhile but where `collected` asks for one.

    Python looks again and again through all that is there as more objects come; rows and events have no
    cycles, and go as soon as no one has them.
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
