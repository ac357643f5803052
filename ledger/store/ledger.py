"""The ledger: events in, events out, append-only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from ledger.errors import Damaged, LedgerError
from ledger.store.sqlite import file as opening
from ledger.store.sqlite import rows
from ledger.store.sqlite.errors import sqlite_errors, translated

if TYPE_CHECKING:
    from pathlib import Path

    from eventsourcing.persistence import EventStore

    from ledger.facts.codec import State
    from ledger.facts.event import Event, PersonId, StreamId
    from ledger.facts.stated import Stated
    from ledger.store.encode import Entry, Prepared, Stamp
    from ledger.store.sqlite.append import Appender
    from ledger.store.sqlite.recorder import LedgerRecorder


FEW: Final = 100
"""So many events at once are appended without the library, which takes longer to load than they to record."""


class Recorded(NamedTuple):
    """An event in its place: its index in the ledger, its stream and its position there."""

    i: int
    stream: StreamId
    v: int
    event: Event

    @property
    def id(self) -> str:
        """The event's id, `<stream>/<position>`."""
        return f"{self.stream}/{self.v}"


class Ledger:
    """All events of one ledger, in the order they were recorded.

    A context manager. Reading asks SQLite only; the library is loaded where much is written at once.
    """

    def __init__(self, file: str, connection: sqlite3.Connection) -> None:
        self.file = file
        self.connection = connection

    @classmethod
    def open(cls, path: opening.StrPath, *, create: bool = False) -> Self:
        """The ledger at `path`; with `create`, an empty one is made where there is none."""
        file = os.fspath(path)
        if create and not os.path.exists(file):  # noqa: PTH110 - as in `opening`
            from ledger.store.sqlite.create import create as make

            make(file)
        return cls(file, opening.open_reader(file))

    @cached_property
    def path(self) -> Path:
        """Where the ledger is, for whoever does more with it than to open it."""
        from pathlib import Path

        return Path(self.file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        if "_appender" in self.__dict__:
            self._appender.close()
        if "_events" in self.__dict__:
            self._recorder.datastore.close()
        self.connection.close()

    @property
    def size(self) -> int:
        """The number of leaves."""
        with sqlite_errors(self.file):
            return rows.size(self.connection)

    @cached_property
    def secret(self) -> bytes:
        """The key of the keyed hashes, 32 bytes; it never leaves the file but in a backup."""
        from ledger.store.sqlite.secret import secret_of

        with sqlite_errors(self.file):
            return secret_of(self.connection)

    @cached_property
    def origin(self) -> StreamId:
        """The id of the ledger's own stream; Damaged where nothing is recorded yet."""
        return self._first.stream

    @cached_property
    def owner(self) -> PersonId:
        """Whose ledger it is."""
        first = self._first
        owner = _object(first, first.state).get("owner")
        if not first.topic.startswith("ledger.LedgerOpened@") or not isinstance(owner, str):
            raise Damaged("The ledger {path} does not begin with its opening.", path=self.file)
        return owner

    @cached_property
    def _first(self) -> rows.Row:
        with sqlite_errors(self.file):
            first = rows.row(self.connection, 0)
        if first is None:
            raise Damaged("The ledger {path} is empty: nothing was recorded yet.", path=self.file)
        return first

    def history(self, stream: StreamId) -> list[Event]:
        """The events of a stream, with their sealed text where it is still there.

        Raises Damaged for a kind that this program does not know: nothing can be decided on it.
        """
        with sqlite_errors(self.file):
            return [_event(row) for row in rows.stream_rows(self.connection, stream)]

    def histories(self, streams: Iterable[StreamId]) -> dict[StreamId, list[Event]]:
        """The same of many streams at once; nothing for those that do not exist."""
        found: dict[StreamId, list[Event]] = {}
        with sqlite_errors(self.path):
            for row in rows.rows_of_streams(self.connection, list(streams)):
                found.setdefault(row.stream, []).append(_event(row))
        return found

    def known(self, identifiers: Iterable[str]) -> dict[str, StreamId]:
        """The streams that these identifiers, given in clear, were brought by."""
        from ledger.store.sqlite.secret import keyed

        key_of = keyed(self.secret)
        by_key = {key_of(identifier): identifier for identifier in identifiers}
        keys, found = list(by_key), {}
        with sqlite_errors(self.file):
            for start in range(0, len(keys), 500):
                some = keys[start : start + 500]
                marks = ",".join("?" * len(some))
                query = f"SELECT key, stream FROM keys WHERE key IN ({marks})"  # noqa: S608 - marks only
                for key, stream in self.connection.execute(query, some):
                    found[by_key[key]] = stream
        return found

    def append(
        self,
        entries: Sequence[Entry],
        stamp: Stamp,
        *,
        size: int | None = None,
        erase: Collection[int] = (),
    ) -> list[Recorded]:
        """Record the entries' events, all in one transaction, or none of them.

        With `size`, only if the ledger is still of that size. `erase` names the leaves whose sealed
        text is deleted in the same transaction: the events recorded have to explain it. Raises Overtaken (a Busy) where
        somebody else recorded in between, Busy where the ledger stays locked, Damaged where it
        cannot be trusted.
        """
        from ledger.store.encode import prepare

        prepared = list(prepare(entries, stamp, self.secret))
        if not prepared:
            return []
        append = self._append_few if len(prepared) <= FEW else self._append_many
        first = append(prepared, size, erase)
        return [_recorded(i, each) for i, each in enumerate(prepared, start=first)]

    def _append_few(self, prepared: Sequence[Prepared], size: int | None, erase: Collection[int]) -> int:
        with sqlite_errors(self.file, writing=True):
            return self._appender.append(prepared, size, erase)

    def _append_many(self, prepared: Sequence[Prepared], size: int | None, erase: Collection[int]) -> int:
        with _library_errors(self.file):
            made = self._events.put(prepared, prepared=prepared, size=size, erase=erase)
        return int(made[0].notification.id) - 1

    @cached_property
    def _appender(self) -> Appender:
        from ledger.store.sqlite.append import Appender

        opening.check_writable(self.file)
        return Appender(self.file)

    def append_facts(self, facts: Iterable[Stated], stamp: Stamp, *, size: int) -> int:
        """Record many facts in one transaction, if the ledger is still of this size; gives its new size.

        Raises as `append` does.
        """
        from ledger.store.encode import state_of_stamp

        with _library_errors(self.file):
            return self._recorder.insert_facts(facts, state_of_stamp(stamp), self.secret, size)

    @property
    def _recorder(self) -> LedgerRecorder:
        recorder: LedgerRecorder = self._events.recorder  # type: ignore[assignment]  # it was made below
        return recorder

    @cached_property
    def _events(self) -> EventStore[str]:
        from eventsourcing.persistence import EventStore

        from ledger.store.sqlite.recorder import LedgerMapper, LedgerRecorder

        opening.check_writable(self.file)
        return EventStore(LedgerMapper(), LedgerRecorder(self.file))


def _recorded(i: int, each: Prepared) -> Recorded:
    return Recorded(i, each.originator_id, each.originator_version, each.event)


def _event(row: rows.Row) -> Event:
    from ledger.facts.codec import event_of

    text = None if row.text is None else _object(row, row.text)
    event = event_of(row.topic, _object(row, row.state), text)
    if event is None:
        raise Damaged(
            "Event {i} is of the kind {topic}, which this version does not know: update the program.",
            i=row.i,
            topic=row.topic,
        )
    return event


def _object(row: rows.Row, stored: bytes) -> State:
    import orjson

    try:
        value = orjson.loads(stored)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict):
        raise Damaged("Event {i} is damaged: run 'handshake verify'.", i=row.i)
    return value


@contextmanager
def _library_errors(path: str) -> Iterator[None]:
    """Say the library's errors, and SQLite's, in the ledger's words."""
    from eventsourcing.persistence import PersistenceError

    try:
        yield
    except LedgerError:
        raise
    except (PersistenceError, sqlite3.Error) as error:
        if (said := translated(error, path)) is None:
            raise
        raise said from error
