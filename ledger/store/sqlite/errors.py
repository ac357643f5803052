"""SQLite's errors in the ledger's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from ledger.errors import Busy, Damaged, LedgerError

if TYPE_CHECKING:
    from ledger.store.sqlite.file import StrPath

_IN_USE: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OUT_OF_REACH: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


@contextmanager
def sqlite_errors(path: StrPath, *, writing: bool = False) -> Iterator[None]:
    """Say what SQLite cannot read, or write, of the ledger at `path`: Busy, or Damaged."""
    try:
        yield
    except sqlite3.Error as error:
        if (said := translated(error, path, writing=writing)) is None:
            raise
        raise said from error


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """As `sqlite_errors`, for whoever knows the connection only."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = next(
            file for _, schema, file in connection.execute("PRAGMA database_list") if schema == "main"
        )
        if (said := translated(error, name, writing=False)) is None:
            raise
        raise said from error


def translated(error: BaseException, path: StrPath, *, writing: bool = True) -> LedgerError | None:
    """The ledger's error for one of SQLite's, or of the library around one.

    None where SQLite had nothing to say: then the fault is the program's.
    """
    if (code := _code(error)) is None:
        return None
    if code in _IN_USE:
        return Busy("The ledger {path} is in use by somebody else: try again.", path=path)
    if code not in _OUT_OF_REACH:
        return damaged(path, error)
    if writing:
        return Busy(
            "Nothing was recorded: the ledger {path} cannot be written ({reason}).", path=path, reason=error
        )
    return Busy("The ledger {path} cannot be read ({reason}).", path=path, reason=error)


def damaged(path: StrPath, reason: object) -> Damaged:
    """That the ledger at `path` is damaged, and what to do."""
    return Damaged(
        "The ledger {path} is damaged ({reason}); it was left as it is: restore a backup.",
        path=path,
        reason=reason,
    )


def _code(error: BaseException | None) -> int | None:
    """SQLite's primary result code, https://www.sqlite.org/rescode.html; None where there is none."""
    while error is not None:
        if isinstance(code := getattr(error, "sqlite_errorcode", None), int):
            return code & 0xFF
        if isinstance(error, sqlite3.OperationalError):  # Python's own: bytes in the place of a text
            return sqlite3.SQLITE_CORRUPT
        error = error.__cause__
    return None
