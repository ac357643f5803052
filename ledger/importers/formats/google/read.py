"""All the tables of Google's export as one reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.errors import BadInput
from ledger.importers.api import Diagnostic, ImportFile
from ledger.importers.formats.address_book import Listed, people
from ledger.importers.formats.google.layouts import LAYOUTS, numbered
from ledger.importers.formats.google.rows import entry
from ledger.importers.io.archive import Named
from ledger.importers.io.encoding import decode
from ledger.importers.io.files import of_each
from ledger.importers.io.refusals import refuse_crowds, refuse_empty, refuse_others
from ledger.importers.io.table_header import table_of

SUFFIXES: Final = (".csv",)
"""How the names of the files end; each label has one file, called like it."""


def read(files: Sequence[Named], *, encoding: str | None = None, others: bool = False) -> ImportFile:
    """The contacts of all the files; whoever stands in those of several labels is one person.

    `others` takes along the addresses that Google collected by itself. Raises BadInput where
    no file is Google's and where nobody can be taken.
    """
    encodings: dict[str, str] = {}

    def of_file(name: str, data: bytes) -> list[Listed | Diagnostic]:
        refuse_crowds(name, data)
        text, encodings[name] = decode(name, data, encoding=encoding)
        return _rows(name, text, others=others)

    of_files, refused = of_each(files, of_file)
    entries = [each for found in of_files for each in found if isinstance(each, Listed)]
    problems = [*refused, *(each for found in of_files for each in found if isinstance(each, Diagnostic))]
    if not entries:
        raise refuse_empty([name for name, _ in files], problems)
    read = len(entries) + len(problems)
    return ImportFile(
        rows=people("google", entries), problems=tuple(problems), read=read, encodings=encodings
    )


def _rows(file: str, text: str, *, others: bool) -> list[Listed | Diagnostic]:
    if (table := table_of(file, text, LAYOUTS)) is None:
        refuse_others(file, text, "google")
        raise BadInput(
            "{file} is no table of Google's contacts: export them as 'Google CSV' and give the file as it is.",
            file=file,
        )
    places = numbered(table.header)
    read = [entry(file, row, places, others=others) for row in table.rows]
    return sorted((*table.problems, *read), key=lambda each: each.line)
