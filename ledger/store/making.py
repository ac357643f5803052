"""How an empty ledger is made: whole or not at all, and private whatever the umask."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from ledger.errors import Busy
from ledger.store import layout
from ledger.store.secret import new_secret
from ledger.store.troubles import translated


def create(path: Path) -> None:
    """Make an empty ledger at `path`; one that is there already stays.

    The folder is made 0700 if it is missing, the file 0600.
    """
    beside = path.parent / f".new-{os.urandom(8).hex()}"
    try:
        if path.exists():
            return
        _make_folder(path.parent)
        _write_empty(beside)
        os.link(beside, path)
    except FileExistsError:
        return  # another process was faster: its ledger is the one
    except sqlite3.Error as error:
        raise (translated(error, path) or error) from None
    except OSError as error:
        raise Busy(
            "A ledger cannot be made at {path}: {reason}.", path=path, reason=error.strerror
        ) from error
    finally:
        _remove(beside)


def _make_folder(folder: Path) -> None:
    """Missing folders are made private one by one: mkdir's mode reaches the last one only."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        each.chmod(0o700)


def _write_empty(path: Path) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    os.fchmod(descriptor, 0o600)
    os.close(descriptor)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Before anything else, so that the mark is in the file and not only in a WAL beside it.
        connection.execute(f"PRAGMA application_id={layout.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={layout.FORMAT}")
        for pragma in layout.CONNECTION:
            connection.execute(pragma)
        connection.executescript(f"BEGIN; {layout.TABLES} {layout.triggers()} COMMIT;")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", new_secret())
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _remove(path: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
