"""A server at bad moments: killed, full, a replica, too old. One sentence, and nothing half."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.errors import Busy, Damaged
from ledger.facts.event import NewEvents
from ledger.facts.meeting.events import CoffeeHad
from ledger.store.ledger import Ledger
from tests.store import postgres_server
from tests.store.postgres_server import Server
from tests.store.test_postgres import COFFEE, STAMP, ZOE
from tests.store.test_processes import check_whole

psycopg = pytest.importorskip("psycopg", reason=postgres_server.MISSING)


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that waits for the disk, and writes what no one waits for as late as it may."""
    with postgres_server.started("wal_writer_delay=10s") as server:
        yield server


@pytest.fixture
def ledger(mortal: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    monkeypatch.setenv("PGPASSFILE", str(mortal.passfile))
    with Ledger.open(mortal.url(mortal.new_database()), create=True) as opened:
        opened.append([NewEvents(ZOE, 0, (COFFEE,))], STAMP)
        yield opened


def test_what_was_confirmed_outlives_a_server_that_loses_its_power(
    mortal: Server, ledger: Ledger
) -> None:
    for v in range(1, 6):
        ledger.append([NewEvents(ZOE, v, (COFFEE,))], STAMP)
    mortal.control("restart", "-m", "immediate")
    with Ledger.open(ledger.file) as again:
        assert again.size == 6
        check_whole(again)


def test_what_was_shown_outlives_it_too_though_its_writer_died_before_the_disk(
    mortal: Server, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.store.postgres import server_recorder

    monkeypatch.setattr(server_recorder, "FLUSH", "SELECT 1")
    with Ledger.open(ledger.file) as reader:
        ledger.append([NewEvents(ZOE, 1, (COFFEE,))], STAMP)
        assert reader.size == 2
        mortal.control("restart", "-m", "immediate")
    with Ledger.open(ledger.file) as again:
        assert again.size == 2
        check_whole(again)


def test_a_full_disk_is_one_sentence_and_records_nothing(
    mortal: Server, ledger: Ledger
) -> None:
    note = replace(COFFEE, note=os.urandom(400_000).hex())
    with (
        small_disk(mortal) as folder,
        psycopg.connect(ledger.file, autocommit=True) as admin,
    ):
        admin.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        try:
            admin.execute("ALTER TABLE handshake.sealed SET TABLESPACE small")
            with pytest.raises(Busy, match="Nothing was recorded") as error:
                fill_up(ledger, note)
            assert "\n" not in str(error.value)
            size = ledger.size
            admin.execute("ALTER TABLE handshake.sealed SET TABLESPACE pg_default")
        finally:
            admin.execute("DROP TABLESPACE small")
    ledger.append([NewEvents(ZOE, size, (COFFEE,))], STAMP)
    check_whole(ledger)


def fill_up(ledger: Ledger, coffee: CoffeeHad) -> None:
    """Record until it fails."""
    for v in range(1, 9):
        ledger.append([NewEvents(ZOE, v, (coffee,))], STAMP)


@contextmanager
def small_disk(server: Server) -> Iterator[Path]:
    """A disk of two megabytes that belongs to the server."""
    if os.getuid() != 0 or server.user is None:
        pytest.skip("only root mounts a small disk")
    place = Path(tempfile.mkdtemp(prefix="handshake-small-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    try:
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("no small disk can be mounted here")
        try:
            folder = place / "space"
            folder.mkdir()
            place.chmod(0o755)
            shutil.chown(folder, server.user)
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(place)], check=True)
    finally:
        place.rmdir()


def test_a_streaming_replica_is_read_and_not_written(
    mortal: Server, ledger: Ledger
) -> None:
    with postgres_server.replica(mortal) as copy:
        name = ledger.file.rpartition("/")[2]
        with Ledger.open(copy.url(name)) as reader:
            assert reader.size == ledger.size
            check_whole(reader)
            with pytest.raises(Busy, match="Nothing was recorded") as error:
                reader.append([NewEvents(ZOE, 1, (COFFEE,))], STAMP)
        assert "recovery" in str(error.value)
        Ledger.open(copy.url(name), create=True).close()
    assert ledger.size == 1


def test_an_old_server_is_refused_in_one_sentence(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = property(lambda _info: 140_011)
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", version)
    with pytest.raises(Damaged) as error:
        Ledger.open(ledger.file)
    assert error.value.exit_code == 7
    assert "PostgreSQL 14" in str(error.value)
    assert "15 or later" in str(error.value)


def test_a_connection_that_is_cut_is_one_sentence_and_the_next_goes_on(
    ledger: Ledger,
) -> None:
    with psycopg.connect(ledger.file, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'handshake' AND datname = current_database()"
        )
    with pytest.raises(Busy, match="Nothing was recorded"):
        ledger.append([NewEvents(ZOE, 1, (COFFEE,))], STAMP)
    ledger.append([NewEvents(ZOE, 1, (COFFEE,))], STAMP)
    with Ledger.open(ledger.file) as again:
        check_whole(again)
        assert again.size == 2
