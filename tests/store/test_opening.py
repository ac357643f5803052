"""What is no ledger, a newer one or somebody else's is named in one sentence, and left alone."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import Busy, Damaged, NotFound, Usage
from ledger.store.ledger import Ledger, ledger_name
from ledger.store.sqlite import schema
from ledger.store.sqlite.file import open_reader
from tests.store.files import refusal, untouched


@pytest.mark.parametrize(
    "content",
    [b"", b"dear diary\n", b"SQLite format 3\x00", b"SQLite format 3\x00" + bytes(84), bytes(5000)],
    ids=["empty", "text", "magic", "head", "zeros"],
)
def test_a_file_that_is_no_ledger_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "diary.txt"
    path.write_bytes(content)
    assert refusal(path) == f"{path} is not a ledger; it was left as it is."


def test_somebody_elses_database_is_not_turned_to_wal(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.executescript("CREATE TABLE stored_events (a); INSERT INTO stored_events VALUES (1)")
    assert refusal(path) == f"{path} is not a ledger; it was left as it is."
    assert path.read_bytes()[18:20] == b"\x01\x01"


def test_a_ledger_of_a_newer_format_asks_for_a_newer_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version={schema.FORMAT + 1}")
    said = refusal(path)
    assert said.startswith(f"{path} was written by a newer version of handshake (format 2, this one knows 1)")
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
        with pytest.raises(NotFound, match="There is no ledger at"):
            Ledger.open(path)
    assert list(tmp_path.iterdir()) == []


def test_below_a_file_there_is_no_ledger_and_none_can_be_made(path: Path) -> None:
    with pytest.raises(Damaged, match="Not a directory"):
        Ledger.open(path / "ledger.db")
    with untouched(path), pytest.raises(Busy, match=r"cannot be made at .*: Not a directory"):
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
        (None, {"HANDSHAKE_LEDGER": "/there.db", "XDG_DATA_HOME": "/data"}, "/there.db"),
        (None, {"XDG_DATA_HOME": "relative", "HOME": "/home/z"}, "/home/z/.local/share/handshake/ledger.db"),
        (None, {"XDG_DATA_HOME": "", "HOME": "/home/z"}, "/home/z/.local/share/handshake/ledger.db"),
        (None, {"HOME": "/home/z"}, "/home/z/.local/share/handshake/ledger.db"),
        ("~/l.db", {"HOME": "/home/z"}, "/home/z/l.db"),
        ("~nobody-at-all/l.db", {}, "~nobody-at-all/l.db"),
    ],
)
def test_the_ledger_is_the_one_named_else_the_environments_else_the_one_in_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, given: str | None, environment: dict[str, str], expected: str
) -> None:
    for name in ("HANDSHAKE_LEDGER", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ledger_name(given) == expected


def test_a_ledger_on_a_server_is_refused_for_now() -> None:
    with pytest.raises(Usage, match="is no file"):
        ledger_name("postgresql://host/handshake")
