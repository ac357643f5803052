"""Views made again: beside the old ones, then in their place, or not at all."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import projections as kept
from ledger.errors import NotFound
from ledger.store.port import Store
from ledger.store.sqlite.file import StrPath
from projections.engine.projection import Projection
from projections.engine.sqlite import build as building
from projections.engine.sqlite import positions, views_file
from projections.engine.sqlite.build import Progress, silent
from projections.engine.sqlite.errors import Spoiled, views_errors
from projections.engine.sqlite.ledger_size import Mark, mark

_WHILE_BUILDING: Final = (
    # A chunk of a packed table fits in a cell; in pages of the usual size it would fill a page and a half.
    "PRAGMA page_size=16384",
    # Nobody else has the file yet, and if we fail it is thrown away.
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA cache_size=-8192",
)


def rebuild(
    reader: Store,
    path: StrPath,
    names: Collection[str] | None = None,
    progress: Progress = silent,
    projections: Sequence[Projection] | None = None,
) -> int:
    """Make the views at `path` again from the ledger, or only those of these names.

    Gives how many leaves they hold. Whoever reads meanwhile reads the old ones, which also stay if
    this is interrupted. Raises NotFound for a name that is none, Busy where somebody keeps writing.
    """
    projections = kept.PROJECTIONS if projections is None else projections
    named, path = _named(projections, names), Path(path)
    views_file.sweep(path)
    others = [each for each in projections if each not in named]
    with views_file.new_build(path) as build:
        with views_errors(), closing(_empty(build)) as connection:
            if others and _copied(path, connection, reader, others):
                size = _some(connection, reader, named, others, progress)
            else:
                size = _whole(connection, reader, projections, progress)
        views_file.put_in_service(build, path)
    return size


def catch_up_beside(reader: Store, path: StrPath, projections: Sequence[Projection]) -> None:
    """Catch up with the ledger in a copy of the views, and put it in their place.

    That is for where somebody reads the views for so long that they cannot be written.
    """
    path = Path(path)
    with views_file.new_build(path) as build:
        with views_errors(), closing(_empty(build)) as connection:
            if not _copied(path, connection, reader, projections):
                return  # they are seen to be out of date when they are opened again
            _some(connection, reader, (), projections, silent)
        views_file.put_in_service(build, path)


def _empty(build: Path) -> sqlite3.Connection:
    """A connection to a build that nobody else has."""
    connection = sqlite3.connect(build, isolation_level=None)
    for pragma in _WHILE_BUILDING:
        connection.execute(pragma)
    return connection


def passing(reader: Store, projections: Sequence[Projection]) -> tuple[sqlite3.Connection, int]:
    """Views in memory, for where none can be kept, and how many leaves they hold."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    return connection, _whole(connection, reader, projections, silent)


def image(reader: Store, projections: Sequence[Projection]) -> bytes:
    """Return the bytes of views that are made in memory."""
    connection, _size = passing(reader, projections)
    with closing(connection):
        return connection.serialize()


def _named(projections: Sequence[Projection], names: Collection[str] | None) -> list[Projection]:
    for name in names or ():
        if name not in {each.name for each in projections}:
            known = tuple(each.name for each in projections)
            raise NotFound("There is no view called {name}: it is one of {known}.", name=name, known=known)
    return [each for each in projections if not names or each.name in names]


def _whole(
    connection: sqlite3.Connection,
    reader: Store,
    projections: Sequence[Projection],
    progress: Progress,
) -> int:
    with reader.snapshot():
        now = mark(reader) or Mark("", 0, b"")
        positions.prepare(connection)
        connection.execute("BEGIN")
        unknown = building.build(connection, reader, projections, now.size, progress)
        positions.write_down(connection, projections, now, unknown)
        connection.execute("COMMIT")
    return now.size


def _copied(path: Path, connection: sqlite3.Connection, reader: Store, others: Sequence[Projection]) -> bool:
    """Copy the views at `path`, if those of them that are to stay can stay."""
    try:
        if (old := views_file.connect(path)) is None:
            return False
        with closing(old[0]) as source, views_errors():
            usable = positions.is_part(positions.folded(source), reader)
            if usable and not positions.older(source, others):
                source.backup(connection)
                return True
    except Spoiled:
        pass
    return False


def _some(
    connection: sqlite3.Connection,
    reader: Store,
    named: Sequence[Projection],
    others: Sequence[Projection],
    progress: Progress,
) -> int:
    """Bring the copied views up to date, then those of `named` from the beginning."""
    with reader.snapshot():
        now, seen = mark(reader) or Mark("", 0, b""), positions.folded(connection)
        connection.execute("BEGIN")
        unknown = building.add(connection, reader, others, seen.size, now.size)
        positions.write_down(connection, others, now, unknown)
        building.build(connection, reader, named, now.size, progress)
        positions.write_down(connection, named, now, Counter())
        connection.execute("COMMIT")
    return now.size
