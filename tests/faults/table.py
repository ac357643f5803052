"""The table that a campaign prints: what was injected, and what came of it."""

from __future__ import annotations

from collections import Counter


def row(injected: str, came: Counter[str]) -> str:
    """A line of the table: what was injected, how often, and what came of it."""
    outcomes = ", ".join(f"{count} {word}" for word, count in sorted(came.items()))
    return f"{injected:<44} {came.total():>6}: {outcomes}"
