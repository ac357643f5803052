"""What only a terminal shows: questions, bars, colour."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import Handshake
from tests.cli.test_import import ADA, HEADER, connections

PROGRAM = str(Path(sys.executable).parent / "handshake")


def terminal(handshake: Handshake, *words: str) -> pexpect.spawn[str]:
    environment = {k: v for k, v in handshake.environment.items() if v is not None} | {"TERM": "xterm"}
    return pexpect.spawn(
        PROGRAM, list(words), env=environment, encoding="utf-8", timeout=60, dimensions=(30, 120)
    )


@pytest.mark.parametrize(("answer", "people"), [("j", 1), ("t", 2)])
def test_an_import_asks_once_whether_two_of_one_name_are_one(
    handshake: Handshake, tmp_path: Path, answer: str, people: int
) -> None:
    handshake("coffee", "Ada Okafor", "--new")
    file = connections(tmp_path, ADA)
    asked = terminal(handshake, "import", "linkedin", file)
    asked.expect(r"is known already: \[j\]oin, or \[t\]wo people\?")
    asked.sendline("perhaps")
    asked.expect("Please answer j or t")
    asked.sendline(answer)
    asked.expect(pexpect.EOF)
    assert len(handshake.json("person", "list")["people"]) == people
    again = terminal(handshake, "import", "linkedin", file)
    again.expect("0 bring something new")
    again.expect(pexpect.EOF)
    assert len(handshake.json("person", "list")["people"]) == people


def test_a_long_import_shows_a_bar_and_a_pipe_shows_none(handshake: Handshake, tmp_path: Path) -> None:
    file = tmp_path / "Connections.csv"
    rows = [ADA.replace("ada-demo", f"ada-{n}").replace("Okafor", f"Okafor{n}") for n in range(600)]
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    assert "[" not in handshake("import", "linkedin", str(file), "--dry-run").stderr
    shown = terminal(handshake, "import", "linkedin", str(file))
    shown.expect(r"Recording +\[")
    shown.expect("100%")
    shown.expect(pexpect.EOF)


def test_colour_is_for_terminals_only(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    assert "\x1b" not in handshake("trust").stdout
    shown = terminal(handshake, "trust")
    shown.expect(pexpect.EOF)
    assert "\x1b[1m" in (shown.before or "")
