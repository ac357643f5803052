"""Words with a slip of the keyboard, put right: a proposal, never a certainty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from ledger.language.dates.words import MONTHS, WEEKDAYS, WORDS
from ledger.language.folding import fold
from ledger.language.sentences.forms import vocabulary

_LEAST: Final = 5
"""A shorter word has too many neighbours."""

_COMMON: Final = (
    "avec with dernier derniere semaine semaines jours heures heure minutes last week weeks days hours ago"
)


@cache
def _words() -> Sequence[str]:
    every = [*vocabulary(), *MONTHS, *WEEKDAYS, *WORDS, *_COMMON.split()]
    return sorted({word for word in every if " " not in word and len(word) >= _LEAST})


def respelled(text: str, words: Iterable[str]) -> str:
    """The text with each of these words replaced by the one word of ours that is a slip away, if there is one."""
    for word in words:
        if (right := _nearest(fold(word))) is not None:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", right, text)
    return text


def _nearest(word: str) -> str | None:
    from rapidfuzz.distance import OSA

    if len(word) < _LEAST:
        return None
    near = [each for each in _words() if each[0] == word[0] and OSA.distance(word, each, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else None
