"""What was erased after a backup was made is erased again in what is restored from it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from pathlib import Path

from ledger.facts.person.events import PersonErased, TextErased
from ledger.store import erase as erasing
from ledger.store.encode import Entry, Stamp
from ledger.store.ledger import Ledger
from ledger.store.sqlite import rows
from ledger.store.sqlite.rows import Row


def erase_again(path: Path, ids: Collection[str]) -> int:
    """Delete the texts of these people and events, and record why; how many texts that were.

    Those that the ledger does not hold, or has recorded as erased, are passed over.
    """
    with Ledger.open(path) as ledger:
        connection = ledger.connection
        missing = {*ids} - erasing.recorded(connection)
        people = [each for each in sorted(missing) if "/" not in each and _is_person(ledger, each)]
        about = erasing.about(connection, people)
        unexplained = {f"{row.stream}/{row.v}" for row in about if not erasing.explained_by(row, people)}
        alone = [row for each in sorted(missing) if "/" in each for row in _event(ledger, each)]
        going = {row.i: row for row in [*about, *alone]}
        texts = sorted(unexplained | {f"{row.stream}/{row.v}" for row in alone if row not in about})
        entries = [_entry(ledger, each, (PersonErased(reason="other"),)) for each in people]
        if texts:
            entries.append(_entry(ledger, ledger.owner, tuple(TextErased(event=each) for each in texts)))
        stamp = Stamp(ledger.owner, f"cli:{uuid.uuid4()}")
        ledger.append(entries, stamp, erase=list(going))
        return len(going)


def _is_person(ledger: Ledger, stream: str) -> bool:
    stored = rows.stream_rows(ledger.connection, stream)
    return bool(stored) and stored[0].topic.startswith("person.") and stream != ledger.owner


def _event(ledger: Ledger, event: str) -> list[Row]:
    stream, _slash, v = event.partition("/")
    stored = rows.stream_rows(ledger.connection, stream)
    return [row for row in stored if str(row.v) == v and row.text is not None]


def _entry(ledger: Ledger, stream: str, events: tuple[PersonErased | TextErased, ...]) -> Entry:
    return Entry(stream, len(rows.stream_rows(ledger.connection, stream)), events)
