"""The ledger's file: private, durable, append-only, and no identifier in it in clear."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.errors import Busy
from ledger.facts.event import NewEvents
from ledger.facts.identifiers import connection
from ledger.facts.person import events as people
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from ledger.store.sqlite import recorder
from ledger.store.sqlite.file import CONNECTION, FORMAT, open_reader
from ledger.store.sqlite.recorder import LedgerRecorder
from tests.store.histories import fill

TABLES = ("stored_events", "sealed", "keys", "tree", "meta")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def filled(path: Path) -> Path:
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 1, (30, 10))
    return path


@pytest.fixture(
    params=[True, False], ids=["asking the triggers again", "not asking them again"]
)
def outsider(
    request: pytest.FixtureRequest, filled: Path
) -> Iterator[sqlite3.Connection]:
    """Somebody's own connection to the file, with and without SQLite's recursive triggers."""
    with closing(sqlite3.connect(filled, isolation_level=None)) as opened:
        opened.execute(f"PRAGMA recursive_triggers={request.param:d}")
        yield opened


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---------------------------------------------------------------- private


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777], ids=oct)
def test_the_folder_is_0700_and_every_file_0600_under_any_umask(
    tmp_path: Path, umask: int
) -> None:
    folder = tmp_path / "a" / "b"
    before = os.umask(umask)
    try:
        with Ledger.open(folder / "ledger.db", create=True) as ledger:
            fill(ledger, 1)
            found = {each.name: mode(each) for each in folder.iterdir()}
    finally:
        os.umask(before)
    assert found == dict.fromkeys(
        ("ledger.db", "ledger.db-wal", "ledger.db-shm"), 0o600
    )
    assert mode(folder) == mode(folder.parent) == 0o700
    assert [each.name for each in folder.iterdir()] == ["ledger.db"]
    assert mode(folder / "ledger.db") == 0o600


def test_a_folder_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with Ledger.open(tmp_path / "ledger.db", create=True):
        assert mode(tmp_path) == 0o755


def test_no_identifier_stands_in_the_file_in_clear(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        world = fill(ledger, 1)
        me, someone = world.people[0], world.people[1]
        secrets = (
            "email:canary@example.org",
            "linkedin:canary-demo",
            'row:csv|["canary","2026"]|0',
            connection(me, someone, "linkedin"),
        )
        added = people.PersonAdded(name="Zoé", identifiers=secrets)
        ledger.append(
            [NewEvents("00000000-0000-4000-8000-000000000000", 0, (added,))],
            Stamp(me, "cli:x"),
        )
        assert len(ledger.known(secrets)) == len(secrets)
        files = b"".join(each.read_bytes() for each in path.parent.iterdir())
    files += path.read_bytes()
    for secret in secrets:
        assert secret.encode() not in files
        assert secret.partition(":")[2].encode() not in files
    assert "Zoé".encode() in files  # so that this search finds what is there


# ---------------------------------------------------------------- durable


def test_whoever_writes_asks_for_all_that_sqlite_can_promise(filled: Path) -> None:
    writer = LedgerRecorder(filled)
    with writer.datastore.transaction(commit=False) as cursor:
        found = {}
        for pragma in (
            "synchronous",
            "secure_delete",
            "journal_mode",
            "recursive_triggers",
            "trusted_schema",
        ):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    writer.datastore.close()
    assert found == {
        "synchronous": 2,
        "secure_delete": 1,
        "journal_mode": "wal",
        "recursive_triggers": 1,
        "trusted_schema": 0,
    }


def test_a_writing_transaction_takes_its_lock_before_it_reads(filled: Path) -> None:
    writer = LedgerRecorder(filled)
    statements: list[str] = []
    connection = writer.datastore.pool.get_connection(is_writer=True)
    connection._sqlite_conn.set_trace_callback(statements.append)
    writer.datastore.pool.put_connection(connection)
    with writer.datastore.transaction(commit=True) as cursor:
        cursor.execute("SELECT 1")
        other = sqlite3.connect(filled, timeout=0)
        with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    with writer.datastore.transaction(commit=False):
        pass
    writer.datastore.close()
    assert [each for each in statements if each.startswith("BEGIN")] == [
        "BEGIN IMMEDIATE",
        "BEGIN",
    ]


def test_the_file_says_what_it_is_of_which_format_and_that_it_has_a_wal(
    filled: Path,
) -> None:
    head = filled.read_bytes()[:100]
    assert head[68:72] == b"HSK1"
    assert int.from_bytes(head[60:64], "big") == FORMAT
    assert head[18:20] == b"\x02\x02"


def test_nothing_lies_beside_a_ledger_that_is_closed(filled: Path) -> None:
    with Ledger.open(filled) as ledger:
        assert ledger.size
    assert [each.name for each in filled.parent.iterdir()] == [filled.name]


def test_a_ledger_that_is_there_is_not_made_again(filled: Path) -> None:
    before = filled.read_bytes()
    with Ledger.open(filled, create=True) as ledger:
        assert ledger.size == 42
    assert filled.read_bytes() == before


def test_a_database_that_may_not_grow_keeps_what_it_has_and_says_so(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = filled.stat().st_size // 4096
    monkeypatch.setattr(
        "ledger.store.sqlite.recorder.CONNECTION",
        (*CONNECTION, f"PRAGMA max_page_count={pages + 1}"),
    )
    with Ledger.open(filled) as ledger:
        with pytest.raises(
            Busy, match=r"Nothing was recorded: .* \(No space left on device\)"
        ):
            fill(ledger, 2, (300,))
        assert ledger.size == 42
        assert ledger.store.fault() is None


def test_a_ledger_that_stays_locked_is_said_to_be_in_use(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "BUSY_SECONDS", 1)
    with (
        closing(sqlite3.connect(filled, isolation_level=None)) as other,
        Ledger.open(filled) as ledger,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="Another program is using"):
            fill(ledger, 2)
        other.execute("ROLLBACK")
        fill(ledger, 2)
        assert ledger.size == 73


# ---------------------------------------------------------------- append-only


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_changed(outsider: sqlite3.Connection, table: str) -> None:
    columns = [each[1] for each in outsider.execute(f"PRAGMA table_info({table})")]
    for column in columns:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            outsider.execute(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", [each for each in TABLES if each != "sealed"])
def test_no_row_is_deleted(outsider: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        outsider.execute(f"DELETE FROM {table}")


def test_sealed_text_can_be_deleted(outsider: sqlite3.Connection) -> None:
    assert outsider.execute("SELECT count(*) FROM sealed").fetchone() != (0,)
    outsider.execute("DELETE FROM sealed")
    assert outsider.execute("SELECT count(*) FROM sealed").fetchone() == (0,)


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_replaced(outsider: sqlite3.Connection, table: str) -> None:
    before = outsider.execute(f"SELECT * FROM {table}").fetchall()
    marks = ",".join("?" * len(before[0]))
    for row in before:
        try:
            outsider.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
        except sqlite3.IntegrityError as error:
            assert "append-only" in str(error)  # noqa: PT017 - a known key is passed over without an error
        else:
            assert table == "keys"
    assert outsider.execute(f"SELECT * FROM {table}").fetchall() == before


def test_an_event_is_not_replaced_under_another_leaf(
    outsider: sqlite3.Connection,
) -> None:
    row = outsider.execute("SELECT * FROM stored_events LIMIT 1").fetchone()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        outsider.execute(
            "INSERT OR REPLACE INTO stored_events VALUES (?,?,?,?,?)", (43, *row[1:])
        )
    assert outsider.execute("SELECT count(*) FROM stored_events").fetchone() == (42,)


@pytest.mark.parametrize(
    ("rowid", "position"), [(44, 1), (42, 1), (43, 0), (43, 2), (-1, 1)]
)
def test_only_the_next_leaf_of_a_stream_is_let_in(
    outsider: sqlite3.Connection, rowid: int, position: int
) -> None:
    new = (
        rowid,
        "00000000-0000-4000-8000-000000000000",
        position,
        "meeting.CoffeeHad@1",
        b"{}",
    )
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|has no gap"):
        outsider.execute("INSERT INTO stored_events VALUES (?,?,?,?,?)", new)


def test_a_reader_cannot_write(filled: Path) -> None:
    connection = open_reader(filled)
    with closing(connection), pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM sealed")


# ---------------------------------------------------------------- wherever it lies


@pytest.mark.parametrize(
    "name",
    [
        "with space",
        "what?mode=memory",
        "a#b",
        "50%41",
        "Zoé 李",
        ":memory:",
        "'a' \"b\"",
        "file:x",
        "a\\b",
    ],
)
def test_a_ledger_can_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / f"{name}.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 1)
    with Ledger.open(path) as ledger:
        assert ledger.size == 31
    assert [str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*.db*")] == [
        f"{name}/{name}.db"
    ]


def test_a_ledger_can_have_a_name_that_is_no_text(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.db"))
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 1)
    with Ledger.open(path) as ledger:
        assert ledger.size == 31


def test_a_ledger_can_be_named_from_where_one_stands_and_by_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Ledger.open(Path("ledger.db"), create=True) as ledger:
        fill(ledger, 1)
    Path("elsewhere").mkdir()
    link = Path("elsewhere/link.db")
    link.symlink_to(tmp_path / "ledger.db")
    with Ledger.open(link) as ledger:
        fill(ledger, 2)
        assert ledger.size == 62
    assert [each.name for each in Path("elsewhere").iterdir()] == ["link.db"]
