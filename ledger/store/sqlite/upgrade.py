"""Ledgers of an older format: brought to the next one step by step, whole or not at all. Loaded only for one of them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from ledger.errors import Busy, Damaged
from ledger.store.atomic import draft, sync_folder
from ledger.store.sqlite import (
    StrPath,
    connect_ledger,
    copies,
    driver_errors,
    file,
    in_memory,
    sqlite_errors,
    translated,
    uri,
)
from ledger.store.sqlite.failure_reasons import reason_of
from ledger.store.sqlite.file import BUSY_SECONDS, CONNECTION

if TYPE_CHECKING:
    from ledger.store.keys_file import DataKey

Step: TypeAlias = Callable[[sqlite3.Connection], None]
"""Changes the tables of one format into those of the next, within a transaction that it leaves open.

Events, and the roots of the Merkle log, stay as they are, byte for byte.
"""

STEPS: Final[dict[int, Step]] = {}
"""The step that leads from each older format to the next. Format 1 is the first, and the one in use: none yet."""


Verify: TypeAlias = Callable[[sqlite3.Connection, str], None]
"""Raises Damaged unless every event and text is what the Merkle log says, and SQLite finds no fault."""


def brought_up(
    path: StrPath, verify: Verify, *, in_place: bool = True
) -> sqlite3.Connection:
    """Bring an older ledger to today's format, and open it to be read.

    Without `in_place`, and if it cannot be written, the file stays as it is, and a copy in memory takes the steps.
    """
    if in_place and file.is_writable(path):
        upgrade(path, verify)
        return file.open_reader(path)
    return _in_memory(path, verify)


def upgrade(path: StrPath, verify: Verify) -> None:
    """Take all steps in one transaction, and keep the old file until the new one is verified.

    An interrupted upgrade leaves the old format or the new one; the next program that opens the ledger goes on.
    Raises Busy if there is no room, Damaged if the outcome is not the same ledger.
    """
    ledger = Path(os.path.realpath(path))
    key = file.key_of(path)
    with _left_as_it_was(path), closing(_writer(ledger, key)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        version = _version(connection)
        if version < file.FORMAT:
            _keep(ledger, version, key)
            _take_steps(connection, path, verify)
            connection.execute("COMMIT")
    finish(path, verify)


def _in_memory(path: StrPath, verify: Verify) -> sqlite3.Connection:
    """Read an older ledger into memory, and take all steps there."""
    mode = file.AS_IT_IS
    if file.wal_size(path):
        mode = "mode=ro"
    key = file.key_of(path)
    connection = in_memory(private=key is not None)
    with (
        sqlite_errors(path),
        closing(connect_ledger(uri(path, mode), key, uri=True)) as source,
    ):
        copies.copy_to_memory(source, connection)
    connection.execute("BEGIN")
    _take_steps(connection, path, verify)
    connection.execute("COMMIT")
    return connection


def _take_steps(connection: sqlite3.Connection, path: StrPath, verify: Verify) -> None:
    before = _end(connection)
    for version in range(_version(connection), file.FORMAT):
        STEPS[version](connection)
    connection.execute(f"PRAGMA user_version={file.FORMAT}")
    if _end(connection) != before:
        raise Damaged(
            "The ledger {path} could not be brought to format {known} and was left as it was; use the version of handshake that wrote it.",
            path=path,
            known=file.FORMAT,
        )
    verify(connection, os.fspath(path))


def _end(connection: sqlite3.Connection) -> tuple[int, bytes] | None:
    """Return the size and root of the Merkle log."""
    end: tuple[int, bytes] | None = connection.execute(
        "SELECT size, root FROM tree ORDER BY size DESC LIMIT 1"
    ).fetchone()
    return end


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _writer(ledger: Path, key: DataKey | None) -> sqlite3.Connection:
    connection = connect_ledger(
        uri(ledger, "mode=rw"), key, uri=True, timeout=BUSY_SECONDS
    )
    for pragma in CONNECTION:
        connection.execute(pragma)
    return connection


# ---------------------------------------------------------------- the old file


def _keep(ledger: Path, version: int, key: DataKey | None) -> None:
    """Copy the ledger as it is; the transaction that is open keeps others from writing."""
    kept = Path(file.kept_path(ledger, version))
    with draft(kept) as copy:
        source = connect_ledger(uri(ledger, "mode=ro"), key, uri=True)
        with closing(source):
            copies.copy(source, copy, key)
        copy.replace(kept)
    sync_folder(ledger.parent)


def finish(path: StrPath, verify: Verify) -> None:
    """Verify an upgraded ledger once more, as it is on the disk, and remove the file that it was made of."""
    kept = file.kept_older(path)
    if kept:
        with closing(file.open_reader(path)) as connection:
            verify(connection, os.fspath(path))
    for older in kept:
        Path(older).unlink(missing_ok=True)


@contextmanager
def _left_as_it_was(path: StrPath) -> Iterator[None]:
    """Say of a failure that the ledger is as it was."""
    try:
        yield
    except driver_errors(OSError) as error:
        damage = translated(error, path)
        if isinstance(damage, Damaged):
            raise damage from error
        raise Busy(
            "Cannot bring the ledger {path} to format {known}, which this version of handshake needs ({reason}); all its events are still there.",
            path=path,
            known=file.FORMAT,
            reason=reason_of(error),
        ) from error
