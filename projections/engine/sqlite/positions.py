"""What the views say of themselves: of which ledger they are, and how far each projection is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final, NamedTuple

from ledger.store.port import Store
from projections.engine.sqlite.ledger_size import LedgerSize, ledger_size

RANKING: Final = "ranking"
"""The row that says which ranking is kept, see `ranking`."""


class Position(NamedTuple):
    """A projection, the version it was kept by, and how many leaves it has folded."""

    name: str
    version: int
    position: int


def positions(connection: sqlite3.Connection) -> list[Position]:
    """How far each projection is, by name."""
    return [
        Position._make(row)
        for row in connection.execute("SELECT * FROM views_positions ORDER BY name")
    ]


def folded(connection: sqlite3.Connection) -> LedgerSize:
    """How far of which ledger all projections are; asked in one statement, so of one moment."""
    origin, size, root = connection.execute(
        "SELECT (SELECT value FROM views_meta WHERE name = 'origin'),"
        " (SELECT min(position) FROM views_positions),"
        " (SELECT value FROM views_meta WHERE name = 'root')"
    ).fetchone()
    return LedgerSize(origin or "", size or 0, root or b"")


def is_part(seen: LedgerSize, store: Store) -> bool:
    """Whether what was folded is the beginning of the ledger that `store` reads."""
    return ledger_size(store, seen.size) == seen


def outdated(connection: sqlite3.Connection, versions: Mapping[str, int]) -> list[str]:
    """The read models of these names and versions that are kept by another version, or not at all."""
    stored = {position.name: position.version for position in positions(connection)}
    return [name for name, version in versions.items() if stored.get(name) != version]


def obsolete(connection: sqlite3.Connection, versions: Mapping[str, int]) -> bool:
    """Whether the views hold a read model that this program does not have."""
    return any(position.name not in versions for position in positions(connection))


def unknown(connection: sqlite3.Connection) -> dict[str, int]:
    """How many events there are of each kind that this program does not kledger."""
    return dict(connection.execute("SELECT kind, count FROM views_unknown"))


def write_down(
    connection: sqlite3.Connection,
    versions: Mapping[str, int],
    ledger: LedgerSize,
    met: Mapping[str, int],
) -> None:
    """Write how far these read models are, and what unknown kinds were met on the way."""
    meta = [("origin", ledger.origin), ("root", ledger.root)]
    connection.executemany("INSERT OR REPLACE INTO views_meta VALUES (?, ?)", meta)
    connection.execute("DELETE FROM views_meta WHERE name = ?", (RANKING,))
    reached = [(name, version, ledger.size) for name, version in versions.items()]
    connection.executemany(
        "INSERT OR REPLACE INTO views_positions VALUES (?, ?, ?)", reached
    )
    connection.executemany(
        "INSERT INTO views_unknown VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
        met.items(),
    )
