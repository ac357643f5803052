"""Many facts folded at once: what their handlers do one by one, in an order that pays.

The facts of different streams do not mind each other, but for those that some projection wants in
order. Between two of these the first facts of streams are folded by kind, many at a time, then each
stream that went on, once.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any, Final, NamedTuple

import orjson

from ledger.facts.base import KINDS
from ledger.facts.states import UPCASTERS, upcast
from ledger.store.troubles import sqlite_errors
from projections.fold import Fact, Handlers, Row, Table, Ways, step, step_of_stream
from projections.views.marks import file_of
from projections.views.packed import Gathered
from projections.views.reading import fact, history
from projections.views.tables import Folding

LOT: Final = 256
"""How many first facts are folded together: few enough to stay in the processor's cache."""

ROWS: Final = 50_000
"""How many rows may wait in memory; the more, the better they are in order when they are written."""

ROOM: Final = 2_000_000
"""How many rows of one packed table may wait in memory."""

_EVENTS: Final = (
    "SELECT rowid - 1, originator_id, originator_version, topic, state FROM stored_events"
    " WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
)
_TEXTS: Final = "SELECT i, text FROM sealed WHERE i >= ? AND i < ? ORDER BY i"
_NO_TEXT: Final = (-1, b"")


class _Topic(NamedTuple):
    """How facts of a topic are folded, and those that wait: all that stand alone, first ones."""

    kind: str
    ways: Ways
    alone: list[Fact]
    firsts: list[Fact]


class Gathering(Folding):
    """Tables whose packed rows wait in memory until there are many; implements `projections.fold.Gathering`."""

    def __init__(self, connection: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        super().__init__(connection, partial(history, reader), partial(fact, reader))
        self._packed: Final[dict[str, Gathered]] = {}

    def gathered(self, table: Table) -> Gathered:
        """Where rows of a packed table are put."""
        if table.name not in self._packed:
            self._packed[table.name] = Gathered(table)
        return self._packed[table.name]

    def put(self, table: Table, row: Row) -> None:
        if table.packed is None:
            super().put(table, row)
        else:
            self.gathered(table).put(row)

    def drop(self, table: Table, key: Row) -> None:
        if table.packed is None:
            super().drop(table, key)
        else:
            self.gathered(table).drop(key)

    def scan(self, table: Table, prefix: Row = (), **asked: Any) -> Iterator[Row]:
        if table.packed is not None:
            self.gathered(table).store(self.connection)
        return super().scan(table, prefix, **asked)

    def make_room(self) -> None:
        """Write what waits, where it is much."""
        if sum(map(len, self._pending.values())) > ROWS:
            self.flush()
        for each in self._packed.values():
            if each.count() > ROOM:
                each.store(self.connection)

    def store(self) -> None:
        """Write everything that waits."""
        self.flush()
        for each in self._packed.values():
            each.store(self.connection)


class Bulk:
    """Folds a ledger from its first leaf on; `done` is how many leaves were folded."""

    def __init__(
        self, connection: sqlite3.Connection, reader: sqlite3.Connection, handlers: Handlers
    ) -> None:
        self.unknown: Final[Counter[str]] = Counter()
        self.done = 0
        self._reader: Final = reader
        self._handlers: Final = handlers
        self._tables: Final = Gathering(connection, reader)
        self._topics: Final[dict[str, _Topic | None]] = {}
        self._streams: Final[dict[str, list[Fact]]] = {}
        self._source: str | None = None

    def fold(self, start: int, stop: int) -> None:
        """Fold the leaves from `start` up to, without, `stop`."""
        with sqlite_errors(file_of(self._reader)):
            texts = iter(self._reader.execute(_TEXTS, (start, stop)))
            events = iter(self._reader.execute(_EVENTS, (start, stop)))
            self._fold(events, texts)
        self._settle()
        self._tables.make_room()

    def store(self) -> None:
        """Write everything."""
        self._tables.store()

    def _fold(self, events: Iterator[Row], texts: Iterator[Row]) -> None:
        loads, topics, upcasters, waiting = orjson.loads, self._topics, UPCASTERS, 0
        new: Any = tuple.__new__
        streams = self._streams
        written, sealed = next(texts, _NO_TEXT)
        source = self._source
        for i, stream, v, topic, state in events:
            said = loads(state)
            if topic in upcasters:
                topic, said = upcast(topic, said)  # noqa: PLW2901 - what it is read as
            known = topics[topic] if topic in topics else self._learn(topic)
            text = None
            if i == written:
                text = loads(sealed)
                written, sealed = next(texts, _NO_TEXT)
            told = new(Fact, (i, stream, v, known.kind if known else topic, said, text))
            if said["source"] != source:
                source = said["source"]
                for begin in self._handlers.begins:
                    begin(self._tables, told)
            self.done += 1
            if known is None:
                self.unknown[topic] += 1
                continue
            waiting += 1
            if waiting == LOT:
                waiting = 0
                self._take_lots()
            ways = known.ways
            if ways.ordered:
                self._settle()
                step(ways, self._tables, told)
                continue
            if ways.many_alone:
                known.alone.append(told)
            elif ways.alone:
                for handle in ways.alone:
                    handle(self._tables, told)
            if v == 1 and ways.many_firsts is not None:
                known.firsts.append(told)
            elif ways.streams:
                if stream in streams:
                    streams[stream].append(told)
                else:
                    streams[stream] = [told]
        self._source = source

    def _learn(self, topic: str) -> _Topic | None:
        kind = KINDS.get(topic)
        ways = self._handlers[kind.__name__] if kind else None
        self._topics[topic] = _Topic(kind.__name__, ways, [], []) if kind and ways else None
        return self._topics[topic]

    def _take_lots(self) -> None:
        """Fold the facts that wait by kind."""
        for known in self._topics.values():
            if known and known.alone:
                for fold in known.ways.many_alone or ():
                    fold(self._tables, known.kind, known.alone)
                known.alone.clear()
            if known and known.firsts:
                for fold in known.ways.many_firsts or ():
                    fold(self._tables, known.kind, known.firsts)
                known.firsts.clear()

    def _settle(self) -> None:
        """Fold everything that waits."""
        self._take_lots()
        for stream, facts in self._streams.items():
            if facts[0].v > 1:
                before = self._tables.history(stream, facts[0].i - 1)
                facts = [*before, *facts]  # noqa: PLW2901 - the whole stream
                settled = len(before)
            else:
                settled = 0
            self._settle_stream(facts, settled)
        self._streams.clear()

    def _settle_stream(self, facts: list[Fact], before: int) -> None:
        """Bring the rows of one stream up to date; what its facts say alone is folded already."""
        handlers = self._handlers
        last = handlers[facts[-1].kind]
        assert last is not None  # noqa: S101 - unknown kinds do not wait
        if len(facts) == 1:
            step_of_stream(last, self._tables, facts[0])
        elif all((ways := handlers[fact.kind]) and ways.streams == last.streams for fact in facts[before:-1]):
            for settle in last.streams:
                settle(self._tables, facts, before)
        else:  # of different kinds of stream, which no rule allows
            for fact in facts[before:]:
                if ways := handlers[fact.kind]:
                    step_of_stream(ways, self._tables, fact)
