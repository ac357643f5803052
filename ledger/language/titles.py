"""What is said before a name and is no part of it: M., Mme, Dr."""

from __future__ import annotations

from typing import Final

from ledger.language.folding import fold

_TITLES: Final = (
    "m mm mr mrs ms miss mme mmes mlle mlles dr drs pr prof me mgr madame monsieur mademoiselle docteur "
    "docteure doctor professeur professeure professor maitre sir lady"
)
TITLES: Final = frozenset(_TITLES.split())
"""Titles, folded."""


def without_title(text: str) -> str | None:
    """The name after a title; None where there is no title, or nothing after it."""
    title, _space, rest = text.strip().partition(" ")
    return rest.strip() or None if fold(title) in TITLES else None
