"""Names that are like a text, and names that differ by a typing error: Jean-Piere Lefort, Yann Legoff."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from ledger.language.person_names import gender_of, is_given_name
from ledger.language.text import fold, words
from projections.directory.name_search import ENDINGS

_MOST_ERRORS: Final = 2
_LEAST_LETTERS: Final = 8
_LEAST_WORD: Final = 4


_NEAREST: Final = 5
_LOOKED_AT: Final = 50
"""Alike names looked at, among which those that no one bears any more are left out."""

_LEAST_LIKENESS: Final = 60.0
_ALIKE: Final = 15.0
"""Names so much less alike than the nearest are not what was meant."""


def most_alike(
    key: str, names: Mapping[str, str], is_borne: Callable[[str], bool]
) -> list[str]:
    """The names most like a text, the most alike first; `names` has the folded words of each, in order."""
    from rapidfuzz import fuzz, process

    alike = process.extract(
        key,
        names,
        scorer=fuzz.WRatio,
        score_cutoff=_LEAST_LIKENESS,
        limit=_LOOKED_AT,
    )
    borne = [(shown, score) for _name, score, shown in alike if is_borne(shown)]
    if not borne:
        return []
    _most_alike, highest = borne[0]
    return [shown for shown, score in borne[:_NEAREST] if score >= highest - _ALIKE]


def is_long_enough(text: str) -> bool:
    """Whether a text has letters enough to be a slip of a name; short names are too much alike."""
    return len(fold(text)) >= _LEAST_LETTERS


def near_enough(text: str, names: Collection[str]) -> list[str]:
    """The names that may be near a text: few enough to look at each word."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    matches = process.extract(
        fold(text),
        list(names),
        processor=fold,
        scorer=OSA.distance,
        score_cutoff=_MOST_ERRORS,
        limit=None,
    )
    return [name for name, _distance, _place in matches]


def is_near(text: str, name: str) -> bool:
    """Whether each word that differs does so by one letter, or only the spaces differ."""
    ours, theirs = words(text), words(name)
    if ours == theirs:
        return False
    if _of_two_genders(text, name):
        return False
    if "".join(ours) == "".join(theirs):
        return True
    if len(ours) != len(theirs):
        return False
    for word, known_word in zip(ours, theirs, strict=True):
        if word == known_word:
            continue
        if not _is_typo(word, known_word):
            return False
    return True


def _is_typo(word: str, known_word: str) -> bool:
    """Whether one word may be a typing error for the other: not with digits, nor in short words."""
    from rapidfuzz.distance import OSA

    if min(len(word), len(known_word)) < _LEAST_WORD:
        return False
    if not word.isalpha():
        return False
    if not known_word.isalpha():
        return False
    shorter, longer = sorted((word, known_word), key=len)
    is_an_ending = is_given_name(shorter) and longer.removeprefix(shorter) in ENDINGS
    if is_an_ending:
        return False  # Paul and Paule
    both_usual = is_given_name(word) and is_given_name(known_word)
    is_another_gender = both_usual and gender_of(word) != gender_of(known_word)
    if is_another_gender:
        return False
    return OSA.distance(word, known_word) == 1


def _of_two_genders(text: str, name: str) -> bool:
    genders = {gender_of(text), gender_of(name)} - {None}
    return len(genders) > 1
