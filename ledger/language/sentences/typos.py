"""Words with a slip of the keyboard, put right: a proposal, never a certainty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from ledger.language.dates.words import MONTHS, WEEKDAYS, WORDS
from ledger.language.sentences.forms import vocabulary
from ledger.language.sentences.small import word_set
from ledger.language.text import fold

_SHORT: Final = 4
_LEAST: Final = 5
_SHORT_WORDS: Final = ("hier", "noel", "avec", "with", "chez")
"""A shorter word has too many neighbours."""

_WORDS_TOO: Final = word_set(
    "reseau reseaux launch launched selon serre terre verte talon diverse points joint forums beards winner events parts"
    " later apec hiver express marche marches coupe coupes couple carte cafes plage plan poser poste"
)
"""A slip away from words of ours, and words themselves."""

_COMMON: Final = "avec with dernier derniere semaine semaines jours heures heure minutes last week weeks days hours ago"


@cache
def _words() -> Sequence[str]:
    """Every single word of the vocabulary that is long enough to have a slip in it."""
    phrases = {*vocabulary(), *MONTHS, *WEEKDAYS, *WORDS, *_COMMON.split()}
    single_words = (phrase for phrase in phrases if " " not in phrase)
    long_words = (word for word in single_words if len(word) >= _LEAST)
    return sorted(long_words)


def respelled(text: str, words: Iterable[str]) -> str:
    """The text with each of these words replaced by the one word of ours that is a slip away."""
    for word in words:
        right = _nearest(fold(word))
        if right is not None:
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", right, text)
    return text


def near_a_short_word(word: str) -> bool:
    """Whether a word may be a short one of ours with a slip: "hire", "avce"."""
    plain = fold(word)
    is_no_slip = (
        len(plain) < _SHORT
        or word[:1].isupper()
        or plain in {*_SHORT_WORDS, *_WORDS_TOO}
    )
    if is_no_slip:
        return False
    slips = (is_slip(plain, short) for short in _SHORT_WORDS)
    return any(slips)


def _nearest(word: str) -> str | None:
    """The only word of ours that a word may be a slip of."""
    is_left_alone = len(word) < _LEAST or word in _WORDS_TOO
    if is_left_alone:
        return None
    near: list[str] = []
    for spelling in _words():
        if spelling[0] != word[0]:
            continue
        if is_slip(word, spelling):
            near.append(spelling)
    if len(near) != 1:
        return None
    return near[0]


def is_slip(word: str, spelling: str) -> bool:
    """Whether a folded word differs from another by one letter at most."""
    from rapidfuzz.distance import OSA

    return OSA.distance(word, spelling, score_cutoff=1) <= 1
