"""The one meeting of a calendar of one entry."""

from __future__ import annotations

from ledger.importers.api import Attended
from tests.importers.ics.samples import (
    entry,
    reading,
)


def met(*lines: str, head: tuple[str, ...] = (), **changed: str | None) -> Attended:
    (row,) = reading(entry(*lines, **changed), head=head).reading.rows
    assert isinstance(row.what, Attended)
    return row.what
