"""How the lines of a file are encoded that do not say so themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.importers.formats.vcard.cards import Card
from ledger.importers.formats.vcard.properties import Guess, raw_of
from ledger.importers.io.encoding import decode, is_broken, right_accents

_HEAD: Final = 200
_SPACES: Final = b"    "
"""Text in every encoding: to see whether there is one of a name."""

_SEQUENCE: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]|[\xc2-\xf4]$")
"""Bytes that stand for one character of UTF-8, or begin one that is cut off at the end."""

_WIDE: Final = re.compile(r"(?i)utf[-_]?(?:16|32).*")


class Narrow(NamedTuple):
    """The bytes of a file in an encoding whose line ends are single bytes.

    `encoding` None: each line shows it. `was` is what it was before, if it is known.
    """

    data: bytes
    encoding: str | None
    was: str | None


def narrow(file: str, data: bytes, named: str | None) -> Narrow:
    """The file's bytes, those of UTF-16 and UTF-32 as UTF-8; raises what `decode` raises."""
    encoding = (
        decode(file, _SPACES, encoding=named).encoding if named else decode(file, data[:_HEAD]).encoding
    )
    if not _WIDE.fullmatch(encoding):
        return Narrow(data, named, named)
    text = decode(file, data, encoding=named).text
    return Narrow(text.encode("utf-8", "surrogatepass"), "utf-8", encoding)


def guess_in(file: str, file_bytes: Narrow, cards: Sequence[Card]) -> tuple[Guess, str]:
    """How to decode the lines that do not say it, and what that encoding is called.

    UTF-8 where a line is; else the one that all the lines that are not seem to be in.
    """
    if (named := file_bytes.encoding) is not None:
        return (lambda raw: _as_told(file, raw, named)), file_bytes.was or named
    strange = [raw for card in cards for line in card.properties if not _is_utf8(raw := raw_of(line))]
    old = decode(file, b"\n".join(strange)).encoding if strange else "utf-8"
    return (lambda raw: _as_it_seems(raw, old)), old


def _as_told(file: str, raw: bytes, named: str) -> str:
    try:
        return raw.decode(named, "surrogateescape")
    except (UnicodeError, ValueError):  # an encoding that cannot pass over a byte
        return decode(file, raw, encoding=named).text


def _as_it_seems(raw: bytes, old: str) -> str:
    """UTF-8 where the bytes are; else text in the old encoding, unless they are UTF-8 of which a byte is broken."""
    text = raw.decode("utf-8", "surrogateescape")
    if not is_broken(text):
        return text
    in_old = raw.decode(old, "surrogateescape")
    is_damaged = right_accents(in_old) < 0 and _SEQUENCE.search(raw) is not None
    return text if is_damaged else in_old


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
