"""All the cards of one or many files as one reading."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from ledger.errors import BadInput
from ledger.importers.api import Claim, Diagnostic, ImportFile, Named
from ledger.importers.formats.address_book import Listed, people
from ledger.importers.formats.vcard.cards import cards
from ledger.importers.formats.vcard.encodings import guess_in, narrow
from ledger.importers.formats.vcard.entries import entry, not_taken
from ledger.importers.io.refusals import refuse_crowds, refuse_empty
from ledger.language import N_

MOST_CARDS: Final = 100_000
"""Nobody knows so many people."""

SUFFIXES: Final = (".vcf", ".vcard")
"""How the names of the files end."""

NO_CARD: Final = N_("This file holds no card: one would begin with BEGIN:VCARD.")


def read(
    files: Sequence[Named], *, encoding: str | None = None, file_format: str = "vcard", what: Claim = None
) -> ImportFile:
    """The people of all the cards; `what` is what being among them says.

    A card may say itself how it is encoded; `encoding` is that of the others, if it is known. The
    cards of a person in several files are one person. Raises BadInput where there is no card at
    all, or not one that can be used.
    """
    entries: list[Listed] = []
    problems: list[Diagnostic] = []
    encodings: dict[str, str] = {}
    empty: list[Diagnostic] = []
    remarks: list[Diagnostic] = []
    for name, data in files:
        found, of_file, encodings[name] = _entries(name, data, encoding)
        remarks += of_file
        entries += [each for each in found if isinstance(each, Listed)]
        problems += [each for each in found if isinstance(each, Diagnostic)]
        if not found:
            empty.append(Diagnostic(file=name, line=1, reason=NO_CARD))
    if not (entries or problems):
        raise BadInput(
            "{file} holds no card: a file of vCards has BEGIN:VCARD above each.",
            file=files[0][0] if files else "",
        )
    if not entries:
        raise refuse_empty([name for name, _ in files], problems)
    return ImportFile(
        rows=people(file_format, entries, what),
        problems=(*problems, *empty),
        read=len(entries) + len(problems) + len(empty),
        encodings=encodings,
        remarks=tuple(remarks),
    )


def _entries(
    file: str, data: bytes, encoding: str | None
) -> tuple[list[Listed | Diagnostic], list[Diagnostic], str]:
    """What came of each card of a file, the lines left out, and the encoding of the lines that name none."""
    refuse_crowds(file, data)
    found = narrow(file, data, encoding)
    every = list(islice(cards(found.data), MOST_CARDS + 1))
    if len(every) > MOST_CARDS:
        raise BadInput(
            "{file} holds more than {most} cards: split it, or choose the right file.",
            file=file,
            most=MOST_CARDS,
        )
    guess, named = guess_in(file, found, every)
    found_entries = [entry(file, card, guess) for card in every]
    remarks = [remark for _entry, remarks in found_entries for remark in remarks]
    remarks += not_taken(file, every)
    return [listed for listed, _remarks in found_entries], remarks, named
