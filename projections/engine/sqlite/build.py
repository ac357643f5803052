"""Views made from the ledger: all of it in one pass, what was added since, or again beside the old ones."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, closing
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from ledger.errors import NotFound, Refused
from ledger.facts.event import kind_of
from ledger.store.port import Store
from ledger.store.sqlite import StrPath
from ledger.store.sqlite import in_memory as in_memory_database
from projections.engine.fold import ERASED, Fold
from projections.engine.sqlite import views_file
from projections.engine.sqlite.facts import StoredFacts, check_count, facts
from projections.engine.sqlite.tables import (
    SqliteTables,
    create,
    create_indexes,
    enter_owner,
)
from projections.engine.sqlite.views_file import (
    APPLICATION_ID,
    ViewsCorrupt,
    ViewsReadOnly,
    ledger_size,
    views_errors,
)
from projections.engine.tables import SECONDS, Projection, Table, owner_of, versions_of

if TYPE_CHECKING:
    from pathlib import Path

    from projections.engine.sqlite.merge import FoldedPart

SLICE: Final = 20_000
"""How many facts are folded at once in a rebuild."""

MANY: Final = 1_000
"""From how many on facts that are added are folded as in a rebuild: for fewer it takes longer to load."""

Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many facts are folded, and of how many."""

Engine: TypeAlias = Callable[
    [Store, Sequence[Projection], int, Progress],
    "AbstractContextManager[Sequence[FoldedPart]]",
]
"""Folds the first so many leaves of a ledger in parts, whose files are there as long as the context is open."""


_TABLES: Final = (
    "CREATE TABLE views_meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE views_positions (name TEXT PRIMARY KEY, version INTEGER, position INTEGER) WITHOUT ROWID",
    "CREATE TABLE views_unknown (kind TEXT PRIMARY KEY, count INTEGER) WITHOUT ROWID",
    "CREATE TABLE views_owners (code INTEGER PRIMARY KEY, owner TEXT NOT NULL UNIQUE, crc INTEGER NOT NULL)",
)


def prepare(connection: sqlite3.Connection) -> None:
    """Make an empty file one of views."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    for statement in _TABLES:
        connection.execute(statement)
    create(connection, ERASED)


def silent(done: int, total: int) -> None:
    """Show no progress."""


def build(  # noqa: PLR0913, PLR0917 - from where, of what, and who helps
    connection: sqlite3.Connection,
    store: Store,
    projections: Sequence[Projection],
    stop: int,
    progress: Progress,
    engine: Engine | None = None,
) -> Counter[str]:
    """Make the tables of these projections and fold the first `stop` leaves into them.

    Gives how many facts there were of each unknown kind. Facts are folded many at a time;
    `projections.engine.fold.fold` is the reference. An `engine` folds parts of the ledger, which are merged.
    """
    if stop > SECONDS:
        reason = Refused(
            "{events} events, where {most} have their places", events=stop, most=SECONDS
        )
        raise ViewsReadOnly(
            "Cannot write the ledger's stored results ({reason}).", reason=reason
        )
    make_tables(connection, projections)
    enter_owner_of(connection, store, stop)
    if engine is None:
        unknown = _fold_all(connection, store, projections, stop, progress)
    else:
        from projections.engine.sqlite.merge import merge

        with engine(store, projections, stop, progress) as parts:
            unknown = merge(connection, store, projections, parts, stop)
    return unknown


def tables_of(projections: Sequence[Projection]) -> list[Table]:
    """The tables of projections."""
    return [table for projection in projections for table in projection.tables]


def make_tables(
    connection: sqlite3.Connection, projections: Sequence[Projection]
) -> None:
    """Make the tables of projections, empty, in the place of those that are there."""
    for table in tables_of(projections):
        connection.execute(f"DROP TABLE IF EXISTS {table.name}")
        create(connection, table)


def _fold_all(
    connection: sqlite3.Connection,
    store: Store,
    projections: Sequence[Projection],
    stop: int,
    progress: Progress,
) -> Counter[str]:
    """Fold a ledger from the first leaf on."""
    from projections.engine.sqlite.bulk_fold import BulkFold, Topics
    from projections.engine.sqlite.bulk_tables import SqliteBulkTables
    from projections.engine.sqlite.ledger_slices import AllSlices

    stored = StoredFacts(store, checked=False, decode=Topics().fact)
    tables = SqliteBulkTables(connection, stored)
    folding = Fold(projections, tables)
    slices = AllSlices(store, 0, stop, SLICE)
    bulk = BulkFold(tables, slices, folding)
    for begin, end in pairwise(slices.bounds):
        bulk.fold(begin, end)
        progress(end, stop)
    bulk.settle()
    check_count(slices.done, stop)
    slices.check()
    tables.store()
    for table in tables_of(projections):
        create_indexes(connection, table)
    return folding.unknown


def add(
    connection: sqlite3.Connection,
    store: Store,
    projections: Sequence[Projection],
    start: int,
    stop: int,
) -> Counter[str] | None:
    """Fold the leaves from `start` up to, without, `stop` into tables that have folded those before.

    Gives None after an erasure, with which views are never caught up: the rows that the text made can
    only be found by the text, and not a byte of it is to stay. They have to be made again.
    """
    if start == 0:
        enter_owner_of(connection, store, stop)
    if _erases(store, start, stop):
        return None
    tables = SqliteTables(connection, StoredFacts(store))
    add_facts = _add_few if stop - start < MANY else _add_many
    unknown = add_facts(tables, store, projections, start, stop)
    tables.flush()
    return unknown


def _add_few(
    tables: SqliteTables,
    store: Store,
    projections: Sequence[Projection],
    start: int,
    stop: int,
) -> Counter[str]:
    folding = Fold(projections, tables, tables.scan(ERASED))
    done = 0
    for fact in facts(store, start, stop):
        folding.begin(fact)
        folding.add(fact)
        done += 1
    folding.settle()
    check_count(done, stop - start)
    return folding.unknown


def _add_many(
    tables: SqliteTables,
    store: Store,
    projections: Sequence[Projection],
    start: int,
    stop: int,
) -> Counter[str]:
    from projections.engine.sqlite.bulk_fold import BulkFold
    from projections.engine.sqlite.ledger_slices import AllSlices

    folding = Fold(projections, tables, tables.scan(ERASED))
    slices = AllSlices(store, start, stop, SLICE)
    bulk = BulkFold(tables, slices, folding)
    for begin, end in pairwise(slices.bounds):
        bulk.fold(begin, end)
    bulk.settle()
    check_count(slices.done, stop - start)
    slices.check()
    return folding.unknown


def _erases(store: Store, start: int, stop: int) -> bool:
    """Whether there is an erasure among these leaves."""
    kinds = map(
        kind_of,
        {topic for _i, _stream, _v, topic, _state in store.bare_rows(start, stop)},
    )
    return any(kind is not None and kind.__name__ in _ERASURES for kind in kinds)


_ERASURES: Final = frozenset({"TextErased", "PersonErased"})


def enter_owner_of(connection: sqlite3.Connection, store: Store, size: int) -> None:
    """Enter the person whose ledger it is, unless it has no leaf."""
    if size:
        me = store.me()
        viewer = me.owner if me else None
        if store.viewpoint is not None:
            viewer = store.viewpoint.owner
        enter_owner(connection, viewer or owner_of(StoredFacts(store)))


# ---------------------------------------------------------------- made again: beside the old ones, then in their place, or not at all


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

    Gives how many leaves they hold. An `engine` folds parts of the ledger, which are merged. Other programs read
    the old views meanwhile, which also stay if this is interrupted. Raises NotFound for an unknown name, Busy
    while someone keeps writing.
    """
    from pathlib import Path

    if projections is None:
        from projections import PROJECTIONS

        projections = PROJECTIONS
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
    from pathlib import Path

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
    with views_file.new_build(path) as new_file:
        with (
            views_errors(),
            closing(views_file.opened(new_file, key)) as connection,
        ):
            for pragma in _WHILE_BUILDING:
                connection.execute(pragma)
            size = fill(connection)
        if size is not None:
            views_file.put_in_service(new_file, path, key)
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
        prepare(connection)
        connection.execute("BEGIN")
        unknown = build(connection, store, projections, ledger.size, progress, engine)
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
        unknown = add(connection, store, others, folded.size, ledger.size)
        if unknown is None:
            return None
        views_file.write_down(connection, versions_of(others), ledger, unknown)
        build(connection, store, named, ledger.size, progress, engine)
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
    from ledger.store.sqlite.copies import patience

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
