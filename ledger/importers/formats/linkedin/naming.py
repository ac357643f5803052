"""Older exports give people in invitations and messages by name alone: who of this export is meant.

One export of one account is one source. A name in it that exactly one connection bears means that
connection, if the days allow it: who is connected already is not asked. Across imports a name
alone never joins (`matching` makes candidates of it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ledger.importers.api import Connected, Contact, ImportedRow, Requested
from ledger.language.folding import fold

_ZONES = timedelta(days=1)
"""Neither file tells its time zone: of two instants of one day the days may differ by one."""


def named_alone(rows: Sequence[ImportedRow], connections: Iterable[ImportedRow]) -> tuple[ImportedRow, ...]:
    """The rows, those of somebody without an address said of the one connection of that name."""
    if all(row.who[0].identifiers for row in rows):
        return tuple(rows)
    bearers = _by_name(connections)
    return tuple(replace(row, who=(_meant(row, bearers),)) for row in rows)


def _by_name(connections: Iterable[ImportedRow]) -> Mapping[str, dict[tuple[str, ...], ImportedRow]]:
    """The connections by folded name, and by the row that tells each again in every file."""
    bearers: dict[str, dict[tuple[str, ...], ImportedRow]] = {}
    for row in connections:
        bearers.setdefault(fold(row.who[0].name), {}).setdefault(row.who[0].rows, row)
    return bearers


def _meant(row: ImportedRow, bearers: Mapping[str, Mapping[tuple[str, ...], ImportedRow]]) -> Contact:
    (who,) = row.who
    bearing = bearers.get(fold(who.name), {})
    if who.identifiers or len(bearing) != 1:
        return who
    (connection,) = bearing.values()
    if isinstance(row.what, Requested) and _was_connected(connection, row.what.on):
        return who
    return replace(connection.who[0], rows=(*connection.who[0].rows, *who.rows))


def _was_connected(connection: ImportedRow, on: date | None) -> bool:
    """Whether the two were connected for certain on a day."""
    since = connection.what.on if isinstance(connection.what, Connected) else None
    return bool(since and on and since + _ZONES < on)
