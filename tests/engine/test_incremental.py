"""However the ledger grew, caught-up views are rebuilt views, byte for byte, and those of memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.event import Event
from ledger.store.ledger import Ledger
from projections import PROJECTIONS
from projections.engine.sqlite import (
    build,
    bulk_fold,
    bulk_tables,
    columns,
    ledger_slices,
    tables,
)
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.facts import facts
from projections.engine.sqlite.views_file import views_path
from tests.engine.keeping import Said, dumps, record, slices, story
from tests.read_models.given import folded
from tests.read_models.stories import stories
from tests.store.histories import World

NAMES = [each.name for each in PROJECTIONS]


def in_memory(ledger: Ledger) -> dict[str, bytes]:
    tables = folded(list(facts(ledger.store)))
    return {
        each.name: orjson.dumps(
            {table.name: list(tables.scan(table)) for table in each.tables},
            option=orjson.OPT_SORT_KEYS,
        )
        for each in PROJECTIONS
    }


def check(parts: list[Said], names: list[str]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "ledger.db", create=True) as ledger,
    ):
        caught_up = dumps(ledger)
        for part in parts:
            record(ledger, part)
            caught_up = dumps(ledger)
        rebuild(ledger.store, views_path(ledger.path), names)
        assert dumps(ledger) == caught_up
        rebuild(ledger.store, views_path(ledger.path))
        assert dumps(ledger) == caught_up == in_memory(ledger)


@given(
    stories(),
    st.lists(st.integers(0, 100), max_size=5),
    st.lists(st.sampled_from(NAMES), unique=True),
)
def test_views_caught_up_in_any_slices_are_those_rebuilt_whole_and_by_name(
    said: list[tuple[str, Event]], cuts: list[int], names: list[str]
) -> None:
    check(slices(said, cuts), names)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_the_same_of_a_long_history(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SLICE", 37)
    monkeypatch.setattr(build, "MANY", 11)
    random = Random(seed)
    check(
        slices(story(seed, 800), [random.randrange(1000) for _ in range(6)]),
        random.sample(NAMES, 2),
    )


@pytest.mark.parametrize("room", [1, 60])
@settings(max_examples=settings().max_examples // 4 + 1)
@given(st.integers(0, 2**32), st.integers(1, 90))
def test_the_same_where_there_is_room_for_little(
    room: int, seed: int, lot: int
) -> None:
    """What waits is written over and over, into chunks that are there and beside them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "SLICE", 37)
        patch.setattr(ledger_slices, "LOT", lot)
        patch.setattr(build, "MANY", 11)
        patch.setattr(bulk_fold, "WAITING", room)
        patch.setattr(bulk_fold, "PUT_OFF", room // 2)
        patch.setattr(tables, "ROWS", room)
        patch.setattr(tables, "PACKED_ROWS", room)
        for name, value in (("ROOM", room), ("LOTS", 1)):
            patch.setattr(bulk_tables, name, value)
        patch.setattr(columns, "CHUNK", 3)
        check(slices(story(seed, 80), []), ["trust"])


@pytest.mark.long
@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_the_same_of_many_histories_of_5000_events(seed: int) -> None:
    of_events(5000, seed)


@pytest.mark.slow
def test_the_same_of_a_history_of_1200_events() -> None:
    of_events(1200, 2013)


def of_events(number: int, seed: int) -> None:
    """A little less than half of what a story tells is refused, and gives no event."""
    random = Random(seed)
    cuts = [random.randrange(number + number // 5) for _ in range(9)]
    check(slices(story(seed, number * 11 // 5), cuts), random.sample(NAMES, 2))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_the_same_of_histories_that_no_rule_would_allow(
    seed: int, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        caught_up = dumps(ledger)
        for entries, stamp in World(Random(seed)).batches(iter((1, 20, 9, 30))):
            ledger.append(entries, stamp)
            caught_up = dumps(ledger)
        rebuild(ledger.store, views_path(ledger.path))
        assert dumps(ledger) == caught_up == in_memory(ledger)
