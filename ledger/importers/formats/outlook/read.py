"""Tables of Outlook's contacts as one reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.errors import BadInput
from ledger.importers.api import Diagnostic, ImportFile
from ledger.importers.formats.address_book import Listed, people
from ledger.importers.formats.outlook.layouts import LAYOUTS, WORDS, places
from ledger.importers.formats.outlook.rows import entry
from ledger.importers.io.archive import Named
from ledger.importers.io.encoding import decode
from ledger.importers.io.files import of_each
from ledger.importers.io.mojibake import repaired
from ledger.importers.io.refusals import refuse_crowds, refuse_empty, refuse_others
from ledger.importers.io.table_header import table_of

SUFFIXES: Final = (".csv", ".txt")
"""How the names of the files end."""


def read(files: Sequence[Named], *, encoding: str | None = None) -> ImportFile:
    """The contacts of all the files.

    Raises BadInput where no file is Outlook's and where nobody can be taken.
    """
    encodings: dict[str, str] = {}

    def of_file(name: str, data: bytes) -> list[Listed | Diagnostic]:
        refuse_crowds(name, data)
        text, used = decode(name, data, WORDS, encoding=encoding)
        text, mistake = repaired(text, WORDS)
        encodings[name] = f"{used} ({mistake})" if mistake else used
        return _rows(name, text)

    of_files, refused = of_each(files, of_file)
    entries = [each for found in of_files for each in found if isinstance(each, Listed)]
    problems = [*refused, *(each for found in of_files for each in found if isinstance(each, Diagnostic))]
    if not entries:
        raise refuse_empty([name for name, _ in files], problems)
    read = len(entries) + len(problems)
    return ImportFile(
        rows=people("outlook", entries), problems=tuple(problems), read=read, encodings=encodings
    )


def _rows(file: str, text: str) -> list[Listed | Diagnostic]:
    if (table := table_of(file, text, LAYOUTS)) is None:
        refuse_others(file, text, "outlook")
        raise BadInput(
            "{file} is no table of Outlook's contacts: export them as a CSV file and give it as it is, "
            "or use 'handshake import csv'.",
            file=file,
        )
    found = places(table.header)
    read = [entry(file, row, found) for row in table.rows]
    return sorted((*table.problems, *read), key=lambda each: each.line)
