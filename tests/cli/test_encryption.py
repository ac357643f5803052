"""An encrypted ledger gives nothing away, opens in several ways, and is never half of one thing and half of another."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import pexpect
import pytest

from ledger.store import asking, recovery_code, unlock
from ledger.store.ledger import Ledger
from tests.cli.conftest import Handshake
from tests.cli.test_erasure import somebody_reading
from tests.store.vaults import COMMAND, cheap_slots, needs_sqlcipher

pytestmark = needs_sqlcipher

ROOT = Path(__file__).parents[2]
CANARIES = ("Canarine Ménard", "canari-note", "Canariville", "canari@example.org")
UNASKED = ("--passphrase-command", COMMAND, "--yes")
SHEET = re.compile(r"^    ([0-9A-Z]{5}(?:  [0-9A-Z]{5}){3})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def locked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has unlocked nothing yet, where nobody is asked, and slots that cost nothing."""
    monkeypatch.setattr(unlock, "_unlocked", {})
    monkeypatch.setattr(unlock, "_salts", {})
    monkeypatch.setattr(asking, "_command", None)
    monkeypatch.setenv("HANDSHAKE_PROMPT", "0")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nowhere")
    monkeypatch.delenv("HANDSHAKE_PASSPHRASE_COMMAND", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with cheap_slots():
        yield


def lock() -> None:
    """Forget what was unlocked, as a new process would."""
    unlock._unlocked.clear()
    unlock._salts.clear()
    asking._command = None


def filled(handshake: Handshake) -> list[str]:
    """Record what is to be found nowhere; the words and ids to look for."""
    handshake(
        "coffee", CANARIES[0], "--new", "--note", CANARIES[1], "--at", CANARIES[2]
    )
    handshake("person", "details", CANARIES[0], "--email", CANARIES[3])
    people = handshake.json("person", "list")["people"]
    meetings = handshake.json("timeline")["events"]
    ids = [people[0]["id"], meetings[0]["id"].partition("/")[0]]
    return [*CANARIES, *ids, "2026-11-23"]


def encrypted(handshake: Handshake, *options: str) -> list[str]:
    """Encrypt a ledger with canaries; what to look for."""
    words = filled(handshake)
    handshake("encrypt", "--passphrase-command", COMMAND, "--yes", *options)
    return words


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


@pytest.fixture
def unlocking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The passphrase is printed by a command of the environment."""
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", COMMAND)


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
def test_what_is_encrypted_already_or_not_at_all_is_told(handshake: Handshake) -> None:
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


# ---------------------------------------------------------------- passphrases


def test_a_wrong_passphrase_is_one_sentence(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(handshake)
    lock()
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", "echo another")
    result = handshake("trust", code=5)
    assert result.stderr.startswith("Error: Wrong passphrase for ")
    assert len(result.stderr.splitlines()) == 1
    french = handshake.french()("trust", code=5)
    assert french.stderr.startswith("Erreur\u00a0: ")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("false", "failed (exit code 1)"),
        ("true", "printed nothing"),
        ("no-such-program-here", "could not be run"),
        ("echo 'unclosed", "cannot be read"),
    ],
)
def test_a_passphrase_command_that_fails_is_one_sentence(
    handshake: Handshake, command: str, sentence: str
) -> None:
    encrypted(handshake)
    lock()
    result = handshake.outcome("--passphrase-command", command, "trust")
    assert result.exit_code in {2, 5}
    assert sentence in result.stderr
    assert command not in result.stderr


def test_without_a_terminal_the_ways_to_unlock_are_told(handshake: Handshake) -> None:
    encrypted(handshake)
    lock()
    result = handshake("trust", code=5)
    assert "HANDSHAKE_PASSPHRASE_COMMAND" in " ".join(result.stderr.split())


def test_the_command_of_the_configuration_is_asked(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    encrypted(handshake)
    lock()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "handshake"
    folder.mkdir(exist_ok=True)
    (folder / "passphrase-command").write_text(f"{COMMAND}\n")
    handshake("trust")


@pytest.mark.parametrize("composed", ["NFC", "NFD"])
def test_accents_and_spaces_may_be_typed_in_any_form(
    handshake: Handshake, composed: Literal["NFC", "NFD"], tmp_path: Path
) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("  Élan vital, où ça ?  \n")
    filled(handshake)
    handshake("encrypt", "--passphrase-command", f"cat {passphrase}", "--yes")
    lock()
    typed = unicodedata.normalize(composed, "  Élan\u00a0vital, où ça\u202f?  \n")
    passphrase.write_text(typed)
    handshake("--passphrase-command", f"cat {passphrase}", "trust")
    lock()
    passphrase.write_text("Élan vital, où ça ?\n")
    handshake("--passphrase-command", f"cat {passphrase}", "trust", code=5)


def test_changing_the_passphrase_rewrites_nothing(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(handshake)
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", COMMAND)
    handshake("trust")
    files = [*handshake.ledger.parent.glob("ledger.db*")]
    before = {file: file.read_bytes() for file in files if file.suffix != ".keys"}
    handshake("passphrase", "--new-passphrase-command", "echo quite another one")
    assert {file: file.read_bytes() for file in before} == before
    lock()
    handshake("trust", code=5)
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", "echo quite another one")
    handshake("trust")


@pytest.mark.usefixtures("unlocking")
def test_slots_are_added_listed_and_removed_but_for_the_last(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(handshake)
    second = ("--new-passphrase-command", "echo the second of two")
    handshake("passphrase", "--add", "Ada", *second)
    assert "already" in handshake("passphrase", "--add", "Ada", *second, code=5).stderr
    slots = handshake.json("passphrase", "--list")["slots"]
    assert [slot["name"] for slot in slots] == ["main", "Ada"]
    assert "Ada" in handshake("passphrase", "--list").stdout
    assert "main" in handshake("passphrase", "--remove", "Tom", code=3).stderr
    handshake("passphrase", "--remove", "main")
    assert "last" in handshake("passphrase", "--remove", "Ada", code=5).stderr
    lock()
    handshake("trust", code=5)
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", "echo the second of two")
    handshake("trust")


# ---------------------------------------------------------------- the recovery sheet


@pytest.mark.usefixtures("unlocking")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_code_of_a_sheet_opens_the_ledger(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    encrypted(handshake)
    speaking = Handshake(handshake.home, language)
    sheet = speaking("passphrase", "--recovery-sheet").stdout
    code = "-".join(" ".join(SHEET.findall(sheet)).split())
    assert str(handshake.ledger) in sheet
    typed = tmp_path / "code"
    typed.write_text(code.lower().replace("-", "  ") + "\n")
    lock()
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", f"cat {typed}")
    handshake("trust")
    handshake("passphrase", "--new-passphrase-command", "echo after it was forgotten")
    lock()
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", "echo after it was forgotten")
    handshake("trust")
    handshake("passphrase", "--remove", "recovery")
    lock()
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", f"cat {typed}")
    handshake("trust", code=5)


def test_a_code_is_read_however_it_is_typed_and_its_mistakes_are_named() -> None:
    secret = recovery_code.new_secret()
    code = recovery_code.written(secret)
    assert recovery_code.read(code) == secret
    sloppy = code.lower().replace("-", " \t").replace("1", "l").replace("0", "o")
    assert recovery_code.read(sloppy) == secret
    other = "2" if code[12] != "2" else "3"
    with pytest.raises(Exception, match="Group 3 of the recovery code"):
        recovery_code.read(code[:12] + other + code[13:])
    with pytest.raises(Exception, match="eight groups"):
        recovery_code.read(code[:-1])


# ---------------------------------------------------------------- on a terminal


class Answers(NamedTuple):
    """The questions of a language, as they begin, and a yes in full."""

    new: str
    again: str
    code: str
    sure: str
    passphrase: str
    yes: str


ENGLISH = Answers(
    "New passphrase", "The same again", "Type the rec", "Type yes", "Passphrase", "yes"
)
FRENCH = Answers(
    "Nouvelle phrase", "Encore une", "Saisir le code", "Taper oui", "Phrase", "oui"
)


@pytest.mark.parametrize(("language", "asked"), [("en", ENGLISH), ("fr", FRENCH)])
def test_someone_at_a_terminal_is_asked_for_everything(
    handshake: Handshake, language: str, asked: Answers
) -> None:
    filled(handshake)
    speaking = Handshake(handshake.home, language)
    with terminal(speaking, "encrypt") as screen:
        for question, answer in (
            (asked.new, "élan vital öne"),
            (asked.again, "another"),
            (asked.new, "élan vital öne"),
            (asked.again, "élan vital öne"),
        ):
            screen.expect(question)
            screen.sendline(answer)
        screen.expect(asked.code)
        code = " ".join(
            re.findall(r"[0-9A-Z]{5}(?:  [0-9A-Z]{5}){3}", str(screen.before))
        )
        screen.sendline("A" + code[1:] if code[0] != "A" else "B" + code[1:])
        screen.expect(asked.code)
        screen.sendline(code.lower())
        screen.expect(asked.sure)
        screen.sendline(asked.yes)
        screen.expect(pexpect.EOF)
    with terminal(speaking, "trust") as screen:
        for answer in ("wrong", code):
            screen.expect(asked.passphrase)
            screen.sendline(answer)
        screen.expect("Canarine")
    with terminal(speaking, "trust") as screen:
        for _attempt in range(3):
            screen.expect(asked.passphrase)
            screen.sendline("wrong")
        screen.expect(pexpect.EOF)
        screen.close()
        assert screen.exitstatus == 5
    with terminal(speaking, "trust") as screen:
        screen.expect(asked.passphrase)
        screen.sendintr()
        screen.expect(pexpect.EOF)
        screen.close()
        assert screen.exitstatus == 130


def test_no_is_no(handshake: Handshake) -> None:
    filled(handshake)
    with terminal(handshake, "encrypt", "--no-sheet") as screen:
        for question, answer in (
            (ENGLISH.new, "some passphrase"),
            (ENGLISH.again, "some passphrase"),
            (ENGLISH.sure, "y"),
        ):
            screen.expect(question)
            screen.sendline(answer)
        screen.expect("Nothing was changed")
    assert handshake.ledger.read_bytes().startswith(b"SQLite")


@contextmanager
def terminal(handshake: Handshake, *words: str) -> Iterator[pexpect.spawn[str]]:
    """The program on a terminal of its own, in a process of its own."""
    settings = {**os.environ, **handshake.environment, "HANDSHAKE_PROMPT": "1"}
    code = (
        "from ledger.store import keys_file; keys_file.MEMORY_KIB, keys_file.PASSES = 32, 1;"
        " from projections.cli import main; main()"
    )
    screen = pexpect.spawn(
        sys.executable,
        ["-c", code, *words],
        env={name: value for name, value in settings.items() if value is not None},
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=60,
        dimensions=(40, 200),
    )
    try:
        yield screen
    finally:
        screen.close()


# ---------------------------------------------------------------- the keyring


def test_the_keyring_opens_the_ledger_without_a_passphrase(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring

    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda *place: kept.get(place))
    monkeypatch.setattr(
        keyring,
        "set_password",
        lambda service, name, text: kept.update({(service, name): text}),
    )
    monkeypatch.setattr(keyring, "delete_password", lambda *place: kept.pop(place))
    encrypted(handshake, "--keyring")
    lock()
    handshake("trust")
    lock()
    keys = handshake.ledger.with_name("ledger.db.keys")
    keys.unlink()
    handshake("trust")  # even if the file of keys is lost
    lock()
    refused = handshake("backup", str(handshake.home / "backup"), code=5)
    assert "--add" in refused.stderr
    handshake("passphrase", "--add", "new", "--new-passphrase-command", COMMAND)
    handshake("passphrase", "--no-keyring")
    lock()
    assert kept == {}
    handshake("trust", code=5)
    handshake("--passphrase-command", COMMAND, "trust")


def test_no_keyring_is_told_and_does_not_matter(handshake: Handshake) -> None:
    encrypted(handshake)
    lock()
    handshake("--passphrase-command", COMMAND, "trust")


def test_without_the_extra_its_name_is_told(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(handshake)
    lock()
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", None)
    for words in (("trust",), ("encrypt", "--yes"), ("passphrase", "--add", "x")):
        result = handshake("--passphrase-command", COMMAND, *words, code=2)
        if words[0] != "encrypt":
            assert "handshake-ledger[encrypt]" in result.stderr


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
def test_damaged_missing_and_foreign_keys_are_told_apart(
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
