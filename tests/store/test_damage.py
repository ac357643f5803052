"""A damaged file is said to be so in one sentence, and left alone."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from ledger.errors import Busy, Damaged
from ledger.store.ledger import Ledger
from ledger.store.merkle import checked_rows
from ledger.store.sqlite import copies, translated
from tests.store.files import read_all, refusal, untouched
from tests.store.histories import fill

MEETINGS = (
    "SELECT rowid - 1, originator_id FROM stored_events WHERE topic LIKE 'meeting.%Had@1'"
    " AND rowid - 1 IN (SELECT i FROM sealed)"
)
"""A meeting that took place, with its stream; to be compared with whether it has a text."""


def test_a_cut_file_is_said_to_be_damaged_wherever_it_is_cut(
    path: Path, sample: bytes
) -> None:
    lengths = {
        0,
        1,
        15,
        16,
        59,
        99,
        100,
        101,
        4095,
        4096,
        4097,
        len(sample) - 4096,
        len(sample) - 1,
    }
    lengths |= set(Random(1).sample(range(len(sample)), 40))
    for length in sorted(lengths):
        path.write_bytes(sample[:length])
        said = refusal(path)
        assert said.startswith(
            f"{path} is not a ledger"
            if length < 72
            else f"The ledger {path} is damaged"
        )


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
        outsider.executescript(
            "DROP TRIGGER tree_delete; DELETE FROM tree WHERE size > 62"
        )
    assert "122 events, but 62 in the tree" in refusal(path)


def test_a_ledger_without_its_tables_is_damaged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as outsider:
        outsider.executescript("DROP TABLE tree")
    assert "its table tree is missing" in refusal(path)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tree SET frontier = x'00'",
        "UPDATE tree SET frontier = 'text'",
        "UPDATE tree SET root = zeroblob(32)",
        "UPDATE tree SET frontier = zeroblob(length(frontier))",
    ],
)
def test_nothing_is_recorded_on_a_log_that_does_not_fit(
    path: Path, change: str
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.executescript(f"DROP TRIGGER tree_update; {change}")
    with Ledger.open(path) as ledger:
        with pytest.raises(Damaged, match="do not match their integrity log"):
            fill(ledger, 2)
        assert ledger.size == 122


@pytest.mark.parametrize(
    "change", ["DELETE FROM meta", "UPDATE meta SET value = zeroblob(32)"]
)
def test_with_its_secret_gone_or_changed_a_ledger_recognises_nobody_and_records_nothing(
    path: Path, change: str
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.executescript(
            f"DROP TRIGGER meta_update; DROP TRIGGER meta_delete; {change}"
        )
    with Ledger.open(path) as ledger:
        for ask in (
            lambda: ledger.known(["email:1@example.org"]),
            lambda: fill(ledger, 2),
        ):
            with pytest.raises(Damaged, match="secret is damaged"):
                ask()
        assert ledger.size == 122


@pytest.mark.parametrize("sealed", [True, False])
@pytest.mark.parametrize(
    "state", ["not json", "[]", '"text"', '{"occurred_on":7}', "{}"]
)
def test_an_event_that_was_changed_is_not_decided_upon(
    path: Path, state: str, *, sealed: bool
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.execute("DROP TRIGGER stored_events_update")
        i, stream = outsider.execute(f"{MEETINGS} = ?", (sealed,)).fetchone()
        outsider.execute(
            "UPDATE stored_events SET state = CAST(? AS BLOB) WHERE rowid = ? + 1",
            (state, i),
        )
    with Ledger.open(path) as ledger:
        reads: list[Callable[[], object]] = [
            lambda: ledger.history(stream),
            lambda: list(checked_rows(ledger.store)),
        ]
        if sealed:
            reads.append(lambda: ledger.store.texts([i]))
        for read in reads:
            with pytest.raises(
                Damaged,
                match=r"From event #\d+ on, the ledger no longer holds what was recorded",
            ):
                read()


def test_a_text_that_was_changed_is_named_as_the_text(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as outsider:
        outsider.execute("DROP TRIGGER sealed_update")
        i, stream = outsider.execute(f"{MEETINGS} = ?", (True,)).fetchone()
        outsider.execute("UPDATE sealed SET text = x'7b7d' WHERE i = ?", (i,))
    with Ledger.open(path) as ledger:
        for read in (
            lambda: ledger.history(stream),
            lambda: ledger.store.texts([i]),
        ):
            with pytest.raises(Damaged, match=f"The text of event #{i} is not the"):
                read()


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
        assert len(list(ledger.store.rows())) == 409
        assert ledger.store.fault() is None
    assert cut.read_bytes() == whole


@pytest.mark.parametrize("byte", [b"\xff", b"\xc3", b"\x80"])
def test_a_schema_whose_bytes_are_no_text_is_damage_like_any_other(
    path: Path, byte: bytes
) -> None:
    whole = path.read_bytes()
    assert b"CREATE TABLE tree" in whole
    path.write_bytes(whole.replace(b"CREATE TABLE tree", b"CREATE TABLX tre" + byte))
    with pytest.raises(Damaged, match="damaged"):
        read_all(path)


def test_where_the_disk_fails_at_the_end_of_a_write_nobody_says_that_nothing_was_recorded() -> (
    None
):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    said = translated(error, "ledger.db")
    assert isinstance(said, Busy)
    assert str(said).startswith("This may not have been recorded")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    assert str(translated(error, "ledger.db")).startswith("Nothing was recorded")


def test_no_reason_is_told_in_the_words_of_sqlite() -> None:
    for code in range(1, 27):
        error = sqlite3.DatabaseError("words of its own")
        error.sqlite_errorcode = code
        assert "words of its own" not in str(translated(error, "ledger.db"))


def test_a_copy_waits_for_a_lock_but_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(copies, "BUSY_SECONDS", -1)
    ask = copies.patience()
    for status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_OK, sqlite3.SQLITE_LOCKED):
        ask(status, 0, 0)
    with pytest.raises(Busy):
        ask(sqlite3.SQLITE_BUSY, 0, 0)
