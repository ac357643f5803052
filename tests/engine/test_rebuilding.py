"""A rebuild stands beside what is in service until it is whole, and then is in its place."""

from __future__ import annotations

import fcntl
import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from ledger.errors import Damaged, NotFound
from ledger.facts.event import Event
from ledger.facts.meeting.events import CoffeeHad, MeetingCorrected
from ledger.facts.person.events import PersonAdded, PersonErased, TextErased
from ledger.store.ledger import Ledger
from ledger.store.sqlite.store import SqliteStore
from projections import PROJECTIONS
from projections.engine import fold
from projections.engine.sqlite import build as building
from projections.engine.sqlite import bulk_tables, tables, views_file
from projections.engine.sqlite import open as module
from projections.engine.sqlite.build import rebuild
from projections.engine.sqlite.open import dump, open_views
from projections.engine.sqlite.views_file import ViewsReadOnly, views_path
from tests.engine.conftest import Start
from tests.engine.keeping import dumps, ledger_of, record, story
from tests.read_models.given import ME, day, identity, opening

MORE = story(4, 40)[len(opening()) :]


def path_of(ledger: Ledger) -> Path:
    return views_path(ledger.path)


def left(ledger: Ledger) -> list[str]:
    """What lies beside the ledger that neither it nor its views need."""
    kept = {f"{ledger.path.name}{ending}" for ending in ("", "-wal", "-shm", ".views")}
    in_service = path_of(ledger).resolve().name
    return sorted(
        {each.name for each in ledger.path.parent.iterdir()} - kept - {in_service}
    )


def test_who_reads_meanwhile_reads_the_old_views_and_then_the_new(
    ledger: Ledger,
) -> None:
    before = dumps(ledger)
    with open_views(ledger.store, path_of(ledger)) as views:
        seen = []

        def look(done: int, _total: int) -> None:
            seen.append(done)
            assert {each.name: dump(views, each.name) for each in PROJECTIONS} == before
            with closing(sqlite3.connect(path_of(ledger))) as other:
                assert other.execute(
                    "SELECT min(position) FROM views_positions"
                ).fetchone() == (ledger.size,)

        size = rebuild(ledger.store, path_of(ledger), progress=look)
        assert seen == [size]
        assert {each.name: dump(views, each.name) for each in PROJECTIONS} == before
    assert dumps(ledger) == before


@pytest.mark.parametrize("width", [1, 3, 100])
def test_a_corrected_meeting_is_folded_once_however_late_the_correction_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    meeting, other = identity(1), identity(2)
    coffee = CoffeeHad(occurred_on=day(1), participants=(ME, identity(3)))
    said: list[tuple[str, Event]] = [
        *opening(),
        (meeting, coffee),
        (meeting, MeetingCorrected(minutes=50)),
        (other, coffee),
        (meeting, MeetingCorrected(occurred_on=day(2), precision="day")),
    ]
    monkeypatch.setattr(building, "SLICE", width)
    with ledger_of(tmp_path, said) as ledger:
        before = dumps(ledger)
        with monkeypatch.context() as patch:
            patch.delattr(fold.Fold, "_exchange_rows")
            rebuild(ledger.store, path_of(ledger))
        assert dumps(ledger) == before


def test_progress_is_reported_slice_by_slice(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "SLICE", 10)
    told: list[tuple[int, int]] = []
    size = rebuild(
        ledger.store, path_of(ledger), progress=lambda *how_far: told.append(how_far)
    )
    assert told == [(min(done, size), size) for done in range(10, size + 10, 10)]


@pytest.mark.parametrize("names", [None, ["trust"]])
def test_a_rebuild_that_fails_leaves_the_old_views_and_nothing_else(
    ledger: Ledger, names: list[str] | None
) -> None:
    before, old = dumps(ledger), path_of(ledger).stat().st_ino

    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(ledger.store, path_of(ledger), names, interrupt)
    assert path_of(ledger).stat().st_ino == old
    assert left(ledger) == []
    assert dumps(ledger) == before


def test_a_rebuild_that_was_killed_leaves_the_old_views_and_the_next_one_tidies_up(
    ledger: Ledger, start: Start
) -> None:
    before = dumps(ledger)
    process = start("rebuild_slowly")
    assert process.stdout is not None
    process.stdout.readline()
    beside = left(ledger)
    assert len(beside) == 1
    rebuild(ledger.store, path_of(ledger))
    assert left(ledger) == beside  # somebody is at work on it
    process.kill()
    process.wait()
    assert left(ledger) == beside
    assert dumps(ledger) == before
    rebuild(ledger.store, path_of(ledger))
    assert left(ledger) == []
    assert dumps(ledger) == before


def test_who_waited_to_write_into_the_old_views_leaves_them_alone(
    ledger: Ledger,
) -> None:
    dumps(ledger)
    record(ledger, MORE)
    opened = views_file.connect(path_of(ledger))
    assert opened is not None
    with closing(opened[0]) as connection:
        rebuild(ledger.store, path_of(ledger))
        assert not module._caught_up(
            connection, ledger.store, path_of(ledger), opened[1], PROJECTIONS
        )
        assert not connection.in_transaction
    caught_up = dumps(ledger)
    path_of(ledger).unlink()
    assert dumps(ledger) == caught_up


def test_a_view_is_rebuilt_by_its_name_and_the_others_are_caught_up(
    ledger: Ledger,
) -> None:
    dumps(ledger)
    with closing(sqlite3.connect(path_of(ledger))) as other, other:
        other.execute("DELETE FROM trust_meetings")
        other.execute("DELETE FROM timeline_days")
        views_file.seal(other)
    # After an erasure all views are made again, whatever the name.
    record(
        ledger,
        [said for said in MORE if not isinstance(said[1], PersonErased | TextErased)],
    )
    rebuild(ledger.store, path_of(ledger), ["trust"])
    found = dumps(ledger)
    rebuild(ledger.store, path_of(ledger))
    whole = dumps(ledger)
    assert {name for name in whole if found[name] != whole[name]} == {"timeline"}


def test_a_view_of_no_known_name_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="poems"):
        rebuild(ledger.store, path_of(ledger), ["trust", "poems"])
    assert left(ledger) == []


def test_a_missing_view_is_rebuilt_by_name(ledger: Ledger) -> None:
    rebuild(ledger.store, path_of(ledger), ["trust"])
    found = dumps(ledger)
    path_of(ledger).write_bytes(b"garbage")
    rebuild(ledger.store, path_of(ledger), ["queue"])
    assert dumps(ledger) == found


def test_views_of_a_ledger_that_cannot_be_read_whole_are_not_put_in_service(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dumps(ledger)
    rows = SqliteStore.bare_rows
    monkeypatch.setattr(
        SqliteStore, "bare_rows", lambda *given: islice(rows(*given), 5)
    )
    with pytest.raises(Damaged, match="handshake verify"):
        rebuild(ledger.store, path_of(ledger))
    monkeypatch.undo()
    assert left(ledger) == []
    assert dumps(ledger) == before


def test_an_event_that_no_program_wrote_is_named_and_the_views_stay(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dumps(ledger)
    spoilt = (
        """CAST(replace(state, '"participants":[', '"participants":[7,') AS BLOB)"""
    )
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as connection:
        for (guard,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {guard}")
        alone = "SELECT originator_id FROM stored_events GROUP BY originator_id HAVING count(*) = 1"
        connection.execute(
            f"UPDATE stored_events SET state = {spoilt} WHERE topic LIKE '%Had@1' AND originator_id IN ({alone})"
        )
    monkeypatch.setattr(building, "SLICE", 1)
    with pytest.raises(
        Damaged, match=r"The ledger holds an unreadable meeting\.\w+@1: "
    ):
        rebuild(ledger.store, path_of(ledger))
    assert dumps(ledger) == before


def test_there_are_never_more_leaves_in_the_views_than_have_a_place(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "SECONDS", ledger.size - 1)
    with pytest.raises(
        ViewsReadOnly,
        match=f"{ledger.size:,} events, where {ledger.size - 1:,} have their places",
    ):
        rebuild(ledger.store, path_of(ledger))


def test_a_full_disk_is_reported_for_the_views_and_not_for_the_ledger(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(
        ledger, [(identity(900), PersonAdded(name="Ada " + "x" * 40_000))]
    )  # more than a page has room for
    before = dumps(ledger)
    written = bulk_tables.SqliteBulkTables.flush

    def flush(self: bulk_tables.SqliteBulkTables, *names: object) -> None:
        self.connection.execute(
            "PRAGMA max_page_count=1"
        )  # as many as there are, and no more
        written(self)

    monkeypatch.setattr(bulk_tables.SqliteBulkTables, "flush", flush)
    monkeypatch.setattr(tables, "ROWS", 0)
    monkeypatch.setattr(building, "SLICE", 1)
    with pytest.raises(ViewsReadOnly, match="Cannot write the ledger's stored results"):
        rebuild(ledger.store, path_of(ledger))
    assert left(ledger) == []
    assert dumps(ledger) == before


def test_what_is_recorded_during_a_rebuild_is_caught_up_after_it(
    ledger: Ledger,
) -> None:
    size = ledger.size
    with Ledger.open(ledger.path) as other:
        more = iter([MORE[:3]])

        def meanwhile(_done: int, _total: int) -> None:
            record(other, next(more, []))

        assert rebuild(ledger.store, path_of(ledger), progress=meanwhile) == size
    caught_up = dumps(ledger)
    rebuild(ledger.store, path_of(ledger))
    assert dumps(ledger) == caught_up


def test_an_old_journal_is_never_taken_for_one_of_the_new_views(ledger: Ledger) -> None:
    before = dumps(ledger)
    build = path_of(ledger).resolve()
    build.write_bytes(b"garbage")
    journals = [
        each.with_name(f"{each.name}-journal") for each in (build, path_of(ledger))
    ]
    for journal in journals:
        journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(4096))
    assert dumps(ledger) == before
    rebuild(ledger.store, path_of(ledger))
    assert left(ledger) == []


def test_views_of_an_earlier_version_in_a_file_of_that_name_become_a_link(
    ledger: Ledger,
) -> None:
    before = dumps(ledger)
    path_of(ledger).resolve().rename(path_of(ledger))
    assert not path_of(ledger).is_symlink()
    assert dumps(ledger) == before
    rebuild(ledger.store, path_of(ledger))
    assert path_of(ledger).is_symlink()
    assert left(ledger) == []
    assert dumps(ledger) == before


def test_a_link_that_a_killed_program_was_about_to_put_in_service_goes(
    ledger: Ledger,
) -> None:
    """It names a build that is gone, one that no one makes any more, or one that is being made: that one stays."""
    path = path_of(ledger)
    builds = [path.with_name(f"{path.name}.{digit * 16}") for digit in "012"]
    for build in builds:
        build.with_name(f"{build.name}.link").symlink_to(build.name)
    _gone, abandoned, busy = builds
    abandoned.touch()
    with busy.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        rebuild(ledger.store, path)
        assert left(ledger) == [busy.name, f"{busy.name}.link"]
    rebuild(ledger.store, path)
    assert left(ledger) == []
