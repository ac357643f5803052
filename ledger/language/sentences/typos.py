"""Words with a slip of the keyboard, put right: a proposal, never a certainty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from ledger.language.dates.words import MONTHS, WEEKDAYS, WORDS
from ledger.language.folding import fold
from ledger.language.sentences.forms import vocabulary
from ledger.language.sentences.small import each

_LEAST: Final = 5
_SHORT_WORDS: Final = ("hier", "noel", "avec", "with", "chez")
"""A shorter word has too many neighbours."""

_WORDS_TOO: Final = each(
    "reseau reseaux launch launched selon serre terre verte talon diverse points joint forums beards winner events parts"
    " apec hiver express coupe coupes couple carte cafes plage plan poser poste"
)
"""A slip away from words of ours, and words themselves."""

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


def near_a_short_word(word: str) -> bool:
    """Whether a word may be a short one of ours with a slip: "hire", "avce"."""
    from rapidfuzz.distance import OSA

    plain = fold(word)
    return (
        len(plain) >= len(_SHORT_WORDS[0])
        and not word[:1].isupper()
        and plain not in {*_SHORT_WORDS, *_WORDS_TOO}
        and any(OSA.distance(plain, short, score_cutoff=1) <= 1 for short in _SHORT_WORDS)
    )


def _nearest(word: str) -> str | None:
    from rapidfuzz.distance import OSA

    if len(word) < _LEAST or word in _WORDS_TOO:
        return None
    near = [each for each in _words() if each[0] == word[0] and OSA.distance(word, each, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else None
