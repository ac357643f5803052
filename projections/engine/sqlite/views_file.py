"""The views' file: where it is, how one is put in the place of another, whoever looks."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from ledger.store.sqlite.file import StrPath, quoted
from projections.engine.sqlite.errors import Spoiled, Unkept, spoiled, views_errors

if TYPE_CHECKING:
    from pathlib import Path

APPLICATION_ID: Final = 0x48534B56  # "HSKV": tells views from any other SQLite file
_BUSY_SECONDS: Final = 10.0


def views_file(ledger: str) -> str:
    """Where the views of the ledger in this file are kept: beside it."""
    return f"{ledger}.views"


def views_path(ledger: Path) -> Path:
    """The same, as a path."""
    return ledger.with_name(views_file(ledger.name))


def connect(path: StrPath) -> tuple[sqlite3.Connection, int] | None:
    """A connection to the file at `path` and its inode; None where there is no file.

    Raises Spoiled where the file is not one of ours, Busy where it is locked.
    """
    while (before := _inode(path)) is not None:
        name = f"file://{quoted(os.path.abspath(path))}?mode=rw"  # noqa: PTH100 - as in `ledger.store.sqlite.file`
        try:
            connection = sqlite3.connect(name, uri=True, isolation_level=None, timeout=_BUSY_SECONDS)
            _check(connection)
        except sqlite3.Error as error:
            if _inode(path) != before:
                continue
            raise spoiled(error) from error
        if _inode(path) == before:
            return connection, before
        connection.close()  # somebody put another file in its place meanwhile
    return None


def _check(connection: sqlite3.Connection) -> None:
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark != APPLICATION_ID:
        raise sqlite3.DatabaseError("these are not views")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")


def still_there(path: StrPath, inode: int) -> bool:
    """Whether the file is still the one that was opened, and was not replaced."""
    return _inode(path) == inode


def _inode(path: StrPath) -> int | None:
    try:
        return os.stat(path).st_ino  # noqa: PTH116 - the same
    except FileNotFoundError:
        return None


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new file of our own, 0600 whatever the umask, that is gone afterwards unless it was moved.

    It stays locked, so that `sweep` tells it from one that somebody left behind.
    """
    new, descriptor = _created(path)
    try:
        yield new
    finally:
        new.unlink(missing_ok=True)
        os.close(descriptor)


def _created(path: Path) -> tuple[Path, int]:
    import fcntl

    while True:
        new = path.with_name(f"{path.name}.{os.urandom(8).hex()}.new")
        try:
            descriptor = os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        except OSError as error:
            raise Unkept("The views cannot be kept at {path}: {reason}.", path=path, reason=error) from error
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.fchmod(descriptor, 0o600)
        if _inode(new) == os.fstat(descriptor).st_ino:
            return new, descriptor
        os.close(descriptor)  # somebody's sweep was faster than our lock


def sweep(path: Path) -> None:
    """Remove what an interrupted rebuild left beside `path`."""
    import fcntl

    for left in path.parent.glob(f"{path.name}.*.new*"):
        with suppress(FileNotFoundError, BlockingIOError):
            descriptor = os.open(left, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                left.unlink(missing_ok=True)
            finally:
                os.close(descriptor)


def replace(new: Path, path: Path) -> None:
    """Put a finished file in the place of the one at `path`, at once and for good.

    Nobody may be in the middle of writing the old one: his journal, which goes by the name of the
    file, would be taken for one of the new file. Raises Busy where somebody does not end.
    """
    with new.open("rb") as file:
        os.fsync(file.fileno())
    with _nobody_writing(path):
        new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def _nobody_writing(path: Path) -> Iterator[None]:
    while True:
        old = _locked(path)
        if old is None or still_there(path, old[1]):
            break
        old[0].close()
    try:
        yield
    finally:
        if old is not None:
            old[0].close()


def _locked(path: Path) -> tuple[sqlite3.Connection, int] | None:
    """The file at `path`, locked against writers; None where there is none worth locking."""
    try:
        with views_errors():
            if (old := connect(path)) is not None:
                old[0].execute("BEGIN IMMEDIATE")
            return old
    except Spoiled:
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        return None
