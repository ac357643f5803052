"""Whatever takes long shows how far it is on a terminal, and nothing in a pipe."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

from ledger.store.ledger import Ledger
from tests.cli.conftest import Handshake
from tests.cli.test_terminal import terminal
from tests.report import networks

COMMANDS = [
    ["export", "subject", "Anton", "-o", "x.json"],
    ["export", "friends", "-o", "x.md"],
    ["export", "vcard", "-o", "x.vcf"],
    ["export", "people", "-o", "x.csv"],
    ["export", "meetings", "-o", "x.csv"],
    ["export", "audit", "-o", "x.ndjson"],
    ["export", "cloudevents", "-o", "x.ndjson"],
    ["export", "csv", "-o", "x.csv"],
    ["join", "other.db", "--mine"],
    ["rebuild"],
    ["verify"],
    ["backup", "x.db"],
    ["report", "-o", "x.html"],
    ["person", "erase", "Anton", "--yes"],
]
"""Each over a ledger of six hundred people."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Handshake:
    folder = tmp_path_factory.mktemp("large")
    handshake = Handshake(folder)
    handshake.ledger.parent.mkdir(parents=True)
    networks.fill(handshake.ledger, 600)
    networks.fill(folder / "other.db", 600, seed=8)
    handshake("person", "add", "Anton Zett")
    return handshake


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_long_work_shows_its_progress_on_a_terminal_and_not_in_a_pipe(
    large: Handshake, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(large.home)
    if words[0] == "export":
        assert "[#" not in large(*words).stderr
        Path(words[-1]).unlink()
    child = terminal(large, *words, columns=100)
    child.expect(r"\w+ +\[[#-]+\] +[0-9]+%")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_writing_a_ledger_anew_tells_how_far_it_is(large: Handshake) -> None:
    told: list[tuple[int, int]] = []
    with Ledger.open(large.ledger) as ledger:
        assert ledger.store.compact(lambda *steps: told.append(steps))
    assert told == sorted(told)
    done, total = told[-1]
    assert total / 2 < done <= total
