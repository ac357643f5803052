"""What each command loads before it does anything: a short list, held here, because starting is most of its time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ledger.facts.meetings import forms
from ledger.language import use
from projections import KEPT, PROJECTIONS
from projections.cli.helps import HELPS
from projections.cli.program import COMMANDS, program

STARTING = """
    ledger ledger.cli ledger.cli.session ledger.errors ledger.language ledger.language.console
    ledger.language.cldr ledger.language.phrases ledger.language.safe ledger.store ledger.store.layout ledger.store.opening
    ledger.store.troubles projections projections.cli projections.cli.program
"""
LISTING = f"{STARTING} ledger.facts ledger.facts.base ledger.facts.frozen ledger.facts.meetings projections.cli.helps"
READING = f"""{STARTING}
    ledger.cli.options ledger.language.dates ledger.language.dates.days ledger.language.folding
    ledger.store.rows ledger.store.store projections.cli.output projections.cli.people
    projections.cli.lately projections.cli.reading projections.cli.readings projections.cli.trust projections.directory
    projections.evidence projections.fold projections.levels projections.resolving projections.ties
    projections.trust projections.views projections.views.marks projections.views.opening
    projections.views.place projections.views.positions projections.views.ranking projections.views.tables
    projections.views.troubles
"""
LISTED = {
    "--help": LISTING,
    "trust Ada": READING,
}
NEVER = {
    "asyncio",
    "dateparser",
    "eventsourcing",
    "hashlib",
    "importlib.metadata",
    "json",
    "rapidfuzz",
    "tempfile",
}
"""Libraries that neither a list nor a reading needs."""

RECORDING_NEVER = {"asyncio", "dateparser", "importlib.metadata", "rapidfuzz", "tempfile"}
WRITTEN_BY_OTHERS = ("ledger.importers", "ledger.language.saying", "projections.audit")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    loaded(path, "coffee Ada --new")
    loaded(path, "trust Ada")
    return path


def loaded(ledger: Path, words: str, **environment: str) -> set[str]:
    """The modules that the program has loaded when it ends."""
    show = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    run = f"{show}from projections.cli import main\nsys.argv = ['handshake', *{words.split()}]\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", run],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HANDSHAKE_LEDGER": str(ledger), "HANDSHAKE_LANG": "en", **environment},
    )
    return set(done.stderr.splitlines()[-1].split())


def ours(modules: set[str]) -> set[str]:
    return {each for each in modules if each.partition(".")[0] in {"ledger", "projections"}}


@pytest.mark.parametrize("words", LISTED)
def test_a_command_loads_what_is_listed_and_no_more(ledger: Path, words: str) -> None:
    found = loaded(ledger, words)
    assert ours(found) == set(LISTED[words].split())
    assert not found & NEVER


def test_completing_a_command_loads_what_a_list_of_them_does(ledger: Path) -> None:
    asked = {"_HANDSHAKE_COMPLETE": "bash_complete", "COMP_WORDS": "handshake tr", "COMP_CWORD": "1"}
    found = loaded(ledger, "", **asked)
    assert ours(found) == set(LISTING.split())
    assert not found & NEVER


def test_recording_a_coffee_loads_nothing_that_other_commands_need(ledger: Path) -> None:
    found = loaded(ledger, "coffee Ada")
    assert not found & RECORDING_NEVER
    assert not [each for each in found if each.startswith(WRITTEN_BY_OTHERS)]
    assert {each for each in ours(found) if each.startswith("projections.cli.")} == {
        f"projections.cli.{name}"
        for name in ("amended", "changes", "describe", "output", "program", "reading", "readings")
    }


def test_the_help_of_every_command_is_its_own() -> None:
    use("en")
    context = click.Context(program)
    helps = {name: getattr(program.get_command(context, name), "help", None) for name in COMMANDS}
    assert helps == HELPS
    assert not HELPS.keys() & forms().keys()


def test_every_projection_is_kept_in_its_version() -> None:
    assert [(each.name, each.version) for each in KEPT] == [(each.name, each.version) for each in PROJECTIONS]
