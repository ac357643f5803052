"""One line of a card: its name, its parameters, its value, each decoded as the line itself says."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple, TypeAlias

from ledger.importers.formats.vcard.lines import Line

# Possessive, so that no line made for it takes longer than its length.
_HEAD: Final = re.compile(rb'((?:[^":]|"(?:[^"\\]|\\.)*+")*+):')
_PARAMETER: Final = re.compile(rb';((?:[^";]|"(?:[^"\\]|\\.)*+")*+)')
_MOST_PARAMETERS: Final = 50
_QUOTED: Final = frozenset({"QUOTED-PRINTABLE", "QUOTED_PRINTABLE", "QUOTEDPRINTABLE", "QUOTED", "QP", "Q"})
"""Quoted-printable, and what programs write that mean it."""

_ENCODINGS: Final = _QUOTED | {"BASE64", "B", "8BIT", "7BIT"}
_CHARSET: Final = re.compile(
    r"(?i)(?:utf-?8|us-ascii|iso-?8859-\d+|windows-?\d+|cp\d+|mac(?:intosh|-?roman)|"
    r"shift[_-]jis|euc-\w+|iso-2022-jp|gb\w+|big5|koi8-\w)"
)
"""What a card may be written in; the other codecs of Python are no business of a file's."""

_MARKS: Final = re.compile("([;,])")
_CHARACTER: Final = re.compile(r"(?s)\\(.)|([^\\]+)|\\")

Guess: TypeAlias = Callable[[bytes], str]
"""Decodes what says nothing of its encoding."""


class Property(NamedTuple):
    """A line taken apart. The names of parameters, and the values that are words, are in capitals."""

    number: int
    name: str
    parameters: Mapping[str, tuple[str, ...]]
    value: bytes

    def of(self, parameter: str) -> tuple[str, ...]:
        """The values of a parameter."""
        return self.parameters.get(parameter, ())


def parsed(line: Line) -> Property | None:
    """The line taken apart, None where it has no value."""
    found = _HEAD.match(line.text)
    head, value = (found[1], line.text[found.end() :]) if found else _apart(line.text)
    parameters: dict[str, tuple[str, ...]] = {}
    for each in islice(_PARAMETER.finditer(head), _MOST_PARAMETERS):
        name, values = _parameter(each[1].decode("utf-8", "replace"))
        parameters[name] = (*parameters.get(name, ()), *values)
    return Property(line.number, line.name, parameters, value.strip())


def _apart(text: bytes) -> tuple[bytes, bytes]:
    """A line whose quotation marks do not match."""
    head, _, value = text.partition(b":")
    return head, value


def _parameter(text: str) -> tuple[str, list[str]]:
    """`TYPE=cell,home`, `TYPE="voice,work"`, and of version 2.1 the bare `CELL`."""
    name, equals, value = text.partition("=")
    if not equals:
        bare = name.strip().upper()
        return ("ENCODING" if bare in _ENCODINGS else "TYPE"), [bare]
    values = value.replace('"', "").split(",")
    key = name.strip().upper()
    return key, [each.strip() if key.startswith("X-") else each.strip().upper() for each in values]


def raw_of(line: Property) -> bytes:
    """The bytes of the value, freed from what made them safe to send."""
    encoding = line.of("ENCODING")
    if not _QUOTED.isdisjoint(encoding):
        return binascii.a2b_qp(line.value)
    return _base64(line.value) if encoding and encoding[0] in {"B", "BASE64"} else line.value


def text_of(line: Property, guess: Guess) -> str:
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


def split(text: str, separator: str) -> list[str]:
    r"""The components of an escaped value, unescaped: `Acme\, Inc.;R\;D` has two parted by `;`."""
    if "\\" not in text:
        return text.split(separator)
    components = [""]
    for escaped, piece in _pieces(text):
        if escaped:
            components[-1] += "\n" if piece in "nN" else piece
            continue
        first, *others = piece.split(separator)
        components[-1] += first
        components += others
    return components


def lists(text: str) -> list[list[str]]:
    r"""The components parted by `;`, each a list parted by `,`: of `Low;Ann;Eva,Mia` three, the last of two names."""
    components = [[""]]
    for escaped, piece in _pieces(text):
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


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    for found in _CHARACTER.finditer(text):
        if found[1]:
            yield True, found[1]
        elif found[2]:
            yield False, found[2]
