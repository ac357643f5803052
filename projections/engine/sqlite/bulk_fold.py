"""Many facts folded together, a slice at a time: all of a ledger, or what an import added.

Nine of ten streams are a single fact, and their order says nothing: of these the facts of each kind are
decoded and folded together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from types import UnionType
from typing import (
    Annotated,
    Any,
    Final,
    NotRequired,
    TypedDict,
    Union,
    cast,
    get_args,
    get_origin,
)

import msgspec

from ledger.facts.codec import UPCASTERS
from ledger.facts.event import Event, EventId, StreamId, Unset, fields_of, kind_of
from ledger.named_tuple import NamedTuple
from ledger.store.port import BareRow, Row
from projections.engine.fold import Fold
from projections.engine.sqlite.facts import fact_of
from projections.engine.sqlite.ledger_slices import Lot, Slices, source_of, unreadable
from projections.engine.sqlite.tables import SqliteTables
from projections.engine.tables import Fact, Stream

WAITING: Final = 5_000
"""How many facts may wait for the rest of their streams at the end of a slice."""

PUT_OFF: Final = 100_000
"""How many streams may have facts that are put off; each takes some 300 bytes."""


class BulkFold:
    """Folds a ledger, or what `slices` read of it, a slice after the other."""

    def __init__(
        self,
        tables: SqliteTables,
        slices: Slices,
        folding: Fold,
    ) -> None:
        self._slices: Final = slices
        self._tables: Final = tables
        self._fold: Final = folding
        self._topics: Final = Topics()
        self._texts: Mapping[int, bytes] = {}

    def fold(self, start: int, stop: int) -> None:
        """Fold the leaves from `start` up to, without, `stop`. Raises Damaged for a state that no event has."""
        for lot in self._slices.lots(start, stop):
            self._texts = lot.texts
            self._fold_lot(lot)
            self._tables.make_room()
        if self._fold.put_off_streams > PUT_OFF:
            self.settle()
        elif self._fold.waiting > WAITING:
            self._fold.settle_waiting()
            self._tables.make_room()

    def settle(self) -> None:
        """Bring the tables up to date; to be called at the end."""
        self._fold.settle()
        self._tables.make_room()

    def _fold_lot(self, lot: Lot) -> None:
        topics = {event[3] for event in lot.events}
        ordered = {topic for topic in topics if self._is_ordered(topic)}
        lone = {topic for topic in topics - ordered if self._has_lone(topic)}
        for is_ordered, part in _parts(lot.events, ordered):
            if is_ordered:
                for event in part:
                    self._one(event)
            else:
                self._many(part, lone, lot)

    def _is_ordered(self, topic: str) -> bool:
        """Whether a kind has handlers, an old state may become one of them, or no one knows what it is."""
        known = self._topics[topic]
        effects = self._fold.effects[known.kind]
        return known.decode is None or effects is None or bool(effects.handlers)

    def _one(self, event: BareRow) -> None:
        fact = self._fact(event)
        self._fold.begin(fact)
        self._fold.add(fact)

    def _fact(self, event: BareRow) -> Fact:
        return self._topics.fact((*event, self._texts.get(event[0])))

    def _many(self, events: Sequence[BareRow], lone: set[str], lot: Lot) -> None:
        """Fold facts whose order says nothing: those that are alone in their streams by kind, then the others."""
        by_topic: defaultdict[str, list[BareRow]] = defaultdict(list)
        others: list[BareRow] = []
        put_off: list[BareRow] = []
        longer = lot.longer
        for event in events:
            if event[0] in longer:
                (put_off if event[0] in lot.put_off else others).append(event)
            elif event[3] in lone and event[2] == 1:
                by_topic[event[3]].append(event)
            else:
                others.append(event)
        plain: list[Any] = []
        for topic, same in by_topic.items():
            plain += self._lone(topic, same)
        facts = [self._fact(event) for event in others]
        if self._fold.begins:
            sources = {fields.source for fields in plain}
            sources.update(fact.state["source"] for fact in facts)
            sources.update(source_of(event) for event in put_off)
            if sources != {self._fold.source}:
                self._begin(events)
        for event in put_off:
            self._fold.put_off(event[1], event[0])
        for fact in facts:
            self._fold.add(fact)

    def _begin(self, events: Sequence[BareRow]) -> None:
        """Note where batches begin, in the order of the ledger."""
        for event in events:
            if source_of(event) != self._fold.source:
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
                fact.text = known.text(self._texts.get(fact.i))
        streams = (Stream([self._fact(event)]) for event in events)
        self._fold.add_lone(known.kind, facts, streams)
        return facts


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
        raise unreadable(topic, error) from error


# ---------------------------------------------------------------- states decoded by msgspec, which checks their fields


class Topic(NamedTuple):
    """The class name of a kind (the topic of an unknown one), and how many of its states are decoded.

    `decode` gives the fields in clear as attributes, with `i`, `stream`, `kind`, `is_sealed` and `text`
    beside them, `decode_state` a dictionary, and so does `decode_text` of the sealed ones. All are None for
    states that are read one by one: of an unknown kind or an older version, or with the id of an event,
    whose form is checked.
    """

    kind: str
    decode: Callable[[bytes], Any] | None
    decode_state: Callable[[bytes], dict[str, Any]] | None
    decode_text: Callable[[bytes], dict[str, Any]] | None

    def text(self, stored: bytes | None) -> dict[str, Any] | None:
        """The text of an event; None if it was erased. Raises Damaged for a text that no event of the kind has."""
        if not stored or self.decode_text is None:
            return None
        try:
            return self.decode_text(stored)
        except msgspec.DecodeError as error:
            raise unreadable(self.kind, error) from error


class Topics(dict[str, Topic]):
    """The topics, each looked up when it is first met."""

    def __missing__(self, topic: str) -> Topic:
        kind = None if topic in UPCASTERS else kind_of(topic)
        self[topic] = _topic(kind) if kind else Topic(topic, None, None, None)
        return self[topic]

    def fact(
        self, row: Row | tuple[int, StreamId, int, str, bytes, bytes | None]
    ) -> Fact:
        """A stored event as `fact_of` gives it. Raises Damaged for a state that no event has."""
        i, stream, v, name, stored, text = row
        topic = self[name]
        if topic.decode_state is None:
            return fact_of(row)
        try:
            state = topic.decode_state(stored)
        except msgspec.DecodeError as error:
            raise unreadable(name, error) from error
        if "sealed" in state:
            return Fact(i, stream, v, topic.kind, state, topic.text(text))
        return Fact(i, stream, v, topic.kind, state)


def _topic(kind: type[Event]) -> Topic:
    name = kind.__name__
    fields = [field for field in fields_of(kind) if not field.sealed]
    if any(field.hint == EventId for field in fields):
        return Topic(name, None, None, None)
    attributes: list[Any] = [
        ("recorded_at", str),
        ("source", str),
        ("sealed", str | None | msgspec.UnsetType, msgspec.UNSET),
    ]
    state: dict[str, Any] = {
        "recorded_at": str,
        "recorded_by": NotRequired[Any],
        "source": str,
        "sealed": NotRequired[str | None],
    }
    for field in fields:
        value = _json_type(field.hint)
        if field.null or not field.required:
            value |= None
        attributes.append(
            (field.name, value) if field.required else (field.name, value, None)
        )
        state[field.name] = value if field.required else NotRequired[value]
    attributes += [
        ("i", int, 0),
        ("stream", str, ""),
        ("kind", str, name),
        ("is_sealed", bool, False),
        ("text", dict[str, Any] | None, None),
    ]
    struct = msgspec.defstruct(name, attributes, kw_only=True, gc=False)
    dictionary: Any = cast("Any", TypedDict)(name, state)
    text = {
        field.name: _json_type(field.hint) | None
        for field in fields_of(kind)
        if field.sealed
    }
    sealed: Any = cast("Any", TypedDict)(name, text, total=False)
    return Topic(
        name,
        msgspec.json.Decoder(struct).decode,
        msgspec.json.Decoder(dictionary).decode,
        msgspec.json.Decoder(sealed).decode,
    )


_PLAIN: Final[dict[Any, Any]] = {str: str, int: int}


def _json_type(hint: Any) -> Any:
    """The JSON type of a field. Whether a text is a day is seen where it is read as one."""
    match get_origin(hint):
        case origin if origin is Annotated:
            return _json_type(get_args(hint)[0])
        case origin if origin in (Union, UnionType):
            return _json_type(
                next(each for each in get_args(hint) if each not in (type(None), Unset))
            )
        case origin if origin is tuple:
            return list[str]
        case _:
            return _PLAIN.get(hint, str)
