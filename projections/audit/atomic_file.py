"""Writes a file completely or not at all, and never over what belongs to a ledger."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol, TypeAlias

from ledger.errors import Busy, Usage
from ledger.language.text import escaped, visible
from ledger.store.atomic import draft, promise, sync_folder

Write: TypeAlias = Callable[[bytes], object]

_KEPT_BY_CONTENT: Final = (
    b"SQLite format 3\x00",
    *(b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83"),  # its write-ahead log
    b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",  # its journal
    b"-----BEGIN PRIVATE KEY-----",
    b"\x89HS1\r\n\x1a\n",  # a sealed file
)
OWN_FILES: Final = (".erased", ".key", ".keys", ".signed")
"""How the names of the files end that are kept beside a ledger, and cannot be made again."""
BESIDE: Final = (
    *OWN_FILES,
    ".backed-up",
    ".unclear",
    ".inboxes",
    ".views",
    "-wal",
    "-shm",
    "-journal",
)
"""How the names of all files beside a ledger end."""


_outputs: Final[list[str]] = []


def take_outputs() -> list[str]:
    """Return what was written so far, by the names that were given for it, and forget it."""
    outputs = [*dict.fromkeys(_outputs)]
    _outputs.clear()
    return outputs


_replaced: Final[set[str]] = set()


def is_replaced(output: str) -> bool:
    """Whether the file that was written under this name took the place of another one."""
    return output in _replaced


class Writer(Protocol):
    """Something that takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take the bytes."""


class _Terminal:
    """Standard output on a terminal, which nothing invisible reaches."""

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json

    def write(self, data: bytes) -> None:
        text = data.decode(errors="backslashreplace")
        harmless = escaped(text) if self._as_json else visible(text, keep="\n\t")
        sys.stdout.buffer.write(harmless.encode(errors="backslashreplace"))


@contextmanager
def written(output: str, *, as_json: bool = False) -> Iterator[Write]:
    """Give a function that writes to the file of this name, or to standard output for `-`.

    The file is made beside its place under a passing name, 0600, and takes its place when everything
    is on the disk: on any error there is no file, or the old one. A pipe or /dev/null is written to directly.
    On a terminal what cannot be seen is written by its number, `as_json` by its escape; nowhere else do the
    bytes differ. Raises Usage if the name cannot be used, Busy if there is no space.
    """
    try:
        with _opened(output, as_json=as_json) as file:
            yield file.write
        _outputs.append(output)
    except BrokenPipeError:
        raise  # the reader has seen enough: that is no failure
    except OSError as error:
        raise _failure(output, error) from error


@contextmanager
def _opened(output: str, *, as_json: bool) -> Iterator[Writer]:
    if output == "-":
        sys.stdout.flush()  # what was printed before comes before
        yield _Terminal(as_json=as_json) if sys.stdout.isatty() else sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(output).resolve()  # a link stays one, and what it names is replaced
    is_no_file = path.exists() and not stat.S_ISREG(path.stat().st_mode)
    if is_no_file:
        with path.open("wb") as file:
            yield file
        return
    spare(path, output)
    is_new = not path.exists()
    with _replacing(path) as file:
        yield file
    if is_new:
        _replaced.discard(output)
    else:
        _replaced.add(output)


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    with draft(path) as unfinished:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        promise(unfinished, path)
        unfinished.replace(path)
    sync_folder(path.parent)


def spare(path: Path, output: str) -> None:
    """Refuse to put a file in the place of a ledger or of what is kept beside one, as a slip in a script could."""
    beside = list(filter(path.name.endswith, BESIDE))
    is_there = _is_ours(path) or any(_is_kept(path, ending) for ending in beside)
    if is_there:
        raise Usage(
            "{file} is a ledger, or part of one, and won't be overwritten; choose another name.",
            file=output,
        )


def _is_kept(path: Path, ending: str) -> bool:
    """Whether the name is that of a file beside a ledger that exists, or did."""
    if _is_ours(path.with_name(path.name.removesuffix(ending))):
        return True
    return ending in OWN_FILES and path.exists()


def _is_ours(path: Path) -> bool:
    """Whether the file begins as databases, their logs and private keys do, or is an encrypted ledger."""
    if path.with_name(f"{path.name}.keys").exists():
        return True
    try:
        with path.open("rb") as file:
            head = file.read(max(map(len, _KEPT_BY_CONTENT)))
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return False
    return head.startswith(_KEPT_BY_CONTENT)


def _failure(output: str, error: OSError) -> Busy | Usage:
    """Return Usage for a name that cannot be used, Busy for everything else (no space, a device)."""
    is_of_place = isinstance(
        error,
        FileNotFoundError | NotADirectoryError | IsADirectoryError | PermissionError,
    )
    if is_of_place:
        return Usage(
            "Cannot write {file} ({reason}); choose another file.",
            file=output,
            reason=error,
        )
    return Busy("Could not write {file} ({reason}).", file=output, reason=error)
