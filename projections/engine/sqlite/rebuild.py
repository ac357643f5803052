"""Views made again: beside the old ones, then in their place, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, TypeAlias

import projections as read_models
from ledger.errors import NotFound
from ledger.store.port import Store
from ledger.store.sqlite import StrPath
from ledger.store.sqlite import in_memory as in_memory_database
from ledger.store.sqlite.copies import patience
from projections.engine.sqlite import build as building
from projections.engine.sqlite import views_file
from projections.engine.sqlite.build import Engine, Progress, silent
from projections.engine.sqlite.views_file import ViewsCorrupt, ledger_size, views_errors
from projections.engine.tables import Projection, versions_of

_WHILE_BUILDING: Final = (
    f"PRAGMA page_size={views_file.PAGE_SIZE}",
    # Nobody else has the file yet, and if we fail it is thrown away.
    "PRAGMA journal_mode=OFF",
    "PRAGMA synchronous=OFF",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA cache_size=-8192",
    # Pages that are let go are written too, as zeros: the checksum of the file is of all of them.
    "PRAGMA secure_delete=ON",
)


_Fill: TypeAlias = Callable[[sqlite3.Connection], int | None]
"""Fills an empty file with views; gives how many leaves they hold, or None if that way does not work."""


def rebuild(  # noqa: PLR0913, PLR0917 - what, where to, and how
    store: Store,
    path: StrPath,
    names: Collection[str] | None = None,
    progress: Progress = silent,
    projections: Sequence[Projection] | None = None,
    engine: Engine | None = None,
) -> int:
    """Make the views at `path` again from the ledger, or only those of these names.

    Gives how many leaves they hold. An `engine` folds parts of the ledger, which are merged. Whoever reads meanwhile reads the old ones, which also stay if
    this is interrupted. Raises NotFound for an unknown name, Busy while someone keeps writing.
    """
    projections = read_models.PROJECTIONS if projections is None else projections
    named, path = _named(projections, names), Path(path)
    views_file.sweep(path)
    others = [projection for projection in projections if projection not in named]
    size = None
    if others:
        size = _in_new_build(
            store,
            path,
            lambda new: _some(new, path, store, named, others, progress, engine),
        )
    if size is None:
        size = _in_new_build(
            store, path, lambda new: _all(new, store, projections, progress, engine)
        )
    return size or 0


def catch_up_beside(
    store: Store, path: StrPath, projections: Sequence[Projection]
) -> None:
    """Catch up with the ledger in a copy of the views, and put it in their place.

    This is for views that someone reads for so long that they cannot be written. If they cannot be
    copied, that is noticed when they are opened again.
    """
    path = Path(path)
    _in_new_build(
        store, path, lambda new: _some(new, path, store, (), projections, silent)
    )


def in_memory(
    store: Store, projections: Sequence[Projection]
) -> tuple[sqlite3.Connection, int]:
    """Views in memory, if they cannot be kept in a file, and how many leaves they hold."""
    connection = in_memory_database(private=store.views_key() is not None)
    return connection, _all(connection, store, projections, silent)


def image(store: Store, projections: Sequence[Projection]) -> bytes:
    """Return the bytes of views that are made in memory."""
    connection, _size = in_memory(store, projections)
    with closing(connection):
        return connection.serialize()


def _named(
    projections: Sequence[Projection], names: Collection[str] | None
) -> list[Projection]:
    known = [projection.name for projection in projections]
    for name in names or ():
        if name not in known:
            raise NotFound(
                "No such view: {name}; the choices are {known}.",
                name=name,
                known=tuple(known),
            )
    return [
        projection
        for projection in projections
        if not names or projection.name in names
    ]


def _in_new_build(store: Store, path: Path, fill: _Fill) -> int | None:
    """Fill a new file with views and put it in service."""
    key = store.views_key()
    with views_file.new_build(path) as build:
        with (
            views_errors(),
            closing(views_file.opened(build, key)) as connection,
        ):
            for pragma in _WHILE_BUILDING:
                connection.execute(pragma)
            size = fill(connection)
        if size is not None:
            views_file.put_in_service(build, path, key)
    return size


def _all(
    connection: sqlite3.Connection,
    store: Store,
    projections: Sequence[Projection],
    progress: Progress,
    engine: Engine | None = None,
) -> int:
    """Make all views from the first leaf on."""
    with store.snapshot():
        ledger = ledger_size(store)
        building.prepare(connection)
        connection.execute("BEGIN")
        unknown = building.build(
            connection, store, projections, ledger.size, progress, engine
        )
        views_file.write_down(connection, versions_of(projections), ledger, unknown)
        connection.execute("COMMIT")
    return ledger.size


def _some(  # noqa: PLR0913, PLR0917 - where from and where to, what to make anew and what to keep
    connection: sqlite3.Connection,
    path: Path,
    store: Store,
    named: Sequence[Projection],
    others: Sequence[Projection],
    progress: Progress,
    engine: Engine | None = None,
) -> int | None:
    """Copy the views, catch the others up, and make those of `named` from the first leaf on."""
    if not _copied(path, connection, store, others):
        return None
    with store.snapshot():
        ledger, folded = ledger_size(store), views_file.folded(connection)
        connection.execute("BEGIN")
        unknown = building.add(connection, store, others, folded.size, ledger.size)
        if unknown is None:
            return None
        views_file.write_down(connection, versions_of(others), ledger, unknown)
        building.build(connection, store, named, ledger.size, progress, engine)
        views_file.write_down(connection, versions_of(named), ledger, {})
        connection.execute("COMMIT")
    return ledger.size


def _copied(
    path: Path,
    connection: sqlite3.Connection,
    store: Store,
    others: Sequence[Projection],
) -> bool:
    """Copy the views at `path`, if those of `others` can stay."""
    try:
        old = views_file.connect(path, store.views_key())
        if old is None:
            return False
        with closing(old[0]) as source, views_errors():
            usable = views_file.is_part(views_file.folded(source), store)
            if usable and not views_file.outdated(source, versions_of(others)):
                source.execute("BEGIN")
                views_file.check_seal(source)
                source.backup(connection, progress=patience())
                return True
    except ViewsCorrupt:
        return False
    return False
