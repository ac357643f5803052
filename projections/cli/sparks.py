"""A row of figures as a row of small bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

BARS: Final = "▁▂▃▄▅▆▇█"
NOTHING: Final = "·"


def sparks(values: Sequence[float | None], *, top: float | None = None) -> str:
    """One bar a value, from 0 to `top` or to the highest of them; a dot where nothing can be said."""
    known = [value for value in values if value is not None]
    highest = top or max(known, default=0) or 1
    line = ""
    for value in values:
        if value is None:
            line += NOTHING
        else:
            line += _bar(value / highest)
    return line


def _bar(part: float) -> str:
    tallest = len(BARS) - 1
    height = round(part * tallest)
    return BARS[min(tallest, max(0, height))]
