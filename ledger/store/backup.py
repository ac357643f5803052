"""Backups: a consistent copy of a ledger in use, in one file or with the sealed text in a second one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from ledger.errors import BadInput, Damaged, Usage
from ledger.store.sqlite import schema
from ledger.store.sqlite.errors import sqlite_errors
from ledger.store.sqlite.file import open_reader, uri

SPLIT_ID: Final = 0x48534B53  # "HSKS": a ledger without its texts, which are in another file
TEXTS_ID: Final = 0x48534B54  # "HSKT": those texts

_MAGIC: Final = b"SQLite format 3\x00"


def texts_path(file: Path) -> Path:
    """Where the sealed text of a split backup is."""
    return file.with_name(f"{file.name}.texts")


@contextmanager
def passing(file: Path) -> Iterator[Path]:
    """An empty file of our own beside `file`, 0600; gone afterwards, unless `publish` gave it its name."""
    made = file.with_name(f".{os.urandom(8).hex()}.part")
    descriptor = os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        os.close(descriptor)
        yield made
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{made}{ending}").unlink(missing_ok=True)


def publish(made: Path, file: Path) -> None:
    """Give a finished file its name, on the disk. Raises Usage where there is one of that name."""
    with made.open("rb") as stream:
        os.fsync(stream.fileno())
    try:
        os.link(made, file)
    except FileExistsError:
        raise Usage("{file} is there and stays: give another name.", file=file) from None
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def copy(source: sqlite3.Connection, made: Path) -> None:
    """Copy the ledger that `source` reads, as of one moment, to the empty file; nothing deleted goes along."""
    with sqlite_errors(made), closing(sqlite3.connect(made, isolation_level=None)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("VACUUM")


def split(made: Path, texts: Path) -> None:
    """Move the sealed text out of a copy into the other, empty file; both say of which ledger they are."""
    with sqlite_errors(made), closing(sqlite3.connect(made, isolation_level=None)) as main:
        (root,) = main.execute("SELECT root FROM tree ORDER BY size DESC LIMIT 1").fetchone()
        main.execute("ATTACH ? AS texts", (str(texts),))
        main.execute(
            "CREATE TABLE texts.sealed (i INTEGER PRIMARY KEY, salt BLOB NOT NULL, text BLOB NOT NULL)"
        )
        main.execute("CREATE TABLE texts.belonging (root BLOB NOT NULL)")
        main.execute("BEGIN")
        main.execute("INSERT INTO texts.sealed SELECT i, salt, text FROM main.sealed")
        main.execute("INSERT INTO texts.belonging VALUES (?)", (root,))
        main.execute("DELETE FROM main.sealed")
        main.execute("COMMIT")
        main.execute(f"PRAGMA texts.application_id={TEXTS_ID}")
        main.execute("DETACH texts")
        main.execute(f"PRAGMA application_id={SPLIT_ID}")
        main.execute("VACUUM")


def kind_of(file: Path) -> int | None:
    """The mark of an SQLite file (that of a ledger, or of a split backup); None for any other file."""
    try:
        with file.open("rb") as stream:
            head = stream.read(100)
    except OSError as error:
        raise BadInput("{file} cannot be read: {reason}.", file=file, reason=error) from error
    return int.from_bytes(head[68:72], "big") if head[:16] == _MAGIC else None


def restore(file: Path, made: Path) -> None:
    """Fill the empty file from a backup, joined again where it was split. Raises Damaged for anything else."""
    kind = kind_of(file)
    if kind == schema.APPLICATION_ID:
        with closing(open_reader(file)) as source:
            copy(source, made)
        return
    if kind != SPLIT_ID:
        raise Damaged("{path} is not a ledger; it was left as it is.", path=file)
    texts = texts_path(file)
    if not texts.exists() or kind_of(texts) != TEXTS_ID:
        raise BadInput("The texts of this split backup are missing: {file} belongs beside it.", file=texts)
    with sqlite_errors(file), closing(sqlite3.connect(uri(file, "mode=ro&immutable=1"), uri=True)) as source:
        copy(source, made)
    _join(made, texts)


def _join(made: Path, texts: Path) -> None:
    with sqlite_errors(texts), closing(sqlite3.connect(made, isolation_level=None)) as main:
        main.execute("ATTACH ? AS texts", (str(texts),))
        (root,) = main.execute("SELECT root FROM main.tree ORDER BY size DESC LIMIT 1").fetchone()
        if main.execute("SELECT root FROM texts.belonging").fetchone() != (root,):
            raise BadInput("{file} holds the texts of another backup.", file=texts)
        main.execute("INSERT INTO main.sealed SELECT i, salt, text FROM texts.sealed")
        main.execute("DETACH texts")
        main.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
