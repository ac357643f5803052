"""The ways to unlock an encrypted ledger: passphrases, a recovery sheet, a terminal, the keyring."""

from __future__ import annotations

import os
import re
import resource
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import pexpect
import pytest

from ledger.store import recovery_code
from tests.cli.conftest import Handshake
from tests.cli.encrypted import (
    ROOT,
    encrypted,
    filled,
    lock,
    locked,
    unlocking,
)
from tests.store.vaults import COMMAND, needs_sqlcipher

pytestmark = needs_sqlcipher
__all__ = ["locked", "unlocking"]  # fixtures of these tests

SHEET = re.compile(r"^    ([0-9A-Z]{5}(?:  [0-9A-Z]{5}){3})$", re.MULTILINE)


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
    assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0, (
        "a crash would show the key"
    )
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
