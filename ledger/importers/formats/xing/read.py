"""All the files of the archive as one reading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ledger.errors import BadInput
from ledger.importers.api import Connected, Diagnostic, ImportedRow, ImportFile, Named
from ledger.importers.formats import vcard
from ledger.importers.formats.xing.contacts import by_name, contacts
from ledger.importers.formats.xing.layouts import NETWORK, NOTES, WORDS, Source, is_messages, source
from ledger.importers.formats.xing.letters import Letter, letters
from ledger.importers.formats.xing.messages import messages, whose
from ledger.importers.formats.xing.notes import left_out, notes
from ledger.importers.io.encoding import decode
from ledger.importers.io.refusals import refuse_crowds, refuse_empty, refuse_others, refuse_tickets
from ledger.language import N_
from ledger.language.folding import fold

SUFFIXES: Final = (".csv", ".vcf")
"""How the names of the files end."""

UNKNOWN: Final = N_("This table of the archive is not known: nothing of it was taken.")

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
    """What the files of one member's archive say; which file is which, their headers tell.

    `wants_notes` takes the owner's notes along, `me` are names of the owner. Raises BadInput for files of
    which none is of the archive, for XING Events' lists of tickets, and where nobody can be taken.
    """
    cards = [file for file in files if _CARD.match(file[1])]
    tables = [file for file in files if not _CARD.match(file[1])]
    if not tables and files:
        return _of_cards(cards, encoding)
    found = _of_tables(tables, encoding, me, wants_notes=wants_notes)
    return _both(found, _of_cards(cards, encoding)) if cards else found


def _of_cards(files: Sequence[Named], encoding: str | None) -> ImportFile:
    """The cards that XING gave of contacts, one a file."""
    connected = Connected(network=NETWORK, on=None)
    return vcard.read(files, encoding=encoding, file_format=NETWORK, what=connected)


def _of_tables(
    files: Sequence[Named], encoding: str | None, me: Collection[str], *, wants_notes: bool
) -> ImportFile:
    encodings: dict[str, str] = {}
    texts = {name: _text(name, data, encoding, encodings) for name, data in files}
    sources = [each for name, text in texts.items() if (each := source(name, text))]
    written = {name: text for name, text in texts.items() if _is_of_messages(name, text, sources)}
    if not sources and not written:
        raise _none_of_xings(texts)
    found = [*_people(sources, written, frozenset(map(fold, me)), wants_notes=wants_notes)]
    brought = tuple(each for each in found if isinstance(each, ImportedRow))
    problems = [each for each in found if isinstance(each, Diagnostic)]
    problems = _in_order(list(texts), [*problems, *_unknown(texts, sources, written)])
    if not brought:
        raise refuse_empty(list(texts), problems)
    read = sum(each.rows for each in brought) + len(problems)
    return ImportFile(rows=brought, problems=tuple(problems), read=read, encodings=encodings)


def _people(
    sources: Sequence[Source], written: Mapping[str, str], me: frozenset[str], *, wants_notes: bool
) -> Iterator[ImportedRow | Diagnostic]:
    """What became of each row: of the contacts, then of the messages, then of the notes."""
    connected = [*contacts(each for each in sources if each.table.layout is not NOTES)]
    known = by_name(each for each in connected if isinstance(each, ImportedRow))
    sent = [each for file, text in written.items() for each in letters(file, text, known)]
    exchanged = [each for each in sent if isinstance(each, Letter)]
    owner = whose(exchanged, me, known)
    yield from connected
    yield from (each for each in sent if isinstance(each, Diagnostic))
    yield from messages(exchanged, owner, known)
    confided = [each for each in sources if each.table.layout is NOTES]
    yield from notes(confided, known, owner | me) if wants_notes else left_out(confided)


def _text(file: str, data: bytes, encoding: str | None, encodings: dict[str, str]) -> str:
    refuse_crowds(file, data)
    text, encodings[file] = decode(file, data, WORDS, encoding=encoding)
    refuse_tickets(file, text)
    return text


def _is_of_messages(file: str, text: str, sources: Sequence[Source]) -> bool:
    return all(each.file != file for each in sources) and is_messages(text)


def _none_of_xings(texts: dict[str, str]) -> BadInput:
    file, text = next(iter(texts.items()), ("", ""))
    refuse_others(file, text, "xing")
    return BadInput(
        "{file} is no table of XING's data archive: give the archive's zip, its folder, or the tables in it.",
        file=file,
    )


def _unknown(texts: Collection[str], sources: Sequence[Source], written: Collection[str]) -> list[Diagnostic]:
    """The tables that ought to be about people and are not known. Of the archive's others nothing is said."""
    used = {*written, *(each.file for each in sources)}
    return [
        Diagnostic(file=file, line=1, reason=UNKNOWN)
        for file in texts
        if file not in used and _ABOUT_PEOPLE in file
    ]


def _in_order(files: Sequence[str], problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    place = {name: number for number, name in enumerate(files)}
    return sorted(problems, key=lambda problem: (place[problem.file], problem.line))


def _both(one: ImportFile, other: ImportFile) -> ImportFile:
    return replace(
        one,
        rows=(*one.rows, *other.rows),
        problems=(*one.problems, *other.problems),
        read=one.read + other.read,
        encodings={**one.encodings, **other.encodings},
    )
