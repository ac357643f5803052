"""All the cards of one or many files as one reading."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from ledger.errors import BadInput
from ledger.importers.api import Claim, Diagnostic, ImportFile, Named
from ledger.importers.formats.address_book import Listed, people
from ledger.importers.formats.vcard.cards import Card, cards
from ledger.importers.formats.vcard.encodings import guess_in, narrow
from ledger.importers.formats.vcard.entries import entry, not_taken
from ledger.importers.formats.vcard.properties import Guess
from ledger.importers.io.refusals import refuse_crowds, refuse_empty
from ledger.language import N_

MOST_CARDS: Final = 100_000
"""Nobody knows so many people."""

SUFFIXES: Final = (".vcf", ".vcard")
"""How the names of the files end."""

NO_CARD: Final = N_("This file holds no card: one would begin with BEGIN:VCARD.")


def read(
    files: Sequence[Named], *, encoding: str | None = None, file_format: str = "vcard", claim: Claim = None
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
            empty.append(Diagnostic(file=name, line=1, reason=NO_CARD))
    if not (entries or problems):
        raise BadInput(
            "{file} holds no card: a file of vCards has BEGIN:VCARD above each.",
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


def _cards(file: str, data: bytes, encoding: str | None) -> tuple[Sequence[Card], Guess, str]:
    """The cards of a file, how to decode the lines that name no encoding, and what that one is called."""
    refuse_crowds(file, data)
    readable = narrow(file, data, encoding)
    every = list(islice(cards(readable.data), MOST_CARDS + 1))
    if len(every) > MOST_CARDS:
        raise BadInput(
            "{file} holds more than {most} cards: split it, or choose the right file.",
            file=file,
            most=MOST_CARDS,
        )
    guess, encoding_used = guess_in(file, readable, every)
    return every, guess, encoding_used
