"""Many facts folded together, a slice at a time: all of a ledger, or what an import added.

Nine of ten streams are a single fact, and their order says nothing: of these the facts of each kind are
decoded and folded together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any, Final

import msgspec

from ledger.errors import Damaged
from ledger.store.checked import LeafCheck, check_texts
from ledger.store.port import BareRow, Store
from projections.engine.fold import Fold
from projections.engine.sqlite.decode import Topic, Topics
from projections.engine.sqlite.facts import fact_of
from projections.engine.sqlite.tables import SqliteTables
from projections.engine.tables import Fact, Projection, Row, Stream

LOT: Final = 1000
"""How many facts are decoded and folded together: few enough to stay in the processor's cache."""


class BulkFold:
    """Folds a ledger from a leaf on, a slice after the other; `done` counts the leaves that were folded."""

    def __init__(
        self,
        tables: SqliteTables,
        store: Store,
        projections: Iterable[Projection],
        start: int = 0,
        erased: Iterable[Row] = (),
    ) -> None:
        self.done = 0
        self._store: Final = store
        self._check: Final = _check_from(store, start)
        self._opened = self._check.sealed
        self._tables: Final = tables
        self._fold: Final = Fold(projections, tables, erased)
        self._topics: Final = Topics()
        self._texts: Mapping[int, bytes] = {}

    @property
    def unknown(self) -> Counter[str]:
        """How many facts there were of each unknown kind."""
        return self._fold.unknown

    def fold(self, start: int, stop: int) -> None:
        """Fold the leaves from `start` up to, without, `stop`. Raises Damaged for a state that no event has."""
        self._texts = self._store.texts_between(start, stop)
        self._opened += len(self._texts)
        longer = self._store.continued(start, stop)
        rows = self._store.bare_rows(start, stop)
        while events := list(islice(rows, LOT)):
            self._check.take(events)
            self._fold_lot(events, longer)
            self.done += len(events)
            self._tables.make_room()
        self._fold.settle()
        self._tables.make_room()

    def _fold_lot(self, events: list[BareRow], longer: set[str]) -> None:
        topics = {event[3] for event in events}
        ordered = {topic for topic in topics if self._is_ordered(topic)}
        lone = {topic for topic in topics - ordered if self._has_lone(topic)}
        for is_ordered, part in _parts(events, ordered):
            if is_ordered:
                for event in part:
                    self._one(event)
            else:
                self._many(part, lone, longer)

    def check(self) -> None:
        """Raise Damaged unless what was folded is what was recorded."""
        self._check.check_end()
        check_texts(self._store, self._check, self._opened)

    def _is_ordered(self, topic: str) -> bool:
        """Whether a kind has handlers, an old state may become one of them, or nobody knows what it is."""
        known = self._topics[topic]
        effects = self._fold.effects[known.kind]
        return known.decode is None or effects is None or bool(effects.handlers)

    def _one(self, event: BareRow) -> None:
        fact = self._fact(event)
        self._fold.begin(fact)
        self._fold.add(fact)

    def _fact(self, event: BareRow) -> Fact:
        topic = self._topics[event[3]]
        if topic.decode_state is None:
            return fact_of((*event, self._texts.get(event[0])))
        i, stream, v, name, stored = event
        try:
            state = topic.decode_state(stored)
        except msgspec.DecodeError as error:
            raise _unreadable(name, error) from error
        text = self._text(i, topic) if "sealed" in state else None
        return Fact(i, stream, v, topic.kind, state, text)

    def _text(self, i: int, topic: Topic) -> dict[str, Any] | None:
        """The text of the event at a leaf; None if it was erased."""
        stored = self._texts.get(i)
        if not stored or topic.decode_text is None:
            return None
        try:
            return topic.decode_text(stored)
        except msgspec.DecodeError as error:
            raise _unreadable(topic.kind, error) from error

    def _many(
        self, events: Sequence[BareRow], lone: set[str], longer: set[str]
    ) -> None:
        """Fold facts whose order says nothing: those that are alone in their streams by kind, then the others."""
        by_topic: defaultdict[str, list[BareRow]] = defaultdict(list)
        others: list[BareRow] = []
        for event in events:
            if event[2] == 1 and event[3] in lone and event[1] not in longer:
                by_topic[event[3]].append(event)
            else:
                others.append(event)
        plain: list[Any] = []
        for topic, same in by_topic.items():
            plain += self._lone(topic, same)
        facts = [self._fact(event) for event in others]
        sources = {fields.source for fields in plain} | {
            fact.state["source"] for fact in facts
        }
        if sources != {self._fold.source}:
            self._begin(events, plain, facts)
        for fact in facts:
            self._fold.add(fact)

    def _begin(
        self, events: Sequence[BareRow], plain: Sequence[Any], facts: Sequence[Fact]
    ) -> None:
        """Note where batches begin, in the order of the ledger."""
        sources = {fields.i: fields.source for fields in plain}
        sources.update((fact.i, fact.state["source"]) for fact in facts)
        for event in events:
            if sources[event[0]] != self._fold.source:
                self._fold.begin(self._fact(event))

    def _has_lone(self, topic: str) -> bool:
        """Whether some read model takes many facts of a kind at once that are alone in their streams."""
        effects = self._fold.effects[self._topics[topic].kind]
        return effects is not None and len(effects.others) < len(effects.streams)

    def _lone(self, topic: str, events: Sequence[BareRow]) -> list[Any]:
        """Fold facts of one kind that are alone in their streams, and give their fields."""
        known = self._topics[topic]
        facts = _decoded(topic, known, events)
        for event, fact in zip(events, facts, strict=True):
            fact.i = event[0]
            fact.stream = event[1]
            if fact.sealed is not msgspec.UNSET:
                fact.is_sealed = True
                fact.text = self._text(fact.i, known)
        streams = (Stream([self._fact(event)]) for event in events)
        self._fold.add_lone(known.kind, facts, streams)
        return facts


def _check_from(store: Store, start: int) -> LeafCheck:
    """Return the check of leaves from `start` on; it begins with those since the last stored root."""
    check = LeafCheck(store, start)
    before = list(store.bare_rows(check.begins, start))
    if before:
        check.take(before)
    return check


def _parts(
    events: list[BareRow], ordered: set[str]
) -> Iterator[tuple[bool, list[BareRow]]]:
    """The events in order, and whether they are of the kinds that are folded in the ledger's order."""
    if not ordered:
        yield False, events
        return
    for is_ordered, part in groupby(events, key=lambda event: event[3] in ordered):
        yield is_ordered, list(part)


def _decoded(topic: str, known: Topic, events: Sequence[BareRow]) -> list[Any]:
    """The decoded states of facts of one kind. Raises Damaged for a state that no event of it has."""
    decode = known.decode
    if decode is None:
        return []
    try:
        return [decode(event[4]) for event in events]
    except msgspec.DecodeError as error:
        raise _unreadable(topic, error) from error


def _unreadable(topic: str, error: msgspec.DecodeError) -> Damaged:
    return Damaged(
        "The ledger holds an unreadable {topic}: {error}. Run 'handshake verify'.",
        topic=topic,
        error=error,
    )
