"""Who is invited to an entry of a calendar, and what they answered. Nothing tells who came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote

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
_PARTS: Final = re.compile(r"[;,|\n]")
_WRAPPING: Final = " \t\"'<>"
_SCHEME: Final = re.compile(r"(?:(?:mailto|smtp):\s*)+", re.IGNORECASE)
_BACKSLASH: Final = re.compile(r"""\\([,;:"'\\])""")
_PAIRS: Final = frozenset({"''", '""', "<>", "()", "[]", "‘’", "“”", "«»", "„“", "``"})
_WITH_ADDRESS: Final = re.compile(
    r"[<(\[]?\s*(?:(?:mailto|smtp):)?[^\s<>()\[\]@]+@[^\s<>()\[\]@]+\s*[>)\]]?", re.IGNORECASE
)
_BRACKETED: Final = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])\s*$")


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
    """Return everybody invited, each once; the organizer comes too, unless a line says no."""
    places = _places(component)
    found: dict[str, Guest] = {}
    for line in component.every("ATTENDEE"):
        guest = _guest(line, places)
        if guest is None:
            continue
        known = found.setdefault(guest.token, guest)
        if guest.answer == "no":
            found[guest.token] = replace(known, answer="no")
    line_of_organizer = component.one("ORGANIZER")
    organizer = _guest(line_of_organizer, places) if line_of_organizer else None
    if organizer:
        known = found.get(organizer.token, organizer)
        declined = known.answer == "no" or organizer.answer == "no" or _declined(organizer, found.values())
        found[organizer.token] = replace(known, answer="no" if declined else "yes", is_organizer=True)
    return list(found.values())


def _declined(organizer: Guest, invited: Iterable[Guest]) -> bool:
    """Tell whether somebody of the organizer's name and without an address declined."""
    name = fold(organizer.name)
    return any(not guest.address and guest.answer == "no" and fold(guest.name) == name for guest in invited)


def _places(component: Component) -> frozenset[str]:
    """Return what the entry names as its place, whole and in parts: no guest bears such a name."""
    location = component.text("LOCATION")[:_LONGEST]
    return frozenset(fold(part) for part in (location, *_PARTS.split(location)) if part.strip())


def _guest(line: Property, places: frozenset[str]) -> Guest | None:
    parameters = line.parameters
    shown = _unescaped(parameters.get("CN", ""))
    address = _address(parameters.get("EMAIL", "")) or _address(line.value) or _address_within(shown)
    name = _bare_name(shown)
    if not (name or address):
        return None
    is_thing = (
        _word(parameters, "CUTYPE") in _THINGS
        or _word(parameters, "ROLE") == "NON-PARTICIPANT"
        or bool(_NOT_PEOPLE.search(address.lower()))
        or not places.isdisjoint({fold(shown), fold(name), fold(address)} - {""})
    )
    answer = _ANSWERS.get(_word(parameters, "PARTSTAT"), "asked")
    return Guest(name, address, answer, is_thing=is_thing)


def _word(parameters: Mapping[str, str], name: str) -> str:
    """Return a parameter that is one word, in capitals, whatever spaces a broken line put into it."""
    return "".join(parameters.get(name, "").split()).strip('"').upper()


def _address(text: str) -> str:
    """Return the e-mail address that a text is, in whatever quotes and brackets; "" if it is none."""
    if len(text) > _LONGEST or "/o=" in text.lower():
        return ""
    bare = unquote(text) if "%40" in text else text
    bare = _SCHEME.sub("", bare.strip(_WRAPPING)).strip(_WRAPPING)
    found = identifiers.email(bare)
    return found.removeprefix("email:") if found else ""


def _address_within(shown: str) -> str:
    """Return the address that stands beside a name, "" if there is none."""
    addresses = (_address(matched[0].strip("()[]")) for matched in _WITH_ADDRESS.finditer(shown))
    return next(filter(None, addresses), "")


def _unescaped(text: str) -> str:
    """Return a name as the calendar shows it."""
    return " ".join(_BACKSLASH.sub(r"\1", text[:_LONGEST]).split())


def _bare_name(shown: str) -> str:
    """Return the name without an address beside it, what stands in brackets after it, and outer quotes."""
    name = _unwrapped(_WITH_ADDRESS.sub(" ", _unwrapped(shown)))
    while (cut := _BRACKETED.sub("", name)) != name and len(cut.split()) > 1:
        name = cut.strip()
    return " ".join(_unwrapped(name).split())


def _unwrapped(text: str) -> str:
    """Return a text without the quotes, apostrophes or brackets around the whole of it."""
    bare = (text.replace('"', "") if text.count('"') == 1 else text).strip(" ,;-")
    while len(bare) > 1 and (bare[0] + bare[-1]) in _PAIRS:
        bare = bare[1:-1].strip()
    return bare


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
