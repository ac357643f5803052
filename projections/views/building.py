"""Views made from the ledger: all of it in one pass, or what was added since."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count, islice
from typing import Final

from ledger.errors import Damaged
from projections.fold import Derived, Fact, Projection, apply, derive, derive_all, handlers_of
from projections.views import packed
from projections.views.bulk import Bulk
from projections.views.reading import fact, facts, history
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

    Gives how many facts there were of each unknown kind. Many facts at a time, where their order
    says nothing; `add` is the reference.
    """
    tables = [table for each in projections for table in each.tables]
    for table in tables:
        connection.execute(f"DROP TABLE IF EXISTS {table.name}")
        create(connection, table)
    bulk = Bulk(connection, reader, handlers_of(projections))
    for start in range(0, stop, SLICE):
        bulk.fold(start, min(start + SLICE, stop))
        progress(min(start + SLICE, stop), stop)
    _check(bulk.done, stop)
    bulk.store()
    for each in projections:
        for derived in each.derived:
            _derive(connection, derived)
    for table in tables:
        create_indexes(connection, table)
    return bulk.unknown


def _derive(connection: sqlite3.Connection, derived: Derived) -> None:
    table = derived.table
    if derived.column:
        found = packed.parts(connection, derived.source)
        made = ((part, *derived.column(firsts, values)) for part, firsts, values in found)
        rows = (row for part, keys, column in made for row in packed.chunks(table, part, keys, [column]))
        packed.insert(connection, table, rows)
        return
    found_rows = derive_all(derived, Reading(connection))
    while some := list(islice(found_rows, SLICE)):
        marks = ", ".join("?" * len(some[0]))
        connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", some)  # noqa: S608 - our names


def add(
    connection: sqlite3.Connection,
    reader: sqlite3.Connection,
    projections: Sequence[Projection],
    start: int,
    stop: int,
) -> Counter[str]:
    """Fold the leaves from `start` up to, without, `stop` into tables that have folded those before."""
    derivations = [derived for each in projections for derived in each.derived]
    sources = [each.source for each in derivations]
    folding = Folding(connection, partial(history, reader), sources, partial(fact, reader))
    unknown = _fold(folding, projections, facts(reader, start, stop), stop - start)
    for derived in derivations:
        derive(derived, folding, folding.changed(derived.source))
    folding.flush()
    return unknown


def _fold(
    folding: Folding, projections: Sequence[Projection], found: Iterator[Fact], expected: int
) -> Counter[str]:
    """Fold in slices, so that memory stays flat."""
    handlers, unknown, counter = handlers_of(projections), Counter[str](), count()
    # One fact at a time: what was folded is let go while it is still at hand.
    counted = (each for each, _number in zip(found, counter, strict=False))
    for _start in range(0, expected, SLICE):
        unknown += apply(handlers, folding, islice(counted, SLICE))
        folding.flush()
    _check(next(counter), expected)
    return unknown


def _check(done: int, expected: int) -> None:
    if done != expected:
        raise Damaged(
            "{expected} events are to be read, and {done} could be: run 'handshake verify'.",
            expected=expected,
            done=done,
        )
