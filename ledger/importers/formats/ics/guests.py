"""Who is invited to an entry of a calendar, and what they answered. Nothing tells who came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, TypeAlias

from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact
from ledger.importers.formats.ics.lines import Component
from ledger.importers.formats.ics.properties import Property
from ledger.language.folding import fold

FORMAT: Final = "ics"

Answer: TypeAlias = Literal["yes", "no", "perhaps", "asked"]
"""`asked`: the file says that there is no answer yet; `perhaps` also where it says nothing at all."""

_ANSWERS: Final[Mapping[str, Answer]] = {
    **dict.fromkeys(("ACCEPTED", "COMPLETED"), "yes"),
    **dict.fromkeys(("DECLINED", "DELEGATED"), "no"),
    **dict.fromkeys(("TENTATIVE", ""), "perhaps"),
}
_THINGS: Final = frozenset({"ROOM", "RESOURCE", "GROUP"})
_NOT_PEOPLE: Final = re.compile(
    r"@(?:(?:group|resource|group\.v)\.)?calendar\.google\.com$|@resource\.|^(?:no-?reply|do-?not-?reply)@"
)
_COMMA: Final = re.compile(r"([^,]{1,60}), ?([^,]{1,40})")
_SUFFIXES: Final = frozenset(
    re.findall(r"\w+", "mba phd md jr sr esq cpa ii iii iv sa sas sarl eurl scop inc ltd llc gmbh ag co corp")
)
_LONGEST: Final = 200


@dataclass(frozen=True)
class Guest:
    """Somebody invited: a name or an address or both; `is_thing` for rooms and lists."""

    name: str
    address: str
    answer: Answer
    is_organizer: bool = False
    is_thing: bool = False

    @cached_property
    def identifiers(self) -> tuple[str, ...]:
        """The address as it is recognised by."""
        return identifiers.of_person((self.address,)) if self.address else ()

    @cached_property
    def token(self) -> str:
        """What is the same for the same person all over the files."""
        return self.identifiers[0] if self.identifiers else f"name:{fold(self.name)}"


def guests(component: Component) -> list[Guest]:
    """Everybody invited, each once; who organises it comes, unless they said no."""
    found: dict[str, Guest] = {}
    for each in component.every("ATTENDEE"):
        if guest := _guest(each):
            found.setdefault(guest.token, guest)
    organizer = component.one("ORGANIZER")
    if organizer and (guest := _guest(organizer)):
        known = found.get(guest.token, guest)
        answer: Answer = "no" if known.answer == "no" else "yes"
        found[guest.token] = replace(known, answer=answer, is_organizer=True)
    return list(found.values())


def _guest(found: Property) -> Guest | None:
    told = found.parameters
    address = _address(told.get("EMAIL", "")) or _address(found.value)
    name = " ".join(told.get("CN", "").split())[:_LONGEST]
    if identifiers.email(name):
        address, name = address or _address(name), ""
    if not (name or address):
        return None
    is_thing = told.get("CUTYPE", "").upper() in _THINGS or bool(_NOT_PEOPLE.search(address.lower()))
    answer = _ANSWERS.get(told.get("PARTSTAT", "").upper(), "asked")
    return Guest(name, address, answer, is_thing=is_thing)


def _address(text: str) -> str:
    """The e-mail address in a text, "" where there is none."""
    if len(text) > _LONGEST or "/o=" in text.lower() or (found := identifiers.email(text)) is None:
        return ""
    return found.removeprefix("email:")


def contacts(every: Iterable[Guest]) -> Mapping[str, Contact]:
    """Everybody as a contact by token, under the name that the files give most often."""
    names: dict[str, Counter[str]] = {}
    found: dict[str, Guest] = {}
    for guest in every:
        found.setdefault(guest.token, guest)
        names.setdefault(guest.token, Counter())[guest.name] += bool(guest.name)
    return {token: _contact(guest, names[token].most_common(1)[0][0]) for token, guest in found.items()}


def _contact(guest: Guest, told: str) -> Contact:
    """The guest under a name; who has none anywhere is called by the address."""
    name = told or guest.address
    given, family = _turned(name)
    return Contact(
        name=f"{given} {family}" if given else name,
        given=given or None,
        family=family or None,
        details=Details(emails=(guest.address,) if guest.address else None),
        identifiers=guest.identifiers,
        rows=() if guest.identifiers else (identifiers.row(FORMAT, ("guest", fold(name)), 0),),
    )


def _turned(name: str) -> tuple[str, str]:
    """Given and family name of `Lefèvre, Zoé`, as address lists write it; empty for any other name."""
    found = _COMMA.fullmatch(name)
    if not found or any(char.isdigit() or char in "()@" for char in name):
        return "", ""
    family, given = (part.strip() for part in found.groups())
    is_suffix = given.casefold().replace(".", "") in _SUFFIXES
    return ("", "") if is_suffix or not (family and given) or len(given.split()) > 3 else (given, family)


def is_owner(guest: Guest, owner: Collection[str]) -> bool:
    """Whether the guest is the owner, whose identifiers are given."""
    return any(each in owner for each in guest.identifiers)
