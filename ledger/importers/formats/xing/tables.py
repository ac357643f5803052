"""Which file of the archive is which. Their names are hashes: the header tells, else the shape.

Only German headers are publicly documented. A table of two columns, one of them instants, is taken
for the contacts whatever its header says; that is reported.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from ledger.importers.io.csv_table import CsvTable, Layout, read_table, records
from ledger.importers.io.table_header import table_of

NETWORK: Final = "xing"

CONTACTS: Final = Layout(
    "contacts", {"name": ("Name",), "on": ("Kontakt bestätigt am",)}, required=frozenset({"name", "on"})
)
NOTES: Final = Layout(
    "notes",
    {"name": ("Name",), "on": ("Erstellt am",), "text": ("Text der Notiz",)},
    required=frozenset({"name", "on", "text"}),
)
WORDS: Final = ("Kontakt bestätigt am",)

INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?: UTC)?")
MESSAGE: Final = 6
"""How many columns the table of messages has, which is without a header."""

_LOOKED_AT: Final = 50


class XingTable(NamedTuple):
    """A table of the archive; `by_shape`: its header is not known."""

    file: str
    table: CsvTable
    by_shape: bool = False


def source(file: str, text: str) -> XingTable | None:
    """The table of contacts or notes in a file, None where there is neither."""
    if table := table_of(file, text, (CONTACTS, NOTES)):
        return XingTable(file, table)
    top = next(iter(io.StringIO(text[:1000], newline="")), "")
    header = next(iter(records([top], 0, ",")), (0, None))[1] or []
    if len(header) != 2 or not all(map(str.strip, header)):
        return None
    layout = Layout("contacts", {"name": (header[0],), "on": (header[1],)}, frozenset({"name", "on"}))
    table = read_table(file, text, (layout,))
    return XingTable(file, table, by_shape=True) if table and _has_instants(table) else None


def is_messages(text: str) -> bool:
    """Whether the first rows are those of conversations and messages."""
    lines = list(islice(io.StringIO(text[:500_000], newline=""), _LOOKED_AT))
    rows = [cells for _, cells in islice(records(lines, 0, ","), _LOOKED_AT) if cells]
    complete = rows[:-1] or rows  # the last row may go on below
    return bool(complete) and all(len(cells) == MESSAGE and _is_message(cells) for cells in complete)


def _is_message(cells: Sequence[str]) -> bool:
    subject, begun, who, sender, sent, text = map(str.strip, cells)
    is_conversation = bool(who or subject) and not (sender or sent or text)
    is_message = INSTANT.fullmatch(sent) is not None and not (subject or begun or who)
    return is_conversation or is_message


def _has_instants(table: CsvTable) -> bool:
    instants = [row.cells["on"] for row in table.rows if row.cells["on"]]
    return bool(instants) and all(map(INSTANT.fullmatch, instants))
