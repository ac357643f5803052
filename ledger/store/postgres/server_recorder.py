"""The one way to write a shared ledger: eventsourcing's recorder, by a function of the schema."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import psycopg
from eventsourcing import persistence
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

from ledger.errors import Busy, LedgerError
from ledger.store.postgres import tables as schema
from ledger.store.postgres.connection import FLUSH, Address, connect
from ledger.store.postgres.errors import translated

if TYPE_CHECKING:
    from psycopg import Connection

    from ledger.store.encode import StoredEvent

_S: Final = schema.SCHEMA

_RECORD: Final = f"CALL {_S}.record({', '.join(f'%s::{kind}' for kind in schema.APPEND_TYPES)}, NULL)"

_REFUSALS: Final = {
    *(schema.APPEND_ONLY, schema.GAP, schema.OVERTAKEN, schema.ANOTHER),
    *(schema.DISAGREES, psycopg.errors.LockNotAvailable.sqlstate),
}
"""The errors after which nothing is recorded for certain; others may come after the commit."""


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
        self._connection: Connection[Any] | None = None

    def register_type_adapters(self) -> None:
        """Register nothing: arrays of plain types carry the rows."""

    @contextmanager
    def get_connection(self) -> Iterator[Connection[Any]]:
        """Give the connection; one that the server cut is opened anew."""
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._place, read_only=False)
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
        except psycopg.Error as error:
            if error.sqlstate == schema.GAP:
                raise ValueError(
                    "an event's version is beyond what its stream holds"
                ) from error
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
        values = _values(stored_events, **kwargs)
        with self.datastore.get_connection() as connection:
            try:
                row = connection.execute(_RECORD, values).fetchone()
            except psycopg.OperationalError as error:
                if error.sqlstate in _REFUSALS:
                    raise
                return self._looked_up(stored_events, error)
        assert row is not None  # noqa: S101 - the procedure gives one row always
        size: int = row[0]
        return range(size + 1, size + 1 + len(stored_events))

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
        if row is None or row[1] != first.state:
            raise error
        return range(row[0], row[0] + len(stored_events))


def _values(
    stored_events: Sequence[persistence.StoredEvent],
    *,
    events: Sequence[StoredEvent],
    size: int | None,
    erase: Collection[int],
    ends: Sequence[int],
) -> tuple[object, ...]:
    """Return the arguments of the server's procedure."""
    seals = [event.seal or (None, None) for event in events]
    keys = _first_keys(events)
    return (
        size,
        _array(str(event.originator_id) for event in stored_events),
        _array(event.originator_version for event in stored_events),
        _array(event.topic for event in stored_events),
        _array(event.state for event in stored_events),
        _array(salt for salt, _text in seals),
        _array(text for _salt, text in seals),
        _array(key for key, _stream, _place in keys),
        _array(stream for _key, stream, _place in keys),
        _array(place for _key, _stream, place in keys),
        _array(erase),
        _array(sorted(ends)),
    )


def _first_keys(events: Sequence[StoredEvent]) -> list[tuple[bytes, str, int]]:
    """Return each key with the stream that brings it first, and its place, in the order of keys."""
    keys = {
        key: (key, event.stream, place)
        for place, event in reversed(list(enumerate(events)))
        for key in event.keys
    }
    return sorted(keys.values())


def _array(items: Iterable[str | bytes | int | None]) -> str:
    """Return an array as the server reads it. The driver needs several times as long.

    https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
    """
    return "{" + ",".join(map(_item, items)) + "}"


def _item(item: str | bytes | int | None) -> str:
    if item is None:
        return "NULL"
    if isinstance(item, bytes):
        return f'"\\\\x{item.hex()}"'
    if isinstance(item, int):
        return str(item)
    escaped = item.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
