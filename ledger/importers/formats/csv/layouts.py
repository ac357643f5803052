"""Kinds of tables: the header that each is known by, and the columns that are read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ledger.errors import Usage
from ledger.importers.formats.csv.headers import WORDS, Columns, columns_of
from ledger.importers.io.csv_table import Layout
from ledger.language import N_
from ledger.language.text import fold

COLUMNS: Final = (
    "name", "given", "family", "email", "url", "phone", "organisation", "position", "place", "tags", "date",
    "kind", "minutes", "note", "with",
)  # fmt: skip
"""The fields that `--map name=Nom` can assign a column to."""

PEOPLE: Final = frozenset({"name", "given", "family", "email", "with"})
"""The columns that identify the person of a row."""

OF_MEETINGS: Final = frozenset({"date", "kind", "minutes", "note", "with", "place"})
"""The columns of a journal, which no address book has."""


@dataclass(frozen=True)
class TableLayout:
    """A kind of table.

    A line that one of the `headers` describes begins it. Of its columns those `left_out` are not
    taken. `refusal` is the message for a file without such a line. `leaves_out` may give a reason
    to leave a row out, by the file's name and the row's tags. `is_told_by_day`: a person is told
    again by the name and the day of the connection, for no address ever stands in the table.
    """

    file_format: str
    headers: Sequence[Layout]
    refusal: str = ""
    left_out: Collection[str] = ()
    mapping: Mapping[str, str] | None = None
    leaves_out: Callable[[str, Sequence[str]], str | None] | None = None
    is_told_by_day: bool = False

    def columns(self, header: Sequence[str]) -> Columns:
        """The places of the columns to be taken of a table with this header."""
        if self.mapping:
            folded = list(map(fold, header))
            return {
                column: [folded.index(fold(word))]
                for column, word in self.mapping.items()
            }
        return {
            column: places
            for column, places in columns_of(header).items()
            if column not in self.left_out
        }


def _headers() -> Sequence[Layout]:
    columns = {**WORDS, "name": (*WORDS["name"], *WORDS["family"])}
    required = ({"given"}, {"name"}, {"email"}, {"with", "date"})
    return [
        Layout("", columns, required=frozenset(fields), keeps_broken=True)
        for fields in required
    ]


ANY: Final = TableLayout(
    "csv",
    _headers(),
    N_(
        "No header was recognised in {file}; say what each column holds, for instance --map name=Nom,date=Date,kind=Type."
    ),
)
"""Any table with usual headers."""


def mapped(layout: TableLayout, mapping: Mapping[str, str]) -> TableLayout:
    """The layout with columns as the user named them. Raises Usage for an unknown field."""
    for column in mapping:
        if column not in COLUMNS:
            raise Usage(
                "No column is called {column}; the choices are {columns}.",
                column=column,
                columns=COLUMNS,
            )
    if not PEOPLE & mapping.keys():
        raise Usage(
            "No column holds the people's names; say which, for instance --map name=Nom."
        )
    words = {column: (word,) for column, word in mapping.items()}
    header = Layout("", words, required=frozenset(mapping), keeps_broken=True)
    return replace(layout, headers=[header], mapping=mapping)
