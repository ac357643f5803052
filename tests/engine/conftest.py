"""A ledger with a history, and processes beside ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.store.ledger import Ledger
from tests.engine.keeping import ledger_of, story

ROOT = Path(__file__).parents[2]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with ledger_of(tmp_path, story(1, 120)) as opened:
        yield opened


@pytest.fixture
def start(ledger: Ledger) -> Iterator[Start]:
    """Starts a process that does to the ledger what tests/engine/processes.py has under a name."""
    running: list[subprocess.Popen[str]] = []

    def begin(what: str, *arguments: object) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-m",
            "tests.engine.processes",
            what,
            str(ledger.path),
            *map(str, arguments),
        ]
        running.append(
            subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
        )
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()
