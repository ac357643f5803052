"""Tables of any kind as one file of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, compress
from typing import Final

from ledger.errors import BadInput
from ledger.facts import identifiers, rules
from ledger.importers.api import (
    Attended,
    Claim,
    Contact,
    Diagnostic,
    ImportedRow,
    ImportFile,
    Named,
    Noted,
    rows_read,
)
from ledger.importers.formats.csv.casting import cast
from ledger.importers.formats.csv.claims import Terms, claims_of
from ledger.importers.formats.csv.headers import ACCENTED, Columns, not_taken
from ledger.importers.formats.csv.layouts import ANY, TableLayout, mapped
from ledger.importers.formats.csv.rows import (
    BROKEN,
    Record,
    Statement,
    record_of,
    statement,
)
from ledger.importers.io.archive import of_each
from ledger.importers.io.csv_table import DELIMITERS, SEARCHED, UNREADABLE, CsvTable
from ledger.importers.io.encoding import decode
from ledger.importers.io.mojibake import repaired
from ledger.importers.io.refusals import refuse_crowds, refuse_empty, refuse_others
from ledger.importers.io.table_header import table_of
from ledger.language import N_
from ledger.language.dates.table_dates import Order, order_of
from ledger.language.text import fold

SUFFIXES: Final = (".csv", ".tsv", ".txt")
"""How the names of the files end."""

DECISIVE: Final = frozenset(
    {"name", "given", "family", "with", "date", "kind", "minutes"}
)
"""Columns without which a row would say something else."""

NOT_TAKEN: Final = N_("Columns not imported from this table: {columns}.")


def read(  # noqa: PLR0913 - as many as the command has options
    files: Sequence[Named],
    *,
    mapping: Mapping[str, str] | None = None,
    network: str | None = None,
    dates: Order | None = None,
    encoding: str | None = None,
    layout: TableLayout = ANY,
) -> ImportFile:
    """The people and meetings of all the tables, which are of one layout.

    `mapping` says which header names which of `COLUMNS`; without it usual headers are recognised.
    With a `network` a row that tells of no meeting is a connection there. `dates` is in which order
    the numbers of a date stand. Raises BadInput where no file has such a header and where no one
    can be taken, Usage for a mapping that cannot be.
    """
    if mapping:
        layout = mapped(layout, mapping)
    terms = Terms(
        rules.network(network) if network is not None else None,
        dates,
        dates is not None,
    )
    encodings: dict[str, str] = {}

    def of_file(name: str, data: bytes) -> TableRows:
        table, encodings[name] = _table(name, data, layout, encoding)
        return rows_of(name, table, layout, terms)

    tables, refused = of_each(files, of_file)
    statements = list(chain.from_iterable(table.statements for table in tables))
    rows, unknown = rows_and_problems(layout, statements)
    row_problems = (row for table in tables for row in table.problems)
    problems = _in_order(
        files,
        [*refused, *row_problems, *unknown],
    )
    if not rows:
        raise refuse_empty([name for name, _ in files], problems)
    row_remarks = (remark for table in tables for remark in table.remarks)
    return ImportFile(
        rows=tuple(rows),
        problems=tuple(problems),
        read=rows_read(rows) + len(problems),
        encodings=encodings,
        remarks=tuple(row_remarks),
    )


@dataclass(frozen=True)
class TableRows:
    """The statements of a table, the diagnostics of other rows, and remarks on columns not taken."""

    statements: Sequence[Statement]
    problems: Sequence[Diagnostic]
    remarks: Sequence[Diagnostic]


def rows_of(file: str, table: CsvTable, layout: TableLayout, terms: Terms) -> TableRows:
    """The statements and diagnostics of a table's rows."""
    columns = layout.columns(table.header)
    if not terms.is_told:
        terms = replace(terms, order=order_of(_days(table, columns)))
    statements: list[Statement] = []
    problems: list[Diagnostic] = list(table.problems)
    remarks: list[Diagnostic] = []
    for row in table.rows:
        record = record_of(file, row, columns)
        broken: Sequence[str] = ()
        if not table.is_sound:
            record, broken = record.without_broken()
        if DECISIVE.isdisjoint(broken):
            result = _statement(record, layout, terms)
        else:
            result = Diagnostic(file=file, line=row.line, reason=UNREADABLE)
        if isinstance(result, Diagnostic):
            problems.append(result)
            continue
        statements.append(result)
        for column in broken:
            details = {"text": table.header[columns[column][0]]}
            remarks.append(
                Diagnostic(file=file, line=row.line, reason=BROKEN, details=details)
            )
    if not layout.mapping:
        remarks += _remarks(file, table, columns)
    return TableRows(statements, problems, remarks)


def _statement(
    record: Record, layout: TableLayout, terms: Terms
) -> Statement | Diagnostic:
    if layout.leaves_out:
        reason = layout.leaves_out(record.file, record.texts.get("tags", ()))
        if reason:
            return Diagnostic(file=record.file, line=record.line, reason=reason)
    claims = claims_of(record, terms)
    if isinstance(claims, Diagnostic):
        return claims
    return statement(record, claims)


def _days(table: CsvTable, columns: Columns) -> Iterator[str]:
    places = columns.get("date")
    if not places:
        return
    place = places[0]
    for row in table.rows:
        yield row.every[place]


def _remarks(file: str, table: CsvTable, columns: Columns) -> Iterator[Diagnostic]:
    """The columns that are not taken though there is something in them."""
    left = not_taken(table.header, columns)
    if not left:
        return
    filled: set[int] = set()
    for row in table.rows:
        filled.update(compress(left, map(row.every.__getitem__, left)))
    if filled:
        names_filled = (word for place, word in left.items() if place in filled)
        names = tuple(names_filled)
        yield Diagnostic(
            file=file, line=table.line, reason=NOT_TAKEN, details={"columns": names}
        )


def _table(
    file: str, data: bytes, layout: TableLayout, encoding: str | None
) -> tuple[CsvTable, str]:
    refuse_crowds(file, data)
    words = ACCENTED
    if layout.mapping:
        words = tuple(layout.mapping.values())
    text, used = decode(file, data, words, encoding=encoding)
    text, mistake = repaired(text, words)
    if not layout.mapping:
        own_format = "outlook"
        if layout.file_format not in {"csv", "viadeo"}:
            own_format = layout.file_format
        refuse_others(
            file,
            text,
            own_format,
        )
    table = _found(file, text, layout)
    if table is None:
        raise _refusal(file, layout)
    if layout.mapping:
        _refuse_twins(file, table)
    encoding_shown = used
    if mistake:
        encoding_shown = f"{used} ({mistake})"
    return table, encoding_shown


def _found(file: str, text: str, layout: TableLayout) -> CsvTable | None:
    """The table of the layout in a text, also where it has a single column."""
    table = table_of(file, text, layout.headers)
    if table is not None:
        return table
    lines = text.splitlines()
    top = "\n".join(lines[:SEARCHED])
    has_columns = any(sign in top for sign in DELIMITERS)
    if has_columns:
        return None
    # Without a sign between columns no line is a header: give each line one.
    with_columns = "".join(f"{line}\t\n" for line in lines)
    return table_of(file, with_columns, layout.headers)


def has_header(file: str, text: str) -> bool:
    """Whether a text begins like a table with usual headers."""
    return _found(file, text, ANY) is not None


def _refusal(file: str, layout: TableLayout) -> BadInput:
    if layout.mapping is None:
        return BadInput(layout.refusal, file=file)
    columns = tuple(layout.mapping.values())
    return BadInput(
        "{file} has no line with all these headers: {columns}.",
        file=file,
        columns=columns,
    )


def _refuse_twins(file: str, table: CsvTable) -> None:
    """Refuse a header that was said to be meant and stands there twice."""
    header = list(map(fold, table.header))
    for (column,) in table.layout.columns.values():
        if header.count(fold(column)) > 1:
            raise BadInput(
                "{file} has several columns called {column}; give each a different name.",
                file=file,
                column=column,
            )


def rows_and_problems(
    layout: TableLayout, statements: Sequence[Statement]
) -> tuple[list[ImportedRow], list[Diagnostic]]:
    """The rows for the ledger; one with two claims brings the second as of no further row."""
    rows: list[ImportedRow] = []
    problems: list[Diagnostic] = []
    seen: Counter[tuple[str, str]] = Counter()
    outcomes_and_rows = zip(statements, cast(layout, statements), strict=True)
    for row, people in outcomes_and_rows:
        if isinstance(people, Diagnostic):
            problems.append(people)
            continue
        counted = 1
        for claim in row.claims:
            what = claim
            if isinstance(claim, _RECOGNISED):
                what = _told_again(claim, layout.file_format, row, people, seen)
            rows.append(
                ImportedRow(
                    file=row.file, line=row.line, who=people, what=what, rows=counted
                )
            )
            counted = 0
    return rows, problems


_RECOGNISED: Final = (Attended, Noted)
"""The claims that a later version of the table tells again by what they say."""


def _told_again(
    claim: Attended | Noted,
    file_format: str,
    row: Statement,
    people: Sequence[Contact],
    seen: Counter[tuple[str, str]],
) -> Claim:
    """The claim with what tells it again in a later version of the table."""
    if isinstance(claim, Attended):
        names = sorted({fold(person.name) for person in people})
        day = claim.on.isoformat()
        values = ("meeting", day, claim.precision, claim.form, *names)
    else:
        values = ("note", people[0].name, claim.text)
    identity = identifiers.row(file_format, values, 0)
    ordinal = seen[row.file, identity]
    seen[row.file, identity] += 1
    row_again = identifiers.later_row(identity, ordinal)
    return replace(claim, identifiers=(*claim.identifiers, row_again))


def _in_order(
    files: Sequence[Named], problems: Sequence[Diagnostic]
) -> list[Diagnostic]:
    """As the files were named, and from top to bottom."""
    place = {name: number for number, (name, _) in enumerate(files)}
    return sorted(problems, key=lambda problem: (place[problem.file], problem.line))
