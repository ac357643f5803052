"""The one way to write a shared ledger: eventsourcing's recorder, with what else belongs to the transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from eventsourcing import persistence
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.rows import dict_row

from ledger.errors import Busy, Damaged, LedgerError
from ledger.store import merkle
from ledger.store.postgres import tables as schema
from ledger.store.postgres.connection import FLUSH, Address, connect
from ledger.store.postgres.errors import overtaken, translated

if TYPE_CHECKING:
    from psycopg import Connection, Cursor
    from psycopg.rows import DictRow

    from ledger.store.encode import StoredEvent

_S: Final = schema.SCHEMA

_INSERT_EVENTS: Final = f"""
INSERT INTO {_S}.{schema.EVENTS} (notification_id, originator_id, originator_version, topic, state)
SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::bytea[])
"""  # noqa: S608 - constants only
_INSERT_TEXTS: Final = (
    f"INSERT INTO {_S}.sealed (i, salt, text, shared)"  # noqa: S608
    " SELECT *, false FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[])"
)
_INSERT_KEYS: Final = (
    f"INSERT INTO {_S}.keys SELECT * FROM unnest(%s::bytea[], %s::text[], %s::bigint[])"  # noqa: S608
    " ON CONFLICT (key) DO NOTHING"
)
_INSERT_ROOTS: Final = f"INSERT INTO {_S}.tree SELECT * FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[])"  # noqa: S608
_LOCK: Final = f"SELECT set_config('synchronous_commit', 'off', true), {_S}.lock_log()"
_LOG: Final = f"""
SELECT (SELECT coalesce(max(notification_id), 0) FROM {_S}.{schema.EVENTS}) AS size, root, frontier
FROM (SELECT 1) AS always LEFT JOIN
     (SELECT root, frontier FROM {_S}.tree ORDER BY tree.size DESC LIMIT 1) AS newest ON true
"""  # noqa: S608 - constants only


class _PostgresDatastore(PostgresDatastore):
    """One connection, in the place of the library's pool.

    The pool tries again in the background for half a minute where a password is wrong, and its threads
    outlive a command.
    """

    def __init__(self, place: Address) -> None:
        self.schema = _S
        self.originator_id_type = "text"
        self.lock_timeout = 0
        self.enable_db_functions = False
        self.db_type_names = set()
        self._place = place
        self._connection: Connection[DictRow] | None = None

    def register_type_adapters(self) -> None:
        """Register nothing: arrays of plain types carry the rows."""

    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        """Give the connection; one that the server cut is opened anew."""
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._place, read_only=False)
            self._connection.row_factory = dict_row
        yield self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


class PostgresRecorder(PostgresApplicationRecorder):
    """Inserts events with their leaf index, Merkle log, personal text and keys: all or nothing."""

    datastore: _PostgresDatastore

    def __init__(self, place: Address) -> None:
        """Prepare to write the ledger at `place`; the tables are made with the ledger."""
        super().__init__(_PostgresDatastore(place), events_table_name=schema.EVENTS)
        self._name = place.name

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
                originator_id=event.stream,
                originator_version=event.v,
                topic=event.topic,
                state=event.state,
            )
            for event in events
        ]
        try:
            places = self.insert_events(
                stored, events=events, size=size, erase=erase, ends=ends
            )
        except LedgerError:
            raise
        except (persistence.PersistenceError, psycopg.Error) as error:
            ours = translated(error, self._name)
            if ours is None:
                raise
            raise ours from error
        return places[0] - 1

    def insert_events(
        self, stored_events: Sequence[persistence.StoredEvent], **kwargs: Any
    ) -> Sequence[int]:
        """Insert events in one transaction, once.

        The library tries ten times where a connection breaks; but where it breaks during the commit, the events
        may be there already.
        """
        committing = False
        try:
            with (
                self.datastore.get_connection() as connection,
                _undone(connection),
                connection.pipeline(),
                connection.transaction(),
                connection.cursor() as cursor,
            ):
                places = self._insert(cursor, stored_events, **kwargs)
                committing = True
            with self.datastore.get_connection() as connection:
                connection.execute(FLUSH)
        except psycopg.OperationalError as error:
            if not committing:
                raise
            return self._looked_up(stored_events, error)
        return places

    def _insert(  # noqa: PLR0913 - all that `Store.append` was given
        self,
        cursor: Cursor[DictRow],
        stored_events: Sequence[persistence.StoredEvent],
        *,
        events: Sequence[StoredEvent],
        size: int | None,
        erase: Collection[int],
        ends: Sequence[int],
    ) -> range:
        frontier = _frontier(cursor, size)
        places = range(frontier.size + 1, frontier.size + 1 + len(stored_events))
        _insert_rows(cursor, places, stored_events)
        _insert_texts(cursor, places, events)
        _insert_keys(cursor, places, events)
        if erase:
            cursor.execute(f"SELECT {_S}.erase(%s)", (list(erase),))
        _insert_roots(cursor, frontier, events, ends)
        return places

    def _looked_up(
        self,
        stored_events: Sequence[persistence.StoredEvent],
        error: psycopg.OperationalError,
    ) -> Sequence[int]:
        """Return where events are whose commit the server did not confirm. Raises Busy if they are not, or no one says."""
        first = stored_events[0]
        try:
            with self.datastore.get_connection() as connection:
                row = connection.execute(
                    f"SELECT notification_id, state FROM {_S}.{schema.EVENTS}"  # noqa: S608
                    " WHERE originator_id = %s AND originator_version = %s",
                    (first.originator_id, first.originator_version),
                ).fetchone()
                connection.execute(FLUSH)
        except (LedgerError, psycopg.Error):
            raise Busy(
                "This may not have been recorded: writing to {path} failed ({reason}). Check with 'handshake timeline' before you try again.",
                path=self._name,
                reason=error,
            ) from error
        if row is None or row["state"] != first.state:
            raise error
        return range(
            row["notification_id"], row["notification_id"] + len(stored_events)
        )


@contextmanager
def _undone(connection: Connection[DictRow]) -> Iterator[None]:
    """Leave a connection as it was where a statement fails: statements go out together with the commit.

    Others wait meanwhile: so only one answer of the server, the frontier, lies within the lock.
    """
    try:
        yield
    except psycopg.Error as error:
        if not connection.closed:
            connection.rollback()
        if error.sqlstate == schema.GAP:
            raise ValueError(
                "an event's version is beyond what its stream holds"
            ) from error
        raise


def _frontier(cursor: Cursor[DictRow], expected: int | None) -> merkle.Frontier:
    """Lock the Merkle log and return where it stands.

    Raises Damaged if the events do not stand there, Overtaken if it is not as `expected`.
    """
    cursor.execute(_LOCK)  # by itself, for the next one has to see what it waited for
    row = cursor.execute(_LOG).fetchone()
    assert row is not None  # noqa: S101 - the query gives one row always
    size = row["size"]
    root = merkle.root(merkle.EMPTY) if row["root"] is None else bytes(row["root"])
    try:
        frontier = (
            merkle.EMPTY if row["frontier"] is None else merkle.decode(row["frontier"])
        )
    except ValueError:
        frontier = merkle.EMPTY
    if frontier.size != size or merkle.root(frontier) != root:
        raise Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
    if expected is not None and expected != size:
        raise overtaken()
    return frontier


def _insert_rows(
    cursor: Cursor[DictRow],
    places: range,
    events: Sequence[persistence.StoredEvent],
) -> None:
    columns = (
        list(places),
        [str(event.originator_id) for event in events],
        [event.originator_version for event in events],
        [event.topic for event in events],
        [event.state for event in events],
    )
    cursor.execute(_INSERT_EVENTS, columns)


def _insert_texts(
    cursor: Cursor[DictRow], places: range, events: Sequence[StoredEvent]
) -> None:
    texts = [
        (place - 1, *event.seal)
        for place, event in zip(places, events, strict=True)
        if event.seal
    ]
    _insert(cursor, _INSERT_TEXTS, texts)


def _insert_keys(
    cursor: Cursor[DictRow], places: range, events: Sequence[StoredEvent]
) -> None:
    """Insert the keys; a known key stays with the stream that brought it first."""
    keys = [
        (key, event.stream, place - 1)
        for place, event in zip(places, events, strict=True)
        for key in event.keys
    ]
    firsts = {key: (key, stream, i) for key, stream, i in reversed(keys)}
    _insert(cursor, _INSERT_KEYS, sorted(firsts.values()))


def _insert_roots(
    cursor: Cursor[DictRow],
    frontier: merkle.Frontier,
    events: Sequence[StoredEvent],
    ends: Sequence[int],
) -> None:
    """Store the root of the Merkle log that the events' leaves grow, and those on the way."""
    leaves = [
        merkle.leaf(i, event.topic, event.state, event.stream, event.v)
        for i, event in enumerate(events, start=frontier.size)
    ]
    _insert(cursor, _INSERT_ROOTS, list(merkle.growth(frontier, leaves, ends)))


def _insert(
    cursor: Cursor[DictRow], statement: str, rows: Sequence[tuple[object, ...]]
) -> None:
    if rows:
        cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
