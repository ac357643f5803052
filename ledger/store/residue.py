"""Proof of an erasure: the bytes of a ledger's files are searched for what was deleted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

import orjson

from ledger.language.text import words
from ledger.store.port import Store

SHORTEST: Final = 4
"""A shorter piece of text proves nothing: it stands in any file by chance."""

WINDOW: Final = 48
"""How many bytes of a text are searched for at once: SQLite spreads a long text over several pages."""

_BLOCK: Final = 2**22
_OURS: Final = re.compile(
    r"-wal|-shm|-journal|\.views.*|\.erased|\.keys|\.backed-up|\.unclear|\.inboxes|\.format-[0-9]+"
    r"|\.read|\.erasing|\.[0-9a-f]{16}\.views.*"
)


def pieces(texts: Iterable[bytes]) -> set[bytes]:
    """Return what to search for to prove that `texts` are gone, in every form the files may hold.

    As it is, as JSON writes it, and folded word by word as the views keep it to be found.
    """
    forms: set[bytes] = set()
    for text in texts:
        for value in _strings(orjson.loads(text)):
            forms.update(_forms(value))
    return forms


def _forms(value: str) -> Iterator[bytes]:
    plain = value.encode()
    written = orjson.dumps(value)[1:-1]
    yield from _cut(plain)
    if written != plain:
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


def _cut(text: bytes) -> Iterator[bytes]:
    for start in range(0, len(text), WINDOW):
        piece = text[start : start + WINDOW]
        if len(piece) >= SHORTEST:
            yield piece


def unexplained(
    store: Store, suspects: Iterable[bytes], going: Collection[int]
) -> set[bytes]:
    """Return the pieces that no remaining text holds: all texts remain but those of the leaves `going`."""
    left = set(suspects)
    for row in store.rows():
        if not left:
            break
        if row.text is not None and row.i not in going:
            text = row.text + b"\n" + _folded(row.text)
            left = {piece for piece in left if piece not in text}
    return left


def _folded(text: bytes) -> bytes:
    folded: list[str] = []
    for value in _strings(orjson.loads(text)):
        folded += words(value)
    return " ".join(folded).encode()


def files_of(ledger: Path) -> list[Path]:
    """Return every file that the program keeps for this ledger: WAL and views too, finished or not."""
    return [file for file in _beside(ledger) if _is_ours(ledger, file)]


def others_beside(ledger: Path) -> list[Path]:
    """Return the other files in the ledger's folder: copies that someone made, perhaps."""
    return [file for file in _beside(ledger) if not _is_ours(ledger, file)]


def _beside(ledger: Path) -> list[Path]:
    if not ledger.parent.exists():
        return []
    files_beside = (
        file
        for file in ledger.parent.iterdir()
        if file.is_file() and not file.is_symlink()
    )
    return sorted(files_beside)


def _is_ours(ledger: Path, file: Path) -> bool:
    ending = file.name.removeprefix(ledger.name)
    if not file.name.startswith(ledger.name):
        return False
    return not ending or bool(_OURS.fullmatch(ending))


Decrypt: TypeAlias = Callable[[Path], Iterator[bytes]]
"""Gives the pages of an encrypted file in clear."""


def found_in(
    files: Iterable[Path], pieces: Collection[bytes], decrypt: Decrypt | None = None
) -> dict[Path, set[bytes]]:
    """Return the files that hold any of the pieces in their bytes on the disk, and which of them.

    With `decrypt`, also those whose decrypted pages do.
    """
    pieces_by_file: dict[Path, set[bytes]] = {}
    for file in files:
        held = _pieces_in(file, pieces, _blocks)
        if decrypt is not None:
            held |= _pieces_in(file, pieces, decrypt)
        if held:
            pieces_by_file[file] = held
    return pieces_by_file


def _blocks(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _pieces_in(file: Path, pieces: Collection[bytes], read: Decrypt) -> set[bytes]:
    """Search a file block by block, each with the end of the one before."""
    overlap = max(map(len, pieces), default=0)
    held = set[bytes]()
    tail = b""
    try:
        for block in read(file):
            window = tail + block
            held.update(piece for piece in pieces if piece in window)
            tail = b""
            if overlap:
                tail = window[-overlap:]
    except FileNotFoundError:
        return held  # a WAL that was removed meanwhile
    return held
