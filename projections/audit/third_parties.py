"""Whether a text names someone else than the person it is to be given to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from ledger.facts.event import PersonId
from ledger.language.text import fold, words
from projections.directory.tables import Person

_IDENTITY = (
    "person.PersonAdded@",
    "person.PersonRenamed@",
    "person.Alias",
    "person.DetailsChanged@",
)
_OWN_NAMES = frozenset({"name", "given", "family", "alias"})
_HINT = 3  # letters that a word of a name has at least to be one
_FIRST_UNSPACED = (
    "\u2e80"  # scripts from here on are written without spaces between words
)


class Others(NamedTuple):
    """The names of everyone else, folded: in full, word by word, and their addresses."""

    full_names: frozenset[str]
    words: frozenset[str]
    addresses: frozenset[str]

    def named_in(self, topic: str, text: dict[str, Any]) -> bool:
        """Whether the text of an event of this topic names one of them.

        A person's own names are theirs, even if others bear the same. In their details only full names
        count, elsewhere each word of a name of three letters or more.
        """
        identity = topic.startswith(_IDENTITY)
        left_out = _OWN_NAMES if identity else ()
        values = [value for name, value in text.items() if name not in left_out]
        mentions = (self.named(value, full_only=identity) for value in _strings(values))
        return any(mentions)

    def named(self, text: str, *, full_only: bool = False) -> bool:
        """Whether a text names one of them."""
        folded = fold(text)
        spaced, lower = f" {folded} ", text.lower()
        is_named_in_full = any(
            _stands_in(name, folded, spaced) for name in self.full_names
        )
        if is_named_in_full:
            return True
        has_address = any(address in lower for address in self.addresses)
        if has_address:
            return True
        return not full_only and not self.words.isdisjoint(folded.split())


def others(
    everybody: Iterable[Person], people: Collection[PersonId], owner: PersonId
) -> Others:
    """Collect the names of all but these people, whose own words are no hint; of the owner only a full name."""
    own_names: set[str] = set()
    own_words: set[str] = set()
    full_names: set[str] = set()
    single_words: set[str] = set()
    addresses: set[str] = set()
    for person in everybody:
        names = list(_names(person))
        if person.id in people:
            own_names.update(map(fold, names))
            own_words.update(*map(words, names))
            continue
        addresses.update(_addresses(person))
        if person.id == owner:
            several_words = (fold(name) for name in names if len(words(name)) > 1)
            full_names.update(several_words)
            continue
        full_names.update(map(fold, names))
        single_words.update(*map(words, names))
    telling_words = (word for word in single_words - own_words if len(word) >= _HINT)
    return Others(
        frozenset(full_names - own_names - {""}),
        frozenset(telling_words),
        frozenset(addresses),
    )


def _stands_in(name: str, folded: str, spaced: str) -> bool:
    if name >= _FIRST_UNSPACED:
        return name in folded
    return f" {name} " in spaced


def _names(person: Person) -> Iterator[str]:
    for name in (person.name, *json.loads(person.aliases)):
        if name:
            yield name


def _addresses(person: Person) -> Iterator[str]:
    for values in (person.emails, person.urls, person.phones):
        for address in json.loads(values):
            if address:
                yield address.lower()


def _strings(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _strings(value)
