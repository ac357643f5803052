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
    "contacts",
    {"name": ("Name",), "on": ("Kontakt bestätigt am",)},
    required=frozenset({"name", "on"}),
)
NOTES: Final = Layout(
    "notes",
    {"name": ("Name",), "on": ("Erstellt am",), "text": ("Text der Notiz",)},
    required=frozenset({"name", "on", "text"}),
)
WORDS: Final = ("Kontakt bestätigt am",)

INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?: UTC)?"
)
MESSAGE: Final = 6
"""How many columns the table of messages has, which is without a header."""

_LOOKED_AT: Final = 50


class XingTable(NamedTuple):
    """A table of the archive; `by_shape` if its header is unknown."""

    file: str
    table: CsvTable
    by_shape: bool = False


def source(file: str, text: str) -> XingTable | None:
    """The table of contacts or notes in a file, None where there is neither."""
    table = table_of(file, text, (CONTACTS, NOTES))
    if table:
        return XingTable(file, table)
    lines = io.StringIO(text[:1000], newline="")
    top = next(iter(lines), "")
    _line, header = next(records([top], 0, ","), (0, None))
    if header is None:
        return None
    if len(header) != 2:
        return None
    if not all(map(str.strip, header)):
        return None
    name, on = header
    layout = Layout(
        "contacts", {"name": (name,), "on": (on,)}, frozenset({"name", "on"})
    )
    table = read_table(file, text, (layout,))
    if table is None:
        return None
    if not _has_instants(table):
        return None
    return XingTable(file, table, by_shape=True)


def is_messages(text: str) -> bool:
    """Whether the first rows are those of conversations and messages."""
    lines = list(islice(io.StringIO(text[:500_000], newline=""), _LOOKED_AT))
    begun = islice(records(lines, 0, ","), _LOOKED_AT)
    rows = [cells for _line, cells in begun if cells]
    if len(rows) > 1:
        rows.pop()  # it may go on below
    if not rows:
        return False
    return all(map(_is_message, rows))


def _is_message(cells: Sequence[str]) -> bool:
    if len(cells) != MESSAGE:
        return False
    stripped = list(map(str.strip, cells))
    of_conversation, of_message = stripped[:3], stripped[3:]
    if any(of_message):
        _sender, sent, _text = of_message
        has_instant = INSTANT.fullmatch(sent) is not None
        return has_instant and not any(of_conversation)
    subject, _begun, person = of_conversation
    return bool(person or subject)


def _has_instants(table: CsvTable) -> bool:
    instants = list(filter(None, (row.cells["on"] for row in table.rows)))
    if not instants:
        return False
    return all(map(INSTANT.fullmatch, instants))
