"""SQLite's tables do what those in memory do, whatever is asked of them in whatever order."""

from __future__ import annotations

import sqlite3
from array import array
from contextlib import closing
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import Busy
from ledger.facts.event import KINDS
from ledger.facts.meeting.events import Met
from projections.engine.memory import Memory
from projections.engine.sqlite import columns as packed
from projections.engine.sqlite import tables as module
from projections.engine.sqlite.build import prepare
from projections.engine.sqlite.tables import (
    SqliteRows,
    SqliteTables,
    create,
    create_indexes,
    enter_owner,
)
from projections.engine.sqlite.views_file import (
    ViewsCorrupt,
    ViewsReadOnly,
    views_error,
)
from projections.engine.tables import CODES, SECONDS, Table
from projections.trust.model import worth

PLAIN = Table("plain", ("word", "n", "more"), key=2)
INDEXED = Table(
    "indexed", ("id", "day", "x", "free"), key=1, indexes=(("day",), ("x", "day"))
)
WORDS = ("", "a", "á", "b", "z", "é", "\U0001f600", "2024-01-08")
DATED = Table("dated", ("word", "day", "i", "x"), key=3, packed=True)
LISTED = Table("listed", ("word", "i"), key=2, packed=True)
TABLES = (PLAIN, INDEXED, DATED, LISTED)


def owned(connection: sqlite3.Connection, *tables: Table) -> None:
    """Make a file of views with these tables, and an owner."""
    prepare(connection)
    enter_owner(connection, "ours")
    for table in tables:
        create(connection, table)
        create_indexes(connection, table)


def row(table: Table, random: Random) -> tuple[Any, ...]:
    if table is PLAIN:
        return (
            random.choice(WORDS),
            random.randrange(6),
            random.choice([None, 1.5, "é", 2**52]),
        )
    if table is DATED:
        return (
            random.choice(WORDS),
            random.randrange(6),
            random.choice([0, 3, 2**29 - 1]),
            random.choice([0.0, random.random()]),
        )
    if table is LISTED:
        return (random.choice(WORDS), random.choice([0, 1, 2, 700, 2**40]))
    return (
        random.randrange(20),
        random.choice(WORDS),
        random.choice([0.1, 0.5, 2.0]),
        None,
    )


def question(random: Random) -> tuple[Table, dict[str, Any]]:
    """A scan of any kind."""
    table = random.choice(TABLES)
    index = random.choice([(), *table.indexes])
    order = index or table.columns[: table.key]
    values = dict(zip(table.columns, row(table, random), strict=True))
    length = random.randrange(len(order) + (1 if index else 0))
    asked: dict[str, Any] = {
        "prefix": tuple(values[name] for name in order[:length]),
        "index": index,
    }
    full = (*order, *(name for name in table.columns[: table.key] if name not in order))
    if length < len(full):
        bound = dict(zip(table.columns, row(table, random), strict=True))[full[length]]
        asked |= {name: bound for name in ("low", "high") if random.random() < 0.3}
    return table, {**asked, "reverse": random.random() < 0.5}


@settings(max_examples=3 * settings().max_examples)
@given(
    st.integers(0, 2**64),
    st.integers(1, 120),
    st.sampled_from([(1, 2), (2, 3), (50, 500)]),
)
def test_sqlite_does_what_memory_does(
    seed: int, steps: int, pages: tuple[int, ...]
) -> None:
    random, memory = Random(seed), Memory()
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as connection,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(module, "_PAGES", pages)
        patch.setattr(module, "_TOGETHER", pages[0])
        patch.setattr(packed, "CHUNK", 2 * pages[0])
        owned(connection, *TABLES)
        folding = SqliteTables(connection, memory)
        for _step in range(steps):
            table = random.choice(TABLES)
            made = row(table, random)
            match random.randrange(10):
                case 0 | 1:
                    folding.drop(table, made[: table.key])
                    memory.drop(table, made[: table.key])
                case 2:
                    assert folding.get(table, made[: table.key]) == memory.get(
                        table, made[: table.key]
                    )
                case 3:
                    table, asked = question(random)
                    assert list(folding.scan(table, **asked)) == list(
                        memory.scan(table, **asked)
                    )
                case 4:
                    folding.flush()
                case _:
                    folding.put(table, made)
                    memory.put(table, made)
        folding.flush()
        for _again in range(20):
            table, asked = question(random)
            assert list(SqliteRows(connection).scan(table, **asked)) == list(
                memory.scan(table, **asked)
            )
        for index in INDEXED.indexes:
            assert list(SqliteRows(connection).places(INDEXED, index)) == list(
                memory.places(INDEXED, index)
            )
        ids = [random.randrange(25) for _some in range(9)]
        assert list(SqliteRows(connection).some(INDEXED, ids)) == list(
            memory.some(INDEXED, ids)
        )
        assert list(SqliteRows(connection).columns(DATED)) == list(
            memory.columns(DATED)
        )
        some = {*random.sample(WORDS, 1), "nobody"}
        assert list(SqliteRows(connection).columns(DATED, some)) == list(
            memory.columns(DATED, some)
        )
        assert list(SqliteRows(connection).firsts(DATED)) == list(memory.firsts(DATED))
        low, high = random.randrange(-1, 6), random.randrange(7)
        for bounds in ({}, {"low": max(low, 0)}, {"high": high}):
            assert list(SqliteRows(connection).keys(DATED, **bounds)) == list(
                memory.keys(DATED, **bounds)
            )
        for word in WORDS:
            assert SqliteRows(connection).columns_of(DATED, word) == memory.columns_of(
                DATED, word
            )
        assert SqliteRows(connection).counts(DATED) == memory.counts(DATED)
        assert (SqliteRows(connection).greatest(DATED) or 0) >= (
            memory.greatest(DATED) or 0
        )


def test_rows_are_chosen_by_the_beginning_of_a_column() -> None:
    memory, named = Memory(), Table("named", ("start", "name"), key=2)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        owned(connection, named)
        folding = SqliteTables(connection, memory)
        for start in WORDS:
            for name in (*WORDS, *(f"{word} 2" for word in WORDS)):
                folding.put(named, (start, name))
                memory.put(named, (start, name))
        folding.flush()
        found = list(SqliteRows(connection).leading(named, "name", "start"))
        assert found == list(memory.leading(named, "name", "start"))
        assert len(found) < len(list(memory.scan(named)))


def test_a_packed_table_says_so_where_there_are_more_values_than_it_can_tell_apart() -> (
    None
):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        owned(connection, DATED)
        folding = SqliteTables(connection, Memory())
        for n in range(4097):
            folding.put(DATED, ("a", n, 0, n / 7))
        with pytest.raises(OverflowError, match="dated"):
            folding.flush()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2**22 - 2**11 - 1),
            st.integers(0, SECONDS),
            st.integers(0, CODES),
        ),
        min_size=1,
    )
)
def test_rows_are_sorted_by_day_leaf_and_code(rows: list[tuple[int, int, int]]) -> None:
    numbers = [packed.number(DATED, row) | row[2] for row in rows]
    expected = [packed.number(DATED, row) | row[2] for row in sorted(rows)]
    assert packed.in_order(array(packed.TYPE, numbers)).tolist() == expected


def test_a_packed_table_can_tell_apart_what_any_meeting_is_worth() -> None:
    kinds = [known for known in KINDS.values() if issubclass(known, Met)]
    assert (
        len(
            {
                worth(kind, minutes)
                for kind in kinds
                for minutes in (None, *range(1, 1441))
            }
        )
        <= 4096
    )


def test_a_scan_that_is_read_slowly_keeps_no_statement_open() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        owned(connection, PLAIN)
        folding = SqliteTables(connection, Memory())
        for n in range(300):
            folding.put(PLAIN, ("a", n, None))
        folding.flush()
        found = SqliteRows(connection).scan(PLAIN)
        assert next(found) == ("a", 0, None)
        connection.execute("DROP TABLE plain")  # locked, were a statement still open
        with pytest.raises(ViewsCorrupt):
            list(found)


def test_the_first_row_of_many_costs_one_small_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        owned(connection, PLAIN)
        asked: list[str] = []
        rows = SqliteRows(connection)
        assert rows.owner == "ours"
        connection.set_trace_callback(asked.append)
        next(rows.scan(PLAIN), None)
        assert len(asked) == 1
        assert asked[0].endswith("LIMIT 50")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, Busy),
        (sqlite3.SQLITE_FULL, ViewsReadOnly),
        (sqlite3.SQLITE_CORRUPT, ViewsCorrupt),
        (None, ViewsCorrupt),
    ],
)
def test_each_error_says_what_to_do(code: int | None, kind: type[Exception]) -> None:
    error = sqlite3.DatabaseError("as SQLite says it")
    if code is not None:
        error.sqlite_errorcode = code
    assert type(views_error(error)) is kind
