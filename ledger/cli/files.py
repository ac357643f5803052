"""The files that an import is given, read from the disk: files, folders, zips."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from ledger.errors import BadInput
from ledger.importers.archives import Named, is_wanted, is_zip, members
from ledger.importers.decoding import LARGEST


def files_of(paths: Sequence[str], wanted: Collection[str]) -> list[Named]:
    """The bytes of the files named, of the wanted ones in folders and zips, each with its name.

    Raises BadInput for what cannot be read, is too large, or holds none of the wanted files.
    """
    return [each for path in paths for each in _files(Path(path), wanted)]


def _files(path: Path, wanted: Collection[str]) -> Iterator[Named]:
    try:
        if path.is_dir():
            yield from _folder(path, wanted)
        else:
            yield from _file(path, wanted)
    except OSError as error:
        raise BadInput("{file} cannot be read: {reason}.", file=str(path), reason=error.strerror) from error


def _folder(path: Path, wanted: Collection[str]) -> Iterator[Named]:
    found = sorted(each for each in path.rglob("*") if each.is_file() and is_wanted(str(each), wanted))
    if not found:
        raise BadInput("{file} holds none of these files: {names}.", file=str(path), names=", ".join(wanted))
    for each in found:
        yield from _file(each, wanted)


def _file(path: Path, wanted: Collection[str]) -> Iterator[Named]:
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if is_zip(head):
            yield from members(str(path), file, wanted)
            return
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadInput("{file} is larger than {most} MB.", file=str(path), most=LARGEST // 2**20)
    yield str(path), data
