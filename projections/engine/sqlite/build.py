"""Views made from the ledger: all of it in one pass, or what was added since."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from ledger.errors import Refused
from ledger.facts.event import kind_of
from ledger.store.port import Store
from projections.engine.fold import ERASED, Fold
from projections.engine.sqlite.facts import StoredFacts, check_count, facts
from projections.engine.sqlite.tables import (
    SqliteTables,
    create,
    create_indexes,
    enter_owner,
)
from projections.engine.sqlite.views_file import APPLICATION_ID, ViewsReadOnly
from projections.engine.tables import SECONDS, Projection, Table, owner_of

if TYPE_CHECKING:
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
