"""Facts folded into tables, each in the way of its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from projections.engine.projection import Handler, Many, Projection, Settle, Whole, nothing
from projections.engine.tables import Fact, Tables

if TYPE_CHECKING:
    from ledger.facts.event import Event, StreamId


class Ways(NamedTuple):
    """How the facts of one kind are folded: in order, alone, as the first of a stream, or with their stream."""

    ordered: tuple[Handler, ...] = ()
    alone: tuple[Handler, ...] = ()
    firsts: tuple[Handler, ...] = ()
    first_streams: tuple[Settle, ...] = ()
    streams: tuple[Settle, ...] = ()
    many_alone: tuple[Many, ...] | None = None
    many_firsts: tuple[Many, ...] | None = None
    whole: tuple[Whole, ...] | None = None
    """What is done with many, alone, first and with their streams; None where there is no such way for each projection."""


class Handlers(dict[str, "Ways | None"]):
    """The ways of each kind, looked for when it is first met; None for a kind that is not known."""

    def __init__(self, projections: Iterable[Projection]) -> None:
        super().__init__()
        self.projections = tuple(projections)
        self.begins = tuple(each.begins for each in self.projections if each.begins)

    def __missing__(self, name: str) -> Ways | None:
        from ledger.facts.event import kind_named

        kind = kind_named(name)
        self[name] = _ways(self.projections, kind) if kind else None
        return self[name]


def handlers_of(projections: Iterable[Projection]) -> Handlers:
    """The handlers of every kind, whatever is declared by now."""
    return Handlers(projections)


def _ways(projections: Iterable[Projection], kind: type[Event]) -> Ways:
    places = (*(each.__name__ for each in kind.__mro__), kind.stream_kind)
    ordered: list[Handler] = []
    alone: list[tuple[Handler, Many | None]] = []
    firsts: list[tuple[Handler, Many | None]] = []
    streams: list[tuple[Settle, Whole | None]] = []
    first_streams: list[Settle] = []
    for each in projections:
        many = _nearest(each.bulk, places)
        if handler := _nearest(each.handlers, places):
            ordered.append(handler)
        elif handler := _nearest(each.alone, places):
            alone.append((handler, many))
        else:
            stream, first = each.streams.get(kind.stream_kind), _nearest(each.firsts, places)
            streams += [(stream, _nearest(each.whole, places))] if stream else []
            if first is None and stream:
                first_streams.append(stream)
            elif first and first is not nothing:
                firsts.append((first, many))
    return Ways(
        tuple(ordered),
        tuple(handler for handler, _many in alone),
        tuple(handler for handler, _many in firsts),
        tuple(first_streams),
        tuple(settle for settle, _whole in streams),
        _all(many for _handler, many in alone),
        _all(many for _handler, many in firsts) if not (ordered or first_streams) else None,
        _all(whole for _settle, whole in streams) if not ordered else None,
    )


FoundT = TypeVar("FoundT")


def _all(found: Iterable[FoundT | None]) -> tuple[FoundT, ...] | None:
    """All of them, None where one is missing."""
    ways = tuple(found)
    there = tuple(each for each in ways if each)
    return there if len(there) == len(ways) else None


def _nearest(found: Mapping[str, FoundT], places: Sequence[str]) -> FoundT | None:
    return next((found[place] for place in places if place in found), None)


def fold(projections: Iterable[Projection], tables: Tables, facts: Iterable[Fact]) -> Counter[str]:
    """Fold facts, in order and one by one, into the tables; gives how many there were of each unknown kind.

    It is the reference: every other way to fold the same facts has to come to the same rows.
    """
    handlers, unknown = handlers_of(projections), Counter[str]()
    for fact in _begun(handlers, tables, facts):
        if (ways := handlers[fact.kind]) is None:
            unknown[fact.kind] += 1
        else:
            step(ways, tables, fact)
    return unknown


def settled(handlers: Handlers, tables: Tables, facts: Iterable[Fact]) -> Counter[str]:
    """The same with handlers that were looked for before, and each stream brought up to date once for all of its facts."""
    unknown: Counter[str] = Counter()
    waiting: dict[StreamId, list[Fact]] = {}
    for fact in _begun(handlers, tables, facts):
        if (ways := handlers[fact.kind]) is None:
            unknown[fact.kind] += 1
        elif ways.ordered:
            _settle_all(handlers, tables, waiting)
            step(ways, tables, fact)
        else:
            for handle in ways.alone:
                handle(tables, fact)
            waiting.setdefault(fact.stream, []).append(fact)
    _settle_all(handlers, tables, waiting)
    return unknown


def _begun(handlers: Handlers, tables: Tables, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, after all who want to know where batches begin were told."""
    source = None
    for fact in facts:
        if fact.state["source"] != source:
            source = fact.state["source"]
            for begin in handlers.begins:
                begin(tables, fact)
        yield fact


def _settle_all(handlers: Handlers, tables: Tables, waiting: dict[StreamId, list[Fact]]) -> None:
    for stream, new in waiting.items():
        if len(new) == 1:
            if ways := handlers[new[0].kind]:
                step_of_stream(ways, tables, new[0])
        elif new[0].v == 1:
            settle(handlers, tables, new, 0)
        else:
            facts = tables.history(stream, new[-1].i)
            settle(handlers, tables, facts, sum(fact.i < new[0].i for fact in facts))
    waiting.clear()


def settle(handlers: Handlers, tables: Tables, facts: Sequence[Fact], before: int) -> None:
    """Bring the rows of one stream up to date, of whose facts so many were folded before; not what any says alone."""
    last = handlers[facts[-1].kind]
    if len(facts) == 1 and last:
        step_of_stream(last, tables, facts[0])
    elif last and all(
        (ways := handlers[fact.kind]) and ways.streams == last.streams for fact in facts[before:-1]
    ):
        for bring_up in last.streams:
            bring_up(tables, facts, before)
    else:  # of different kinds of stream, which no rule allows, or of kinds that are not known
        for fact in facts[before:]:
            if ways := handlers[fact.kind]:
                step_of_stream(ways, tables, fact)


def step(ways: Ways, tables: Tables, fact: Fact) -> None:
    """Fold one fact."""
    for handle in ways.ordered + ways.alone:
        handle(tables, fact)
    step_of_stream(ways, tables, fact)


def step_of_stream(ways: Ways, tables: Tables, fact: Fact) -> None:
    """Fold what one fact says as a part of its stream."""
    if fact.v == 1:
        for handle in ways.firsts:
            handle(tables, fact)
        for settle in ways.first_streams:
            settle(tables, (fact,), 0)
    elif ways.streams:
        facts = tables.history(fact.stream, fact.i)
        for settle in ways.streams:
            settle(tables, facts, len(facts) - 1)
