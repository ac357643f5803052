"""The tables of a ledger in one SQLite file, and what keeps them append-only."""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x48534B31  # "HSK1": tells a ledger from any other SQLite file
SPLIT_ID: Final = (
    0x48534B53  # "HSKS": a backup without its personal text, which is in another file
)
TEXTS_ID: Final = 0x48534B54  # "HSKT": that personal text
FORMAT: Final = (
    1  # the file's user_version; a program refuses a newer one than it knows
)

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
"""`rowid` is declared so that the library selects it, and so that leaf i is row i + 1 for ever: SQLite
reuses its implicit rowids after a deletion, and renumbers them in a dump."""

GAP: Final = "a stream has no gap"
"""The message that refuses an event without the one before it in its stream."""

_REFUSAL: Final = "SELECT RAISE(ABORT, 'the ledger is append-only')"

_NEXT: Final = f"""
CREATE TRIGGER {EVENTS}_insert BEFORE INSERT ON {EVENTS}
WHEN NEW.rowid <> (SELECT coalesce(max(rowid), 0) + 1 FROM {EVENTS})
  OR NEW.originator_version <> (SELECT coalesce(max(originator_version), 0) + 1 FROM {EVENTS}
                                WHERE originator_id = NEW.originator_id)
BEGIN
    SELECT RAISE(ABORT, '{GAP}') WHERE NEW.originator_version > 1 AND NOT EXISTS (
        SELECT 1 FROM {EVENTS}
        WHERE originator_id = NEW.originator_id AND originator_version = NEW.originator_version - 1);
    {_REFUSAL};
END;
CREATE TRIGGER sealed_insert BEFORE INSERT ON sealed
WHEN EXISTS (SELECT 1 FROM sealed WHERE i = NEW.i) BEGIN {_REFUSAL}; END;
CREATE TRIGGER keys_insert BEFORE INSERT ON keys
WHEN EXISTS (SELECT 1 FROM keys WHERE key = NEW.key) BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER tree_insert BEFORE INSERT ON tree
WHEN NEW.size <= (SELECT max(size) FROM tree) BEGIN {_REFUSAL}; END;
CREATE TRIGGER meta_insert BEFORE INSERT ON meta
WHEN EXISTS (SELECT 1 FROM meta WHERE name = NEW.name) BEGIN {_REFUSAL}; END;
"""  # noqa: S608 - constants only
"""Guards inserts too, because INSERT OR REPLACE deletes without asking the triggers against deletion.
Only the next leaf at the next position of its stream may come. A known key stays with its first stream."""


def triggers() -> str:
    """Return the statements that make the tables append-only for every program that opens the file.

    Personal text may be deleted, which is the erasure, but never changed.
    """
    guarded = [
        (table, action)
        for table in (EVENTS, "keys", "tree", "meta")
        for action in ("UPDATE", "DELETE")
    ]
    guarded.append(("sealed", "UPDATE"))
    return _NEXT + "".join(
        f"CREATE TRIGGER {table}_{action.lower()} BEFORE {action} ON {table} BEGIN {_REFUSAL}; END;\n"
        for table, action in guarded
    )


CONNECTION: Final = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA recursive_triggers=ON",  # so that INSERT OR REPLACE asks the triggers against deletion too
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)
"""The settings of every connection that writes: SQLite stores none of them in the file."""
