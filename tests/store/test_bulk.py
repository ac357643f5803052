"""Many events recorded at once give the bytes that they give one by one through the library."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.facts.codec import Stated, stated
from ledger.facts.event import NewEvents
from ledger.facts.person.events import PersonAdded, PersonRenamed
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from ledger.store.port import Overtaken
from tests.store.histories import fill

STAMP = Stamp(
    "5b0e1d6c-0000-4000-8000-000000000000",
    "import:linkedin:5b0e1d6c-0000-4000-8000-000000000001",
    datetime(2026, 11, 20, tzinfo=UTC),
)
TABLES = ("stored_events", "sealed", "keys", "tree", "meta")


@pytest.fixture
def salts(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Begins the same row of salts anew."""

    def begin() -> None:
        numbers = itertools.count()
        monkeypatch.setattr(
            os, "urandom", lambda size: next(numbers).to_bytes(size, "big")
        )

    return begin


def entries_of(path: Path, seed: int) -> list[NewEvents]:
    """The events of an invented history, each with an identifier of its own and one that others bear too."""
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, seed, (80, 80))
        streams = [row.stream for row in ledger.store.rows()]
        found = []
        for at, stream in enumerate(dict.fromkeys(streams)):
            for v, event in enumerate(ledger.history(stream)):
                vars(event)["identifiers"] = (
                    f"row:test|{at}|{v}",
                    f"row:test|{at % 7}|0",
                )
                found.append(NewEvents(stream, v, (event,)))
        return found


def facts_of(entries: list[NewEvents]) -> list[Stated]:
    return [
        stated(e.stream, v, event)
        for e in entries
        for v, event in enumerate(e.events, e.version + 1)
    ]


def rows(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in TABLES
        ]


@pytest.mark.parametrize("seed", range(3))
def test_facts_are_the_rows_that_their_events_are(
    tmp_path: Path, seed: int, salts: Callable[[], None]
) -> None:
    entries = entries_of(tmp_path / "other.db", seed)
    one, many = tmp_path / "one.db", tmp_path / "many.db"
    Ledger.open(one, create=True).close()
    shutil.copy(one, many)
    half = len(entries) // 2
    with Ledger.open(one) as ledger:
        salts()
        ledger.append(entries[:half], STAMP)
        ledger.append(entries[half:], STAMP)
    with Ledger.open(many) as ledger:
        salts()
        size = ledger.append_facts(facts_of(entries[:half]), STAMP, size=0)
        assert (
            ledger.append_facts(facts_of(entries[half:]), STAMP, size=size)
            == ledger.size
            == len(entries)
        )
    assert rows(one) == rows(many)


def test_facts_are_recorded_only_in_the_ledger_that_was_looked_at(
    tmp_path: Path,
) -> None:
    facts = facts_of([NewEvents(STAMP.recorded_by, 0, (PersonAdded(name="Zoé"),))])
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        with pytest.raises(Overtaken):
            ledger.append_facts(facts, STAMP, size=1)
        assert ledger.append_facts(facts, STAMP, size=0) == 1
        with pytest.raises(Overtaken):
            ledger.append_facts(facts, STAMP, size=1)
        gap = facts_of([NewEvents(STAMP.recorded_by, 2, (PersonRenamed(name="Zoé"),))])
        with pytest.raises(ValueError, match="beyond what its stream holds"):
            ledger.append_facts(gap, STAMP, size=1)
        assert ledger.size == 1


def test_facts_that_fail_on_the_way_leave_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[Stated]:
        yield from facts_of(
            [NewEvents(STAMP.recorded_by, 0, (PersonAdded(name="Zoé"),))]
        )
        raise KeyboardInterrupt

    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        with pytest.raises(KeyboardInterrupt):
            ledger.append_facts(failing(), STAMP, size=0)
        assert ledger.size == 0
        assert ledger.store.stray_text() is None


def test_the_histories_of_many_streams_are_those_of_each(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        fill(ledger, 3, (300,))
        streams = {row.stream for row in ledger.store.rows()}
        assert ledger.histories([*streams, "nobody"]) == {
            each: ledger.history(each) for each in streams
        }
