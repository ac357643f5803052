"""What is recorded is said to be: whatever fails after it is a warning, and Ctrl-C says which it was."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from ledger.errors import Busy, Damaged
from ledger.store.sqlite.recorder import LedgerRecorder
from tests.cli.conftest import Handshake

COFFEE = ("coffee", "Zoé Ménard", "--new")


@pytest.mark.parametrize(
    "error",
    [
        Busy("The views are locked."),
        Damaged("The views are damaged."),
        OSError(errno.EIO, "broken disk"),
    ],
)
def test_where_the_views_fail_after_it_the_ids_are_printed_with_a_warning(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr("projections.cli.write_report.views_of", fail)
        result = handshake(*COFFEE)
        said = json.loads(
            handshake("coffee", "Zoé Ménard", "--on", "-3d", "--json").stdout
        )
    assert "This was recorded (undo it with " in result.stderr
    size = handshake.json("verify")["size"]
    assert len(result.stdout.split()) == size - 1
    assert [event["kind"] for event in said["events"]] == ["CoffeeHad"]
    assert said["events"][0]["i"] == size - 1


def run(
    handshake: Handshake, shell: str, *words: str
) -> subprocess.CompletedProcess[str]:
    program = (
        sys.executable,
        "-c",
        "from projections.cli import main; main()",
        "--ledger",
        str(handshake.ledger),
    )
    command = ["sh", "-c", f'"$@" {shell}', "sh", *program, *words]
    return subprocess.run(
        command, env=os.environ, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("shell", [">/dev/full", ">&-"])
@pytest.mark.parametrize("words", [COFFEE, (*COFFEE, "--json")], ids=["ids", "JSON"])
def test_where_nothing_can_be_printed_it_is_recorded_with_exit_0(
    handshake: Handshake, shell: str, words: tuple[str, ...]
) -> None:
    ended = run(handshake, shell, *words)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    assert ("This was recorded (undo it with " in ended.stderr) is (
        shell == ">/dev/full"
    )
    assert handshake.json("verify")["size"] > 2


@pytest.mark.parametrize(
    "words", [("trust",), ("trust", "--json"), ("timeline",), ("verify",)], ids=str
)
def test_where_a_read_cannot_be_printed_one_sentence_says_so(
    handshake: Handshake, words: tuple[str, ...]
) -> None:
    handshake(*COFFEE)
    ended = run(handshake, ">/dev/full", *words)
    assert ended.returncode == Busy.exit_code
    assert ended.stderr == "Error: Could not write the output (the disk is full).\n"


def interrupted(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch, *, after: bool
) -> str:
    append = LedgerRecorder.append

    def interrupt(*given: Any) -> int:
        if after:
            append(*given)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(LedgerRecorder, "append", interrupt)
        return handshake(*COFFEE, code=130).stderr


def test_ctrl_c_before_it_is_recorded_says_so(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Interrupted; nothing was recorded." in interrupted(
        handshake, monkeypatch, after=False
    )
    assert handshake.json("verify")["size"] == 0


def test_ctrl_c_after_it_is_recorded_says_so(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Interrupted, but this was recorded; 'handshake undo " in interrupted(
        handshake, monkeypatch, after=True
    )
    assert handshake.json("verify")["size"] > 2
