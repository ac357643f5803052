"""Somebody takes rows out, adds or moves them with SQLite alone: it is found, and the leaf named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import Damaged
from ledger.store.ledger import Ledger
from ledger.store.sqlite import tables as schema
from ledger.store.sqlite.store import SqliteStore
from projections.audit.ledger_check import check_ledger
from tests.audit.stored import erase_text, tampering
from tests.audit.tampered import (
    BOUNDS,
    OTHER_ID,
    TABLES,
    problem,
    sealed_leaves,
    transaction,
    verdict,
)
from tests.store.histories import fill


@pytest.mark.parametrize("leaf", range(37))
def test_an_event_that_is_gone_is_missed(path: Path, leaf: int) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = ?", (leaf + 1,))
    assert problem(path).details["leaf"] == leaf


@pytest.mark.parametrize("leaf", [0, 9, 10, 30])
def test_two_events_that_changed_places_are_found(path: Path, leaf: int) -> None:
    with tampering(path) as connection:
        for before, after in ((leaf + 1, 99), (leaf + 2, leaf + 1), (99, leaf + 2)):
            connection.execute(
                "UPDATE stored_events SET rowid = ? WHERE rowid = ?", (after, before)
            )
    found = problem(path)
    assert found.details["leaf"] in {leaf, *transaction(leaf)}


def test_events_moved_up_by_one_after_one_was_taken_out_are_found(path: Path) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = 21")
        connection.execute(
            "UPDATE stored_events SET rowid = rowid - 1 WHERE rowid > 21"
        )
        connection.execute("UPDATE sealed SET i = i - 1 WHERE i > 20")
        connection.execute("UPDATE tree SET size = 37 WHERE size = 38")
    assert int(str(problem(path).details["leaf"])) in transaction(20)


@pytest.mark.parametrize("leaf", range(0, 38, 3))
def test_a_text_that_is_gone_is_missed_unless_it_never_was(
    path: Path, leaf: int
) -> None:
    sealed = leaf in sealed_leaves(path)
    with tampering(path) as connection:
        connection.execute("DELETE FROM sealed WHERE i = ?", (leaf,))
    if sealed:
        assert problem(path).details == {"leaf": leaf}
        assert "no later erasure explains it" in str(problem(path))
    else:
        assert verdict(path).ok


def test_a_text_that_was_erased_later_must_be_erased_by_the_right_event(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        world = fill(ledger, 3, (30,))
        erase_text(ledger, world)
        here = check_ledger(ledger.store).personal.opened
    leaf = sealed_leaves(path)[-1]
    with tampering(path) as connection:
        connection.execute("DELETE FROM sealed WHERE i = ?", (leaf,))
    assert problem(path).details == {"leaf": leaf}
    assert verdict(path).personal.opened == here - 1


def test_a_text_that_was_never_sealed_is_found(path: Path) -> None:
    bare = next(i for i in range(38) if i not in sealed_leaves(path))
    for i in (bare, 38, 1000, -1):
        with tampering(path) as connection:
            connection.execute(
                "INSERT INTO sealed VALUES (?, zeroblob(32), CAST('{}' AS BLOB))", (i,)
            )
        assert problem(path).details == {"leaf": i}
        with tampering(path) as connection:
            connection.execute("DELETE FROM sealed WHERE i = ?", (i,))
    assert verdict(path).ok


def test_a_text_that_moved_to_another_leaf_is_found(path: Path) -> None:
    one, other = sealed_leaves(path)[3:5]
    with tampering(path) as connection:
        for before, after in ((one, 99), (other, one), (99, other)):
            connection.execute("UPDATE sealed SET i = ? WHERE i = ?", (after, before))
    assert problem(path).details == {"leaf": one}


@pytest.mark.parametrize("size", BOUNDS[1:-1])
def test_a_transaction_whose_root_is_gone_is_missed(path: Path, size: int) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM tree WHERE size = ?", (size,))
    assert problem(path).details["leaf"] == size


@pytest.mark.parametrize(("before", "after"), [(10, 9), (11, 12), (32, 33), (31, 1)])
def test_a_root_of_another_size_is_found(path: Path, before: int, after: int) -> None:
    with tampering(path) as connection:
        connection.execute("UPDATE tree SET size = ? WHERE size = ?", (after, before))
    assert isinstance(problem(path).details["leaf"], int)


@pytest.mark.parametrize("size", [-1, 0, 1, 20])
def test_a_root_that_was_added_is_found(path: Path, size: int) -> None:
    with tampering(path) as connection:
        connection.execute(
            "INSERT INTO tree SELECT ?, root, frontier FROM tree WHERE size = 10",
            (size,),
        )
    assert isinstance(problem(path).details["leaf"], int)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM stored_events WHERE rowid = 38",
        "DELETE FROM tree WHERE size = 38",
        "DELETE FROM tree",
        "UPDATE tree SET size = 39 WHERE size = 38",
        "DELETE FROM stored_events",
        f"INSERT INTO stored_events VALUES (39, {OTHER_ID}, 1, 'meeting.CoffeeHad@1', CAST('{{}}' AS BLOB))",
    ],
)
def test_a_ledger_whose_events_and_tree_end_elsewhere_is_not_even_opened(
    path: Path, change: str
) -> None:
    with tampering(path) as connection:
        connection.execute(change)
    with pytest.raises(Damaged, match="tree"):
        Ledger.open(path)
    with tampering(path) as connection:
        found = check_ledger(SqliteStore("the ledger", connection))
    assert found.problem is not None
    assert isinstance(found.problem.details["leaf"], int)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_gone_is_missed(path: Path, table: str) -> None:
    with tampering(path) as connection:
        connection.execute(f"DROP TABLE {table}")
        found = check_ledger(SqliteStore("the ledger", connection))
        connection.executescript(
            schema.TABLES.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS")
        )
    assert found.problem is not None
    assert f"its table {table} is missing" in str(found.problem)
