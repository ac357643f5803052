"""Views made from the ledger: all of it in one pass, or what was added since."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import count, islice
from typing import Final

from ledger.errors import Damaged
from projections.fold import Fact, Projection, Row, apply, derive, derive_all, handlers_of
from projections.views.reading import facts, history
from projections.views.tables import Folding, Reading, create, create_indexes

SLICE: Final = 20_000
Progress = Callable[[int, int], None]
"""Told how many facts are folded, and of how many."""


def silent(done: int, total: int) -> None:
    """Nobody is told."""


def build(
    connection: sqlite3.Connection,
    reader: sqlite3.Connection,
    projections: Sequence[Projection],
    stop: int,
    progress: Progress,
) -> Counter[str]:
    """Make the tables of these projections and fold the first `stop` leaves into them.

    Gives how many facts there were of each unknown kind.
    """
    tables = [table for each in projections for table in each.tables]
    for table in tables:
        connection.execute(f"DROP TABLE IF EXISTS {table.name}")
        create(connection, table)
    folding = Folding(connection, partial(history, reader))
    unknown = _fold(folding, projections, facts(reader, 0, stop), stop, progress)
    for each in projections:
        for derived in each.derived:
            _insert(connection, derived.table.name, derive_all(derived, Reading(connection)))
    for table in tables:
        create_indexes(connection, table)
    return unknown


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[Row]) -> None:
    while some := list(islice(rows, SLICE)):
        marks = ", ".join("?" * len(some[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", some)  # noqa: S608 - our names


def add(
    connection: sqlite3.Connection,
    reader: sqlite3.Connection,
    projections: Sequence[Projection],
    start: int,
    stop: int,
) -> Counter[str]:
    """Fold the leaves from `start` up to, without, `stop` into tables that have folded those before."""
    derivations = [derived for each in projections for derived in each.derived]
    folding = Folding(connection, partial(history, reader), [each.source for each in derivations])
    unknown = _fold(folding, projections, facts(reader, start, stop), stop - start, silent)
    for derived in derivations:
        derive(derived, folding, folding.changed(derived.source))
    folding.flush()
    return unknown


def _fold(
    folding: Folding,
    projections: Iterable[Projection],
    found: Iterator[Fact],
    expected: int,
    progress: Progress,
) -> Counter[str]:
    """Fold in slices, so that memory stays flat; Damaged where facts are missing."""
    handlers, unknown, counter = handlers_of(projections), Counter[str](), count()
    # One fact at a time: what was folded is let go while it is still at hand.
    counted = (fact for fact, _number in zip(found, counter, strict=False))
    for start in range(0, expected, SLICE):
        unknown += apply(handlers, folding, islice(counted, SLICE))
        folding.flush()
        progress(min(start + SLICE, expected), expected)
    done = next(counter)
    if done != expected:
        raise Damaged(
            "{expected} events are to be read, and {done} could be: run 'handshake verify'.",
            expected=expected,
            done=done,
        )
    return unknown
