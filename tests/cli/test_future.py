"""A ledger that a newer version wrote into: readable, counted, verified, never rewritten, and not decided upon."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from ledger.store.encode import StoredEvent
from ledger.store.ledger import Ledger
from tests.cli.conftest import Handshake

NEWER = (
    ("meeting.CoffeeHad@1", 2, "meeting.CoffeeSpilt@1"),
    ("person.PersonAdded@1", 2, "person.PersonCloned@3"),
    ("connection.ConnectionAccepted@1", 2, "connection.ConnectionAccepted@9"),
    ("ledger.LedgerOpened@1", 2, "ledger.LedgerPainted@1"),
    ("", 1, "barter.GoatSwapped@1"),
)
READS = (
    ("trust",),
    ("trust", "Ada", "--explain"),
    ("timeline",),
    ("person", "show", "Ada"),
    ("queue",),
    ("network",),
    ("next",),
    ("search", "ada"),
)


@pytest.fixture
def newer(handshake: Handshake) -> Handshake:
    """A ledger with kinds and versions that nobody knows yet, one of them in each stream."""
    handshake("coffee", "Ada", "--on", "2026-11-02", "--new")
    handshake("connect", "Ada", "--accepted", "--on", "2026-11-01")
    with Ledger.open(handshake.ledger) as ledger:
        rows = list(ledger.store.rows())
        known = json.loads(rows[-1].state)
        stamp = {key: known[key] for key in ("recorded_at", "recorded_by", "source")}
        events = []
        for beside, v, topic in NEWER:
            streams = [row.stream for row in rows if row.topic == beside]
            state = json.dumps(
                stamp | {"shade": "red"}, sort_keys=True, separators=(",", ":")
            )
            stream = streams[-1] if streams else str(uuid.uuid4())
            events.append(StoredEvent(stream, v, topic, state.encode(), None, ()))
        ledger.store.append(events)
    return handshake


def leaves(path: Path) -> list[tuple[str, bytes]]:
    with Ledger.open(path) as ledger:
        return [(row.topic, row.state) for row in ledger.store.rows()]


def test_it_is_read_counted_verified_and_exported_as_it_is(
    newer: Handshake, tmp_path: Path
) -> None:
    before = leaves(newer.ledger)
    for words in READS:
        newer.json(*words)
    unknown = newer.json("status")["unknown"]
    assert unknown == {topic: 1 for _beside, _v, topic in NEWER}
    assert newer.json("verify")["ok"]
    newer("doctor")
    newer("rebuild")
    audit = tmp_path / "audit.ndjson"
    newer("export", "audit", "-o", str(audit))
    assert all(topic in audit.read_text() for _beside, _v, topic in NEWER)
    assert newer.json("verify", str(audit))["ok"]
    assert leaves(newer.ledger) == before


def test_what_would_have_to_understand_it_refuses_and_says_so(
    newer: Handshake,
) -> None:
    before = leaves(newer.ledger)
    meeting = next(
        event["id"]
        for event in newer.json("timeline")["events"]
        if event["kind"] == "CoffeeHad"
    ).partition("/")[0]
    for words in (
        ("correct", meeting, "--minutes", "50"),
        ("retract", meeting),
        ("person", "rename", "Ada", "Ada Byron"),
        ("note", "Ada", "hello"),
        ("person", "erase", "Ada", "--yes"),
        ("connect", "Ada", "--accepted"),
        ("disconnect", "Ada"),
        ("init", "--culture", "nordic"),
    ):
        said = newer(*words, code=7).stderr
        assert "update the program" in said, words
    assert leaves(newer.ledger) == before


def test_what_has_nothing_to_do_with_it_goes_on(newer: Handshake) -> None:
    newer("coffee", "Ada", "--on", "2026-11-20")
    newer("lunch", "Zoé", "--on", "2026-11-21", "--new")
    assert newer.json("verify")["ok"]


def test_a_ledger_that_goes_on_in_a_backup_is_the_same(
    newer: Handshake, tmp_path: Path
) -> None:
    newer("backup", str(tmp_path / "copy.db"))
    again = Handshake(tmp_path / "again")
    again("restore", str(tmp_path / "copy.db"))
    assert leaves(again.ledger) == leaves(newer.ledger)
