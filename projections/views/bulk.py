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
from projections.fold import Fact, Handlers, Row, Table, Ways, step
from projections.views.marks import file_of
from projections.views.packed import Gathered
from projections.views.reading import fact, history
from projections.views.tables import Folding

LOT: Final = 256
"""How many first facts are folded together: few enough to stay in the processor's cache."""

ROOM: Final = 2_000_000
"""How many packed rows may wait in memory."""

_EVENTS: Final = (
    "SELECT rowid - 1, originator_id, originator_version, topic, state FROM stored_events"
    " WHERE rowid > ? AND rowid <= ? ORDER BY rowid"
)
_TEXTS: Final = "SELECT i, text FROM sealed WHERE i >= ? AND i < ? ORDER BY i"
_NO_TEXT: Final = (-1, b"")


class _Topic(NamedTuple):
    """How facts of a topic are folded; `lot` waits where first facts go in bulk."""

    kind: str
    ways: Ways
    lot: list[Fact] | None


class Gathering(Folding):
    """Tables whose packed rows wait in memory until there are many; implements `projections.fold.Gathering`."""

    _gathered: dict[str, Gathered]

    def gathered(self, table: Table) -> Gathered:
        """Where rows of a packed table are put."""
        found = self.__dict__.setdefault("_gathered", {})
        if table.name not in found:
            found[table.name] = Gathered(table)
        kept: Gathered = found[table.name]
        return kept

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

    def store(self, room: int = 0) -> None:
        """Write what waits, the packed rows where they are more than there is `room` for."""
        self.flush()
        found = self.__dict__.get("_gathered", {}).values()
        if sum(map(len, (group for each in found for group in each.groups.values()))) > room or not room:
            for each in found:
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
        self._tables: Final = Gathering(connection, partial(history, reader), (), partial(fact, reader))
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
        self._tables.store(ROOM)

    def store(self) -> None:
        """Write everything."""
        self._tables.store()

    def _fold(self, events: Iterator[Row], texts: Iterator[Row]) -> None:
        loads, topics, upcasters, waiting = orjson.loads, self._topics, UPCASTERS, 0
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
            told = Fact(i, stream, v, known.kind if known else topic, said, text)
            if said["source"] != source:
                source = said["source"]
                for begin in self._handlers.begins:
                    begin(self._tables, told)
            self.done += 1
            if known is None:
                self.unknown[topic] += 1
            elif v == 1 and known.lot is not None:
                known.lot.append(told)
                waiting += 1
                if waiting == LOT:
                    waiting = 0
                    self._take_lots()
            elif known.ways.ordered:
                self._settle()
                step(known.ways, self._tables, told)
            elif stream in self._streams:
                self._streams[stream].append(told)
            else:
                self._streams[stream] = [told]
        self._source = source

    def _learn(self, topic: str) -> _Topic | None:
        kind = KINDS.get(topic)
        ways = self._handlers[kind.__name__] if kind else None
        found = _Topic(kind.__name__, ways, [] if ways.bulk is not None else None) if kind and ways else None
        self._topics[topic] = found
        return found

    def _take_lots(self) -> None:
        """Fold the first facts that wait."""
        for known in self._topics.values():
            if known and known.lot:
                for fold in known.ways.bulk or ():
                    fold(self._tables, known.kind, known.lot)
                known.lot.clear()

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
        ways = [found for fact in facts[before:] if (found := self._handlers[fact.kind])]
        if len(facts) == 1 and ways:
            step(ways[0], self._tables, facts[0])
        elif len({each.streams for each in ways}) == 1:
            for settle in ways[0].streams:
                settle(self._tables, facts, before)
        else:  # of different kinds of stream, which no rule allows
            for fact, found in zip(facts[before:], ways, strict=True):
                step(found, self._tables, fact)
