r"""Content lines, of which calendars and address books are made (RFC 5545, 3.1; RFC 6350, 3.3).

`DTSTART;TZID=Europe/Paris:20260105T123000`: a name, parameters, a value, folded over physical lines. Lines
are put together as bytes, since programs fold them in the middle of a character, and each may be in an
encoding of its own. Of properties that no one wants only the names are kept: photos and attachments go here.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Callable, Collection, Iterator
from typing import Final, NamedTuple

_NAME: Final = re.compile(rb"\s*(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9_-]+)\s*[:;]")
_NAME_ALONE: Final = re.compile(rb"[A-Za-z0-9-]+")
_SPLIT_NAME: Final = re.compile(rb"[A-Za-z0-9-]\r*[\r\n][ \t][:;]")
_QUOTED_PRINTABLE: Final = re.compile(
    rb'(?i);\s*(?:ENCODING\s*=\s*)?"?(?:QUOTED(?:[-_ ]?PRINTABLE)?|QP?)"?\s*[;:]'
)
_ESCAPE: Final = re.compile(rb"=[0-9A-Fa-f]{2}")
_HALF_ESCAPE: Final = re.compile(rb"=[0-9A-Fa-f]?$")
_FIRST_BYTE: Final = re.compile(rb"=[C-Fc-f][0-9A-Fa-f](?:=[89ABab][0-9A-Fa-f]){0,2}$")
_NEXT_BYTE: Final = re.compile(rb"[ \t]*=[89ABab][0-9A-Fa-f]")
_FRAME: Final = re.compile(rb"\s*(?:BEGIN|END)\s*:", re.IGNORECASE)
_VALUE_FOLDED: Final = re.compile(rb"[ \t][:;]")
_BROKEN_AT_SPACES: Final = 70
"""Bytes: a shorter line of vCard 2.1 was folded where a space stands, which is part of the text."""

_NAME_END: Final = re.compile("[:;]")
_PARAMETER: Final = r';[ \t]*([^=;:,"]+?)[ \t]*(?:=((?:{quoted}|[^";:,]*)(?:,(?:{quoted}|[^";:,]*))*)|(?=[;:]))'
_PATTERNS: Final = tuple(
    re.compile(_PARAMETER.format(quoted=quoted))
    for quoted in (r'"[^"]*"', r'"(?:\\.|[^"\\])*"')
)
"""Parameters as the standards write them, and as programs do that escape a quote within quotes."""

_LOOSE: Final = re.compile(
    r";[ \t]*([A-Za-z][A-Za-z0-9 \t-]*)=(.*?)"
    r"(?=;[ \t]*[A-Za-z][A-Za-z0-9 \t-]*=|:\s*[\"'<]*(?:mailto|urn|invalid|https?):|$)",
    re.IGNORECASE | re.DOTALL,
)
_VALUE: Final = re.compile(
    r":\s*([\"'<]*(?:mailto|urn|invalid|https?):[^;]*)", re.IGNORECASE
)
_MOST_PARAMETERS: Final = 50
_LONGEST_LOOSE: Final = 2_000

_CHARACTER: Final = re.compile(r"(?s)\\(.)|([^\\]+)|\\")
_CARET: Final = re.compile(r"\^([n'^])")


class ContentLine(NamedTuple):
    """A logical line and the physical line, from 1, where it begins; `text` is empty for unwanted properties."""

    number: int
    name: str
    text: bytes


class Content(NamedTuple):
    """The parameters of a line in order, as they stand, and its value; a bare parameter has an empty name.

    `is_whole` tells whether the parameters could be taken apart up to the value.
    """

    parameters: list[tuple[str, str]]
    value: str
    is_whole: bool = True


def lines(
    data: bytes,
    is_wanted: Callable[[bytes], bool],
    *,
    longest: int,
    rejoined: Collection[bytes] = (),
) -> Iterator[ContentLine]:
    """Yield the logical lines of a file in order.

    Of a line longer than `longest` no more is kept than shows that it is. The properties `rejoined` also
    take up what follows them and is no property: their continuing lines lost the space before them.
    """
    unfinished: _Unfinished | None = None
    is_old = False
    physical = _physical(data)
    if _SPLIT_NAME.search(data):
        physical = _with_names(physical)
    for number, raw in physical:
        if unfinished is not None and unfinished.continues(raw, rejoined):
            unfinished.add(raw, is_old=is_old)
            continue
        if not raw:
            continue
        if unfinished is not None:
            yield unfinished.line()
        named = _NAME.match(raw)
        if named is None:
            unfinished = None
            continue
        name = named[1].upper()
        kept_length = longest if is_wanted(name) else 0
        unfinished = _Unfinished(number, name, raw, kept_length)
        if name == b"VERSION":
            is_old = raw.rstrip().endswith(b"2.1")
    if unfinished is not None:
        yield unfinished.line()


def _physical(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the physical lines, whatever ends them, without the byte order marks that gluing files leaves."""
    if codecs.BOM_UTF8 in data:
        data = data.replace(codecs.BOM_UTF8, b"")
    end = b"\n" if b"\n" in data else b"\r"
    start = 0
    number = 0
    while start < len(data):
        stop = data.find(end, start)
        if stop < 0:
            stop = len(data)
        number += 1
        yield number, data[start:stop].rstrip(b"\r")
        start = stop + 1


def _with_names(physical: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Yield the physical lines, one that is a name alone joined with the fold that holds its value.

    Mozilla wrote calendars so: `SUMMARY`, and on the next line ` :Lunch`.
    """
    waiting: tuple[int, bytes] | None = None
    for number, raw in physical:
        if waiting is not None:
            waiting_number, name = waiting
            waiting = None
            if _VALUE_FOLDED.match(raw):
                yield waiting_number, name + raw[1:]
                continue
            yield waiting_number, name
        if _NAME_ALONE.fullmatch(raw):
            waiting = (number, raw)
        else:
            yield number, raw
    if waiting is not None:
        yield waiting


class _Unfinished:
    """A logical line while it is put together; with `longest` 0 nothing of it is kept."""

    __slots__ = ("is_quoted", "last", "length", "longest", "name", "number", "parts")

    def __init__(self, number: int, name: bytes, raw: bytes, longest: int) -> None:
        self.number = number
        self.name = name
        self.longest = longest
        head = raw[:1_000].partition(b":")[0] + b":"
        has_mark = _QUOTED_PRINTABLE.search(head) is not None
        self.is_quoted = b";" in raw and has_mark
        self.parts = [raw]
        self.last = raw
        self.length = len(raw)

    def continues(self, raw: bytes, rejoined: Collection[bytes]) -> bool:
        """Tell whether a physical line belongs to this one."""
        if raw[:1] in {b" ", b"\t"}:
            return True
        if self.is_quoted and not _FRAME.match(raw):
            if _ESCAPE.match(raw):
                return True
            return self._is_broken_softly()
        if self.name not in rejoined:
            return False
        is_property = _NAME.match(raw) is not None
        return bool(raw) and not is_property

    def add(self, raw: bytes, *, is_old: bool) -> None:
        """Take a physical line: after a soft break of quoted-printable as it stands, else without the fold."""
        if self._is_broken_softly():
            self.parts[-1] = self.parts[-1].rstrip(b" \t").removesuffix(b"=")
            text = raw
            if self._is_within_a_character(raw):
                text = raw.lstrip(b" \t")
        elif raw[:1] not in {b" ", b"\t"}:
            text = raw
        elif (
            is_old
            and len(self.last) < _BROKEN_AT_SPACES
            and not self._is_within_a_character(raw)
        ):
            text = b" " + raw[1:]
        else:
            text = raw[1:]
        self.last = raw
        if self.length <= self.longest:
            self.parts.append(text)
            self.length += len(text)

    def line(self) -> ContentLine:
        """Return what it came to."""
        text = b""
        if self.longest:
            text = b"".join(self.parts)
        return ContentLine(self.number, self.name.decode(), text)

    def _is_broken_softly(self) -> bool:
        """Tell whether the last physical line ends with a soft break; programs put spaces behind it."""
        return self.is_quoted and self.last.rstrip(b" \t").endswith(b"=")

    def _is_within_a_character(self, raw: bytes) -> bool:
        """Tell whether an escape, or the bytes of one character, stand on both sides of the break."""
        if not self.is_quoted:
            return False
        before = self.parts[-1][-12:]
        if _HALF_ESCAPE.search(before):
            return True
        if _FIRST_BYTE.search(before) is None:
            return False
        return _NEXT_BYTE.match(raw) is not None


def parse(text: str) -> Content | None:
    """Take a logical line apart; None if it has no value."""
    begin = _after_name(text)
    if text.startswith(":", begin):
        return Content([], text[begin + 1 :])
    for pattern in _PATTERNS:
        parameters, end = _parameters(pattern, text, begin)
        if text.startswith(":", end):
            return Content(parameters, text[end + 1 :])
    parameters, end = _parameters(_PATTERNS[0], text, begin)
    colon = text.find(":", end)
    if colon < 0:
        return None
    return Content(parameters, text[colon + 1 :], is_whole=False)


def parse_loosely(text: str) -> Content:
    """Take a line apart whose quotes do not pair, or that has no value: its parameters by their names.

    The value is the address that the line holds, "" if it holds none.
    """
    after_name = text[_after_name(text) :][:_LONGEST_LOOSE]
    parameters: list[tuple[str, str]] = []
    for match in _LOOSE.finditer(after_name):
        name = "".join(match[1].split())
        parameters.append((name, match[2].strip()))
    address = _VALUE.search(after_name)
    address_told = ""
    if address:
        address_told = address[1]
    return Content(parameters, address_told, is_whole=False)


def _after_name(text: str) -> int:
    match = _NAME_END.search(text)
    if match:
        return match.start()
    return len(text)


def _parameters(
    pattern: re.Pattern[str], text: str, begin: int
) -> tuple[list[tuple[str, str]], int]:
    """Return the parameters from a position on, and where they end."""
    parameters: list[tuple[str, str]] = []
    end = begin
    while len(parameters) < _MOST_PARAMETERS:
        match = pattern.match(text, end)
        if match is None:
            break
        name, value = match.groups()
        if value is None:
            parameters.append(("", name))
        else:
            parameters.append((name, value))
        end = match.end()
    return parameters, end


def bare(parameter: str) -> str:
    """Return a parameter's value without its outer quotes, RFC 6868 undone."""
    text = parameter.strip()
    is_quoted = len(text) > 1 and text.startswith('"') and text.endswith('"')
    if is_quoted:
        text = text[1:-1].strip()
    if "^" not in text:
        return text
    return _CARET.sub(lambda match: {"n": "\n", "'": '"', "^": "^"}[match[1]], text)


def unescape(text: str) -> str:
    r"""Return a value as plain text: `Chez Odette\, Lyon` without the backslash, `\n` as a line's end."""
    if "\\" not in text:
        return text
    parts: list[str] = []
    for is_escaped, piece in pieces(text):
        plain_piece = piece
        if is_escaped and piece in "nN":
            plain_piece = "\n"
        parts.append(plain_piece)
    return "".join(parts)


def split(text: str, separator: str) -> list[str]:
    r"""Return the components of an escaped value, unescaped: `Acme\, Inc.;R\;D` has two parted by `;`."""
    if "\\" not in text:
        return text.split(separator)
    components = [""]
    for is_escaped, piece in pieces(text):
        if is_escaped:
            components[-1] += "\n" if piece in "nN" else piece
            continue
        head, *new_components = piece.split(separator)
        components[-1] += head
        components += new_components
    return components


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the characters after a backslash, and what stands between them, each with whether it is escaped."""
    for match in _CHARACTER.finditer(text):
        if match[1]:
            yield True, match[1]
        elif match[2]:
            yield False, match[2]


def from_quoted_printable(raw: bytes) -> bytes:
    """Return the bytes that quoted-printable stands for."""
    return binascii.a2b_qp(raw)
