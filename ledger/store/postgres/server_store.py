"""The shared store: a ledger in the schema `handshake` of a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

import psycopg

from ledger.errors import Busy, Damaged, Refused
from ledger.store import merkle
from ledger.store.cache_folder import cache_folder
from ledger.store.encode import checked_secret
from ledger.store.port import (
    BareRow,
    Key,
    Member,
    OutOfReach,
    Root,
    Row,
    Seal,
    SealedRow,
    Store,
    gapless,
    opened_rows,
    opened_texts,
)
from ledger.store.postgres import members as roles
from ledger.store.postgres import opening
from ledger.store.postgres import tables as schema
from ledger.store.postgres.connection import FLUSH, Address, address, connect
from ledger.store.postgres.errors import postgres_errors
from ledger.store.postgres.nearby import CopiedStore, Extent, caught_up
from ledger.store.sqlite.local_copy import NOT_OPENED, LocalCopy

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.store.encode import StoredEvent
    from ledger.store.merkle import SpanCheck
    from ledger.store.postgres.server_recorder import PostgresRecorder

_S: Final = schema.SCHEMA

_SLICE: Final = 5_000
"""How many leaves one statement reads: neither program nor server holds more of a ledger at once."""

_BARE: Final = (
    "e.notification_id - 1, e.originator_id, e.originator_version, e.topic, e.state"
)
_EVENTS: Final = f"FROM {_S}.{schema.EVENTS} e"
_WITH_TEXT: Final = f"{_EVENTS} LEFT JOIN {_S}.sealed s ON s.i = e.notification_id - 1"
_TEXTS: Final = (
    f"SELECT s.i, e.state, s.salt, s.text FROM {_S}.sealed s"  # noqa: S608 - constants only
    f" LEFT JOIN {_S}.{schema.EVENTS} e ON e.notification_id = s.i + 1"
)
_LONGER: Final = f"""SELECT e.notification_id - 1, e.originator_id, e.originator_version,
    CASE e.originator_version WHEN 2 THEN (SELECT f.notification_id - 1 FROM {_S}.{schema.EVENTS} f
        WHERE f.originator_id = e.originator_id AND f.originator_version = 1) END
    {_EVENTS} WHERE (e.originator_id, e.originator_version) > (%s, %s) AND e.originator_version > 1
        AND e.notification_id > %s AND e.notification_id <= %s
    ORDER BY e.originator_id, e.originator_version LIMIT {_SLICE}"""  # noqa: S608 - constants only
_BETWEEN: Final = "WHERE e.notification_id > %s AND e.notification_id <= %s ORDER BY e.notification_id"

_IS_ON_DISK: Final = "CASE WHEN pg_is_in_recovery() THEN true ELSE pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn() END"
_EXTENT: Final = f"""
SELECT coalesce((SELECT originator_id FROM {_S}.{schema.EVENTS} WHERE notification_id = 1), ''),
       (SELECT coalesce(max(notification_id), 0) FROM {_S}.{schema.EVENTS}),
       coalesce((SELECT root FROM {_S}.tree ORDER BY size DESC LIMIT 1), ''),
       (SELECT coalesce(max(position), 0) FROM {_S}.shares),
       {_IS_ON_DISK}
"""  # noqa: S608 - constants only

_LARGEST: Final = 2**63 - 1  # no larger number fits the server's integers


class PostgresStore(CopiedStore):
    """Reads by one connection that cannot write; writes by the library's recorder, loaded at the first write."""

    def __init__(self, place: Address, connection: psycopg.Connection[Any]) -> None:
        self.name = place.name
        self._place = place
        self._connection = connection
        self._copy: LocalCopy | None = None

    @classmethod
    def exists(cls, name: str) -> bool:
        """Whether the database holds a ledger, or cannot be asked."""
        try:
            connection = connect(address(name), read_only=True)
        except (Busy, Damaged):
            return True
        with connection, postgres_errors(name):
            return opening.is_made(connection)

    @classmethod
    def known_as(cls, name: str) -> str:
        """Return the full address, without a password."""
        return address(name).name

    @classmethod
    def create(cls, name: str, secret: bytes | None = None) -> None:
        """Make the schema and its tables in one transaction."""
        opening.create(address(name), secret)

    @classmethod
    def open(cls, name: str, *, create: bool = False) -> Self:
        """Open the ledger in the database that a URL names."""
        place = address(name)
        if create:
            cls.create(name)
        connection = connect(place, read_only=True)
        try:
            with postgres_errors(place.name):
                opening.check(connection, place.name)
        except BaseException:
            connection.close()
            raise
        return cls(place, connection)

    @classmethod
    def open_nearby(cls, name: str) -> Store:
        """Open the copy on this computer, caught up if the server answers."""
        server = None
        try:
            server = cls.open(name)
            copy = caught_up(server)
        except OutOfReach as error:
            if server is not None:
                server.close()
            latest = LocalCopy.latest(cls.known_as(name))
            if latest is None:
                raise
            latest.is_away(str(error.details["reason"]))
            return latest
        except (Busy, OSError):
            if server is None:
                raise
            return server  # no copy can be kept on this computer
        except BaseException:
            if server is not None:
                server.close()
            raise
        server.close()
        return copy

    @classmethod
    def at_hand(cls, name: str) -> Store | None:
        """Open the copy on this computer as it is."""
        return LocalCopy.latest(cls.known_as(name))

    def close(self) -> None:
        """Close both connections, and the copy."""
        if self._copy is not None:
            self._copy.close()
        if "_recorder" in self.__dict__:
            self._recorder.datastore.close()
        self._connection.close()

    @property
    def file(self) -> str:
        """Return where the copy is."""
        return str(cache_folder(self.name) / (self.extent().origin or NOT_OPENED))

    def nearby(self, *, anew: bool = False) -> Store:
        """Return the copy on this computer, caught up."""
        if self._copy is not None:
            self._copy.close()
            self._copy = None
        try:
            self._copy = caught_up(self, anew=anew)
        except OutOfReach:
            raise
        except (Busy, OSError):
            return self  # no copy can be kept on this computer
        return self._copy

    def extent(self) -> Extent:
        """Ask in one statement."""
        origin, size, root, shares, is_on_disk = self._one(_EXTENT)
        self._put_on_disk(is_on_disk)
        return Extent(origin, size, root, shares)

    def text_places(self) -> set[int]:
        """Ask for all: the server shows those of this role."""
        return {i for (i,) in self._select(f"SELECT i FROM {_S}.sealed")}  # noqa: S608 - constants only

    def shared_since(self, count: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Look the later entries of the table of shares up."""
        query = (
            f"SELECT DISTINCT s.i, s.salt, s.text FROM {_S}.shares n"  # noqa: S608 - constants only
            f" JOIN {_S}.sealed s USING (i) WHERE n.position > %s"
        )
        return self._select(query, (count,))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read within one transaction that sees one moment."""
        if not self._is_idle:
            yield
            return
        with postgres_errors(self.name):
            self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            if not self._connection.closed:
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
    def _recorder(self) -> PostgresRecorder:
        from ledger.store.postgres.server_recorder import PostgresRecorder

        return PostgresRecorder(self._place)

    def compact(
        self,
        progress: Callable[[int, int], None] | None = None,  # noqa: ARG002  a server tells nothing of it
    ) -> bool:
        """Have the server write the table of personal texts anew; False if readers or rights prevent it.

        The server's write-ahead log and its backups keep what was deleted until they are recycled.
        """
        connection = connect(self._place, read_only=False)
        with connection:
            try:
                connection.execute(f"VACUUM FULL {_S}.sealed")
            except (psycopg.errors.LockNotAvailable, psycopg.errors.DiskFull):
                return False
            # Without the right to do it the server only warns: then the file still has what was deleted.
            return self._may_rewrite(connection)

    @staticmethod
    def _may_rewrite(connection: psycopg.Connection[Any]) -> bool:
        (owns,) = connection.execute(
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass",
            (f"{_S}.sealed",),
        ).fetchone() or (False,)
        return bool(owns)

    # ------------------------------------------------------------ events

    def size(self) -> int:
        """Return the number of leaves that are on the server's disk."""
        size, is_on_disk = self._one(
            f"SELECT coalesce(max(notification_id), 0), {_IS_ON_DISK} {_EVENTS}"
        )
        self._put_on_disk(is_on_disk)
        return int(size)

    def _put_on_disk(self, is_there: bool) -> None:  # noqa: FBT001 - as the server says
        """Have the server write what was just seen to its disk, before it is shown: it is never lost then.

        A writer lets others see its events a moment before they are there. A replica only has what is.
        """
        if is_there:
            return
        with postgres_errors(self.name):
            if self._is_idle:
                self._connection.execute(FLUSH)
                return
            with connect(self._place, read_only=False) as connection:
                connection.execute(FLUSH)

    @property
    def _is_idle(self) -> bool:
        status = self._connection.info.transaction_status
        return status == psycopg.pq.TransactionStatus.IDLE

    def byte_count(self) -> int:
        """Return the size of the tables and their indexes."""
        query = """SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
            WHERE relnamespace = %s::regnamespace AND relkind = 'r'"""
        return int(self._one(query, (_S,))[0])

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[Row]:
        """Yield rows with their personal texts."""
        query = f"SELECT {_BARE}, s.salt, s.text {_WITH_TEXT} {_BETWEEN}"
        return opened_rows(self, self._between(query, start, stop))

    def bare_rows(self, start: int = 0, stop: int | None = None) -> Iterator[BareRow]:
        """Yield rows without their personal texts."""
        return self._between(f"SELECT {_BARE} {_EVENTS} {_BETWEEN}", start, stop)

    def rows_at(self, indexes: Sequence[int]) -> Iterator[BareRow]:
        """Look the rows up, a slice at a time."""
        query = (
            f"SELECT {_BARE} {_EVENTS} WHERE e.notification_id = ANY(%s)"
            " ORDER BY e.notification_id"
        )
        for start in range(0, len(indexes), _SLICE):
            part = [i + 1 for i in indexes[start : start + _SLICE]]
            yield from self._select(query, (part,))

    def places(self, topics: Collection[str], size: int) -> Iterator[int]:
        """Have the server look at each topic."""
        query = (
            f"SELECT e.notification_id - 1 {_EVENTS} WHERE e.notification_id <= %s"
            " AND e.topic = ANY(%s) ORDER BY e.notification_id"
        )
        return (i for (i,) in self._select(query, (size, list(topics))))

    def longer(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Read the index of streams alone, a slice at a time."""
        stream, v = "", 0
        while rows := list(self._select(_LONGER, (stream, v, start, stop))):
            for i, stream, _v, first in rows:
                yield i, stream
                if first is not None and first >= start:
                    yield first, stream
            stream, v = rows[-1][1:3]

    def histories(self, streams: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of several streams."""
        query = (
            f"SELECT {_BARE}, s.salt, s.text {_WITH_TEXT}"
            " WHERE e.originator_id = ANY(%s)"
            " ORDER BY e.originator_id, e.originator_version"
        )
        for start in range(0, len(streams), _SLICE):
            part = list(streams[start : start + _SLICE])
            yield from gapless(opened_rows(self, self._select(query, (part,))), {*part})

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
            f"SELECT DISTINCT e.originator_id {_EVENTS}"
            " WHERE e.originator_id >= %s AND e.originator_id < %s ORDER BY 1 LIMIT %s"
        )
        values = (text, text + "\U0010ffff", limit)
        return [stream for (stream,) in self._select(query, values)]

    # ------------------------------------------------------------ personal text

    def texts(self, indexes: Sequence[int]) -> dict[int, bytes]:
        """Look the personal texts up."""
        return opened_texts(
            self, self._select(f"{_TEXTS} WHERE s.i = ANY(%s)", (list(indexes),))
        )

    def texts_between(self, start: int, stop: int) -> dict[int, bytes]:
        """Read the personal texts of neighbours."""
        query = f"{_TEXTS} WHERE s.i >= %s AND s.i < %s"
        return opened_texts(self, self._select(query, (start, stop)))

    def stray_text(self) -> int | None:
        """Look beyond both ends of the leaves."""
        query = f"SELECT min(i) FROM {_S}.sealed WHERE i < 0 OR i >= %s"  # noqa: S608 - constants only
        index: int | None = self._one(query, (self.size(),))[0]
        return index

    # ------------------------------------------------------------ audit

    def sealed_rows(
        self, start: int = 0, stop: int | None = None
    ) -> Generator[SealedRow, None, None]:
        """Yield rows with their personal texts and salts."""
        query = f"SELECT {_BARE}, s.salt, s.text {_WITH_TEXT} {_BETWEEN}"
        yield from self._between(query, start, stop)

    def seals(self, start: int = 0) -> Iterator[Seal]:
        """Read the table of personal texts, of which the server shows those that the role may read."""
        query = (
            f"SELECT i, salt, text FROM {_S}.sealed WHERE i >= %s AND i < %s ORDER BY i"  # noqa: S608 - constants only
        )
        return self._between(query, start, None)

    def lines(self, start: int = 0) -> Generator[bytes, None, None]:
        """Compose the lines of the rows."""
        for i, stream, v, topic, state in self.bare_rows(start):
            yield merkle.leaf(i, topic, state, stream, v)

    def roots(self, start: int = 0) -> Iterator[Root]:
        """Read the table of the Merkle log."""
        query = f"SELECT size, root, frontier FROM {_S}.tree WHERE size > %s ORDER BY size LIMIT {_SLICE}"  # noqa: S608
        while True:
            roots = list(self._select(query, (start,)))
            yield from roots
            if len(roots) < _SLICE:
                return
            start = roots[-1][0]

    def root_at(self, size: int) -> bytes | None:
        """Look a size up in the table of the Merkle log."""
        row = self._one(f"SELECT root FROM {_S}.tree WHERE size = %s", (size,))  # noqa: S608 - constants only
        if row is None:
            return None
        root: bytes = row[0]
        return root

    def around(self, i: int) -> tuple[Root | None, Root | None]:
        """Look both roots up in the table of the Merkle log."""
        query = f"SELECT size, root, frontier FROM {_S}.tree WHERE size"  # noqa: S608 - constants only
        before = self._one(f"{query} <= %s ORDER BY size DESC LIMIT 1", (i,))
        return before, self._one(f"{query} > %s ORDER BY size LIMIT 1", (i,))

    def fault(self, streams: int | None = None, keys: int | None = None) -> str | None:  # noqa: ARG002 - the server keeps its indexes
        """Count the leaves: one that is gone leaves a gap. The server checks its own pages as it reads them."""
        count, size = self._one(
            f"SELECT count(*), coalesce(max(notification_id), 0) {_EVENTS}"
        )
        if count == size:
            return None
        return f"{size - count} leaves missing"

    # ------------------------------------------------------------ identifiers

    def secret(self) -> bytes:
        """Read the secret and its check; an auditor is not shown them."""
        if self._me is not None and self._me.kind == "auditor":
            raise Refused(
                "Your role may not do this in the ledger {path} ({reason}).",
                path=self.name,
                reason="SELECT handshake.meta",
            )
        query = f"SELECT name, value FROM {_S}.meta WHERE name LIKE 'secret%%'"  # noqa: S608 - constants only
        stored = dict(self._select(query))
        return checked_secret(stored.get("secret"), stored.get("secret_check"))

    def known(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Look the keyed hashes up."""
        return {key: stream for key, stream, _i in self.key_entries(keys)}

    def key_entries(self, keys: Sequence[bytes] | None = None) -> Iterator[Key]:
        """Read the table of keys."""
        query = f"SELECT key, stream, i FROM {_S}.keys"  # noqa: S608 - constants only
        if keys is None:
            yield from self._select(f"{query} ORDER BY i, key")
            return
        for start in range(0, len(keys), _SLICE):
            part = list(keys[start : start + _SLICE])
            yield from self._select(f"{query} WHERE key = ANY(%s)", (part,))

    def key_count(self) -> int:
        """Count the table of keys."""
        return int(self._one(f"SELECT count(*) FROM {_S}.keys")[0])  # noqa: S608 - constants only

    # ------------------------------------------------------------ several people

    def me(self) -> Member | None:
        """Return what the login role is bound to."""
        return self._me

    @cached_property
    def _me(self) -> Member | None:
        return roles.of_this_login(self._connection, self.name)

    def members(self) -> list[Member]:
        """Read the table of members."""
        return list(roles.members(self._connection, self.name))

    def check_role(self, role: str) -> None:
        """Ask the server whether it has a role of this name, and whether one administers this ledger."""
        roles.check_role(self._connection, self.name, role)

    def admit(self, member: Member) -> None:
        """Bind a role that the server knows, and grant it what it needs."""
        self.check_role(member.role)
        bound = [known for known in self.members() if known.role == member.role]
        roles.admit(self._place, member, bound[0] if bound else None)

    def withheld(self, start: int, stop: int) -> set[int]:
        """Ask the server: it alone sees the texts that this role does not."""
        query = f"SELECT {_S}.withheld(%s, %s)"
        return {i for (i,) in self._select(query, (start, stop))}

    def share(self, indexes: Collection[int]) -> None:
        """Let all owners read texts of one's own."""
        roles.share(self._place, indexes)

    # ------------------------------------------------------------ copies

    def copy_to(self, file: Path) -> None:
        """Record all events, as of one moment, in an embedded ledger."""
        from ledger.store.backup import (
            events_of,
            refuse_hidden_texts,
            restore_events,
        )

        with self.snapshot():
            refuse_hidden_texts(self)
            restore_events(events_of(self), file, self.secret())

    def without_texts(self) -> tuple[Store, bytes]:
        """Record all events in an embedded ledger in memory, without their texts."""
        from pathlib import Path
        from tempfile import TemporaryDirectory

        from ledger.store.backup import events_of, restore_events
        from ledger.store.sqlite.store import SqliteStore

        with TemporaryDirectory() as folder:
            file = Path(folder) / "ledger.db"
            file.touch()
            restore_events(
                (event._replace(seal=None) for event in events_of(self)), file
            )
            with closing(SqliteStore.open(str(file))) as copy:
                return copy.without_texts()

    # ------------------------------------------------------------ statements

    def _between(self, query: str, start: int, stop: int | None) -> Iterator[Any]:
        """Run a statement on the leaves between, a slice at a time: leaves are never changed in between."""
        end = self.size() if stop is None else min(stop, _LARGEST)
        for first in range(start, min(end, self.size()), _SLICE):
            yield from self._select(query, (first, min(first + _SLICE, end)))

    def _select(self, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
        with postgres_errors(self.name), self._connection.cursor(binary=True) as cursor:
            yield from cursor.execute(query, values)

    def _one(self, query: str, values: Sequence[object] = ()) -> Any:
        return next(self._select(query, values), None)
