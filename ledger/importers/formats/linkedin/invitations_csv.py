"""Invitations.csv: recent requests to connect, sent and received."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ledger.facts import identifiers
from ledger.facts.connection.events import Direction
from ledger.facts.person.commands import Details
from ledger.importers.api import Contact, Diagnostic, ImportedRow, Requested
from ledger.importers.formats.linkedin import timestamps
from ledger.importers.formats.linkedin.connections_csv import NOBODY
from ledger.importers.formats.linkedin.tables import (
    NAMELESS,
    NETWORK,
    LinkedInTable,
    Part,
    together,
    understood,
)
from ledger.importers.io.csv_table import TableRow
from ledger.language import N_
from ledger.language.text import fold

DIRECTIONS: Final[dict[str, Direction]] = {
    **dict.fromkeys(("outgoing", "sent", "sortant", "sortante", "envoyee"), "sent"),
    **dict.fromkeys(
        ("incoming", "received", "entrant", "entrante", "recue"), "received"
    ),
}
"""The folded words of the column Direction."""


def invitations(sources: Iterable[LinkedInTable]) -> Part:
    """The rows of all the files."""
    invitations_read = (understood(source, _part(source)) for source in sources)
    return together(invitations_read)


def _part(source: LinkedInTable) -> Part:
    rows: list[ImportedRow] = []
    misread: list[Diagnostic] = list(source.table.problems)
    nobody: list[Diagnostic] = []
    owners: dict[Contact, None] = {}
    for row in source.table.rows:
        result = _read(source.file, row)
        if isinstance(result, ImportedRow):
            rows.append(result)
            is_received = _direction(row) == "received"
            end = "recipient" if is_received else "sender"
            owners[_end(row, end)] = None
        elif result.reason == NOBODY:
            nobody.append(result)
        else:
            misread.append(result)
    return Part(tuple(rows), tuple(misread), tuple(nobody), tuple(owners))


def _read(file: str, row: TableRow) -> ImportedRow | Diagnostic:
    if (direction := _direction(row)) is None:
        return Diagnostic(
            file=file,
            line=row.line,
            reason=N_('"{text}" is not a direction; expected INCOMING or OUTGOING.'),
            details={"text": row.cells["direction"]},
        )
    on = timestamps.sent_on(row.cells["on"])
    if on is None and row.cells["on"]:
        return timestamps.not_a_date(file, row.line, row.cells["on"], "3/5/26, 1:45 AM")
    other_end = "recipient"
    if direction == "received":
        other_end = "sender"
    end = _end(row, other_end)
    if not end.name or fold(end.name) in NAMELESS:
        return Diagnostic(file=file, line=row.line, reason=NOBODY)
    # Without an address two of one name are two people, until somebody says that they are not.
    day_told = ""
    if on:
        day_told = on.isoformat()
    told_by = identifiers.row(NETWORK, ("invitation", end.name, day_told, direction), 0)
    who = end
    if not end.identifiers:
        who = end._replace(rows=(told_by,))
    claim = Requested(
        network=NETWORK,
        direction=direction,
        on=on,
        message=row.cells.get("message") or None,
    )
    return ImportedRow(file=file, line=row.line, who=(who,), what=claim)


def _direction(row: TableRow) -> Direction | None:
    return DIRECTIONS.get(fold(row.cells["direction"]))


def _end(row: TableRow, column: str) -> Contact:
    """The person at one end of the row."""
    url = row.cells.get(f"{column}_url", "")
    urls = None
    if url:
        urls = (url,)
    return Contact(
        name=row.cells[column],
        details=Details(urls=urls),
        identifiers=identifiers.of_person(urls=(url,)),
    )
