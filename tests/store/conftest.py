"""Where a ledger is kept: the contract is tested on each store by the same tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import pytest

from ledger.store import ledger
from ledger.store.ledger import Ledger
from tests.store.histories import fill
from tests.store.postgres_server import Server
from tests.store.vaults import COMMAND, encrypted_ledgers, needs_sqlcipher

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Place:
    """A store that a test has to itself; `name` is what names it on the command line."""

    name: str
    others: Iterator[str]
    """The names of further places like it."""

    def another(self) -> Place:
        """A second store of the same kind."""
        return Place(next(self.others), self.others)

    def open(self, *, create: bool = True) -> Ledger:
        """The ledger in it."""
        return Ledger.open(self.name, create=create)

    def process(self, what: str, *arguments: object) -> subprocess.Popen[str]:
        """A process of its own that does to it what tests/store/processes.py has under this name."""
        command = [
            sys.executable,
            "-m",
            "tests.store.processes",
            what,
            self.name,
            *map(str, arguments),
        ]
        return subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )


STORES = [
    "sqlite",
    "memory",
    pytest.param("postgres", marks=pytest.mark.process),
    pytest.param("encrypted", marks=needs_sqlcipher),
]
"""Every store that keeps to the contract of tests/store/test_contract.py."""


@pytest.fixture(params=STORES)
def place(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Place:
    """A place of each store for a ledger of a test's own."""
    if request.param == "memory":
        monkeypatch.setitem(
            ledger.STORES, "memory", "tests.store.memory_store:MemoryStore"
        )
        names: Iterator[str] = (f"memory://{tmp_path}-{number}" for number in count())
    elif request.param == "postgres":
        names = _databases(request)
    elif request.param == "encrypted":
        monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", COMMAND)
        names = encrypted_ledgers(tmp_path)
    else:
        names = _files(tmp_path)
    return Place(next(names), names)


def _databases(request: pytest.FixtureRequest) -> Iterator[str]:
    server: Server = request.getfixturevalue("server")
    more = (server.url(server.new_database()) for _number in count())
    return chain([request.getfixturevalue("database")], more)


def _files(folder: Path) -> Iterator[str]:
    return (str(folder / f"folder{number}" / "ledger.db") for number in count())


@pytest.fixture(params=["sqlite", "postgres"])
def kept_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place of each store that other processes find too."""
    names = _files(tmp_path) if request.param == "sqlite" else _databases(request)
    return Place(next(names), names)


@pytest.fixture
def file_place(tmp_path: Path) -> Place:
    """A place of the embedded store, which other processes find too."""
    names = _files(tmp_path)
    return Place(next(names), names)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sample") / "ledger.db"
    with Ledger.open(path, create=True) as opened:
        fill(opened, 1, (60, 60))
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, sample: bytes) -> Path:
    path = tmp_path / "ledger.db"
    path.write_bytes(sample)
    return path
