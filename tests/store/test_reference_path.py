"""The library's own ways of reading, one event at a time, give the same events as ours."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import orjson
import pytest
from eventsourcing.persistence import StoredEvent

from ledger.facts.codec import event_of
from ledger.facts.event import Event, fields_of
from ledger.store.ledger import Ledger
from ledger.store.sqlite.recorder import LedgerRecorder
from tests.store.histories import fill


def decoded(stored: StoredEvent) -> Event | None:
    return event_of(stored.topic, orjson.loads(stored.state), None)


def without_text(event: Event) -> Event:
    absent: dict[str, Any] = {
        each.name: None for each in fields_of(type(event)) if each.sealed
    }
    return dataclasses.replace(event, **absent)


@pytest.mark.parametrize("seed", range(4))
def test_the_librarys_notifications_are_the_rows(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, seed, (150, 150))
        rows = [
            (row.i + 1, row.stream, row.v, row.topic, row.state)
            for row in ledger.store.rows()
        ]
    recorder = LedgerRecorder(path)
    notifications = [
        n
        for start in range(1, 303, 100)
        for n in recorder.select_notifications(start, 100)
    ]
    assert recorder.max_notification_id() == 302
    recorder.datastore.close()
    assert rows == [
        (n.id, n.originator_id, n.originator_version, n.topic, n.state)
        for n in notifications
    ]


def test_the_librarys_history_of_a_stream_is_ours_but_for_its_texts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ledger.db"
    with Ledger.open(path, create=True) as ledger:
        fill(ledger, 5, (200,))
        histories = {
            row.stream: ledger.history(row.stream) for row in ledger.store.rows()
        }
    recorder = LedgerRecorder(path)
    for stream, history in histories.items():
        assert list(map(decoded, recorder.select_events(stream))) == [
            without_text(event) for event in history
        ]
    recorder.datastore.close()
