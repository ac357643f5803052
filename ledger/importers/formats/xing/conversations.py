"""The messages of the archive as far as they are looked at: who wrote when, in what company. Never what."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ledger.importers.api import Diagnostic
from ledger.importers.formats.address_book import by_commas, whole_name
from ledger.importers.formats.csv.rows import NOBODY
from ledger.importers.formats.xing.contacts import EXAMPLE, NO_DATE
from ledger.importers.formats.xing.tables import MESSAGE
from ledger.importers.io.csv_table import (
    BROKEN_QUOTES,
    UNREADABLE,
    is_unreadable,
    records,
)
from ledger.language import N_
from ledger.language.dates.table_dates import read_day
from ledger.language.text import fold

NO_MESSAGE: Final = N_(
    "This row is neither a conversation nor a message: it should have six columns."
)

_OF_XING: Final = frozenset(
    {"xing", "xing team", "ihr xing team", "xing events", "unknown"}
)
"""Senders that are no person."""


@dataclass
class Conversation:
    """Its people by folded name; closed accounts are missing from the list."""

    key: str
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class XingMessage:
    """A message: in `file`, from `line`."""

    file: str
    line: int
    conversation: Conversation
    sender: str
    at: str
    on: date


def letters(
    file: str, text: str, names: Collection[str]
) -> Iterator[XingMessage | Diagnostic]:
    """The messages of a file; `known` are folded names that people have, commas in them included."""
    conversation = Conversation("")
    for line, cells in _rows(text):
        if isinstance(cells, str):
            yield Diagnostic(file=file, line=line, reason=cells)
        elif any(cells[:3]):
            conversation = Conversation(
                "|".join(cells[:3]), _participants(cells[2], names)
            )
        else:
            yield _letter(file, line, cells, conversation)


def _rows(text: str) -> Iterator[tuple[int, Sequence[str] | str]]:
    """The line and the cells of each row, or the reason why it cannot be used."""
    lines = list(io.StringIO(text, newline=""))
    for at, cells in records(lines, 0, ","):
        number = at + 1
        if cells is None:
            yield number, BROKEN_QUOTES
            continue
        stripped = [cell.strip() for cell in cells]
        joined = "".join(stripped)
        if not joined:
            continue
        if len(stripped) != MESSAGE:
            yield number, NO_MESSAGE
        elif is_unreadable(joined):
            yield number, UNREADABLE
        else:
            yield number, stripped


def _letter(
    file: str, line: int, cells: Sequence[str], conversation: Conversation
) -> XingMessage | Diagnostic:
    sender, at = whole_name(cells[3]), cells[4]
    day = read_day(at.removesuffix("UTC").strip())
    if day is None:
        return Diagnostic(
            file=file,
            line=line,
            reason=NO_DATE,
            details={"text": at, "example": EXAMPLE},
        )
    if not sender or fold(sender) in _OF_XING:
        return Diagnostic(file=file, line=line, reason=NOBODY)
    conversation.names.setdefault(fold(sender), sender)
    return XingMessage(file, line, conversation, fold(sender), at, day.day)


def _participants(listing: str, bearers: Collection[str]) -> dict[str, str]:
    """Everyone in a list parted by commas, which a name may hold too."""
    pieces = by_commas(listing)
    names: dict[str, str] = {}
    place = 0
    while place < len(pieces):
        name = _name_at(pieces, place, bearers)
        place += max(1, name.count(",") - pieces[place].count(",") + 1)
        folded = fold(name)
        if folded and folded not in _OF_XING:
            names[folded] = whole_name(name)
    return names


def _name_at(pieces: Sequence[str], place: int, bearers: Collection[str]) -> str:
    """The name that begins with a piece: one of the bearers' with commas in it, else the piece."""
    for size in (3, 2):
        joined = ",".join(pieces[place : place + size])
        if "," in joined and fold(joined) in bearers:
            return joined
    return pieces[place]
