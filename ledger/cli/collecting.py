"""Python's search for reference cycles, put off while many rows are gone through."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """No search for cycles meanwhile but where `collected` asks for one.

    Python looks again and again through all that is there as more objects come; rows and events have no
    cycles, and go as soon as nobody has them.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def collected() -> None:
    """Search what came since the last time, so that whatever has cycles after all does not add up."""
    gc.collect(1)
