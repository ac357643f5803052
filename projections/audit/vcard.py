"""What is known of a person as a vCard 4.0 (RFC 6350), to hand it over."""

from __future__ import annotations

import json
from collections.abc import Iterator

from projections.directory.tables import Person

_FOLDED = 75  # octets a line, RFC 6350 section 3.2


def vcard(person: Person) -> str:
    """The card, its lines ended by CR LF; the id stands for a name that is not there."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(person))


def _lines(person: Person) -> Iterator[str]:
    yield from ("BEGIN:VCARD", "VERSION:4.0", f"UID:urn:uuid:{person.id}")
    yield f"FN:{_escaped(person.name or person.id)}"
    if person.given or person.family:
        yield f"N:{_escaped(person.family or '')};{_escaped(person.given or '')};;;"
    for alias in json.loads(person.aliases):
        yield f"NICKNAME:{_escaped(alias)}"
    for name, values in (
        ("EMAIL", person.emails),
        ("TEL", person.phones),
        ("URL", person.urls),
    ):
        for value in json.loads(values):
            yield f"{name}:{value if name == 'URL' else _escaped(value)}".replace(
                "\n", " "
            ).replace("\r", " ")
    for name, text in (
        ("ORG", person.organisation),
        ("TITLE", person.position),
        ("LANG", person.language),
    ):
        if text:
            yield f"{name}:{_escaped(text)}"
    if person.place:
        yield f"ADR:;;{_escaped(person.place)};;;;"
    if tags := json.loads(person.tags):
        yield "CATEGORIES:" + ",".join(map(_escaped, tags))
    yield "END:VCARD"


def _escaped(text: str) -> str:
    for char in "\\,;":
        text = text.replace(char, f"\\{char}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of 75 octets, no character cut."""
    pieces, piece, size = list[str](), "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _FOLDED:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])
