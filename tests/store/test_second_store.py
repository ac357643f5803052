"""CONTRIBUTING's steps for a store, walked: the program runs on a second store as it does on a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ledger.store import ledger
from ledger.store.ledger import Ledger
from projections.cli.program import program
from tests.store.memory_store import MemoryStore

ROOT = Path(__file__).parents[2]
STEPS = (
    (ROOT / "CONTRIBUTING.md")
    .read_text("utf-8")
    .partition("## Adding a store")[2]
    .partition("\n## ")[0]
)
NAME = "memory://second"


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The second store, known to the program by one line."""
    monkeypatch.setitem(ledger.STORES, "memory", "tests.store.memory_store:MemoryStore")
    monkeypatch.setattr(MemoryStore, "databases", {})
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HANDSHAKE_TODAY", "2026-11-23")
    return tmp_path


def run(*words: str, name: str = NAME) -> Result:
    result = CliRunner().invoke(
        program, ["--ledger", name, *words], prog_name="handshake"
    )
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize(
    "file",
    ["ledger/store/port.py", "ledger/store/ledger.py", "tests/store/conftest.py"],
)
def test_the_steps_name_files_that_are_there(file: str) -> None:
    assert f"`{file}`" in STEPS
    assert (ROOT / file).exists()


def test_the_program_records_reads_and_proves_on_a_second_store(second: Path) -> None:
    run("coffee", "Zoé Ménard", "--new", "--on", "2026-11-20")
    run("lunch", "Zoé Ménard", "Ada Okafor", "--new", "--on", "2026-11-21")
    run("note", "Zoé Ménard", "chess")
    run("undo")
    assert json.loads(run("trust", "Zoé Ménard", "--json").stdout)["trust"] > 0
    assert "Ada Okafor" in run("timeline").output
    assert json.loads(run("verify", "--json").stdout)["ok"]
    run("checkpoint")
    assert {file.suffix for file in second.rglob("*.views")} == {".views"}


def test_an_export_of_a_second_store_is_a_ledger_in_a_file(second: Path) -> None:
    run("coffee", "Zoé Ménard", "--new", "--on", "2026-11-20")
    audit, file = second / "audit.ndjson", second / "ledger.db"
    run("export", "audit", "-o", str(audit))
    run("verify", str(audit))
    run("restore", str(audit), name=str(file))
    with Ledger.open(NAME) as one, Ledger.open(file) as other:
        assert list(one.store.lines()) == list(other.store.lines())
        assert list(one.store.seals()) == list(other.store.seals())
        assert list(one.store.roots()) == list(other.store.roots())


def test_a_backup_of_a_second_store_is_a_ledger_in_a_file(second: Path) -> None:
    run("coffee", "Zoé Ménard", "--new", "--on", "2026-11-20")
    run("backup", str(second / "backup.db"))
    assert "Zoé Ménard" in run("timeline", name=str(second / "backup.db")).output
