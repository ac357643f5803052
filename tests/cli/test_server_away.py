"""Reading a ledger whose server does not answer: from the copy on this computer, as of when it last did."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ledger.store.sqlite.local_copy import LocalCopy
from projections.cli import completion_words
from tests.cli.conftest import Shared
from tests.store import postgres_server
from tests.store.postgres_server import Server

pytest.importorskip("psycopg", reason=postgres_server.MISSING)

READS = [
    ("trust",),
    ("trust", "Zoé Ménard", "--explain"),
    ("timeline",),
    ("queue",),
    ("next",),
    ("network",),
    ("circle",),
    ("agenda",),
    ("search", "quartzite"),
    ("person", "show", "Zoé Ménard"),
    ("via", "Zoé Ménard"),
    ("who-knows", "Zoé Ménard"),
    ("stats",),
    ("status",),
    (),
]


@pytest.fixture(scope="module")
def lone_server() -> Iterator[Server]:
    """A server that the tests of this module stop and start."""
    with postgres_server.started("fsync=off") as server:
        yield server


@pytest.fixture
def travelling(
    lone_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shared]:
    """A shared ledger that was read, and whose server then went away; it comes back after the test."""
    monkeypatch.setenv("PGPASSFILE", str(lone_server.passfile))
    shared = Shared(tmp_path, address=lone_server.url(lone_server.new_database()))
    shared("coffee", "Zoé Ménard", "--new", "--on", "2026-11-20", "--note", "quartzite")
    lone_server.control("stop", "-m", "fast")
    yield shared
    lone_server.control("start")


def last_answer(shared: Shared, moment: datetime) -> None:
    """Set when the server last answered."""
    (note,) = (shared.home / "cache").rglob("*.read")
    os.utime(note, (moment.timestamp(), moment.timestamp()))


def test_every_reading_answers_as_of_the_last_answer_in_both_languages(
    travelling: Shared,
) -> None:
    last_answer(travelling, datetime(2026, 11, 20, 14, 2).astimezone())
    for words in READS:
        said = travelling(*words).stderr
        assert "The server cannot be reached (" in said
        assert "; as of Friday 20 November, 14:02." in said
    french = Shared(travelling.home, "fr", address=travelling.address)
    said = french("trust").stderr
    assert "Serveur injoignable (" in said
    assert "vendredi 20 novembre" in said
    assert "14:02" in said
    assert "quartzite" in travelling("timeline").stdout


def test_programs_get_the_same_document_and_the_word_on_standard_error(
    travelling: Shared, lone_server: Server
) -> None:
    away = travelling("trust", "--json")
    lone_server.control("start")
    assert travelling("trust", "--json").stdout == away.stdout
    assert "cannot be reached" in away.stderr
    assert not travelling("trust", "--json").stderr
    lone_server.control("stop", "-m", "fast")


def test_nothing_is_written_and_one_sentence_says_so(travelling: Shared) -> None:
    for words in [
        ("coffee", "Zoé Ménard"),
        ("note", "Zoé Ménard", "chess"),
        ("undo",),
        ("verify",),
        ("export", "audit"),
        ("rebuild",),
        ("doctor",),
        ("person", "erase", "Zoé Ménard", "--yes"),
    ]:
        said = travelling(*words, code=75).stderr
        assert said.count("\n") == 1
        assert "quartzite" not in said
    said = travelling("coffee", "Zoé Ménard", code=75).stderr
    assert "Nothing was recorded" in said


def test_names_are_completed_without_the_server(travelling: Shared) -> None:
    for name, value in travelling.environment.items():
        if value is not None:
            os.environ[name] = value
    try:
        offered = completion_words._people(travelling.address, "Zo")
    finally:
        for name in travelling.environment:
            os.environ.pop(name, None)
    assert [item.value for item in offered] == ["Zoé Ménard"]


def test_what_others_recorded_meanwhile_comes_in_when_the_server_is_back(
    travelling: Shared, lone_server: Server
) -> None:
    travelling("trust")
    lone_server.control("start")
    elsewhere = Shared(travelling.home / "elsewhere", address=travelling.address)
    elsewhere("lunch", "Zoé Ménard", "--on", "2026-11-21")
    assert "lunch" in travelling("timeline").stdout.lower()
    lone_server.control("stop", "-m", "fast")
    assert "lunch" in travelling("timeline").stdout.lower()


def test_a_computer_that_never_read_the_ledger_has_nothing_to_show(
    travelling: Shared,
) -> None:
    new = Shared(travelling.home / "new", address=travelling.address)
    said = new("trust", code=75).stderr
    assert said.count("\n") == 1
    assert "127.0.0.1" in said


def test_a_damaged_copy_is_fetched_again(
    travelling: Shared, lone_server: Server
) -> None:
    lone_server.control("start")
    (note,) = (travelling.home / "cache").rglob("*.read")
    copy = note.with_suffix("")
    whole = travelling("timeline").stdout
    data = copy.read_bytes().replace(b"2026-11-20", b"2026-11-21")
    for ending in ("-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)
    copy.write_bytes(data)
    assert travelling("timeline").stdout == whole
    lone_server.control("stop", "-m", "fast")


def test_a_copy_takes_no_events(travelling: Shared) -> None:
    (note,) = (travelling.home / "cache").rglob("*.read")
    copy = LocalCopy(travelling.address, note.with_suffix(""))
    from ledger.errors import Busy

    try:
        with pytest.raises(Busy):
            copy.append([])
        with pytest.raises(Busy):
            copy.secret()
    finally:
        copy.close()
