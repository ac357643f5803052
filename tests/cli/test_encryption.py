"""An encrypted ledger gives nothing away, opens in several ways, and is never half of one thing and half of another."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.cli.conftest import Handshake
from tests.cli.encrypted import (
    CANARIES,
    ROOT,
    UNASKED,
    encrypted,
    filled,
    lock,
    locked,
    unlocking,
)
from tests.cli.test_erasure import somebody_reading
from tests.store.vaults import COMMAND, needs_sqlcipher

pytestmark = needs_sqlcipher

__all__ = ["locked", "unlocking"]  # fixtures of these tests


def found(folder: Path, words: list[str]) -> dict[str, set[str]]:
    """The files below a folder that hold any of the words, in any form that the program writes."""
    forms = {
        form: word
        for word in words
        for form in (
            word.encode(),
            word.casefold().encode(),
            unicodedata.normalize("NFD", word).encode(),
            json.dumps(word)[1:-1].encode(),
        )
    }
    held: dict[str, set[str]] = {}
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            data = file.read_bytes()
            pieces = {word for form, word in forms.items() if form in data}
            if pieces:
                held[file.name] = pieces
    return held


# ---------------------------------------------------------------- what is in the files


def test_the_canaries_are_found_in_a_plain_ledger(handshake: Handshake) -> None:
    words = filled(handshake)
    assert set().union(*found(handshake.home, words).values()) == set(words)


@pytest.mark.usefixtures("unlocking")
def test_no_file_holds_anything_in_clear_after_any_command(
    handshake: Handshake, tmp_path: Path
) -> None:
    words = encrypted(handshake)
    handshake("init", "--sign")
    backup, part = tmp_path / "backup", tmp_path / "part"
    steps = (
        ("coffee", CANARIES[0], "--note", CANARIES[1]),
        ("trust",),
        ("search", "canari"),
        ("rebuild",),
        ("import", "linkedin", str(ROOT / "docs" / "sample" / "linkedin")),
        ("coffee", "Canarius Gone", "--new", "--note", "canari-gone"),
        ("undo",),
        ("coffee", "Canarius Gone", "--new", "--note", "canari-gone"),
        ("person", "erase", "Canarius Gone", "--yes"),
        ("checkpoint",),
        ("doctor",),
        ("backup", str(backup)),
        ("backup", str(part), "--split"),
        ("completion", "bash"),
    )
    words += ["Canarius Gone", "canari-gone"]
    for step in steps:
        handshake(*step)
        assert found(tmp_path, words) == {}, step
    key = handshake.ledger.with_name("ledger.db.key")
    assert b"PRIVATE KEY" not in key.read_bytes()
    assert {file.stat().st_mode & 0o777 for file in tmp_path.glob("part*")} == {0o600}


@pytest.mark.usefixtures("unlocking")
def test_nothing_is_in_clear_while_a_transaction_is_open(handshake: Handshake) -> None:
    words = encrypted(handshake)
    with Ledger.open(handshake.ledger) as ledger:
        handshake("coffee", CANARIES[0], "--note", CANARIES[1])
        assert ledger.size
        assert (handshake.ledger.with_name("ledger.db-wal")).stat().st_size
        assert found(handshake.home, words) == {}


@pytest.mark.usefixtures("unlocking")
def test_an_erasure_is_proved_in_the_decrypted_pages(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(handshake)
    monkeypatch.setattr("projections.cli.erase_files.forget", lambda _name: None)
    result = handshake("person", "erase", CANARIES[0], "--yes", code=75)
    assert "copies remain" in result.stderr
    monkeypatch.undo()


@pytest.mark.usefixtures("unlocking")
def test_words_that_the_file_of_keys_holds_anyway_are_no_trace(
    handshake: Handshake,
) -> None:
    encrypted(handshake)
    handshake("coffee", "Keys Argon", "--new", "--note", "handshake ledger passphrases")
    handshake("person", "erase", "Keys Argon", "--yes")


# ---------------------------------------------------------------- in and out again


@pytest.mark.usefixtures("unlocking")
def test_encrypting_and_decrypting_keep_every_byte_of_the_export(
    handshake: Handshake,
) -> None:
    filled(handshake)
    before = handshake("export", "audit").stdout_bytes
    report = handshake.json("encrypt", "--passphrase-command", COMMAND, "--yes")
    assert report["encrypted"]
    assert handshake("export", "audit").stdout_bytes == before
    assert not handshake.ledger.read_bytes().startswith(b"SQLite")
    handshake("decrypt", "--yes")
    assert handshake.ledger.read_bytes().startswith(b"SQLite format 3")
    assert not handshake.ledger.with_name("ledger.db.keys").exists()
    assert handshake("export", "audit").stdout_bytes == before
    handshake("coffee", CANARIES[0])
    assert handshake.json("verify")["ok"]


@pytest.mark.usefixtures("unlocking")
def test_encrypting_twice_and_decrypting_in_clear_are_refused(
    handshake: Handshake,
) -> None:
    filled(handshake)
    assert "is not encrypted" in handshake("decrypt", "--yes", code=5).stderr
    assert "is not encrypted" in handshake("passphrase", "--list", code=5).stderr
    handshake("encrypt", "--passphrase-command", COMMAND, "--yes")
    again = handshake("encrypt", "--passphrase-command", COMMAND, "--yes", code=5)
    assert "--new-key" in again.stderr


@pytest.mark.usefixtures("unlocking")
def test_a_new_key_makes_old_keys_useless(handshake: Handshake, tmp_path: Path) -> None:
    encrypted(handshake)
    keys = handshake.ledger.with_name("ledger.db.keys")
    old = keys.read_bytes()
    handshake("encrypt", "--new-key", "--passphrase-command", COMMAND, "--yes")
    assert handshake.json("verify")["ok"]
    assert len(handshake.json("passphrase", "--list")["slots"]) == 1
    keys.write_bytes(old)
    lock()
    assert "another ledger" in handshake("trust", code=7).stderr


@pytest.mark.usefixtures("unlocking")
def test_the_private_files_beside_are_sealed_and_opened_again(
    handshake: Handshake,
) -> None:
    filled(handshake)
    handshake("coffee", "Canarius Gone", "--new")
    handshake("person", "erase", "Canarius Gone", "--yes")
    handshake("init", "--sign")
    beside = [
        handshake.ledger.with_name(f"ledger.db{end}") for end in (".erased", ".key")
    ]
    before = [file.read_bytes() for file in beside]
    handshake("encrypt", "--passphrase-command", COMMAND, "--yes")
    for file, plain in zip(beside, before, strict=True):
        assert file.read_bytes().startswith(b"\x89HS1")
        assert plain[:30] not in file.read_bytes()
    handshake("checkpoint")
    handshake("decrypt", "--yes")
    assert [file.read_bytes() for file in beside] == before


def test_only_the_terminal_or_yes_encrypts(handshake: Handshake) -> None:
    filled(handshake)
    result = handshake("encrypt", "--passphrase-command", COMMAND, code=2)
    assert "--yes" in result.stderr
    assert handshake.ledger.read_bytes().startswith(b"SQLite")
    assert "--passphrase-command" in handshake("encrypt", "--yes", code=2).stderr


def test_a_ledger_in_use_is_not_exchanged(handshake: Handshake) -> None:
    filled(handshake)
    before = handshake.ledger.read_bytes()
    with somebody_reading(handshake.ledger):
        result = handshake("encrypt", "--passphrase-command", COMMAND, "--yes", code=75)
    assert "Another program is using" in result.stderr
    assert handshake.ledger.read_bytes() == before
    assert not handshake.ledger.with_name("ledger.db.keys").exists()
    handshake("coffee", CANARIES[0])


# ---------------------------------------------------------------- copies


@pytest.mark.usefixtures("unlocking")
@pytest.mark.parametrize("split", [False, True])
def test_a_backup_is_encrypted_by_the_same_passphrases_and_restores(
    handshake: Handshake, tmp_path: Path, split: bool
) -> None:
    encrypted(handshake)
    before = handshake("export", "audit").stdout_bytes
    file = tmp_path / "backup"
    options = ["--split"] if split else []
    report = handshake.json("backup", str(file), *options)
    assert report["encrypted"]
    assert f"{file}.keys" in report["files"]
    for path in handshake.ledger.parent.iterdir():
        path.unlink()
    lock()
    handshake("restore", str(file))
    assert handshake("export", "audit").stdout_bytes == before
    lock()
    assert not handshake.ledger.read_bytes().startswith(b"SQLite")
    handshake("coffee", CANARIES[0])


def test_a_backup_of_a_plain_ledger_says_so(
    handshake: Handshake, tmp_path: Path
) -> None:
    filled(handshake)
    result = handshake("backup", str(tmp_path / "backup"))
    assert "not encrypted" in result.stderr
    report = handshake.json("backup", str(tmp_path / "other"))
    assert report["encrypted"] is False


@pytest.mark.usefixtures("unlocking")
@pytest.mark.parametrize(
    "what", ["audit", "people", "meetings", "friends", "cloudevents"]
)
def test_an_export_says_that_it_is_in_clear(
    handshake: Handshake, tmp_path: Path, what: str
) -> None:
    encrypted(handshake)
    result = handshake("export", what, "-o", str(tmp_path / "export"))
    assert "Not encrypted, unlike the ledger" in " ".join(result.stderr.split())


@pytest.mark.usefixtures("unlocking")
def test_a_copy_is_encrypted_like_its_source(
    handshake: Handshake, tmp_path: Path
) -> None:
    words = encrypted(handshake)
    copy = tmp_path / "copy.db"
    handshake("copy", str(handshake.ledger), str(copy))
    lock()
    handshake("--ledger", str(copy), "trust")
    assert found(tmp_path, words) == {}


# ---------------------------------------------------------------- damage and other people's files


@pytest.mark.usefixtures("unlocking")
def test_nothing_is_recorded_beside_a_changed_page(handshake: Handshake) -> None:
    encrypted(handshake)
    handshake("trust")
    sound = handshake.ledger.read_bytes()
    for page in range(0, len(sound), 4 * 4096):
        changed = bytearray(sound)
        changed[page + 2000] ^= 1
        handshake.ledger.write_bytes(changed)
        refusal = handshake("coffee", CANARIES[0], "--on", "2026-11-01", code=7).stderr
        assert "is damaged" in " ".join(refusal.split())
        assert handshake.ledger.read_bytes() == changed
    handshake.ledger.write_bytes(sound)
    handshake("coffee", CANARIES[0], "--on", "2026-11-01")


@pytest.mark.usefixtures("unlocking")
def test_damaged_missing_and_foreign_keys_have_messages_of_their_own(
    handshake: Handshake, tmp_path: Path
) -> None:
    encrypted(handshake)
    keys = handshake.ledger.with_name("ledger.db.keys")
    sound = keys.read_bytes()
    torn, flipped = sound[: len(sound) // 2], bytearray(sound)
    flipped[sound.index(b'"wrapped"') + 14] ^= 1
    for data in (torn, bytes(flipped), b"", b"[]", b'{"format": 1}'):
        keys.write_bytes(data)
        lock()
        assert "are damaged" in handshake("trust", code=7).stderr
    keys.write_bytes(sound.replace(b'"format": 1', b'"format": 9'))
    assert "newer version" in handshake("trust", code=7).stderr
    keys.unlink()
    assert "is missing" in " ".join(handshake("trust", code=7).stderr.split())
    other = Handshake(tmp_path / "other")
    filled(other)
    other("encrypt", "--passphrase-command", COMMAND, "--yes")
    keys.write_bytes(other.ledger.with_name("ledger.db.keys").read_bytes())
    lock()
    assert "another ledger" in " ".join(handshake("trust", code=7).stderr.split())
    keys.write_bytes(sound)
    handshake("trust")


@pytest.mark.usefixtures("unlocking")
def test_the_doctor_finds_what_lies_in_clear_and_seals_what_can_be(
    handshake: Handshake,
) -> None:
    filled(handshake)
    handshake("coffee", "Canarius Gone", "--new")
    handshake("person", "erase", "Canarius Gone", "--yes")
    erased = handshake.ledger.with_name("ledger.db.erased")
    plain = erased.read_bytes()
    handshake("backup", str(handshake.ledger.with_name("old-backup.db")))
    handshake("encrypt", *UNASKED)
    erased.write_bytes(plain)
    report = handshake.json("doctor")
    assert "in-clear" in {one["about"] for one in report["findings"]}
    handshake.ledger.with_name("old-backup.db").unlink()
    again = {one["about"] for one in handshake.json("doctor")["findings"]}
    assert not again & {"unsealed", "in-clear", "keys"}


@pytest.mark.usefixtures("unlocking")
def test_what_an_interrupted_command_left_in_clear_goes_with_the_next(
    handshake: Handshake,
) -> None:
    words = filled(handshake)
    handshake("init", "--sign")
    private = handshake.ledger.with_name("ledger.db.key")
    left = handshake.ledger.with_name(".0123456789abcdef.part")
    plain = [file.read_bytes() for file in (handshake.ledger, private)]
    handshake("encrypt", *UNASKED)
    left.write_bytes(plain[0])
    held = left.with_name("held")
    held.hardlink_to(left)
    private.write_bytes(plain[1])
    said = handshake("trust").stderr
    assert "was overwritten and removed" in said
    assert "encrypted now: ledger.db.key" in said
    assert not left.exists()
    assert held.read_bytes() == plain[0], "a finished file has another name"
    held.rename(left)
    assert "a été écrasé et supprimé" in handshake.french()("trust").stderr
    assert not left.exists()
    assert found(handshake.home, words) == {}
    handshake("checkpoint")


@pytest.mark.usefixtures("unlocking")
def test_no_changed_byte_is_taken_for_the_truth(handshake: Handshake) -> None:
    encrypted(handshake)
    before = handshake("trust", "--json").stdout
    data = handshake.ledger.read_bytes()
    for place in range(100, len(data), len(data) // 40):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        handshake.ledger.write_bytes(changed)
        result = handshake.outcome("verify", "--json")
        assert result.exit_code == 7 or json.loads(result.stdout)["ok"]
        assert handshake.outcome("trust", "--json").stdout in {"", before}
        assert "ERROR CORE" not in result.stderr
    handshake.ledger.write_bytes(data)
    assert handshake.json("verify")["ok"]


@pytest.mark.usefixtures("unlocking")
def test_a_new_ledger_does_not_begin_beside_the_keys_of_another(
    handshake: Handshake,
) -> None:
    encrypted(handshake)
    handshake.ledger.rename(handshake.home / "moved.db")
    result = handshake("coffee", "Ada", "--new", code=5)
    assert "ledger.db.keys" in result.stderr.replace("\n", "")


@pytest.mark.usefixtures("unlocking")
def test_an_export_never_takes_the_place_of_an_encrypted_ledger(
    handshake: Handshake,
) -> None:
    encrypted(handshake)
    for name in ("ledger.db", "ledger.db.keys"):
        place = str(handshake.ledger.with_name(name))
        handshake("export", "audit", "-o", place, code=2)
    handshake("trust")


# ---------------------------------------------------------------- killed on the way

KILLED = """
import os, signal, sys
from ledger.store import keys_file
from projections.cli import main

moment, *words = sys.argv[1:]
keys_file.MEMORY_KIB, keys_file.PASSES = 32, 1
CHANGES = {"os.rename", "os.remove", "os.link", "os.chmod", "fcntl.flock"}
changes = 0

def stop(event, arguments):
    global changes
    if event in CHANGES or (event == "open" and arguments[2] & (os.O_CREAT | os.O_RDWR)):
        changes += 1
        if changes == int(moment):
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(stop)
sys.argv = ["handshake", *words]
main()
"""
"""A program that is killed right before one of the calls that change a folder."""


@pytest.mark.parametrize("command", ["encrypt", "decrypt"])
def test_a_kill_at_any_moment_leaves_one_whole_ledger(
    handshake: Handshake, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(handshake)
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", COMMAND)
    if command == "decrypt":
        handshake("encrypt", "--passphrase-command", COMMAND, "--yes")
    truth = handshake("export", "audit").stdout_bytes
    folder = handshake.ledger.parent
    start = {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if file.is_file() and not file.is_symlink()
    }
    moment, code = 0, -signal.SIGKILL
    while code == -signal.SIGKILL:
        moment += 3
        for file in folder.iterdir():
            file.unlink()
        for name, data in start.items():
            (folder / name).write_bytes(data)
        code = killed(handshake, moment, command)
        lock()
        assert handshake("export", "audit").stdout_bytes == truth, moment
        if command == "encrypt" and handshake.ledger.read_bytes()[:6] != b"SQLite":
            assert found(folder, [*CANARIES]) == {}, moment
        handshake("coffee", CANARIES[0])
        assert not [*folder.glob(".*.part")]
    assert code == 0
    assert moment > 10


def killed(handshake: Handshake, moment: int, command: str) -> int:
    """The exit code of a program that was killed at a moment; 0 if it ended before."""
    settings = {**os.environ, **handshake.environment}
    process = subprocess.run(
        [sys.executable, "-c", KILLED, str(moment), command, *UNASKED],
        capture_output=True,
        env={name: value for name, value in settings.items() if value is not None},
        cwd=ROOT,
        check=False,
    )
    return process.returncode
