"""Many facts folded at once: what their handlers do one by one, in an order that pays.

The facts of different streams do not mind each other, but for those that some projection wants in
order. Between two of these the first facts of streams are folded by kind, many at a time, then each
stream that went on, once.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final, NamedTuple

import msgspec
import orjson

from ledger.facts.base import KINDS
from ledger.facts.states import UPCASTERS, upcast
from ledger.store.troubles import sqlite_errors
from projections.fold import Handlers, Ways, step, step_of_stream
from projections.projection import Many
from projections.tables import Fact, Row, Table, Told
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
    decode: Callable[[bytes], Any] | None
    """Reads what is needed of a first fact, where nothing else is to be done with it."""

    alone: list[Told]
    firsts: list[Told]


_TYPES: Final[dict[str, Any]] = {"minutes": int | None, "participants": list[str], "source": str}


def _decoder(ways: Ways) -> Callable[[bytes], Any] | None:
    """A reading of the fields that first facts need, and of nothing else: it takes half the time."""
    if ways.many_firsts is None or ways.alone:
        return None
    needs = sorted({"source", *(name for each in ways.many_firsts for name in each.needs)})
    fields = [(name, _TYPES.get(name, str | None), None) for name in needs]
    return msgspec.json.Decoder(msgspec.defstruct("Said", fields, gc=False)).decode


class Gathering(Folding):
    """Tables whose packed rows wait in memory until there are many; implements `projections.tables.Gathering`."""

    def __init__(self, connection: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        super().__init__(connection, partial(history, reader), partial(fact, reader))
        self._packed: Final[dict[str, Gathered]] = {}

    def gathered(self, table: Table) -> Gathered:
        """Where rows of a packed table are put."""
        if table.name not in self._packed:
            self._packed[table.name] = Gathered(table)
        return self._packed[table.name]

    def waiting(self, table: Table) -> dict[Row, Row | None]:
        """Where rows of any other table are put, by their keys."""
        self._tables[table.name] = table
        return self._pending[table.name]

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


class _Fields:
    """The fields of a state as attributes, those that it does not have None."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.__dict__ = state

    def __getattr__(self, _name: str) -> None:
        return None


def _fact(row: Row, text: Any) -> Fact:
    """A stored event as a fact, in the version that this program knows."""
    i, stream, v, topic, state = row
    said = orjson.loads(state)
    if topic in UPCASTERS:
        topic, said = upcast(topic, said)
    known = KINDS.get(topic)
    return Fact(i, stream, v, known.__name__ if known else topic, said, text)


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
        self._kinds: Final[dict[str, _Topic]] = {}
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
        loads, topics, source = orjson.loads, self._topics, self._source
        written, sealed = next(texts, _NO_TEXT)
        waiting = done = 0
        for i, stream, v, topic, state in events:
            done += 1
            known, text = topics[topic] if topic in topics else self._learn(topic), None
            if i == written:
                text = loads(sealed)
                written, sealed = next(texts, _NO_TEXT)
            waiting += 1
            if waiting == LOT:
                waiting = 0
                self._take_lots()
            if known and v == 1 and (decode := known[2]) and (said := decode(state)).source == source:
                known[4].append((i, stream, said, text))
                continue
            fact = _fact((i, stream, v, topic, state), text)
            if fact.state["source"] != source:
                source = fact.state["source"]
                for begin in self._handlers.begins:
                    begin(self._tables, fact)
            self._sort(fact)
        self._source = source
        self.done += done

    def _sort(self, fact: Fact) -> None:
        """Have a fact wait, or fold it, after all before it, where the order says something."""
        if (known := self._kind(fact.kind)) is None:
            self.unknown[fact.kind] += 1
            return
        ways = known.ways
        if ways.ordered:
            self._settle()
            step(ways, self._tables, fact)
            return
        if ways.alone:
            self._alone(known, fact)
        if fact.v == 1 and ways.many_firsts is not None:
            known.firsts.append((fact.i, fact.stream, _Fields(fact.state), fact.text))
        elif ways.streams or ways.firsts:
            self._streams.setdefault(fact.stream, []).append(fact)

    def _alone(self, known: _Topic, fact: Fact) -> None:
        if known.ways.many_alone is not None:
            known.alone.append((fact.i, fact.stream, _Fields(fact.state), fact.text))
        else:
            for handle in known.ways.alone:
                handle(self._tables, fact)

    def _learn(self, topic: str) -> _Topic | None:
        """How facts of a topic are folded; None for a kind that is not known, and for an older version of one."""
        kind = KINDS.get(topic)
        self._topics[topic] = self._kind(kind.__name__) if kind else None
        return self._topics[topic]

    def _kind(self, name: str) -> _Topic | None:
        if name not in self._kinds and (ways := self._handlers[name]) is not None:
            self._kinds[name] = _Topic(name, ways, _decoder(ways), [], [])
        return self._kinds.get(name)

    def _take_lots(self) -> None:
        """Fold the facts that wait by kind."""
        for kind in self._kinds.values():
            ways = kind.ways
            _fold(ways.many_alone, self._tables, kind.kind, kind.alone)
            _fold(ways.many_firsts, self._tables, kind.kind, kind.firsts)

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


def _fold(ways: tuple[Many, ...] | None, tables: Gathering, kind: str, facts: list[Told]) -> None:
    """Fold the facts of one kind that wait."""
    if facts:
        written = [fact for fact in facts if fact[3]]
        for each in ways or ():
            each.fold(tables, kind, written if each.texts else facts)
        facts.clear()
