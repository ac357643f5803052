"""What the doctor tells of rights, places, versions and backups, and what it repairs."""

from __future__ import annotations

import os
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pexpect
import pytest

from ledger.store import backup as backups
from projections.cli import health
from tests.cli.conftest import Handshake


def about(handshake: Handshake, *words: str) -> list[str]:
    found = handshake.json("doctor", *words)["findings"]
    return [finding["about"] for finding in found]


@pytest.fixture
def recorded(handshake: Handshake, monkeypatch: pytest.MonkeyPatch) -> Handshake:
    """A ledger on a machine where nothing is old."""
    monkeypatch.setattr(health, "sqlite_version", lambda: (3, 51, 3))
    monkeypatch.setattr(health, "_file_system", lambda _folder: "ext4")
    handshake("coffee", "Zoé", "--new")
    return handshake


def test_rights_of_others_are_reported_and_removed_on_request(
    recorded: Handshake,
) -> None:
    recorded.ledger.chmod(0o644)
    recorded.ledger.parent.chmod(0o755)
    assert "permissions" in about(recorded)
    assert recorded.ledger.stat().st_mode & 0o077
    assert "ledger.db" in recorded("doctor", "--yes").stderr
    assert stat.S_IMODE(recorded.ledger.stat().st_mode) == 0o600
    assert stat.S_IMODE(recorded.ledger.parent.stat().st_mode) == 0o700
    assert "permissions" not in about(recorded)


def test_a_ledger_of_another_user_is_reported(
    recorded: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert "owner" in about(recorded)


@pytest.mark.parametrize(
    "folder",
    ["Dropbox", "OneDrive - Atelier", "Nextcloud", "Library/Mobile Documents/x"],
)
def test_a_synced_folder_is_reported(
    recorded: Handshake, tmp_path: Path, folder: str
) -> None:
    synced = Handshake(tmp_path / folder)
    synced.home.mkdir(parents=True)
    synced("coffee", "Zoé", "--new")
    assert "synced" in about(synced)
    assert "synced" not in about(recorded)


def test_a_folder_is_known_by_the_marks_of_a_sync_program_too(
    recorded: Handshake,
) -> None:
    (recorded.home / ".stfolder").mkdir()
    assert "synced" in about(recorded)


def test_a_network_drive_is_reported(
    recorded: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_file_system", lambda _folder: "nfs4")
    assert "network" in about(recorded)


def test_remains_of_a_killed_program_are_swept_and_reported(
    recorded: Handshake,
) -> None:
    left = recorded.ledger.parent / f".{8 * '0a'}.part"
    left.touch()
    assert "1 unfinished file " in recorded("doctor").stdout
    assert not left.exists()
    left.touch()
    assert recorded.json("doctor")["removed"] == 1
    assert "unfinished" not in recorded("doctor").stdout


def test_parts_that_are_not_installed_are_named_with_their_use(
    recorded: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = {"flask", "psycopg"}
    monkeypatch.setattr(health, "find_spec", lambda name: None if name in absent else 1)
    said = " ".join(recorded("doctor").stdout.split())
    assert "postgres (for a ledger that several people share)" in said
    assert "handshake-ledger[postgres,web]" in said
    french = " ".join(recorded.french()("doctor").stdout.split())
    assert "web (pour la page dans le navigateur, où l'on peut noter)" in french
    absent.clear()
    assert "extra" not in about(recorded)


def test_the_age_of_the_last_backup_is_reported(
    recorded: Handshake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "backup" in about(recorded)
    recorded("backup", str(tmp_path / "one.db"))
    assert "backup" not in about(recorded)
    assert "The last backup is of " in recorded("doctor").stdout
    recorded("coffee", "Zoé", "--on", "2026-11-20")
    assert "backup" not in about(recorded)
    old = datetime.now(UTC) - timedelta(days=60)
    note = backups.backup_note(recorded.ledger)
    note.write_text(f"{old.isoformat()} 4\n")
    assert "backup" in about(recorded)
    note.write_text("a torn li")
    assert "backup" in about(recorded)


def test_a_log_without_signature_or_checkpoint_is_reported(
    recorded: Handshake,
) -> None:
    pytest.importorskip("cryptography")
    assert "unsigned" in about(recorded)
    recorded("init", "--sign")
    assert "unsigned" not in about(recorded)
    assert "unanchored" in about(recorded)
    recorded("checkpoint")
    assert "unanchored" not in about(recorded)


def test_another_package_of_our_name_is_reported(
    recorded: Handshake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "site" / "ledger"
    other.mkdir(parents=True)
    (other / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(other.parent))
    assert "shadowed" in about(recorded)


@pytest.mark.parametrize(
    ("version", "is_told"),
    [
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_versions_of_sqlite_with_the_bug_are_reported(
    recorded: Handshake,
    monkeypatch: pytest.MonkeyPatch,
    version: tuple[int, ...],
    is_told: bool,
) -> None:
    monkeypatch.setattr(health, "sqlite_version", lambda: version)
    assert ("sqlite" in about(recorded)) == is_told


def test_the_doctor_speaks_french_too(recorded: Handshake) -> None:
    recorded.ledger.chmod(0o644)
    said = recorded.french()("doctor").stdout
    assert "D'autres comptes de cet ordinateur peuvent lire" in said
    assert "Pas encore de sauvegarde" in said


@pytest.mark.parametrize(("answer", "is_repaired"), [("y", True), ("n", False)])
def test_on_a_terminal_it_asks_before_it_repairs(
    recorded: Handshake, answer: str, is_repaired: bool
) -> None:
    recorded.ledger.chmod(0o644)
    here = {k: v for k, v in recorded.environment.items() if v is not None}
    program = str(Path(sys.executable).with_name("handshake"))
    child = pexpect.spawn(
        program, ["doctor"], env=os.environ | here, encoding="utf-8", timeout=60
    )
    child.expect("Repair what can be repaired")
    assert recorded.ledger.stat().st_mode & 0o077
    child.sendline(answer)
    child.read()
    child.close()
    assert child.exitstatus == 0
    assert (stat.S_IMODE(recorded.ledger.stat().st_mode) == 0o600) == is_repaired


def test_a_piped_doctor_repairs_nothing_unasked(recorded: Handshake) -> None:
    recorded.ledger.chmod(0o644)
    recorded("doctor", typed="y\n")
    assert recorded.ledger.stat().st_mode & 0o077
