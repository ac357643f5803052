"""Judge by titles and parts of names which people may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ledger.language.person_names import (
    Parts,
    gender_of,
    gender_of_title,
    is_given_name,
    parts_of,
    title_apart,
)
from ledger.language.text import words
from projections.directory.query import Person, texts_of

_BEFORE_FIRST_NAMES: Final = frozenset({"sir", "lady", "miss"})
"""Titles that stand before a first name too: Miss Ada, Sir Paul."""


def bearing_title(title: str, name: str, people: Iterable[Person]) -> list[Person]:
    """The people called `name` that the title fits; those of that family name, if there are any."""
    parts = words(name)
    fitting: list[Person] = []
    by_family: list[Person] = []
    for person in people:
        if not _fits(title, person):
            continue
        fitting.append(person)
        if _names_family(parts, person):
            by_family.append(person)
    return by_family or fitting


def _fits(title: str, person: Person) -> bool:
    """Whether a title is of no gender, or the first name of the person not of the other one."""
    gender = gender_of_title(title)
    if gender is None:
        return True
    gender_of_person = gender_of(person.name or "", person.given)
    return gender_of_person in {gender, None}


def is_doubtful(text: str, person: Person) -> bool:
    """Whether a text that is no whole name of this person may well mean someone else."""
    titled = title_apart(text)
    if titled is None:
        parts = words(text)
        if is_half_of_compound(parts, person):
            return True
        return _is_given_name_for_family(parts, person)
    title, name = titled
    if not _fits(title, person):
        return True  # M. taken for an initial
    parts = words(name)
    before_family_name = words(title)[0] not in _BEFORE_FIRST_NAMES
    is_title_and_family = (
        len(parts) == 1 and before_family_name and not _names_family(parts, person)
    )
    if is_title_and_family:
        return True
    return is_half_of_compound(parts, person)


def is_half_of_compound(parts: Sequence[str], person: Person) -> bool:
    """Whether every name of the person that has these words has the other half of a first name besides."""
    is_named = False
    for name in _names(person):
        if not _has_some(parts, name):
            continue
        if not _is_half(parts, name):
            return False
        is_named = True
    return is_named


def _is_half(parts: Sequence[str], name: Parts) -> bool:
    spelled = [part for part in parts if len(part) > 1]
    if not _halves_begun(spelled, name):
        return False
    begun = _halves_begun(parts, name)
    names_both_halves = len(begun) == len(name.compound)
    if names_both_halves:
        return False
    is_family_name = set(spelled).issubset(name.family)
    return not is_family_name


def _halves_begun(parts: Sequence[str], name: Parts) -> list[str]:
    """The halves of a first name of two that begin with one of the parts."""
    beginnings = tuple(parts)
    return [half for half in name.compound if half.startswith(beginnings)]


def _has_some(parts: Sequence[str], name: Parts) -> bool:
    beginnings = tuple(parts)
    name_words = (*name.given, *name.family)
    beginnings_met = (word.startswith(beginnings) for word in name_words)
    return any(beginnings_met)


def _is_given_name_for_family(parts: Sequence[str], person: Person) -> bool:
    """Whether the text is one word, a usual first name, by which only the family name of the person begins."""
    if len(parts) != 1:
        return False
    (part,) = parts
    if not is_given_name(part):
        return False
    given: list[str] = []
    family: list[str] = []
    for name in _names(person):
        given += name.given
        family += name.family
    if any(word.startswith(part) for word in given):
        return False
    return any(word.startswith(part) for word in family)


def _names_family(parts: Sequence[str], person: Person) -> bool:
    """Whether the words end with a family name of the person; also where that is spelled otherwise."""
    if not parts:
        return False
    written = "".join(parts)
    ending = "".join(parts[-2:])
    for name in _names(person):
        family = "".join(name.family or name.given)
        if parts[-1] in name.family:
            return True
        is_their_family = family.endswith(ending) or written.endswith(family)
        if is_their_family:
            return True
    return False


def _names(person: Person) -> list[Parts]:
    names: list[Parts] = []
    if person.name:
        names.append(parts_of(person.name, person.given, person.family))
    names += map(parts_of, texts_of(person.aliases))
    return names
