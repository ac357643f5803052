"""What is no ledger, a newer one, a damaged one or out of reach is named in one sentence, and left alone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest

from ledger.errors import Busy, Damaged, LedgerError, NotFound, Usage
from ledger.store import layout, rows
from ledger.store.opening import ledger_path, open_reader
from ledger.store.store import Ledger
from tests.store.histories import fill


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sample") / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 1, (60, 60))
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, sample: bytes) -> Path:
    path = tmp_path / "ledger.db"
    path.write_bytes(sample)
    return path


@contextmanager
def untouched(path: Path) -> Iterator[None]:
    """The file's bytes and times, and what lies beside it, are the same afterwards."""
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())
    yield
    assert before == (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir()))


def refusal(path: Path, kind: type[LedgerError] = Damaged) -> str:
    """The sentence with which the file is refused, to reading and to making a ledger there alike."""
    said = []
    for create in (False, True):
        with untouched(path), pytest.raises(kind) as caught:
            Ledger.open(path, create=create)
        assert type(caught.value) is kind
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert "\n" not in said[0]
    return said[0]


def read_all(path: Path) -> None:
    """Everything that a ledger can be asked, damaged rows included."""
    with Ledger.open(path) as ledger:
        assert ledger.owner
        assert ledger.known(["email:1@example.org"]) is not None
        for row in list(rows.rows(ledger.connection)):
            ledger.history(row.stream)


# ---------------------------------------------------------------- not a ledger


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
        newer.execute(f"PRAGMA user_version={layout.FORMAT + 1}")
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


# ---------------------------------------------------------------- damaged


def test_a_cut_file_is_said_to_be_damaged_wherever_it_is_cut(path: Path, sample: bytes) -> None:
    lengths = {0, 1, 15, 16, 59, 99, 100, 101, 4095, 4096, 4097, len(sample) - 4096, len(sample) - 1}
    lengths |= set(Random(1).sample(range(len(sample)), 40))
    for length in sorted(lengths):
        path.write_bytes(sample[:length])
        said = refusal(path)
        assert said.startswith(f"{path} is not a ledger" if length < 72 else f"The ledger {path} is damaged")


@pytest.mark.parametrize("seed", range(60))
def test_an_overwritten_page_is_said_to_be_damage_if_it_is_read_at_all(
    path: Path, sample: bytes, seed: int
) -> None:
    random = Random(seed)
    page = random.randrange(len(sample) // 4096) * 4096
    start = page + (0 if random.random() < 0.5 else random.randrange(4000))
    damaged = bytearray(sample)
    damaged[start : page + 4096] = random.randbytes(page + 4096 - start)
    path.write_bytes(damaged)
    with untouched(path):
        try:
            read_all(path)
        except Damaged as error:
            assert "\n" not in str(error)  # noqa: PT017 - a free page, or the end of a full one, is never read


def test_a_ledger_whose_tree_is_behind_its_events_is_damaged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as outsider:
        outsider.executescript("DROP TRIGGER tree_delete; DELETE FROM tree WHERE size = 122")
    assert "122 events, but 62 in the tree" in refusal(path)


def test_a_ledger_without_its_tables_is_damaged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as outsider:
        outsider.executescript("DROP TABLE tree")
    assert "no such table: tree" in refusal(path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tree SET frontier = x'00'",
        "UPDATE tree SET frontier = 'text'",
        "UPDATE tree SET root = zeroblob(32)",
        "UPDATE tree SET frontier = zeroblob(length(frontier))",
    ],
)
def test_nothing_is_recorded_on_a_log_that_does_not_fit(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.executescript(f"DROP TRIGGER tree_update; {change}")
    with Ledger.open(path) as ledger:
        with pytest.raises(Damaged, match="events and its Merkle log differ"):
            fill(ledger, 2)
        assert ledger.size == 122


@pytest.mark.parametrize("change", ["DELETE FROM meta", "UPDATE meta SET value = zeroblob(32)"])
def test_with_its_secret_gone_or_changed_a_ledger_recognises_nobody_and_records_nothing(
    path: Path, change: str
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.executescript(f"DROP TRIGGER meta_update; DROP TRIGGER meta_delete; {change}")
    with Ledger.open(path) as ledger:
        for ask in (lambda: ledger.known(["email:1@example.org"]), lambda: fill(ledger, 2)):
            with pytest.raises(Damaged, match="secret is damaged"):
                ask()
        assert ledger.size == 122


@pytest.mark.parametrize("state", ["not json", "[]", '"text"', '{"occurred_on":7}', "{}"])
def test_an_event_that_cannot_be_read_is_named(path: Path, state: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.execute("DROP TRIGGER stored_events_update")
        outsider.execute(
            "UPDATE stored_events SET state = CAST(? AS BLOB) WHERE topic = 'meeting.CoffeeHad@1'", (state,)
        )
        (stream,) = outsider.execute(
            "SELECT originator_id FROM stored_events WHERE topic = 'meeting.CoffeeHad@1'"
        ).fetchone()
    with (
        Ledger.open(path) as ledger,
        pytest.raises(Damaged, match=r"(Event \d+ is damaged|CoffeeHad@1 cannot be read)"),
    ):
        ledger.history(stream)


def test_a_checkpoint_that_was_cut_short_is_no_damage(tmp_path: Path) -> None:
    """SQLite copies pages from its WAL in order, the first with the new length before the last."""
    original, cut = tmp_path / "ledger.db", tmp_path / "cut.db"
    with Ledger.open(original, create=True) as ledger:
        fill(ledger, 1, (5,))
    with Ledger.open(original) as keeps_it_open, Ledger.open(original) as ledger:
        fill(ledger, 2, (400,))
        shutil.copy(f"{original}-wal", f"{cut}-wal")
        assert keeps_it_open.size == ledger.size == 409
    whole = original.read_bytes()
    cut.write_bytes(whole[: len(whole) // 8192 * 4096])
    with Ledger.open(cut) as ledger:
        assert len(list(rows.rows(ledger.connection))) == 409
        assert ledger.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert cut.read_bytes() == whole


# ---------------------------------------------------------------- out of reach


@contextmanager
def nobody() -> Iterator[Path]:
    """A folder, as somebody who has no right that its modes do not give."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        am_root = os.geteuid() == 0
        if am_root:
            os.setresuid(65534, 65534, 0)
        try:
            yield Path(folder)
        finally:
            if am_root:
                os.setresuid(0, 0, 0)


def test_an_unreadable_file_is_said_to_be(sample: bytes) -> None:
    with nobody() as folder:
        path = folder / "ledger.db"
        path.write_bytes(sample)
        path.chmod(0o000)
        with pytest.raises(Damaged, match=r"ledger\.db cannot be read: Permission denied"):
            Ledger.open(path)


@pytest.mark.parametrize(("file", "folder_mode"), [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)])
def test_what_cannot_be_written_can_be_read_and_gets_nothing_beside_it(
    sample: bytes, file: int, folder_mode: int
) -> None:
    with nobody() as folder:
        inside = folder / "inside"
        inside.mkdir()
        path = inside / "ledger.db"
        path.write_bytes(sample)
        path.chmod(file)
        inside.chmod(folder_mode)
        try:
            with untouched(path):
                read_all(path)
                if file == 0o400:
                    with Ledger.open(path) as ledger, pytest.raises(Busy, match="Nothing was recorded"):
                        fill(ledger, 2)
        finally:
            inside.chmod(0o700)


def test_what_cannot_be_written_can_be_read_while_another_writes(sample: bytes) -> None:
    with nobody() as folder:
        path = folder / "ledger.db"
        path.write_bytes(sample)
        with Ledger.open(path) as ledger:
            fill(ledger, 2)
            path.chmod(0o400)
            with Ledger.open(path) as reader:
                assert reader.size == ledger.size == 153
            path.chmod(0o600)


def test_where_no_folder_can_be_made_no_ledger_is(sample: bytes) -> None:
    with nobody() as folder:
        folder.joinpath("inside").mkdir(mode=0o500)
        for path in (folder / "inside" / "ledger.db", folder / "inside" / "more" / "ledger.db"):
            with pytest.raises(Busy, match=r"A ledger cannot be made at .*: Permission denied"):
                Ledger.open(path, create=True)
        assert list(folder.joinpath("inside").iterdir()) == []


# ---------------------------------------------------------------- where it is


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        ("here.db", {"HANDSHAKE_LEDGER": "/there.db"}, "here.db"),
        (None, {"HANDSHAKE_LEDGER": "/there.db", "XDG_DATA_HOME": "/data"}, "/there.db"),
        (None, {"HANDSHAKE_LEDGER": "", "XDG_DATA_HOME": "/data"}, "/data/handshake/ledger.db"),
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
    assert ledger_path(given) == Path(expected)


def test_a_ledger_on_a_server_is_refused_for_now() -> None:
    with pytest.raises(Usage, match="is no file"):
        ledger_path("postgresql://host/handshake")
