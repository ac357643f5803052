"""How names are shortened and spelled: beginnings of words, initials, particles, compound first names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice, product
from typing import Final, NamedTuple

from ledger.language.folding import fold, words
from ledger.language.given_names import is_given_name
from ledger.language.titles import TITLES

_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Letters of Thai and Lao, Korean, Japanese and Chinese, whose names are written with spaces or without."""

_INITIALS: Final = re.compile(r"[^\W\d_]{2,3}")

_SPELLED: Final = 3
"""Initials in one need a part of the name of at least this many letters beside them."""

ENDINGS: Final = frozenset(
    (
        "a",
        "e",
        "i",
        "o",
        "y",
        "s",
        "ne",
        "le",
        "te",
        "ia",
        "ine",
        "ina",
        "ette",
        "son",
        "sen",
        "ez",
    )
)
"""With these a name becomes another one: Pauline, Michelle, Johnson, Martinez. Paul is none of them."""


def each_begins(parts: Sequence[str], name: Sequence[str]) -> bool:
    """Whether each of the parts begins another word of the name, the longest part first. Titles are no words of it."""
    unmatched = [word for word in name if word not in TITLES] or list(name)
    for part in sorted(parts, key=len, reverse=True):
        matches = [word for word in unmatched if _begins(part, word)]
        if not matches:
            return False
        unmatched.remove(matches[0])
    return True


def _begins(part: str, word: str) -> bool:
    if len(part) > 1 and word.removeprefix(part) in ENDINGS:
        return False
    return word.startswith(part)


def initials_apart(text: str) -> Sequence[str]:
    """The beginnings in "JP Martin": j, p, martin; nothing where no initials in one stand beside a name."""
    initials: list[str] = []
    spelled: list[str] = []
    for word in text.split():
        if word.isupper() and _INITIALS.fullmatch(word):
            initials += fold(word)
        else:
            spelled += words(word)
    longest = max(map(len, spelled), default=0)
    if not initials or longest < _SPELLED:
        return ()
    return initials + spelled


def unspaced(text: str) -> str | None:
    """The folded text without spaces, if it is in letters that are written without; else None."""
    if _UNSPACED.search(text) is None:
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
_ELIDED: Final = re.compile(rf"\b([dl])[{_APOSTROPHES}]\s?(\w+)", re.IGNORECASE)
_LEAST_STEM: Final = 3
_MOST_SPELLINGS: Final = 64


def spellings(text: str) -> Iterator[tuple[str, ...]]:
    """Other spellings of a name as folded words: St for Saint, Legoff for Le Goff, OBrien for O Brien.

    `d'Ormesson` is also spelled without its particle.
    """
    parts = words(text)
    elided: dict[str, str] = {}
    for letter, stem in _ELIDED.findall(text):
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
        if stem == part or len(stem) < _LEAST_STEM:
            continue
        yield (particle, stem)
        for further in _other_spellings(stem):
            yield (particle, *further)


def _joined(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The words with each particle written together with the word after it; empty where there is none."""
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
    stems = [fold(stem) for _letter, stem in _ELIDED.findall(shown)]
    return word in stems


# ---------------------------------------------------------------- which words are first names


class Parts(NamedTuple):
    """The folded words of a name: the title before it, first names, family names.

    `compound` are the halves of a first name of two: Jean-Pierre, Marie Claude.
    """

    title: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    compound: tuple[str, ...]


_BEFORE_ANOTHER: Final = frozenset({"jean", "marie", "anne", "pierre", "louis"})
"""First names that make a compound with the next one, also without a hyphen."""


def parts_of(shown: str, given: str | None = None, family: str | None = None) -> Parts:
    """First and family names in a name as it is written, or as a file has them apart."""
    title, written = _title_apart(shown)
    if given and family:
        first_names = given.split()
        family_names = family.split()
    else:
        first_names, family_names = _told_apart(written)
    return Parts(
        title=title,
        given=_folded(first_names),
        family=_folded(family_names),
        compound=_compound(first_names),
    )


def _title_apart(shown: str) -> tuple[str, str]:
    title, _space, name = shown.strip().partition(" ")
    if fold(title) in TITLES and name.strip():
        return fold(title), name
    return "", shown


def _told_apart(written: str) -> tuple[list[str], list[str]]:
    """First and family names; the family name is what stands before a comma, in capitals, or after one word."""
    before, comma, after = written.partition(",")
    if comma and after.strip():
        return after.split(), before.split()
    tokens = written.split()
    capitals = [token for token in tokens if len(token) > 2 and token.isupper()]
    if 0 < len(capitals) < len(tokens):
        first_names = [token for token in tokens if token not in capitals]
        return first_names, capitals
    if len(tokens) > 2 and _makes_compound(tokens[0], tokens[1]):
        return tokens[:2], tokens[2:]
    return tokens[:1], tokens[1:]


def _makes_compound(word: str, following: str) -> bool:
    return fold(word) in _BEFORE_ANOTHER and is_given_name(following)


def _compound(first_names: Sequence[str]) -> tuple[str, ...]:
    if not first_names:
        return ()
    halves = words(first_names[0])
    if len(halves) > 1:
        return halves
    if len(first_names) > 1 and _makes_compound(first_names[0], first_names[1]):
        return _folded(first_names[:2])
    return ()


def _folded(tokens: Sequence[str]) -> tuple[str, ...]:
    words_of_tokens = map(words, tokens)
    return tuple(chain.from_iterable(words_of_tokens))
