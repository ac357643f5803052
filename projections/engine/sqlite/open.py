"""Views as long as the ledger: caught up before they are read, and made again where they must be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import projections as read_models
from ledger.errors import Damaged
from ledger.language import N_
from ledger.named_tuple import NamedTuple
from ledger.store.port import Store
from ledger.store.sqlite import StrPath, code_of, driver_errors
from projections.engine.sqlite import views_file
from projections.engine.sqlite.tables import SqliteRows
from projections.engine.sqlite.views_file import (
    LedgerSize,
    Position,
    ViewsCorrupt,
    ViewsReadOnly,
    ledger_size,
    views_errors,
)

if TYPE_CHECKING:
    from ledger.facts.event import StreamId
    from projections.engine.tables import Fact, Facts, Projection

Say = Callable[[str, dict[str, Any]], None]
"""Told a message id and the values of its fields, where something is made again unasked."""

SPOILED: Final = N_(
    "The stored results were unreadable; recalculating them from the ledger."
)
FOREIGN: Final = N_(
    "The stored results belonged to another ledger; recalculating them."
)
OLDER: Final = N_("Updating stored results for this version of handshake ({names}).")
UNKEPT: Final = N_(
    "Cannot keep stored results beside the ledger, so each command recalculates them ({reason})."
)

_ATTEMPTS: Final = 20
"""How often views are opened again that others put in the place of those just opened."""

_FOR_READERS: Final = 300
"""So many milliseconds a store is waited for, before what he reads is copied instead of written."""

_MUCH: Final = 10_000  # with so many new leaves, and more than there were, making all again is faster


class _ViewedFacts(NamedTuple):
    """The facts that are in the views, loaded when one is asked for; implements `Facts`."""

    store: Store
    size: int

    def _stored(self) -> Facts:
        from projections.engine.sqlite.facts import StoredFacts

        return StoredFacts(self.store, self.size)

    def fact(self, i: int) -> Fact | None:
        return self._stored().fact(i)

    def history(self, stream: StreamId, i: int | None = None) -> Sequence[Fact]:
        return self._stored().history(stream, i)

    def streams(self, leaves: Sequence[int]) -> Iterable[StreamId]:
        return self._stored().streams(leaves)

    def histories(
        self, streams: Sequence[StreamId]
    ) -> Iterable[tuple[StreamId, Sequence[Fact]]]:
        return self._stored().histories(streams)


class Views(NamedTuple):
    """Views of `size` leaves. A context manager; `tables` is what questions are asked of.

    All that is read until they are released, or closed, is of one moment.
    """

    connection: sqlite3.Connection
    path: StrPath
    build: str | None
    size: int
    store: Store

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
        self.connection.close()

    @property
    def tables(self) -> SqliteRows:
        """The rows as they stand."""
        return SqliteRows(self.connection, _ViewedFacts(self.store, self.size))

    def release(self) -> None:
        """Let the moment go: from now on each question is answered as things stand then.

        Someone may be waiting, or catch the same views up: an open moment keeps writers waiting.
        """
        if self.connection.in_transaction:
            self.connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """A transaction that changes the views; false where they are in use, went on or were replaced meanwhile."""
        self.release()
        with _patience(
            self.connection, 0
        ):  # nobody waits for what is only a convenience
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                same = self.build is not None and views_file.still_in_service(
                    self.path, self.build
                )
                same = same and views_file.folded(self.connection).size == self.size
                yield same
                if same:
                    views_file.seal(self.connection)
                self.connection.execute("COMMIT")
            finally:
                self.release()

    def positions(self) -> list[Position]:
        """How far each projection is."""
        with views_errors():
            return views_file.positions(self.connection)

    def unknown(self) -> dict[str, int]:
        """How many events there are of each kind that this program does not know."""
        with views_errors():
            return views_file.unknown(self.connection)


@contextmanager
def _patience(connection: sqlite3.Connection, milliseconds: int) -> Iterator[None]:
    """Wait no longer than so for others within."""
    (usual,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute(f"PRAGMA busy_timeout={milliseconds}")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout={usual}")


def open_views(
    store: Store,
    path: StrPath,
    say: Say = lambda _message, _details: None,
    projections: Sequence[Projection] | None = None,
) -> Views:
    """The views at `path`, caught up with the ledger that `store` reads.

    They are made where there are none, and again, with a word to `say`, where they are damaged, of
    another ledger or kept by another version. Raises Busy where someone else keeps them locked.
    """
    if projections is None:
        if (views := as_they_are(store, path)) is not None:
            return views
        projections = read_models.PROJECTIONS
    try:
        return _kept(store, path, say, projections)
    except ViewsReadOnly as error:
        say(UNKEPT, {"reason": error.details.get("reason", error)})
        from projections.engine.sqlite.build import in_memory

        connection, size = in_memory(store, projections)
        return Views(connection, path, None, size, store)


def _kept(
    store: Store, path: StrPath, say: Say, projections: Sequence[Projection]
) -> Views:
    """The views in their file, caught up. Raises ViewsReadOnly if they cannot be kept there."""
    for _attempt in range(_ATTEMPTS):
        views = _opened(store, path, say, projections)
        if views is not None:
            return views
    raise ViewsReadOnly("Another program is using this ledger; try again.")


def as_they_are(store: Store, path: StrPath) -> Views | None:
    """The views, if they are as long as the ledger and kept by this version: then nothing need be loaded."""
    opened = None
    try:
        with suppress(ViewsCorrupt, ViewsReadOnly), views_errors():
            if (opened := views_file.connect(path, store.views_key())) is None:
                return None
            connection, build = opened
            seen = _moment(connection)
            versions = read_models.versions()
            current = not views_file.outdated(
                connection, versions
            ) and not views_file.obsolete(connection, versions)
            if current and seen == ledger_size(store):
                views_file.check_seal(connection)
                opened = None
                return Views(connection, path, build, seen.size, store)
    finally:
        if opened:
            opened[0].close()
    return None


def _moment(connection: sqlite3.Connection) -> LedgerSize:
    """How far the views are in the moment that begins here and ends when they are released."""
    connection.execute("BEGIN")
    return views_file.folded(connection)


def _opened(
    store: Store, path: StrPath, say: Say, projections: Sequence[Projection]
) -> Views | None:
    """The views, caught up; None after they were made again, or someone else did."""
    opened = None
    try:
        with views_errors():
            if (opened := views_file.connect(path, store.views_key())) is None:
                _made(store, path, projections=projections)
                return None
            connection, build = opened
            views_file.check_seal(connection)
            if (again := _outdated(connection, store, say, projections)) is not None:
                _made(store, path, again, projections=projections)
            elif _caught_up(connection, store, path, build, projections):
                opened = None
                return Views(connection, path, build, _moment(connection).size, store)
    except ViewsCorrupt:
        say(SPOILED, {})
        _made(store, path, projections=projections)
    finally:
        if opened:
            opened[0].close()
    return None


def _made(
    store: Store,
    path: StrPath,
    names: Sequence[str] = (),
    *,
    projections: Sequence[Projection],
) -> None:
    """Make views again: those of these names, or all of them."""
    from projections.engine.sqlite.build import rebuild

    rebuild(store, path, names, projections=projections)


def _outdated(
    connection: sqlite3.Connection,
    store: Store,
    say: Say,
    projections: Sequence[Projection],
) -> list[str] | None:
    """The names of what has to be made again, all of it where there are none; None where nothing has."""
    from projections.engine.tables import versions_of

    folded, versions = views_file.folded(connection), versions_of(projections)
    if not views_file.is_part(folded, store):
        _check_nothing_lost(folded, store)
        say(FOREIGN, {})
        return []
    outdated = views_file.outdated(connection, versions)
    if outdated:
        say(OLDER, {"names": tuple(outdated)})
        return outdated
    added = ledger_size(store).size - folded.size
    much = added > max(_MUCH, folded.size)
    if much or views_file.obsolete(connection, versions):
        return []
    return None


def check_nothing_lost(store: Store, path: StrPath) -> None:
    """Raise Damaged if the views hold more of this very ledger than its file does: then facts were lost."""
    with suppress(ViewsCorrupt, ViewsReadOnly), views_errors():
        opened = views_file.connect(path, store.views_key())
        if opened is not None:
            with closing(opened[0]) as connection:
                _check_nothing_lost(views_file.folded(connection), store)


def _check_nothing_lost(seen: LedgerSize, store: Store) -> None:
    opening = store.bare_row(0)
    lost = seen.size - store.size()
    if opening is not None and opening.stream == seen.origin and lost > 0:
        raise Damaged(
            "The ledger {path} has lost {count} events it had before; restore a backup. If you put an older copy there yourself, run 'handshake rebuild'.",
            path=store.name,
            count=lost,
        )


def _caught_up(
    connection: sqlite3.Connection,
    store: Store,
    path: StrPath,
    build: str,
    projections: Sequence[Projection],
) -> bool:
    """Catch the views up; false where they have to be opened again, because another build is in service."""
    if views_file.folded(connection) == ledger_size(store):
        return True
    from projections.engine.sqlite import build as building
    from projections.engine.tables import versions_of

    connection.execute("BEGIN IMMEDIATE")
    try:
        # Only now nobody can change or replace what was looked at; the ledger is at least as long.
        folded = views_file.folded(connection)
        with store.snapshot():
            ledger = ledger_size(store)
            same = views_file.still_in_service(path, build) and views_file.is_part(
                folded, store
            )
            if not same:
                return False
            unknown = building.add(
                connection, store, projections, folded.size, ledger.size
            )
            if unknown is not None:
                views_file.write_down(
                    connection, versions_of(projections), ledger, unknown
                )
        if unknown is not None and _committed(connection):
            return True
    finally:
        if connection.in_transaction:
            connection.rollback()
    from projections.engine.sqlite.build import catch_up_beside

    if unknown is None:
        _made(store, path, projections=projections)
    else:
        catch_up_beside(store, path, projections)
    return False


def _committed(connection: sqlite3.Connection) -> bool:
    """Commit, but for where someone goes on reading what was there before: he may sit at his pager for an hour."""
    with _patience(connection, _FOR_READERS):
        try:
            connection.execute("COMMIT")
        except driver_errors() as error:
            if code_of(error) != sqlite3.SQLITE_BUSY:
                raise
    return not connection.in_transaction


def dump(
    views: Views, name: str, projections: Sequence[Projection] | None = None
) -> bytes:
    """All rows of a view as canonical JSON, each table in the order of its key."""
    import orjson

    projections = read_models.PROJECTIONS if projections is None else projections
    (projection,) = (each for each in projections if each.name == name)
    tables = views.tables
    rows = {table.name: list(tables.scan(table)) for table in projection.tables}
    return orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)
