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
from ledger.language.folding import fold

PRIVATE: Final = N_("A note of yours about somebody is left where it is: --notes takes notes along.")
YOURSELF: Final = N_("This row is about nobody but you.")
EMPTY: Final = N_("The note is empty: write one.")


def left_out(sources: Iterable[XingTable]) -> Iterator[Diagnostic]:
    """That there are notes, and that they are not taken."""
    for file, table, _ in sources:
        yield from table.problems
        for row in table.rows:
            yield Diagnostic(file=file, line=row.line, reason=PRIVATE)


def notes(
    sources: Iterable[XingTable], bearers: Mapping[str, Sequence[Contact]], owner: Collection[str]
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
    name, text = whole_name(row.cells["name"]), row.cells["text"]
    if reason := _useless(name, text, owner):
        return Diagnostic(file=file, line=row.line, reason=reason)
    if isinstance(day := day_of(file, row), Diagnostic):
        return day
    if (who := meant(name, bearers)) is None:
        return Diagnostic(file=file, line=row.line, reason=HOMONYMS, details={"name": name})
    values = ("note", name, day.day.isoformat() if day else "", text)
    identity = identifiers.row(NETWORK, values, 0)
    seen[identity] += 1
    told_by = (identifiers.row(NETWORK, values, seen[identity] - 1),)
    claim = Noted(text=text, on=day.day if day else None, identifiers=told_by)
    return ImportedRow(file=file, line=row.line, who=(who,), what=claim)


def _useless(name: str, text: str, owner: Collection[str]) -> str | None:
    if not name:
        return NOBODY
    if not text:
        return EMPTY
    return YOURSELF if fold(name) in owner else None
