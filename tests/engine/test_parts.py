"""A ledger folded in parts gives the views of a single fold, table by table, byte for byte."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.event import Event
from ledger.store.ledger import Ledger
from projections.engine.sqlite import (
    build,
    bulk_fold,
    bulk_tables,
    columns,
    ledger_slices,
    parts,
    tables,
)
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.views_file import views_path
from tests.engine.apart import apart
from tests.engine.keeping import dumps, ledger_of, story
from tests.read_models.stories import stories
from tests.store.histories import World


def check(
    ledger: Ledger,
    count: int,
    names: list[str] | None = None,
    claiming: int | None = None,
) -> None:
    rebuild(ledger.store, views_path(ledger.path))
    alone = dumps(ledger)
    engine = apart(count, claiming)
    rebuild(ledger.store, views_path(ledger.path), names, engine=engine)
    in_parts = dumps(ledger)
    for name, rows in alone.items():
        assert in_parts[name] == rows


@given(stories(), st.integers(1, 12), st.none() | st.integers(0, 99))
def test_parts_are_merged_into_what_one_fold_makes(
    said: list[tuple[str, Event]], count: int, claiming: int | None
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        ledger_of(Path(folder), said) as ledger,
    ):
        check(ledger, count, claiming=claiming)


@given(
    st.sampled_from([1, 60]),
    st.integers(0, 2**32),
    st.integers(1, 90),
    st.integers(1, 9),
)
def test_the_same_where_there_is_room_for_little(
    room: int, seed: int, lot: int, count: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(build, "SLICE", 37)
        patch.setattr(parts, "WIDTH", 37)
        patch.setattr(bulk_fold, "WAITING", room)
        patch.setattr(bulk_fold, "PUT_OFF", room)
        patch.setattr(ledger_slices, "LOT", lot)
        patch.setattr(tables, "ROWS", room)
        for name, value in (("ROOM", room), ("LOTS", 1)):
            patch.setattr(bulk_tables, name, value)
        patch.setattr(columns, "CHUNK", 3)
        with ledger_of(Path(folder), story(seed, 150)) as ledger:
            check(ledger, count, ["search", "timeline"], claiming=seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_the_same_of_histories_that_no_rule_would_allow(
    seed: int, tmp_path: Path
) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        for entries, stamp in World(Random(seed)).batches(iter((1, 20, 9, 30))):
            ledger.append(entries, stamp)
        check(ledger, 1 + seed % 5)
