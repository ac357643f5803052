"""One line of a card: its name, its parameters, its value, and the addresses online that it gives."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple, TypeAlias

from ledger.importers.io import content_lines
from ledger.importers.io.content_lines import ContentLine

_QUOTED: Final = frozenset(
    {"QUOTED-PRINTABLE", "QUOTED_PRINTABLE", "QUOTEDPRINTABLE", "QUOTED", "QP", "Q"}
)
"""Quoted-printable, and what programs write that mean it."""

_ENCODINGS: Final = _QUOTED | {"BASE64", "B", "8BIT", "7BIT"}
_CHARSET: Final = re.compile(
    r"(?i)(?:utf-?8|us-ascii|iso-?8859-\d+|windows-?\d+|cp\d+|mac(?:intosh|-?roman)|"
    r"shift[_-]jis|euc-\w+|iso-2022-jp|gb\w+|big5|koi8-\w)"
)
"""The charsets that a card may name; Python's other codecs are not for files to choose."""

_MARKS: Final = re.compile("([;,])")

Guess: TypeAlias = Callable[[bytes], str]
"""Decodes what says nothing of its encoding."""

SITES: Final[Mapping[str, str]] = {
    "BLUESKY": "https://bsky.app/profile/{}",
    "FACEBOOK": "https://www.facebook.com/{}",
    "GITHUB": "https://github.com/{}",
    "INSTAGRAM": "https://www.instagram.com/{}",
    "LINKEDIN": "https://www.linkedin.com/in/{}",
    "TWITTER": "https://x.com/{}",
    "X": "https://x.com/{}",
    "XING": "https://www.xing.com/profile/{}",
}
"""Where a name on a site leads to, by the type that the card says it is of."""

_HANDLE: Final = re.compile(r"(?:x-apple:|@)?([\w.-]{1,80})")

_ADDRESS: Final = re.compile(
    r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#:]\S*)?", re.IGNORECASE
)


class CardProperty(NamedTuple):
    """A line taken apart. The names of parameters, and the values that are words, are in capitals."""

    number: int
    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: bytes

    def of(self, parameter: str) -> tuple[str, ...]:
        """The values of a parameter."""
        return self.parameters.get(parameter, ())


def parsed(line: ContentLine) -> CardProperty | None:
    """The line taken apart, None where it has no value."""
    # Bytes as characters: each value is decoded later, as its own parameters say.
    content = content_lines.parse(line.text.decode("latin-1"))
    if content is None:
        return None
    parameters: dict[str, tuple[str, ...]] = {}
    for name, value in content.parameters:
        key, values = _parameter(name, value)
        parameters[key] = (*parameters.get(key, ()), *values)
    return CardProperty(
        line.number, line.name, parameters, content.value.encode("latin-1").strip()
    )


def _parameter(name: str, value: str) -> tuple[str, list[str]]:
    """`TYPE=cell,home`, `TYPE="voice,work"`, and of version 2.1 the bare `CELL`."""
    if not name:
        word = value.strip().upper()
        key = "ENCODING" if word in _ENCODINGS else "TYPE"
        return key, [word]
    key = name.strip().upper()
    values = [part.strip() for part in value.replace('"', "").split(",")]
    if key.startswith("X-"):
        return key, values
    return key, [part.upper() for part in values]


def raw_of(line: CardProperty) -> bytes:
    """The bytes of the value, freed from what made them safe to send."""
    encoding = line.of("ENCODING")
    if not _QUOTED.isdisjoint(encoding):
        return content_lines.from_quoted_printable(line.value)
    if encoding and encoding[0] in {"B", "BASE64"}:
        return _base64(line.value)
    return line.value


def text_of(line: CardProperty, guess: Guess) -> str:
    """The value as text, still escaped. A byte that is not of its encoding is a lone surrogate."""
    raw = raw_of(line)
    for charset in line.of("CHARSET"):
        if _CHARSET.fullmatch(charset):
            try:
                return raw.decode(charset)
            except (UnicodeError, LookupError):
                continue
    return guess(raw)


def _base64(raw: bytes) -> bytes:
    try:
        return binascii.a2b_base64(raw)
    except binascii.Error:
        return b""


def lists(text: str) -> list[list[str]]:
    r"""The components parted by `;`, each a list parted by `,`: of `Low;Ann;Eva,Mia` three, the last of two names."""
    components = [[""]]
    for escaped, piece in content_lines.pieces(text):
        if escaped:
            components[-1][-1] += "\n" if piece in "nN" else piece
            continue
        for mark in _MARKS.split(piece):
            if mark == ";":
                components.append([""])
            elif mark == ",":
                components[-1].append("")
            else:
                components[-1][-1] += mark
    return components


def address_of_page(text: str) -> str | None:
    """The address of a page, None for anything else."""
    bare = text.strip()
    if _ADDRESS.fullmatch(bare):
        return bare
    return None


def addresses_of_profile(line: CardProperty, text: str) -> Iterator[str]:
    """The address of the profile that a social line means."""
    if "://" in text:
        address = address_of_page(text)
        if address:
            yield address
        return
    services = list(line.of("TYPE"))
    for parameter in ("SERVICE-TYPE", "X-SERVICE-TYPE"):
        services += map(str.upper, line.of(parameter))
    yield from _led_to(services, text, line.of("X-USER"))


def _led_to(services: Iterable[str], text: str, users: Iterable[str]) -> Iterator[str]:
    names = (text, *users)
    matches = (_HANDLE.fullmatch(name.strip()) for name in names)
    handles = list(filter(None, matches))
    if not handles:
        return
    for service in services:
        if service in SITES:
            yield SITES[service].format(handles[0][1])
            return
