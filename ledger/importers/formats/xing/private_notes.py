"""The owner's notes about people: one's own words about others, so they stay where they are unless wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from ledger.facts import identifiers
from ledger.importers.api import Contact, Diagnostic, ImportedRow, Noted
from ledger.importers.formats.address_book import whole_name
from ledger.importers.formats.csv.rows import NOBODY
from ledger.importers.formats.xing.contacts import HOMONYMS, day_of, meant
from ledger.importers.formats.xing.tables import NETWORK, XingTable
from ledger.importers.io.csv_table import TableRow
from ledger.language import N_
from ledger.language.text import fold

PRIVATE: Final = N_(
    "Your note about this person was left out; --notes imports notes too."
)
YOURSELF: Final = N_("This row is only about you.")
EMPTY: Final = N_("The note is empty; write one.")


def left_out(sources: Iterable[XingTable]) -> Iterator[Diagnostic]:
    """That there are notes, and that they are not taken."""
    for file, table, _ in sources:
        yield from table.problems
        for row in table.rows:
            yield Diagnostic(file=file, line=row.line, reason=PRIVATE)


def notes(
    sources: Iterable[XingTable],
    bearers: Mapping[str, Sequence[Contact]],
    owner: Collection[str],
) -> Iterator[ImportedRow | Diagnostic]:
    """The notes, each of the one contact of its name."""
    for file, table, _ in sources:
        yield from table.problems
        seen: Counter[str] = Counter()
        for row in table.rows:
            yield _note(file, row, bearers, owner, seen)


def _note(
    file: str,
    row: TableRow,
    bearers: Mapping[str, Sequence[Contact]],
    owner: Collection[str],
    seen: Counter[str],
) -> ImportedRow | Diagnostic:
    name = whole_name(row.cells["name"])
    text = row.cells["text"]
    reason = _useless(name, text, owner)
    if reason:
        return Diagnostic(file=file, line=row.line, reason=reason)
    day = day_of(file, row)
    if isinstance(day, Diagnostic):
        return day
    person = meant(name, bearers)
    if person is None:
        return Diagnostic(
            file=file, line=row.line, reason=HOMONYMS, details={"name": name}
        )
    on = day.day if day else None
    day_told = ""
    if on:
        day_told = on.isoformat()
    values = ("note", name, day_told, text)
    identity = identifiers.row(NETWORK, values, 0)
    ordinal = seen[identity]
    seen[identity] += 1
    told_by = identifiers.row(NETWORK, values, ordinal)
    claim = Noted(text=text, on=on, identifiers=(told_by,))
    return ImportedRow(file=file, line=row.line, who=(person,), what=claim)


def _useless(name: str, text: str, owner: Collection[str]) -> str | None:
    if not name:
        return NOBODY
    if not text:
        return EMPTY
    if fold(name) in owner:
        return YOURSELF
    return None
