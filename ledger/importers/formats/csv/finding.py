"""The table in a text, also where it has a single column, or the job under the word for a title."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.importers.formats.csv.columns import TITLE, layouts
from ledger.importers.io.csv_table import DELIMITERS, SEARCHED, Layout, Row, Table
from ledger.importers.io.table_header import table_of
from ledger.language.folding import fold

_NAMES: Final = frozenset(
    fold(word)
    for layout in layouts(None)
    for column in ("name", "given", "family")
    for word in layout.columns.get(column, ())
)
_TITLES: Final = frozenset(map(fold, TITLE))


def found_table(file: str, text: str, wanted: Sequence[Layout]) -> Table | None:
    """The table of one of the layouts, None where there is none."""
    table = table_of(file, text, wanted)
    if table is None and not _has_delimiters(text):
        table = table_of(file, _with_a_second_column(text), wanted)
    return _with_jobs(table) if table else None


def _has_delimiters(text: str) -> bool:
    return any(sign in line for line in text.splitlines()[:SEARCHED] for sign in DELIMITERS)


def _with_a_second_column(text: str) -> str:
    """Without a sign between columns no line is a header: give each line one."""
    return "".join(f"{line}\t\n" for line in text.splitlines())


def _with_jobs(table: Table) -> Table:
    """The table with the column `Titre` as that of jobs, if it stands behind the names."""
    header = list(map(fold, table.header))
    titles = [at for at, word in enumerate(header) if word in _TITLES]
    names = [at for at, word in enumerate(header) if word in _NAMES]
    if len(titles) != 1 or not names or titles[0] < names[0]:
        return table
    rows = tuple(_with_job(row) for row in table.rows)
    return Table(table.layout, table.line, table.delimiter, table.header, (*rows, *table.problems))


def _with_job(row: Row) -> Row:
    if "position" in row.cells or not (job := row.cells.get("title")):
        return row
    return row._replace(cells={**row.cells, "position": job})
