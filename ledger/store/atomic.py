"""Private files that appear whole or not at all, and the removal of those that a killed program left."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ledger.errors import Usage

_DRAFT: Final = re.compile(r"\.[0-9a-f]{16}\.part")
_BLOCK: Final = 1 << 20
_SQLITE_ENDINGS: Final = ("", "-journal", "-wal", "-shm")


@contextmanager
def draft(file: Path, *, private: bool = False) -> Iterator[Path]:
    """Create an empty file of mode 0600 beside `file`; remove it afterwards, unless it was renamed.

    A `private` one is overwritten before it is removed. It stays locked meanwhile, so that `sweep` can tell it from
    one that a killed program left.
    """
    sweep(file.parent)
    path, descriptor = _created(file)
    try:
        yield path
    finally:
        with suppress(OSError):  # the next sweep tries again
            _remove(path, private=private)
        os.close(descriptor)


def _created(file: Path) -> tuple[Path, int]:
    while True:
        path = file.with_name(f".{os.urandom(8).hex()}.part")
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.fchmod(descriptor, 0o600)
        with suppress(FileNotFoundError):
            if path.stat().st_ino == os.fstat(descriptor).st_ino:
                return path, descriptor
        os.close(descriptor)  # another program swept it before it was locked


def _remove(path: Path, *, private: bool = False) -> bool:
    """Remove a draft with what SQLite put beside it; return whether a private one was overwritten."""
    overwritten = True
    for ending in _SQLITE_ENDINGS:
        file = path.with_name(path.name + ending)
        if private:
            overwritten &= wipe(file)
        file.unlink(missing_ok=True)
    return overwritten


_PROMISED: Final[dict[Path, int]] = {}


def promise(path: Path, file: Path) -> None:
    """Note that a finished draft is about to get its name: Ctrl-C may come right after it."""
    _PROMISED[file] = path.stat().st_ino


def in_place() -> list[Path]:
    """Return the files that this process has given their names, whole."""
    named: list[Path] = []
    for file, inode in _PROMISED.items():
        if not file.exists():
            continue
        if file.stat().st_ino == inode:
            named.append(file)
    return named


def publish(path: Path, file: Path) -> None:
    """Give a finished draft its name, durably. Raises Usage if another file has that name."""
    sync_file(path)
    promise(path, file)
    try:
        os.link(path, file)
    except FileExistsError:
        raise Usage("{file} already exists; choose another name.", file=file) from None
    sync_folder(file.parent)


def replace(file: Path, data: bytes, *, promised: bool = False) -> None:
    """Put a small private file in the place of the old one, at once and durably.

    One that is `promised` is named to someone who presses Ctrl-C right after. An OSError names the file, never the draft.
    """
    try:
        with draft(file) as path:
            path.write_bytes(data)
            sync_file(path)
            if promised:
                promise(path, file)
            path.replace(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(file)) from error
    sync_folder(file.parent)


def replace_overwriting(file: Path, data: bytes) -> None:
    """Put a small private file in the place of the old one, and zeros over the old one's bytes."""
    old = os.open(file, os.O_RDWR)
    try:
        replace(file, data)
        overwrite(old)
    finally:
        os.close(old)


def overwrite(descriptor: int) -> bool:
    """Write zeros over an open file, and have them on the disk; false if it cannot be done.

    A file system that copies on write, a snapshot or an SSD may keep the old blocks all the same.
    """
    try:
        left = os.fstat(descriptor).st_size
        os.lseek(descriptor, 0, os.SEEK_SET)
        while left:
            left -= os.write(descriptor, bytes(min(left, _BLOCK)))
        os.fsync(descriptor)
    except OSError:
        return False
    return True


def wipe(file: Path) -> bool:
    """Write zeros over a file that is about to be removed; false if it cannot be done.

    A link stays as it is, and so do the bytes that a finished file has under its own name.
    """
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    try:
        return os.fstat(descriptor).st_nlink > 1 or overwrite(descriptor)
    finally:
        os.close(descriptor)


_swept: Final[list[bool]] = []


def take_swept() -> list[bool]:
    """Return of each private file that was swept whether it could be overwritten, and forget it."""
    swept = _swept.copy()
    _swept.clear()
    return swept


def sweep(folder: Path, *, private: bool = False) -> int:
    """Remove the unfinished files that killed programs left in a folder, and return how many.

    Those of a `private` folder are overwritten before.
    """
    removed = 0
    with suppress(OSError), os.scandir(folder) as entries:
        names = [entry.name for entry in entries if _DRAFT.fullmatch(entry.name)]
        for name in names:
            removed += _remove_abandoned(folder / name, private=private)
    return removed


def _remove_abandoned(path: Path, *, private: bool) -> bool:
    """Remove a file unless the program that makes it is still at work; return whether it was removed."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            overwritten = _remove(path, private=private)
            if private:
                _swept.append(overwritten)
            return True
        return False
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Create missing folders, each of mode 0700: mkdir's own mode reaches the last one only."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=0o700, exist_ok=True)
        parent.chmod(0o700)


def sync_folder(folder: Path) -> None:
    """Put the names of a folder's files on the disk; some file systems cannot, and the files are safe without."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sync_file(file: Path) -> None:
    """Put a file's bytes on the disk."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
