"""What is known of a person as a vCard: 4.0 (RFC 6350) or 3.0 (RFC 2426), which telephones read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias, get_args

from ledger.facts import identifiers
from ledger.language.person_names import first_and_family
from projections.directory.tables import Person, as_list

Version: TypeAlias = Literal["4.0", "3.0"]
VERSIONS: Final[tuple[Version, ...]] = get_args(Version)

_FOLDED: Final = 75
"""Octets of a line, RFC 6350 section 3.2."""


def vcard(person: Person, version: Version = "4.0") -> str:
    """The card, its lines ended by CR LF; the id stands for a name that is not there."""
    folded_lines = (f"{_folded(line)}\r\n" for line in _lines(person, version))
    return "".join(folded_lines)


def _lines(person: Person, version: Version) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    yield f"UID:{identifiers.own_uid(person.id)}"
    yield f"FN:{_escaped(person.name or person.id)}"
    yield _name(person)
    for alias in as_list(person.aliases):
        yield f"NICKNAME:{_escaped(alias)}"
    yield from _addresses(person, version)
    if person.organisation:
        yield f"ORG:{_escaped(person.organisation)}"
    if person.position:
        yield f"TITLE:{_escaped(person.position)}"
    if person.place:
        yield f"ADR:;;;{_escaped(person.place)};;;"
    if person.language and version == "4.0":
        yield f"LANG:{_escaped(person.language)}"
    tags = as_list(person.tags)
    if tags:
        yield "CATEGORIES:" + ",".join(map(_escaped, tags))
    yield "END:VCARD"


def _name(person: Person) -> str:
    given, family = name_parts(person)
    return f"N:{_escaped(family)};{_escaped(given)};;;"


def name_parts(person: Person) -> tuple[str, str]:
    """Given and family name, guessed where only the whole name is known."""
    given, family = person.given or "", person.family or ""
    if given or family:
        return given, family
    first_names, family_names = first_and_family(person.name or "")
    return " ".join(first_names), " ".join(family_names)


def _addresses(person: Person, version: Version) -> Iterator[str]:
    kind = ";TYPE=INTERNET" if version == "3.0" else ""
    for address in as_list(person.emails):
        yield f"EMAIL{kind}:{_escaped(address)}"
    for number in as_list(person.phones):
        yield f"TEL:{_escaped(number)}"
    for url in as_list(person.urls):
        yield f"URL:{' '.join(url.splitlines())}"


def _escaped(text: str) -> str:
    for char in "\\,;":
        text = text.replace(char, f"\\{char}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of 75 octets, no character cut."""
    pieces: list[str] = []
    piece, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _FOLDED:
            pieces.append(piece)
            piece, size = " ", 1
        piece += char
        size += width
    return "\r\n".join([*pieces, piece])
