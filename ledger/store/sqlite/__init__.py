"""The embedded store: one SQLite file. Here are its two drivers, Python's own and SQLCipher's, and what their errors mean."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from ledger.errors import Busy, LedgerError
from ledger.store.port import Unreadable

if TYPE_CHECKING:
    from ledger.store.keys_file import DataKey

StrPath: TypeAlias = str | os.PathLike[str]
"""Where a file is. Every command opens one, and pathlib takes longer to load than to read a person."""

_PLAIN: Final = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/"
)


def sqlite_version() -> tuple[int, ...]:
    """Return the version of SQLite that Python brings."""
    return sqlite3.sqlite_version_info


def connect(
    path: StrPath,
    key: bytes | None = None,
    *,
    page_size: int | None = None,
    **options: Any,
) -> sqlite3.Connection:
    """Open a file of SQLite in autocommit: by Python's own driver, with a key by SQLCipher's.

    `page_size` is that of an encrypted file, if it is not SQLCipher's own.
    """
    connection: sqlite3.Connection
    if key is None:
        connection = sqlite3.connect(path, isolation_level=None, **options)
    else:
        from ledger.store.sqlite import cipher

        connection = cipher.connect(path, key, page_size=page_size, **options)
    return connection


def connect_ledger(
    path: StrPath, key: DataKey | None, **options: Any
) -> sqlite3.Connection:
    """Open a file of a ledger, which has a key if it is encrypted."""
    return connect(path, None if key is None else key.ledger, **options)


def in_memory(*, private: bool) -> sqlite3.Connection:
    """Open a database in memory; a private one puts nothing into the folder for temporary files either."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    if private:
        connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def by_sqlcipher(connection: sqlite3.Connection) -> bool:
    """Whether SQLCipher's driver opened a connection."""
    return not isinstance(connection, sqlite3.Connection)


def row_type(connection: sqlite3.Connection) -> Any:
    """Return the driver's own class of rows with names."""
    return sys.modules[type(connection).__module__].Row


def driver_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """Return the base class of errors of each driver in use, and others. Python asks only once there is an error."""
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    if cipher is None:
        return (sqlite3.Error, *others)
    return (sqlite3.Error, cipher.Error, *others)


def code_of(error: BaseException) -> int:
    """Return SQLite's primary result code of an error, https://www.sqlite.org/rescode.html; 0 if it has none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_operational(error: BaseException) -> bool:
    """Whether an error is of a driver, and about the database rather than about its caller."""
    return (
        isinstance(error, driver_errors())
        and type(error).__name__ == sqlite3.OperationalError.__name__
    )


def uri(path: StrPath, mode: str) -> str:
    """Return SQLite's URI of the file at `path`, whatever characters its name has."""
    return f"file://{quoted(os.path.realpath(path))}?{mode}"


def quoted(path: str) -> str:
    """Return a path as it stands in a URI, RFC 3986."""
    return "".join(
        chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in os.fsencode(path)
    )


# ---------------------------------------------------------------- SQLite's errors in the ledger's words

_IN_USE: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OUT_OF_REACH: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
}


@contextmanager
def sqlite_errors(path: object, *, writing: bool = False) -> Iterator[None]:
    """Raise SQLite's errors about the ledger at `path` as Busy or Unreadable."""
    try:
        yield
    except driver_errors(UnicodeDecodeError) as error:
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
    is_unsynced = _extended_code(error) == sqlite3.SQLITE_IOERR_FSYNC
    if code in _IN_USE:
        return Busy("Another program is using the ledger {path}; try again.", path=path)
    reason = _reason(error, code, path)
    if code not in _OUT_OF_REACH:
        return unreadable(path, reason)
    if writing and is_unsynced:
        # What SQLite wrote before it failed to sync may become valid once the last other program closes the file.
        return Busy(
            "This may not have been recorded: writing to {path} failed ({reason}). Check with 'handshake timeline' before you try again.",
            path=path,
            reason=reason,
        )
    if writing:
        return Busy(
            "Nothing was recorded: cannot write to the ledger {path} ({reason}).",
            path=path,
            reason=reason,
        )
    return Busy("Cannot read the ledger {path} ({reason}).", path=path, reason=reason)


def _reason(error: BaseException, code: int, path: object) -> object:
    from ledger.store.sqlite.failure_reasons import reason_of

    if code == sqlite3.SQLITE_IOERR and _is_full(path):
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return reason_of(_of_driver(error))


def _of_driver(error: BaseException) -> BaseException:
    """Return the driver's own error, which the library may have wrapped in one of its own."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, driver_errors(UnicodeDecodeError)):
            return cause
        cause = cause.__cause__
    return error


def _is_full(path: object) -> bool:
    """Whether the disk has no room: SQLite calls it an input/output error where it maps a file."""
    folder = os.path.dirname(os.path.realpath(str(path)))
    try:
        return os.statvfs(folder).f_bavail == 0
    except OSError:
        return False


def unreadable(path: object, reason: object) -> Unreadable:
    """Return the error of a damaged ledger, with the way out."""
    return Unreadable(
        "The ledger {path} is damaged ({reason}) and was left untouched; restore a backup.",
        path=path,
        reason=reason,
    )


def _code(error: BaseException) -> int | None:
    """Return SQLite's primary result code (https://www.sqlite.org/rescode.html), None if SQLite gave no code."""
    code = _extended_code(error)
    if code is None:
        return None
    return code & 0xFF


def _extended_code(error: BaseException | None) -> int | None:
    while error is not None:
        code = getattr(error, "sqlite_errorcode", None)
        if isinstance(code, int):
            return code
        # The drivers' own errors: for bytes in the place of a text, and for a message of SQLite's that quotes such bytes.
        if isinstance(error, UnicodeDecodeError) or _is_operational(error):
            return sqlite3.SQLITE_CORRUPT
        error = error.__cause__
    return None
