"""What each command loads before it does anything: a short list, held here, because starting is most of its time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ledger.facts.meeting.events import forms
from ledger.language import use
from projections import KEPT, PROJECTIONS
from projections.cli.helps import HELPS
from projections.cli.program import COMMANDS, program

STARTING = """
    ledger ledger.cli ledger.cli.session ledger.errors ledger.language ledger.language.console
    ledger.language.cldr ledger.language.phrases ledger.language.safe ledger.store ledger.store.sqlite.schema ledger.store.sqlite.file
    ledger.store.sqlite.errors projections projections.cli projections.cli.program
"""
LISTING = f"{STARTING} ledger.facts ledger.facts.event ledger.facts.frozen ledger.facts.meeting.events projections.cli.helps"
LOOKING_UP = f"""{STARTING}
    ledger.cli.options ledger.language.dates ledger.language.dates.days ledger.language.folding
    ledger.store.sqlite.rows ledger.store.ledger projections.cli.output projections.cli.people_args
    projections.cli.last_met projections.cli.read_session projections.cli.view_queries projections.cli.trust projections.directory.tables
    projections.trust.tables projections.directory.identity projections.trust.levels projections.engine.projection projections.directory.resolve
    projections.engine.tables projections.trust.query projections.trust.model projections.engine.sqlite projections.engine.sqlite.ledger_size projections.engine.sqlite.open
    projections.engine.sqlite.views_file projections.engine.sqlite.positions projections.engine.sqlite.ranking
    projections.engine.sqlite.tables projections.engine.sqlite.errors
"""
READING = f"{LOOKING_UP} projections.engine.sqlite.columns"
RECORDING = f"""{STARTING}
    ledger.cli.progress ledger.cli.meet ledger.cli.options ledger.cli.who ledger.cli.write
    ledger.facts ledger.facts.event ledger.facts.canonical ledger.facts.frozen ledger.facts.meeting.commands
    ledger.facts.meeting.decide ledger.facts.meeting.state ledger.facts.meeting.events ledger.facts.rules
    ledger.facts.shapes ledger.facts.codec ledger.facts.deciders
    ledger.language.dates ledger.language.dates.days ledger.language.folding
    ledger.store.sqlite.append ledger.store.merkle ledger.store.sqlite.rows ledger.store.encode
    ledger.store.sqlite.secret ledger.store.ledger
    projections.cli.corrections projections.cli.write_report projections.cli.describe projections.cli.output
    projections.cli.read_session projections.cli.view_queries
    projections.timeline.tables projections.directory.tables projections.trust.tables projections.engine.fold projections.meetings
    projections.timeline.entries projections.directory.identity projections.engine.projection projections.network.tables projections.queue.query projections.engine.replay
    projections.directory.resolve projections.queue.tables projections.engine.tables projections.search.tables
    projections.trust.query projections.timeline.query projections.trust.model projections.search.terms
    projections.engine.sqlite projections.engine.sqlite.build projections.engine.sqlite.ledger_size projections.engine.sqlite.open
    projections.engine.sqlite.columns projections.engine.sqlite.views_file projections.engine.sqlite.positions projections.engine.sqlite.facts
    projections.engine.sqlite.tables projections.engine.sqlite.errors
"""
COMPLETING = f"{LOOKING_UP} projections.cli.completion_words"
CATALOGUE = {"en": set[str](), "fr": {"ledger.language.catalogue"}}
LISTED = {
    "--help": LISTING,
    "coffee Ada --on {day}": RECORDING,
    "trust Ada": READING,
}
NEVER = {
    "asyncio",
    "dateparser",
    "eventsourcing",
    "importlib.metadata",
    "msgspec",
    "pathlib",
    "rapidfuzz",
    "tempfile",
    "urllib",
}
"""Libraries that none of these needs."""

WHO_RECORDS = {"hashlib", "json"}
"""What only the leaves of a ledger need, and who writes them."""


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


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("words", LISTED)
def test_a_command_loads_what_is_listed_and_no_more(ledger: Path, words: str, language: str) -> None:
    # Nothing else happened on that day.
    day = {"en": "2020-01-10", "fr": "2020-01-11"}[language]
    found = loaded(ledger, words.format(day=day), HANDSHAKE_LANG=language)
    assert ours(found) == {*LISTED[words].split(), *CATALOGUE[language]}
    assert not found & (NEVER if words.startswith("coffee") else NEVER | WHO_RECORDS)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(("begun", "listed"), [("tr", LISTING), ("trust A", COMPLETING)])
def test_completing_a_word_loads_what_is_listed_and_no_more(
    ledger: Path, begun: str, listed: str, language: str
) -> None:
    asked = {
        "_HANDSHAKE_COMPLETE": "bash_complete",
        "COMP_WORDS": f"handshake {begun}",
        "COMP_CWORD": str(len(begun.split())),
    }
    found = loaded(ledger, "", HANDSHAKE_LANG=language, **asked)
    assert ours(found) == {*listed.split(), *CATALOGUE[language]}
    assert not found & (NEVER | WHO_RECORDS)


def test_the_help_of_every_command_is_its_own() -> None:
    use("en")
    context = click.Context(program)
    helps = {name: getattr(program.get_command(context, name), "help", None) for name in COMMANDS}
    assert helps == HELPS
    assert not HELPS.keys() & forms().keys()


def test_every_projection_is_kept_in_its_version() -> None:
    assert [(each.name, each.version) for each in KEPT] == [(each.name, each.version) for each in PROJECTIONS]
