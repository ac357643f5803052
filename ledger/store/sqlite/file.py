"""A ledger's file: whether it is one, how it is opened, and how an empty one is made."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from typing import Final, TypeAlias

from ledger.errors import Busy, Damaged, NotFound, Refused
from ledger.store.sqlite import tables as schema
from ledger.store.sqlite.errors import sqlite_errors, translated, unreadable

BUSY_SECONDS: Final = 10
"""How long a connection waits for others."""

_MAGIC: Final = b"SQLite format 3\x00"
_PLAIN: Final = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/"
)
_NO_ROOM: Final = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}

StrPath: TypeAlias = str | os.PathLike[str]
"""Where a file is. Every command opens one, and pathlib takes longer to load than to read a person."""


def exists(path: StrPath) -> bool:
    """Whether a file is there, even out of reach: then opening it tells why."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def application_id(path: StrPath) -> int | None:
    """Return the mark of an SQLite file (a ledger, a split backup), None for any other file."""
    with open(path, "rb") as file:
        head = file.read(100)
    return _number(head, 68) if head[:16] == _MAGIC else None


def check(path: StrPath) -> None:
    """Refuse a file that is no ledger, has a newer format or was cut, by reading 100 bytes.

    Without SQLite, whose opening alone would turn a foreign file to WAL.
    Offsets: https://www.sqlite.org/fileformat2.html, section 1.3.
    """
    head = _head(path)
    version = _number(head, 60)
    if head[:16] != _MAGIC or _number(head, 68) != schema.APPLICATION_ID or not version:
        raise Damaged("{path} is not a ledger; it was left as it is.", path=path)
    if version > schema.FORMAT:
        raise Damaged(
            "{path} was written by a newer version of handshake (format {found}, this one knows "
            "{known}): update the program; the file was left as it is.",
            path=path,
            found=version,
            known=schema.FORMAT,
        )
    page = 65536 if head[16:18] == b"\x00\x01" else int.from_bytes(head[16:18], "big")
    if _is_shorter(path, page * _number(head, 28)):
        raise unreadable(path, "the file is cut short")


def _head(path: StrPath) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # a pipe would be waited for
            raise Damaged("{path} is not a ledger; it was left as it is.", path=path)
        with open(path, "rb") as file:
            return file.read(100)
    except FileNotFoundError:
        raise NotFound("There is no ledger at {path}.", path=path) from None
    except OSError as error:
        raise Damaged(
            "{path} cannot be read: {reason}.", path=path, reason=error
        ) from error


def _number(head: bytes, offset: int) -> int:
    return int.from_bytes(head[offset : offset + 4], "big")


def _is_shorter(path: StrPath, length: int) -> bool:
    """Whether the file is cut. With a WAL it may be short for now: pages are copied from the first on.

    The size is read again because the WAL goes as soon as all pages are copied.
    """
    return (
        os.path.getsize(path) < length
        and not _has_wal(path)
        and os.path.getsize(path) < length
    )


def _has_wal(path: StrPath) -> bool:
    return os.path.exists(f"{os.path.realpath(path)}-wal")


def uri(path: StrPath, mode: str) -> str:
    """Return SQLite's URI of the file at `path`, whatever characters its name has."""
    return f"file://{quoted(os.path.realpath(path))}?{mode}"


def quoted(path: str) -> str:
    """Return a path as it stands in a URI, RFC 3986."""
    return "".join(
        chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in os.fsencode(path)
    )


def open_reader(path: StrPath) -> sqlite3.Connection:
    """Open a connection that reads the ledger at `path` and cannot change it.

    Raises NotFound if no file is there, Damaged if it is no ledger, Busy if it stays locked.
    """
    check(path)
    mode = _mode(path)
    with sqlite_errors(path):
        try:
            return _reader(path, mode)
        except sqlite3.OperationalError as error:
            # On a full disk SQLite cannot make the index of a WAL; without a WAL nothing is in it to be read.
            if (
                error.sqlite_errorcode & 0xFF not in _NO_ROOM
                or _wal_size(path)
                or "immutable" in mode
            ):
                raise
            return _reader(path, _AS_IT_IS)


_AS_IT_IS: Final = "mode=ro&immutable=1"


def _reader(path: StrPath, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri(path, mode), uri=True, isolation_level=None, timeout=BUSY_SECONDS
    )
    try:
        for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        _check_size(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _mode(path: StrPath) -> str:
    """Return how to open the file: for writing if allowed, so that the last one to close removes the WAL.

    A file that cannot be written and has no WAL is read as it is: SQLite would want to put a WAL beside it.
    """
    real = os.path.realpath(path)
    if os.access(path, os.W_OK) and os.access(os.path.dirname(real), os.W_OK):
        return "mode=rw"
    return "mode=ro" if _has_wal(path) else _AS_IT_IS


def _wal_size(path: StrPath) -> int:
    try:
        return os.path.getsize(f"{os.path.realpath(path)}-wal")
    except FileNotFoundError:
        return 0


def _check_size(connection: sqlite3.Connection, path: StrPath) -> None:
    """Compare the events with their tree: one transaction writes both, so a difference is damage."""
    events, in_tree = connection.execute(
        "SELECT (SELECT max(rowid) FROM stored_events), (SELECT max(size) FROM tree)"
    ).fetchone()
    if events != in_tree:
        raise unreadable(path, f"{events or 0} events, but {in_tree or 0} in the tree")


def check_writable(path: StrPath) -> None:
    """Refuse a file that may not be written: SQLite would open it all the same, and put a WAL beside it."""
    if not os.access(path, os.W_OK):
        raise Busy(
            "Nothing was recorded: the ledger {path} cannot be written ({reason}).",
            path=path,
            reason=PermissionError(errno.EACCES, os.strerror(errno.EACCES)),
        )


def sweep_beside(path: StrPath) -> None:
    """Remove the unfinished files that killed programs left beside a ledger."""
    folder = os.path.dirname(os.path.realpath(path))
    if any(
        name.startswith(".") and name.endswith(".part") for name in os.listdir(folder)
    ):
        from pathlib import Path

        from ledger.store.atomic import sweep

        sweep(Path(folder))


def create(path: StrPath) -> None:
    """Make an empty ledger at `path`, whole or not at all; leave one that is there.

    The folder is made 0700 if it is missing, the file 0600. Raises Refused beside facts that belong to a
    ledger which was moved away, Busy if the file cannot be made.
    """
    if os.path.exists(path):
        return
    from pathlib import Path

    from ledger.store.atomic import draft, make_folder, sync_folder

    refuse_orphans(path)
    file = Path(path)
    try:
        make_folder(file.parent)
        with draft(file) as empty:
            fill(empty)
            os.link(empty, file)
        sync_folder(file.parent)
    except FileExistsError:
        return  # another process was faster: its ledger is the one
    except sqlite3.Error as error:
        raise (translated(error, path) or error) from None
    except OSError as error:
        raise Busy(
            "A ledger cannot be made at {path}: {reason}.", path=path, reason=error
        ) from error


def refuse_orphans(path: StrPath) -> None:
    """Refuse a place where SQLite left facts of a ledger whose file was moved away: a new one would destroy them."""
    for ending in ("-wal", "-journal"):
        orphan = f"{os.fspath(path)}{ending}"
        if os.path.exists(orphan) and os.path.getsize(orphan):
            raise Refused(
                "{orphan} holds facts of a ledger that is not beside it any more: put {path} back, or move that "
                "file away too.",
                orphan=orphan,
                path=path,
            )


def fill(path: StrPath) -> None:
    """Make an empty file an empty ledger."""
    from ledger.store.encode import new_secret

    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        # Before anything else, so that the mark is in the file and not only in a WAL beside it.
        connection.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={schema.FORMAT}")
        for pragma in schema.CONNECTION:
            connection.execute(pragma)
        connection.executescript(f"BEGIN; {schema.TABLES} {schema.triggers()} COMMIT;")
        connection.executemany("INSERT INTO meta VALUES (?, ?)", new_secret().items())
        connection.execute("PRAGMA journal_mode=WAL")
