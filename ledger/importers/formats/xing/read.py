"""All the files of the archive as one reading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ledger.errors import BadInput
from ledger.importers.api import (
    Connected,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Named,
    parted,
    rows_read,
)
from ledger.importers.formats import vcard
from ledger.importers.formats.xing.contacts import by_name, contacts
from ledger.importers.formats.xing.conversations import XingMessage, letters
from ledger.importers.formats.xing.message_counts import messages, whose
from ledger.importers.formats.xing.private_notes import left_out, notes
from ledger.importers.formats.xing.tables import (
    NETWORK,
    NOTES,
    WORDS,
    XingTable,
    is_messages,
    source,
)
from ledger.importers.io.encoding import decode, refuse_blank
from ledger.importers.io.refusals import (
    refuse_crowds,
    refuse_empty,
    refuse_others,
    refuse_tickets,
)
from ledger.language import N_
from ledger.language.text import fold

SUFFIXES: Final = (".csv", ".vcf")
"""How the names of the files end."""

UNKNOWN: Final = N_(
    "This table of the archive is unknown; nothing was imported from it."
)

_CARD: Final = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s{0,9}BEGIN:VCARD")
_ABOUT_PEOPLE: Final = "network-inquiry"
"""The folder of the archive that holds contacts and notes."""


def read(
    files: Sequence[Named],
    *,
    encoding: str | None = None,
    wants_notes: bool = False,
    me: Collection[str] = (),
) -> ImportFile:
    """The contacts, messages and notes of one member's archive; headers tell the files apart.

    `wants_notes` takes the owner's notes along, `me` are names of the owner. Raises BadInput for files of
    which none is of the archive, for XING Events' lists of tickets, and where no one can be taken.
    """
    cards: list[Named] = []
    tables: list[Named] = []
    for file in files:
        if _CARD.match(file[1]):
            cards.append(file)
        else:
            tables.append(file)
    if cards and not tables:
        return _of_cards(cards, encoding)
    listed = _of_tables(tables, encoding, me, wants_notes=wants_notes)
    if not cards:
        return listed
    return _both(listed, _of_cards(cards, encoding))


def _of_cards(files: Sequence[Named], encoding: str | None) -> ImportFile:
    """The cards that XING gave of contacts, one a file."""
    connected = Connected(network=NETWORK, on=None)
    return vcard.read(files, encoding=encoding, file_format=NETWORK, claim=connected)


def _of_tables(
    files: Sequence[Named],
    encoding: str | None,
    me: Collection[str],
    *,
    wants_notes: bool,
) -> ImportFile:
    encodings: dict[str, str] = {}
    texts = {name: _text(name, data, encoding, encodings) for name, data in files}
    tables: list[XingTable] = []
    for name, text in texts.items():
        table = source(name, text)
        if table:
            tables.append(table)
    table_names = {table.file for table in tables}
    untabled = {name: text for name, text in texts.items() if name not in table_names}
    written = {name: text for name, text in untabled.items() if is_messages(text)}
    if not tables and not written:
        raise _none_of_xings(files, texts)
    results = _people(
        tables, written, frozenset(map(fold, me)), wants_notes=wants_notes
    )
    rows, left = parted(results)
    unknown = _unknown(texts, {*table_names, *written})
    problems = _in_order(list(texts), [*left, *unknown])
    if not rows:
        raise refuse_empty(list(texts), problems)
    read = rows_read(rows) + len(problems)
    return ImportFile(
        rows=rows, problems=tuple(problems), read=read, encodings=encodings
    )


def _people(
    tables: Sequence[XingTable],
    written: Mapping[str, str],
    me: frozenset[str],
    *,
    wants_notes: bool,
) -> Iterator[ImportedRow | Diagnostic]:
    """The rows of the contacts, then of the messages, then of the notes."""
    private: list[XingTable] = []
    public: list[XingTable] = []
    for table in tables:
        if table.table.layout is NOTES:
            private.append(table)
        else:
            public.append(table)
    connections = list(contacts(public))
    bearers = by_name(parted(connections)[0])
    exchanged: list[XingMessage] = []
    problems: list[Diagnostic] = []
    for file, text in written.items():
        for result in letters(file, text, bearers):
            if isinstance(result, XingMessage):
                exchanged.append(result)
            else:
                problems.append(result)
    owner = whose(exchanged, me, bearers)
    yield from connections
    yield from problems
    yield from messages(exchanged, owner, bearers)
    if wants_notes:
        yield from notes(private, bearers, owner | me)
    else:
        yield from left_out(private)


def _text(
    file: str, data: bytes, encoding: str | None, encodings: dict[str, str]
) -> str:
    refuse_crowds(file, data)
    text, encodings[file] = decode(file, data, WORDS, encoding=encoding)
    refuse_tickets(file, text)
    return text


def _none_of_xings(files: Sequence[Named], texts: dict[str, str]) -> BadInput:
    file, data = next(iter(files), ("", b""))
    refuse_blank(file, data)
    text = texts.get(file, "")
    refuse_others(file, text, "xing")
    return BadInput(
        "{file} is not a table of XING's data archive; give the archive's zip, its folder or its tables.",
        file=file,
    )


def _unknown(files: Collection[str], used: Collection[str]) -> list[Diagnostic]:
    """The unknown tables of the folder that is about people; other tables of the archive do not matter."""
    about_people = [file for file in files if _ABOUT_PEOPLE in file]
    return [
        Diagnostic(file=file, line=1, reason=UNKNOWN)
        for file in about_people
        if file not in used
    ]


def _in_order(files: Sequence[str], problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    place = {name: number for number, name in enumerate(files)}
    return sorted(problems, key=lambda problem: (place[problem.file], problem.line))


def _both(tables: ImportFile, cards: ImportFile) -> ImportFile:
    return replace(
        tables,
        rows=(*tables.rows, *cards.rows),
        problems=(*tables.problems, *cards.problems),
        read=tables.read + cards.read,
        encodings={**tables.encodings, **cards.encodings},
        remarks=(*tables.remarks, *cards.remarks),
    )
