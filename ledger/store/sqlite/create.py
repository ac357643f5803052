"""How an empty ledger is made: whole or not at all, and private whatever the umask."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from ledger.errors import Busy
from ledger.store.sqlite import schema
from ledger.store.sqlite.errors import translated
from ledger.store.sqlite.file import StrPath
from ledger.store.sqlite.secret import new_secret


def create(path: StrPath) -> None:
    """Make an empty ledger at `path`; one that is there already stays.

    The folder is made 0700 if it is missing, the file 0600.
    """
    path = Path(path)
    try:
        if not path.exists():
            make_folder(path.parent)
            with _empty(path.parent) as made:
                os.link(made, path)
    except FileExistsError:
        return  # another process was faster: its ledger is the one
    except sqlite3.Error as error:
        raise (translated(error, path) or error) from None
    except OSError as error:
        raise Busy("A ledger cannot be made at {path}: {reason}.", path=path, reason=error) from error


def make_folder(folder: Path) -> None:
    """Missing folders are made private one by one: mkdir's mode reaches the last one only."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        each.chmod(0o700)


@contextmanager
def _empty(folder: Path) -> Iterator[Path]:
    """An empty ledger under a passing name."""
    path = folder / f".new-{os.urandom(8).hex()}"
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        os.close(descriptor)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            _fill(connection)
        yield path
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection) -> None:
    # Before anything else, so that the mark is in the file and not only in a WAL beside it.
    connection.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={schema.FORMAT}")
    for pragma in schema.CONNECTION:
        connection.execute(pragma)
    connection.executescript(f"BEGIN; {schema.TABLES} {schema.triggers()} COMMIT;")
    connection.executemany("INSERT INTO meta VALUES (?, ?)", new_secret())
    connection.execute("PRAGMA journal_mode=WAL")
