"""The library's recorder, taught what else belongs to an event's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from ledger.facts.codec import State, event_of
from ledger.facts.stated import Stated
from ledger.store.encode import Prepared
from ledger.store.sqlite import append, schema
from ledger.store.sqlite.file import StrPath, uri

# Random ids and keys touch many pages. With SQLite's own bounds, 2,000 KiB and 1,000 pages of log, each is written
# several times on the way, and carried over from the log to the file after almost every slice.
CACHE_KIB = 4_000
LOG_PAGES = 4_000


class _Transaction(SQLiteTransaction):
    """Begins a writing transaction as one.

    With the library's deferred BEGIN, reading the frontier and then inserting lost every write
    of one of two processes: SQLite answers "database is locked" at once to whoever upgrades.
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
    def _create_connection(self) -> SQLiteConnection:
        made = super()._create_connection()._sqlite_conn  # noqa: SLF001 - the library offers no other way to it
        for pragma in schema.CONNECTION:
            made.execute(pragma)
        return _Connection(sqlite_conn=made, max_age=self.max_age)


class _Datastore(SQLiteDatastore):
    def __init__(self, path: StrPath) -> None:
        super().__init__("", originator_id_type="text")
        self.pool = _Pool(db_name=uri(path, "mode=rw"), lock_timeout=append.SECONDS, pool_size=1)


class LedgerMapper(Mapper[str]):
    """Between prepared events and stored ones; the bytes are made in `sealing`."""

    def __init__(self) -> None:
        """The library's transcoder is not asked: canonical bytes are not its business."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """A prepared event as the recorder takes it."""
        event: Prepared = domain_event
        return StoredEvent(
            originator_id=event.originator_id,
            originator_version=event.originator_version,
            topic=event.topic,
            state=event.state,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The event that was stored, without its sealed text; None for an unknown kind."""
        import orjson

        return event_of(stored_event.topic, orjson.loads(stored_event.state), None)


class LedgerRecorder(SQLiteApplicationRecorder):
    """Inserts events with their leaf index, Merkle log, sealed text and keys: all or nothing."""

    def __init__(self, path: StrPath) -> None:
        """A recorder of the ledger at `path`."""
        super().__init__(_Datastore(path), events_table_name=schema.EVENTS)

    def construct_create_table_statements(self) -> list[str]:
        """None: the tables are made with the file, see `layout`."""
        return []

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        *,
        prepared: Sequence[Prepared] = (),
        size: int | None = None,
        erase: Collection[int] = (),
        **_: object,
    ) -> Sequence[int]:
        first = append.insert(c, stored_events, prepared, size, erase)
        return [i + 1 for i in range(first, first + len(stored_events))]

    def insert_facts(self, facts: Iterable[Stated], stamp: State, secret: bytes, size: int) -> int:
        """Record the facts in one transaction, if the ledger is still of this size; gives the new size.

        The same rows as the events one by one: the library's own objects for each, thrice what SQLite takes,
        are left out.
        """
        from ledger.store.sqlite.bulk_append import rows_of

        with self.datastore.transaction(commit=True) as c:
            frontier = append.frontier_of(c, size)
            c.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
            c.execute(f"PRAGMA wal_autocheckpoint={LOG_PAGES}")
            made = rows_of(facts, stamp, secret, frontier)
            append.insert_rows(c, made.events)
            c.executemany("INSERT INTO sealed VALUES (?,?,?)", made.seals)
            c.executemany("INSERT INTO keys VALUES (?,?,?)", made.keys)
            append.insert_root(c, made.grown)
        return made.grown.size
