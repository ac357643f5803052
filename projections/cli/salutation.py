"""How to address a person in a message: by the first name, or by title and family name."""

from __future__ import annotations

from typing import Final

from ledger.language import current
from ledger.language.person_names import (
    first_and_family,
    is_given_name,
    title_apart,
)
from ledger.language.text import fold, visible
from projections.directory.tables import Person

_TITLES: Final[dict[str, tuple[str, str]]] = {
    "docteur": ("Dr", "Docteur"),
    "docteure": ("Dr", "Docteure"),
    "doctor": ("Dr", "Docteur"),
    "dr": ("Dr", "Docteur"),
    "m": ("Mr", "Monsieur"),
    "madame": ("Ms", "Madame"),
    "mademoiselle": ("Ms", "Madame"),
    "maitre": ("Maître", "Maître"),
    "me": ("Maître", "Maître"),
    "miss": ("Miss", "Madame"),
    "mlle": ("Ms", "Madame"),
    "mme": ("Ms", "Madame"),
    "monsieur": ("Mr", "Monsieur"),
    "mr": ("Mr", "Monsieur"),
    "mrs": ("Mrs", "Madame"),
    "ms": ("Ms", "Madame"),
    "pr": ("Professor", "Professeur"),
    "prof": ("Professor", "Professeur"),
    "professeur": ("Professor", "Professeur"),
    "professeure": ("Professor", "Professeure"),
    "professor": ("Professor", "Professeur"),
}
"""A title as it is written out before a name, in English and in French."""


def salutation(person: Person, familiar: bool) -> str:
    """The name after `Hi` or `Bonjour`: `Camille`, or `Madame Durand` where a title is all that is known."""
    name = " ".join((person.name or "").split())
    titled = title_apart(name)
    title, name_after_title = titled or ("", name)
    if fold(title) in _TITLES and not familiar:
        return visible(_by_title(title, name_after_title))
    if person.given:
        return visible(person.given)
    return visible(_first_name(name_after_title))


def _by_title(title: str, name: str) -> str:
    english, french = _TITLES[fold(title)]
    parts = name.split()
    is_given_first = len(parts) > 1 and is_given_name(parts[0].partition("-")[0])
    if is_given_first:
        name = " ".join(parts[1:])
    return f"{french if current() == 'fr' else english} {name}"


def _first_name(name: str) -> str:
    """The first names in a whole name; all of it where they are only an initial."""
    first_names, _family = first_and_family(name)
    is_no_first_name = not first_names or len(first_names[0].rstrip(".")) == 1
    if is_no_first_name:
        return name
    return " ".join(first_names)
