"""The files that an import is given, read from the disk: files, folders, zips."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO

from ledger.errors import BadInput
from ledger.importers.api import Named
from ledger.importers.io.archive import is_wanted, is_zip, members
from ledger.importers.io.encoding import LARGEST
from ledger.importers.io.suffixes import bears, unpack


def files_of(paths: Sequence[str], names: Collection[str]) -> list[Named]:
    """The bytes of the files named, of those that bear these names in folders and zips.

    Raises BadInput for what cannot be read, is too large, or holds none of the wanted files.
    """
    is_wanted_file = partial(_is_named, names)
    return [
        file for path in paths for file in _files(Path(path), is_wanted_file, names)
    ]


def files_ending(paths: Sequence[str], suffixes: Collection[str]) -> list[Named]:
    """The same of formats that are told by how a name ends (`.ics`)."""
    is_wanted_file = partial(_ends, suffixes)
    files = [file for path in paths for file in _files(Path(path), is_wanted_file, ())]
    return unpack(files, suffixes)


def _is_named(names: Collection[str], path: str) -> bool:
    return is_wanted(path, names)


def _ends(suffixes: Collection[str], path: str) -> bool:
    return bears(path, suffixes)


def _files(
    path: Path, is_wanted_file: Callable[[str], bool], names: Collection[str]
) -> Iterator[Named]:
    try:
        if path.is_dir():
            yield from _folder(path, is_wanted_file, names)
        else:
            yield from _file(path, names)
    except OSError as error:
        raise BadInput(
            "Cannot read {file}: {reason}.", file=str(path), reason=error
        ) from error


def _folder(
    path: Path, is_wanted_file: Callable[[str], bool], names: Collection[str]
) -> Iterator[Named]:
    paths = sorted(
        path_inside
        for path_inside in path.rglob("*")
        if path_inside.is_file() and is_wanted_file(str(path_inside))
    )
    if not paths:
        raise BadInput("{file} has no files of this format.", file=str(path))
    for path_inside in paths:
        yield from _file(path_inside, names)


def _file(path: Path, names: Collection[str]) -> Iterator[Named]:
    """The file, or the members of a zip that bear one of the names; without names, the zip itself."""
    with path.open("rb") as opened:
        # A pipe cannot be gone back in: it is read whole.
        file: IO[bytes] = (
            opened if opened.seekable() else BytesIO(opened.read(LARGEST + 1))
        )
        head = file.read(4)
        file.seek(0)
        if names and is_zip(head):
            yield from members(str(path), file, names)
            return
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadInput(
            "{file} is larger than {most} MB.", file=str(path), most=LARGEST // 2**20
        )
    yield str(path), data
