"""Finds the entries that a text names, by index look-ups: ids, addresses, whole names, parts of names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ledger.language.folding import words
from projections.directory.tables import IDENTIFIERS, PEOPLE, WORDS
from projections.engine.tables import Rows

if TYPE_CHECKING:
    from ledger.facts.event import PersonId

_BEGINNING: Final = re.compile(r"[0-9a-f-]{4,36}")
_LAST: Final = "\U0010ffff"
_BEFORE_VOWELS: Final = "dl"
_VOWELS: Final = frozenset("aeiouyh")


def by_id(tables: Rows, text: str) -> Iterator[PersonId]:
    """The entries whose id begins so."""
    start = text.lower()
    # Edda is a name and hexadecimal; an id has a digit among its first characters, or one more has.
    may_be_id = _BEGINNING.fullmatch(start) and any(map(str.isdigit, start))
    if may_be_id:
        for id_, *_details in tables.scan(PEOPLE, low=start, high=start + _LAST):
            yield id_


def by_address(tables: Rows, text: str) -> Iterator[PersonId]:
    """The entries with this e-mail or profile address."""
    if "." not in text:  # every address has a dot
        return
    from ledger.facts import identifiers

    email = identifiers.email(text)
    profile = identifiers.profile(text)
    for identifier in filter(None, (email, profile)):
        for _identifier, person in tables.scan(IDENTIFIERS, (identifier,)):
            yield person


def by_name(tables: Rows, parts: Sequence[str]) -> Iterator[PersonId]:
    """The entries with a name or alias of just these words, in any order."""
    if not parts:
        return
    in_order = sorted(parts)
    key = (in_order[0], " ".join(in_order))
    for _word, _name, person, _shown in tables.scan(WORDS, key):
        yield person


def by_some_words(tables: Rows, parts: Sequence[str]) -> Iterator[PersonId]:
    """The entries with a name that has all of these words."""
    if not parts:
        return
    longest = max(parts, key=len)
    for _word, name, person, _shown in tables.scan(WORDS, (longest,)):
        if has_all(name, parts):
            yield person


def by_other_spelling(tables: Rows, text: str) -> Iterator[PersonId]:
    """The entries with a name that is the text in another spelling of its particles, whole or in part."""
    from projections.directory.short_names import spellings

    other_spellings = list(spellings(text))
    for spelling in other_spellings:
        yield from by_name(tables, spelling)
    for spelling in other_spellings:
        yield from by_some_words(tables, spelling)
    yield from _elided(tables, words(text))


def _elided(tables: Rows, parts: Sequence[str]) -> Iterator[PersonId]:
    """The entries with a name in which one of the words follows d' or l': d'Ormesson for Ormesson."""
    from projections.directory.short_names import elided_stem

    for place, part in enumerate(parts):
        if part[0] not in _VOWELS:
            continue
        for letter in _BEFORE_VOWELS:
            elided = letter + part
            spelling = (*parts[:place], elided, *parts[place + 1 :])
            for _word, name, person, shown in tables.scan(WORDS, (elided,)):
                if has_all(name, spelling) and elided_stem(part, shown):
                    yield person


def by_beginnings(tables: Rows, parts: Sequence[str]) -> Iterator[PersonId]:
    """The entries with a name in which each of these begins another word.

    Where one word begins a name, all names that begin so may be meant, also those it would not mean
    alone: "Nicol" is Nicolas or Nicole.
    """
    if not parts:
        return
    from projections.directory.short_names import each_begins

    longest = max(parts, key=len)
    begun = [*tables.scan(WORDS, low=longest, high=longest + _LAST)]
    bearers = [
        person
        for _word, name, person, _shown in begun
        if each_begins(parts, name.split())
    ]
    if bearers and len(parts) == 1:
        bearers = [person for _word, _name, person, _shown in begun]
    yield from bearers


def by_inside(tables: Rows, text: str) -> Iterator[PersonId]:
    """The entries with this in a name of letters that are written without spaces."""
    if text.isascii():
        return
    from projections.directory.short_names import unspaced

    part = unspaced(text)
    if part is None:
        return
    for _word, _name, person, shown in tables.scan(WORDS):
        name = unspaced(shown)
        if name is not None and part in name:
            yield person


def names(tables: Rows) -> Iterator[tuple[str, PersonId, str]]:
    """Every name and alias once: its folded words in order, its bearer, and how it is written."""
    for word, name, person, shown in tables.scan(WORDS):
        if name.startswith(word) and name.split(" ", 1)[0] == word:
            yield name, person, shown


def has_all(name: str, parts: Sequence[str]) -> bool:
    """Whether a name, as folded words with spaces between, has all of these words, repeated ones as often."""
    missing = Counter(parts) - Counter(name.split())
    return not missing
