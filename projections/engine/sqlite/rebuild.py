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
from ledger.store.sqlite.file import StrPath
from projections.engine.projection import Projection
from projections.engine.sqlite import build, positions, views_file
from projections.engine.sqlite.build import Progress, silent
from projections.engine.sqlite.errors import Spoiled, views_errors
from projections.engine.sqlite.ledger_size import Mark, mark, snapshot

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
    reader: sqlite3.Connection,
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
    with views_file.beside(path) as new:
        with views_errors(), closing(sqlite3.connect(new, isolation_level=None)) as connection:
            for pragma in _WHILE_BUILDING:
                connection.execute(pragma)
            others = [each for each in projections if each not in named]
            if others and _copied(path, connection, reader, others):
                size = _some(connection, reader, named, others, progress)
            else:
                size = _whole(connection, reader, projections, progress)
        views_file.replace(new, path)
    return size


def passing(reader: sqlite3.Connection, projections: Sequence[Projection]) -> tuple[sqlite3.Connection, int]:
    """Views in memory, for where none can be kept, and how many leaves they hold."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    return connection, _whole(connection, reader, projections, silent)


def _named(projections: Sequence[Projection], names: Collection[str] | None) -> list[Projection]:
    for name in names or ():
        if name not in {each.name for each in projections}:
            known = tuple(each.name for each in projections)
            raise NotFound("There is no view called {name}: it is one of {known}.", name=name, known=known)
    return [each for each in projections if not names or each.name in names]


def _whole(
    connection: sqlite3.Connection,
    reader: sqlite3.Connection,
    projections: Sequence[Projection],
    progress: Progress,
) -> int:
    with snapshot(reader):
        now = mark(reader) or Mark("", 0, b"")
        positions.prepare(connection)
        connection.execute("BEGIN")
        unknown = build.build(connection, reader, projections, now.size, progress)
        positions.write_down(connection, projections, now, unknown)
        connection.execute("COMMIT")
    return now.size


def _copied(
    path: Path, connection: sqlite3.Connection, reader: sqlite3.Connection, others: Sequence[Projection]
) -> bool:
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
    reader: sqlite3.Connection,
    named: Sequence[Projection],
    others: Sequence[Projection],
    progress: Progress,
) -> int:
    """Bring the copied views up to date, then those of `named` from the beginning."""
    with snapshot(reader):
        now, seen = mark(reader) or Mark("", 0, b""), positions.folded(connection)
        connection.execute("BEGIN")
        unknown = build.add(connection, reader, others, seen.size, now.size)
        positions.write_down(connection, others, now, unknown)
        build.build(connection, reader, named, now.size, progress)
        positions.write_down(connection, named, now, Counter())
        connection.execute("COMMIT")
    return now.size
