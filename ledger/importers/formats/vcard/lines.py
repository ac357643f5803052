"""The bytes of a file of vCards as its logical lines, unfolded; of those that nobody wants only the names.

Bytes and not text: each line may be in an encoding of its own, and a fold may stand between the
bytes of one character. Photos go here, before anything is kept of them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

KEPT: Final = frozenset(
    b"BEGIN END VERSION AGENT FN N NICKNAME ORG TITLE ROLE EMAIL TEL URL ADR UID CATEGORIES KIND "
    b"SOCIALPROFILE X-SOCIALPROFILE X-KIND X-ABSHOWAS X-ADDRESSBOOKSERVER-KIND".split()
)
"""The properties that are looked at. Birthdays, notes, pictures and the rest are nobody's business here."""

LONGEST: Final = 20_000
"""Bytes of a logical line: of one that is longer no more is kept than shows that it is."""

_NAME: Final = re.compile(rb"\s*(?:[A-Za-z0-9_-]+\.)?([A-Za-z0-9_-]+)\s*[:;]")
_QUOTED: Final = re.compile(rb'(?i);\s*(?:ENCODING\s*=\s*)?"?(?:QUOTED(?:[-_ ]?PRINTABLE)?|QP?)"?\s*[;:]')
_ESCAPE: Final = re.compile(rb"=[0-9A-Fa-f]{2}")
_HALF_ESCAPE: Final = re.compile(rb"=[0-9A-Fa-f]?$")
_FIRST_BYTE: Final = re.compile(rb"=[C-Fc-f][0-9A-Fa-f](?:=[89ABab][0-9A-Fa-f]){0,2}$")
_NEXT_BYTE: Final = re.compile(rb"[ \t]*=[89ABab][0-9A-Fa-f]")
_FRAME: Final = re.compile(rb"\s*(?:BEGIN|END)\s*:\s*VCARD\s*", re.IGNORECASE)
_BROKEN_AT_SPACES: Final = 70
"""Bytes: a shorter line of version 2.1 was folded where a space stands, which is part of the text."""


class Line(NamedTuple):
    """A logical line and the physical line, from 1, where it begins; `text` is empty for unwanted properties."""

    number: int
    name: str
    text: bytes


def lines(data: bytes) -> Iterator[Line]:
    """The logical lines, in order."""
    now: _Unfinished | None = None
    is_old = False
    for number, raw in _physical(data):
        if now is not None and now.goes_on(raw):
            now.add(raw, is_old=is_old)
            continue
        if now is not None:
            yield now.line()
        now = _begun(number, raw)
        if now is not None and now.name == b"VERSION":
            is_old = raw.rstrip().endswith(b"2.1")
    if now is not None:
        yield now.line()


def _physical(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The physical lines, whatever ends them, without the byte order marks that gluing files leaves."""
    if codecs.BOM_UTF8 in data:
        data = data.replace(codecs.BOM_UTF8, b"")
    end = b"\n" if b"\n" in data else b"\r"
    start = number = 0
    while start < len(data):
        stop = data.find(end, start)
        stop = len(data) if stop < 0 else stop
        number += 1
        yield number, data[start:stop].rstrip(b"\r")
        start = stop + 1


def _begun(number: int, raw: bytes) -> _Unfinished | None:
    """The logical line that begins here, None where it is no line of a card."""
    found = _NAME.match(raw)
    return _Unfinished(number, found[1].upper(), raw) if found else None


class _Unfinished:
    """A logical line while it is put together."""

    def __init__(self, number: int, name: bytes, raw: bytes) -> None:
        self.number = number
        self.name = name
        self.is_quoted = _QUOTED.search(raw[:LONGEST].partition(b":")[0] + b":") is not None
        self.parts = [raw]
        self.last = raw
        self.length = len(raw)

    def goes_on(self, raw: bytes) -> bool:
        """Whether this physical line continues it."""
        if raw[:1] in {b" ", b"\t"}:
            return True
        if not self.is_quoted or _FRAME.fullmatch(raw):
            return False
        return self._is_broken_softly() or _ESCAPE.match(raw) is not None

    def add(self, raw: bytes, *, is_old: bool) -> None:
        """Continue it: after a soft break of quoted-printable as it stands, else without the fold."""
        if self._is_broken_softly():
            self.parts[-1] = self.parts[-1].rstrip(b" \t").removesuffix(b"=")
            text = raw.lstrip(b" \t") if self._is_within_a_character(raw) else raw
        elif raw[:1] not in {b" ", b"\t"}:
            text = raw
        elif is_old and len(self.last) < _BROKEN_AT_SPACES and not self._is_within_a_character(raw):
            text = b" " + raw[1:]
        else:
            text = raw[1:]
        self.last = raw
        if self.name in KEPT and self.length <= LONGEST:
            self.parts.append(text)
            self.length += len(text)

    def line(self) -> Line:
        """What it came to."""
        text = b"".join(self.parts) if self.name in KEPT else b""
        return Line(self.number, self.name.decode(), text)

    def _is_broken_softly(self) -> bool:
        """Whether the last physical line ends with a soft break; programs put spaces behind it."""
        return self.is_quoted and self.last.rstrip(b" \t").endswith(b"=")

    def _is_within_a_character(self, raw: bytes) -> bool:
        """Whether an escape, or the bytes of one character, stand on both sides of the break."""
        if not self.is_quoted:
            return False
        before = self.parts[-1][-12:]
        return _HALF_ESCAPE.search(before) is not None or (
            _FIRST_BYTE.search(before) is not None and _NEXT_BYTE.match(raw) is not None
        )
