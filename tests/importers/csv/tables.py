"""Read a table, and say what it held."""

from __future__ import annotations

from typing import Any

from ledger.importers.api import Attended, ImportFile
from ledger.importers.formats.csv import read


def of(data: str | bytes, **options: Any) -> ImportFile:
    return read(
        [("table.csv", data.encode() if isinstance(data, str) else data)], **options
    )


def names(reading: ImportFile) -> list[tuple[str, ...]]:
    return [tuple(who.name for who in row.who) for row in reading.rows]


def reasons(reading: ImportFile) -> list[tuple[int, str]]:
    return [(p.line, p.reason.format(**p.details)) for p in reading.problems]


def deeds(reading: ImportFile) -> list[Attended]:
    found = [row.what for row in reading.rows]
    assert all(isinstance(deed, Attended) for deed in found)
    return found  # type: ignore[return-value]
