"""Somebody edits the database with SQLite alone: every change is found, and the first wrong leaf named."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import Damaged, LedgerError
from ledger.store import layout, rows
from ledger.store.merkle import EMPTY, append, encode, leaf_hash, root
from ledger.store.store import Ledger
from projections.audit.ledger_check import check_ledger
from projections.audit.verify import Verdict
from tests.audit.stored import erase_person, erase_text, exported, random_ledger, state_of, tampering
from tests.audit.verifiers import both_accept, program
from tests.store.histories import World, fill

TABLES = ("stored_events", "sealed", "keys", "tree", "meta")
SIZES = (8, 1, 20, 1, 6)  # the leaves of each transaction, after the two of the opening
BOUNDS = (0, 10, 11, 31, 32, 38)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 12, SIZES)
    return path


@pytest.fixture
def path(tmp_path: Path, sample: Path) -> Path:
    shutil.copy(sample, tmp_path / "ledger.db")
    return tmp_path / "ledger.db"


def verdict(path: Path) -> Verdict:
    with Ledger.open(path) as ledger:
        return check_ledger(ledger.connection)


def problem(path: Path) -> Damaged:
    """What is wrong with the ledger, in one sentence."""
    found = verdict(path)
    assert found.problem is not None
    assert not found.ok
    assert found.root is None
    assert "\n" not in str(found.problem)
    assert str(found.problem)[0].isupper()
    return found.problem


def transaction(leaf: int) -> range:
    """The leaves that were recorded together with this one."""
    return next(range(a, b) for a, b in pairwise(BOUNDS) if a <= leaf < b)


def check_named(problem: Damaged, leaf: int) -> None:
    """The leaf is named, or it stands among a few of its transaction that are."""
    first, last = problem.details["leaf"], problem.details.get("last", problem.details["leaf"])
    assert isinstance(first, int)
    assert isinstance(last, int)
    assert first <= leaf <= last
    assert {first, last} <= {leaf, *transaction(leaf)}


# ---------------------------------------------------------------- what is whole


def test_an_untouched_ledger_is_whole_and_as_large_as_it_is(path: Path) -> None:
    found = verdict(path)
    assert (found.problem, found.size, found.personal.erased) == (None, 38, 0)
    with Ledger.open(path) as ledger:
        assert found == program(exported(ledger))
        assert found.personal.opened == len(rows.texts(ledger.connection, list(range(38)))) > 5


def test_an_empty_ledger_is_whole(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True):
        pass
    assert (verdict(tmp_path / "ledger.db").size, verdict(tmp_path / "ledger.db").ok) == (0, True)


@pytest.mark.parametrize("erase", [erase_person, erase_text])
def test_what_a_later_event_erased_is_counted_and_no_damage(
    tmp_path: Path, erase: Callable[[Ledger, World], None]
) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        world = fill(ledger, 3, (30,))
        texts = check_ledger(ledger.connection).personal.opened
        while not (erased := check_ledger(ledger.connection).personal.erased):
            erase(ledger, world)
    found = verdict(tmp_path / "ledger.db")
    assert found.ok
    assert found.personal.opened + erased == texts


def test_checking_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    verdict(path)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["ledger.db"]


# ---------------------------------------------------------------- one value changed

OTHER_ID = "'00000000-0000-4000-8000-000000000000'"

CHANGES = {
    "stored_events.originator_id": [OTHER_ID, "upper(originator_id)", "'x'", "x'00'", "''"],
    "stored_events.originator_version": ["originator_version + 100", "0", "-1", "'x'", "1.5"],
    "stored_events.topic": ["'meeting.PhoneCallHad@9'", "'x'", "topic || ' '", "x'00'"],
    "stored_events.state": [
        "CAST(replace(state, 'recorded_at', 'recorded_as') AS BLOB)",
        "CAST(replace(state, '2026', '2027') AS BLOB)",
        "CAST(state || ' ' AS BLOB)",
        "CAST('{}' AS BLOB)",
        "x''",
        "'text'",
        "5",
        "x'ff'",
    ],
}


@pytest.mark.parametrize("leaf", [1, 5, 9, 10, 11, 23, 31, 37])
@pytest.mark.parametrize(
    ("column", "value"), [(column, value) for column, values in CHANGES.items() for value in values]
)
def test_one_value_of_an_event_changed_is_found_and_its_leaf_named(
    path: Path, leaf: int, column: str, value: str
) -> None:
    table, name = column.split(".")
    with tampering(path) as connection:
        connection.execute(f"UPDATE {table} SET {name} = {value} WHERE rowid = ?", (leaf + 1,))
    check_named(problem(path), leaf)


@pytest.mark.parametrize("column", ["salt", "text"])
@pytest.mark.parametrize(
    "value", ["zeroblob(32)", "x''", "'x'", 'CAST(\'{"name":"Zoé"}\' AS BLOB)', "randomblob(32)"]
)
def test_a_sealed_text_or_salt_changed_is_found_and_its_leaf_named(
    path: Path, column: str, value: str
) -> None:
    for leaf in sealed_leaves(path)[::5]:
        with tampering(path) as connection:
            (before,) = connection.execute(f"SELECT {column} FROM sealed WHERE i = ?", (leaf,)).fetchone()
            connection.execute(f"UPDATE sealed SET {column} = {value} WHERE i = ?", (leaf,))
        assert problem(path).details == {"leaf": leaf}
        with tampering(path) as connection:
            connection.execute(f"UPDATE sealed SET {column} = ? WHERE i = ?", (before, leaf))
    assert verdict(path).ok


@pytest.mark.parametrize("value", ["x'00'", "randomblob(32)", "'x'", "zeroblob(32)"])
@pytest.mark.parametrize("column", ["root", "frontier"])
@pytest.mark.parametrize("size", BOUNDS[1:])
def test_any_root_or_frontier_changed_is_found(path: Path, column: str, value: str, size: int) -> None:
    with tampering(path) as connection:
        connection.execute(f"UPDATE tree SET {column} = {value} WHERE size = ?", (size,))
    check_named(problem(path), size - 1)


def sealed_leaves(path: Path) -> list[int]:
    with tampering(path) as connection:
        return [i for (i,) in connection.execute("SELECT i FROM sealed ORDER BY i")]


def keyed_leaves(connection: sqlite3.Connection) -> list[int]:
    return [i for (i,) in connection.execute("SELECT DISTINCT i FROM keys ORDER BY i")]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE keys SET key = randomblob(32)", "first"),
        ("UPDATE keys SET key = hex(key)", "first"),
        ("UPDATE keys SET stream = 'x'", "first"),
        (f"UPDATE keys SET stream = {OTHER_ID}", "first"),
        ("UPDATE keys SET i = 37", "first"),
        ("UPDATE keys SET i = 'x'", "first"),
        ("UPDATE keys SET i = {bare} WHERE i = (SELECT max(i) FROM keys)", "bare"),
        ("UPDATE keys SET i = -1 WHERE i = (SELECT max(i) FROM keys)", "-1"),
        ("UPDATE keys SET stream = 'x' WHERE i = (SELECT max(i) FROM keys)", "last"),
        ("DELETE FROM keys WHERE i = (SELECT max(i) FROM keys)", "last"),
        ("DELETE FROM keys WHERE key = (SELECT key FROM keys WHERE i = (SELECT min(i) FROM keys))", "first"),
        (f"INSERT INTO keys VALUES (randomblob(32), {OTHER_ID}, {{bare}})", "bare"),
        (f"INSERT INTO keys VALUES (randomblob(32), {OTHER_ID}, 0)", "0"),
        (f"INSERT INTO keys VALUES (randomblob(32), {OTHER_ID}, 99)", "99"),
        (f"INSERT INTO keys VALUES ('x', {OTHER_ID}, 0)", "0"),
    ],
)
def test_the_index_of_keys_is_just_what_the_leaves_say(path: Path, change: str, named: str) -> None:
    with tampering(path) as connection:
        keyed = keyed_leaves(connection)
        bare = next(i for i in range(1, 37) if "keys" not in state_of(connection, i))
        connection.execute(change.format(bare=bare))
    assert len(keyed) > 3
    places = {"first": keyed[0], "last": keyed[-1], "bare": bare}
    assert problem(path).details == {"leaf": places[named] if named in places else int(named)}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE meta SET value = randomblob(32) WHERE name = 'secret'",
        "UPDATE meta SET value = randomblob(32) WHERE name = 'secret_check'",
        "UPDATE meta SET value = 'x' WHERE name = 'secret'",
        "UPDATE meta SET name = 'other' WHERE name = 'secret'",
        "UPDATE meta SET name = 'other' WHERE name = 'secret_check'",
        "DELETE FROM meta",
    ],
)
def test_the_secret_is_what_it_was(path: Path, change: str) -> None:
    with tampering(path) as connection:
        connection.execute(change)
    assert "secret is damaged" in str(problem(path))


# ---------------------------------------------------------------- rows gone, added, moved


@pytest.mark.parametrize("leaf", range(37))
def test_an_event_that_is_gone_is_missed(path: Path, leaf: int) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = ?", (leaf + 1,))
    assert problem(path).details["leaf"] == leaf


@pytest.mark.parametrize("leaf", [0, 9, 10, 30])
def test_two_events_that_changed_places_are_found(path: Path, leaf: int) -> None:
    with tampering(path) as connection:
        for before, after in ((leaf + 1, 99), (leaf + 2, leaf + 1), (99, leaf + 2)):
            connection.execute("UPDATE stored_events SET rowid = ? WHERE rowid = ?", (after, before))
    found = problem(path)
    assert found.details["leaf"] in {leaf, *transaction(leaf)}


def test_events_moved_up_by_one_after_one_was_taken_out_are_found(path: Path) -> None:
    with tampering(path) as connection:
        connection.execute("DELETE FROM stored_events WHERE rowid = 21")
        connection.execute("UPDATE stored_events SET rowid = rowid - 1 WHERE rowid > 21")
        connection.execute("UPDATE sealed SET i = i - 1 WHERE i > 20")
        connection.execute("UPDATE tree SET size = 37 WHERE size = 38")
    assert transaction(20).start <= int(str(problem(path).details["leaf"])) <= 20


@pytest.mark.parametrize("leaf", range(0, 38, 3))
def test_a_text_that_is_gone_is_missed_unless_it_never_was(path: Path, leaf: int) -> None:
    sealed = leaf in sealed_leaves(path)
    with tampering(path) as connection:
        connection.execute("DELETE FROM sealed WHERE i = ?", (leaf,))
    if sealed:
        assert problem(path).details == {"leaf": leaf}
        assert "no later erasure explains it" in str(problem(path))
    else:
        assert verdict(path).ok


def test_a_text_that_was_erased_later_must_be_erased_by_the_right_event(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        world = fill(ledger, 3, (30,))
        erase_text(ledger, world)
        here = check_ledger(ledger.connection).personal.opened
    leaf = sealed_leaves(path)[-1]
    with tampering(path) as connection:
        connection.execute("DELETE FROM sealed WHERE i = ?", (leaf,))
    assert problem(path).details == {"leaf": leaf}
    assert verdict(path).personal.opened == here - 1


def test_a_text_that_was_never_sealed_is_found(path: Path) -> None:
    bare = next(i for i in range(38) if i not in sealed_leaves(path))
    for i in (bare, 38, 1000, -1):
        with tampering(path) as connection:
            connection.execute("INSERT INTO sealed VALUES (?, zeroblob(32), CAST('{}' AS BLOB))", (i,))
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
        connection.execute("INSERT INTO tree SELECT ?, root, frontier FROM tree WHERE size = 10", (size,))
    assert isinstance(problem(path).details["leaf"], int)


def checked_unopened(path: Path) -> LedgerError | None:
    """What opening or checking says; opening looks at the sizes only."""
    try:
        return verdict(path).problem
    except Damaged as error:
        return error


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
def test_a_ledger_whose_events_and_tree_end_elsewhere_is_not_even_opened(path: Path, change: str) -> None:
    with tampering(path) as connection:
        connection.execute(change)
    with pytest.raises(Damaged, match="in the tree"):
        Ledger.open(path)
    with tampering(path) as connection:
        found = check_ledger(connection)
    assert found.problem is not None
    assert isinstance(found.problem.details["leaf"], int)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_is_gone_is_missed(path: Path, table: str) -> None:
    with tampering(path) as connection:
        connection.execute(f"DROP TABLE {table}")
        found = check_ledger(connection)
        connection.executescript(layout.TABLES.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"))
    assert found.problem is not None
    assert f"no such table: {table}" in str(found.problem)


# ---------------------------------------------------------------- everything at random


@settings(max_examples=settings().max_examples)
@given(st.integers(0, 2**32))
def test_any_value_of_any_row_changed_to_any_other_is_found(sample: Path, seed: int) -> None:
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
            [None, random.randrange(-9, 99), "x", random.randbytes(32), b"{}", *other(row[place])]
        )
        same = " AND ".join(f"{name} IS ?" for name in columns)
        try:
            connection.execute(f"UPDATE {table} SET {columns[place]} = ? WHERE {same}", (value, *row))
        except sqlite3.DatabaseError:
            value = row[place]  # the schema does not even let it in
        stays = (*row[:place], value, *row[place + 1 :])
        changed = connection.execute(f"SELECT 1 FROM {table} WHERE {same}", row).fetchone() is None
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
        assert check_ledger(ledger.connection).ok is both_accept(exported(ledger))
    shutil.rmtree(path.parent)


def test_a_page_of_garbage_is_found_wherever_it_is(path: Path, sample: Path) -> None:
    whole = sample.read_bytes()
    for start in range(4096, len(whole), 4096):
        path.write_bytes(whole[:start] + Random(start).randbytes(4096) + whole[start + 4096 :])
        said = checked_unopened(path)
        assert said is not None
        assert "\n" not in str(said)


# ---------------------------------------------------------------- everything computed again


def forge(connection: sqlite3.Connection) -> None:
    """Compute every hash again, as somebody may who has the file and the time."""
    hashes = [leaf_hash(rows.leaf(r.i, r.topic, r.state, r.stream, r.v)) for r in rows.rows(connection)]
    for (size,) in connection.execute("SELECT size FROM tree").fetchall():
        frontier = append(EMPTY, hashes[:size])
        changed = (root(frontier), encode(frontier), size)
        connection.execute("UPDATE tree SET root = ?, frontier = ? WHERE size = ?", changed)


def test_with_every_hash_computed_again_a_change_goes_unseen_by_the_ledger_alone(path: Path) -> None:
    """So no unanchored ledger proves anything against its owner: only a root kept elsewhere does."""
    before = verdict(path).root
    with tampering(path) as connection:
        leaf = next(i for i in range(38) if "minutes" in state_of(connection, i))
        state = state_of(connection, leaf) | {"minutes": 1}
        stored = json.dumps(state, separators=(",", ":"), sort_keys=True).encode()
        connection.execute("UPDATE stored_events SET state = ? WHERE rowid = ?", (stored, leaf + 1))
        forge(connection)
    assert verdict(path).ok
    assert verdict(path).root != before
