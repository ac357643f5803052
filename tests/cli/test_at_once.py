"""Two terminals: whoever comes second waits, looks again, and loses nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import Handshake

HANDSHAKE = [str(Path(sys.executable).parent / "handshake")]


def started(handshake: Handshake, *words: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in handshake.environment.items() if v is not None}
    return subprocess.Popen(
        [*HANDSHAKE, *words, "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(processes: list[subprocess.Popen[str]]) -> list[str]:
    out = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0] * len(processes), [
        error for _out, error in out
    ]
    return [said for said, _error in out]


def test_two_terminals_at_once_both_succeed_with_every_write(
    handshake: Handshake,
) -> None:
    for number in range(4):
        both = [
            started(handshake, "coffee", f"Person {number}{side}", "--new")
            for side in "ab"
        ]
        said = [json.loads(each) for each in ended(both)]
        assert all(each["events"] for each in said)
    assert len(handshake.json("trust")["people"]) == 8
    verdict = handshake.json("verify")
    assert verdict["ok"]
    assert verdict["size"] == 2 + 8 * 2


def test_two_terminals_do_not_add_the_same_person_twice(handshake: Handshake) -> None:
    handshake("coffee", "Zoé", "--new")
    ended([started(handshake, "lunch", "Ada Lovelace", "--new") for _each in range(4)])
    assert len(handshake.json("person", "list")["people"]) == 2
    assert len(handshake.json("timeline", "Ada")["events"]) == 4
