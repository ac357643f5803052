"""An empty ledger in one SQLite file: its tables, and what keeps them append-only. Loaded only to make one."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ledger.errors import Busy, Refused
from ledger.store.atomic import draft, make_folder, sync_folder
from ledger.store.encode import new_secret
from ledger.store.sqlite import StrPath, connect_ledger, driver_errors, translated
from ledger.store.sqlite.file import APPLICATION_ID, CONNECTION, EVENTS, FORMAT

if TYPE_CHECKING:
    from ledger.store.keys_file import DataKey

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


# ---------------------------------------------------------------- an empty ledger


def create(
    path: StrPath, secret: bytes | None = None, key: DataKey | None = None
) -> None:
    """Make an empty ledger at `path`, whole or not at all; leave one that is there. With a key, an encrypted one.

    The folder is made 0700 if it is missing, the file 0600. Raises Refused beside facts that belong to a
    ledger which was moved away, Busy if the file cannot be made.
    """
    if os.path.exists(path):
        return
    refuse_orphans(path)
    file = Path(path)
    try:
        make_folder(file.parent)
        with draft(file) as empty:
            fill(empty, secret, key)
            os.link(empty, file)
        sync_folder(file.parent)
    except FileExistsError:
        return  # another process was faster: its ledger is the one
    except driver_errors() as error:
        raise (translated(error, path) or error) from None
    except OSError as error:
        raise Busy(
            "Cannot create a ledger at {path}: {reason}.", path=path, reason=error
        ) from error


def refuse_orphans(path: StrPath) -> None:
    """Refuse a place where SQLite left facts of a ledger whose file was moved away: a new one would destroy them."""
    for ending in ("-wal", "-journal"):
        orphan = f"{os.fspath(path)}{ending}"
        if os.path.exists(orphan) and os.path.getsize(orphan):
            raise Refused(
                "{orphan} holds events of a ledger that is no longer beside it; put {path} back, or move that file away too.",
                orphan=orphan,
                path=path,
            )
    keys = f"{os.fspath(path)}.keys"
    if os.path.exists(keys):
        raise Refused(
            "{keys} holds the keys of an encrypted ledger that is no longer beside it; put {path} back, or move that file away too.",
            keys=keys,
            path=path,
        )


def fill(
    path: StrPath, secret: bytes | None = None, key: DataKey | None = None
) -> None:
    """Make an empty file an empty ledger, with a secret of its own or with this one."""
    with closing(connect_ledger(path, key)) as connection:
        # Before anything else, so that the mark is in the file and not only in a WAL beside it.
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={FORMAT}")
        for pragma in CONNECTION:
            connection.execute(pragma)
        connection.executescript(f"BEGIN; {TABLES} {triggers()} COMMIT;")
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", new_secret(secret).items()
        )
        connection.execute("PRAGMA journal_mode=WAL")
