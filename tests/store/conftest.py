"""Where a ledger is kept: the contract is tested on each store by the same tests."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.store import ledger as store
from ledger.store.ledger import Ledger
from tests.store.histories import fill

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Place:
    """A store that a test has to itself; `name` is what names it on the command line."""

    name: str

    def open(self, *, create: bool = True) -> Ledger:
        """The ledger in it."""
        return Ledger.open(Path(self.name), create=create)

    def process(self, what: str, *arguments: object) -> subprocess.Popen[str]:
        """A process of its own that does to it what tests/store/processes.py has under this name."""
        command = [sys.executable, "-m", "tests.store.processes", what, self.name, *map(str, arguments)]
        return subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )


@pytest.fixture(params=[0, 10**9], ids=["sqlite, through the library", "sqlite, by the short way"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Place:
    monkeypatch.setattr(store, "FEW", request.param)
    return Place(str(tmp_path / "folder" / "ledger.db"))


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
