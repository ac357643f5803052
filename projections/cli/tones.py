"""The colours of cells: what is due, what fades, what is new. The words beside them say the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

DUE: Final = "yellow"
"""What is past, due, or has waited long."""

FADING: Final = "magenta"
"""What stretches or goes."""

_NEW: Final = "cyan"

_LONG: Final = timedelta(days=30)
"""A request or a first coffee that has waited for longer is due."""

_REASONS: Final[Mapping[str, str]] = {
    "cadence": DUE,
    "fading": FADING,
    "first": _NEW,
}


def of_reason(reason: str) -> str | None:
    """The colour of the reason to meet someone."""
    return _REASONS.get(reason)


def of_waiting(since: date | None, today: date) -> str | None:
    """The colour of something that has waited since a day."""
    if since is not None and today - since > _LONG:
        return DUE
    return None


def of_plan(day: date | None, today: date) -> str | None:
    """The colour of the day of a plan."""
    if day is not None and day < today:
        return DUE
    return None
