"""Forgetting: which sealed texts go with a person, and that nothing of them is left in the files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import orjson

from ledger.facts.base import PersonId
from ledger.store import layout, rows
from ledger.store.opening import uri
from ledger.store.troubles import sqlite_errors

SHORTEST = 4
"""A shorter piece of text proves nothing: it stands in any file by chance."""

WINDOW = 48
"""Texts are searched by pieces of so many bytes: SQLite parts a long one over several pages."""


def about(connection: sqlite3.Connection, people: Collection[PersonId]) -> list[rows.Row]:
    """Every event whose sealed text is about these people, and is still there.

    Those of the streams of the people, and of every stream one of whose events names one of them.
    Reads the ledger once.
    """
    streams = {*people}
    found = connection.execute("SELECT originator_id, topic, state FROM stored_events")
    for stream, topic, state in found:
        if not topic.startswith(("person.", "ledger.")) and any(p.encode() in state for p in people):
            streams.add(stream)
    return [
        row
        for stream in sorted(streams)
        for row in rows.stream_rows(connection, stream)
        if row.text is not None
    ]


def explained_by(row: rows.Row, people: Collection[PersonId]) -> bool:
    """Whether the erasure of these people alone explains that the text of `row` is missing."""
    return row.stream in people or any(_names(orjson.loads(row.state), person) for person in people)


def _names(value: object, person: PersonId) -> bool:
    match value:
        case str():
            return value == person
        case dict():
            return any(_names(item, person) for item in value.values())
        case list():
            return any(_names(item, person) for item in value)
        case _:
            return False


def pieces(texts: Iterable[bytes], kept: Iterable[bytes]) -> set[bytes]:
    """What to search for so as to prove that `texts` are gone: pieces that no text of `kept` holds."""
    wanted = {piece for text in texts for value in _strings(orjson.loads(text)) for piece in _cut(value)}
    for text in kept:
        for value in _strings(orjson.loads(text)):
            stays = value.encode()
            wanted = {piece for piece in wanted if piece not in stays}
    return wanted


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


def _cut(value: str) -> Iterator[bytes]:
    whole = value.encode()
    for start in range(0, len(whole), WINDOW):
        piece = whole[start : start + WINDOW]
        if len(piece) >= SHORTEST:
            yield piece


def compact(path: Path) -> bool:
    """Write the ledger's file anew without what was deleted, and empty its WAL.

    False where somebody else reads or writes: then it is not finished, and can be tried again.
    """
    with sqlite_errors(path):
        connection = sqlite3.connect(uri(path, "mode=rw"), uri=True, isolation_level=None, timeout=2.0)
        try:
            for pragma in layout.CONNECTION:
                connection.execute(pragma)
            connection.execute("VACUUM")
            busy, *_pages = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                return False
            raise
        finally:
            connection.close()
    return not busy


def files_of(ledger: Path) -> list[Path]:
    """Every file beside the ledger that holds something of it: WAL, views, temporary ones too."""
    hidden = f".{ledger.name}"
    return sorted(
        each
        for each in ledger.parent.iterdir()
        if each.is_file() and (each.name.startswith((ledger.name, hidden)))
    )


def left_in(files: Iterable[Path], wanted: Collection[bytes]) -> list[Path]:
    """The files that still hold one of the pieces, in the bytes on the disk."""
    return [file for file in files if _holds(file, wanted)]


def _holds(file: Path, wanted: Collection[bytes]) -> bool:
    overlap, tail = max(map(len, wanted), default=0), b""
    try:
        with file.open("rb") as stream:
            while block := stream.read(2**22):
                here = tail + block
                if any(piece in here for piece in wanted):
                    return True
                tail = here[-overlap:] if overlap else b""
    except FileNotFoundError:
        return False  # a WAL that was tidied away meanwhile
    return False


def remember(ledger: Path, erased: Collection[str]) -> None:
    """Add ids of people and of events to the list beside the ledger of what must not come back.

    A backup from before an erasure still holds the text; restoring it deletes what the list names.
    """
    descriptor = os.open(list_path(ledger), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write("".join(f"{each}\n" for each in sorted(erased)).encode())
        file.flush()
        os.fsync(file.fileno())


def remembered(ledger: Path) -> set[str]:
    """The ids of people and events that were erased from the ledger at this path."""
    path = list_path(ledger)
    return set(path.read_text("ascii").split()) if path.exists() else set()


def list_path(ledger: Path) -> Path:
    """Where that list is kept."""
    return ledger.with_name(f"{ledger.name}.erased")
