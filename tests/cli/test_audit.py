"""The audit file and its verification, through the program."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Handshake

VERIFIER = Path(__file__).parents[2] / "docs" / "verify.py"


def busy_ledger(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "Zoé Ménard", "--note", "engine", "--new")
    handshake("connect", "Ada", "--accepted")
    handshake("retract", "#4")


def test_the_same_ledger_exports_the_same_bytes_and_so_does_a_copy(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    files = [tmp_path / name for name in ("first", "second", "copied")]
    for file in files[:2]:
        handshake("export", "audit", "-o", str(file))
    copy = tmp_path / "copy.db"
    shutil.copy(handshake.ledger, copy)
    handshake("--ledger", str(copy), "export", "audit", "-o", str(files[2]))
    assert files[0].read_bytes() == files[1].read_bytes() == files[2].read_bytes()
    assert handshake("export", "audit").stdout.encode() == files[0].read_bytes()


def test_the_program_and_a_stranger_verify_the_export(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    file = tmp_path / "audit.ndjson"
    handshake("export", "audit", "-o", str(file))
    said = handshake.json("verify", str(file))
    assert said["ok"]
    assert said["assurance"] == "internal"
    assert said == handshake.json("verify")
    stranger = subprocess.run(
        [sys.executable, str(VERIFIER), str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said["root"] in stranger.stdout


def test_without_personal_text_the_root_is_the_same_and_no_name_is_in_it(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    file = tmp_path / "audit.ndjson"
    handshake("export", "audit", "-o", str(file), "--no-personal")
    said = handshake.json("verify", str(file))
    assert said["root"] == handshake.json("verify")["root"]
    assert said["personal"] == {"opened": 0, "withheld": 4, "erased": 0}
    assert '"Ada"' not in file.read_text()


def test_a_changed_byte_fails_with_exit_7_and_names_the_place(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    file = tmp_path / "audit.ndjson"
    handshake("export", "audit", "-o", str(file))
    file.write_bytes(file.read_bytes().replace(b"engine", b"enginE"))
    said = handshake("verify", str(file), code=7)
    assert said.stderr.startswith("Error: Verification failed. ")
    assert "event #4" in said.stderr
    assert (
        json.loads(handshake("verify", str(file), "--json", code=7).stdout)["ok"]
        is False
    )


def test_a_ledger_edited_behind_the_programs_back_fails(handshake: Handshake) -> None:
    busy_ledger(handshake)
    with closing(sqlite3.connect(handshake.ledger)) as database, database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute(
            "UPDATE stored_events SET state = replace(state, '2026-11-23', '2026-11-22') WHERE rowid = 5"
        )
    assert "vent #4" in handshake("verify", code=7).stderr


def test_a_failed_export_leaves_the_old_file(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    file = tmp_path / "audit.ndjson"
    file.write_text("the old one")
    handshake(
        "--ledger",
        str(tmp_path / "none.db"),
        "export",
        "audit",
        "-o",
        str(file),
        code=3,
    )
    assert file.read_text() == "the old one"
    said = handshake(
        "export", "audit", "-o", str(tmp_path / "missing" / "audit.ndjson"), code=2
    )
    assert said.stderr.count("\n") == 1


def test_a_file_that_is_no_ledger_is_refused_and_left_alone(
    handshake: Handshake, tmp_path: Path
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("dear diary")
    for command in (["trust"], ["coffee", "Ada", "--new"], ["verify"]):
        said = handshake("--ledger", str(text), *command, code=7)
        assert said.stderr == f"Error: {text} is not a ledger; it was left untouched.\n"
    assert text.read_text() == "dear diary"
    assert [
        each.name for each in tmp_path.iterdir() if each.name.startswith("notes")
    ] == ["notes.txt"]
