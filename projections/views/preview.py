"""The views as they would be with facts that are not recorded, for as long as somebody looks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ledger.facts.base import StreamId
from projections import PROJECTIONS
from projections.fold import apply, handlers_of
from projections.tables import Fact
from projections.views.opening import Views
from projections.views.reading import history
from projections.views.tables import Folding


@contextmanager
def preview(views: Views, reader: sqlite3.Connection, facts: Sequence[Fact]) -> Iterator[None]:
    """Within, the tables of `views` have folded `facts` too; afterwards they are as before."""

    def told(stream: StreamId, i: int) -> list[Fact]:
        asked = [each for each in facts if each.stream == stream and each.i <= i]
        return [*history(reader, stream, views.size - 1), *asked]

    def fact(i: int) -> Fact | None:
        asked = {each.i: each for each in facts}
        return asked[i] if i in asked else views.tables.fact(i)

    views.connection.execute("BEGIN")
    try:
        folding = Folding(views.connection, told, fact)
        apply(handlers_of(PROJECTIONS), folding, facts)
        folding.flush()
        yield
    finally:
        views.connection.rollback()
