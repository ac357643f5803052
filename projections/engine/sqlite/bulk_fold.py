"""Many facts folded at once: what their handlers do one by one, in an order that pays.

The facts of different streams do not mind each other, but for those that some projection wants in
order. Between two of these the first facts of streams are folded by kind, many at a time, then each
stream that went on, once.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import compress, islice
from operator import itemgetter
from typing import Any, Final, TypeAlias

import msgspec

from ledger.errors import Damaged
from ledger.facts.event import StreamId, kind_of
from ledger.facts.shapes import check_text
from ledger.store.port import Store
from projections.engine.fold import Handlers, step
from projections.engine.projection import Many
from projections.engine.sqlite.bulk_tables import Gathering
from projections.engine.sqlite.facts import fact_of, loaded
from projections.engine.sqlite.stream_updates import Streams
from projections.engine.sqlite.topics import Topic, Topics
from projections.engine.tables import Fact, Lot

LOT: Final = 1000
"""How many facts are read and folded together: few enough to stay in the processor's cache."""

_Event: TypeAlias = tuple[int, StreamId, int, str, bytes]


class _Recorded(msgspec.Struct, gc=False):
    source: str


_recorded: Final = msgspec.json.Decoder(_Recorded).decode

_STATE: Final = itemgetter(4)


def _decoded(decode: Callable[[bytes], Any], rows: Sequence[_Event]) -> list[Any]:
    """What is needed of the states of facts of one kind. Raises Damaged for a state that no event of it has."""
    try:
        return [*map(decode, map(_STATE, rows))]
    except msgspec.DecodeError as error:
        raise Damaged(
            "A stored {topic} cannot be read: {error}. Run 'handshake verify'.", topic=rows[0][3], error=error
        ) from error


class Bulk:
    """Folds a ledger from its first leaf on; `done` is how many leaves were folded."""

    def __init__(self, connection: sqlite3.Connection, reader: Store, handlers: Handlers) -> None:
        self.unknown: Final[Counter[str]] = Counter()
        self.done = 0
        self._reader: Final = reader
        self._handlers: Final = handlers
        self._tables: Final = Gathering(connection, reader)
        self._topics: Final = Topics(handlers)
        self._streams: Final = Streams(reader, self._tables, self._topics, handlers)
        self._texts: dict[int, bytes] = {}
        self._later: set[StreamId] = set()
        self._source: str | None = None

    def fold(self, start: int, stop: int) -> None:
        """Fold the leaves from `start` up to, without, `stop`. Raises Damaged for a state that no event has."""
        for rows in self._read(start, stop):
            self._fold(rows)
            self._tables.make_room()
        self._streams.settle()
        self._tables.pack()

    def _read(self, start: int, stop: int) -> Iterator[list[_Event]]:
        """The leaves, some at a time; only what goes wrong in here is the ledger's."""
        self._texts = self._reader.texts_between(start, stop)
        self._later = self._reader.continued(start, stop)
        events = self._reader.bare_rows(start, stop)
        while rows := list(islice(events, LOT)):
            yield rows

    def store(self) -> None:
        """Write everything."""
        self._tables.store()

    def _fold(self, rows: Sequence[_Event]) -> None:
        self.done += len(rows)
        kinds: defaultdict[str, list[_Event]] = defaultdict(list)
        for row in rows:
            kinds[row[3]].append(row)
        if any(self._topics[topic].ordered for topic in kinds):
            for row in rows:
                self._sort(self._begun(row))
            return
        found = [self._fold_kind(self._topics[topic], same) for topic, same in kinds.items()]
        if self._handlers.begins and set().union(*found) != {self._source}:
            for row in rows:
                if _recorded(row[4]).source != self._source:
                    self._begun(row)

    def _begun(self, row: _Event) -> Fact:
        """The fact of a row, after all who want to know where batches begin were told."""
        fact = self._fact(row)
        if fact.state["source"] != self._source:
            self._source = fact.state["source"]
            for begin in self._handlers.begins:
                begin(self._tables, fact)
        return fact

    def _fact(self, row: _Event) -> Fact:
        return fact_of((*row, self._texts.get(row[0])))

    def _sort(self, fact: Fact) -> None:
        """Have a fact wait for its stream, or fold it, after all before it, where the order says something."""
        if (ways := self._handlers[fact.kind]) is None:
            self.unknown[fact.kind] += 1
        elif ways.ordered:
            self._streams.settle()
            step(ways, self._tables, fact)
        else:
            for handle in ways.alone:
                handle(self._tables, fact)
            if ways.streams or ways.firsts:
                self._streams.add(fact)

    def _fold_kind(self, topic: Topic, rows: Sequence[_Event]) -> set[str]:
        """Fold facts of one kind whose order says nothing; gives their sources, where anybody asks for them."""
        if topic.silent and not topic.ordered:
            return {each.source for each in _decoded(_recorded, rows)} if self._handlers.begins else set()
        if topic.decode is None or topic.ways is None:
            facts = [self._fact(row) for row in rows]
            for fact in facts:
                self._sort(fact)
            return {fact.state["source"] for fact in facts}
        lot = self._lot(topic.kind, topic.decode, rows)
        self._fold_lot(topic.ways.many_alone, lot)
        if topic.ways.whole is not None:
            self._wait(rows, lot)
        else:
            self._fold_lot(topic.ways.many_firsts, self._firsts(rows, lot))
        return {each.source for each in lot.said}

    def _lot(self, kind: str, decode: Callable[[bytes], Any], rows: Sequence[_Event]) -> Lot:
        leaves, streams = [row[0] for row in rows], [row[1] for row in rows]
        said, topic = _decoded(decode, rows), rows[0][3]
        sealed = [i for i, each in zip(leaves, said, strict=True) if each.sealed is not None]
        texts = {i: self._text(topic, i) for i in sealed if i in self._texts}
        return Lot(kind, leaves, streams, said, texts)

    def _text(self, topic: str, i: int) -> dict[str, Any]:
        text: dict[str, Any] = loaded(topic, self._texts[i])
        check_text(topic, kind_of(topic), text)
        return text

    def _fold_lot(self, ways: tuple[Many, ...] | None, lot: Lot) -> None:
        for each in ways or ():
            if not each.texts:
                each.fold(self._tables, lot)
            elif lot.texts:
                each.fold(self._tables, lot.those([i in lot.texts for i in lot.leaves]))

    def _firsts(self, rows: Sequence[_Event], lot: Lot) -> Lot:
        """The facts of streams that do not go on for now; the others wait."""
        if self._later.isdisjoint(lot.streams):
            return lot
        alone = [stream not in self._later for stream in lot.streams]
        self._put_off(rows, alone)
        return lot.those(alone)

    def _wait(self, rows: Sequence[_Event], lot: Lot) -> None:
        """Have facts wait for their streams; those in which somebody wrote a text, in the slower way."""
        silent = [each.sealed is None for each in lot.said]
        self._put_off(rows, silent)
        self._streams.add_lot(lot.those(silent), [row[2] for row in compress(rows, silent)])

    def _put_off(self, rows: Sequence[_Event], others: Sequence[bool]) -> None:
        for row, other in zip(rows, others, strict=True):
            if not other:
                self._streams.add(self._fact(row))
