"""All the cards of one or many files, and how the lines are encoded that do not say so themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from ledger.errors import BadInput
from ledger.importers.api import Claim, Diagnostic, ImportFile, Named
from ledger.importers.formats.address_book import Listed, people
from ledger.importers.formats.vcard.card_lines import Guess, raw_of
from ledger.importers.formats.vcard.cards import Card, cards
from ledger.importers.formats.vcard.contents import entry, not_taken
from ledger.importers.io.encoding import (
    EMPTY,
    decode,
    is_blank,
    is_broken,
    refuse_blank,
    right_accents,
)
from ledger.importers.io.refusals import refuse_crowds, refuse_empty
from ledger.language import N_

MOST_CARDS: Final = 100_000
"""More cards than one person's address book has."""

SUFFIXES: Final = (".vcf", ".vcard")
"""How the names of the files end."""

NO_CARD: Final = N_("This file has no cards; each would begin with BEGIN:VCARD.")

_HEAD: Final = 200

_SPACES: Final = b"    "
"""Text in every encoding: to see whether there is one of a name."""

_SEQUENCE: Final = re.compile(rb"[\xc2-\xf4][\x80-\xbf]|[\xc2-\xf4]$")
"""Bytes that stand for one character of UTF-8, or begin one that is cut off at the end."""

_WIDE: Final = re.compile(r"(?i)utf[-_]?(?:16|32).*")


def read(
    files: Sequence[Named],
    *,
    encoding: str | None = None,
    file_format: str = "vcard",
    claim: Claim = None,
) -> ImportFile:
    """The people of all the cards; `claim` is what being among them says.

    A card may say itself how it is encoded; `encoding` is that of the others, if it is known. The
    cards of a person in several files are one person. Raises BadInput if there is no card at all,
    or none that can be used.
    """
    entries: list[Listed] = []
    problems: list[Diagnostic] = []
    empty: list[Diagnostic] = []
    remarks: list[Diagnostic] = []
    encodings: dict[str, str] = {}
    for name, data in files:
        every, guess, encodings[name] = _cards(name, data, encoding)
        for card in every:
            result, lines_left_out = entry(name, card, guess)
            remarks += lines_left_out
            if isinstance(result, Listed):
                entries.append(result)
            else:
                problems.append(result)
        remarks += not_taken(name, every)
        if not every:
            empty.append(_without_cards(name, data))
    if not (entries or problems):
        if files:
            refuse_blank(*files[0])
        raise BadInput(
            "{file} has no cards; in a vCard file, BEGIN:VCARD starts each card.",
            file=files[0][0] if files else "",
        )
    if not entries:
        raise refuse_empty([name for name, _data in files], problems)
    return ImportFile(
        rows=people(file_format, entries, claim),
        problems=(*problems, *empty),
        read=len(entries) + len(problems) + len(empty),
        encodings=encodings,
        remarks=tuple(remarks),
    )


def _without_cards(file: str, data: bytes) -> Diagnostic:
    if is_blank(data):
        return Diagnostic(file=file, line=1, reason=EMPTY, details={"file": file})
    return Diagnostic(file=file, line=1, reason=NO_CARD)


def _cards(
    file: str, data: bytes, encoding: str | None
) -> tuple[Sequence[Card], Guess, str]:
    """The cards of a file, how to decode the lines that name no encoding, and what that one is called."""
    refuse_crowds(file, data)
    readable = narrow(file, data, encoding)
    every = list(islice(cards(readable.data), MOST_CARDS + 1))
    if len(every) > MOST_CARDS:
        raise BadInput(
            "{file} has more than {most} cards; split it, or choose the right file.",
            file=file,
            most=MOST_CARDS,
        )
    guess, encoding_used = guess_in(file, readable, every)
    return every, guess, encoding_used


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
        decode(file, _SPACES, encoding=named).encoding
        if named
        else decode(file, data[:_HEAD]).encoding
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
    strange: list[bytes] = []
    for card in cards:
        values = map(raw_of, card.properties)
        strange += (value for value in values if not _is_utf8(value))
    old = "utf-8"
    if strange:
        old = decode(file, b"\n".join(strange)).encoding
    return (lambda raw: _as_it_seems(raw, old)), old


def _as_told(file: str, raw: bytes, named: str) -> str:
    try:
        return raw.decode(named, "surrogateescape")
    except (UnicodeError, ValueError):  # an encoding that cannot pass over a byte
        return decode(file, raw, encoding=named).text


def _as_it_seems(raw: bytes, old: str) -> str:
    """The text in UTF-8 if it is valid; else in the old encoding, unless it is UTF-8 with a broken byte."""
    text = raw.decode("utf-8", "surrogateescape")
    if not is_broken(text):
        return text
    in_old = raw.decode(old, "surrogateescape")
    is_damaged = right_accents(in_old) < 0 and _SEQUENCE.search(raw) is not None
    if is_damaged:
        return text
    return in_old


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
