"""Tables in memory: plain enough to be the reference that every other kind of tables has to equal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress, islice
from typing import Any

from ledger.facts.event import PersonId, StreamId
from projections.engine.tables import (
    Fact,
    Row,
    Table,
    Value,
    each_row,
    key_number,
    owner_of,
)


class Memory:
    """Tables for facts that are all at hand; implements `projections.tables.Tables`."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._facts: defaultdict[StreamId, list[Fact]] = defaultdict(list)
        self._rows: defaultdict[str, dict[Row, Row]] = defaultdict(dict)
        self._leaves: dict[int, Fact] = {}
        for fact in facts:
            self._facts[fact.stream].append(fact)
            self._leaves[fact.i] = fact

    @cached_property
    def owner(self) -> PersonId:
        return owner_of(self)

    def get(self, table: Table, key: Row) -> Row | None:
        return self._rows[table.name].get(key)

    def put(self, table: Table, row: Row) -> None:
        key = row[: table.key]
        self._rows[table.name][key] = tuple(row)

    def add_many(self, table: Table, rows: Iterable[Row]) -> None:
        for row in rows:
            self.put(table, row)

    def add_for_each(self, table: Table, rows: Iterable[Row]) -> None:
        self.add_many(table, each_row(rows))

    def drop(self, table: Table, key: Row) -> None:
        self._rows[table.name].pop(key, None)

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
        places = [*map(table.columns.index, index), *range(table.key)]
        bounded, rest = places[: len(prefix)], places[len(prefix) :]
        rows = [
            row
            for row in self._rows[table.name].values()
            if tuple(row[p] for p in bounded) == prefix
        ]
        found = [
            row
            for row in rows
            if (low is None or row[rest[0]] >= low)
            and (high is None or row[rest[0]] <= high)
        ]
        return iter(
            sorted(found, key=lambda row: [row[p] for p in rest], reverse=reverse)
        )

    def some(self, table: Table, firsts: Iterable[Value]) -> Iterator[Row]:
        wanted = set(firsts)
        return (row for row in self.scan(table) if row[0] in wanted)

    def places(self, table: Table, index: tuple[str, ...]) -> Iterator[Row]:
        order = dict.fromkeys((*index, *table.columns[: table.key]))
        columns = list(map(table.columns.index, order))
        for row in self.scan(table, index=index):
            yield tuple(row[column] for column in columns)

    def leading(self, table: Table, text: str, beginning: str) -> Iterator[Row]:
        longer, start = table.columns.index(text), table.columns.index(beginning)
        for row in self.scan(table):
            if row[longer].startswith(row[start]):
                yield row

    def columns(
        self, table: Table, among: Container[Any] | None = None
    ) -> Iterator[tuple[Any, list[int], list[Any]]]:
        for first in self._first_values(table):
            if among is None or first in among:
                yield first, *self.columns_of(table, first)

    def keys(
        self, table: Table, low: int | None = None, high: int | None = None
    ) -> Iterator[tuple[Any, list[int]]]:
        for first in self._first_values(table):
            rows = self.scan(table, (first,), low=low, high=high)
            numbers = [key_number(row[1], row[2]) for row in rows]
            if numbers:
                yield first, numbers

    def firsts(self, table: Table) -> Iterator[tuple[Any, int]]:
        for first, numbers, column in self.columns(table):
            worthy = compress(numbers, column)
            for number in islice(worthy, 1):
                yield first, number

    def _first_values(self, table: Table) -> list[Any]:
        return sorted({row[0] for row in self._rows[table.name].values()})

    def columns_of(self, table: Table, first: Value) -> tuple[list[int], list[Any]]:
        rows = list(self.scan(table, (first,)))
        return [row[1] for row in rows], [row[-1] for row in rows]

    def counts(self, table: Table) -> list[tuple[Any, int]]:
        found = Counter(row[0] for row in self._rows[table.name].values())
        return sorted(found.items(), key=lambda each: (-each[1], each[0]))

    def greatest(self, table: Table) -> Any:
        return max((row[-1] for row in self._rows[table.name].values()), default=None)

    def fact(self, i: int) -> Fact | None:
        return self._leaves.get(i)

    def history(self, stream: StreamId, i: int | None = None) -> Sequence[Fact]:
        return [fact for fact in self._facts[stream] if i is None or fact.i <= i]

    def streams(self, leaves: Sequence[int]) -> Iterator[StreamId]:
        return (self._leaves[i].stream for i in leaves if i in self._leaves)

    def histories(
        self, streams: Sequence[StreamId]
    ) -> Iterator[tuple[StreamId, Sequence[Fact]]]:
        return ((stream, self._facts[stream]) for stream in streams)
