"""What only a terminal shows: questions, bars, colour."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pytest

from ledger.language.text import width
from tests.cli.conftest import Handshake
from tests.cli.test_import import ADA, HEADER

PROGRAM = str(Path(sys.executable).parent / "handshake")


def terminal(
    handshake: Handshake,
    *words: str,
    columns: int = 120,
    pager: str | None = None,
    extra: Mapping[str, str] = {},
) -> pexpect.spawn[str]:
    environment = {k: v for k, v in handshake.environment.items() if v is not None}
    environment |= {"TERM": "xterm"} | dict(extra)
    if pager is not None:
        environment |= {"PAGER": pager, "PATH": os.environ["PATH"]}
    return pexpect.spawn(
        PROGRAM,
        list(words),
        env=environment,
        encoding="utf-8",
        timeout=60,
        dimensions=(30, columns),
    )


def test_a_long_import_shows_a_bar_and_a_pipe_shows_none(
    handshake: Handshake, tmp_path: Path
) -> None:
    file = tmp_path / "Connections.csv"
    rows = [
        ADA.replace("ada-demo", f"ada-{n}").replace("Okafor", f"Okafor{n}")
        for n in range(600)
    ]
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


@pytest.mark.parametrize(
    ("words", "tone"),
    [
        (["trust"], "32"),
        (["trust", "Ada"], "32"),
        (["person", "show", "Ada"], "33"),
        (["queue"], "33"),
        (["next"], "36"),
        (["agenda"], "33"),
    ],
)
def test_what_is_due_new_or_firm_has_a_colour_where_one_is_wanted(
    handshake: Handshake, words: list[str], tone: str
) -> None:
    for month in range(1, 11):
        for day in (5, 15):
            handshake("lunch", "Ada", "--on", f"2026-{month}-{day}", "--new")
    handshake("connect", "Bo", "--accepted", "--on", "2026-01-05", "--new")
    handshake("propose", "lunch", "Ada", "--for", "2026-11-02", "--on", "2026-10-20")
    styled = f"\x1b[{tone}m"
    bold = f"\x1b[{tone}m\x1b[1m"

    def shown(**environment: str) -> str:
        child = terminal(handshake, *words, columns=100, extra=environment)
        child.expect(pexpect.EOF)
        return child.before or ""

    assert styled in shown() or bold in shown()
    for quiet in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert f"[{tone}m" not in shown(**quiet)
    assert f"[{tone}m" not in handshake(*words).stdout


def test_colour_is_forced_into_a_pipe(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    handshake("connect", "Bo", "--accepted", "--on", "2026-01-05", "--new")
    monkeypatch.setenv("CLICOLOR_FORCE", "1")
    assert "\x1b[33m" in handshake("queue").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in handshake("queue").stdout


def test_a_table_is_folded_between_words_to_fit_a_narrow_terminal(
    handshake: Handshake,
) -> None:
    for name in ("François Lefèvre-Dubois de la Tour", "Élodie Garnier", "李雷"):
        handshake("coffee", name, "--new")
    shown = terminal(handshake.french(), "trust", columns=80)
    shown.expect(pexpect.EOF)
    lines = re.sub("\x1b\\[[0-9]*m", "", shown.before or "").splitlines()
    assert max(map(width, lines)) <= 80
    rows = [line for line in lines if line[:1].isdigit()]
    assert [re.split("  +", line)[0] for line in rows] == ["1", "2", "3"]
    names = [re.split("  +", line)[1] for line in rows]
    assert names[0].startswith("François")
    assert names[1:] == ["Élodie Garnier", "李雷"]
    assert "Tour" in " ".join(lines)
    assert (
        len(
            {
                line.index("0,0") + width(line) - len(line)
                for line in lines
                if "0,0" in line
            }
        )
        == 1
    )


def test_the_export_of_somebody_else_is_taken_once_its_owner_agrees(
    handshake: Handshake, tmp_path: Path
) -> None:
    (tmp_path / "Connections.csv").write_text(HEADER + ADA, encoding="utf-8")
    (tmp_path / "Profile.csv").write_text(
        "First Name,Last Name,Headline\nEve,Other,\n", encoding="utf-8"
    )
    handshake("init", "--me", "Nicolas Hartnoll")
    for answer, people in (("n", 0), ("y", 1)):
        shown = terminal(handshake, "import", "linkedin", str(tmp_path))
        shown.expect(
            "This export belongs to Eve Other, and the ledger to Nicolas Hartnoll."
        )
        shown.sendline(answer)
        shown.expect(pexpect.EOF)
        assert len(handshake.json("person", "list")["people"]) == people


def test_nothing_overflows_at_sixty_columns(handshake: Handshake) -> None:
    handshake("connect", "Anneliese von der Heide-Lefèvre", "--accepted", "--new")
    for day in ("2026-10-01", "2026-03-02"):
        handshake("coffee", "François Lefèvre-Dubois de la Tour", "--on", day, "--new")
    handshake(
        "propose", "dinner", "Anneliese", "--for", "2026-11-10", "--on", "2026-11-02"
    )
    handshake("propose", "lunch", "François", "--for", "2026-11-27 20:00")
    handshake("person", "cadence", "François", "14")
    commands = (
        ["agenda"],
        ["queue"],
        ["next"],
        ["week"],
        ["network"],
        ["trust"],
        ["trust", "François", "--explain"],
        ["person", "show", "François"],
        ["trust", "Nobody of that name, nor of any name that is near"],
    )
    for language in (handshake, handshake.french()):
        for words in commands:
            child = terminal(language, *words, columns=60, pager="cat")
            child.expect(pexpect.EOF)
            text = re.sub("\x1b\\[[0-9;]*m", "", child.before or "")
            assert max(map(width, text.splitlines())) <= 60, (words, text)


def test_long_checks_and_exports_show_a_bar_and_short_ones_none(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("coffee", "Ada", "--new")
    child = terminal(handshake, "verify")
    child.expect(pexpect.EOF)
    assert "[#" not in (child.before or "")
    file = tmp_path / "Connections.csv"
    rows = [
        ADA.replace("ada-demo", f"ada-{n}").replace("Okafor", f"Okafor{n}")
        for n in range(600)
    ]
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    handshake("import", "linkedin", str(file))
    copy, audit = str(tmp_path / "copy.db"), str(tmp_path / "audit.ndjson")
    for label, words in (
        ("Verifying", ["verify"]),
        ("Verifying", ["backup", copy]),
        ("Exporting", ["export", "audit", "-o", audit]),
        ("Exporting", ["export", "csv", "-o", str(tmp_path / "events.csv")]),
    ):
        child = terminal(handshake, *words)
        child.expect(rf"{label} +\[")
        child.expect(pexpect.EOF)
        assert child.wait() == 0
        assert label not in handshake("verify").stderr
