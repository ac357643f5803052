"""What may not be written can be read; what may not be read is said to be so."""

from __future__ import annotations

import os
import resource
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.errors import Busy, Damaged
from ledger.store.ledger import Ledger
from tests.store.files import read_all, untouched
from tests.store.histories import fill


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
        with pytest.raises(
            Damaged, match=r"Cannot read .*ledger\.db.*Permission denied"
        ):
            Ledger.open(path)


@pytest.mark.parametrize(
    ("file", "folder_mode"), [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)]
)
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
                    with (
                        Ledger.open(path) as ledger,
                        pytest.raises(Busy, match="Nothing was recorded"),
                    ):
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
        for path in (
            folder / "inside" / "ledger.db",
            folder / "inside" / "more" / "ledger.db",
        ):
            with pytest.raises(
                Busy, match=r"Cannot create a ledger at .*: Permission denied"
            ):
                Ledger.open(path, create=True)
        assert list(folder.joinpath("inside").iterdir()) == []


def test_on_a_full_disk_a_ledger_without_a_wal_can_be_read_and_is_left_alone(
    path: Path,
) -> None:
    before, ignored = (
        resource.getrlimit(resource.RLIMIT_FSIZE),
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
    )
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        read_all(path)
        with (
            Ledger.open(path) as ledger,
            pytest.raises(Busy, match="Nothing was recorded"),
        ):
            fill(ledger, 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.stat().st_size
    read_all(path)
