"""A ledger's file: where it is, whether it is one, how it is made."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from ledger.errors import Busy, Damaged, NotFound, Usage
from ledger.store import layout

_MAGIC: Final = b"SQLite format 3\x00"
_BUSY_SECONDS: Final = 10.0


def ledger_path(given: str | None = None) -> Path:
    """The ledger that `given` names, else HANDSHAKE_LEDGER, else the one in the data folder."""
    if (named := given or os.environ.get("HANDSHAKE_LEDGER")) is None:
        data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        return Path(data) / "handshake" / "ledger.db"
    if "://" in named:
        raise Usage("{ledger} is no file: this version keeps ledgers in files only.", ledger=named)
    return Path(named).expanduser()


def check(path: Path) -> None:
    """Refuse a file that is no ledger, is from a newer format or is cut; reads 100 bytes only.

    The bytes are read without SQLite, whose mere opening would turn a foreign file to WAL.
    Offsets: https://www.sqlite.org/fileformat2.html, section 1.3.
    """
    try:
        with path.open("rb") as file:
            head = file.read(100)
            length = file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        raise NotFound("There is no ledger at {path}.", path=path) from None
    except OSError as error:
        raise Damaged("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from error
    if head[:16] != _MAGIC or _number(head, 68) != layout.APPLICATION_ID:
        raise Damaged("{path} is not a ledger; it was left as it is.", path=path)
    if (found := _number(head, 60)) > layout.FORMAT:
        raise Damaged(
            "{path} was written by a newer version of handshake (format {found}, this one knows "
            "{known}): update the program; the file was left as it is.",
            path=path,
            found=found,
            known=layout.FORMAT,
        )
    page = 65536 if head[16:18] == b"\x00\x01" else int.from_bytes(head[16:18], "big")
    if length < page * _number(head, 28):
        raise _damaged(path, "the file is cut short")


def _number(head: bytes, offset: int) -> int:
    return int.from_bytes(head[offset : offset + 4], "big")


def _damaged(path: Path | str, reason: object) -> Damaged:
    return Damaged(
        "The ledger {path} is damaged ({reason}); it was left as it is: restore a backup.",
        path=path,
        reason=reason,
    )


@contextmanager
def sqlite_errors(path: Path | str) -> Iterator[None]:
    """Say SQLite's errors in the ledger's words: Busy, or Damaged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise translated(error, path) from error


def translated(error: BaseException, path: Path | str) -> Exception:
    """The ledger's error for one of SQLite's."""
    reason = str(error)
    if "locked" in reason or "busy" in reason:
        return Busy("The ledger {path} is in use by somebody else: try again.", path=path)
    if "full" in reason or "readonly" in reason or "unable to open" in reason or "disk I/O" in reason:
        return Busy(
            "Nothing was recorded: the ledger {path} cannot be written ({reason}).",
            path=path,
            reason=reason,
        )
    return _damaged(path, reason)


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection that reads the ledger at `path` and cannot change it.

    Raises NotFound where there is none, Damaged where it is none, Busy where it is in use.
    """
    check(path)
    with sqlite_errors(path):
        connection = _connected(path)
        connection.execute("PRAGMA query_only=ON")
        _check_size(connection, path)
    return connection


def _connected(path: Path) -> sqlite3.Connection:
    """Opened for writing where allowed, so that the last one to close tidies the WAL away."""
    mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
    return sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_BUSY_SECONDS,
    )


def _check_size(connection: sqlite3.Connection, path: Path) -> None:
    """Both are written in one transaction: if they differ, one was tampered with or lost."""
    counted, in_tree = connection.execute(
        "SELECT (SELECT max(rowid) FROM stored_events), (SELECT max(size) FROM tree)"
    ).fetchone()
    if counted != in_tree:
        raise _damaged(path, f"{counted or 0} events, but {in_tree or 0} in the tree")


def create(path: Path) -> None:
    """Make an empty ledger at `path`, whole or not at all; one that is there already stays.

    The folder is made 0700 if it is missing, the file 0600 whatever the umask.
    """
    if path.exists():
        return
    _make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write_empty(beside)
        os.link(beside, path)
    except FileExistsError:
        return  # another process was faster: its ledger is the one
    except OSError as error:
        raise Busy(
            "A ledger cannot be made at {path}: {reason}.", path=path, reason=error.strerror
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    """Missing folders are made private one by one: mkdir's mode reaches the last one only."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
            each.chmod(0o700)
    except OSError as error:
        raise Busy(
            "The folder {path} cannot be made: {reason}.", path=folder, reason=error.strerror
        ) from error


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
        connection.execute("INSERT INTO meta VALUES ('secret', ?)", (secrets.token_bytes(32),))
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
