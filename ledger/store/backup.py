"""Backups: a copy of a ledger in use, in one file or with the personal text in a second one; and the way back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson

from ledger.errors import BadInput, Damaged, Refused
from ledger.store import keys_file
from ledger.store.atomic import replace
from ledger.store.encode import StoredEvent, as_stored, instant
from ledger.store.port import SealedRow, Store
from ledger.store.sqlite import copies, tables
from ledger.store.sqlite import file as ledger_file
from ledger.store.sqlite.file import APPLICATION_ID, SPLIT_ID, TEXTS_ID, application_id
from ledger.store.sqlite.store import SqliteStore

_SLICE: Final = 5_000  # events of a restored ledger that are recorded together


def texts_path(backup: Path) -> Path:
    """Return where the personal text of a split backup is."""
    return backup.with_name(f"{backup.name}.texts")


def backup_note(ledger: Path) -> Path:
    """Return where it is noted when the last backup of a ledger was made."""
    return ledger.with_name(f"{ledger.name}.backed-up")


def note_backup(ledger: Path, size: int) -> None:
    """Note that a backup of this many events was made now."""
    replace(backup_note(ledger), f"{instant()} {size}\n".encode())


def last_backup(ledger: Path) -> tuple[datetime, int] | None:
    """Return when the last backup was made, and of how many events; None if that is not known."""
    try:
        moment, size = backup_note(ledger).read_text("utf-8").split()
        return datetime.fromisoformat(moment), int(size)
    except (OSError, ValueError):
        return None


def is_encrypted(path: Path) -> bool:
    """Whether a ledger or a backup is encrypted."""
    return ledger_file.is_encrypted(path)


@contextmanager
def carried_keys(copy: Path, source: Path, target: Path) -> Iterator[None]:
    """Write what opens an encrypted copy beside `target`, and take it back if the copy does not get there.

    These are the slots that `source` has, if `target` has none yet: slots that are there already are newer than those
    of a backup. Raises Refused if there are none: then only the system's keyring opens the ledger.
    """
    file = keys_file.keys_path(target)
    present = keys_file.read_slots(file)
    carry_keys(copy, source, target)
    try:
        yield
    except BaseException:
        keys_file.write_slots(file, present)
        raise


def carry_keys(copy: Path, source: Path, target: Path) -> None:
    """Write the slots of an encrypted copy beside `target`, as `carried_keys` does."""
    with copy.open("rb") as opened:
        salt = opened.read(keys_file.SALT)
    file = keys_file.keys_path(target)
    present = keys_file.read_slots(file)
    if keys_file.slots_of(present, salt):
        return
    carried = keys_file.slots_of(
        keys_file.read_slots(keys_file.keys_path(source)), salt
    )
    if not carried:
        raise Refused(
            "{keys} is missing, so no passphrase would open the copy; add one with 'handshake passphrase --add NAME'.",
            keys=keys_file.keys_path(source),
        )
    keys_file.write_slots(file, [*present, *carried])


def create_encrypted(place: Path, source: Path, secret: bytes) -> bool:
    """Make an empty ledger that is encrypted like `source`; false if that one is in clear, or the place is taken."""
    from ledger.store.unlock import key_at

    key = key_at(source)
    if key is None or place.exists():
        return False
    tables.create(place, secret, key)
    carry_keys(place, source, place)
    return True


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
        with closing(SqliteStore.open(str(backup), in_place=False)) as source:
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


def restore_events(
    events: Iterable[StoredEvent], copy: Path, secret: bytes | None = None
) -> None:
    """Make the empty file a ledger of these events, in order; with the secret of theirs, if it is known."""
    tables.fill(copy, secret)
    with closing(SqliteStore.open(str(copy))) as store:
        append_all(store, events)


def events_of(store: Store) -> Iterator[StoredEvent]:
    """Yield all events of a store, as another records them."""
    return map(event_of_row, store.sealed_rows())


def refuse_hidden_texts(store: Store) -> None:
    """Refuse to copy a ledger on a server whose texts this role may not all read. Raises Refused."""
    if store.withheld(0, store.size()):
        raise Refused(
            "Your role may not read other owners' texts, so it cannot copy {ledger}; ask its administrator.",
            ledger=store.name,
        )


def event_of_row(row: SealedRow) -> StoredEvent:
    """Return an event of a store as another records it."""
    _i, stream, v, topic, state, salt, text = row
    seal = None if salt is None or text is None else (salt, text)
    return as_stored(stream, v, topic, state, seal)


def copy_on(source: Store, target: Store) -> Iterator[int]:
    """Record what `target`, a beginning of `source`, does not have yet; yield its size after every slice.

    The copy has the same bytes and the same roots. Raises Refused if `target` is no beginning of `source`.
    """
    if target.size() and not _begins(source, target):
        raise Refused(
            "{path} holds another ledger; choose an empty place.", path=target.name
        )
    start = target.size()
    for end, ends in slices(source, start):
        events = list(map(event_of_row, source.sealed_rows(start, end)))
        target.append(events, size=start, ends=ends)
        start = end
        yield end


def _begins(source: Store, target: Store) -> bool:
    size = target.size()
    if target.secret() != source.secret():
        return False
    if size > source.size():
        return False
    return source.root_at(size) == target.root_at(size) is not None


def slices(source: Store, start: int) -> Iterator[tuple[int, list[int]]]:
    """Yield where each slice ends, and which roots lie within it, counted from its beginning."""
    ends: list[int] = []
    for size, _root, _frontier in source.roots(start):
        if size - start >= _SLICE:
            yield size, ends
            start, ends = size, []
        else:
            ends.append(size - start)
    if ends:
        yield start + ends[-1], ends[:-1]


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


def ends_of(events: Sequence[StoredEvent]) -> list[int]:
    """Return after how many of these events a transaction of theirs ended, the last one apart."""
    stamps = [_stamp(event.state) for event in events]
    return [n for n in range(1, len(stamps)) if stamps[n] != stamps[n - 1]]


def _stamp(state: bytes) -> tuple[object, object, object]:
    fields = orjson.loads(state)
    return fields.get("recorded_at"), fields.get("recorded_by"), fields.get("source")


def in_one_file(copy: Path) -> None:
    """Leave nothing of a restored ledger in its WAL: only the file itself is given its name."""
    copies.in_one_file(copy)
