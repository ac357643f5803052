"""Backups: a copy of a ledger in use, in one file or with the personal text in a second one; and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

import orjson

from ledger.errors import BadInput, Damaged
from ledger.store.encode import StoredEvent
from ledger.store.port import Store
from ledger.store.sqlite import copies, tables
from ledger.store.sqlite.file import (
    APPLICATION_ID,
    SPLIT_ID,
    TEXTS_ID,
    application_id,
)
from ledger.store.sqlite.store import SqliteStore

_SLICE: Final = 5_000  # events of a restored ledger that are recorded together


def texts_path(backup: Path) -> Path:
    """Return where the personal text of a split backup is."""
    return backup.with_name(f"{backup.name}.texts")


def split(copy: Path, texts: Path) -> None:
    """Move the personal text of a copy into the other, empty file; both say to which ledger they belong."""
    copies.split(copy, texts)


def is_backup(path: Path) -> bool:
    """Whether a file is a database, and not an audit file."""
    return _kind(path) is not None


def is_ledger(path: Path) -> bool:
    """Whether a file is a ledger, complete with its texts."""
    return _kind(path) == APPLICATION_ID


def restore(backup: Path, copy: Path) -> None:
    """Fill the empty file from a backup, joined again if it was split. Raises Damaged for any other file."""
    kind = _kind(backup)
    if kind == APPLICATION_ID:
        with closing(SqliteStore.open(str(backup))) as source:
            source.copy_to(copy)
        return
    if kind != SPLIT_ID:
        raise Damaged("{path} is not a ledger; it was left untouched.", path=backup)
    texts = texts_path(backup)
    if not texts.exists() or _kind(texts) != TEXTS_ID:
        raise BadInput(
            "The texts of this split backup are missing; {file} belongs beside it.",
            file=texts,
        )
    copies.copy_split(backup, copy)
    copies.join(copy, texts)


def _kind(path: Path) -> int | None:
    try:
        return application_id(path)
    except OSError as error:
        raise BadInput(
            "Cannot read {file}: {reason}.", file=path, reason=error
        ) from error


def restore_events(events: Iterable[StoredEvent], copy: Path) -> None:
    """Make the empty file a ledger of these events, in order."""
    tables.fill(copy)
    with closing(SqliteStore.open(str(copy))) as store:
        append_all(store, events)


def append_all(store: Store, events: Iterable[StoredEvent]) -> None:
    """Record the events of another ledger in an empty store: the same bytes and the same tree.

    All events of one transaction bear one stamp, and left one root. Many transactions are recorded together.
    """
    slice_: list[StoredEvent] = []
    ends: list[int] = []
    last = None
    for event in events:
        stamp = _stamp(event.state)
        if slice_ and stamp != last:
            if len(slice_) < _SLICE:
                ends.append(len(slice_))
            else:
                store.append(slice_, ends=ends)
                slice_, ends = [], []
        slice_.append(event)
        last = stamp
    if slice_:
        store.append(slice_, ends=ends)


def _stamp(state: bytes) -> tuple[object, object, object]:
    fields = orjson.loads(state)
    return fields.get("recorded_at"), fields.get("recorded_by"), fields.get("source")


def in_one_file(copy: Path) -> None:
    """Leave nothing of a restored ledger in its WAL: only the file itself is given its name."""
    copies.in_one_file(copy)
