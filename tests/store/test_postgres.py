"""What is PostgreSQL's own: rules that every client meets, servers that go away, commits that nobody confirms."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pytest

from ledger.errors import Busy, LedgerError, Refused, Usage
from ledger.facts.event import NewEvents
from ledger.facts.meeting.events import CoffeeHad
from ledger.store.backup import copy_on
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger, create_ledger
from tests.store import postgres_server
from tests.store.histories import fill
from tests.store.postgres_server import Server
from tests.store.test_processes import check_whole

if TYPE_CHECKING:
    import psycopg
else:
    psycopg = pytest.importorskip("psycopg", reason=postgres_server.MISSING)

ZOE = "5b0e4f9e-24ba-4d6f-9d60-6f3a2f9f5a01"
STAMP = Stamp(ZOE, "cli:5b0e4f9e-24ba-4d6f-9d60-6f3a2f9f5a02")
COFFEE = CoffeeHad(
    occurred_on=date(2026, 11, 20), participants=(ZOE, STAMP.source[4:]), note="Un café"
)


@pytest.fixture
def ledger(database: str) -> Iterator[Ledger]:
    with Ledger.open(database, create=True) as opened:
        fill(opened, 3, (20, 20))
        yield opened


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that the test may stop."""
    with postgres_server.started() as server:
        monkeypatch.setenv("PGPASSFILE", str(server.passfile))
        yield server


@pytest.mark.parametrize(
    "statement",
    [
        f"{action} handshake.{table} {rest}"
        for table, column in [
            ("stored_events", "state"),
            ("keys", "key"),
            ("tree", "root"),
            ("meta", "value"),
        ]
        for action, rest in [
            ("DELETE FROM", ""),
            ("UPDATE", f"SET {column} = {column}"),
            ("TRUNCATE", ""),
        ]
    ]
    + [
        "UPDATE handshake.sealed SET text = text",
        "TRUNCATE handshake.sealed",
        "INSERT INTO handshake.stored_events VALUES (1000, 'x', 1, 'a.B@1', '{}')",
        """INSERT INTO handshake.stored_events
           SELECT 41, originator_id, 9, topic, state FROM handshake.stored_events LIMIT 1""",
    ],
)
def test_no_client_changes_what_is_recorded(ledger: Ledger, statement: str) -> None:
    before = list(ledger.store.lines())
    with psycopg.connect(ledger.file) as client, pytest.raises(psycopg.Error) as error:
        client.execute(statement)
    assert str(error.value.sqlstate).startswith("HS")
    assert list(ledger.store.lines()) == before


_LAST = "(SELECT max(size) FROM handshake.tree)"


@pytest.mark.parametrize(
    "expected", ["NULL", "(SELECT max(notification_id) FROM handshake.stored_events)"]
)
@pytest.mark.parametrize(
    "change",
    [
        f"DELETE FROM handshake.tree WHERE size = {_LAST}",
        f"UPDATE handshake.tree SET root = sha256('x') WHERE size = {_LAST}",
        f"UPDATE handshake.tree SET frontier = substr(frontier, 1, 40) WHERE size = {_LAST}",
        f"DELETE FROM handshake.stored_events WHERE notification_id = {_LAST}",
    ],
)
def test_nothing_is_recorded_on_a_log_that_does_not_fit(
    ledger: Ledger, change: str, expected: str
) -> None:
    append = f"""SELECT handshake.append({expected}, '{{x}}', '{{1}}', '{{a.B@1}}', ARRAY['{{}}'::bytea],
        '{{NULL}}', '{{NULL}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')"""
    with psycopg.connect(ledger.file) as outsider:
        for table in ("stored_events", "tree"):
            outsider.execute(
                f"ALTER TABLE handshake.{table} DISABLE TRIGGER append_only"
            )
        outsider.execute(change)
        with pytest.raises(psycopg.Error) as error:
            outsider.execute(append)
    assert error.value.sqlstate == "HS005"


def test_a_rejected_append_leaves_no_gap_in_the_indexes(ledger: Ledger) -> None:
    size = ledger.size
    with pytest.raises(ValueError, match="beyond"):
        ledger.append([NewEvents(ZOE, 7, (COFFEE,))], STAMP)
    ledger.append([NewEvents(ZOE, 0, (COFFEE,))], STAMP)
    assert ledger.size == size + 1
    check_whole(ledger)


def test_a_copy_either_way_has_the_same_lines_roots_and_keys(
    ledger: Ledger, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = str(tmp_path_factory.mktemp("copy") / "ledger.db")
    create_ledger(file, ledger.secret)
    with Ledger.open(file) as copy:
        list(copy_on(ledger.store, copy.store))
        same(ledger, copy)
        ledger.append([NewEvents(ZOE, 0, (COFFEE,))], STAMP)
        assert list(copy_on(ledger.store, copy.store)) == [ledger.size]
        same(ledger, copy)


def same(one: Ledger, other: Ledger) -> None:
    assert list(one.store.lines()) == list(other.store.lines())
    assert list(one.store.seals()) == list(other.store.seals())
    assert list(one.store.roots()) == list(other.store.roots())
    assert sorted(one.store.key_entries()) == sorted(other.store.key_entries())
    assert one.secret == other.secret


def test_a_ledger_is_not_copied_over_another(
    ledger: Ledger, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("copy") / "ledger.db"
    with Ledger.open(file, create=True) as other:
        fill(other, 4, (5,))
        with pytest.raises(Refused, match="another ledger"):
            list(copy_on(ledger.store, other.store))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://zoe:secret@127.0.0.1/ledger",
        "postgresql://127.0.0.1/ledger?password=secret",
        "postgresql://zoe:secret@127.0.0.1/ledger?no=such",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(Usage) as error:
        Ledger.open(address)
    assert "secret" not in str(error.value.details)
    assert "secret" not in str(error.value)


def test_a_wrong_password_is_one_sentence(
    server: Server,
    database: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = tmp_path_factory.mktemp("passwords") / "pgpass"
    wrong.write_text("*:*:*:*:wrong\n")
    wrong.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(wrong))
    with pytest.raises(Busy) as error:
        Ledger.open(database)
    assert "password authentication failed" in str(error.value.details["reason"])


def test_a_locked_log_is_busy_and_records_nothing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.store.postgres import connection

    monkeypatch.setattr(connection, "SETTINGS", ("SET lock_timeout = '100ms'",))
    size = ledger.size
    with psycopg.connect(ledger.file) as other:
        other.execute("LOCK TABLE handshake.tree IN EXCLUSIVE MODE")
        with (
            Ledger.open(ledger.file) as patient,
            pytest.raises(Busy, match="Another program"),
        ):
            patient.append([NewEvents(ZOE, 0, (COFFEE,))], STAMP)
    assert ledger.size == size


def test_a_read_only_server_is_read_and_not_written(ledger: Ledger) -> None:
    with psycopg.connect(ledger.file, autocommit=True) as other:
        name = other.info.dbname
        other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        try:
            with Ledger.open(ledger.file) as reader:
                assert reader.size == ledger.size
                with pytest.raises(Busy, match="read-only"):
                    reader.append([NewEvents(ZOE, 0, (COFFEE,))], STAMP)
        finally:
            other.execute("SET default_transaction_read_only = off")
            other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")


@pytest.mark.process
def test_a_server_that_restarts_between_two_appends_loses_neither(
    own_server: Server,
) -> None:
    with Ledger.open(own_server.url(own_server.new_database()), create=True) as ledger:
        ledger.append([NewEvents(ZOE, 0, (COFFEE,))], STAMP)
        own_server.control("restart", "-m", "fast")
        with pytest.raises(Busy):
            ledger.append([NewEvents(ZOE, 1, (COFFEE,))], STAMP)
        ledger.append([NewEvents(ZOE, 1, (COFFEE,))], STAMP)
    with Ledger.open(ledger.file) as again:
        assert again.size == 2
        check_whole(again)


def test_a_commit_that_the_server_made_and_could_not_confirm_is_found(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks after the commit: the events are looked up, and told as recorded."""
    ledger.append([NewEvents(ZOE, 0, (COFFEE,))], STAMP)
    broken = broken_at_commit(monkeypatch, after=True)
    (recorded,) = ledger.append([NewEvents(ZOE, 1, (COFFEE,))], STAMP)
    assert broken.is_set()
    assert recorded.i == ledger.size - 1
    check_whole(ledger)


def test_a_commit_that_never_reached_the_server_is_told_as_not_recorded(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.append([NewEvents(ZOE, 0, (COFFEE,))], STAMP)
    size = ledger.size
    broken = broken_at_commit(monkeypatch, after=False)
    with pytest.raises(Busy, match="Nothing was recorded"):
        ledger.append([NewEvents(ZOE, 1, (COFFEE,))], STAMP)
    assert broken.is_set()
    assert ledger.size == size


def broken_at_commit(
    monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> threading.Event:
    """Cut the connection before or after the next transaction reached the server."""
    broken = threading.Event()
    execute = psycopg.Connection.execute

    def cut(
        self: psycopg.Connection, query: str, values: Sequence[object] | None = None
    ) -> psycopg.Cursor:
        if broken.is_set() or not query.startswith("CALL"):
            return execute(self, query, values)
        broken.set()
        if after:
            execute(self, query, values)
        self.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(psycopg.Connection, "execute", cut)
    return broken


def test_an_unreachable_server_is_one_sentence() -> None:
    with pytest.raises(LedgerError) as error:
        Ledger.open("postgresql://zoe@127.0.0.1:1/ledger")
    assert error.value.exit_code == 75
    assert "\n" not in str(error.value.details["reason"])
