"""The embedded store: a ledger in one SQLite file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

from ledger.store.port import BareRow, Key, Root, Row, SealedRow, Store
from ledger.store.sqlite import file
from ledger.store.sqlite.file import sqlite_errors

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.store.encode import StoredEvent
    from ledger.store.sqlite.recorder import LedgerRecorder

_MOST_VALUES: Final = (
    500  # compared with in one statement: SQLite's own bound was 999 for long
)


_LARGEST: Final = 2**63 - 1  # no larger number can be handed to SQLite

_BARE: Final = "e.rowid - 1, e.originator_id, e.originator_version, e.topic, e.state"
_WITH_TEXT: Final = "FROM stored_events e LEFT JOIN sealed s ON s.i = e.rowid - 1"
_BETWEEN: Final = "WHERE e.rowid > ? AND e.rowid <= ? ORDER BY e.rowid"

# SQLite composes the lines of an audit file in half the time that Python takes.
_LEAF: Final = """CAST(printf('{"i":%d,"kind":"%s","state":%s,"stream":"%s","v":%d}',
    e.rowid - 1, e.topic, e.state, e.originator_id, e.originator_version) AS BLOB)"""
_TEXT: Final = """CAST(iif(s.i IS NULL, '',
    printf('{"of":%d,"salt":"%s","text":%s}', s.i, lower(hex(s.salt)), s.text)) AS BLOB)"""


class SqliteStore(Store):
    """Reads by one connection that cannot write; writes by the library's recorder, loaded at the first write."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        self.name = name
        self._connection = connection

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
    def open(cls, name: str, *, create: bool = False) -> Self:
        """Open the file of this name."""
        if create and not os.path.exists(name):
            cls.create(name)
        return cls(name, file.open_reader(name))

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

        return LedgerRecorder(self.name)

    def compact(self) -> bool:
        """Run VACUUM and empty the WAL."""
        from ledger.store.sqlite.copies import compact

        return compact(self.name)

    # ------------------------------------------------------------ events

    def size(self) -> int:
        """Return the number of leaves."""
        return int(self._one("SELECT max(rowid) FROM stored_events")[0] or 0)

    def byte_count(self) -> int:
        """Return the size of the file."""
        return os.path.getsize(self.name)

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield rows with their personal texts."""
        return map(
            Row._make,
            self._between(
                f"SELECT {_BARE}, s.text {_WITH_TEXT} {_BETWEEN}", start, stop
            ),
        )

    def bare_rows(self, start: int = 0, stop: int | None = None) -> Iterator[BareRow]:
        """Yield rows without their personal texts."""
        query = f"SELECT {_BARE} FROM stored_events e {_BETWEEN}"  # noqa: S608 - constants only
        return self._between(query, start, stop)

    def histories(self, streams: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of several streams."""
        order = "ORDER BY e.originator_id, e.originator_version"
        query = (
            f"SELECT {_BARE}, s.text {_WITH_TEXT} WHERE e.originator_id IN () {order}"
        )
        return map(Row._make, self._select_in(query, streams))

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

    def continued(self, start: int, stop: int) -> set[str]:
        """Return the streams of all later positions."""
        query = (
            "SELECT originator_id FROM stored_events"
            " WHERE rowid > ? AND rowid <= ? AND originator_version > 1"
        )
        return {stream for (stream,) in self._select(query, (start, stop))}

    # ------------------------------------------------------------ personal text

    def texts(self, indexes: Sequence[int]) -> dict[int, bytes]:
        """Look the personal texts up."""
        return dict(
            self._select_in("SELECT i, text FROM sealed WHERE i IN ()", indexes)
        )

    def texts_between(self, start: int, stop: int) -> dict[int, bytes]:
        """Read the personal texts of neighbours."""
        return dict(
            self._select(
                "SELECT i, text FROM sealed WHERE i >= ? AND i < ?", (start, stop)
            )
        )

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
        yield from map(SealedRow._make, self._between(query, start, stop))

    def lines(
        self, start: int = 0, *, personal: bool = True
    ) -> Generator[tuple[bytes, bytes], None, None]:
        """Have SQLite compose the lines."""
        columns = (
            f"{_LEAF}, {_TEXT} {_WITH_TEXT}"
            if personal
            else f"{_LEAF}, x'' FROM stored_events e"
        )
        yield from self._select(
            f"SELECT {columns} WHERE e.rowid > ? ORDER BY e.rowid", (start,)
        )

    def roots(self) -> Iterator[Root]:
        """Read the table of the Merkle log."""
        return self._select("SELECT size, root, frontier FROM tree ORDER BY size")

    def root_at(self, size: int) -> bytes | None:
        """Look a size up in the table of the Merkle log."""
        row = self._one("SELECT root FROM tree WHERE size = ?", (size,))
        return None if row is None else row[0]

    def fault(self) -> str | None:
        """Run SQLite's own check of the file, indexes included."""
        (result,) = self._one("PRAGMA integrity_check(1)")
        return None if result == "ok" else str(result).splitlines()[-1]

    # ------------------------------------------------------------ identifiers

    def secret(self) -> bytes:
        """Read the secret and its check."""
        from ledger.store.encode import checked_secret

        stored = dict(
            self._select("SELECT name, value FROM meta WHERE name LIKE 'secret%'")
        )
        return checked_secret(stored.get("secret"), stored.get("secret_check"))

    def known(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Look the keyed hashes up."""
        return dict(
            self._select_in("SELECT key, stream FROM keys WHERE key IN ()", keys)
        )

    def key_entries(self, keys: Sequence[bytes] | None = None) -> Iterator[Key]:
        """Read the table of keys; what other hands put into it as a leaf is none."""
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

        copy(self._connection, file)

    def without_texts(self) -> tuple[Store, bytes]:
        """Copy the file to memory and delete the texts there."""
        from ledger.store.sqlite.copies import without_texts

        with sqlite_errors(self.name):
            connection = without_texts(self._connection)
        return SqliteStore(":memory:", connection), connection.serialize()

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
