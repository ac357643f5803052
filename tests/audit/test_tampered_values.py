"""Somebody changes a value with SQLite alone: it is found, and the first wrong leaf named."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.audit.stored import state_of, tampering
from tests.audit.tampered import (
    BOUNDS,
    OTHER_ID,
    check_named,
    keyed_leaves,
    problem,
    sealed_leaves,
    transaction,
    verdict,
)

CHANGES = {
    "stored_events.originator_id": [
        OTHER_ID,
        "upper(originator_id)",
        "'x'",
        "x'00'",
        "''",
    ],
    "stored_events.originator_version": [
        "originator_version + 100",
        "0",
        "-1",
        "'x'",
        "1.5",
    ],
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


@pytest.mark.slow
@pytest.mark.parametrize("leaf", [1, 5, 9, 10, 11, 23, 31, 37])
@pytest.mark.parametrize(
    ("column", "value"),
    [(column, value) for column, values in CHANGES.items() for value in values],
)
def test_one_value_of_an_event_changed_is_found_and_its_leaf_named(
    path: Path, leaf: int, column: str, value: str
) -> None:
    table, name = column.split(".")
    follower = next_of_its_stream(path, leaf)
    with tampering(path) as connection:
        connection.execute(
            f"UPDATE {table} SET {name} = {value} WHERE rowid = ?", (leaf + 1,)
        )
    found = problem(path)
    # An event that left its stream is missed by the next one there, if no root comes between.
    if name == "originator_id" and found.details["leaf"] == follower:
        assert follower in transaction(leaf)
    else:
        check_named(found, leaf)


def next_of_its_stream(path: Path, leaf: int) -> int | None:
    """The event that follows another in its stream; None for the last."""
    with Ledger.open(path) as ledger:
        row = ledger.store.bare_row(leaf)
        assert row is not None
        history = ledger.store.history(row.stream)
    return min((event.i for event in history if event.i > leaf), default=None)


@pytest.mark.parametrize("column", ["salt", "text"])
@pytest.mark.parametrize(
    "value",
    [
        "zeroblob(32)",
        "x''",
        "'x'",
        'CAST(\'{"name":"Zoé"}\' AS BLOB)',
        "randomblob(32)",
    ],
)
def test_a_sealed_text_or_salt_changed_is_found_and_its_leaf_named(
    path: Path, column: str, value: str
) -> None:
    for leaf in sealed_leaves(path)[::5]:
        with tampering(path) as connection:
            (before,) = connection.execute(
                f"SELECT {column} FROM sealed WHERE i = ?", (leaf,)
            ).fetchone()
            connection.execute(
                f"UPDATE sealed SET {column} = {value} WHERE i = ?", (leaf,)
            )
        assert problem(path).details == {"leaf": leaf}
        with tampering(path) as connection:
            connection.execute(
                f"UPDATE sealed SET {column} = ? WHERE i = ?", (before, leaf)
            )
    assert verdict(path).ok


@pytest.mark.parametrize("value", ["x'00'", "randomblob(32)", "'x'", "zeroblob(32)"])
@pytest.mark.parametrize("column", ["root", "frontier"])
@pytest.mark.parametrize("size", BOUNDS[1:])
def test_any_root_or_frontier_changed_is_found(
    path: Path, column: str, value: str, size: int
) -> None:
    with tampering(path) as connection:
        connection.execute(
            f"UPDATE tree SET {column} = {value} WHERE size = ?", (size,)
        )
    check_named(problem(path), size - 1)


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
        (
            "DELETE FROM keys WHERE key = (SELECT key FROM keys WHERE i = (SELECT min(i) FROM keys))",
            "first",
        ),
        (f"INSERT INTO keys VALUES (randomblob(32), {OTHER_ID}, {{bare}})", "bare"),
        (f"INSERT INTO keys VALUES (randomblob(32), {OTHER_ID}, 0)", "0"),
        (f"INSERT INTO keys VALUES (randomblob(32), {OTHER_ID}, 99)", "99"),
        (f"INSERT INTO keys VALUES ('x', {OTHER_ID}, 0)", "0"),
        (f"INSERT INTO keys VALUES ('x', {OTHER_ID}, 0), ('y', x'00', 1)", "0"),
    ],
)
def test_the_index_of_keys_is_just_what_the_leaves_say(
    path: Path, change: str, named: str
) -> None:
    with tampering(path) as connection:
        keyed = keyed_leaves(connection)
        bare = next(i for i in range(1, 37) if "keys" not in state_of(connection, i))
        connection.execute(change.format(bare=bare))
    assert len(keyed) > 3
    places = {"first": keyed[0], "last": keyed[-1], "bare": bare}
    assert problem(path).details == {
        "leaf": places[named] if named in places else int(named)
    }


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
