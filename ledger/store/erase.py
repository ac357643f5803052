"""Forgetting: which personal texts go with a person, and erasing again what a backup brings back."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import TypeAlias

from ledger.facts.event import NewEvents, PersonId
from ledger.facts.person.events import PersonErased, TextErased
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from ledger.store.merkle import checked_rows, erasures, is_explained
from ledger.store.port import Row, Store

Reading: TypeAlias = Callable[[Iterable[Row]], Iterable[Row]]
"""Gives rows as they are, and may tell how many are read."""


def texts_about(
    store: Store, people: Collection[PersonId], reading: Reading = iter
) -> list[Row]:
    """Return every event whose personal text is about these people, and is still there.

    Those of the people's own streams, and of every stream with an event that names one of them. Reads the whole
    ledger once.
    """
    names = re.compile(b"|".join(person.encode() for person in people) or b"(?!)")
    streams = {*people}
    for row in reading(checked_rows(store)):
        is_of_streams = not row.topic.startswith(("person.", "ledger."))
        if is_of_streams and names.search(row.state):
            streams.add(row.stream)
    rows = list(store.histories(sorted(streams)))
    of_others = store.withheld(0, store.size())
    return [row for row in rows if row.text is not None or row.i in of_others]


def _with_text(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.text is not None]


def erase_again(path: Path, ids: Collection[str]) -> int:
    """Delete the texts of these people and events in a restored ledger, and record why; return how many.

    Ids that the ledger does not hold, or has recorded as erased, are passed over.
    """
    with Ledger.open(path) as ledger:
        missing = {*ids} - erasures(ledger.store)
        people = _people(ledger, missing)
        rows = texts_about(ledger.store, people) + _events(ledger.store, missing)
        going = {row.i: row for row in rows}
        if not (people or going):
            return 0
        unexplained = [
            TextErased(event=_id(row))
            for row in going.values()
            if not is_explained(row, people)
        ]
        additions = [
            _after(ledger, person, PersonErased(reason="other")) for person in people
        ]
        if unexplained:
            additions.append(_after(ledger, ledger.owner, *unexplained))
        stamp = Stamp(ledger.owner, f"cli:{uuid.uuid4()}")
        ledger.append(additions, stamp, erase=list(going))
        return len(going)


def _people(ledger: Ledger, ids: Collection[str]) -> list[PersonId]:
    """Return the ids that are people of the ledger, without its owner."""
    people = []
    for stream in sorted(ids):
        history = ledger.store.history(stream)
        is_of_somebody = (
            history
            and history[0].topic.startswith("person.")
            and stream != ledger.owner
        )
        if is_of_somebody:
            people.append(stream)
    return people


def _events(store: Store, ids: Collection[str]) -> list[Row]:
    """Return the events with personal text among the ids."""
    events: list[Row] = []
    for event in sorted(ids):
        stream, _slash, v = event.partition("/")
        events += [row for row in _with_text(store.history(stream)) if str(row.v) == v]
    return events


def _id(row: Row) -> str:
    return f"{row.stream}/{row.v}"


def _after(
    ledger: Ledger, stream: str, *events: PersonErased | TextErased
) -> NewEvents:
    return NewEvents(stream, len(ledger.store.history(stream)), events)
