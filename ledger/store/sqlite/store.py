"""The embedded store: a ledger in one SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import (
    Callable,
    Collection,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from ledger.store.port import (
    BareRow,
    Key,
    Root,
    Row,
    Seal,
    SealedRow,
    Store,
    Unreadable,
    gapless,
    opened_rows,
    opened_texts,
    sum_of_entries,
)
from ledger.store.sqlite import file, sqlite_errors, unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.errors import Damaged, Word
    from ledger.store.encode import StoredEvent
    from ledger.store.keys_file import DataKey
    from ledger.store.merkle import SpanCheck
    from ledger.store.sqlite.recorder import LedgerRecorder

_MOST_VALUES: Final = (
    500  # compared with in one statement: SQLite's own bound was 999 for long
)


_FEW: Final = 20  # streams whose neighbours in the index are looked at

_READ_WHOLE: Final = 2 << 20  # bytes of an encrypted ledger, read in milliseconds

_LARGEST: Final = 2**63 - 1  # no larger number can be handed to SQLite

_BARE: Final = "e.rowid - 1, e.originator_id, e.originator_version, e.topic, e.state"
_BESIDE: Final = (
    "SELECT n.originator_id, n.originator_version, e.originator_id, e.originator_version"
    " FROM (SELECT rowid, originator_id, originator_version FROM stored_events"
    " INDEXED BY sqlite_autoindex_stored_events_1 {0}) n"
    " LEFT JOIN stored_events e NOT INDEXED ON e.rowid = n.rowid"
)
"""An entry of the index of streams, and what the table says there."""

_BEFORE: Final = _BESIDE.format(
    "WHERE originator_id < ? ORDER BY originator_id DESC, originator_version DESC LIMIT 1"
)
_AFTER: Final = _BESIDE.format(
    "WHERE originator_id >= ? ORDER BY originator_id, originator_version LIMIT 1 OFFSET ?"
)
_LONGER: Final = (
    "SELECT e.rowid - 1, iif(e.originator_version = 2, (SELECT f.rowid - 1 FROM stored_events f"
    " WHERE f.originator_id = e.originator_id AND f.originator_version = 1), NULL), e.originator_id"
    " FROM stored_events e WHERE e.originator_version > 1 AND {0}e.rowid > ? AND {0}e.rowid <= ?"
    " ORDER BY e.originator_id"
)
# Python gives a text and its bytes the same hash, and 1 and 1.0: an entry of other types is one that no row has.
_INDEX: Final = (
    "SELECT iif(typeof(originator_id) = 'text' AND typeof(originator_version) = 'integer', originator_id, ''),"
    " originator_version, rowid - 1 FROM stored_events"
    " INDEXED BY sqlite_autoindex_stored_events_1"
    " ORDER BY originator_id, originator_version"
)
_ENTRIES_AT_ONCE: Final = 1_000
_KEYS: Final = "SELECT key, stream, i FROM keys"
_KEYS_IN_ORDER: Final = (
    "SELECT iif(typeof(key) = 'blob' AND typeof(stream) = 'text' AND typeof(i) = 'integer', key, x''),"
    " stream, i FROM keys ORDER BY key"
)
_WITH_TEXT: Final = "FROM stored_events e LEFT JOIN sealed s ON s.i = e.rowid - 1"
_TEXTS: Final = (
    "SELECT s.i, e.state, s.salt, s.text FROM sealed s"
    " LEFT JOIN stored_events e ON e.rowid = s.i + 1"
)
_BETWEEN: Final = "WHERE e.rowid > ? AND e.rowid <= ? ORDER BY e.rowid"

# SQLite composes the lines of an audit file in half the time that Python takes.
_LEAF: Final = """CAST(printf('{"i":%d,"kind":"%s","state":%s,"stream":"%s","v":%d}',
    e.rowid - 1, e.topic, e.state, e.originator_id, e.originator_version) AS BLOB)"""


class SqliteStore(Store):
    """Reads by one connection that cannot write; writes by the library's recorder, loaded at the first write."""

    def __init__(
        self,
        name: str,
        connection: sqlite3.Connection,
        key: DataKey | None = None,
        inode: file.Inode | None = None,
    ) -> None:
        self.name = name
        self._file = name
        self._connection = connection
        self._key = key
        self._inode = inode
        self._without_texts = False

    @classmethod
    def exists(cls, name: str) -> bool:
        """Whether a file is there."""
        return file.exists(name)

    @classmethod
    def create(cls, name: str, secret: bytes | None = None) -> None:
        """Make the file."""
        from ledger.store.sqlite import tables

        tables.create(name, secret)

    @classmethod
    def open(cls, name: str, *, create: bool = False, in_place: bool = True) -> Self:
        """Open the file of this name; one of an older format is brought to today's, in memory if not `in_place`."""
        if create and not os.path.exists(name):
            cls.create(name)
        try:
            return cls(name, *file.open_file(name))
        except file.OlderFormat:
            from ledger.store.sqlite.upgrade import brought_up

            connection = brought_up(name, _verify, in_place=in_place)
            return cls(name, connection, file.key_of(name))

    @property
    def file(self) -> str:
        """Return the path of the file."""
        return self._file

    def close(self) -> None:
        """Close both connections."""
        if "_recorder" in self.__dict__:
            self._recorder.datastore.close()
        self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read within one transaction."""
        if self._connection.in_transaction:
            yield
            return
        with sqlite_errors(self.name):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    # ------------------------------------------------------------ writing

    def append(
        self,
        events: Sequence[StoredEvent],
        *,
        size: int | None = None,
        erase: Collection[int] = (),
        ends: Sequence[int] = (),
    ) -> int:
        """Record events by the library's recorder."""
        return self._recorder.append(events, size, erase, ends)

    @cached_property
    def _recorder(self) -> LedgerRecorder:
        from ledger.store.sqlite.recorder import LedgerRecorder

        if file.kept_older(self._file):
            from ledger.store.sqlite.upgrade import finish

            finish(self._file, _verify)
        recorder = LedgerRecorder(self._file, self._key, self._inode)
        if self._key is not None and os.path.getsize(self._file) <= _READ_WHOLE:
            self._check_pages()
        return recorder

    def _check_pages(self) -> None:
        """Read every page, so that nothing is recorded beside a changed one, which SQLCipher refuses."""
        reason = self._fault_of_pages("quick_check")
        if reason is not None:
            raise unreadable(self.name, reason)

    def _fault_of_pages(self, check: str) -> Word | None:
        """Run one of SQLite's own checks of the file."""
        (result,) = self._one(f"PRAGMA {check}(1)")
        if result == "ok":
            return None
        from ledger.store.sqlite.failure_reasons import reason_of_check

        return reason_of_check(str(result))

    def compact(self, progress: Callable[[int, int], None] | None = None) -> bool:
        """Run VACUUM and empty the WAL."""
        from ledger.store.sqlite.copies import compact

        return compact(self._file, self._key, progress)

    # ------------------------------------------------------------ events

    def size(self) -> int:
        """Return the number of leaves."""
        return int(self._one("SELECT max(rowid) FROM stored_events")[0] or 0)

    def byte_count(self) -> int:
        """Return the size of the file."""
        return os.path.getsize(self._file)

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield rows with their personal texts."""
        query = f"SELECT {_BARE}, s.salt, s.text {_WITH_TEXT} {_BETWEEN}"
        return opened_rows(self, self._between(query, start, stop))

    def bare_rows(self, start: int = 0, stop: int | None = None) -> Iterator[BareRow]:
        """Yield rows without their personal texts."""
        query = f"SELECT {_BARE} FROM stored_events e {_BETWEEN}"  # noqa: S608 - constants only
        return self._between(query, start, stop)

    def rows_at(self, indexes: Sequence[int]) -> Iterator[BareRow]:
        """Look the rows up, some at a time."""
        query = (
            f"SELECT {_BARE} FROM stored_events e WHERE e.rowid IN () ORDER BY e.rowid"  # noqa: S608 - constants only
        )
        return self._select_in(query, [i + 1 for i in indexes])

    def places(self, topics: Collection[str], size: int) -> Iterator[int]:
        """Have SQLite look at each topic."""
        marks = ",".join("?" * len(topics))
        query = (
            "SELECT rowid - 1 FROM stored_events"  # noqa: S608 - marks only
            f" WHERE rowid <= ? AND topic IN ({marks}) ORDER BY rowid"
        )
        return (i for (i,) in self._select(query, (size, *topics)))

    def longer(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Read the index of streams alone if all leaves are asked for, else the rows.

        Raises Damaged where the index has a stream's second event before its first.
        """
        no_index = "+" if start == 0 else ""
        query = _LONGER.format(no_index)
        for i, first, stream in self._select(query, (start, stop)):
            yield i, stream
            if first is not None and first > i:
                raise self._index_damaged()
            if first is not None and first >= start:
                yield first, stream

    def histories(self, streams: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of several streams: the index says where they are, and the table what they say."""
        here = "SELECT rowid FROM stored_events WHERE originator_id IN ()"
        order = "ORDER BY e.originator_id, e.originator_version"
        query = f"SELECT {_BARE}, s.salt, s.text {_WITH_TEXT} WHERE e.rowid IN ({here}) {order}"
        return gapless(opened_rows(self, self._select_in(query, streams)), {*streams})

    def checked_histories(self, streams: Sequence[str]) -> Iterator[Row]:
        """Look also at what stands in the index around the streams: a changed entry may be one of theirs."""
        if len(streams) <= _FEW:
            self._check_index(_BEFORE, zip(streams))
        lengths = dict.fromkeys(streams, 0)
        for row in super().checked_histories(streams):
            lengths[row.stream] += 1
            yield row
        self._check_index(_AFTER, lengths.items())

    def _check_index(self, query: str, places: Iterable[Sequence[object]]) -> None:
        """Raise Damaged if an entry of the index that a query finds is not what the table says."""
        with sqlite_errors(self.name):
            for values in places:
                entry = self._connection.execute(query, values).fetchone()
                if entry is not None and entry[:2] != entry[2:]:
                    raise self._index_damaged()

    def _index_damaged(self) -> Damaged:
        from ledger.store.sqlite.failure_reasons import STREAM_INDEX

        return unreadable(self.name, STREAM_INDEX)

    def check(self, row: Row) -> None:
        """Compare the row with the Merkle log."""
        self._span_check.check(row)

    @cached_property
    def _span_check(self) -> SpanCheck:
        from ledger.store.merkle import SpanCheck

        return SpanCheck(self)

    def streams_beginning(self, text: str, limit: int = 10) -> list[str]:
        """Look the beginning up in the index of streams."""
        query = (
            "SELECT DISTINCT originator_id FROM stored_events"
            " WHERE originator_id >= ? AND originator_id < ? ORDER BY 1 LIMIT ?"
        )
        return [
            stream
            for (stream,) in self._select(query, (text, text + "\U0010ffff", limit))
        ]

    # ------------------------------------------------------------ personal text

    def texts(self, indexes: Sequence[int]) -> dict[int, bytes]:
        """Look the personal texts up."""
        return opened_texts(self, self._select_in(f"{_TEXTS} WHERE s.i IN ()", indexes))

    def texts_between(self, start: int, stop: int) -> dict[int, bytes]:
        """Read the personal texts of neighbours."""
        return opened_texts(
            self, self._select(f"{_TEXTS} WHERE s.i >= ? AND s.i < ?", (start, stop))
        )

    def withheld(self, start: int, stop: int) -> set[int]:
        """Return all indexes of a copy that was made without texts."""
        if self._without_texts:
            return set(range(start, stop))
        return set()

    def stray_text(self) -> int | None:
        """Look beyond both ends of the leaves."""
        index: int | None
        (index,) = self._one(
            "SELECT min(i) FROM sealed WHERE i < 0 OR i >= ?", (self.size(),)
        )
        return index

    # ------------------------------------------------------------ audit

    def sealed_rows(
        self, start: int = 0, stop: int | None = None
    ) -> Generator[SealedRow, None, None]:
        """Yield rows with their personal texts and salts."""
        query = f"SELECT {_BARE}, s.salt, s.text {_WITH_TEXT} {_BETWEEN}"
        yield from self._between(query, start, stop)

    def seals(self, start: int = 0) -> Iterator[Seal]:
        """Read the table of personal texts."""
        query = "SELECT i, salt, text FROM sealed WHERE i >= ? ORDER BY i"
        return self._select(query, (start,))

    def lines(self, start: int = 0) -> Generator[bytes, None, None]:
        """Have SQLite compose the lines."""
        query = (
            f"SELECT {_LEAF} FROM stored_events e WHERE e.rowid > ? ORDER BY e.rowid"  # noqa: S608 - constants only
        )
        for (line,) in self._select(query, (start,)):
            yield line

    def roots(self, start: int = 0) -> Iterator[Root]:
        """Read the table of the Merkle log."""
        query = "SELECT size, root, frontier FROM tree WHERE size > ? ORDER BY size"
        # Other hands may have put in what no ledger of any size has.
        return self._select(query, (start or -_LARGEST,))

    def root_at(self, size: int) -> bytes | None:
        """Look a size up in the table of the Merkle log."""
        row = self._one("SELECT root FROM tree WHERE size = ?", (size,))
        if row is None:
            return None
        root: bytes = row[0]
        return root

    def around(self, i: int) -> tuple[Root | None, Root | None]:
        """Look both roots up in the table of the Merkle log."""
        query = "SELECT size, root, frontier FROM tree WHERE size"
        before = self._one(f"{query} <= ? ORDER BY size DESC LIMIT 1", (i,))
        return before, self._one(f"{query} > ? ORDER BY size LIMIT 1", (i,))

    sums_indexes = True

    def fault(self, streams: int | None = None, keys: int | None = None) -> str | None:
        """Run SQLite's own check of the file; its look-up of each row in the index of streams only without their sum."""
        check = "quick_check"
        if streams is None:
            check = "integrity_check"
        reason = self._fault_of_pages(check)
        if reason is not None:
            return reason
        if streams is not None and streams != self._sum_of_index():
            from ledger.store.sqlite.failure_reasons import STREAM_INDEX

            return STREAM_INDEX
        if keys is not None and keys != self._sum_of_keys():
            from ledger.store.sqlite.failure_reasons import KEY_INDEX

            return KEY_INDEX
        return None

    def _sum_of_index(self) -> int | None:
        """Return the `sum_of_entries` of the index of streams; None if it cannot be read, or is not in order."""
        sum_so_far = 0
        before: _Place = ("", 0, -1)
        with suppress(Unreadable), sqlite_errors(self.name):
            entries = self._connection.execute(_INDEX)
            while part := entries.fetchmany(_ENTRIES_AT_ONCE):
                if not _is_in_order(before, part):
                    return None
                sum_so_far += sum_of_entries(part)
                before = part[-1]
            return sum_so_far
        return None

    def _sum_of_keys(self) -> int | None:
        """Return the `sum_of_entries` of the index of keys; None if it cannot be read, or is not in order."""
        sum_so_far = 0
        latest: list[bytes] = []
        with suppress(Unreadable), sqlite_errors(self.name):
            entries = self._connection.execute(_KEYS_IN_ORDER)
            while part := entries.fetchmany(_ENTRIES_AT_ONCE):
                keys = [*latest, *(key for key, _stream, _i in part)]
                if keys != sorted(keys):
                    return None
                sum_so_far += sum_of_entries(part)
                latest = keys[-1:]
            return sum_so_far
        return None

    # ------------------------------------------------------------ identifiers

    def secret(self) -> bytes:
        """Read the secret and its check."""
        from ledger.store.encode import checked_secret

        stored = dict(
            self._select("SELECT name, value FROM meta WHERE name LIKE 'secret%'")
        )
        return checked_secret(stored.get("secret"), stored.get("secret_check"))

    def known(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Look the keyed hashes up; of a few, see whether the index has them from the leaves."""
        entries = list(self.key_entries(keys))
        streams = {key: stream for key, stream, _i in entries}
        if len(keys) <= _FEW:
            for key in keys:
                if key not in streams:
                    entries += self._around_key(key)
            for entry in entries:
                self._check_key(*entry)
        return streams

    def _around_key(self, key: bytes) -> list[Key]:
        """Return the neighbours of a key that is not there: had one of its bytes changed, it would be among them."""
        before = self._one(f"{_KEYS} WHERE key < ? ORDER BY key DESC LIMIT 1", (key,))
        after = self._one(f"{_KEYS} WHERE key > ? ORDER BY key LIMIT 1", (key,))
        return [entry for entry in (before, after) if entry is not None]

    def _check_key(self, key: object, stream: object, i: object) -> None:
        """Raise Damaged for an entry of the index of keys that its leaf does not have."""
        row = self.bare_row(i) if isinstance(i, int) else None
        if (
            row is None
            or not isinstance(key, bytes)
            or row.stream != stream
            or key.hex().encode() not in row.state
        ):
            from ledger.store.sqlite.failure_reasons import KEY_INDEX

            raise unreadable(self.name, KEY_INDEX)

    def key_entries(self, keys: Sequence[bytes] | None = None) -> Iterator[Key]:
        """Read the table of keys; rows whose leaf is no number are left out of a search by key."""
        if keys is None:
            return self._select("SELECT key, stream, i FROM keys ORDER BY i")
        query = (
            "SELECT key, stream, i FROM keys WHERE key IN () AND typeof(i) = 'integer'"
        )
        return self._select_in(query, keys)

    def key_count(self) -> int:
        """Count the table of keys."""
        return int(self._one("SELECT count(*) FROM keys")[0])

    # ------------------------------------------------------------ copies

    def copy_to(self, file: Path) -> None:
        """Copy the file page by page, as SQLite's own backup does."""
        from ledger.store.sqlite.copies import copy

        copy(self._connection, file, self._key)

    def views_key(self) -> bytes | None:
        """Return the key that is derived for the views of an encrypted ledger."""
        if self._key is None:
            return None
        return self._key.views

    def without_texts(self) -> tuple[Store, bytes]:
        """Copy the file to memory and delete the texts there."""
        from ledger.store.sqlite.copies import without_texts

        with sqlite_errors(self.name):
            connection = without_texts(self._connection)
        bare = SqliteStore(":memory:", connection)
        bare._without_texts = True
        return bare, connection.serialize()

    # ------------------------------------------------------------ statements

    def _between(self, query: str, start: int, stop: int | None) -> Iterator[Any]:
        size = self.size() if stop is None or start >= _LARGEST else stop
        return self._select(query, (min(start, _LARGEST), size))

    def _select(self, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
        with sqlite_errors(self.name):
            # `yield from` would close the cursor at the end, perhaps after its connection.
            for row in self._connection.execute(query, values):  # noqa: UP028
                yield row

    def _select_in(self, query: str, values: Sequence[object]) -> Iterator[Any]:
        """Run a statement on some values at a time, which its empty `IN ()` then holds."""
        for start in range(0, len(values), _MOST_VALUES):
            part = values[start : start + _MOST_VALUES]
            marks = ",".join("?" * len(part))
            yield from self._select(query.replace("IN ()", f"IN ({marks})"), part)

    def _one(self, query: str, values: Sequence[object] = ()) -> Any:
        with sqlite_errors(self.name):
            return self._connection.execute(query, values).fetchone()


_Place: TypeAlias = tuple[str, int, int]
"""An entry of the index of streams: the stream, the number of the event in it, and its leaf."""


def _is_in_order(before: _Place, entries: Sequence[_Place]) -> bool:
    """Whether entries of the index come after the one before, each stream's numbered from 1 in the order of its leaves."""
    stream_before, v_before, i_before = before
    for stream, v, i in entries:
        if stream > stream_before:
            if v != 1:
                return False
        elif stream != stream_before or v != v_before + 1 or i <= i_before:
            return False
        stream_before, v_before, i_before = stream, v, i
    return True


def _verify(connection: sqlite3.Connection, name: str) -> None:
    """Compare every event and text with the Merkle log, and have SQLite check the file. Raises Damaged."""
    from ledger.store.merkle import checked_rows

    store = SqliteStore(name, connection)
    for _row in checked_rows(store):
        pass
    fault = store.fault()
    if fault is not None:
        raise unreadable(name, fault)
