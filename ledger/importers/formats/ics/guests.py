"""The guests of an entry of a calendar, and what they answered. Nothing tells who came."""

from __future__ import annotations

import re
from binascii import a2b_base64, a2b_qp
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape
from typing import Final, Literal, TypeAlias
from urllib.parse import unquote

from ledger.facts import identifiers
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact
from ledger.importers.formats.ics.lines import Component, Property
from ledger.language.text import fold

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
_NO_NAME: Final = re.compile(r"[0-9()@]")
_SUFFIXES: Final = frozenset(
    re.findall(
        r"\w+",
        "mba phd md jr sr esq cpa ii iii iv sa sas sarl eurl scop inc ltd llc gmbh ag co corp",
    )
)
_LONGEST: Final = 200
_PARTS: Final = re.compile(r"[;,|\n]")
_WRAPPING: Final = " \t\"'<>"
_SCHEME: Final = re.compile(r"(?:(?:mailto|smtp):\s*)+", re.IGNORECASE)
_BACKSLASH: Final = re.compile(r"""\\([,;:"'\\])""")
_PAIRS: Final = frozenset({"''", '""', "<>", "()", "[]", "‘’", "“”", "«»", "„“", "``"})
_WITH_ADDRESS: Final = re.compile(
    r"[<(\[]?\s*(?:(?:mailto|smtp):)?[^\s<>()\[\]@]+@[^\s<>()\[\]@]+\s*[>)\]]?",
    re.IGNORECASE,
)
_REMARKS: Final = (
    re.compile(r"^\s*(?:\([^()]*\)|\[[^\[\]]*\])"),
    re.compile(r"\s[|–—-]\s.*$"),
    re.compile(r"(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]))+\s*$"),
)
"""Remarks of a firm's directory beside a name: `[EXT] Zoe Low (Paris)`, `Zoe Low | Example SA`."""

_ENCODED_WORD: Final = re.compile(r"=\?([\w-]+)\?([QqBb])\?([^?\s]*)\?=")
_ROOM: Final = re.compile(
    r"(?:(?:meeting|conference|conf|board)[ .-]*)?(?:room|salle|sala|raum|boardroom|besprechungsraum)\b",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[^\W\d_]+(?:[ .'’-]{1,2}[^\W\d_]+){1,4}")


@dataclass(frozen=True)
class Guest:
    """Someone invited: a name or an address or both; `is_thing` for rooms and lists."""

    name: str
    address: str
    answer: Answer
    is_organizer: bool = False
    is_thing: bool = False

    @cached_property
    def identifiers(self) -> tuple[str, ...]:
        """The identifiers that the address amounts to."""
        if not self.address:
            return ()
        return identifiers.of_person((self.address,))

    @cached_property
    def token(self) -> str:
        """A text that identifies the person across all files."""
        if self.identifiers:
            return self.identifiers[0]
        return f"name:{fold(self.name)}"


def guests(component: Component) -> list[Guest]:
    """Return everyone invited, each once; the organizer comes too, unless a line says no."""
    places = _places(component)
    invited: dict[str, Guest] = {}
    for line in component.every("ATTENDEE"):
        guest = _guest(line, places)
        if guest is None:
            continue
        earlier = invited.setdefault(guest.token, guest)
        if guest.answer == "no":
            invited[guest.token] = replace(earlier, answer="no")
    line_of_organizer = component.one("ORGANIZER")
    organizer = None
    if line_of_organizer:
        organizer = _guest(line_of_organizer, places)
    if organizer:
        invited[organizer.token] = _organizer(organizer, invited)
    return list(invited.values())


def _organizer(organizer: Guest, invited: Mapping[str, Guest]) -> Guest:
    """Return the organizer as a guest, who comes unless a line of that address, or of that name alone, says no."""
    guest = invited.get(organizer.token, organizer)
    answers = {organizer.answer, guest.answer}
    name = fold(organizer.name)
    for namesake in invited.values():
        is_the_organizer = not namesake.address and fold(namesake.name) == name
        if is_the_organizer:
            answers.add(namesake.answer)
    answer: Answer = "no" if "no" in answers else "yes"
    return replace(guest, answer=answer, is_organizer=True)


def _places(component: Component) -> frozenset[str]:
    """Return what the entry names as its place, whole and in parts: no guest bears such a name."""
    location = component.text("LOCATION")[:_LONGEST]
    parts = [location, *_PARTS.split(location)]
    return frozenset(map(fold, parts)) - {""}


def _guest(line: Property, places: frozenset[str]) -> Guest | None:
    """Return the guest that a line names; None if it names no one."""
    parameters = line.parameters
    shown = _shown(parameters.get("CN", ""))
    if not shown and _NAME.fullmatch(line.value):
        shown = line.value
    name = _bare_name(shown)
    address = _address(parameters.get("EMAIL", ""))
    address = address or _address(line.value)
    address = address or _address_within(shown)
    if not name and not address:
        return None
    names = {fold(shown), fold(name), fold(address)}
    is_thing = not places.isdisjoint(names)
    is_thing = is_thing or _is_room(shown, address)
    is_thing = is_thing or _is_thing(parameters, address)
    answer = _ANSWERS.get(_word(parameters, "PARTSTAT"), "asked")
    return Guest(name, address, answer, is_thing=is_thing)


def _is_thing(parameters: Mapping[str, str], address: str) -> bool:
    """Tell whether a guest is a room, a list, or someone who only hears of it."""
    if _word(parameters, "CUTYPE") in _THINGS:
        return True
    if _word(parameters, "ROLE") == "NON-PARTICIPANT":
        return True
    return _NOT_PEOPLE.search(address.lower()) is not None


def _is_room(shown: str, address: str) -> bool:
    """Tell whether a guest is called as a room is, and has a number or an address of one."""
    if "," in shown:
        return False
    if not _ROOM.match(shown):
        return False
    if any(map(str.isdigit, shown)):
        return True
    return _ROOM.match(address) is not None


def _word(parameters: Mapping[str, str], name: str) -> str:
    """Return a parameter that is one word, in capitals, whatever spaces a broken line put into it."""
    return "".join(parameters.get(name, "").split()).strip('"').upper()


def _address(text: str) -> str:
    """Return the e-mail address that a text is, in whatever quotes and brackets; "" if it is none."""
    if len(text) > _LONGEST:
        return ""
    if "/o=" in text.lower():
        return ""
    bare = text
    if "%40" in text:
        bare = unquote(text)
    bare = _SCHEME.sub("", bare.strip(_WRAPPING)).strip(_WRAPPING)
    identifier = identifiers.email(bare)
    if not identifier:
        return ""
    return identifier.removeprefix("email:")


def _address_within(shown: str) -> str:
    """Return the address that stands beside a name, "" without one."""
    for match in _WITH_ADDRESS.finditer(shown):
        address = _address(match[0].strip("()[]"))
        if address:
            return address
    return ""


def _shown(name: str) -> str:
    """Return a name as the calendar shows it, without what made it safe for its file."""
    text = _BACKSLASH.sub(r"\1", name[:_LONGEST])
    if "&" in text:
        text = unescape(text)
    if "=?" in text:
        text = _ENCODED_WORD.sub(_decoded_word, text)
    return " ".join(text.split())


def _decoded_word(match: re.Match[str]) -> str:
    """Return an encoded word of RFC 2047 as text, or as it stands if it is broken."""
    charset, encoding, text = match.groups()
    raw = text.replace("_", " ").encode()
    try:
        decoded = a2b_qp(raw) if encoding in "Qq" else a2b_base64(raw)
        return decoded.decode(charset)
    except (LookupError, ValueError):
        return match[0]


def _bare_name(shown: str) -> str:
    """Return the name without an address beside it, remarks before and after it, and outer quotes."""
    name = _WITH_ADDRESS.sub(" ", _unwrapped(shown))
    name = _unwrapped(name)
    for remark in _REMARKS:
        shorter = remark.sub("", name).strip()
        if len(shorter.split()) > 1:
            name = shorter
    return " ".join(_unwrapped(name).split())


def _unwrapped(text: str) -> str:
    """Return a text without the quotes, apostrophes or brackets around the whole of it."""
    if text.count('"') == 1:
        text = text.replace('"', "")
    bare = text.strip(" ,;-")
    while len(bare) > 1 and (bare[0] + bare[-1]) in _PAIRS:
        bare = bare[1:-1].strip()
    return bare


def contacts(guests: Iterable[Guest]) -> Mapping[str, Contact]:
    """Return everyone as a contact by token, under the name that the files give most often."""
    names: dict[str, Counter[str]] = {}
    people: dict[str, Guest] = {}
    for guest in guests:
        people.setdefault(guest.token, guest)
        counts = names.setdefault(guest.token, Counter())
        counts[guest.name] += bool(guest.name)
    found_contacts: dict[str, Contact] = {}
    for token, guest in people.items():
        ((name, _),) = names[token].most_common(1)
        found_contacts[token] = _contact(guest, name or guest.address)
    return found_contacts


def _contact(guest: Guest, name: str) -> Contact:
    """Return the guest as a contact of a name."""
    given_name, family_name = _turned(name)
    rows: tuple[str, ...] = ()
    if not guest.identifiers:
        rows = (identifiers.row(FORMAT, ("guest", fold(name)), 0),)
    emails = None
    if guest.address:
        emails = (guest.address,)
    full_name = name
    if given_name:
        full_name = f"{given_name} {family_name}"
    return Contact(
        name=full_name,
        given=given_name or None,
        family=family_name or None,
        details=Details(emails=emails),
        identifiers=guest.identifiers,
        rows=rows,
    )


def _turned(name: str) -> tuple[str, str]:
    """Return given and family name of `Lefèvre, Zoé`, as address lists write it; of any other name nothing."""
    match = _COMMA.fullmatch(name)
    if match is None:
        return "", ""
    if _NO_NAME.search(name):
        return "", ""
    family_name = match[1].strip()
    given_name = match[2].strip()
    if not family_name or not given_name:
        return "", ""
    if len(given_name.split()) > 3:
        return "", ""
    suffix = given_name.casefold().replace(".", "")
    if suffix in _SUFFIXES:
        return "", ""
    return given_name, family_name


def is_owner(guest: Guest, owner: Collection[str]) -> bool:
    """Tell whether the guest is the owner, whose identifiers are given."""
    matches = (identifier in owner for identifier in guest.identifiers)
    return any(matches)
