"""A ledger that something else has changed: every way to make views says so, or finds the same in it.

That its Merkle log no longer fits is passed over here, as if somebody had made another one for what he wrote.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any, Final

import orjson
import pytest

from ledger.errors import Damaged
from ledger.store import encode
from ledger.store.ledger import Ledger
from ledger.store.merkle import LeafCheck, SpanCheck
from projections import PROJECTIONS
from projections.engine.fold import fold
from projections.engine.memory import Memory
from projections.engine.sqlite import ledger_slices
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.facts import facts
from projections.engine.sqlite.open import dump, open_views
from projections.engine.sqlite.views_file import views_path
from tests.engine.keeping import ledger_of, story

pytestmark = pytest.mark.slow

GONE: Final = object()
WRONG: Final = (GONE, None, 7.5, True, [7], {"x": 1})
"""What is put in the place of a field: none is ever a value of one, but for null."""


@pytest.fixture(autouse=True)
def forged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Merkle log and the commitments are made to fit."""
    monkeypatch.setattr(LeafCheck, "check_end", lambda _self: None)
    monkeypatch.setattr(SpanCheck, "check", lambda _self, _row: None)
    monkeypatch.setattr(encode, "opened", lambda _i, _state, _salt, text: text)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger that nothing keeps from being changed."""
    with ledger_of(tmp_path_factory.mktemp("spoilt"), story(5, 70)) as ledger:
        with closing(sqlite3.connect(ledger.path, isolation_level=None)) as connection:
            found = connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
            ).fetchall()
            for (guard,) in found:
                connection.execute(f"DROP TRIGGER {guard}")
        yield ledger


def put(ledger: Ledger, i: int, state: bytes) -> None:
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE stored_events SET state = ? WHERE rowid = ?", (state, i + 1)
        )


def spoil(state: bytes, name: str, value: Any) -> bytes:
    said = orjson.loads(state)
    said[name] = value
    if value is GONE:
        del said[name]
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def folded(ledger: Ledger) -> dict[str, bytes] | None:
    """All views as the reference folds them; None where it refuses."""
    try:
        every = list(facts(ledger.store))
        memory = Memory(every)
        fold(PROJECTIONS, memory, every)
    except Damaged:
        return None
    tables = {
        each.name: {table.name: list(memory.scan(table)) for table in each.tables}
        for each in PROJECTIONS
    }
    return {
        name: orjson.dumps(found, option=orjson.OPT_SORT_KEYS)
        for name, found in tables.items()
    }


def made(ledger: Ledger) -> dict[str, bytes] | None:
    """All views made again; None where that is refused."""
    try:
        rebuild(ledger.store, views_path(ledger.path))
    except Damaged:
        return None
    with open_views(ledger.store, views_path(ledger.path)) as views:
        return {each.name: dump(views, each.name) for each in PROJECTIONS}


def test_a_field_that_is_gone_or_of_another_type_is_refused_or_changes_nothing(
    spoilt: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rebuild refuses what the reference refuses, but for fields that no view keeps, which it does not read."""
    before = made(spoilt)
    of_each_kind = {row.topic: row for row in spoilt.store.rows()}
    refused = 0
    for row in of_each_kind.values():
        for name in orjson.loads(row.state):
            random = Random(f"{row.topic} {name}")
            value = random.choice(WRONG)
            monkeypatch.setattr(ledger_slices, "LOT", random.choice((1, 1000)))
            put(spoilt, row.i, spoil(row.state, name, value))
            expected = folded(spoilt)
            found = made(spoilt)
            assert found in ((None, before) if expected is None else (expected,)), (
                row.topic,
                name,
                value,
            )
            refused += found is None
        put(spoilt, row.i, row.state)
    assert refused > len(of_each_kind)


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"{",
        b"7",
        b"[]",
        b'{"source":"cli:x","recorded_at":"2026"}',
        b'{"a":"\xff"}',
    ],
)
def test_a_state_that_is_no_state_is_refused(spoilt: Ledger, state: bytes) -> None:
    for row in {row.topic: row for row in spoilt.store.rows()}.values():
        put(spoilt, row.i, state)
        expected = folded(spoilt)
        assert made(spoilt) == expected, row.topic
        assert expected is None or b"source" in state
        put(spoilt, row.i, row.state)


@pytest.mark.parametrize(
    "text",
    [b"{", b"[]", b'{"name":7,"note":7,"message":7}', b'{"note":[7],"name":["x"]}'],
)
def test_a_text_that_is_no_text_of_its_event_is_refused_or_changes_nothing(
    spoilt: Ledger, text: bytes
) -> None:
    before = made(spoilt)
    assert before is not None
    for row in {row.topic: row for row in spoilt.store.rows() if row.text}.values():
        with closing(sqlite3.connect(spoilt.path, isolation_level=None)) as connection:
            connection.execute("UPDATE sealed SET text = ? WHERE i = ?", (text, row.i))
            expected, found = folded(spoilt), made(spoilt)
            assert found in ((None, before) if expected is None else (expected,)), (
                row.topic
            )
            connection.execute(
                "UPDATE sealed SET text = ? WHERE i = ?", (row.text, row.i)
            )
    assert made(spoilt) == before


def test_an_impossible_day_is_refused_in_words(spoilt: Ledger) -> None:
    """Of many facts at a time a day is looked at where its ordinal is looked up."""
    for row in {
        row.topic: row for row in spoilt.store.rows() if "Had@" in row.topic
    }.values():
        for day in ("20261129", "2026-W48-7", "2026-02-30", "soon"):
            put(spoilt, row.i, spoil(row.state, "occurred_on", day))
            with pytest.raises(Damaged, match="unreadable"):
                rebuild(spoilt.store, views_path(spoilt.path))
        put(spoilt, row.i, row.state)


@pytest.mark.parametrize(
    "event", ["", "nothing", "a/", "/1", "a/b", "a/-1", "a/½", "a/" + 20 * "9"]
)
def test_an_erased_text_that_names_no_event_is_refused_in_words(
    spoilt: Ledger, event: str
) -> None:
    *_others, row = spoilt.store.rows()
    state = {
        "event": event,
        "recorded_at": "2026-11-29T08:00:00.000000Z",
        "source": "cli:x",
    }
    with closing(sqlite3.connect(spoilt.path, isolation_level=None)) as connection:
        change = "UPDATE stored_events SET topic = ?, state = ? WHERE rowid = ?"
        connection.execute(
            change, ("person.TextErased@1", orjson.dumps(state), row.i + 1)
        )
        assert folded(spoilt) is None
        with pytest.raises(Damaged, match=r"unreadable .*event"):
            rebuild(spoilt.store, views_path(spoilt.path))
        connection.execute(change, (row.topic, row.state, row.i + 1))
