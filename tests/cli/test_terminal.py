"""What only a terminal shows: questions, bars, colour."""

from __future__ import annotations

import sys
from pathlib import Path

import pexpect

from tests.cli.conftest import Handshake
from tests.cli.test_import import ADA, HEADER

PROGRAM = str(Path(sys.executable).parent / "handshake")


def terminal(handshake: Handshake, *words: str) -> pexpect.spawn[str]:
    environment = {k: v for k, v in handshake.environment.items() if v is not None} | {"TERM": "xterm"}
    return pexpect.spawn(
        PROGRAM, list(words), env=environment, encoding="utf-8", timeout=60, dimensions=(30, 120)
    )


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
