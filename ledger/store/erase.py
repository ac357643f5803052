"""Forgetting: which personal texts go with a person, and erasing again what a backup brings back."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from pathlib import Path

import orjson

from ledger.facts.event import PersonId
from ledger.facts.person.events import PersonErased, TextErased
from ledger.facts.stated import NewEvents
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from ledger.store.port import Row, Store


def texts_about(store: Store, people: Collection[PersonId]) -> list[Row]:
    """Return every event whose personal text is about these people, and is still there.

    Those of the people's own streams, and of every stream with an event that names one of them. Reads the whole
    ledger once.
    """
    ids = [person.encode() for person in people]
    streams = {*people}
    for _i, stream, _v, topic, state in store.bare_rows():
        if not topic.startswith(("person.", "ledger.")) and any(person in state for person in ids):
            streams.add(stream)
    return [row for row in store.histories(sorted(streams)) if row.text is not None]


def is_explained(row: Row, people: Collection[PersonId]) -> bool:
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


def erasures(store: Store) -> set[str]:
    """Return the ids of the people and events whose erasure the ledger records."""
    ids = set()
    for _i, stream, _v, topic, state in store.bare_rows():
        if topic.startswith("person.PersonErased@"):
            ids.add(stream)
        elif topic.startswith("person.TextErased@"):
            ids.add(str(orjson.loads(state)["event"]))
    return ids


def erase_again(path: Path, ids: Collection[str]) -> int:
    """Delete the texts of these people and events in a restored ledger, and record why; return how many.

    Ids that the ledger does not hold, or has recorded as erased, are passed over.
    """
    with Ledger.open(path) as ledger:
        missing = sorted({*ids} - erasures(ledger.store))
        people = [name for name in missing if "/" not in name and _is_person(ledger, name)]
        about = texts_about(ledger.store, people)
        single = [row for name in missing if "/" in name for row in _event_with_text(ledger.store, name)]
        going = {row.i: row for row in [*about, *single]}
        if not (people or going):
            return 0
        explained = {row.i for row in about if is_explained(row, people)}
        named = sorted(f"{row.stream}/{row.v}" for row in going.values() if row.i not in explained)
        additions = [_after(ledger, person, PersonErased(reason="other")) for person in people]
        if named:
            additions.append(_after(ledger, ledger.owner, *(TextErased(event=name) for name in named)))
        stamp = Stamp(ledger.owner, f"cli:{uuid.uuid4()}")
        ledger.append(additions, stamp, erase=list(going))
        return len(going)


def _is_person(ledger: Ledger, stream: str) -> bool:
    history = ledger.store.history(stream)
    return bool(history) and history[0].topic.startswith("person.") and stream != ledger.owner


def _event_with_text(store: Store, event: str) -> list[Row]:
    stream, _slash, v = event.partition("/")
    return [row for row in store.history(stream) if str(row.v) == v and row.text is not None]


def _after(ledger: Ledger, stream: str, *events: PersonErased | TextErased) -> NewEvents:
    return NewEvents(stream, len(ledger.store.history(stream)), events)
