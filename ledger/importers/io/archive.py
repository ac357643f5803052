"""The files of an export that a format wants, by name or ending: among those of a folder, or inside a zip.

Nothing is ever extracted; the members wanted are read into memory, within limits. Of several files, one that cannot be
read is a problem, and the others are kept.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Final, TypeVar

from ledger.errors import BadInput
from ledger.importers.api import Diagnostic, Named
from ledger.importers.io.encoding import LARGEST, refuse_blank

if TYPE_CHECKING:
    import zipfile

HIGHEST_RATIO: Final = 200
"""No list of people packs better; a file made to fill the memory does."""

_SMALL: Final = 2**20
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_wanted(path: str, names: Collection[str]) -> bool:
    """Whether the file at `path` of an export bears one of the names; case does not matter."""
    name = _own_name(path)
    return name is not None and name.casefold() in {n.casefold() for n in names}


def bears(path: str, suffixes: Collection[str]) -> bool:
    """Whether the file at `path` of an export ends as wanted (`.ics`)."""
    name = _own_name(path)
    return name is not None and name.casefold().endswith(tuple(suffixes))


def _own_name(path: str) -> str | None:
    """The name of a file without its folders; None for what macOS adds to archives."""
    *folders, name = path.replace("\\", "/").split("/")
    is_from_macos = name.startswith("._") or "__MACOSX" in folders
    if is_from_macos:
        return None
    return name


def is_zip(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a zip."""
    return head.startswith(_ZIP)


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
    import zipfile

    names: set[str] = set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise BadInput(
            "{file} is a damaged zip, or one that cannot be read.", file=file
        ) from error
    for info in infos:
        may_be_read = bears(info.filename, suffixes) and not info.is_dir()
        if may_be_read:
            path = PurePosixPath(info.filename.replace("\\", "/"))
            names.add(path.name)
    return names or {f"*{suffix}" for suffix in suffixes}


def members(file: str, stream: IO[bytes], names: Collection[str]) -> list[Named]:
    """The members of the zip in `stream`, open for reading and seeking, that bear one of the names.

    Raises BadInput for a zip that has none of them or cannot be read safely.
    """
    import zipfile

    try:
        with zipfile.ZipFile(stream) as archive:
            selected = [
                info for info in archive.infolist() if is_wanted(info.filename, names)
            ]
            _sane(file, selected)
            read = [
                (f"{file}/{info.filename}", _read(archive, info)) for info in selected
            ]
    except _damage() as error:
        raise BadInput(
            "{file} is a damaged zip, or one that cannot be read.", file=file
        ) from error
    if not read:
        raise BadInput(
            "{file} contains none of these files: {names}.",
            file=file,
            names=tuple(names),
        )
    return read


def _sane(file: str, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse members that point elsewhere, are locked, or would fill the memory."""
    import zipfile

    # The usual compressions; zipfile unpacks others at once, however large the result.
    bounded = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    for info in members:
        name = info.filename
        if _points_outside(name):
            raise BadInput(
                "{file} contains the name {name}, which points outside it.",
                file=file,
                name=name,
            )
        if info.compress_type not in bounded:
            raise zipfile.BadZipFile(name)
        is_locked = info.flag_bits & 1
        if is_locked:
            raise BadInput(
                "{file} is locked by a password; unlock it first.", file=file
            )
        largest = max(_SMALL, HIGHEST_RATIO * info.compress_size)
        if info.file_size > largest:
            raise BadInput(
                "{file} contains {name}, which is too large when unpacked.",
                file=file,
                name=name,
            )
    unpacked = sum(info.file_size for info in members)
    if unpacked > LARGEST:
        raise BadInput(
            "{file} is larger than {most} MB when unpacked.",
            file=file,
            most=LARGEST // 2**20,
        )


def _points_outside(name: str) -> bool:
    """Whether a member would be unpacked outside the folder."""
    folders = name.replace("\\", "/").split("/")
    root = folders[0]
    is_absolute = not root or ":" in root
    return is_absolute or ".." in folders


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The member's bytes, up to the limit that was found safe, whatever the archive claims."""
    with archive.open(info) as stream:
        return stream.read(info.file_size)


def _damage() -> tuple[type[Exception], ...]:
    """What zipfile raises for a file that is damaged."""
    import struct
    import zipfile
    import zlib

    return (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        RuntimeError,  # a way to compress or lock that zipfile does not know
        EOFError,
        OSError,
        ValueError,
    )


T = TypeVar("T")


def of_each(
    files: Iterable[Named], read: Callable[[str, bytes], T]
) -> tuple[list[T], list[Diagnostic]]:
    """The results of `read` for each file, and a diagnostic for each that is empty or that it refuses.

    Raises the first refusal where it refuses them all.
    """
    results: list[T] = []
    refused: list[tuple[str, BadInput]] = []
    for name, data in files:
        try:
            refuse_blank(name, data)
            results.append(read(name, data))
        except BadInput as error:
            refused.append((name, error))
    if refused and not results:
        raise refused[0][1]
    problems_told = [_problem(name, error) for name, error in refused]
    return results, problems_told


def _problem(file: str, error: BadInput) -> Diagnostic:
    line = error.details.get("line")
    line_of_problem = line if isinstance(line, int) else 1
    return Diagnostic(
        file=file,
        line=line_of_problem,
        reason=error.message,
        details=error.details,
    )
