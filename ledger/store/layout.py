"""The tables of a ledger in one SQLite file, and what keeps them append-only."""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x48534B31  # "HSK1": tells a ledger from any other SQLite file
FORMAT: Final = 1  # the file's user_version; a program refuses what is newer than it knows

EVENTS: Final = "stored_events"

TABLES: Final = f"""
CREATE TABLE {EVENTS} (
    rowid INTEGER PRIMARY KEY,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TABLE sealed (i INTEGER PRIMARY KEY, salt BLOB NOT NULL, text BLOB NOT NULL);
CREATE TABLE keys (key BLOB PRIMARY KEY, stream TEXT NOT NULL, i INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tree (size INTEGER PRIMARY KEY, root BLOB NOT NULL, frontier BLOB NOT NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""
"""`rowid` is written out so that the library selects it, and so that leaf i is row i + 1 for ever:
SQLite's implicit rowids are reused after a deletion and renumbered by a dump and restore."""


def triggers() -> str:
    """The statements that make every table but the sealed text append-only.

    Sealed text may be deleted, which is the erasure, and never changed.
    """
    refused = [(t, a) for t in (EVENTS, "keys", "tree", "meta") for a in ("UPDATE", "DELETE")]
    return "".join(
        f"CREATE TRIGGER {table}_{action.lower()} BEFORE {action} ON {table} BEGIN"
        f" SELECT RAISE(ABORT, 'the ledger is append-only'); END;\n"
        for table, action in [*refused, ("sealed", "UPDATE")]
    )


CONNECTION: Final = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA recursive_triggers=ON",  # so that INSERT OR REPLACE cannot delete behind the triggers
    "PRAGMA trusted_schema=OFF",
)
"""What every connection that writes asks for: SQLite keeps none of it in the file."""
