"""How much a command loads before it does anything: starting is most of its time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ledger.facts.meeting.events import forms
from ledger.language import use
from projections import PROJECTIONS, versions
from projections.cli.helps import HELPS
from projections.cli.program import COMMANDS, program

CEILINGS = {
    "--help": 20,
    "coffee Ada --on {day}": 73,
    "trust Ada": 45,
    "trust --top 20": 52,
}
"""How many of our own modules a command may load: to be lowered, not raised without a reason."""

ENTERED = {"lunch Ada --on {day}": 50, "trust Ada --explain": 32}
"""How many of our own files have a function that a command calls: to be lowered, too."""

NEVER = {
    "asyncio",
    "importlib.metadata",
    "msgspec",
    "pathlib",
    "rapidfuzz",
    "tempfile",
    "urllib",
}
"""Libraries that none of these needs."""

RECORDING_ONLY = {"eventsourcing", "hashlib", "json"}
"""Libraries that only writing needs: every append goes through eventsourcing's recorder."""


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    loaded(path, "coffee Ada --new")
    loaded(path, "trust Ada")
    return path


def loaded(ledger: Path, words: str, **environment: str) -> set[str]:
    """The modules that the program has loaded when it ends."""
    show = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    return set(
        run(ledger, words, before=show, **environment).stderr.splitlines()[-1].split()
    )


def run(
    ledger: Path, words: str, *, before: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The program run in a process of its own, after some lines of Python."""
    code = f"{before}import sys\nfrom projections.cli import main\nsys.argv = ['handshake', *{words.split()}]\nmain()"
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "HANDSHAKE_LEDGER": str(ledger),
            "HANDSHAKE_LANG": "en",
            **environment,
        },
    )


def ours(modules: set[str]) -> set[str]:
    return {
        module
        for module in modules
        if module.partition(".")[0] in {"ledger", "projections"}
    }


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("words", CEILINGS)
def test_a_command_loads_few_modules_and_none_that_is_dear(
    ledger: Path, words: str, language: str
) -> None:
    # Nothing else happened on that day.
    day = {"en": "2020-01-10", "fr": "2020-01-11"}[language]
    modules = loaded(ledger, words.format(day=day), HANDSHAKE_LANG=language)
    assert len(ours(modules)) <= CEILINGS[words]
    assert not modules & (
        NEVER if words.startswith("coffee") else NEVER | RECORDING_ONLY
    )


@pytest.mark.parametrize("words", ENTERED)
def test_a_command_enters_few_files(ledger: Path, words: str) -> None:
    follow = """
import sys
files = set()

def called(frame, event, _argument):
    code = frame.f_code
    is_function = code.co_flags & 1  # bodies of classes and modules are none
    if event == "call" and is_function and ("/ledger/" in code.co_filename or "/projections/" in code.co_filename):
        files.add(code.co_filename)

sys.setprofile(called)
import atexit
atexit.register(lambda: print(*files, file=sys.stderr, sep="\\n"))
"""
    day = "2020-01-12"
    run(ledger, words.format(day=day))  # the views are made, and caught up
    shown = run(ledger, words.format(day="2020-01-13"), before=follow).stderr
    entered = {
        line
        for line in shown.splitlines()
        if line.endswith(".py") and "site-packages" not in line
    }
    assert len(entered) <= ENTERED[words], sorted(entered)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("begun", "ceiling"), [("tr", 22), ("trust A", 46)])
def test_completing_a_word_loads_few_modules_and_none_that_is_dear(
    ledger: Path, begun: str, ceiling: int, language: str
) -> None:
    environment = {
        "_HANDSHAKE_COMPLETE": "bash_complete",
        "COMP_WORDS": f"handshake {begun}",
        "COMP_CWORD": str(len(begun.split())),
    }
    modules = loaded(ledger, "", HANDSHAKE_LANG=language, **environment)
    assert len(ours(modules)) <= ceiling
    assert not modules & (NEVER | RECORDING_ONLY)


def test_the_help_of_every_command_is_its_own() -> None:
    use("en")
    context = click.Context(program)
    helps = {
        name: getattr(program.get_command(context, name), "help", None)
        for name in COMMANDS
    }
    assert helps == HELPS
    assert not HELPS.keys() & forms().keys()


def test_a_read_model_is_named_like_its_folder_and_has_its_version() -> None:
    assert versions() == {each.name: each.version for each in PROJECTIONS}
