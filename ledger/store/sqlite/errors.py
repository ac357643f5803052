"""SQLite's errors in the ledger's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ledger.errors import Busy, LedgerError
from ledger.store.port import Unreadable

_IN_USE: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OUT_OF_REACH: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


@contextmanager
def sqlite_errors(path: object, *, writing: bool = False) -> Iterator[None]:
    """Raise SQLite's errors about the ledger at `path` as Busy or Unreadable."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        ours = translated(error, path, writing=writing)
        if ours is None:
            raise
        raise ours from error


def translated(
    error: BaseException, path: object, *, writing: bool = True
) -> LedgerError | None:
    """Return the ledger's error for one of SQLite, or of the library around it.

    None if SQLite was not its cause: then the fault is the program's.
    """
    code = _code(error)
    if code is None:
        return None
    if code in _IN_USE:
        return Busy(
            "The ledger {path} is in use by somebody else: try again.", path=path
        )
    if code not in _OUT_OF_REACH:
        return unreadable(path, error)
    if writing and _extended_code(error) == sqlite3.SQLITE_IOERR_FSYNC:
        # What SQLite wrote before it failed to sync may become valid once the last other program closes the file.
        return Busy(
            "It is not certain whether this was recorded: the disk of {path} failed ({reason}). Look with "
            "'handshake timeline' before you try again.",
            path=path,
            reason=error,
        )
    if writing:
        return Busy(
            "Nothing was recorded: the ledger {path} cannot be written ({reason}).",
            path=path,
            reason=error,
        )
    return Busy("The ledger {path} cannot be read ({reason}).", path=path, reason=error)


def unreadable(path: object, reason: object) -> Unreadable:
    """Return the error of a damaged ledger, with the way out."""
    return Unreadable(
        "The ledger {path} is damaged ({reason}); it was left as it is: restore a backup.",
        path=path,
        reason=reason,
    )


def _code(error: BaseException) -> int | None:
    """Return SQLite's primary result code (https://www.sqlite.org/rescode.html), None if SQLite gave no code."""
    code = _extended_code(error)
    return None if code is None else code & 0xFF


def _extended_code(error: BaseException | None) -> int | None:
    while error is not None:
        code = getattr(error, "sqlite_errorcode", None)
        if isinstance(code, int):
            return code
        # Python's own errors: for bytes in the place of a text, and for a message of SQLite's that quotes such bytes.
        if isinstance(error, sqlite3.OperationalError | UnicodeDecodeError):
            return sqlite3.SQLITE_CORRUPT
        error = error.__cause__
    return None
