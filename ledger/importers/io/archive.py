"""The files of an export that a format wants: among those of a folder, or inside a zip.

Nothing is ever extracted; the members wanted are read into memory, within limits.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable, Sequence
from typing import IO, Final, NamedTuple

from ledger.errors import BadInput
from ledger.importers.api import Named
from ledger.importers.io.encoding import LARGEST

HIGHEST_RATIO: Final = 200
"""No list of people packs better; a file made to fill the memory does."""

_SMALL: Final = 2**20
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_BOUNDED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The usual compressions; zipfile unpacks others at once, however large the result."""

_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,  # a way to compress or lock that zipfile does not know
    EOFError,
    OSError,
    ValueError,
)


class _Member(NamedTuple):
    name: str
    info: zipfile.ZipInfo


def is_wanted(path: str, names: Collection[str]) -> bool:
    """Whether the file at `path` of an export bears one of the names; case does not matter.

    What macOS adds to archives is no part of the export.
    """
    *folders, name = path.replace("\\", "/").split("/")
    names_wanted = {member.casefold() for member in names}
    return name.casefold() in names_wanted and not name.startswith("._") and "__MACOSX" not in folders


def is_zip(head: bytes) -> bool:
    """Whether a file that begins with these bytes is a zip."""
    return head.startswith(_ZIP)


def unpack(files: Iterable[Named], names: Collection[str]) -> list[Named]:
    """The files, with each zip among them replaced by its members that bear one of the names."""
    members_found: list[Named] = []
    for name, data in files:
        members_found += members(name, io.BytesIO(data), names) if is_zip(data) else [(name, data)]
    return members_found


def members(file: str, stream: IO[bytes], names: Collection[str]) -> list[Named]:
    """The members of the zip in `stream`, open for reading and seeking, that bear one of the names.

    Raises BadInput for a zip that has none of them or cannot be read safely.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            selected = [_Member(i.filename, i) for i in archive.infolist() if is_wanted(i.filename, names)]
            _sane(file, selected)
            read = [(f"{file}/{name}", _read(archive, info)) for name, info in selected]
    except _DAMAGE as error:
        raise BadInput("{file} is a damaged zip, or of a kind that cannot be read.", file=file) from error
    if not read:
        raise BadInput("{file} holds none of these files: {names}.", file=file, names=tuple(names))
    return read


def _sane(file: str, members: Sequence[_Member]) -> None:
    """Refuse members that point elsewhere, are locked, or would fill the memory."""
    for name, info in members:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0]:
            raise BadInput("{file} holds the name {name}, which points outside it.", file=file, name=name)
        if info.compress_type not in _BOUNDED:
            raise zipfile.BadZipFile(name)
        if info.flag_bits & 1:
            raise BadInput("{file} is locked by a password: unlock it first.", file=file)
        if info.file_size > _SMALL and info.file_size > HIGHEST_RATIO * info.compress_size:
            raise BadInput("{file} holds {name}, which unpacks to too much.", file=file, name=name)
    if sum(info.file_size for _, info in members) > LARGEST:
        raise BadInput("{file} unpacks to more than {most} MB.", file=file, most=LARGEST // 2**20)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The member's bytes; no more than it was found sane to unpack, whatever there is in truth."""
    with archive.open(info) as stream:
        return stream.read(info.file_size)
