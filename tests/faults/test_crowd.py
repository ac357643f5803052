"""Many processes at once: writers, readers, rebuilds, exports and backups, and every fact that was acknowledged is there."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.sample import ask

WRITER = """
import sys
from pathlib import Path
from tests.faults.sample import ask

ledger, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    answer = ask(ledger, f"coffee|{name}|--on|2026-0{1 + number % 9}-1{number % 10}|--new")
    assert answer.code in {0, 75}, answer
    print(int(answer.code == 0), flush=True)
"""
ASKER = """
import sys
from pathlib import Path
from tests.faults.sample import ask

ledger, words, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    answer = ask(ledger, words.format(number), as_json=False)
    assert answer.code in {0, 3, 75}, answer
    print(int(answer.code == 0), flush=True)
"""
ASKED = (
    "trust",
    "timeline",
    "rebuild",
    "export|audit|-o|{folder}/audit{{0}}.ndjson",
    "backup|{folder}/backup{{0}}.db",
)
ROOT = Path(__file__).parents[2]


def started(code: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def crowd(folder: Path, writers: int, facts: int, asked: int) -> None:
    ledger = folder / "ledger.db"
    assert ask(ledger, "coffee|Zoé|--on|2026-11-02|--new").code == 0
    crowd_of = [
        started(WRITER, ledger, f"Person {number}", facts) for number in range(writers)
    ]
    others = [
        started(ASKER, ledger, words.format(folder=folder), asked) for words in ASKED
    ]
    outcomes = [process.communicate() for process in (*crowd_of, *others)]
    for process, (_output, errors) in zip((*crowd_of, *others), outcomes, strict=True):
        assert process.returncode == 0, errors
    acknowledged = sum(output.count("1") for output, _errors in outcomes[:writers])
    came = Counter(
        recorded=acknowledged,
        answered=sum(output.count("1") for output, _errors in outcomes[writers:]),
        busy=sum(output.count("0") for output, _errors in outcomes),
    )
    print(dict(came))
    verified = ask(ledger, "verify")
    assert verified.code == 0, verified
    events = 3 + acknowledged + writers  # the opening, Zoé and her coffee, the others
    assert f'"size":{events + 1}' in verified.output
    for copy in folder.glob("backup*.db"):
        assert ask(copy, "verify").code == 0
    for audit in folder.glob("audit*.ndjson"):
        assert ask(ledger, f"verify|{audit}").code == 0
    before = ask(ledger, "trust").output
    assert ask(ledger, "rebuild").code == 0
    assert ask(ledger, "trust").output == before


def test_a_few_at_once_lose_nothing(tmp_path: Path) -> None:
    crowd(tmp_path, writers=3, facts=4, asked=2)


@pytest.mark.long
def test_eight_processes_with_500_facts_each_lose_nothing(tmp_path: Path) -> None:
    crowd(tmp_path, writers=8, facts=500, asked=60)
