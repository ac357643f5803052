"""Facts folded into tables: stream by stream, and in the ledger's order where a handler wants it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ledger.errors import Damaged
from ledger.named_tuple import NamedTuple
from projections.engine.tables import (
    Fact,
    ForEach,
    Handler,
    Projection,
    Row,
    RowsOf,
    RowsOfMany,
    Stream,
    Table,
    Tables,
    no_rows,
)

if TYPE_CHECKING:
    from ledger.facts.event import Event, StreamId


class Effects(NamedTuple):
    """What the facts of one kind change: rows in the ledger's order, and the rows of their streams.

    `lone` and `others` part the streams of a single such fact: the read models that take many of them at
    once, and those that take each. `of_one` leaves out only those that keep nothing of such a stream.
    """

    handlers: tuple[Handler, ...]
    streams: tuple[RowsOf, ...]
    lone: tuple[RowsOfMany, ...]
    others: tuple[RowsOf, ...]
    of_one: tuple[RowsOf, ...]


class EffectsByKind(dict[str, "Effects | None"]):
    """The effects of each kind, worked out when it is first met; None for an unknown kind."""

    def __init__(self, projections: Iterable[Projection]) -> None:
        super().__init__()
        self._projections: Final = tuple(projections)
        self._known: Final[dict[Effects, Effects]] = {}

    def __missing__(self, name: str) -> Effects | None:
        from ledger.facts.event import kind_named

        kind = kind_named(name)
        effects = self._effects(kind) if kind else None
        if effects is not None:
            effects = self._known.setdefault(
                effects, effects
            )  # one object for equal ones: `is` is sooner asked
        self[name] = effects
        return effects

    def _effects(self, kind: type[Event]) -> Effects:
        names = [*(parent.__name__ for parent in kind.__mro__), kind.stream_kind]
        effects = Effects((), (), (), (), ())
        for projection in self._projections:
            handler = _nearest(projection.handlers, names)
            rows_of = projection.streams.get(kind.stream_kind)
            lone = _nearest(projection.lone, names)
            if handler is not None:
                effects = effects._replace(handlers=(*effects.handlers, handler))
            elif rows_of is not None:
                effects = effects._replace(streams=(*effects.streams, rows_of))
                if lone is not no_rows:
                    effects = effects._replace(of_one=(*effects.of_one, rows_of))
                if lone is None:
                    effects = effects._replace(others=(*effects.others, rows_of))
                elif lone is not no_rows:
                    effects = effects._replace(lone=(*effects.lone, lone))
        return effects


T = TypeVar("T")


def _nearest(by_name: Mapping[str, T], names: Iterable[str]) -> T | None:
    return next((by_name[name] for name in names if name in by_name), None)


ERASED: Final = Table("erased_texts", ("stream", "v"), key=2)
"""The events whose text was erased. It is as if it had never been, though a copy of it should still be there."""


def topics_of_all_parts(projections: Sequence[Projection]) -> frozenset[str]:
    """The topics of the facts that each part of a ledger is folded with: they change rows of streams of any part.

    An older version becomes one of them, or does not, when it is read.
    """
    from ledger.facts.codec import UPCASTERS
    from ledger.facts.event import names

    effects_by_kind = EffectsByKind(projections)
    topics = set(UPCASTERS)
    for name, kind in names().items():
        effects = effects_by_kind[name]
        if name == "TextErased" or (effects and effects.handlers):
            topics.add(kind.topic())
    return frozenset(topics)


TOGETHER: Final = 500
"""How many streams are made into rows together."""


def _every_stream(_fact: Fact) -> bool:
    return True


class Fold:
    """Folds facts into tables; `unknown` counts those of each unknown kind.

    Facts wait for the rest of their streams, since the rows of a stream are cheaper to work out once:
    `waiting` of them. Those of streams that go on much later are put off: their streams are read again then.
    `settle` brings the tables up to date. `erased` are the events whose text was erased before.

    Of facts whose streams it does not own it runs the handlers alone: their rows are made in another part.
    """

    def __init__(
        self,
        projections: Iterable[Projection],
        tables: Tables,
        erased: Iterable[Row] = (),
        owns: Callable[[Fact], bool] = _every_stream,
    ) -> None:
        self.unknown: Final[Counter[str]] = Counter()
        projections = tuple(projections)
        self.effects: Final = EffectsByKind(projections)
        self.source: str | None = None
        self._owns: Final = owns
        begins = [each.begins for each in projections if each.begins]
        self.begins: Final = tuple(begins)
        self._tables: Final = tables
        self._erased: Final = {(stream, v) for stream, v in erased}
        self._waiting: dict[StreamId, list[Fact]] = {}
        self.waiting = 0
        self._put_off: dict[StreamId, tuple[int, int]] = {}

    @property
    def put_off_streams(self) -> int:
        """How many streams have facts that are put off."""
        return len(self._put_off)

    def begin(self, fact: Fact) -> None:
        """Note a fact of another source than the one before it; to be called for every fact before `add`."""
        if fact.state["source"] != self.source:
            self.source = fact.state["source"]
            for begin in self.begins:
                begin(self._tables, fact)

    def add(self, fact: Fact) -> None:
        """Fold a fact, or have it wait for the rest of its stream."""
        effects = self.effects[fact.kind]
        owned = self._owns(fact)
        if effects is None:
            if owned:
                self.unknown[fact.kind] += 1
            return
        if fact.kind == "TextErased":
            self.settle()
            self._erase(fact)
        if effects.handlers:
            self.settle()
            for handle in effects.handlers:
                handle(self._tables, fact)
        if not owned:
            return
        if effects.handlers:
            self._update_at(fact)
            return
        self.waiting += 1
        if fact.stream in self._waiting:
            self._waiting[fact.stream].append(fact)
        else:
            self._waiting[fact.stream] = [fact]

    def put_off(self, stream: StreamId, i: int) -> None:
        """Leave the fact at leaf `i` to a later one of its stream, which is sure to come."""
        waiting = self._waiting.pop(stream, ())
        self.waiting -= len(waiting)
        begin = waiting[0].i if waiting else i
        begin, _last = self._put_off.get(stream, (begin, i))
        self._put_off[stream] = (begin, i)

    def add_lone(
        self, kind: str, facts: Sequence[Any], streams: Iterable[Stream]
    ) -> None:
        """Fold facts of one kind, each the only one of its stream, however they are wanted."""
        effects = self.effects[kind]
        if effects is None:
            return
        for rows_of_many in effects.lone:
            for table, rows in rows_of_many(self._tables, facts):
                if isinstance(table, ForEach):
                    self._tables.add_for_each(table.table, rows)
                else:
                    self._tables.add_many(table, rows)
        if effects.others:
            self._add_rows(effects.others, list(streams))

    def settle(self) -> None:
        """Bring the rows of every stream up to date of which a fact waits or is put off."""
        self.settle_waiting()
        put_off, self._put_off = self._put_off, {}
        self._read_again(put_off)

    def settle_waiting(self) -> None:
        """Bring the rows of every stream up to date whose facts wait."""
        waiting, self._waiting, self.waiting = self._waiting, {}, 0
        older: dict[StreamId, tuple[int, int]] = {}
        begun: list[Sequence[Fact]] = []
        for stream, facts in waiting.items():
            if facts[0].v == 1:
                begun.append(facts)
            else:
                begin, _last = self._put_off.pop(stream, (facts[0].i, 0))
                older[stream] = (begin, facts[-1].i)
        for start in range(0, len(begun), TOGETHER):
            self._begin_streams(begun[start : start + TOGETHER])
        self._read_again(older)

    def _read_again(self, bounds: Mapping[StreamId, tuple[int, int]]) -> None:
        """Bring the rows of streams up to date from the fact at one leaf to the fact at another.

        Raises Damaged for a stream that is not found, or not whole: an index that was changed may hide it.
        """
        if not bounds:
            return
        missing = dict(bounds)
        begun: list[Sequence[Fact]] = []
        for stream, history in self._tables.histories(list(bounds)):
            begin, end = missing.pop(stream)
            facts = [fact for fact in history if fact.i <= end]
            _check_whole(facts, end)
            new = [fact for fact in facts if fact.i >= begin]
            if len(new) < len(facts):
                self._update(facts, len(facts) - len(new), new)
                continue
            begun.append(facts)
            if len(begun) == TOGETHER:
                self._begin_streams(begun)
                begun = []
        self._begin_streams(begun)
        for _begin, end in missing.values():
            _check_whole((), end)

    def _begin_streams(self, streams: Iterable[Sequence[Fact]]) -> None:
        """Put the rows of streams that had none, those of many streams together."""
        by_updates: defaultdict[tuple[RowsOf, ...], list[Stream]] = defaultdict(list)
        for facts in streams:
            updates = self._updates(facts[0], of_one=len(facts) == 1)
            if any(self._updates(fact) != updates for fact in facts[1:]):
                self._update(facts, 0, facts)
            else:
                by_updates[updates].append(Stream(self._readable(facts)))
        for updates, alike in by_updates.items():
            self._add_rows(updates, alike)

    def _add_rows(self, updates: Iterable[RowsOf], streams: Sequence[Stream]) -> None:
        tables = self._tables
        rows_by_table: dict[str, tuple[Table, list[Row]]] = {}
        for rows_of in updates:
            for stream in streams:
                for table, row in rows_of(tables, stream):
                    if table.name not in rows_by_table:
                        rows_by_table[table.name] = (table, [])
                    rows_by_table[table.name][1].append(row)
        for table, rows in rows_by_table.values():
            tables.add_many(table, rows)

    def _update(self, facts: Sequence[Fact], before: int, new: Sequence[Fact]) -> None:
        """Bring the rows of a stream up to date that had `before` of its facts."""
        updates = self._updates(new[0])
        for fact in new:
            if self._updates(fact) != updates:
                break
        else:
            self._exchange(updates, facts[:before], facts)
            return
        for fact in new:  # of several kinds of stream, which no rule allows
            self._update_at(fact)

    def _updates(self, fact: Fact, *, of_one: bool = False) -> tuple[RowsOf, ...]:
        """What works out the rows of a fact's stream; `of_one` says that it has no other fact."""
        effects = self.effects[fact.kind]
        if effects is None:
            return ()
        return effects.of_one if of_one else effects.streams

    def _update_at(self, fact: Fact) -> None:
        """Bring the rows of a stream up to date as of one of its facts."""
        effects = self.effects[fact.kind]
        if effects and effects.streams:
            facts = [fact] if fact.v == 1 else self._tables.history(fact.stream, fact.i)
            _check_whole(facts, fact.i)
            self._exchange(effects.streams, facts[:-1], facts)

    def _erase(self, fact: Fact) -> None:
        """Bring the rows of a stream up to date as if one of its texts had never been."""
        stream, _slash, position = fact.state["event"].partition("/")
        facts = self._tables.history(stream, fact.i - 1)
        if facts and not self._owns(facts[0]):
            facts = ()
        before = Stream(self._readable(facts))
        self._erased.add((stream, int(position)))
        self._tables.put(ERASED, (stream, int(position)))
        after = Stream(self._readable(facts))
        by_kind = (self.effects[each.kind] for each in facts)
        for rows_of in {
            rows_of: None
            for effects in by_kind
            if effects
            for rows_of in effects.streams
        }:
            self._exchange_rows(rows_of, before, after)

    def _exchange(
        self, updates: Sequence[RowsOf], before: Sequence[Fact], after: Sequence[Fact]
    ) -> None:
        """Put the rows that facts amount to, in the place of those that the first of them amounted to."""
        stream = Stream(self._readable(after))
        if not before:
            self._add_rows(updates, [stream])
            return
        old_stream = Stream(self._readable(before))
        for rows_of in updates:
            self._exchange_rows(rows_of, old_stream, stream)

    def _exchange_rows(self, rows_of: RowsOf, before: Stream, after: Stream) -> None:
        tables = self._tables
        rows_after = list(rows_of(tables, after))
        rows_before = list(rows_of(tables, before))
        if rows_after == rows_before:  # as of most read models
            return
        new_rows, old_rows = _by_key(rows_after), _by_key(rows_before)
        for key, (table, row) in old_rows.items():
            if key not in new_rows:
                tables.drop(table, row[: table.key])
        for key, (table, row) in new_rows.items():
            if old_rows.get(key) != (table, row):
                tables.put(table, row)

    def _readable(self, facts: Sequence[Fact]) -> Sequence[Fact]:
        """The facts without the texts that are erased."""
        if not self._erased:
            return facts
        return [
            fact._replace(text=None) if (fact.stream, fact.v) in self._erased else fact
            for fact in facts
        ]


def _check_whole(facts: Sequence[Fact], end: int) -> None:
    """Raise Damaged unless facts are those of a stream up to the one at leaf `end`."""
    if not facts or len(facts) != facts[-1].v or facts[-1].i != end:
        raise Damaged("An event before #{i} is missing; restore a backup.", i=end)


def _by_key(
    rows: Iterable[tuple[Table, Row]],
) -> dict[tuple[str, Row], tuple[Table, Row]]:
    return {(table.name, row[: table.key]): (table, row) for table, row in rows}


def fold(
    projections: Iterable[Projection], tables: Tables, facts: Iterable[Fact]
) -> Counter[str]:
    """Fold facts into tables one by one, and count those of each unknown kind.

    This is the reference: facts folded many at a time have to come to the same rows.
    """
    folding = Fold(projections, tables)
    for fact in facts:
        folding.begin(fact)
        folding.add(fact)
        folding.settle_waiting()
    return folding.unknown
