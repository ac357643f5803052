"""Nothing invisible reaches a terminal, whatever was recorded or typed; pipes and files get every byte."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from pathlib import Path

import pexpect
import pytest

from ledger.store.signing import key_path, signed_path
from ledger.store.suppression import list_path
from projections.audit.atomic_file import BESIDE
from projections.engine.sqlite.views_file import views_path
from tests.cli.conftest import Handshake

NASTY = "Eve \x7f\x9b31m\u202eevil\u2066 \x1b]0;x\x07"
EXPORTS = [["audit"], ["cloudevents"], ["csv"], ["friends"], ["subject", "Eve"]]


@pytest.fixture
def known(handshake: Handshake) -> Handshake:
    handshake("coffee", "Eve", "--note", NASTY, "--at", NASTY, "--new")
    return handshake


def unseen(text: str) -> set[str]:
    """The characters of a text that no terminal should be sent, the colours that the program itself sends apart."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return {
        char
        for char in plain
        if unicodedata.category(char) in {"Cc", "Cf"} and char not in "\r\n\t"
    }


def on_a_terminal(handshake: Handshake, *words: str) -> str:
    """What a command sends to a terminal."""
    here = {
        key: value for key, value in handshake.environment.items() if value is not None
    }
    environment = {**os.environ, **here, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    command = str(Path(sys.executable).with_name("handshake"))
    return str(
        pexpect.run(
            " ".join([command, *words]), env=environment, encoding="utf-8", timeout=30
        )
    )


@pytest.mark.parametrize("words", EXPORTS, ids=lambda words: words[0])
def test_an_export_shows_a_terminal_what_cannot_be_seen_and_gives_a_file_the_bytes(
    known: Handshake, tmp_path: Path, words: list[str]
) -> None:
    shown = on_a_terminal(known, "export", *words)
    assert unseen(shown) == set()
    file = tmp_path / "file"
    known("export", *words, "-o", str(file))
    piped = known("export", *words).stdout_bytes
    assert file.read_bytes() == piped
    assert "\u202eevil".encode() in piped


@pytest.mark.parametrize(
    "words", [["timeline"], ["search", "evil"], ["person", "show", "Eve"]]
)
def test_json_escapes_what_cannot_be_seen(known: Handshake, words: list[str]) -> None:
    said = known(*words, "--json").stdout
    assert unseen(said) == set()
    json.loads(said)


@pytest.mark.parametrize(
    "words",
    [
        ["trust", "Eve", NASTY],
        ["trust", f"--{NASTY}"],
        [NASTY],
        ["trust", "--top", NASTY],
        ["trust", NASTY],
        ["verify", NASTY],
        ["--ledger", NASTY, "trust"],
        ["completion", NASTY],
        ["schema", NASTY],
        ["undo", NASTY],
        ["coffee", "Eve", "--on", NASTY],
    ],
)
def test_what_the_program_repeats_of_wrong_words_is_visible(
    known: Handshake, words: list[str]
) -> None:
    result = known.outcome(*words)
    assert result.exit_code != 0
    assert unseen(result.output) == set()
    assert "\x1b" not in result.output


def test_the_name_of_a_file_is_shown_visibly(known: Handshake, tmp_path: Path) -> None:
    file = str(tmp_path / "a\x1b[31m\u202e")
    said = known("export", "audit", "-o", file)
    assert unseen(said.output) == set()
    assert "\x1b" not in said.output
    assert "\x1b" not in known("verify", file).output


def test_an_export_takes_the_place_of_nothing_that_belongs_to_a_ledger(
    known: Handshake, tmp_path: Path
) -> None:
    known("connect", "Bob", "--accepted", "--new")
    known("init", "--sign")
    known("checkpoint")
    known("person", "erase", "Eve", "--yes")
    ledger = known.ledger
    before = {
        path.name: path.read_bytes()
        for path in ledger.parent.iterdir()
        if path.is_file()
    }
    assert {
        f"{ledger.name}{ending}"
        for ending in ("", ".erased", ".key", ".signed", ".views")
    } <= {*before}
    link = tmp_path / "link"
    link.symlink_to(ledger.with_name(f"{ledger.name}.key"))
    beside = [
        ledger.with_name(f"{ledger.name}{end}")
        for end in ("-wal", "-shm", "-journal", *BESIDE)
    ]
    for path in {ledger, *(ledger.parent / name for name in before), *beside, link}:
        for words in (
            ["export", "audit", "-o"],
            ["export", "csv", "-o"],
            ["next", "--ics"],
            ["backup"],
        ):
            result = known.outcome(*words, str(path))
            assert result.exit_code == 2, (words, path, result.output)
    assert {
        path.name: path.read_bytes()
        for path in ledger.parent.iterdir()
        if path.is_file()
    } == before


def test_a_signing_key_and_a_list_of_erasures_stay_where_the_ledger_itself_is_gone(
    known: Handshake, tmp_path: Path
) -> None:
    for name in ("lost.db.erased", "lost.db.key", "lost.db.signed"):
        (tmp_path / name).write_text("kept")
        known("export", "audit", "-o", str(tmp_path / name), code=2)
        assert (tmp_path / name).read_text() == "kept"
    known("export", "audit", "-o", str(tmp_path / "new.erased"))


def test_the_names_beside_a_ledger_are_those_that_are_kept() -> None:
    ledger = Path("ledger.db")
    kept = [
        key_path(ledger),
        signed_path(ledger),
        views_path(ledger),
        list_path(ledger),
    ]
    assert {path.name.removeprefix("ledger.db") for path in kept} <= {*BESIDE}
