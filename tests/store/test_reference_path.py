"""The library's own way of reading, one event at a time, and the short one give the same events."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest

from ledger.facts.codec import event_of
from ledger.facts.event import Event, fields_of
from ledger.store import encode
from ledger.store import ledger as store
from ledger.store.ledger import Ledger
from ledger.store.sqlite import rows
from ledger.store.sqlite.recorder import LedgerMapper, LedgerRecorder
from tests.store.histories import fill


def without_text(event: Event) -> Event:
    absent: dict[str, Any] = {each.name: None for each in fields_of(type(event)) if each.sealed}
    return dataclasses.replace(event, **absent)


@pytest.mark.parametrize("seed", range(4))
def test_mapper_and_notifications_give_the_events_of_the_rows(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, seed, (150, 150))
        short = [
            (r.i + 1, r.stream, r.v, r.topic, event_of(r.topic, orjson.loads(r.state), None))
            for r in rows.rows(ledger.connection)
        ]
    mapper, recorder = LedgerMapper(), LedgerRecorder(path)
    notifications = [n for start in range(1, 303, 100) for n in recorder.select_notifications(start, 100)]
    assert recorder.max_notification_id() == 302
    recorder.datastore.close()
    long = [
        (n.id, n.originator_id, n.originator_version, n.topic, mapper.to_domain_event(n))
        for n in notifications
    ]
    assert long == short


def test_both_ways_give_the_history_of_a_stream_but_for_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 5, (200,))
        streams = {r.stream for r in rows.rows(ledger.connection)}
        short = {stream: ledger.history(stream) for stream in streams}
    mapper, recorder = LedgerMapper(), LedgerRecorder(path)
    for stream, history in short.items():
        found = [mapper.to_domain_event(each) for each in recorder.select_events(stream)]
        assert found == [without_text(event) for event in history]
    recorder.datastore.close()


def test_both_ways_of_appending_leave_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "urandom", bytes)
    monkeypatch.setattr(encode, "instant", lambda _moment=None: "2026-11-20T12:00:00.000000Z")
    for few, name in ((0, "library"), (10**9, "short")):
        monkeypatch.setattr(store, "FEW", few)
        with Ledger.open(tmp_path / name, create=True) as ledger:
            fill(ledger, 7, (1, 30, 120))
            assert ("_events" in vars(ledger), "_appender" in vars(ledger)) == (not few, bool(few))
    assert _dumped(tmp_path / "library") == _dumped(tmp_path / "short")


def _dumped(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
