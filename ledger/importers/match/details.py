"""What the contacts of a file say of one person, and what of it is news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from ledger.facts import identifiers
from ledger.facts.person.commands import AddPerson, Details
from ledger.facts.rules import MOST_TEXTS, optional
from ledger.importers.api import Contact
from ledger.importers.match.known import KnownPerson
from ledger.language.text import fold

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
    """The command that adds the person of all these contacts; `keys` identify nobody else.

    `best_named` gives the name.
    """
    best = best_named(contacts)
    return AddPerson(
        name=best.name,
        given=best.given,
        family=best.family,
        details=together(contacts),
        identifiers=keys,
    )


def together(contacts: Sequence[Contact]) -> Details:
    """What all the contacts of a person say."""
    if len(contacts) == 1:
        return contacts[0].details
    return Details(
        **{detail: _first(contacts, detail) for detail in _named_details(contacts)}
    )


def best_named(contacts: Sequence[Contact]) -> Contact:
    """The contact that has given and family name apart, else the first."""
    for contact in contacts:
        if contact.given or contact.family:
            return contact
    return contacts[0]


def news(contacts: Sequence[Contact], person: KnownPerson) -> Details | None:
    """What the contacts say that was never said of the person; None if there is nothing new.

    What was said once and then changed, by hand or by another source, is no news: an import
    does not turn it back. So the same files in any order come to rest.
    """
    changes: dict[str, Any] = {}
    for detail in _named_details(contacts):
        change = _change(contacts, detail, person)
        if change:
            changes[detail] = change
    if not changes:
        return None
    return Details(**changes)


def agreeing(details: Details, person: KnownPerson) -> tuple[str, ...]:
    """The details of a person of the ledger that ever had the same words, or the same number."""
    agreed: list[str] = []
    for detail in _COMPARED:
        value = getattr(details, detail)
        if not value:
            continue
        values_before = person.values(detail)
        forms_before = set(chain.from_iterable(map(_forms, values_before)))
        if forms_before and not _forms(value).isdisjoint(forms_before):
            agreed.append(detail)
    return tuple(agreed)


def _forms(value: str | Iterable[str] | None) -> set[str]:
    """The values of a detail, each in the form in which two writings of one are equal."""
    if value is None:
        return set()
    if isinstance(value, str):
        return {fold(value)} - {""}
    forms = {_form("phones", text) for text in value}
    return forms - {""}


def _named_details(contacts: Iterable[Contact]) -> list[str]:
    """The names of the details that at least one contact has."""
    details: set[str] = set()
    for contact in contacts:
        for detail, value in vars(contact.details).items():
            if value:
                details.add(detail)
    return sorted(details)


def _first(contacts: Iterable[Contact], detail: str) -> Any:
    """The first value of a detail; all values, without duplicates, of a detail that may have several."""
    values: list[Any] = []
    for contact in contacts:
        value = getattr(contact.details, detail)
        if value:
            values.append(value)
    if not values:
        return None
    if len(values) == 1:
        return values[0]
    if detail not in _SAME:
        return values[0]
    distinct: dict[str, str] = {}
    for text in chain(*reversed(values)):
        distinct[_form(detail, text)] = text
    return tuple(distinct.values())[:MOST_TEXTS]


def _change(contacts: Iterable[Contact], detail: str, person: KnownPerson) -> Any:
    """The value that a detail has from now on; None if that is no news."""
    value = _first(contacts, detail)
    before = person.values(detail)
    if detail not in _SAME:
        is_known = optional(value) in (None, *before)
        if is_known:
            return None
        return value
    texts_before = set(chain(*before))
    if texts_before.issuperset(value):
        return None
    forms_before = {_form(detail, text) for text in texts_before}
    fresh = [text for text in value if _form(detail, text) not in forms_before]
    if not fresh:
        return None
    together = (*person.state.details.get(detail, ()), *fresh)
    return together[:MOST_TEXTS]


def _form(detail: str, text: str) -> str:
    form = _SAME[detail](text)
    if form:
        return form
    return optional(text) or ""
