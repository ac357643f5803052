"""A ledger is found whole when it is, and damaged whatever is changed at random."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import Damaged
from ledger.store.ledger import Ledger
from ledger.store.merkle import EMPTY, append, encode, leaf, leaf_hash, root
from ledger.store.sqlite.store import SqliteStore
from projections.audit.ledger_check import check_ledger
from tests.audit.stored import (
    erase_person,
    erase_text,
    exported,
    random_ledger,
    state_of,
    tampering,
)
from tests.audit.tampered import (
    TABLES,
    checked_unopened,
    problem,
    verdict,
)
from tests.audit.verifiers import both_accept, program
from tests.store.histories import World, fill


def test_an_untouched_ledger_is_whole_and_as_large_as_it_is(path: Path) -> None:
    found = verdict(path)
    assert (found.problem, found.size, found.personal.erased) == (None, 38, 0)
    with Ledger.open(path) as ledger:
        assert found == program(exported(ledger))
        assert found.personal.opened == len(ledger.store.texts(list(range(38)))) > 5


def test_an_empty_ledger_is_whole(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True):
        pass
    assert (
        verdict(tmp_path / "ledger.db").size,
        verdict(tmp_path / "ledger.db").ok,
    ) == (0, True)


@pytest.mark.parametrize("erase", [erase_person, erase_text])
def test_what_a_later_event_erased_is_counted_and_no_damage(
    tmp_path: Path, erase: Callable[[Ledger, World], None]
) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        world = fill(ledger, 3, (30,))
        texts = check_ledger(ledger.store).personal.opened
        while not (erased := check_ledger(ledger.store).personal.erased):
            erase(ledger, world)
    found = verdict(tmp_path / "ledger.db")
    assert found.ok
    assert found.personal.opened + erased == texts


def test_checking_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    verdict(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["ledger.db"]


def test_an_index_of_streams_is_damaged_where_looking_up_each_row_finds_it_so(
    path: Path,
) -> None:
    with Ledger.open(path) as ledger:
        (page,) = ledger.store._connection.execute(  # type: ignore[attr-defined]
            "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_stored_events_1'"
        ).fetchone()
    original = path.read_bytes()
    noticed = 0
    for place in range((page - 1) * 4096 + 8, page * 4096, 61):
        bit = 1 << place % 8
        path.write_bytes(
            original[:place] + bytes([original[place] ^ bit]) + original[place + 1 :]
        )
        damaged = looked_up(path)
        assert (checked_unopened(path) is not None) is damaged, place
        noticed += damaged
    assert noticed > 10


def looked_up(path: Path) -> bool:
    """Whether SQLite finds the file damaged when it looks each row up."""
    try:
        with Ledger.open(path) as ledger:
            return ledger.store.fault() is not None
    except Damaged:
        return True


def test_an_index_of_streams_out_of_order_is_damaged(path: Path) -> None:
    """Every entry is there: only their order, which look-ups rely on, is another."""
    with Ledger.open(path) as ledger:
        (page,) = ledger.store._connection.execute(  # type: ignore[attr-defined]
            "SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_stored_events_1'"
        ).fetchone()
    original = path.read_bytes()
    pointers = (page - 1) * 4096 + 8  # of a leaf: two bytes a cell
    one, two = original[pointers : pointers + 2], original[pointers + 2 : pointers + 4]
    path.write_bytes(original[:pointers] + two + one + original[pointers + 4 :])
    assert "index of histories" in str(problem(path))


# ---------------------------------------------------------------- everything at random


@settings(max_examples=settings().max_examples)
@given(st.integers(0, 2**32))
def test_any_value_of_any_row_changed_to_any_other_is_found(
    sample: Path, seed: int
) -> None:
    random = Random(seed)
    table = random.choice(TABLES)
    copy = sample.with_name(f"{seed}.db")
    shutil.copy(sample, copy)
    with tampering(copy) as connection:
        found = connection.execute(f"SELECT * FROM {table}")
        columns = [each[0] for each in found.description]
        row = random.choice(found.fetchall())
        place = random.randrange(len(columns))
        value = random.choice(
            [
                None,
                random.randrange(-9, 99),
                "x",
                random.randbytes(32),
                b"{}",
                *other(row[place]),
            ]
        )
        same = " AND ".join(f"{name} IS ?" for name in columns)
        try:
            connection.execute(
                f"UPDATE {table} SET {columns[place]} = ? WHERE {same}", (value, *row)
            )
        except sqlite3.DatabaseError:
            value = row[place]  # the schema does not even let it in
        stays = (*row[:place], value, *row[place + 1 :])
        changed = (
            connection.execute(f"SELECT 1 FROM {table} WHERE {same}", row).fetchone()
            is None
        )
        assert changed or stays == row
    said = checked_unopened(copy)
    copy.unlink()
    assert (said is not None) is changed


def other(value: object) -> list[object]:
    """Values that resemble this one."""
    match value:
        case int():
            return [value + 1, value - 1]
        case str():
            return [value.upper(), value + " ", value.encode(), value[::-1]]
        case bytes():
            flipped = bytearray(value)
            flipped[len(value) // 2] ^= 1
            return [bytes(flipped), value[:-1], value + b" "]
        case _:
            return []


@settings(max_examples=settings().max_examples // 3)
@given(st.integers(0, 2**32))
def test_the_ledger_and_its_export_are_found_good_or_damaged_together(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    path = tmp_path_factory.mktemp("random") / "ledger.db"
    random_ledger(path, seed)
    with tampering(path) as connection:
        texts = [i for (i,) in connection.execute("SELECT i FROM sealed")]
        gone = Random(seed).sample(texts, min(2, len(texts)))
        connection.executemany("DELETE FROM sealed WHERE i = ?", [(i,) for i in gone])
    with Ledger.open(path) as ledger:
        assert check_ledger(ledger.store).ok is _export_is_accepted(ledger)
    shutil.rmtree(path.parent)


def _export_is_accepted(ledger: Ledger) -> bool:
    """Whether there is an export, and both verifiers accept it."""
    try:
        return both_accept(exported(ledger))
    except Damaged:
        return False


def test_a_page_of_garbage_is_found_wherever_it_is(path: Path, sample: Path) -> None:
    whole = sample.read_bytes()
    for start in range(4096, len(whole), 4096):
        path.write_bytes(
            whole[:start] + Random(start).randbytes(4096) + whole[start + 4096 :]
        )
        said = checked_unopened(path)
        assert said is not None
        assert "\n" not in str(said)


# ---------------------------------------------------------------- everything computed again


def forge(connection: sqlite3.Connection) -> None:
    """Compute every hash again, as somebody may who has the file and the time."""
    hashes = [
        leaf_hash(leaf(r.i, r.topic, r.state, r.stream, r.v))
        for r in SqliteStore("", connection).rows()
    ]
    for (size,) in connection.execute("SELECT size FROM tree").fetchall():
        frontier = append(EMPTY, hashes[:size])
        changed = (root(frontier), encode(frontier), size)
        connection.execute(
            "UPDATE tree SET root = ?, frontier = ? WHERE size = ?", changed
        )


def test_with_every_hash_computed_again_a_change_goes_unseen_by_the_ledger_alone(
    path: Path,
) -> None:
    """So no unanchored ledger proves anything against its owner: only a root kept elsewhere does."""
    before = verdict(path).root
    with tampering(path) as connection:
        leaf = next(i for i in range(38) if "minutes" in state_of(connection, i))
        state = state_of(connection, leaf) | {"minutes": 1}
        stored = json.dumps(state, separators=(",", ":"), sort_keys=True).encode()
        connection.execute(
            "UPDATE stored_events SET state = ? WHERE rowid = ?", (stored, leaf + 1)
        )
        forge(connection)
    assert verdict(path).ok
    assert verdict(path).root != before


@pytest.mark.parametrize(
    ("numbers", "place", "number"),
    [
        ("2 * originator_version - 1", 1, 3),
        ("originator_version + 1", 0, 2),
        ("3 - originator_version", 0, 2),
    ],
)
def test_with_every_hash_computed_again_an_event_with_another_number_is_named(
    path: Path, numbers: str, place: int, number: int
) -> None:
    """Only the index of streams tells that a number is skipped, or that the second event comes before the first."""
    with tampering(path) as connection:
        stream, *leaves = connection.execute(
            "SELECT originator_id, min(rowid) - 1, max(rowid) - 1 FROM stored_events"
            " GROUP BY 1 HAVING count(*) = 2 AND min(rowid) > 1"
        ).fetchone()
        for value in (f"-({numbers})", "-originator_version"):
            connection.execute(
                f"UPDATE stored_events SET originator_version = {value} WHERE originator_id = ?",
                (stream,),
            )
        forge(connection)
    details = problem(path).details
    assert (details["leaf"], details["found"]) == (leaves[place], number)
