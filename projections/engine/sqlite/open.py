"""Views as long as the ledger: caught up before they are read, and made again where they must be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import projections as kept
from ledger.errors import Damaged
from ledger.language import N_
from ledger.store.port import Store
from ledger.store.sqlite.file import StrPath
from projections.engine.sqlite import positions, views_file
from projections.engine.sqlite.errors import Spoiled, Unkept, views_errors
from projections.engine.sqlite.ledger_size import Mark, mark
from projections.engine.sqlite.positions import Position
from projections.engine.sqlite.tables import Reading

if TYPE_CHECKING:
    from ledger.facts.event import StreamId
    from projections.engine.projection import Projection
    from projections.engine.tables import Fact

Say = Callable[[str, dict[str, Any]], None]
"""Told a message id and the values of its fields, where something is made again unasked."""

SPOILED: Final = N_("The views could not be read; they are made again from the ledger.")
FOREIGN: Final = N_("The views were of another ledger; they are made again.")
OLDER: Final = N_("Another version kept the view {names} otherwise; it is made again from the ledger.")
UNKEPT: Final = N_("The views cannot be kept beside the ledger; they are made for this time only ({reason}).")

_ATTEMPTS: Final = 5
_FOR_READERS: Final = 300
"""So many milliseconds a reader is waited for, before what he reads is copied instead of written."""

_MUCH: Final = 10_000  # with so many new leaves, and a quarter of those that were, making all again is faster


class _Ledger(NamedTuple):
    """The facts that are in the views, for when one is asked for; implements `projections.engine.tables.Facts`."""

    reader: Store
    size: int

    def fact(self, i: int) -> Fact | None:
        from projections.engine.sqlite.facts import fact

        return fact(self.reader, i) if i < self.size else None

    def history(self, stream: StreamId, i: int | None = None) -> list[Fact]:
        from projections.engine.sqlite.facts import history

        return history(self.reader, stream, self.size - 1 if i is None else min(i, self.size - 1))


class Views(NamedTuple):
    """Views of `size` leaves. A context manager; `tables` is what questions are asked of.

    All that is read until they are released, or closed, is of one moment.
    """

    connection: sqlite3.Connection
    path: StrPath
    build: str | None
    size: int
    reader: Store

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self.connection.close()

    @property
    def tables(self) -> Reading:
        """The rows as they stand."""
        return Reading(self.connection, _Ledger(self.reader, self.size))

    def release(self) -> None:
        """Let the moment go: from now on each question is answered as things stand then.

        For somebody who waits, or catches the same views up: whoever holds a moment keeps writers waiting.
        """
        if self.connection.in_transaction:
            self.connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """A transaction that changes the views; false where they are in use, went on or were replaced meanwhile."""
        self.release()
        with _patience(self.connection, 0):  # nobody waits for what is only a convenience
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                same = self.build is not None and views_file.still_in_service(self.path, self.build)
                yield same and positions.folded(self.connection).size == self.size
                self.connection.execute("COMMIT")
            finally:
                self.release()

    def positions(self) -> list[Position]:
        """How far each projection is."""
        with views_errors():
            return positions.positions(self.connection)

    def unknown(self) -> dict[str, int]:
        """How many events there are of each kind that this program does not know."""
        with views_errors():
            return positions.unknown(self.connection)


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
    reader: Store,
    path: StrPath,
    say: Say = lambda _message, _details: None,
    projections: Sequence[Projection] | None = None,
) -> Views:
    """The views at `path`, caught up with the ledger that `reader` reads.

    They are made where there are none, and again, with a word to `say`, where they are damaged, of
    another ledger or kept by another version. Raises Busy where somebody else keeps them locked.
    """
    if projections is None:
        if (views := as_they_are(reader, path)) is not None:
            return views
        projections = kept.PROJECTIONS
    for _attempt in range(_ATTEMPTS):
        try:
            if (views := _opened(reader, path, say, projections)) is not None:
                return views
        except Unkept as error:
            say(UNKEPT, {"reason": str(error)})
            from projections.engine.sqlite.rebuild import passing

            connection, size = passing(reader, projections)
            return Views(connection, path, None, size, reader)
    raise Damaged("The views {path} cannot be made again: remove that file.", path=path)


def as_they_are(reader: Store, path: StrPath) -> Views | None:
    """The views, if they are as long as the ledger and kept by this version: then nothing need be loaded."""
    opened = None
    with suppress(Spoiled, Unkept), views_errors():
        if (opened := views_file.connect(path)) is None:
            return None
        connection, build = opened
        seen = _moment(connection)
        if seen == mark(reader) and not (
            positions.older(connection, kept.KEPT) or positions.left_over(connection, kept.KEPT)
        ):
            opened = None
            return Views(connection, path, build, seen.size, reader)
    if opened:
        opened[0].close()
    return None


def _moment(connection: sqlite3.Connection) -> Mark:
    """How far the views are in the moment that begins here and ends when they are released."""
    connection.execute("BEGIN")
    return positions.folded(connection)


def _opened(reader: Store, path: StrPath, say: Say, projections: Sequence[Projection]) -> Views | None:
    """The views, caught up; None after they were made again, or somebody else did."""
    opened = None
    try:
        with views_errors():
            if (opened := views_file.connect(path)) is None:
                _made(reader, path, projections=projections)
                return None
            connection, build = opened
            if (again := _outdated(connection, reader, say, projections)) is not None:
                _made(reader, path, again, projections=projections)
            elif _caught_up(connection, reader, path, build, projections):
                opened = None
                return Views(connection, path, build, _moment(connection).size, reader)
    except Spoiled:
        say(SPOILED, {})
        _made(reader, path, projections=projections)
    finally:
        if opened:
            opened[0].close()
    return None


def _made(
    reader: Store,
    path: StrPath,
    names: Sequence[str] = (),
    *,
    projections: Sequence[Projection],
) -> None:
    """Make views again: those of these names, or all of them."""
    from projections.engine.sqlite.rebuild import rebuild

    rebuild(reader, path, names, projections=projections)


def _outdated(
    connection: sqlite3.Connection, reader: Store, say: Say, projections: Sequence[Projection]
) -> list[str] | None:
    """The names of what has to be made again, all of it where there are none; None where nothing has."""
    seen = positions.folded(connection)
    if not positions.is_part(seen, reader):
        _check_nothing_lost(seen, reader)
        say(FOREIGN, {})
        return []
    if older := positions.older(connection, projections):
        say(OLDER, {"names": tuple(older)})
        return older
    now = mark(reader)
    much = now is not None and now.size - seen.size > max(_MUCH, seen.size // 4)
    return [] if much or positions.left_over(connection, projections) else None


def check_nothing_lost(reader: Store, path: StrPath) -> None:
    """Raise Damaged if the views hold more of this very ledger than its file does: then facts were lost."""
    with suppress(Spoiled, Unkept), views_errors():
        opened = views_file.connect(path)
        if opened is not None:
            with closing(opened[0]) as connection:
                _check_nothing_lost(positions.folded(connection), reader)


def _check_nothing_lost(seen: Mark, reader: Store) -> None:
    opening = reader.bare_row(0)
    lost = seen.size - reader.size()
    if opening is not None and opening.stream == seen.origin and lost > 0:
        raise Damaged(
            "The ledger {path} has lost {count} events that its views have seen: restore a backup. If you put an "
            "older copy in its place yourself, run 'handshake rebuild'.",
            path=reader.name,
            count=lost,
        )


def _caught_up(
    connection: sqlite3.Connection,
    reader: Store,
    path: StrPath,
    build: str,
    projections: Sequence[Projection],
) -> bool:
    """Catch the views up; false where they have to be opened again, because another build is in service."""
    if positions.folded(connection) == mark(reader):
        return True
    from projections.engine.sqlite import build as building

    connection.execute("BEGIN IMMEDIATE")
    try:
        # Only now nobody can change or replace what was looked at; the ledger is at least as long.
        seen = positions.folded(connection)
        with reader.snapshot():
            now = mark(reader)
            if (
                now is None
                or not views_file.still_in_service(path, build)
                or not positions.is_part(seen, reader)
            ):
                return False
            unknown = building.add(connection, reader, projections, seen.size, now.size)
            positions.write_down(connection, projections, now, unknown)
        if _committed(connection):
            return True
    finally:
        if connection.in_transaction:
            connection.rollback()
    from projections.engine.sqlite.rebuild import catch_up_beside

    catch_up_beside(reader, path, projections)
    return False


def _committed(connection: sqlite3.Connection) -> bool:
    """Commit, but for where somebody goes on reading what was there before: he may sit at his pager for an hour."""
    with _patience(connection, _FOR_READERS):
        try:
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
    return not connection.in_transaction


def dump(views: Views, name: str, projections: Sequence[Projection] | None = None) -> bytes:
    """All rows of a view as canonical JSON, each table in the order of its key."""
    import orjson

    projections = kept.PROJECTIONS if projections is None else projections
    (projection,) = (each for each in projections if each.name == name)
    tables = views.tables
    rows = {table.name: list(tables.scan(table)) for table in projection.tables}
    return orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)
