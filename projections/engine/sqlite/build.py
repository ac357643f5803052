"""Views made from the ledger: all of it in one pass, or what was added since."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from typing import Final

from ledger.errors import Damaged
from ledger.store.port import Store
from projections.engine.fold import handlers_of, settled
from projections.engine.projection import Projection
from projections.engine.sqlite.errors import Unkept
from projections.engine.sqlite.facts import Stored, facts
from projections.engine.sqlite.tables import Folding, create, create_indexes
from projections.engine.tables import SECONDS, Fact

SLICE: Final = 20_000
"""How many facts are folded at once where all are."""

ADDED: Final = 5_000
"""How many are where they are added to others: each waits for its stream, whole, in a kilobyte."""

Progress = Callable[[int, int], None]
"""Told how many facts are folded, and of how many."""


def silent(done: int, total: int) -> None:
    """Nobody is told."""


def build(
    connection: sqlite3.Connection,
    reader: Store,
    projections: Sequence[Projection],
    stop: int,
    progress: Progress,
) -> Counter[str]:
    """Make the tables of these projections and fold the first `stop` leaves into them.

    Gives how many facts there were of each unknown kind. Many facts at a time, where their order
    says nothing; `projections.engine.fold.fold` is the reference.
    """
    if stop > SECONDS:
        reason = f"{stop:,} events, where {SECONDS:,} have their places"
        raise Unkept("The views of this ledger cannot be written ({reason}).", reason=reason)
    tables = [table for each in projections for table in each.tables]
    for table in tables:
        connection.execute(f"DROP TABLE IF EXISTS {table.name}")
        create(connection, table)
    from projections.engine.sqlite.bulk_fold import Bulk

    bulk = Bulk(connection, reader, handlers_of(projections))
    for start in range(0, stop, SLICE):
        bulk.fold(start, min(start + SLICE, stop))
        progress(min(start + SLICE, stop), stop)
    _check(bulk.done, stop)
    bulk.store()
    for table in tables:
        create_indexes(connection, table)
    return bulk.unknown


def add(
    connection: sqlite3.Connection,
    reader: Store,
    projections: Sequence[Projection],
    start: int,
    stop: int,
) -> Counter[str]:
    """Fold the leaves from `start` up to, without, `stop` into tables that have folded those before."""
    folding = Folding(connection, Stored(reader))
    return _fold(folding, projections, facts(reader, start, stop), stop - start)


def _fold(
    folding: Folding, projections: Sequence[Projection], found: Iterator[Fact], expected: int
) -> Counter[str]:
    """Fold in slices, so that memory stays flat."""
    handlers, unknown, counter = handlers_of(projections), Counter[str](), count()
    # One fact at a time: what was folded is let go while it is still at hand.
    counted = (each for each, _number in zip(found, counter, strict=False))
    for _start in range(0, expected, ADDED):
        unknown += settled(handlers, folding, islice(counted, ADDED))
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
