"""What the contacts of a reading say of one person, and what of it is news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from ledger.facts import identifiers
from ledger.facts.person.commands import AddPerson, Details
from ledger.facts.rules import MOST_TEXTS, optional
from ledger.importers.api import Contact
from ledger.importers.match.known import Face, said
from ledger.language.folding import fold

_SAME: Final[Mapping[str, Callable[[str], str | None]]] = {
    "emails": identifiers.email,
    "urls": identifiers.profile,
    "phones": lambda text: re.sub(r"\D", "", text),
    "tags": fold,
}
"""For each detail that may be several, the form in which two writings of one are equal."""

_COMPARED: Final = ("organisation", "position", "place", "phones")
"""What two people of one name seldom share, beside the addresses that decide."""


def added(contacts: Sequence[Contact], keys: tuple[str, ...]) -> AddPerson:
    """The command that enters the person whom all the contacts mean; `keys` identify no one else.

    `best_named` gives the name.
    """
    best = best_named(contacts)
    told = Details(**{detail: _first(contacts, detail) for detail in _told(contacts)})
    return AddPerson(name=best.name, given=best.given, family=best.family, details=told, identifiers=keys)


def best_named(contacts: Sequence[Contact]) -> Contact:
    """The contact that tells given and family name apart, else the first."""
    return next((who for who in contacts if who.given or who.family), contacts[0])


def news(contacts: Iterable[Contact], face: Face) -> Details | None:
    """What the contacts say that was never said of the person, None where there is nothing.

    What was said once and then changed, by hand or by another source, is no news: an import
    does not turn it back. So the same files in any order come to rest.
    """
    every = list(contacts)
    found = {detail: change for detail in _told(every) if (change := _change(every, detail, face))}
    return Details(**found) if found else None


def agreeing(told: Details, face: Face) -> tuple[str, ...]:
    """The details of a person of the ledger that were ever said in the same words, or the same number."""
    return tuple(detail for detail in _COMPARED if _values(getattr(told, detail)) & _said(face, detail))


def _said(face: Face, detail: str) -> set[str]:
    return {form for value in said(face, detail) for form in _values(value)}


def _values(value: str | Iterable[str] | None) -> set[str]:
    """The values of a detail, each in the form in which two writings of one are equal."""
    if value is None or isinstance(value, str):
        return {form} if (form := fold(value or "")) else set()
    return {form for text in value if (form := _form("phones", text))}


def _told(contacts: Iterable[Contact]) -> list[str]:
    """The details of which any of the contacts says something."""
    told = {detail for who in contacts for detail, value in vars(who.details).items() if value}
    return sorted(told)


def _first(contacts: Iterable[Contact], detail: str) -> Any:
    """The first value of a detail; of one that may be several, each once."""
    values = [value for who in contacts if (value := getattr(who.details, detail))]
    if len(values) < 2 or detail not in _SAME:
        return values[0] if values else None
    return tuple({_form(detail, text): text for text in chain(*reversed(values))}.values())[:MOST_TEXTS]


def _change(contacts: Iterable[Contact], detail: str, face: Face) -> Any:
    """The value that a detail has from now on, None where that is no news."""
    value, before = _first(contacts, detail), said(face, detail)
    if detail not in _SAME:
        return value if optional(value) not in (None, *before) else None
    if set(value).issubset(chain(*before)):
        return None
    known = {_form(detail, text) for text in chain(*before)}
    fresh = tuple(text for text in value if _form(detail, text) not in known)
    known_first = (*face.state.details.get(detail, ()), *fresh)
    return known_first[:MOST_TEXTS] if fresh else None


def _form(detail: str, text: str) -> str:
    return _SAME[detail](text) or optional(text) or ""
