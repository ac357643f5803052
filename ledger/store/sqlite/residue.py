"""Forgetting, in the files: they are written anew, and searched for what was deleted."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import orjson

from ledger.language.folding import words
from ledger.store.sqlite import schema
from ledger.store.sqlite.errors import sqlite_errors
from ledger.store.sqlite.file import uri

SHORTEST = 4
"""A shorter piece of text proves nothing: it stands in any file by chance."""

WINDOW = 48
"""Texts are searched by pieces of so many bytes: SQLite parts a long one over several pages."""

_TRY_AGAIN = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}

_OURS = re.compile(r"-wal|-shm|-journal|\.views.*|\.erased")


def pieces(texts: Iterable[bytes]) -> set[bytes]:
    """What to search for so as to prove that `texts` are gone, in every way it is written in the files.

    As it is, as JSON writes it, and folded word by word as the views keep it to be found.
    """
    return {piece for text in texts for value in _strings(orjson.loads(text)) for piece in _forms(value)}


def _forms(value: str) -> Iterator[bytes]:
    yield from _cut(value.encode())
    if (written := orjson.dumps(value)[1:-1]) != value.encode():
        yield from _cut(written)
    for word in words(value):
        yield from _cut(word.encode())


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from _strings(item)
        case list():
            for item in value:
                yield from _strings(item)
        case _:
            return


def _cut(whole: bytes) -> Iterator[bytes]:
    for start in range(0, len(whole), WINDOW):
        piece = whole[start : start + WINDOW]
        if len(piece) >= SHORTEST:
            yield piece


def unexplained(connection: sqlite3.Connection, found: Iterable[bytes], going: Collection[int]) -> set[bytes]:
    """The pieces that no text holds which stays: all but those of the leaves `going`."""
    wanted = set(found)
    for i, text in connection.execute("SELECT i, text FROM sealed"):
        if not wanted:
            break
        if i not in going:
            folded = " ".join(word for value in _strings(orjson.loads(text)) for word in words(value))
            here = text + b"\n" + folded.encode()
            wanted = {piece for piece in wanted if piece not in here}
    return wanted


def compact(path: Path) -> bool:
    """Write the ledger's file anew without what was deleted, and empty its WAL.

    False where somebody else reads or writes, or there is no space: then it is not finished, and can
    be tried again.
    """
    with sqlite_errors(path):
        connection = sqlite3.connect(uri(path, "mode=rw"), uri=True, isolation_level=None, timeout=2.0)
        try:
            for pragma in schema.CONNECTION:
                connection.execute(pragma)
            connection.execute("VACUUM")
            busy, *_pages = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in _TRY_AGAIN:
                return False
            raise
        finally:
            connection.close()
    return not busy


def files_of(ledger: Path) -> list[Path]:
    """Every file that the program keeps for this ledger: WAL, views, those being made too."""
    return [each for each in _beside(ledger) if _is_ours(ledger, each)]


def others_beside(ledger: Path) -> list[Path]:
    """The other files in the ledger's folder: copies somebody made, perhaps."""
    return [each for each in _beside(ledger) if not _is_ours(ledger, each)]


def _beside(ledger: Path) -> list[Path]:
    files = ledger.resolve().parent.iterdir()
    return sorted(each for each in files if each.is_file() and not each.is_symlink())


def _is_ours(ledger: Path, file: Path) -> bool:
    start, ending = ledger.resolve().name, file.name
    return ending == start or (ending.startswith(start) and bool(_OURS.fullmatch(ending[len(start) :])))


def found_in(files: Iterable[Path], wanted: Collection[bytes]) -> dict[Path, set[bytes]]:
    """The files that hold any of the pieces, in the bytes on the disk, and which of them."""
    return {file: found for file in files if (found := _found(file, wanted))}


def _found(file: Path, wanted: Collection[bytes]) -> set[bytes]:
    overlap, tail, found = max(map(len, wanted), default=0), b"", set[bytes]()
    try:
        with file.open("rb") as stream:
            while block := stream.read(2**22):
                here = tail + block
                found.update(piece for piece in wanted if piece not in found and piece in here)
                tail = here[-overlap:] if overlap else b""
    except FileNotFoundError:
        return found  # a WAL that was tidied away meanwhile
    return found
