"""Ledgers that hold a story, and what their views hold."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from ledger.facts.event import Event, NewEvents
from ledger.facts.person.events import PersonErased, TextErased
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from projections import PROJECTIONS
from projections.engine.sqlite.open import dump, open_views
from projections.engine.sqlite.views_file import views_path
from projections.engine.tables import Projection
from tests.read_models.given import ME
from tests.read_models.stories import STEPS, tell

Said = Sequence[tuple[str, Event]]


def record(ledger: Ledger, said: Said) -> None:
    """Record events that follow those the ledger has, as one batch; what they erase is deleted."""
    known: dict[str, int] = {}
    entries = []
    for stream, event in said:
        v = known[stream] if stream in known else len(ledger.history(stream))
        entries.append(NewEvents(stream, v, (event,)))
        known[stream] = v + 1
    stamp = Stamp(recorded_by=ME, source=f"cli:{uuid.uuid4()}")
    for recorded in ledger.append(entries, stamp):
        erase(ledger, recorded.stream, recorded.event)


def erase(ledger: Ledger, stream: str, event: Event) -> None:
    """Delete the sealed text that the event says is deleted."""
    if isinstance(event, TextErased):
        stream, _slash, v = event.event.partition("/")
        which: tuple[Any, ...] = ("AND originator_version = ?", (stream, int(v)))
    elif isinstance(event, PersonErased):
        which = ("", (stream,))
    else:
        return
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as connection:
        found = (
            f"SELECT rowid - 1 FROM stored_events WHERE originator_id = ? {which[0]}"
        )
        connection.execute(f"DELETE FROM sealed WHERE i IN ({found})", which[1])


def dumps(
    ledger: Ledger,
    told: list[str] | None = None,
    projections: Sequence[Projection] = PROJECTIONS,
    path: Path | None = None,
) -> dict[str, bytes]:
    """Every view of a ledger, caught up, as bytes; what was said about it goes to `told`."""
    path = path or views_path(ledger.path)

    def say(message: str, details: dict[str, Any]) -> None:
        if told is not None:
            told.append(message.format(**details))

    with open_views(ledger.store, path, say, projections) as views:
        assert (
            {each.position for each in views.positions()}
            == {views.size}
            == {ledger.size}
        )
        return {each.name: dump(views, each.name, projections) for each in projections}


def story(seed: int, steps: int) -> list[tuple[str, Event]]:
    """A history of so many steps, some of which say nothing."""
    random = Random(seed)
    return tell([(random.choice(STEPS), random.randrange(2**32)) for _ in range(steps)])


def slices(said: Said, cuts: Iterable[int]) -> list[Said]:
    """The events between the cuts, in order; the opening is whole."""
    places = sorted({2, *(2 + cut % max(1, len(said) - 2) for cut in cuts), len(said)})
    return [said[start:stop] for start, stop in zip([0, *places], places, strict=False)]


def ledger_of(folder: Path, said: Said) -> Ledger:
    """A ledger that holds a history; to be closed."""
    ledger = Ledger.open(folder / "ledger.db", create=True)
    record(ledger, said)
    return ledger
