"""A ledger's file: whether it is one, and how it is opened."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Final, TypeAlias

from ledger.errors import Busy, Damaged, LedgerError, NotFound
from ledger.named_tuple import NamedTuple
from ledger.store.port import Unreadable
from ledger.store.sqlite import (
    StrPath,
    code_of,
    connect_ledger,
    driver_errors,
    sqlite_errors,
    unreadable,
    uri,
)

if TYPE_CHECKING:
    from ledger.store.keys_file import DataKey

APPLICATION_ID: Final = 0x48534B31  # "HSK1": tells a ledger from any other SQLite file
SPLIT_ID: Final = (
    0x48534B53  # "HSKS": a backup without its personal text, which is in another file
)
TEXTS_ID: Final = 0x48534B54  # "HSKT": that personal text
FORMAT: Final = (
    1  # the file's user_version; a program refuses a newer one than it knows
)

EVENTS: Final = "stored_events"
"""The table of events: recorder and reader know it by this name."""

CONNECTION: Final = (
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA recursive_triggers=ON",  # so that INSERT OR REPLACE asks the triggers against deletion too
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
)
"""The settings of every connection that writes: SQLite stores none of them in the file."""

BUSY_SECONDS: Final = 10
"""How long a connection waits for others."""

_MAGIC: Final = b"SQLite format 3\x00"
_NO_ROOM: Final = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}


class OlderFormat(Exception):
    """The file is a ledger of an older format, to be brought to today's before it is read."""


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
    if head[:16] == _MAGIC:
        return _number(head, 68)
    key = encryption_key(path, head)
    if key is None:
        return None
    with sqlite_errors(path), closing(_connected(path, _mode(path), key)) as connection:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
    return int(mark)


def is_encrypted(path: StrPath) -> bool:
    """Whether a file that is there is no plain file of SQLite, but one that SQLCipher may open."""
    head = _head(path)
    if head[:16] == _MAGIC:
        return False
    from ledger.store.unlock import may_be_encrypted

    return may_be_encrypted(path, head)


def key_of(path: StrPath) -> DataKey | None:
    """Return the key of an encrypted file, None for a plain or an empty one."""
    head = _head(path)
    if not head or head[:16] == _MAGIC:
        return None
    return encryption_key(path, head)


def encryption_key(path: StrPath, head: bytes) -> DataKey | None:
    """Return the key of a file that does not begin as SQLite's own do; None if it is not an encrypted ledger."""
    from ledger.store.unlock import may_be_encrypted, unlock

    if not may_be_encrypted(path, head):
        return None
    return unlock(path, head)


def check(path: StrPath) -> DataKey | None:
    """Refuse a file that is no ledger, has a newer format or was cut, by reading 100 bytes; return its key, if any.

    Without SQLite, whose opening alone would turn a foreign file to WAL.
    Offsets: https://www.sqlite.org/fileformat2.html, section 1.3.
    """
    head = _head(path)
    if head[:16] != _MAGIC:
        return _needed_key(path, head)
    _check_kind(path, _number(head, 68), _number(head, 60))
    page = 65536 if head[16:18] == b"\x00\x01" else int.from_bytes(head[16:18], "big")
    _check_length(path, page * _number(head, 28))
    return None


def _needed_key(path: StrPath, head: bytes) -> DataKey:
    """Return the key of an encrypted ledger. Raises Damaged if a file is none, or its keys are missing."""
    from ledger.store.unlock import may_be_encrypted, unlock

    if not may_be_encrypted(path, head):
        raise Damaged("{path} is not a ledger; it was left untouched.", path=path)
    key = unlock(path, head)
    if key is None:
        raise Damaged(
            "{path} is not a ledger, or it is encrypted and {keys} is missing; it was left untouched.",
            path=path,
            keys=f"{os.fspath(path)}.keys",
        )
    return key


def _check_kind(path: StrPath, mark: int, version: int) -> None:
    if mark != APPLICATION_ID or not version:
        raise Damaged("{path} is not a ledger; it was left untouched.", path=path)
    if version > FORMAT:
        raise _newer(path, version)


def _check_length(path: StrPath, length: int) -> None:
    if _is_shorter(path, length):
        from ledger.store.sqlite.failure_reasons import CUT_SHORT

        raise Unreadable(
            "The ledger {path} is damaged (cut short) and was left untouched; restore a backup.",
            path=path,
            reason=CUT_SHORT,
        )


def _newer(path: StrPath, version: int) -> Damaged:
    return Damaged(
        "{path} was written by a newer version of handshake (format {found}; this version knows {known}). The file was left untouched; update the program.",
        path=path,
        found=version,
        known=FORMAT,
    )


def _head(path: StrPath) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # a pipe would be waited for
            raise Damaged("{path} is not a ledger; it was left untouched.", path=path)
        with open(path, "rb") as file:
            return file.read(100)
    except FileNotFoundError:
        raise NotFound("No ledger found at {path}.", path=path) from None
    except OSError as error:
        raise Damaged(
            "Cannot read {path}: {reason}.", path=path, reason=error
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


class OpenedFile(NamedTuple):
    """A connection that reads a ledger, the key of an encrypted one, and which file it is."""

    connection: sqlite3.Connection
    key: DataKey | None
    inode: Inode | None


Inode: TypeAlias = tuple[int, int]
"""Which file it is, whatever its name: the numbers of its device and its inode."""


def inode(path: StrPath) -> Inode | None:
    """Return which file is at a path now, None if none can be reached."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def open_reader(path: StrPath) -> sqlite3.Connection:
    """Open a connection that reads the ledger at `path` and cannot change it.

    Raises NotFound if no file is there, Damaged if it is no ledger, Busy if it stays locked, and OlderFormat.
    """
    return open_file(path).connection


def open_file(path: StrPath) -> OpenedFile:
    """Open the ledger at `path` as `open_reader` does, again if another file is put there meanwhile."""
    while True:
        place = inode(path)
        try:
            key = check(path)
            connection = _checked_reader(path, key)
        except LedgerError:
            if inode(path) == place:
                raise
            continue
        if inode(path) == place:
            return OpenedFile(connection, key, place)
        connection.close()


def _checked_reader(path: StrPath, key: DataKey | None) -> sqlite3.Connection:
    mode = _mode(path)
    with sqlite_errors(path):
        try:
            return _reader(path, mode, key)
        except driver_errors() as error:
            # On a full disk SQLite cannot make the index of a WAL; without a WAL nothing is in it to be read.
            is_full = code_of(error) in _NO_ROOM
            if not is_full or "immutable" in mode:
                raise
            if wal_size(path):
                raise
            return _reader(path, AS_IT_IS, key)


AS_IT_IS: Final = "mode=ro&immutable=1"
"""How SQLite opens a file that has no WAL, and puts nothing beside it."""


def _reader(path: StrPath, mode: str, key: DataKey | None) -> sqlite3.Connection:
    connection = _connected(path, mode, key)
    try:
        for pragma in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if key is not None:
            _check_encrypted(connection, path)
        _check_format(connection, path)
        _check_size(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(path: StrPath, mode: str, key: DataKey | None) -> sqlite3.Connection:
    return connect_ledger(uri(path, mode), key, uri=True, timeout=BUSY_SECONDS)


def _check_encrypted(connection: sqlite3.Connection, path: StrPath) -> None:
    """Ask SQLCipher what the head of a plain file says."""
    _check_kind(
        path,
        *(
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        ),
    )
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    _check_length(path, pages * int(page))


def _mode(path: StrPath) -> str:
    """Return how to open the file: for writing if allowed, so that the last one to close removes the WAL.

    A file that cannot be written and has no WAL is read as it is: SQLite would want to put a WAL beside it.
    """
    if is_writable(path):
        return "mode=rw"
    if _has_wal(path):
        return "mode=ro"
    return AS_IT_IS


def is_writable(path: StrPath) -> bool:
    """Whether the file may be written, and others may be put beside it."""
    folder = os.path.dirname(os.path.realpath(path))
    return os.access(path, os.W_OK) and os.access(folder, os.W_OK)


def wal_size(path: StrPath) -> int:
    """Return how many bytes wait beside the file to be copied into it."""
    try:
        return os.path.getsize(f"{os.path.realpath(path)}-wal")
    except FileNotFoundError:
        return 0


def _check_format(connection: sqlite3.Connection, path: StrPath) -> None:
    """Ask the format of SQLite too: the step to another may still be in the WAL. Raises OlderFormat, or Damaged."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version < FORMAT:
        raise OlderFormat
    if version > FORMAT:
        raise _newer(path, version)


def _check_size(connection: sqlite3.Connection, path: StrPath) -> None:
    """Compare the events with their tree: one transaction writes both, so a difference is damage."""
    events, in_tree = connection.execute(
        "SELECT (SELECT max(rowid) FROM stored_events), (SELECT max(size) FROM tree)"
    ).fetchone()
    if events != in_tree:
        raise unreadable(
            path,
            Damaged(
                "{events} events, but {in_tree} in the tree",
                events=events or 0,
                in_tree=in_tree or 0,
            ),
        )


def check_writable(path: StrPath) -> None:
    """Refuse a file that may not be written: SQLite would open it all the same, and put a WAL beside it."""
    if not os.access(path, os.W_OK):
        raise Busy(
            "Nothing was recorded: cannot write to the ledger {path} ({reason}).",
            path=path,
            reason=PermissionError(errno.EACCES, os.strerror(errno.EACCES)),
        )


def kept_path(path: StrPath, version: int) -> str:
    """Return where a ledger of an older format is kept until the new one is verified."""
    return f"{os.path.realpath(path)}.format-{version}"


def kept_older(path: StrPath) -> list[str]:
    """Return the files of older formats that are still kept beside a ledger."""
    kept = [kept_path(path, version) for version in range(1, FORMAT)]
    return list(filter(os.path.exists, kept))


def sweep_beside(path: StrPath, *, private: bool = False) -> str | None:
    """Remove the unfinished files beside a ledger, overwrite `private` ones before; return the journal there, if any."""
    real = os.path.realpath(path)
    folder = os.path.dirname(real)
    names = os.listdir(folder)
    if any(name.startswith(".") and name.endswith(".part") for name in names):
        from pathlib import Path

        from ledger.store.atomic import sweep

        sweep(Path(folder), private=private)
    journal = f"{real}-journal"
    if os.path.basename(journal) in names:
        return journal
    return None
