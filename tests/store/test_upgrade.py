"""A ledger of an older format: brought to today's by one step after the other, whole or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import Busy, Damaged
from ledger.store import backup
from ledger.store.ledger import Ledger
from ledger.store.sqlite import copies, file, tables, upgrade
from tests.store.histories import fill
from tests.store.newer_format import STEPS, index_the_kinds, newer_program

ERASURES = {"person.PersonErased@1", "person.TextErased@1"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of format 1, nothing of which was erased."""
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 1, without=ERASURES)
    return path


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("PRAGMA user_version").fetchone()
        return int(number)


def content(path: Path) -> list[object]:
    with Ledger.open(path) as ledger:
        rows, roots = list(ledger.store.rows()), list(ledger.store.roots())
        return [rows, roots, ledger.secret]


def beside(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir())


def test_every_older_format_has_its_step() -> None:
    assert sorted(upgrade.STEPS) == list(range(1, file.FORMAT))


@pytest.mark.parametrize("start", [1, 2])
def test_an_older_ledger_is_brought_up_when_it_is_opened(
    path: Path, start: int
) -> None:
    before = content(path)
    for number in range(1, start):
        with newer_program({n: STEPS[n] for n in range(1, number + 1)}):
            assert content(path) == before
    assert version(path) == start
    with newer_program():
        assert content(path) == before
        assert version(path) == 3
        with Ledger.open(path) as ledger:
            fill(ledger, 2)
        assert content(path) != before
    assert beside(path) == ["ledger.db"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_ledger_that_a_newer_program_brought_up_is_refused_by_this_one(
    path: Path,
) -> None:
    with newer_program():
        content(path)
    before = path.read_bytes()
    with pytest.raises(Damaged, match=r"newer version of handshake \(format 3"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_a_step_that_is_still_in_the_wal_is_known_too(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM tree").fetchone()
        with closing(sqlite3.connect(path, isolation_level=None)) as writer:
            writer.execute("PRAGMA wal_autocheckpoint=0")
            writer.execute("PRAGMA user_version=3")
        assert path.read_bytes()[60:64] == b"\0\0\0\1"
        with pytest.raises(Damaged, match="newer version"):
            Ledger.open(path)


def test_a_new_ledger_is_of_the_newest_format(tmp_path: Path) -> None:
    with newer_program():
        tables.create(tmp_path / "new.db")
        assert version(tmp_path / "new.db") == 3


def stages() -> dict[str, Callable[[pytest.MonkeyPatch], None]]:
    """Where a program may be killed on the way."""

    def kill(*_arguments: object, **_named: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def half_a_step(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TRIGGER meta_insert")
        kill()

    def before_the_commit(connection: sqlite3.Connection) -> None:
        STEPS[2](connection)
        kill()

    def in_step(number: int, step: upgrade.Step) -> Callable[..., None]:
        return lambda patch: patch.setitem(upgrade.STEPS, number, step)

    return {
        "before the copy": lambda patch: patch.setattr(upgrade, "_keep", kill),
        "within the copy": lambda patch: patch.setattr(copies, "copy", kill),
        "with the copy": lambda patch: patch.setattr(upgrade, "_take_steps", kill),
        "within a step": in_step(1, half_a_step),
        "before the commit": in_step(2, before_the_commit),
        "after the commit": lambda patch: patch.setattr(upgrade, "finish", kill),
    }


@pytest.mark.parametrize("stage", stages())
def test_a_killed_upgrade_is_finished_by_the_next_program(
    path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    before = content(path)
    with newer_program():
        child = os.fork()
        if child == 0:
            stages()[stage](monkeypatch)
            Ledger.open(path)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
        kept = [name for name in beside(path) if ".format-" in name]
        assert kept == (
            ["ledger.db.format-1"] if "copy" not in stage or "with the" in stage else []
        )
        assert content(path) == before
        assert version(path) == 3
        with Ledger.open(path) as ledger:
            fill(ledger, 2)
    assert beside(path) == ["ledger.db"]


def test_the_old_file_is_kept_while_the_new_one_cannot_be_verified(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(path)
    with newer_program():
        with monkeypatch.context() as patch:
            patch.setattr(upgrade, "finish", lambda *_arguments: None)
            content(path)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("DROP TRIGGER stored_events_update")
            connection.execute(
                "UPDATE stored_events SET state = x'7b7d' WHERE rowid = 3"
            )
        with Ledger.open(path) as ledger, pytest.raises(Damaged):
            fill(ledger, 2)
    old = path.with_name("ledger.db.format-1")
    assert content(old) == before


def lose_a_text(connection: sqlite3.Connection) -> None:
    """Be a step with a fault: it forgets a text."""
    index_the_kinds(connection)
    connection.execute("DELETE FROM sealed WHERE i = (SELECT min(i) FROM sealed)")


def lose_an_event(connection: sqlite3.Connection) -> None:
    """Be a step with a fault: it forgets the last event and its root."""
    for guard in ("stored_events_delete", "tree_delete"):
        connection.execute(f"DROP TRIGGER {guard}")
    connection.execute(
        "DELETE FROM stored_events WHERE rowid = (SELECT max(rowid) FROM stored_events)"
    )
    connection.execute("DELETE FROM tree WHERE size = (SELECT max(size) FROM tree)")


def change_an_event(connection: sqlite3.Connection) -> None:
    """Be a step with a fault: it writes an event anew."""
    connection.execute("DROP TRIGGER stored_events_update")
    connection.execute("UPDATE stored_events SET topic = upper(topic) WHERE rowid = 2")


@pytest.mark.parametrize("step", [lose_a_text, lose_an_event, change_an_event])
def test_a_step_that_does_not_give_the_same_ledger_changes_nothing(
    path: Path, step: upgrade.Step
) -> None:
    before = content(path)
    with newer_program({1: step}), pytest.raises(Damaged):
        Ledger.open(path)
    assert version(path) == 1
    assert content(path) == before
    with newer_program():
        assert content(path) == before


def test_what_cannot_be_written_is_read_in_memory(path: Path) -> None:
    before, data = content(path), path.read_bytes()
    path.chmod(0o400)
    with newer_program():
        if os.geteuid() == 0:  # who may write everything all the same
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(file, "is_writable", lambda _path: False)
                assert content(path) == before
        else:
            assert content(path) == before
    assert path.read_bytes() == data
    assert beside(path) == ["ledger.db"]


def test_a_disk_without_room_for_the_old_file_is_one_sentence(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, os.strerror(28))

    before = content(path)
    monkeypatch.setattr(copies, "copy", full)
    with newer_program(), pytest.raises(Busy, match=r"to format 3.*No space left"):
        Ledger.open(path)
    assert content(path) == before
    assert beside(path) == ["ledger.db"]


def test_a_backup_of_an_older_format_is_restored_and_stays_as_it_was(
    path: Path, tmp_path: Path
) -> None:
    before = content(path)
    whole = tmp_path / "whole.db"
    with Ledger.open(path) as ledger:
        ledger.store.copy_to(whole)
    data = whole.read_bytes()
    restored = tmp_path / "restored.db"
    restored.touch()
    with newer_program():
        backup.restore(whole, restored)
        backup.in_one_file(restored)
        assert content(restored) == before
        assert version(restored) == 3
    assert whole.read_bytes() == data
