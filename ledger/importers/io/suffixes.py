"""Formats that are told by how a file's name ends: such files inside zips."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath

from ledger.errors import BadInput
from ledger.importers.api import Named
from ledger.importers.io.archive import is_zip, members


def bears(path: str, suffixes: Collection[str]) -> bool:
    """Whether the file at a path ends as wanted (`.ics`); what macOS adds to archives does not count."""
    *folders, name = path.replace("\\", "/").split("/")
    is_from_macos = name.startswith("._") or "__MACOSX" in folders
    if is_from_macos:
        return False
    return name.casefold().endswith(tuple(suffixes))


def unpack(files: Iterable[Named], suffixes: Collection[str]) -> list[Named]:
    """The files, with each zip among them replaced by its members that end as wanted.

    Raises BadInput for a zip that has none or cannot be read safely.
    """
    unpacked: list[Named] = []
    for name, data in files:
        if is_zip(data):
            names = _names(name, data, suffixes)
            unpacked += members(name, io.BytesIO(data), names)
        else:
            unpacked.append((name, data))
    return unpacked


def _names(file: str, data: bytes, suffixes: Collection[str]) -> Collection[str]:
    """The names, without their folders, of the members that end as wanted."""
    names: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise BadInput(
            "{file} is a damaged zip, or one that cannot be read.", file=file
        ) from error
    for info in infos:
        if bears(info.filename, suffixes) and not info.is_dir():
            path = PurePosixPath(info.filename.replace("\\", "/"))
            names.add(path.name)
    return names or {f"*{suffix}" for suffix in suffixes}
