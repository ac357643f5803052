"""Ledgers as earlier programs left them on the disk: opened, verified, and answering the same JSON for ever."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.faults.sample import ask

GOLDEN = Path(__file__).with_name("databases")
DIGESTS = {
    "first-day": "0152f2df8ea802b72e6d6d8e3b9ee12155ade570c3e17bc3c84e49d2157b78cd",
    "2026-11-23": "663c89c988354277cdcb7df22228f303e25dc732b545157c5f171504348a2c2a",
    "2026-11-29": "7dc21b129af25feb1e3d4a28167966cc81d49362ce42c971411d0502efb88bb1",
    "2026-11-30": "3f400802b8c65912338b87a923d461886386cc764305090fc8f0f7219e68d2a4",
}
QUESTIONS = (
    "trust",
    "trust|Camille Lefèvre|--explain",
    "trust|camille@example.org",
    "timeline",
    "timeline|Yanis Haddad",
    "queue",
    "next",
    "network",
    "agenda",
    "person|show|Camille Lefèvre",
    "person|list",
    "search|cello",
    "verify",
)


@pytest.fixture(params=DIGESTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ledger(name: str, tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    path.write_bytes(gzip.decompress((GOLDEN / f"{name}.db.gz").read_bytes()))
    path.chmod(0o600)
    return path


def answers(ledger: Path) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for question in QUESTIONS:
        answer = ask(ledger, question)
        assert answer.code == 0, (question, answer)
        values[question] = json.loads(answer.output)
    audit = ask(ledger, "export|audit", as_json=False)
    values["export audit"] = hashlib.sha256(audit.output.encode()).hexdigest()
    return values


def holds(answer: object, golden: object) -> bool:
    """Whether an answer has all that it had then, as it was; a later program may tell more."""
    match golden, answer:
        case dict(), dict():
            return all(
                key in answer and holds(answer[key], value)
                for key, value in golden.items()
            )
        case list(), list():
            return len(answer) == len(golden) and all(map(holds, answer, golden))
        case _:
            return answer == golden


def test_the_files_are_as_they_were_written(name: str) -> None:
    digest = hashlib.sha256((GOLDEN / f"{name}.db.gz").read_bytes()).hexdigest()
    assert digest == DIGESTS[name], "a golden file is never edited"


def test_the_same_json_is_answered_for_ever(name: str, ledger: Path) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    for question, value in answers(ledger).items():
        assert holds(value, golden[question]), (question, value)
    assert set(golden) == {*QUESTIONS, "export audit"}


def test_it_goes_on(ledger: Path) -> None:
    before = json.loads(ask(ledger, "verify").output)["size"]
    for words in ("coffee|Nora Petit|--new", "note|Camille Lefèvre|hello", "undo"):
        answer = ask(ledger, words, as_json=False)
        assert answer.code == 0, answer
    verified = json.loads(ask(ledger, "verify").output)
    assert verified["ok"]
    assert verified["size"] > before


def test_a_backup_of_it_is_restored(ledger: Path, tmp_path: Path) -> None:
    truth = ask(ledger, "timeline").output
    assert ask(ledger, f"backup|{tmp_path / 'backup.db'}", as_json=False).code == 0
    other = tmp_path / "other" / "ledger.db"
    answer = ask(other, f"restore|{tmp_path / 'backup.db'}", as_json=False)
    assert answer.code == 0, answer
    assert ask(other, "timeline").output == truth
