"""Whoever reads views reads one moment of them, whoever writes, replaces or dies meanwhile."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.facts.meeting.events import CoffeeHad
from ledger.store.ledger import Ledger
from projections import PROJECTIONS
from projections.engine.sqlite import views_file
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.open import dump, open_views
from projections.engine.sqlite.views_file import views_path
from tests.engine.conftest import Start
from tests.engine.keeping import dumps, record
from tests.read_models.given import ADA, ME, day, identity

COFFEE = CoffeeHad(occurred_on=day(0), participants=tuple(sorted((ME, ADA))))


def path_of(ledger: Ledger) -> Path:
    return views_path(ledger.path)


def test_a_reader_sees_one_moment_and_does_not_stop_a_writer(ledger: Ledger) -> None:
    dumps(ledger)
    with open_views(ledger.store, path_of(ledger)) as views:
        before = {each.name: dump(views, each.name) for each in PROJECTIONS}
        record(ledger, [(identity(8000), COFFEE)])
        after = dumps(ledger)  # though somebody goes on reading what was there before
        assert (
            {each.name: dump(views, each.name) for each in PROJECTIONS}
            == before
            != after
        )
        assert views.size < ledger.size
    assert dumps(ledger) == after


def test_a_reader_whose_views_are_released_waits_for_nobody_and_nobody_for_them(
    ledger: Ledger,
) -> None:
    dumps(ledger)
    with open_views(ledger.store, path_of(ledger)) as views:
        views.release()
        build = views_file.in_service(path_of(ledger))
        record(ledger, [(identity(8000), COFFEE)])
        after = dumps(ledger)
        assert views_file.in_service(path_of(ledger)) == build
        assert {each.name: dump(views, each.name) for each in PROJECTIONS} == after


def kill_in_commit(build: str) -> None:
    """Leave a build half written, with its journal, as a writer does who is killed in his commit."""
    if (child := os.fork()) == 0:
        connection = sqlite3.connect(build, isolation_level=None)
        connection.execute("PRAGMA cache_size=1")  # pages are written before the end
        connection.execute("BEGIN IMMEDIATE")
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'"
        ).fetchall():
            connection.execute(f"DELETE FROM {table}")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_journal_that_a_killed_writer_leaves_is_that_of_his_own_build_alone(
    ledger: Ledger,
) -> None:
    """Found by the name of a replaced file, it was rolled back into another: rows of two moments."""
    before = dumps(ledger)
    with open_views(ledger.store, path_of(ledger)) as old:
        old.release()
        record(ledger, [(identity(8000), COFFEE)])
        rebuild(ledger.store, path_of(ledger))
        after = dumps(ledger)
        build = views_file.in_service(path_of(ledger))
        assert build is not None
        kill_in_commit(build)
        assert Path(f"{build}-journal").exists()
        assert {each.name: dump(old, each.name) for each in PROJECTIONS} == before
        assert dumps(ledger) == after
        assert not Path(f"{build}-journal").exists()
        assert {each.name: dump(old, each.name) for each in PROJECTIONS} == before


def test_a_writer_killed_in_the_old_build_leaves_the_new_one_alone(
    ledger: Ledger,
) -> None:
    before = dumps(ledger)
    build = views_file.in_service(path_of(ledger))
    assert build is not None
    kill_in_commit(build)
    rebuild(ledger.store, path_of(ledger))
    assert not Path(build).exists()
    assert not Path(f"{build}-journal").exists()
    assert dumps(ledger) == before


def test_nobody_writes_into_a_build_that_was_replaced(ledger: Ledger) -> None:
    dumps(ledger)
    with open_views(ledger.store, path_of(ledger)) as old:
        rebuild(ledger.store, path_of(ledger))
        with old.writing() as same:
            assert not same
    with open_views(ledger.store, path_of(ledger)) as views, views.writing() as same:
        assert same


def test_views_are_replaced_while_somebody_reads_and_the_old_build_goes(
    ledger: Ledger,
) -> None:
    before = dumps(ledger)
    with open_views(ledger.store, path_of(ledger)) as views:
        build = views_file.in_service(path_of(ledger))
        rebuild(ledger.store, path_of(ledger))
        assert views_file.in_service(path_of(ledger)) != build
        assert not Path(str(build)).exists()
        assert {each.name: dump(views, each.name) for each in PROJECTIONS} == before


def together(ledger: Ledger, start: Start, seconds: float) -> None:
    """Eight processes record, read and rebuild for a while; then caught-up views are rebuilt views."""
    recording = [start("record_and_look", seed, seconds) for seed in (11, 12, 13)]
    others = [
        start("look", seconds),
        start("look", seconds),
        start("look_slowly", seconds),
    ]
    processes = [
        *recording,
        *others,
        start("rebuild_again", seconds),
        start("rebuild_again", seconds),
    ]
    assert len(processes) == 8
    for process in processes:
        process.wait(120 + seconds)
        assert process.returncode == 0
    caught_up = dumps(ledger)
    rebuild(ledger.store, path_of(ledger))
    assert dumps(ledger) == caught_up
    with closing(sqlite3.connect(path_of(ledger))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    names = {each.name for each in ledger.path.parent.iterdir()}
    assert len([each for each in names if each.startswith(path_of(ledger).name)]) == 2


def test_eight_processes_that_record_read_and_rebuild_at_once_all_end_well(
    ledger: Ledger, start: Start
) -> None:
    together(ledger, start, 2)


@pytest.mark.long
def test_the_same_for_a_minute(ledger: Ledger, start: Start) -> None:
    together(ledger, start, 60)
