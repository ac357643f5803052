"""Judge by titles and parts of names which people may be meant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from ledger.language.folding import words
from ledger.language.given_names import gender_of, gender_of_title, is_given_name
from ledger.language.titles import title_apart
from projections.directory.short_names import Parts, parts_of
from projections.directory.tables import Person

_BEFORE_FIRST_NAMES: Final = frozenset({"sir", "lady", "miss"})
"""Titles that stand before a first name too: Miss Ada, Sir Paul."""


def bearing_title(title: str, name: str, people: Iterable[Person]) -> list[Person]:
    """The people called `name` that the title fits; those of that family name, if there are any."""
    gender = gender_of_title(title)
    fitting = [
        person
        for person in people
        if gender is None or gender_of(person.name or "", person.given) in {gender, None}
    ]
    by_family = [person for person in fitting if _names_family(words(name), person)]
    return by_family or fitting


def is_doubtful(text: str, person: Person) -> bool:
    """Whether a text that is no whole name of this person may well mean somebody else."""
    titled = title_apart(text)
    if titled is None:
        return is_half_of_compound(words(text), person) or _is_given_name_for_family(words(text), person)
    title, name = titled
    gender = gender_of_title(title)
    if gender is not None and gender_of(person.name or "", person.given) not in {gender, None}:
        return True  # M. taken for an initial
    parts = words(name)
    if len(parts) == 1 and words(title)[0] not in _BEFORE_FIRST_NAMES and not _names_family(parts, person):
        return True
    return is_half_of_compound(parts, person)


def is_half_of_compound(parts: Sequence[str], person: Person) -> bool:
    """Whether every name of the person that has these words has the other half of a first name besides."""
    halved = [_is_half(parts, name) for name in _names(person) if _has_some(parts, name)]
    return bool(halved) and all(halved)


def _is_half(parts: Sequence[str], name: Parts) -> bool:
    spelled = [part for part in parts if len(part) > 1]
    named = [half for half in name.compound if any(half.startswith(part) for part in spelled)]
    begun = [half for half in name.compound if any(half.startswith(part) for part in parts)]
    elsewhere = {*name.family} & {*spelled}
    return bool(named) and len(begun) < len(name.compound) and not elsewhere.issuperset(spelled)


def _has_some(parts: Sequence[str], name: Parts) -> bool:
    every = (*name.given, *name.family)
    return any(word.startswith(part) for part in parts for word in every)


def _is_given_name_for_family(parts: Sequence[str], person: Person) -> bool:
    """Whether the text is one word, a usual first name, by which only the family name of the person begins."""
    if len(parts) != 1 or not is_given_name(parts[0]):
        return False
    begun = [name for name in _names(person) if _has_some(parts, name)]
    return bool(begun) and not any(word.startswith(parts[0]) for name in begun for word in name.given)


def _names_family(parts: Sequence[str], person: Person) -> bool:
    """Whether the words end with a family name of the person; also where that is spelled otherwise."""
    if not parts:
        return False
    for name in _names(person):
        family = "".join(name.family) or "".join(name.given)
        if (
            parts[-1] in name.family
            or family.endswith("".join(parts[-2:]))
            or "".join(parts).endswith(family)
        ):
            return True
    return False


def _names(person: Person) -> list[Parts]:
    names = [parts_of(person.name, person.given, person.family)] if person.name else []
    return names + [parts_of(alias) for alias in json.loads(person.aliases)]
