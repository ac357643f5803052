"""Texts that stand on no command line: from standard input, or from an editor on a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from projections.engine.sqlite import views_file
from projections.engine.sqlite.views_file import corrupt
from tests.cli.conftest import Handshake

PROGRAM = str(Path(sys.executable).parent / "handshake")
EDITOR = """
import os, pathlib, stat, sys
file = pathlib.Path(sys.argv[1])
modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)]
text = file.read_text("utf-8")
pathlib.Path(os.environ["SEEN"]).write_text(f"{file}\\n{modes}\\n{text}")
if os.environ["WRITES"] == "fail":
    sys.exit(3)
file.write_text(os.environ["WRITES"] + text, "utf-8")
"""


@pytest.fixture
def known(handshake: Handshake) -> Handshake:
    handshake("coffee", "Zoé", "--on", "2026-11-02", "--new")
    return handshake


def texts(handshake: Handshake) -> list[str]:
    events = handshake.json("timeline", "--history")["events"]
    return [event["text"] for event in events if event["text"]]


def in_editor(
    handshake: Handshake, writes: str, *words: str, editor: str = ""
) -> tuple[int, str]:
    """A command on a terminal whose editor writes this; its exit code and what it showed."""
    script = handshake.home / "editor.py"
    script.write_text(EDITOR)
    here = {k: v for k, v in handshake.environment.items() if v is not None}
    environment = os.environ | here
    environment |= {
        "VISUAL": editor or f"{sys.executable} {script}",
        "EDITOR": "/nowhere/else",
        "SEEN": str(handshake.home / "seen"),
        "WRITES": writes,
        "TERM": "dumb",
        "COLUMNS": "200",
    }
    child = pexpect.spawn(
        PROGRAM, list(words), env=environment, encoding="utf-8", timeout=60
    )
    shown = str(child.read())
    child.close()
    return int(child.exitstatus or 0), shown


COMMANDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("coffee", "Zoé", "--on", "2026-11-03", "--note", "-"), "note"),
    (("lunch", "Zoé", "--on", "2026-11-04", "--at", "-"), "place"),
    (("note", "Zoé", "-"), "text"),
    (("favour", "given", "Zoé", "--note", "-"), "note"),
    (("propose", "lunch", "Zoé", "--for", "2026-12-01", "--note", "-"), "note"),
    (("connect", "Zoé", "--note", "-"), "message"),
    (("person", "details", "Zoé", "--organisation", "-"), "organisation"),
    (("person", "details", "Zoé", "--place", "-"), "place"),
    (("retract", "last", "--why", "-"), "why"),
    (("correct", "last", "--note", "-"), "note"),
)


def everything(handshake: Handshake) -> str:
    return handshake("export", "audit").output


@pytest.mark.parametrize("words", [words for words, _field in COMMANDS])
def test_every_text_may_stand_on_standard_input(
    known: Handshake, words: tuple[str, ...]
) -> None:
    known(*words, typed="  Le Procope, à midi\n")
    assert '"Le Procope, à midi"' in everything(known)


@pytest.mark.parametrize("words", [COMMANDS[0][0], COMMANDS[2][0], COMMANDS[8][0]])
def test_on_a_terminal_it_is_written_in_the_editor(
    known: Handshake, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    code, shown = in_editor(known, "two lines,\nà midi\n# no line\n", *words)
    assert code == 0, shown
    assert '"two lines,\\nà midi"' in everything(known)
    place, modes, *hint = (known.home / "seen").read_text().splitlines()
    assert modes == str([0o600, 0o700])
    assert hint[1].startswith("# Write the text above.")
    assert not Path(place).parent.exists()


def test_sentences_are_written_in_the_editor_too(known: Handshake) -> None:
    sentences = "coffee with Zoé on 5 november\n\nlunch with Zoé on 6 november\n"
    code, shown = in_editor(known, sentences, "log", "-")
    assert code == 0, shown
    days = [event.get("occurred_on") for event in known.json("timeline")["events"]]
    assert {"2026-11-05", "2026-11-06"} <= {*days}


def test_where_memory_is_the_folder_of_the_session_the_text_is_on_no_disk(
    known: Handshake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(memory))
    assert in_editor(known, "hello", "note", "Zoé", "-")[0] == 0
    assert (known.home / "seen").read_text().startswith(str(memory))
    assert list(memory.iterdir()) == []


@pytest.mark.parametrize(
    ("writes", "editor", "sentence"),
    [
        ("", "", "left empty"),
        ("# only a hint\n", "", "left empty"),
        ("fail", "", "failed (exit code 3)"),
        ("x", "/nowhere/at/all", "Cannot start the editor"),
        ("x", "'unpaired", "Cannot start the editor"),
    ],
)
def test_without_a_text_nothing_is_recorded(
    known: Handshake, writes: str, editor: str, sentence: str
) -> None:
    before = known.json("verify")["size"]
    code, shown = in_editor(known, writes, "note", "Zoé", "-", editor=editor)
    assert code == 2
    assert sentence in shown
    assert "Traceback" not in shown
    assert known.json("verify")["size"] == before


def test_two_texts_cannot_both_be_standard_input(known: Handshake) -> None:
    words = ("coffee", "Zoé", "--on", "2026-11-03", "--note", "-", "--at", "-")
    assert "Only one text" in known(*words, typed="hello", code=2).stderr
    said = known.french()(*words, typed="hello", code=2).stderr
    assert "Un seul texte" in said


def test_an_empty_text_says_nothing_and_in_a_correction_takes_away(
    known: Handshake,
) -> None:
    known("coffee", "Zoé", "--on", "2026-11-03", "--note", "")
    assert texts(known) == []
    known("lunch", "Zoé", "--on", "2026-11-04", "--note", "about the plan")
    known("correct", "last", "--note", "")
    events = known.json("timeline", "Zoé")["events"]
    assert "about the plan" not in str(events)


def test_a_command_that_is_run_again_for_damaged_views_has_its_text_still(
    known: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = views_file.check_seal
    calls = 0

    def damaged(connection: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise corrupt("made up")
        check(connection)

    monkeypatch.setattr(views_file, "check_seal", damaged)
    known("note", "Zoé", "-", typed="plays the cello")
    assert calls > 1
    assert '"plays the cello"' in everything(known)
