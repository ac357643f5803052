"""The entries that a text may name, by index look-ups: parts and other spellings of names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Final

from ledger.language.text import fold, words
from projections.directory.query import by_name
from projections.directory.tables import WORDS
from projections.engine.tables import Row, Rows

if TYPE_CHECKING:
    from ledger.facts.event import PersonId


_LAST: Final = "\U0010ffff"
_BEFORE_VOWELS: Final = "dl"
_VOWELS: Final = frozenset("aeiouyh")


class NameWords:
    """The words of names, each looked up once: a sentence asks for the same words in many spans."""

    def __init__(self, tables: Rows) -> None:
        self.tables: Final = tables
        self._having: Final[dict[str, list[Row]]] = {}
        self._begun: Final[dict[str, bool]] = {}

    def having(self, word: str) -> Sequence[Row]:
        """The rows of this word."""
        if word not in self._having:
            self._having[word] = list(self.tables.scan(WORDS, (word,)))
        return self._having[word]

    def beginning(self, text: str) -> Iterator[Row]:
        """The rows of the words that begin so."""
        return self.tables.scan(WORDS, low=text, high=text + _LAST)

    def is_begun(self, text: str) -> bool:
        """Whether a word of a name begins so."""
        if text not in self._begun:
            self._begun[text] = next(self.beginning(text), None) is not None
        return self._begun[text]


def by_some_words(name_words: NameWords, parts: Sequence[str]) -> Iterator[PersonId]:
    """The entries with a name that has all of these words."""
    if not parts:
        return
    longest = max(parts, key=len)
    for _word, name, person, _shown in name_words.having(longest):
        if has_all(name, parts):
            yield person


def by_other_spelling(name_words: NameWords, text: str) -> Iterator[PersonId]:
    """The entries with a name that is the text in another spelling of its particles, whole or in part."""
    possible = [
        spelling
        for spelling in spellings(text)
        if all(map(name_words.is_begun, spelling))
    ]
    for spelling in possible:
        yield from by_name(name_words.tables, spelling)
    for spelling in possible:
        yield from by_some_words(name_words, spelling)
    yield from _elided(name_words, words(text))


def _elided(name_words: NameWords, parts: Sequence[str]) -> Iterator[PersonId]:
    """The entries with a name in which one of the words follows d' or l': d'Ormesson for Ormesson."""
    for place, part in enumerate(parts):
        if part[0] not in _VOWELS:
            continue
        for letter in _BEFORE_VOWELS:
            elided = letter + part
            spelling = (*parts[:place], elided, *parts[place + 1 :])
            for _word, name, person, shown in name_words.having(elided):
                is_elided = has_all(name, spelling) and elided_stem(part, shown)
                if is_elided:
                    yield person


def by_beginnings(name_words: NameWords, parts: Sequence[str]) -> Iterator[PersonId]:
    """The entries with a name in which each of these begins another word.

    Where one word begins a name, all names that begin so may be meant, also those it would not mean
    alone: "Nicol" is Nicolas or Nicole.
    """
    if not parts:
        return
    longest = max(parts, key=len)
    for part in parts:
        if part != longest and not name_words.is_begun(part):
            return
    bearing: list[PersonId] = []
    begun: list[PersonId] = []
    for _word, name, person, _shown in name_words.beginning(longest):
        begun.append(person)
        if _may_begin(parts, name) and each_begins(parts, name.split()):
            bearing.append(person)
    if bearing and len(parts) == 1:
        yield from begun
    else:
        yield from bearing


def _may_begin(parts: Sequence[str], name: str) -> bool:
    """Whether each of the parts begins a word of the name at all, be it the same: most names are out by this."""
    spaced = f" {name}"
    return all(f" {part}" in spaced for part in parts)


def by_inside(tables: Rows, text: str) -> Iterator[PersonId]:
    """The entries with this in a name of letters that are written without spaces."""
    if text.isascii():
        return
    part = unspaced(text)
    if part is None:
        return
    for _word, _name, person, shown in tables.scan(WORDS):
        name = unspaced(shown)
        if name is not None and part in name:
            yield person


def names(tables: Rows) -> Iterator[tuple[str, PersonId, str]]:
    """Every name and alias once: its folded words in order, its bearer, and how it is written."""
    for word, name, person, shown in tables.leading(WORDS, "name", "word"):
        if name.split(" ", 1)[0] == word:
            yield name, person, shown


def has_all(name: str, parts: Sequence[str]) -> bool:
    """Whether a name, as folded words with spaces between, has all of these words, repeated ones as often."""
    unmatched = name.split()
    for part in parts:
        if part not in unmatched:
            return False
        unmatched.remove(part)
    return True


# ---------------------------------------------------------------- beginnings, initials, letters without spaces

_UNSPACED: Final = "[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
"""Letters of Thai and Lao, Korean, Japanese and Chinese, whose names are written with spaces or without."""

_INITIALS: Final = r"[^\W\d_]{2,3}"

_SPELLED: Final = 3
"""Initials in one need a part of the name of at least this many letters beside them."""

_ENDINGS: Final = "a e i o y s ne le te ia ine ina ette son sen ez"
ENDINGS: Final = frozenset(_ENDINGS.split())
"""With these a name becomes another one: Pauline, Michelle, Johnson, Martinez. Paul is none of them."""


def each_begins(parts: Sequence[str], name: Sequence[str]) -> bool:
    """Whether each of the parts begins another word of the name, the longest part first. Titles are no words of it."""
    from ledger.language.person_names import TITLES

    unmatched = [word for word in name if word not in TITLES] or list(name)
    for part in sorted(parts, key=len, reverse=True):
        match = next((word for word in unmatched if _begins(part, word)), None)
        if match is None:
            return False
        unmatched.remove(match)
    return True


def _begins(part: str, word: str) -> bool:
    is_an_ending = len(part) > 1 and word.removeprefix(part) in ENDINGS
    if is_an_ending:
        return False
    return word.startswith(part)


def initials_apart(text: str) -> Sequence[str]:
    """The beginnings in "JP Martin": j, p, martin; nothing where no initials in one stand beside a name."""
    initials: list[str] = []
    spelled: list[str] = []
    for word in text.split():
        are_initials = word.isupper() and re.fullmatch(_INITIALS, word)
        if are_initials:
            initials += fold(word)
        else:
            spelled += words(word)
    longest = max(map(len, spelled), default=0)
    if not initials:
        return ()
    if longest < _SPELLED:
        return ()
    return initials + spelled


def unspaced(text: str) -> str | None:
    """The folded text without spaces, if it is in letters that are written without; else None."""
    if re.search(_UNSPACED, text) is None:
        return None
    return fold(text).replace(" ", "")


# ---------------------------------------------------------------- other spellings of the same name

_PARTICLE_WORDS: Final = (
    "le la les de du des mac mc o van von der den el al ben saint sainte st ste"
)
_PARTICLES: Final = tuple(_PARTICLE_WORDS.split())
_JOINED_ON: Final = frozenset(_PARTICLES) | {"d", "l"}
"""Written apart, these belong to the word after them: Anne L Hostis is Anne L'Hostis."""

_ALIKE: Final = {
    "saint": "st",
    "st": "saint",
    "sainte": "ste",
    "ste": "sainte",
    "mac": "mc",
    "mc": "mac",
}
_APOSTROPHES: Final = "'’‘ʼ′`´"
_ELIDED: Final = rf"(?i)\b([dl])[{_APOSTROPHES}]\s?(\w+)"
_LEAST_STEM: Final = 3
_MOST_SPELLINGS: Final = 64


def spellings(text: str) -> Iterator[tuple[str, ...]]:
    """Other spellings of a name as folded words: St for Saint, Legoff for Le Goff, OBrien for O Brien.

    `d'Ormesson` is also spelled without its particle.
    """
    parts = words(text)
    elided: dict[str, str] = {}
    for letter, stem in re.findall(_ELIDED, text):
        elided[fold(letter + stem)] = fold(stem)
    choices: list[list[tuple[str, ...]]] = []
    for part in parts:
        spellings_of_part = [(part,), *_other_spellings(part)]
        if part in elided:
            spellings_of_part.append((elided[part],))
        choices.append(spellings_of_part)
    combinations = islice(
        product(*choices), _MOST_SPELLINGS
    )  # of many words there are more than can be looked up
    apart = [tuple(chain.from_iterable(combination)) for combination in combinations]
    together = filter(None, map(_joined, apart))
    for spelling in (*apart, *together):
        if spelling != parts:
            yield spelling


def _other_spellings(part: str) -> Iterator[tuple[str, ...]]:
    if part in _ALIKE:
        yield (_ALIKE[part],)
    for prefix, spelled in (("mac", "mc"), ("mc", "mac")):
        stem = part.removeprefix(prefix)
        if stem != part and len(stem) >= _LEAST_STEM:
            yield (spelled + stem,)
    for particle in _PARTICLES:
        stem = part.removeprefix(particle)
        if stem == part:
            continue
        if len(stem) < _LEAST_STEM:
            continue
        yield (particle, stem)
        for further in _other_spellings(stem):
            yield (particle, *further)


def _joined(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words with each particle written together with the word after it; empty without particles."""
    joined: list[str] = []
    before = ""
    for place, part in enumerate(parts):
        if part in _JOINED_ON and place < len(parts) - 1:
            before += part
        else:
            joined.append(before + part)
            before = ""
    if len(joined) == len(parts):
        return ()
    return tuple(joined)


def elided_stem(word: str, shown: str) -> bool:
    """Whether a word is what follows d' or l' in a name as it is written: ormesson in Jean d'Ormesson."""
    stems = [fold(stem) for _letter, stem in re.findall(_ELIDED, shown)]
    return word in stems
