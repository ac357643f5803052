"""An encrypted ledger for tests: what it holds, and a process that has not unlocked it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store import asking, unlock
from tests.cli.conftest import Handshake
from tests.store.vaults import COMMAND, cheap_slots

ROOT = Path(__file__).parents[2]
CANARIES = ("Canarine Ménard", "canari-note", "Canariville", "canari@example.org")
UNASKED = ("--passphrase-command", COMMAND, "--yes")


@pytest.fixture(autouse=True)
def locked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process that has unlocked nothing yet, where nobody is asked, and slots that cost nothing."""
    monkeypatch.setattr(unlock, "_unlocked", {})
    monkeypatch.setattr(unlock, "_salts", {})
    monkeypatch.setattr(asking, "_command", None)
    monkeypatch.setenv("HANDSHAKE_PROMPT", "0")
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nowhere")
    monkeypatch.delenv("HANDSHAKE_PASSPHRASE_COMMAND", raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with cheap_slots():
        yield


def lock() -> None:
    """Forget what was unlocked, as a new process would."""
    unlock._unlocked.clear()
    unlock._salts.clear()
    asking._command = None


def filled(handshake: Handshake) -> list[str]:
    """Record what is to be found nowhere; the words and ids to look for."""
    handshake(
        "coffee", CANARIES[0], "--new", "--note", CANARIES[1], "--at", CANARIES[2]
    )
    handshake("person", "details", CANARIES[0], "--email", CANARIES[3])
    people = handshake.json("person", "list")["people"]
    meetings = handshake.json("timeline")["events"]
    ids = [people[0]["id"], meetings[0]["id"].partition("/")[0]]
    return [*CANARIES, *ids, "2026-11-23"]


def encrypted(handshake: Handshake, *options: str) -> list[str]:
    """Encrypt a ledger with canaries; what to look for."""
    words = filled(handshake)
    handshake("encrypt", "--passphrase-command", COMMAND, "--yes", *options)
    return words


@pytest.fixture
def unlocking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The passphrase is printed by a command of the environment."""
    monkeypatch.setenv("HANDSHAKE_PASSPHRASE_COMMAND", COMMAND)
