"""Streams that went on, each brought up to date once for all of its facts that wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Any, Final

from ledger.facts.event import StreamId
from ledger.store.port import Row, Store
from projections.engine.fold import Handlers, settle
from projections.engine.sqlite.bulk_tables import Gathering
from projections.engine.sqlite.facts import fact_of
from projections.engine.sqlite.topics import Topics
from projections.engine.tables import Fact, Lot, Told

_BATCH: Final = 500
"""How many streams are read from the ledger at once."""


class Streams:
    """Facts that wait for the rest of their streams: as facts, or where they are folded whole, as told."""

    def __init__(self, reader: Store, tables: Gathering, topics: Topics, handlers: Handlers) -> None:
        self._reader: Final = reader
        self._tables: Final = tables
        self._topics: Final = topics
        self._handlers: Final = handlers
        self._facts: Final[dict[StreamId, list[Fact]]] = {}
        self._told: Final[dict[StreamId, list[Told]]] = {}
        self._begun: Final[set[StreamId]] = set()

    def add(self, fact: Fact) -> None:
        """Have a fact wait."""
        self._facts.setdefault(fact.stream, []).append(fact)

    def add_lot(self, lot: Lot, positions: Sequence[int]) -> None:
        """Have facts wait that can be folded with their streams; `positions` are theirs in them."""
        told, kind = self._told, lot.kind
        for i, stream, v, said in zip(lot.leaves, lot.streams, positions, lot.said, strict=True):
            if v == 1:
                self._begun.add(stream)
            if stream in told:
                told[stream].append((i, kind, said))
            else:
                told[stream] = [(i, kind, said)]

    def settle(self) -> None:
        """Bring every stream of which something waits up to date."""
        waiting: Iterable[list[Any]] = chain(self._facts.values(), self._told.values())
        for same in waiting:
            if len(same) > 1:
                same.sort(key=itemgetter(0))  # by leaf: they came kind by kind
        older = [stream for stream, facts in self._facts.items() if facts[0].v > 1 or stream in self._told]
        older += self._told.keys() - self._begun - self._facts.keys()
        for start in range(0, len(older), _BATCH):
            rows = self._reader.histories(older[start : start + _BATCH])
            for stream, found in groupby(rows, key=attrgetter("stream")):
                self._settle_older(stream, list(found))
        for facts in self._facts.values():
            settle(self._handlers, self._tables, facts, 0)
        self._settle_told()
        self._facts.clear()
        self._told.clear()
        self._begun.clear()

    def _settle_older(self, stream: StreamId, rows: Sequence[Row]) -> None:
        """Bring a stream up to date some of whose facts are not at hand."""
        facts, told = self._facts.pop(stream, []), self._told.pop(stream, [])
        waiting = [*(fact.i for fact in facts), *(i for i, _kind, _said in told)]
        rows = [row for row in rows if row.i <= max(waiting)]
        if whole := self._whole(rows) if told and not facts else None:
            self._told[stream] = whole
        else:
            before = sum(row.i < min(waiting) for row in rows)
            settle(self._handlers, self._tables, [fact_of(row) for row in rows], before)

    def _whole(self, rows: Sequence[Row]) -> list[Told] | None:
        """The facts of a stream that can be folded whole; None for one that cannot."""
        told: list[Told] = []
        for row in rows:
            topic = self._topics[row.topic]
            if topic.decode is None or topic.ways is None or topic.ways.whole is None:
                return None
            told.append((row.i, topic.kind, topic.decode(row.state)))
        return None if any(said.sealed for _i, _kind, said in told) else told

    def _settle_told(self) -> None:
        """Fold the streams that can be folded whole: those whose first facts are of one kind together."""
        wholes: defaultdict[str, list[tuple[StreamId, Sequence[Told]]]] = defaultdict(list)
        for stream, told in self._told.items():
            wholes[told[0][1]].append((stream, told))
        for kind, streams in wholes.items():
            ways = self._handlers[kind]
            for each in (ways.whole if ways else None) or ():
                each.fold(self._tables, streams)
