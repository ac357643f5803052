"""A ledger's file: where it is, and whether it is one."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from typing import Final, TypeAlias

from ledger.errors import Busy, Damaged, NotFound, Usage
from ledger.store.sqlite import schema
from ledger.store.sqlite.errors import damaged, sqlite_errors

_MAGIC: Final = b"SQLite format 3\x00"
_BUSY_SECONDS: Final = 10.0
_PLAIN: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/")

StrPath: TypeAlias = str | os.PathLike[str]
"""Where a file is. Every command opens one, and pathlib takes longer to load than to read a person."""


def _as_it_is(value: bytes | None) -> bytes | None:
    return value


# Of bytes and None sqlite3 asks who can adapt them, and composes an error that nobody can, before it binds
# them as they are; that takes longer than SQLite does for the row.
sqlite3.register_adapter(bytes, _as_it_is)
sqlite3.register_adapter(type(None), _as_it_is)


def ledger_file(given: str | None = None) -> str:
    """The ledger that `given` names, else HANDSHAKE_LEDGER, else the one in the data folder."""
    if not (named := given or os.environ.get("HANDSHAKE_LEDGER")):
        return os.path.join(_data_folder(), "handshake", "ledger.db")
    if "://" in named:
        raise Usage("{ledger} is no file: this version keeps ledgers in files only.", ledger=named)
    return os.path.expanduser(named)


def _data_folder() -> str:
    """https://specifications.freedesktop.org/basedir-spec: a relative path is to be ignored."""
    folder = os.environ.get("XDG_DATA_HOME", "")
    return folder if os.path.isabs(folder) else os.path.expanduser("~/.local/share")


def is_there(path: StrPath) -> bool:
    """Whether there is a file; also where it is out of reach, which whoever opens it is told."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def check(path: StrPath) -> None:
    """Refuse a file that is no ledger, is from a newer format or is cut; reads 100 bytes only.

    The bytes are read without SQLite, whose mere opening would turn a foreign file to WAL.
    Offsets: https://www.sqlite.org/fileformat2.html, section 1.3.
    """
    head = _head(path)
    if head[:16] != _MAGIC or _number(head, 68) != schema.APPLICATION_ID or not (found := _number(head, 60)):
        raise Damaged("{path} is not a ledger; it was left as it is.", path=path)
    if found > schema.FORMAT:
        raise Damaged(
            "{path} was written by a newer version of handshake (format {found}, this one knows "
            "{known}): update the program; the file was left as it is.",
            path=path,
            found=found,
            known=schema.FORMAT,
        )
    page = 65536 if head[16:18] == b"\x00\x01" else int.from_bytes(head[16:18], "big")
    if _is_shorter(path, page * _number(head, 28)):
        raise damaged(path, "the file is cut short")


def _head(path: StrPath) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # a pipe would be waited for
            raise Damaged("{path} is not a ledger; it was left as it is.", path=path)
        with open(path, "rb") as file:
            return file.read(100)
    except FileNotFoundError:
        raise NotFound("There is no ledger at {path}.", path=path) from None
    except OSError as error:
        raise Damaged("{path} cannot be read: {reason}.", path=path, reason=error) from error


def _number(head: bytes, offset: int) -> int:
    return int.from_bytes(head[offset : offset + 4], "big")


def _is_shorter(path: StrPath, length: int) -> bool:
    """Whether the file is cut. One with a WAL may be short for now: pages are copied from the first on.

    The file is looked at again because the WAL goes as soon as all of them are.
    """
    return (
        os.path.getsize(path) < length
        and not os.path.exists(f"{os.path.realpath(path)}-wal")
        and os.path.getsize(path) < length
    )


def uri(path: StrPath, mode: str) -> str:
    """The file at `path` in SQLite's words, whatever characters its name has."""
    return f"file://{quoted(os.path.realpath(path))}?{mode}"


def quoted(path: str) -> str:
    """A path as it stands in a URI, RFC 3986."""
    return "".join(chr(each) if each in _PLAIN else f"%{each:02X}" for each in os.fsencode(path))


def open_reader(path: StrPath) -> sqlite3.Connection:
    """A connection that reads the ledger at `path` and cannot change it.

    Raises NotFound where there is none, Damaged where it is none, Busy where it is in use.
    """
    check(path)
    with sqlite_errors(path):
        connection = sqlite3.connect(
            uri(path, _mode(path)), uri=True, isolation_level=None, timeout=_BUSY_SECONDS
        )
        try:
            for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON"):
                connection.execute(f"PRAGMA {pragma}")
            _check_size(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def check_writable(path: StrPath) -> None:
    """Refuse a file that may not be written: SQLite would open it all the same, and put a WAL beside it."""
    if not os.access(path, os.W_OK):
        raise Busy(
            "Nothing was recorded: the ledger {path} cannot be written ({reason}).",
            path=path,
            reason=PermissionError(errno.EACCES, os.strerror(errno.EACCES)),
        )


def _mode(path: StrPath) -> str:
    """For writing where allowed, so that the last one to close tidies the WAL away.

    What cannot be written and has no WAL is read as it lies: SQLite would want to put one beside it.
    """
    real = os.path.realpath(path)
    if os.access(path, os.W_OK) and os.access(os.path.dirname(real), os.W_OK):
        return "mode=rw"
    return "mode=ro" if os.path.exists(f"{real}-wal") else "mode=ro&immutable=1"


def _check_size(connection: sqlite3.Connection, path: StrPath) -> None:
    """Both are written in one transaction: if they differ, one was tampered with or lost."""
    counted, in_tree = connection.execute(
        "SELECT (SELECT max(rowid) FROM stored_events), (SELECT max(size) FROM tree)"
    ).fetchone()
    if counted != in_tree:
        raise damaged(path, f"{counted or 0} events, but {in_tree or 0} in the tree")
