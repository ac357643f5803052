"""Any tables as one reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ledger.errors import BadInput
from ledger.facts import identifiers, rules
from ledger.importers.api import Attended, Claim, Contact, Diagnostic, ImportedRow, ImportFile, Noted
from ledger.importers.formats.csv.casting import cast
from ledger.importers.formats.csv.columns import WORDS, layouts
from ledger.importers.formats.csv.deeds import Terms
from ledger.importers.formats.csv.finding import found_table
from ledger.importers.formats.csv.rows import Said, said
from ledger.importers.io.archive import Named
from ledger.importers.io.csv_table import Layout, Table
from ledger.importers.io.dates import Order, order_of
from ledger.importers.io.encoding import decode
from ledger.importers.io.files import of_each
from ledger.importers.io.mojibake import repaired
from ledger.importers.io.refusals import refuse_crowds, refuse_empty, refuse_others
from ledger.language.folding import fold

SUFFIXES: Final = (".csv", ".tsv", ".txt")
"""How the names of the files end."""


def read(  # noqa: PLR0913 - as many as the command has options
    files: Sequence[Named],
    *,
    mapping: Mapping[str, str] | None = None,
    network: str | None = None,
    dates: Order | None = None,
    encoding: str | None = None,
    file_format: str = "csv",
    left_out: Collection[str] = (),
) -> ImportFile:
    """The people and meetings of all the tables.

    `mapping` says which header names which of `COLUMNS`; without it usual headers are recognised,
    those of the columns `left_out` excepted. With a `network` a row that tells of no meeting is a
    connection there. `dates` is in which order the numbers of a date stand. Raises BadInput where
    no file has such a header and where nobody can be taken, Usage for a mapping that cannot be.
    """
    wanted = layouts(mapping, left_out)
    terms = Terms(rules.network(network) if network is not None else None, dates, dates is not None)
    encodings: dict[str, str] = {}

    def of_file(name: str, data: bytes) -> list[Said | Diagnostic]:
        table, encodings[name] = _table(name, data, wanted, encoding, is_told=bool(mapping))
        of_table = _of_table(terms, table)
        return [*table.problems, *(said(name, row, of_table) for row in table.rows)]

    of_files, refused = of_each(files, of_file)
    found = [each for some in of_files for each in some]
    brought, unknown = _brought(file_format, [each for each in found if isinstance(each, Said)])
    listed = (each for each in found if isinstance(each, Diagnostic))
    problems = _in_order(files, [*refused, *listed, *unknown])
    if not brought:
        raise refuse_empty([name for name, _ in files], problems)
    read = sum(each.rows for each in brought) + len(problems)
    return ImportFile(rows=tuple(brought), problems=tuple(problems), read=read, encodings=encodings)


def _table(
    file: str, data: bytes, wanted: Sequence[Layout], encoding: str | None, *, is_told: bool
) -> tuple[Table, str]:
    refuse_crowds(file, data)
    words = (
        [each for layout in wanted for some in layout.columns.values() for each in some] if is_told else WORDS
    )
    text, used = decode(file, data, words, encoding=encoding)
    text, mistake = repaired(text, words)
    if not text.strip("\ufeff\0 \t\r\n"):
        raise BadInput("{file} is empty.", file=file)
    if not is_told:
        refuse_others(file, text, "outlook")
    if (table := found_table(file, text, wanted)) is not None:
        if is_told:
            _refuse_twins(file, table)
        return table, f"{used} ({mistake})" if mistake else used
    if is_told:
        columns = tuple(header for (header,) in wanted[0].columns.values())
        raise BadInput("{file} has no line with all of these headers: {columns}.", file=file, columns=columns)
    raise BadInput(
        "{file} has no header that is understood: say which column is which, for instance "
        "--map name=Nom,date=Date,kind=Type.",
        file=file,
    )


def _refuse_twins(file: str, table: Table) -> None:
    """Refuse a header that was said to be meant and stands there twice."""
    header = list(map(fold, table.header))
    for (column,) in table.layout.columns.values():
        if header.count(fold(column)) > 1:
            raise BadInput(
                "{file} has several columns called {column}: give each a name of its own.",
                file=file,
                column=column,
            )


def _of_table(terms: Terms, table: Table) -> Terms:
    """The terms, with the order of the days that the column itself shows."""
    if terms.told:
        return terms
    return replace(terms, order=order_of(row.cells.get("date", "") for row in table.rows))


def _brought(file_format: str, rows: Sequence[Said]) -> tuple[list[ImportedRow], list[Diagnostic]]:
    """What the rows bring; a row with two deeds brings the second as of no further row."""
    brought: list[ImportedRow] = []
    problems: list[Diagnostic] = []
    seen: Counter[tuple[str, str]] = Counter()
    for row, who in zip(rows, cast(file_format, rows), strict=True):
        if isinstance(who, Diagnostic):
            problems.append(who)
            continue
        for number, deed in enumerate(_told_again(file_format, row, who, seen)):
            brought.append(
                ImportedRow(file=row.file, line=row.line, who=who, what=deed, rows=int(number == 0))
            )
    return brought, problems


def _told_again(
    file_format: str, row: Said, who: Sequence[Contact], seen: Counter[tuple[str, str]]
) -> Iterator[Claim]:
    """The deeds of the row with what tells them again in a later version of the table."""
    for deed in row.deeds:
        match deed:
            case Attended():
                names = sorted({fold(each.name) for each in who})
                values = ("meeting", deed.on.isoformat(), deed.precision, deed.form, *names)
            case Noted():
                values = ("note", who[0].name, deed.text)
            case _:
                yield deed
                continue
        first = identifiers.row(file_format, values, 0)
        ordinal = seen[row.file, first]
        seen[row.file, first] += 1
        yield replace(deed, identifiers=(identifiers.row(file_format, values, ordinal),))


def _in_order(files: Sequence[Named], problems: Sequence[Diagnostic]) -> list[Diagnostic]:
    """As the files were named, and from top to bottom."""
    place = {name: number for number, (name, _) in enumerate(files)}
    return sorted(problems, key=lambda problem: (place[problem.file], problem.line))
