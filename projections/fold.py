"""What a projection is: a pure fold from facts to the rows of its tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from ledger.facts.base import Event, PersonId, StreamId

StateT = TypeVar("StateT")
Value: TypeAlias = str | int | float | None
Row: TypeAlias = tuple[Any, ...]
"""One `Value` a column. Those of keys and indexes are never None, so that rows have an order."""


class Fact(NamedTuple):
    """An event as it is folded: no object, no dates, no copies.

    `kind` is the class name in the version that the program knows, or the topic of a kind that it
    does not know. `text` is None where there is none, where it was erased, or was not asked for.
    """

    i: int
    stream: StreamId
    v: int
    kind: str
    state: dict[str, Any]
    text: dict[str, Any] | None = None


class Table(NamedTuple):
    """Rows that differ in their first `key` columns; `indexes` name the columns of other orders."""

    name: str
    columns: tuple[str, ...]
    key: int
    indexes: tuple[tuple[str, ...], ...] = ()


class Derived(NamedTuple):
    """A table of which each row comes from the rows of `source` that begin with the same values.

    `row` makes it of those rows, in the order of their key, or gives None where there is to be
    none. Its key is what they have in common.
    """

    table: Table
    source: Table
    row: Callable[[Sequence[Row]], Row | None]


class Rows(Protocol):
    """Where the rows of tables are read."""

    def get(self, table: Table, key: Row) -> Row | None:
        """The row with this key."""

    def scan(  # noqa: PLR0913 - every bound may be left out
        self,
        table: Table,
        prefix: Row = (),
        *,
        index: tuple[str, ...] = (),
        low: Value = None,
        high: Value = None,
        reverse: bool = False,
    ) -> Iterator[Row]:
        """The rows that begin with `prefix`, in the order of the key, or of `index` and then the key.

        `low` and `high` bound the next column, both included; None is no bound.
        """


class Tables(Rows, Protocol):
    """Where projections keep their rows, and find the stream of a fact."""

    def put(self, table: Table, row: Row) -> None:
        """Keep a row, in the place of the one with the same key."""

    def drop(self, table: Table, key: Row) -> None:
        """Let the row with this key go, if there is one."""

    def history(self, stream: StreamId, i: int) -> Sequence[Fact]:
        """The facts of a stream up to leaf `i`, in stream order."""

    def changed(self, table: Table) -> set[Row]:
        """The keys put or dropped in a source of derived rows since this was last asked."""


Handler: TypeAlias = Callable[[Tables, Fact], None]


class Projection(NamedTuple):
    """A read model: its tables and who keeps them. Another `version` is another content of them.

    A handler stands under the name of a kind, of a class that kinds descend from (`Met`), or of a
    kind of stream (`person`); of several, the nearest is the one.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    handlers: Mapping[str, Handler]
    derived: tuple[Derived, ...] = ()


class Handlers(dict[str, "list[Handler] | None"]):
    """The handlers of each kind, looked for when it is first met; None for a kind that is not known."""

    def __init__(self, projections: Iterable[Projection]) -> None:
        super().__init__()
        self.projections = tuple(projections)

    def __missing__(self, name: str) -> list[Handler] | None:
        from ledger.facts.base import names

        kind = names().get(name)
        found = [handle for each in self.projections if (handle := _handler(each, kind))] if kind else None
        self[name] = found
        return found


def handlers_of(projections: Iterable[Projection]) -> Handlers:
    """The handlers of every kind, whatever is declared by now."""
    return Handlers(projections)


def _handler(projection: Projection, kind: type[Event]) -> Handler | None:
    places = (*(each.__name__ for each in kind.__mro__), kind.stream_kind)
    return next((projection.handlers[place] for place in places if place in projection.handlers), None)


def fold(projections: Iterable[Projection], tables: Tables, facts: Iterable[Fact]) -> Counter[str]:
    """Fold facts, in order, into the tables; gives how many there were of each unknown kind."""
    projections = tuple(projections)
    unknown = apply(handlers_of(projections), tables, facts)
    for projection in projections:
        for derived in projection.derived:
            derive(derived, tables, tables.changed(derived.source))
    return unknown


def apply(handlers: Handlers, tables: Tables, facts: Iterable[Fact]) -> Counter[str]:
    """Fold facts without what is derived; gives how many there were of each unknown kind."""
    unknown: Counter[str] = Counter()
    for fact in facts:
        if (found := handlers[fact.kind]) is None:
            unknown[fact.kind] += 1
        else:
            for handle in found:
                handle(tables, fact)
    return unknown


def derive(derived: Derived, tables: Tables, keys: Iterable[Row]) -> None:
    """Make the derived rows again whose source rows have one of these keys."""
    for common in {key[: derived.table.key] for key in keys}:
        rows = list(tables.scan(derived.source, common))
        if rows and (row := derived.row(rows)):
            tables.put(derived.table, row)
        else:
            tables.drop(derived.table, common)


def derive_all(derived: Derived, tables: Rows) -> Iterator[Row]:
    """Every derived row, of the source in one pass."""
    common = itemgetter(*range(derived.table.key))
    for _common, rows in groupby(tables.scan(derived.source), key=common):
        if row := derived.row(list(rows)):
            yield row


RowsOf: TypeAlias = Callable[[Sequence[Fact]], Iterable[tuple[Table, Row]]]


def rewrite(tables: Tables, fact: Fact, rows_of: RowsOf) -> None:
    """Bring the rows of a stream up to date where they are a function of its facts alone.

    A first fact costs no look-up; after a later one, the rows that are no more are dropped.
    """
    if fact.v == 1:
        for table, row in rows_of((fact,)):
            tables.put(table, row)
        return
    facts = tables.history(fact.stream, fact.i)
    kept = {(table, row[: table.key]): row for table, row in rows_of(facts)}
    for table, row in rows_of(facts[:-1]):
        if (table, row[: table.key]) not in kept:
            tables.drop(table, row[: table.key])
    for (table, _key), row in kept.items():
        tables.put(table, row)


def event(fact: Fact) -> Event | None:
    """The event as an object; None for a kind that is not known.

    Personal text is left out; a `note` stands for all of it and says the leaf where it is sealed,
    so that corrections, applied, tell which text is in force.
    """
    from ledger.facts.states import event_of

    if fact.kind not in _TOPICS:
        from ledger.facts.base import names

        _TOPICS.update({name: kind.topic() for name, kind in names().items()})
    text: dict[str, Any] | None = {"note": str(fact.i)} if "sealed" in fact.state else None
    return event_of(_TOPICS[fact.kind], fact.state, text) if fact.kind in _TOPICS else None


_TOPICS: dict[str, str] = {}


def replay(facts: Iterable[Fact], initial: StateT, evolve: Callable[[StateT, Event], StateT]) -> StateT:
    """The state of a stream after these facts; a kind that is not known leaves it as it is."""
    from dataclasses import replace

    state = initial
    for fact in facts:
        if known := event(fact):
            # States count their events; the count is right after an unknown one too.
            state = evolve(replace(state, version=fact.v - 1), known)  # type: ignore[type-var]
    return state


class Identity:
    """Who is read as whom. `into` is the forest of merges; nobody was merged by default."""

    def __init__(
        self, into: Mapping[PersonId, PersonId] | None = None, owner: PersonId | None = None
    ) -> None:
        self.into: Final = into or {}
        self.owner: Final = owner

    def root(self, person: PersonId) -> PersonId:
        """Who the person is read as."""
        for _each in self.into:  # no further than there are merges, should they go round
            if (into := self.into.get(person)) is None:
                break
            person = into
        return person

    def group(self, person: PersonId) -> tuple[PersonId, ...]:
        """Everybody who is read as the same person, the one that stays first."""
        root = self.root(person)
        return self.merged.get(root, (root,))

    @cached_property
    def merged(self) -> Mapping[PersonId, tuple[PersonId, ...]]:
        """The groups of more than one person, by the one that stays."""
        members: defaultdict[PersonId, list[PersonId]] = defaultdict(list)
        for person in sorted(self.into):
            members[self.root(person)].append(person)
        return {root: (root, *others) for root, others in members.items()}
