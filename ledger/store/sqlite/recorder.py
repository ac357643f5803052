"""The one way to write a ledger: eventsourcing's recorder, with what else belongs to an event's transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from eventsourcing import persistence
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from ledger.errors import Busy, Damaged, LedgerError
from ledger.store import merkle
from ledger.store.encode import StoredEvent
from ledger.store.port import Overtaken
from ledger.store.sqlite import (
    StrPath,
    code_of,
    connect,
    driver_errors,
    row_type,
    translated,
    uri,
)
from ledger.store.sqlite.file import (
    BUSY_SECONDS,
    CONNECTION,
    EVENTS,
    Inode,
    check_writable,
    inode,
    sweep_beside,
)

if TYPE_CHECKING:
    from ledger.store.keys_file import DataKey

_LONG_IMPORTS: Final = (
    # Random ids and keys touch many pages. With SQLite's own bounds, 2,000 KiB and 1,000 pages of log, each page is
    # written several times on the way, and copied from the log to the file after almost every slice.
    "PRAGMA cache_size=-4000",
    "PRAGMA wal_autocheckpoint=4000",
)


class _Transaction(SQLiteTransaction):
    """Begins a writing transaction as one.

    After the library's deferred BEGIN, reading the frontier and then inserting lost every write of one of two
    processes: SQLite answers "database is locked" at once to a reader that wants to write.
    """

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if self.commit else "BEGIN")
        return cursor


class _Connection(SQLiteConnection):
    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with _Transaction(self, commit=commit) as cursor, cursor:
            yield cursor


class _Pool(SQLiteConnectionPool):
    """Opens connections as the library does, with our settings; one that cannot be set up is closed."""

    key: bytes | None = None

    def _create_connection(self) -> SQLiteConnection:
        connection = connect(
            self.db_name,
            self.key,
            uri=True,
            check_same_thread=False,
            timeout=BUSY_SECONDS,
        )
        try:
            for pragma in ("PRAGMA journal_mode=WAL", *CONNECTION, *_LONG_IMPORTS):
                connection.execute(pragma)
        except BaseException:
            connection.close()
            raise
        connection.row_factory = row_type(connection)
        return _Connection(sqlite_conn=connection, max_age=self.max_age)


class _Datastore(SQLiteDatastore):
    def __init__(self, path: StrPath, key: DataKey | None) -> None:
        super().__init__("", originator_id_type="text")
        pool = _Pool(
            db_name=uri(path, "mode=rw"), lock_timeout=BUSY_SECONDS, pool_size=1
        )
        pool.key = None if key is None else key.ledger
        self.pool = pool


class LedgerRecorder(SQLiteApplicationRecorder):
    """Inserts events with their leaf index, Merkle log, personal text and keys: all or nothing."""

    def __init__(
        self, path: StrPath, key: DataKey | None = None, place: Inode | None = None
    ) -> None:
        """Prepare to write the ledger at `path`, as long as it is the file `place`."""
        check_writable(path)
        self._journal = sweep_beside(path, private=key is not None)
        super().__init__(_Datastore(path, key), events_table_name=EVENTS)
        self._path = path
        self._place = place

    def construct_create_table_statements(self) -> list[str]:
        """Return nothing: the tables are made with the file, see `schema`."""
        return []

    def append(
        self,
        events: Sequence[StoredEvent],
        size: int | None,
        erase: Collection[int],
        ends: Sequence[int],
    ) -> int:
        """Implement `Store.append`."""
        stored = [
            persistence.StoredEvent(
                originator_id=e.stream,
                originator_version=e.v,
                topic=e.topic,
                state=e.state,
            )
            for e in events
        ]
        try:
            rowids = (
                self.insert_events(
                    stored, events=events, size=size, erase=erase, ends=ends
                )
                or ()
            )
        except LedgerError:
            raise
        except driver_errors(persistence.PersistenceError, UnicodeDecodeError) as error:
            self._check_place()
            ours = translated(error, self._path)
            if ours is None:
                raise
            raise ours from error
        return rowids[0] - 1

    def _remove_journal(self, c: SQLiteCursor) -> None:
        """Remove the journal that a killed program left: a file with a WAL, which nobody can change now, has none."""
        c.execute("PRAGMA journal_mode")
        if self._journal is not None and c.fetchone()[0] == "wal":
            with suppress(OSError):
                os.unlink(self._journal)
        self._journal = None

    def _check_place(self) -> None:
        """Raise Busy if another file was put in the place of the ledger: this one would take the events with it."""
        if self._place is not None and inode(self._path) != self._place:
            raise Busy(
                "Nothing was recorded: the ledger {path} was replaced meanwhile; try again.",
                path=self._path,
            )

    def _insert_events(  # noqa: PLR0913 - all that `Store.append` was given
        self,
        c: SQLiteCursor,
        stored_events: Sequence[persistence.StoredEvent],
        *,
        events: Sequence[StoredEvent] = (),
        size: int | None = None,
        erase: Collection[int] = (),
        ends: Sequence[int] = (),
        **_: object,
    ) -> Sequence[int]:
        self._check_place()
        if self._journal is not None:
            self._remove_journal(c)
        frontier = _frontier(c, size)
        rowids = range(frontier.size + 1, frontier.size + 1 + len(stored_events))
        _insert_rows(c, rowids, stored_events)
        _insert_texts(c, rowids, events)
        _insert_keys(c, rowids, events)
        c.executemany("DELETE FROM sealed WHERE i = ?", [(i,) for i in erase])
        _insert_roots(c, frontier, events, ends)
        return rowids


def _frontier(c: SQLiteCursor, expected: int | None) -> merkle.Frontier:
    """Return where the Merkle log stands. Raises Damaged if the events do not, Overtaken if it is not as `expected`."""
    c.execute(f"SELECT max(rowid) FROM {EVENTS}")  # noqa: S608 - a constant
    size = c.fetchone()[0] or 0
    c.execute("SELECT root, frontier FROM tree ORDER BY size DESC LIMIT 1")
    root, stored = c.fetchone() or (
        merkle.root(merkle.EMPTY),
        merkle.encode(merkle.EMPTY),
    )
    try:
        frontier = merkle.decode(stored)
    except (TypeError, ValueError):
        frontier = merkle.EMPTY
    if frontier.size != size or merkle.root(frontier) != root:
        raise Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
    if expected is not None and expected != size:
        raise _overtaken()
    return frontier


def _overtaken() -> Overtaken:
    return Overtaken("The ledger changed while you were writing; try again.")


def _insert_rows(
    c: SQLiteCursor, rowids: range, events: Sequence[persistence.StoredEvent]
) -> None:
    rows = [
        (rowid, event.originator_id, event.originator_version, event.topic, event.state)
        for rowid, event in zip(rowids, events, strict=True)
    ]
    try:
        c.executemany(f"INSERT INTO {EVENTS} VALUES (?,?,?,?,?)", rows)  # noqa: S608 - a constant
    except driver_errors() as error:
        if code_of(error) != sqlite3.SQLITE_CONSTRAINT:
            raise
        from ledger.store.sqlite.tables import GAP

        _check_index(c, {event.originator_id for event in events})
        if GAP in str(error):
            raise ValueError(
                "an event's version is beyond what its stream holds"
            ) from error
        raise _overtaken() from error


def _check_index(c: SQLiteCursor, streams: Collection[object]) -> None:
    """Raise Damaged if the index of streams does not say what the table does: by it the triggers judge."""
    for stream in streams:
        entries = []
        for way in (f"INDEXED BY sqlite_autoindex_{EVENTS}_1", "NOT INDEXED"):
            c.execute(
                f"SELECT rowid, originator_version FROM {EVENTS} {way} WHERE originator_id = ?",  # noqa: S608 - constants
                (stream,),
            )
            entries.append(sorted(map(tuple, c.fetchall())))
        if entries[0] != entries[1]:
            raise Damaged(
                "The ledger's index of histories is damaged; run 'handshake verify', then restore a backup."
            )


def _insert_texts(
    c: SQLiteCursor, rowids: range, events: Sequence[StoredEvent]
) -> None:
    texts = [
        (rowid - 1, *event.seal)
        for rowid, event in zip(rowids, events, strict=True)
        if event.seal
    ]
    c.executemany("INSERT INTO sealed VALUES (?,?,?)", texts)


def _insert_keys(c: SQLiteCursor, rowids: range, events: Sequence[StoredEvent]) -> None:
    """Insert the keys; a known key stays with the stream that first had it."""
    keys = [
        (key, event.stream, rowid - 1)
        for rowid, event in zip(rowids, events, strict=True)
        for key in event.keys
    ]
    keys.sort(
        key=itemgetter(0)
    )  # in the order of the index; of one key, the first event stays the first
    c.executemany("INSERT INTO keys VALUES (?,?,?)", keys)


def _insert_roots(
    c: SQLiteCursor,
    frontier: merkle.Frontier,
    events: Sequence[StoredEvent],
    ends: Sequence[int],
) -> None:
    """Store the root of the Merkle log that the events' leaves grow, and those on the way."""
    leaves = [
        merkle.leaf(i, event.topic, event.state, event.stream, event.v)
        for i, event in enumerate(events, start=frontier.size)
    ]
    c.executemany(
        "INSERT INTO tree VALUES (?,?,?)", merkle.growth(frontier, leaves, ends)
    )
