"""The erasures that a ledger records, and the missing texts that they explain."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

import orjson

from ledger.facts.event import UUID, PersonId
from ledger.store.port import Row, Store

_ID: Final = re.compile(f'"({UUID})"'.encode())


def is_explained(row: Row, people: Collection[PersonId]) -> bool:
    """Whether the erasure of these people alone explains that the text of `row` is missing."""
    if row.stream in people:
        return True
    return not ids_named(row.state).isdisjoint(people)


def ids_named(state: bytes) -> set[str]:
    """Return the ids that the state of an event names."""
    return {found.decode() for found in _ID.findall(state)}


def erasures(store: Store) -> set[str]:
    """Return the ids of the people and events whose erasure the ledger records."""
    ids: set[str] = set()
    for _i, stream, _v, topic, state in store.bare_rows():
        if topic.startswith("person.PersonErased@"):
            ids.add(stream)
        elif topic.startswith("person.TextErased@"):
            ids.add(str(orjson.loads(state)["event"]))
    return ids
