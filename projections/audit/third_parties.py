"""Whether a text names somebody else than the person it is to be given to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

from ledger.facts.event import PersonId
from ledger.language.folding import fold, words
from projections.directory.tables import Person

_IDENTITY = ("person.PersonAdded@", "person.PersonRenamed@", "person.Alias", "person.DetailsChanged@")
_OWN_NAMES = frozenset({"name", "given", "family", "alias"})
_FIRST_UNSPACED = "\u2e80"  # scripts from here on are written without spaces between words


class Others(NamedTuple):
    """The names of everybody else, folded: whole ones, single words of them, and their addresses."""

    whole: frozenset[str]
    single: frozenset[str]
    addresses: frozenset[str]

    def named_in(self, topic: str, text: dict[str, Any]) -> bool:
        """Whether the text of an event of this topic names one of them.

        What somebody is called is theirs, also where others are called the same; in their details
        only whole names count, elsewhere each word of a name of three letters or more.
        """
        own = topic.startswith(_IDENTITY)
        said = [value for name, value in text.items() if not (own and name in _OWN_NAMES)]
        return any(self.named(each, whole_only=own) for each in _strings(said))

    def named(self, text: str, *, whole_only: bool = False) -> bool:
        """Whether a text names one of them."""
        folded = fold(text)
        spaced, lower = f" {folded} ", text.lower()
        return (
            any(_stands_in(name, folded, spaced) for name in self.whole)
            or any(address in lower for address in self.addresses)
            or (not whole_only and not self.single.isdisjoint(folded.split()))
        )


def others(everybody: Iterable[Person], people: Collection[PersonId], owner: PersonId) -> Others:
    """The names of all but these people, whose own words are no hint; of the owner the whole name only."""
    known = list(everybody)
    own = {word for each in known if each.id in people for name in _names(each) for word in words(name)}
    rest = [each for each in known if each.id not in people]
    whole = {fold(name) for each in rest for name in _names(each) if len(words(name)) > (each.id == owner)}
    single = {word for each in rest if each.id != owner for name in _names(each) for word in words(name)}
    found = (json.loads(each.emails) + json.loads(each.urls) + json.loads(each.phones) for each in rest)
    return Others(
        frozenset(whole - {"", *(fold(n) for each in known if each.id in people for n in _names(each))}),
        frozenset(word for word in single - own if len(word) >= 3),
        frozenset(address.lower() for each in found for address in each if address),
    )


def _stands_in(name: str, folded: str, spaced: str) -> bool:
    return name in folded if name >= _FIRST_UNSPACED else f" {name} " in spaced


def _names(person: Person) -> Iterator[str]:
    for name in (person.name, *json.loads(person.aliases)):
        if name:
            yield name


def _strings(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _strings(value)
