"""A part of a ledger folded by itself, into a file that is merged with those of the other parts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Final

from ledger.store.port import BareRow, Store
from projections.engine.fold import Fold, topics_of_all_parts
from projections.engine.sqlite import build as building
from projections.engine.sqlite.build import Progress
from projections.engine.sqlite.bulk_fold import BulkFold, Topics
from projections.engine.sqlite.bulk_tables import SqliteBulkTables
from projections.engine.sqlite.facts import StoredFacts
from projections.engine.sqlite.ledger_slices import (
    MOST_PARTS,
    PartSlices,
    Share,
    StreamParts,
)
from projections.engine.sqlite.merge import BEGUN, FoldedPart, new_file
from projections.engine.sqlite.views_file import views_errors
from projections.engine.tables import Projection

ROUNDS: Final = 8
"""How many slices of a ledger each part has, at the least, so that all have as much to do."""

WIDTH: Final = 10_000
"""How many leaves a slice has at the most: one part waits for the last slice of another."""

STREAMS: Final = "streams"
"""The name of the file of `StreamParts`, beside those of the parts; made with the first part."""


def shares(
    store: Store,
    projections: Sequence[Projection],
    size: int,
    claims: Path | None = None,
) -> Callable[[int], list[Share]]:
    """A function that divides the first `size` leaves of a ledger into so many parts, see `Share`."""
    everywhere = list(store.places(topics_of_all_parts(projections), size))

    def divide(count: int) -> list[Share]:
        parts = min(count, MOST_PARTS)
        width = max(1, min(WIDTH, size // (parts * ROUNDS)))
        folder = None if claims is None else str(claims)
        return [
            Share(number, parts, size, width, everywhere, folder)
            for number in range(parts)
        ]

    return divide


def fold_part(
    store: Store,
    projections: Sequence[Projection],
    share: Share,
    file: Path,
    progress: Progress,
) -> FoldedPart:
    """Fold a part of a ledger into tables in an empty file."""
    with (
        views_errors(),
        closing(new_file(file)) as connection,
        store.snapshot(),
        closing(_streams(store, share, file.with_name(STREAMS))) as streams,
    ):
        connection.execute("BEGIN")
        folded = _fold(connection, store, projections, share, streams, progress)
        connection.execute("COMMIT")
    events, unknown = folded
    return FoldedPart(file, events, unknown)


def _streams(store: Store, share: Share, file: Path) -> StreamParts:
    if not file.exists():
        StreamParts.write(store, share, file)
    return StreamParts(file)


def _fold(  # noqa: PLR0913, PLR0917 - from where, of what, and which part of it
    connection: sqlite3.Connection,
    store: Store,
    projections: Sequence[Projection],
    share: Share,
    streams: StreamParts,
    progress: Progress,
) -> tuple[int, dict[str, int]]:
    building.prepare(connection)
    building.make_tables(connection, projections)
    building.enter_owner_of(connection, store, share.size)
    stored = StoredFacts(store, checked=False, decode=Topics().fact)
    tables = SqliteBulkTables(connection, stored)
    slices = PartSlices(store, share, streams, _begun_in(connection, projections))
    silent = [projection._replace(begins=None) for projection in projections]
    folding = Fold(silent, tables, owns=slices.owns)
    bulk = BulkFold(tables, slices, folding)
    for start, stop in pairwise(slices.bounds):
        bulk.fold(start, stop)
        progress(stop, share.size)
    bulk.settle()
    slices.check()
    tables.store(ordered=False)
    return slices.done, dict(folding.unknown)


def _begun_in(
    connection: sqlite3.Connection, projections: Sequence[Projection]
) -> Callable[[list[BareRow]], None] | None:
    """A function that keeps events for the `begins` of projections; None where no projection has one."""
    if not any(projection.begins for projection in projections):
        return None
    connection.execute(
        f"CREATE TABLE {BEGUN} (i INTEGER PRIMARY KEY, stream, v, topic, state)"
    )

    def keep(events: list[BareRow]) -> None:
        connection.executemany(f"INSERT INTO {BEGUN} VALUES (?, ?, ?, ?, ?)", events)  # noqa: S608 - our name

    return keep
