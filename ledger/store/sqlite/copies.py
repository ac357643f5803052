"""Copies of a ledger's file: whole, split into facts and personal text, without text, and written anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

from ledger.errors import BadInput, Busy
from ledger.store.sqlite import (
    by_sqlcipher,
    code_of,
    connect_ledger,
    driver_errors,
    in_memory,
    sqlite_errors,
    uri,
)
from ledger.store.sqlite.file import (
    APPLICATION_ID,
    BUSY_SECONDS,
    CONNECTION,
    SPLIT_ID,
    TEXTS_ID,
    key_of,
)

if TYPE_CHECKING:
    from ledger.store.keys_file import DataKey

_TRY_AGAIN: Final = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
}
_COMPACT_SECONDS: Final = 2.0


def copy(source: sqlite3.Connection, file: Path, key: DataKey | None) -> None:
    """Copy the ledger that `source` reads, as of one moment, to the empty file, without deleted text.

    `key` is that of an encrypted ledger: the copy is encrypted by the same, and opened by the same passphrases.
    """
    with sqlite_errors(file), closing(connect_ledger(file, key)) as target:
        if by_sqlcipher(source) == by_sqlcipher(target):
            source.backup(target, progress=patience())
        else:
            _copy_rows(source, target)
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("VACUUM")


def patience() -> Callable[[int, int, int], None]:
    """Return what to ask after each step of a copy: where locks do not work, Python would wait for one for ever."""
    waits_until: float | None = None

    def ask(status: int, _left: int, _pages: int) -> None:
        nonlocal waits_until
        if status not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            waits_until = None
        elif waits_until is None:
            waits_until = monotonic() + BUSY_SECONDS
        elif monotonic() > waits_until:
            raise Busy("Another program is using this ledger; try again.")

    return ask


def copy_split(file: Path, target: Path) -> None:
    """Copy the facts of a split backup to the empty file."""
    key = key_of(file)
    with (
        sqlite_errors(file),
        closing(
            connect_ledger(uri(file, "mode=ro&immutable=1"), key, uri=True)
        ) as source,
    ):
        copy(source, target, key)


def split(target: Path, texts: Path) -> None:
    """Move the personal text of a copy into the other, empty file; both keep the root that ties them."""
    with sqlite_errors(target), closing(_alone(target)) as main:
        (root,) = main.execute(
            "SELECT root FROM tree ORDER BY size DESC LIMIT 1"
        ).fetchone()
        main.execute("ATTACH ? AS texts", (str(texts),))
        main.execute("PRAGMA texts.journal_mode=MEMORY")
        main.execute(
            "CREATE TABLE texts.sealed (i INTEGER PRIMARY KEY, salt BLOB NOT NULL, text BLOB NOT NULL)"
        )
        main.execute("CREATE TABLE texts.belonging (root BLOB NOT NULL)")
        main.execute("BEGIN")
        main.execute("INSERT INTO texts.sealed SELECT i, salt, text FROM main.sealed")
        main.execute("INSERT INTO texts.belonging VALUES (?)", (root,))
        main.execute("DELETE FROM main.sealed")
        main.execute("COMMIT")
        main.execute(f"PRAGMA texts.application_id={TEXTS_ID}")
        main.execute("DETACH texts")
        main.execute(f"PRAGMA application_id={SPLIT_ID}")
        main.execute("VACUUM")


def join(target: Path, texts: Path) -> None:
    """Put the personal text of a split backup back into a copy of its facts. Raises BadInput for other text."""
    with sqlite_errors(texts), closing(_alone(target)) as main:
        main.execute("ATTACH ? AS texts", (str(texts),))
        (root,) = main.execute(
            "SELECT root FROM main.tree ORDER BY size DESC LIMIT 1"
        ).fetchone()
        if main.execute("SELECT root FROM texts.belonging").fetchone() != (root,):
            raise BadInput("{file} holds the texts of another backup.", file=texts)
        main.execute("INSERT INTO main.sealed SELECT i, salt, text FROM texts.sealed")
        main.execute("DETACH texts")
        main.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _alone(file: Path) -> sqlite3.Connection:
    """Open a file that is thrown away on any failure: no journal on the disk, whose name and mode are SQLite's."""
    connection = connect_ledger(file, key_of(file))
    connection.execute("PRAGMA journal_mode=MEMORY")
    return connection


def in_one_file(target: Path) -> None:
    """Leave nothing of a finished ledger in its WAL."""
    with (
        sqlite_errors(target),
        closing(connect_ledger(target, key_of(target))) as connection,
    ):
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA journal_mode=WAL")


def without_texts(source: sqlite3.Connection) -> sqlite3.Connection:
    """Copy a ledger to memory without its personal text."""
    connection = in_memory(private=by_sqlcipher(source))
    copy_to_memory(source, connection)
    connection.execute("DELETE FROM sealed")
    connection.execute("VACUUM")
    return connection


def copy_to_memory(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a ledger to an empty database in memory: page by page, but one of SQLCipher's row by row."""
    if by_sqlcipher(source):
        _copy_rows(source, target)
    else:
        source.backup(target, progress=patience())


def _copy_rows(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy what was created, each table with its rows, and the triggers last."""
    created = source.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'trigger'"
    ).fetchall()
    for kind, name, sql in created:
        target.execute(sql)
        if kind == "table":
            rows = source.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a name of the ledger's own
            marks = ",".join("?" * len(rows.description))
            target.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)  # noqa: S608
    for pragma in ("application_id", "user_version"):
        (value,) = source.execute(f"PRAGMA {pragma}").fetchone()
        target.execute(f"PRAGMA {pragma}={value}")


_STEP: Final = 1000
_STEPS_A_LEAF: Final = 10
"""SQLite's instructions between two reports, and how many it takes for a leaf with what belongs to it (8 to 9 measured)."""


def compact(
    path: str,
    key: DataKey | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Write a ledger's file anew without what was deleted, and empty its WAL.

    False if someone reads or writes, or the disk is full: then it is not finished, and can be tried again.
    """
    with sqlite_errors(path):
        connection = connect_ledger(
            uri(path, "mode=rw"), key, uri=True, timeout=_COMPACT_SECONDS
        )
        try:
            for pragma in CONNECTION:
                connection.execute(pragma)
            if progress is not None:
                _watch(connection, progress)
            connection.execute("VACUUM")
            busy, *_pages = connection.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            ).fetchone()
        except driver_errors() as error:
            if code_of(error) in _TRY_AGAIN:
                return False
            raise
        finally:
            connection.close()
    return not busy


def _watch(
    connection: sqlite3.Connection, progress: Callable[[int, int], None]
) -> None:
    """Tell how far the next statement is, by the instructions that SQLite has gone through."""
    question = "SELECT coalesce(max(rowid), 0) FROM stored_events"
    (size,) = connection.execute(question).fetchone()
    total = max(1, size * _STEPS_A_LEAF // _STEP)
    steps = count(1)

    def tell() -> int:
        progress(min(next(steps), total), total)
        return 0

    connection.set_progress_handler(tell, _STEP)


def add_texts(path: str, texts: Iterable[tuple[int, bytes, bytes]]) -> None:
    """Add personal texts, by leaf and with their salts, to a copy that was made before they could be read."""
    with (
        sqlite_errors(path),
        closing(sqlite3.connect(uri(path, "mode=rw"), uri=True)) as connection,
        connection,
    ):
        connection.executemany(
            "INSERT INTO sealed SELECT new.* FROM (SELECT ? AS i, ?, ?) AS new"
            " WHERE NOT EXISTS (SELECT 1 FROM sealed WHERE i = new.i)",
            texts,
        )
