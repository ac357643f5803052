"""The views as they would be with facts that are not recorded, for as long as somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ledger.facts.event import StreamId
from projections import PROJECTIONS
from projections.engine.fold import handlers_of, settled
from projections.engine.sqlite.open import Views
from projections.engine.sqlite.tables import Folding
from projections.engine.tables import Fact, Facts


class _Supposed(NamedTuple):
    """The facts in the views and more; implements `projections.engine.tables.Facts`."""

    known: Facts
    more: Sequence[Fact]

    def fact(self, i: int) -> Fact | None:
        return next((each for each in self.more if each.i == i), None) or self.known.fact(i)

    def history(self, stream: StreamId, i: int | None = None) -> list[Fact]:
        more = [each for each in self.more if each.stream == stream and (i is None or each.i <= i)]
        return [*self.known.history(stream, i), *more]


@contextmanager
def preview(views: Views, facts: Sequence[Fact]) -> Iterator[None]:
    """Within, the tables of `views` have folded `facts` too; afterwards they are as before, and released."""
    try:
        folding = Folding(views.connection, _Supposed(views.tables, facts))
        settled(handlers_of(PROJECTIONS), folding, facts)
        folding.flush()
        yield
    finally:
        views.release()
