"""What is no ledger, a newer one or somebody else's is named in one sentence, and left alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import Busy, Damaged, NotFound, Refused, Usage
from ledger.store.atomic import draft
from ledger.store.ledger import Ledger, ledger_name
from ledger.store.sqlite.file import FORMAT, open_reader
from tests.store.files import refusal, untouched
from tests.store.histories import fill


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"dear diary\n",
        b"SQLite format 3\x00",
        b"SQLite format 3\x00" + bytes(84),
        bytes(5000),
    ],
    ids=["empty", "text", "magic", "head", "zeros"],
)
def test_a_file_that_is_no_ledger_is_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    assert refusal(path) == f"{path} is not a ledger; it was left untouched."


def test_somebody_elses_database_is_not_turned_to_wal(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.executescript(
            "CREATE TABLE stored_events (a); INSERT INTO stored_events VALUES (1)"
        )
    assert refusal(path) == f"{path} is not a ledger; it was left untouched."
    assert path.read_bytes()[18:20] == b"\x01\x01"


def test_a_ledger_of_a_newer_format_asks_for_a_newer_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version={FORMAT + 1}")
    said = refusal(path)
    assert said.startswith(
        f"{path} was written by a newer version of handshake (format 2; this version knows 1)"
    )
    assert "update the program" in said


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    for create in (False, True):
        with pytest.raises(Damaged, match="is not a ledger"):
            Ledger.open(tmp_path, create=create)


def test_a_pipe_is_no_ledger_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Damaged, match="is not a ledger"):
        open_reader(tmp_path / "pipe")


def test_where_there_is_nothing_nothing_is_made_by_reading(tmp_path: Path) -> None:
    for path in (tmp_path / "no.db", tmp_path / "no" / "no.db"):
        with pytest.raises(NotFound, match="No ledger found at"):
            Ledger.open(path)
    assert list(tmp_path.iterdir()) == []


def test_below_a_file_there_is_no_ledger_and_none_can_be_made(path: Path) -> None:
    with pytest.raises(Damaged, match="Not a directory"):
        Ledger.open(path / "ledger.db")
    with (
        untouched(path),
        pytest.raises(Busy, match=r"Cannot create a ledger at .*: Not a directory"),
    ):
        Ledger.open(path / "ledger.db", create=True)


def test_a_name_that_is_too_long_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(Busy, match="File name too long"):
        Ledger.open(tmp_path / ("n" * 300), create=True)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------- where it is


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        ("here.db", {"HANDSHAKE_LEDGER": "/there.db"}, "here.db"),
        (
            None,
            {"HANDSHAKE_LEDGER": "/there.db", "XDG_DATA_HOME": "/data"},
            "/there.db",
        ),
        (
            None,
            {"XDG_DATA_HOME": "relative", "HOME": "/home/z"},
            "/home/z/.local/share/handshake/ledger.db",
        ),
        (
            None,
            {"XDG_DATA_HOME": "", "HOME": "/home/z"},
            "/home/z/.local/share/handshake/ledger.db",
        ),
        (None, {"HOME": "/home/z"}, "/home/z/.local/share/handshake/ledger.db"),
        ("~/l.db", {"HOME": "/home/z"}, "/home/z/l.db"),
        ("~nobody-at-all/l.db", {}, "~nobody-at-all/l.db"),
    ],
)
def test_the_ledger_is_the_one_named_else_the_environments_else_the_one_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch,
    given: str | None,
    environment: dict[str, str],
    expected: str,
) -> None:
    for name in ("HANDSHAKE_LEDGER", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ledger_name(given) == expected


def test_an_address_of_no_known_kind_is_refused() -> None:
    with pytest.raises(Usage, match="neither a file nor an address"):
        ledger_name("mysql://host/handshake")


def test_a_link_to_a_ledger_is_followed_once(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(path)
    assert ledger_name(str(link)) == str(path)
    with Ledger.open(link) as ledger:
        assert ledger.path == path


def test_behind_a_link_to_nothing_a_ledger_is_made_where_the_link_points(
    tmp_path: Path,
) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(tmp_path / "folder" / "ledger.db")
    with Ledger.open(link, create=True) as ledger:
        assert ledger.path == tmp_path / "folder" / "ledger.db"
        assert ledger.size == 0


# ---------------------------------------------------------------- what a moved ledger left


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_no_ledger_is_made_beside_facts_of_another_one(
    tmp_path: Path, ending: str
) -> None:
    path, orphan = tmp_path / "ledger.db", tmp_path / f"ledger.db{ending}"
    orphan.write_bytes(b"facts")
    with pytest.raises(Refused, match=rf"{orphan.name} holds events of a ledger"):
        Ledger.open(path, create=True)
    assert [file.name for file in tmp_path.iterdir()] == [orphan.name]
    assert orphan.read_bytes() == b"facts"


@pytest.mark.parametrize("ending", ["-wal", "-journal", "-shm"])
def test_an_empty_file_of_sqlites_is_no_obstacle(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"ledger.db{ending}").touch()
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        fill(ledger, 1)
        assert ledger.size == 31


def test_what_a_killed_program_left_goes_with_the_next_write_and_what_is_in_use_stays(
    path: Path,
) -> None:
    abandoned = path.with_name(f".{'0' * 16}.part")
    for ending in ("", "-journal", "-wal"):
        abandoned.with_name(abandoned.name + ending).touch()
    with draft(path) as used:
        abandoned.touch()
        with Ledger.open(path) as ledger:
            fill(ledger, 2)
        assert used.exists()
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]
