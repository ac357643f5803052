"""A file that is there whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final, TypeAlias

from ledger.errors import Busy, Usage

Write: TypeAlias = Callable[[bytes], object]

_DATABASE: Final = b"SQLite format 3\x00"


@contextmanager
def written(output: str) -> Iterator[Write]:
    """What to write with; `output` is a file's name, or `-` for standard output.

    The file is made beside its place under a passing name, 0600, and takes its place when everything
    is on the disk: on any error there is no file, or the old one. What is no file (a pipe, a
    terminal, /dev/null) is written to as it is. Raises Usage where the name cannot be used, Busy
    where there is no space.
    """
    try:
        with _opened(output) as file:
            yield file.write
    except BrokenPipeError:
        raise  # nobody is reading any more: that is no trouble
    except OSError as error:
        raise _trouble(output, error) from error


@contextmanager
def _opened(output: str) -> Iterator[IO[bytes]]:
    if output == "-":
        sys.stdout.flush()  # what was said before comes before
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output).resolve()  # a link stays one, and what it names is replaced
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        with path.open("wb") as file:
            yield file
        return
    _spare_databases(path, output)
    with _replacing(path) as file:
        yield file


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    passing = path.with_name(f".{os.urandom(8).hex()}.part")
    descriptor = os.open(passing, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        passing.replace(path)
    except BaseException:
        passing.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """The new name is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems cannot, and the file itself is safe
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _spare_databases(path: Path, output: str) -> None:
    """An export never takes the place of a ledger, which a slip in a script could make it do."""
    if path.exists():
        with path.open("rb") as file:
            if file.read(len(_DATABASE)) == _DATABASE:
                raise Usage("{file} is a database and stays: give the export another name.", file=output)


def _trouble(output: str, error: OSError) -> Busy | Usage:
    """For a name that cannot be used Usage, for everything else (no space, a device) Busy."""
    if isinstance(error, FileNotFoundError | NotADirectoryError | IsADirectoryError | PermissionError):
        return Usage("{file} cannot be written ({reason}): name another file.", file=output, reason=error)
    return Busy("{file} was not written ({reason}).", file=output, reason=error)
