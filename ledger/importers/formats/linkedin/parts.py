"""What one file of an export, or all of one kind, holds; and how it is told that none of it is of use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.errors import BadInput
from ledger.importers.api import Contact, Diagnostic, ImportedRow, in_turn, rows_read
from ledger.importers.io.csv_table import Table


@dataclass(frozen=True)
class LinkedInTable:
    """A file whose header was recognised."""

    file: str
    table: Table


@dataclass(frozen=True)
class Part:
    """The rows of one kind of file.

    `misread` are rows that are not as they should be, `left_out` those that are and are of no
    use. `owner` is whose export it is, as far as these rows tell.
    """

    rows: Sequence[ImportedRow] = ()
    misread: Sequence[Diagnostic] = ()
    left_out: Sequence[Diagnostic] = ()
    owner: tuple[Contact, ...] = ()

    @property
    def read(self) -> int:
        """How many rows these are."""
        return rows_read(self.rows) + len(self.misread) + len(self.left_out)


def together(parts: Iterable[Part]) -> Part:
    """Several parts as one."""
    every = list(parts)
    return Part(
        rows=in_turn([part.rows for part in every]),
        misread=tuple(part_ for part in every for part_ in part.misread),
        left_out=tuple(part_ for part in every for part_ in part.left_out),
        owner=tuple(part_ for part in every for part_ in part.owner),
    )


def understood(source: LinkedInTable, part: Part) -> Part:
    """The part; BadInput if the file has rows and not one of them is as it should be."""
    if part.misread and not (part.rows or part.left_out):
        raise no_row(source.file, source.table.layout.name, part.misread)
    return part


def no_row(file: str, expected: str, problems: Iterable[Diagnostic] = ()) -> BadInput:
    """The refusal of a file without a row that can be used; `problems` says why of each."""
    return BadInput(
        "{file} has no row that can be used: "
        "LinkedIn's {expected} was expected, as it came out of the export.",
        file=file,
        expected=expected,
        problems=tuple(problems),
    )
