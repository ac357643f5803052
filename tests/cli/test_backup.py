"""A backup is whole and private, and what was erased does not come back with it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Handshake
from tests.cli.test_erasure import busy_ledger, somebody_reading
from tests.store.canaries import searched

ROOT = Path(__file__).parents[2]


def lost(handshake: Handshake, *, list_too: bool = False) -> None:
    """The ledger's files are gone; the list of what was erased may have survived."""
    for each in handshake.ledger.parent.iterdir():
        if list_too or not each.name.endswith((".erased", ".key", ".signed")):
            each.unlink()


def audit(handshake: Handshake) -> bytes:
    return handshake("export", "audit").stdout_bytes


def test_a_backup_restored_is_the_same_ledger_to_the_byte_of_its_export(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    before, trust = audit(handshake), handshake("trust", "--json").stdout
    file = tmp_path / "backup"
    said = handshake.json("backup", str(file))
    assert said["root"] == handshake.json("verify")["root"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backup", "handshake"]
    lost(handshake)
    handshake("restore", str(file))
    assert audit(handshake) == before
    assert handshake("trust", "--json").stdout == trust
    assert handshake.ledger.stat().st_mode & 0o777 == 0o600
    handshake("coffee", "Ada")
    assert handshake.json("verify")["ok"]


def test_the_same_addresses_are_recognised_after_a_restore(
    handshake: Handshake, tmp_path: Path
) -> None:
    sample = str(ROOT / "docs" / "sample" / "linkedin")
    handshake("import", "linkedin", sample)
    handshake("backup", str(tmp_path / "backup"))
    lost(handshake)
    handshake("restore", str(tmp_path / "backup"))
    assert handshake.json("import", "linkedin", sample)["added"] == 0


def test_a_backup_is_made_while_others_read_and_write(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    writer = [
        sys.executable,
        "-m",
        "tests.store.processes",
        "for_ever",
        str(handshake.ledger),
        "1",
    ]
    with (
        somebody_reading(handshake.ledger),
        subprocess.Popen(
            writer, cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        assert process.stdout is not None
        process.stdout.readline()
        sizes = [
            handshake.json("backup", str(tmp_path / f"{n}"))["size"] for n in range(3)
        ]
        process.kill()
    assert sizes == sorted(sizes)
    for n in range(3):
        assert (
            handshake.json("--ledger", str(tmp_path / f"{n}"), "verify")["size"]
            == sizes[n]
        )


def test_a_backup_never_replaces_a_file(handshake: Handshake, tmp_path: Path) -> None:
    busy_ledger(handshake)
    (tmp_path / "notes").write_text("dear diary")
    assert (
        "already exists" in handshake("backup", str(tmp_path / "notes"), code=2).stderr
    )
    assert "already exists" in handshake("backup", str(handshake.ledger), code=2).stderr
    assert (tmp_path / "notes").read_text() == "dear diary"
    assert (
        handshake("backup", str(tmp_path / "no" / "folder"), code=75).stderr.count("\n")
        == 1
    )


def test_a_damaged_ledger_is_not_backed_up(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    with closing(sqlite3.connect(handshake.ledger)) as database:
        database.execute("DELETE FROM sealed WHERE i = 4")
        database.commit()
    assert (
        "no later erasure"
        in handshake("backup", str(tmp_path / "backup"), code=7).stderr
    )
    assert sorted(each.name for each in tmp_path.iterdir()) == ["handshake"]


def test_a_split_backup_has_no_word_in_the_first_file_and_is_joined_again(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    before, folder = audit(handshake), tmp_path / "split"
    folder.mkdir()
    handshake("backup", str(folder / "main"), "--split")
    assert searched(folder) == ["main.texts"]
    assert {each.stat().st_mode & 0o777 for each in folder.iterdir()} == {0o600}
    assert (
        "is not a ledger"
        in handshake("--ledger", str(folder / "main"), "trust", code=7).stderr
    )
    lost(handshake)
    handshake("restore", str(folder / "main"))
    assert audit(handshake) == before


def test_half_of_a_split_backup_is_not_enough(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    handshake("backup", str(tmp_path / "one"), "--split")
    handshake("coffee", "Ada")
    handshake("backup", str(tmp_path / "two"), "--split")
    lost(handshake)
    (tmp_path / "two.texts").rename(tmp_path / "one.texts")
    assert (
        "another backup" in handshake("restore", str(tmp_path / "one"), code=6).stderr
    )
    assert "missing" in handshake("restore", str(tmp_path / "two"), code=6).stderr
    assert (
        "is not a ledger"
        in handshake("restore", str(tmp_path / "one.texts"), code=7).stderr
    )
    assert list(handshake.ledger.parent.iterdir()) == []


def test_a_restore_never_replaces_a_ledger(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    handshake("backup", str(tmp_path / "backup"))
    handshake("coffee", "Ada")
    before = audit(handshake)
    assert (
        "won't be overwritten"
        in handshake("restore", str(tmp_path / "backup"), code=5).stderr
    )
    assert audit(handshake) == before


@pytest.mark.parametrize("split", [False, True])
def test_what_was_erased_after_the_backup_does_not_come_back(
    handshake: Handshake, tmp_path: Path, split: bool
) -> None:
    busy_ledger(handshake)
    other = handshake("coffee", "Zoé", "--note", "canari too").stdout.split()[-1]
    file = tmp_path / "backup"
    handshake("backup", str(file), *(["--split"] if split else []))
    assert searched(tmp_path)
    gone = handshake.json("person", "erase", "Ada", "--yes")["texts"]
    handshake("erase-text", other, "--yes")
    lost(handshake)
    said = handshake.json("restore", str(file))
    assert said["erased_again"] == gone + 1
    assert searched(handshake.ledger.parent) == []
    verified = handshake.json("verify")
    assert (verified["ok"], verified["personal"]["erased"]) == (True, gone + 1)
    assert handshake("trust", "Ada", code=3).stderr
    assert "kept" in handshake("timeline", "--json").stdout
    file.unlink()
    handshake("backup", str(tmp_path / "again"))
    lost(handshake)
    assert handshake.json("restore", str(tmp_path / "again"))["erased_again"] == 0


def test_without_the_list_the_backup_comes_back_as_it_was(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    handshake("backup", str(tmp_path / "backup"))
    handshake("person", "erase", "Ada", "--yes")
    lost(handshake, list_too=True)
    assert handshake.json("restore", str(tmp_path / "backup"))["erased_again"] == 0
    assert searched(handshake.ledger.parent)


def test_an_audit_file_is_restored_to_the_same_export(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    handshake("person", "erase", "Zoé Ménard", "--yes")
    file = tmp_path / "audit.ndjson"
    handshake("export", "audit", "-o", str(file))
    lost(handshake)
    said = handshake("restore", str(file))
    assert "secret" in said.stderr
    assert "missing from it" in said.stderr
    assert audit(handshake) == file.read_bytes()
    assert handshake.json("verify")["ok"]
    handshake("coffee", "Ada")
    assert handshake.json("verify")["ok"]


def test_what_does_not_hold_everything_is_not_restored(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(handshake("checkpoint").stdout, encoding="utf-8")
    handshake("coffee", "Ada")
    exports = {
        "bare": ["audit", "--no-personal"],
        "since": ["audit", "--since-checkpoint", str(checkpoint)],
        "subject": ["subject", "Ada"],
    }
    for name, words in exports.items():
        handshake("export", *words, "-o", str(tmp_path / name))
    handshake("export", "audit", "-o", str(tmp_path / "whole"))
    (tmp_path / "changed").write_bytes(
        (tmp_path / "whole").read_bytes().replace(b"kept", b"KEPT")
    )
    lost(handshake)
    for name, code in {
        "bare": 6,
        "since": 6,
        "subject": 7,
        "changed": 7,
        "nowhere": 6,
    }.items():
        handshake("restore", str(tmp_path / name), code=code)
        assert list(handshake.ledger.parent.iterdir()) == []


def test_checkpoints_of_the_lost_ledger_that_the_fork_does_not_extend_are_named(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--sign")
    busy_ledger(handshake)
    early, late = tmp_path / "early", tmp_path / "late"
    early.write_text(handshake("checkpoint").stdout, encoding="utf-8")
    handshake("backup", str(tmp_path / "backup"))
    handshake("coffee", "Ada")
    late.write_text(handshake("checkpoint").stdout, encoding="utf-8")
    lost(handshake)
    said = handshake.json(
        "restore",
        str(tmp_path / "backup"),
        "--against",
        str(early),
        "--against",
        str(late),
    )
    signed = handshake.ledger.with_name("ledger.db.signed")
    assert said["not_extended"] == sorted([str(late), str(signed)])
    handshake("coffee", "Zoé")
    assert "contradict" in handshake("checkpoint", code=5).stderr
    signed.unlink()
    assert handshake.json("checkpoint")["signed"]
    handshake("verify", "--against", str(early))
    handshake("verify", "--against", str(late), code=7)


def test_a_restore_cut_short_leaves_no_ledger(
    handshake: Handshake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy_ledger(handshake)
    handshake("backup", str(tmp_path / "backup"))
    lost(handshake)

    def no_space(*_given: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr("projections.cli.restore.publish", no_space)
        assert (
            "the disk is full"
            in handshake("restore", str(tmp_path / "backup"), code=75).stderr
        )
    assert list(handshake.ledger.parent.iterdir()) == []
