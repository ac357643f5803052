"""What the views say of themselves: of which ledger they are, and how far each projection is."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from ledger.store.port import Store
from projections.engine.sqlite.ledger_size import Mark, mark
from projections.engine.sqlite.views_file import APPLICATION_ID

_TABLES: Final = (
    "CREATE TABLE views_meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE views_positions (name TEXT PRIMARY KEY, version INTEGER, position INTEGER) WITHOUT ROWID",
    "CREATE TABLE views_unknown (kind TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID",
)


RANKING: Final = "ranking"
"""The row that says which ranking is kept, see `ranking`."""


class Versioned(Protocol):
    """What positions ask of a projection: its name and its version."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def version(self) -> int:
        """Of which version its content is."""


class Position(NamedTuple):
    """A projection, the version it was kept by, and how many leaves it has folded."""

    name: str
    version: int
    position: int


def prepare(connection: sqlite3.Connection) -> None:
    """Make an empty file one of views."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    for statement in _TABLES:
        connection.execute(statement)


def positions(connection: sqlite3.Connection) -> list[Position]:
    """How far each projection is, by name."""
    return [Position._make(row) for row in connection.execute("SELECT * FROM views_positions ORDER BY name")]


def folded(connection: sqlite3.Connection) -> Mark:
    """How far of which ledger all projections are; asked in one statement, so of one moment."""
    origin, size, root = connection.execute(
        "SELECT (SELECT value FROM views_meta WHERE name = 'origin'),"
        " (SELECT min(position) FROM views_positions),"
        " (SELECT value FROM views_meta WHERE name = 'root')"
    ).fetchone()
    return Mark(origin or "", size or 0, root or b"")


def is_part(seen: Mark, reader: Store) -> bool:
    """Whether what was folded is the beginning of the ledger that `reader` reads."""
    return mark(reader, seen.size) == seen


def older(connection: sqlite3.Connection, projections: Iterable[Versioned]) -> list[str]:
    """The projections that were kept by another version, or not at all."""
    kept = {each.name: each.version for each in positions(connection)}
    return [each.name for each in projections if kept.get(each.name) != each.version]


def left_over(connection: sqlite3.Connection, projections: Iterable[Versioned]) -> bool:
    """Whether the views hold one that this program does not have."""
    return bool({each.name for each in positions(connection)} - {each.name for each in projections})


def unknown(connection: sqlite3.Connection) -> dict[str, int]:
    """How many events there are of each kind that this program does not know."""
    return dict(connection.execute("SELECT kind, count FROM views_unknown"))


def write_down(
    connection: sqlite3.Connection, projections: Iterable[Versioned], now: Mark, found: Counter[str]
) -> None:
    """Write how far the projections are, and what unknown kinds were met on the way."""
    meta = [("origin", now.origin), ("root", now.root)]
    connection.executemany("INSERT OR REPLACE INTO views_meta VALUES (?, ?)", meta)
    connection.execute("DELETE FROM views_meta WHERE name = ?", (RANKING,))
    reached = [(each.name, each.version, now.size) for each in projections]
    connection.executemany("INSERT OR REPLACE INTO views_positions VALUES (?, ?, ?)", reached)
    connection.executemany(
        "INSERT INTO views_unknown VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
        found.items(),
    )
