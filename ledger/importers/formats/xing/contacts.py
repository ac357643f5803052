"""The contacts of the archive, by whole names and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ledger.facts import identifiers
from ledger.importers.api import Contact, Diagnostic, ImportedRow
from ledger.importers.formats.csv.claims import Terms
from ledger.importers.formats.csv.layouts import TableLayout
from ledger.importers.formats.csv.read import rows_and_problems, rows_of
from ledger.importers.formats.xing.tables import NETWORK, XingTable
from ledger.importers.io.csv_table import CsvTable, TableRow
from ledger.language import N_
from ledger.language.dates.days import Day
from ledger.language.dates.table_dates import read_day
from ledger.language.text import fold

NO_DATE: Final = N_('Date not understood: "{text}"; expected something like {example}.')
BY_SHAPE: Final = N_(
    "This header is unknown; the table looks like contacts and was read as such."
)
HOMONYMS: Final = N_(
    "Several of your contacts are called {name}, so it is unclear which one is meant."
)
EXAMPLE: Final = "2014-06-19 06:32:37 UTC"


def contacts(sources: Iterable[XingTable]) -> Iterator[ImportedRow | Diagnostic]:
    """A connection for each row; two of one name are two people."""
    for file, table, by_shape in sources:
        if by_shape:
            yield Diagnostic(file=file, line=table.line, reason=BY_SHAPE)
        table_rows = rows_of(file, table, _layout(table), Terms(NETWORK))
        rows, unknown = rows_and_problems(_layout(table), table_rows.statements)
        yield from table_rows.problems
        yield from rows
        yield from unknown


def _layout(table: CsvTable) -> TableLayout:
    """The layout of a table of contacts, whose header may be in any language."""
    name, on = (table.layout.columns[column][0] for column in ("name", "on"))
    return TableLayout(
        NETWORK, [table.layout], mapping={"name": name, "date": on}, is_told_by_day=True
    )


def day_of(file: str, row: TableRow) -> Day | Diagnostic | None:
    """The day of a row, None where it has none: not every contact was confirmed on a known day."""
    if not (text := row.cells["on"]):
        return None
    day = read_day(text.removesuffix("UTC").strip())
    if day is None or day.precision != "day":
        return Diagnostic(
            file=file,
            line=row.line,
            reason=NO_DATE,
            details={"text": text, "example": EXAMPLE},
        )
    return day


def by_name(rows: Iterable[ImportedRow]) -> Mapping[str, Sequence[Contact]]:
    """The contacts by folded name, each once."""
    bearers: dict[str, dict[tuple[str, ...], Contact]] = {}
    for row in rows:
        for who in row.who:
            bearers.setdefault(fold(who.name), {}).setdefault(who.rows, who)
    return {name: list(contacts.values()) for name, contacts in bearers.items()}


def meant(name: str, bearers: Mapping[str, Sequence[Contact]]) -> Contact | None:
    """The only contact of that name, or a new one; None if several bear it."""
    bearing = bearers.get(fold(name), ())
    if len(bearing) > 1:
        return None
    if bearing:
        return bearing[0]
    return Contact(name=name, rows=(identifiers.row(NETWORK, ("named", name), 0),))
