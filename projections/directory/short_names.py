"""How names are shortened: beginnings of words, initials in one, names without spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ledger.language.folding import fold, words

_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of Thai and Lao, Korean, Japanese and Chinese, whose names are written with spaces or without."""

_SPELLED: Final = 3
"""Beside initials in one, a part of the name of at least so many letters has to stand."""


_ENDINGS: Final = frozenset(
    ("a", "e", "i", "o", "y", "s", "ne", "le", "te", "ia", "ine", "ina", "ette", "son", "sen", "ez")
)
"""With these a name becomes another one: Pauline, Michelle, Johnson, Martinez. Paul is none of them."""


def each_begins(parts: Sequence[str], name: Sequence[str]) -> bool:
    """Whether the words of a name can be told off against their beginnings, the longest first."""
    left = list(name)
    for part in sorted(parts, key=len, reverse=True):
        found = next((word for word in left if _begins(part, word)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _begins(part: str, word: str) -> bool:
    if len(part) > 1 and word.removeprefix(part) in _ENDINGS:
        return False
    return word.startswith(part)


def initials_apart(text: str) -> Sequence[str]:
    """The beginnings in "JP Martin": j, p, martin; nothing where no initials in one stand beside a name."""
    written = text.split()
    together = [word for word in written if re.fullmatch(r"[^\W\d_]{2,3}", word) and word.isupper()]
    rest = [part for word in written if word not in together for part in words(word)]
    if not together or not any(len(part) >= _SPELLED for part in rest):
        return ()
    return [*(letter for word in together for letter in fold(word)), *rest]


def unspaced(text: str) -> str | None:
    """The folded text without spaces, if it is in letters that are written without; else None."""
    return fold(text).replace(" ", "") if _UNSPACED.search(text) else None
