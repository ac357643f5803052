"""How far a long check or export is, for those who watch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

Watcher: TypeAlias = Callable[[int, int], None]
"""Hears how much is done, of how much."""

WATCHED: Final = 256
"""Items between two reports."""


def unwatched(_done: int, _total: int) -> None:
    """No one watches."""
