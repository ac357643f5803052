"""Forgetting: which sealed texts go with a person, and the list of what must not come back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection
from pathlib import Path

import orjson

from ledger.facts.event import PersonId
from ledger.store.sqlite import rows


def about(connection: sqlite3.Connection, people: Collection[PersonId]) -> list[rows.Row]:
    """Every event whose sealed text is about these people, and is still there.

    Those of the streams of the people, and of every stream one of whose events names one of them.
    Reads the ledger once.
    """
    streams = {*people}
    found = connection.execute("SELECT originator_id, topic, state FROM stored_events")
    for stream, topic, state in found:
        if not topic.startswith(("person.", "ledger.")) and any(p.encode() in state for p in people):
            streams.add(stream)
    return [
        row
        for stream in sorted(streams)
        for row in rows.stream_rows(connection, stream)
        if row.text is not None
    ]


def explained_by(row: rows.Row, people: Collection[PersonId]) -> bool:
    """Whether the erasure of these people alone explains that the text of `row` is missing."""
    return row.stream in people or any(_names(orjson.loads(row.state), person) for person in people)


def _names(value: object, person: PersonId) -> bool:
    match value:
        case str():
            return value == person
        case dict():
            return any(_names(item, person) for item in value.values())
        case list():
            return any(_names(item, person) for item in value)
        case _:
            return False


def recorded(connection: sqlite3.Connection) -> set[str]:
    """The ids of the people and events whose erasure the ledger records."""
    query = "SELECT originator_id, topic, state FROM stored_events WHERE topic LIKE 'person.%Erased@%'"
    return {
        stream if topic.startswith("person.PersonErased@") else str(orjson.loads(state)["event"])
        for stream, topic, state in connection.execute(query)
    }


def remember(ledger: Path, erased: Collection[str]) -> None:
    """Add ids of people and of events to the list beside the ledger of what must not come back.

    A backup from before an erasure still holds the text; restoring it deletes what the list names.
    OSError where it cannot be written.
    """
    if not (new := sorted({*erased} - remembered(ledger))):
        return
    descriptor = os.open(list_path(ledger), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write("".join(f"{each}\n" for each in new).encode())
        file.flush()
        os.fsync(file.fileno())


def remembered(ledger: Path) -> set[str]:
    """The ids of people and events that were erased from the ledger at this path."""
    path = list_path(ledger)
    return set(path.read_text("utf-8", "replace").split()) if path.exists() else set()


def list_path(ledger: Path) -> Path:
    """Where that list is kept."""
    return ledger.with_name(f"{ledger.name}.erased")
