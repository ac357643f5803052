"""The views as they would be with facts that are not recorded, for as long as someone looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ledger.facts.event import StreamId
from projections import PROJECTIONS
from projections.engine.fold import ERASED, Fold
from projections.engine.sqlite.open import Views
from projections.engine.sqlite.tables import SqliteTables, enter_owner
from projections.engine.tables import Fact, Facts, owner_of


class SupposedFacts(NamedTuple):
    """The facts in the views and more; implements `projections.engine.tables.Facts`."""

    recorded: Facts
    supposed: Sequence[Fact]

    def fact(self, i: int) -> Fact | None:
        for fact in self.supposed:
            if fact.i == i:
                return fact
        return self.recorded.fact(i)

    def history(self, stream: StreamId, i: int | None = None) -> list[Fact]:
        here = [
            fact
            for fact in self.supposed
            if fact.stream == stream and (i is None or fact.i <= i)
        ]
        return [*self.recorded.history(stream, i), *here]

    def streams(self, leaves: Sequence[int]) -> Iterator[StreamId]:
        here = {fact.i: fact.stream for fact in self.supposed}
        recorded: list[int] = []
        for i in leaves:
            if i in here:
                yield here[i]
            else:
                recorded.append(i)
        yield from self.recorded.streams(recorded)

    def histories(
        self, streams: Sequence[StreamId]
    ) -> Iterator[tuple[StreamId, list[Fact]]]:
        return ((stream, self.history(stream)) for stream in streams)


@contextmanager
def preview(views: Views, facts: Sequence[Fact]) -> Iterator[None]:
    """Within, the tables of `views` have folded `facts` too; afterwards they are as before, and released."""
    try:
        supposed = SupposedFacts(views.tables, facts)
        if not views.tables.owner:  # a ledger may be yet to be opened
            enter_owner(views.connection, owner_of(supposed))
        tables = SqliteTables(views.connection, supposed)
        folding = Fold(PROJECTIONS, tables, tables.scan(ERASED))
        for fact in facts:
            folding.begin(fact)
            folding.add(fact)
        folding.settle()
        tables.flush()
        yield
    finally:
        views.release()
