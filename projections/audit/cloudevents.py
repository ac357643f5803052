"""The ledger for other programs: CloudEvents 1.0, one a line, and a table for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import orjson

from ledger.facts.event import StreamId
from ledger.language.text import cell
from ledger.store.port import Row, Store
from projections.audit.canonical_line import CANONICAL
from projections.audit.watching import WATCHED, Watcher, unwatched

Write: TypeAlias = Callable[[bytes], object]
Name: TypeAlias = Callable[[str], str]

PREFIX: Final = "handshake."
"""Before the kind in the type of a CloudEvent."""

COLUMNS: Final = (
    *(
        "i",
        "id",
        "kind",
        "occurred_on",
        "precision",
        "recorded_at",
        "source",
        "people",
        "network",
        "minutes",
    ),
    *("place", "note", "tags", "details"),
)
_PEOPLE: Final = (
    "participants",
    "people",
    "person",
    "into",
    "owner",
    "by",
    "missed_by",
    "proposed_by",
)
_STAMP: Final = ("recorded_at", "recorded_by", "source", "sealed", "keys")
_NOTES: Final = ("note", "text", "message", "why")
_ELSEWHERE: Final = frozenset({*_STAMP, *_NOTES, *_PEOPLE})
"""What `details` does not repeat."""


def cloudevents(
    store: Store,
    origin: StreamId,
    write: Write,
    *,
    personal: bool = True,
    watch: Watcher = unwatched,
) -> None:
    """Hand each event as a CloudEvent in JSON to `write`, a line each, in the order of the ledger."""
    for row, state, text in _events(store, watch):
        personal_text = {}
        if text and personal:
            personal_text = {"text": text}
        event = {
            "specversion": "1.0",
            "id": f"{row.stream}/{row.v}",
            "source": f"urn:uuid:{origin}",
            "type": PREFIX + row.topic,
            "subject": row.stream,
            "time": state.get("recorded_at"),
            "datacontenttype": "application/json",
            "sequence": f"{row.i:016}",
            "data": {"state": state} | personal_text,
        }
        write(orjson.dumps(event, option=CANONICAL | orjson.OPT_APPEND_NEWLINE))


def table(
    store: Store,
    name: Name,
    write: Write,
    *,
    personal: bool = True,
    watch: Watcher = unwatched,
) -> None:
    """Hand the events as CSV (RFC 4180, UTF-8) to `write`, no cell of it a formula.

    People are called what `name` says of their ids; without `personal` they are their ids.
    """

    class Lines:
        def write(self, line: str) -> None:
            write(line.encode())

    out = csv.writer(Lines(), lineterminator="\r\n")
    out.writerow(COLUMNS)
    for row, state, text in _events(store, watch):
        text_shown = text if personal else {}
        name_of = name if personal else str
        values = _values(row, state, text_shown, name_of)
        cells = [cell(values.get(column, "")) for column in COLUMNS]
        out.writerow(cells)


def _events(
    store: Store, watch: Watcher
) -> Iterator[tuple[Row, dict[str, Any], dict[str, Any]]]:
    with store.snapshot():
        size = store.size()
        for row in store.rows():
            if row.i % WATCHED == 0:
                watch(row.i, size)
            text_read = {}
            if row.text:
                text_read = orjson.loads(row.text)
            yield (
                row,
                orjson.loads(row.state),
                text_read,
            )


def _values(
    row: Row, state: dict[str, Any], text: dict[str, Any], name: Name
) -> dict[str, str]:
    people = [row.stream] if row.topic.startswith("person.") else _people(state)
    cells: dict[str, str] = {}
    details: dict[str, Any] = {}
    for key, value in (state | text).items():
        if key in COLUMNS and key != "people":
            cells[key] = _plain(value)
        elif key not in _ELSEWHERE:
            details[key] = value
    notes_written = (_plain(text[key]) for key in _NOTES if key in text)
    details_written = ""
    if details:
        details_written = orjson.dumps(details, option=CANONICAL).decode()
    return cells | {
        "i": str(row.i),
        "id": f"{row.stream}/{row.v}",
        "kind": row.topic.partition(".")[2].partition("@")[0],
        "people": "; ".join(map(name, people)),
        "note": "; ".join(notes_written),
        "details": details_written,
    }


def _people(state: dict[str, Any]) -> list[str]:
    """Return the ids of the people in a state, without duplicates."""
    people: dict[str, None] = {}
    for key in _PEOPLE:
        value = state.get(key) or []
        people_named = value
        if not isinstance(value, list):
            people_named = [value]
        people |= dict.fromkeys(people_named)
    return list(people)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if value is None:
        return ""
    return str(value)
