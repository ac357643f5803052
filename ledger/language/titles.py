"""Titles before a name that are no part of it: M., Mme, Dr."""

from __future__ import annotations

from typing import Final

from ledger.language.folding import fold

_TITLES: Final = (
    "m mm mr mrs ms miss mme mmes mlle mlles dr drs pr prof me mgr madame monsieur mademoiselle docteur "
    "docteure doctor professeur professeure professor maitre sir lady"
)
TITLES: Final = frozenset(_TITLES.split())
"""Titles, folded."""


_ARTICLES: Final = frozenset({"le", "la", "the"})


def title_apart(text: str) -> tuple[str, str] | None:
    """A title and the name after it, such as `Mme` and `Durand`; None without a title or a name.

    Articles and further titles are left out: `le Dr Durand`, `Mme la professeure Durand`.
    """
    parts = text.split()
    titles: list[str] = []
    while len(parts) > 1:
        if fold(parts[0]) in TITLES:
            titles.append(parts.pop(0))
        elif (
            len(parts) > 2 and fold(parts[0]) in _ARTICLES and fold(parts[1]) in TITLES
        ):
            parts.pop(0)
        else:
            break
    return (titles[0], " ".join(parts)) if titles else None
