"""One message of messages.csv: sender, recipients and day. Its text is not read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from ledger.facts import identifiers
from ledger.importers.api import Diagnostic
from ledger.importers.formats.linkedin import timestamps
from ledger.importers.formats.linkedin.tables import NAMELESS, LinkedInTable
from ledger.importers.io.csv_table import TableRow
from ledger.language import N_
from ledger.language.text import fold

DRAFT: Final = N_("This is a draft that was never sent.")
PUT_AWAY: Final = N_("Message in spam or archive; skipped.")

_YES: Final = frozenset({"yes", "true", "1", "oui"})
_AWAY: Final = frozenset(
    {
        "spam",
        "junk",
        "archive",
        "archived",
        "archives",
        "trash",
        "indesirable",
        "indesirables",
        "corbeille",
    }
)


class End(NamedTuple):
    """Someone at one end of a message; `token` identifies the person within the file."""

    token: str
    name: str
    url: str


@dataclass(frozen=True)
class LinkedInMessage:
    """A message; `away` is why it is none that was exchanged, None where it is one."""

    file: str
    line: int
    conversation: str
    sender: End | None
    recipients: tuple[End, ...]
    on: date
    at: str
    away: str | None

    @property
    def ends(self) -> Iterable[End]:
        """Everyone in it."""
        if self.sender is None:
            return self.recipients
        return (self.sender, *self.recipients)


def letters(source: LinkedInTable) -> tuple[list[LinkedInMessage], list[Diagnostic]]:
    """The messages of a file, and the rows that are none."""
    messages: list[LinkedInMessage] = []
    misread = list(source.table.problems)
    sender_names = (fold(row.cells["sender"]) for row in source.table.rows)
    senders = frozenset(sender_names)
    for row in source.table.rows:
        text = row.cells["on"]
        on = timestamps.written_on(text)
        if on is None:
            misread.append(
                timestamps.not_a_date(
                    source.file, row.line, text, "2026-08-01 02:00:00 UTC"
                )
            )
        else:
            messages.append(_letter(source.file, row, on, senders))
    return messages, misread


def _letter(
    file: str, row: TableRow, on: date, senders: Collection[str]
) -> LinkedInMessage:
    sender = _end(row.cells["sender"], row.cells.get("sender_url", ""))
    return LinkedInMessage(
        file=file,
        line=row.line,
        conversation=row.cells["conversation"] or f"{file}:{row.line}",
        sender=sender,
        recipients=_recipients(
            row.cells["recipients"], row.cells.get("recipient_urls", ""), senders
        ),
        on=on,
        at=row.cells["on"],
        away=_away(row),
    )


def _away(row: TableRow) -> str | None:
    if fold(row.cells.get("draft", "")) in _YES:
        return DRAFT
    if fold(row.cells.get("folder", "")) in _AWAY:
        return PUT_AWAY
    if fold(row.cells.get("archived", "")) in _YES:
        return PUT_AWAY
    return None


def _end(name: str, url: str) -> End | None:
    """Someone by address, else by name; None where neither says who."""
    folded = fold(name)
    is_nameless = not folded or folded in NAMELESS
    address = identifiers.profile(url)
    if address:
        name_of_end = "" if folded in NAMELESS else name
        return End(address, name_of_end, url)
    if is_nameless:
        return None
    return End(f"name:{folded}", name, "")


def _recipients(text: str, addresses: str, senders: Collection[str]) -> tuple[End, ...]:
    """Everyone who is written to; commas part them, and may be in a name too ("Ada Muster, MBA")."""
    urls = list(filter(None, re.split(r"[,;\s]+", addresses)))
    names = _names(text, len(urls), senders)
    if not urls:
        urls = [""] * len(names)
    elif len(names) != len(urls):
        names = [""] * len(urls)
    ends = map(_end, names, urls)
    return tuple(filter(None, ends))


def _names(text: str, expected: int, senders: Collection[str]) -> Sequence[str]:
    """The names in a cell: one where one is expected or the whole is a sender's name."""
    if expected == 1:
        return [text]
    if fold(text) in senders:
        return [text]
    return list(filter(None, map(str.strip, text.split(","))))
