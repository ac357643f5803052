"""Another ledger's events, taken in: each once, however often and in whatever pieces they come.

An event is the same if its stream, its kind and its stored state are: the state bears the microsecond in which it
was recorded. Where two ledgers went on with one stream, the other's events follow ours under the next numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final, TypeAlias

import orjson

from ledger.store.backup import ends_of
from ledger.store.encode import StoredEvent
from ledger.store.erase import texts_about
from ledger.store.merkle import erasures, ids_named
from ledger.store.port import Row, Store

SLICE: Final = 5_000
"""How many events are recorded together; a join that is interrupted goes on with the next slice."""

JOINED: Final = re.compile(r"ledger\.LedgerJoined@")

Place: TypeAlias = tuple[str, int]
"""A stream, and a position in it."""

_Content: TypeAlias = tuple[str, bytes]
"""A kind and a stored state."""


@dataclass
class Join:
    """What a join did so far: the events that came in, and those that could not."""

    added: list[Place] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    left_out: list[Place] = field(default_factory=list)


class _Taking:
    """What has to be remembered of events that were taken in before the next one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.gone = erasures(store)
        self.moved: dict[Place, int] = {}
        self.join = Join()

    def take(self, events: Sequence[StoredEvent]) -> None:
        """Record what is new among the next events of the other ledger."""
        size = self.store.size()
        histories = self._histories({event.stream for event in events})
        new: list[StoredEvent] = []
        for event in events:
            taken = self._taken(event, histories[event.stream])
            if taken is None:
                continue
            histories[event.stream].append(None)
            new.append(taken)
            self._note(taken)
        if new:
            erased = self._erased_by(new)
            self.store.append(new, size=size, erase=erased, ends=ends_of(new))

    def _histories(self, streams: Collection[str]) -> dict[str, list[_Content | None]]:
        histories: dict[str, list[_Content | None]] = {stream: [] for stream in streams}
        for row in self.store.histories(sorted(streams)):
            histories[row.stream].append((row.topic, row.state))
        return histories

    def _taken(
        self, event: StoredEvent, history: list[_Content | None]
    ) -> StoredEvent | None:
        """The event as it is recorded here; None if it is known, or names an event that has another number here."""
        content = _content(event)
        if content in history:
            place = history.index(content)
            history[place] = None  # of two that are alike each is one
            self._number(event, place + 1)
            return None
        if self._names_a_moved_event(event):
            self.join.left_out.append((event.stream, event.v))
            return None
        self._number(event, len(history) + 1)
        seal = None if self._is_erased(event) else event.seal
        return event._replace(v=len(history) + 1, seal=seal)

    def _number(self, event: StoredEvent, v: int) -> None:
        if v != event.v:
            self.moved[event.stream, event.v] = v

    def _names_a_moved_event(self, event: StoredEvent) -> bool:
        """Whether a retraction, or an erasure, is of an event that has another number here."""
        if b'"event"' not in event.state:
            return False
        named = orjson.loads(event.state).get("event")
        if isinstance(named, int):
            return (event.stream, named) in self.moved
        stream, _slash, v = str(named).partition("/")
        return v.isdecimal() and (stream, int(v)) in self.moved

    def _is_erased(self, event: StoredEvent) -> bool:
        """Whether the text was erased here: then it does not come back."""
        names = {event.stream, f"{event.stream}/{event.v}", *ids_named(event.state)}
        return not names.isdisjoint(self.gone)

    def _note(self, event: StoredEvent) -> None:
        self.join.added.append((event.stream, event.v))
        if event.topic.startswith("person.PersonAdded@"):
            self.join.people.append(event.stream)

    def _erased_by(self, new: Sequence[StoredEvent]) -> list[int]:
        """Return the leaves of this ledger whose text the other erased."""
        people = [e.stream for e in new if e.topic.startswith("person.PersonErased@")]
        events = [
            str(orjson.loads(e.state)["event"])
            for e in new
            if e.topic.startswith("person.TextErased@")
        ]
        self.gone.update(people, events)
        rows = []
        if people:
            rows = texts_about(self.store, people)
        rows += chain.from_iterable(map(self._with_text, events))
        return sorted({row.i for row in rows})

    def _with_text(self, event: str) -> Iterator[Row]:
        stream, _slash, v = event.partition("/")
        for row in self.store.history(stream):
            if str(row.v) == v and row.text is not None:
                yield row


def _content(event: StoredEvent) -> _Content:
    return event.topic, event.state


def has_news(store: Store, events: Iterable[StoredEvent]) -> bool:
    """Whether a ledger lacks any of these events, but for notes that ledgers were joined.

    Two ledgers would tell each other of such notes for ever.
    """
    coming = (event for event in events if JOINED.match(event.topic) is None)
    while batch := list(islice(coming, SLICE)):
        streams = sorted({event.stream for event in batch})
        known = {(row.topic, row.state) for row in store.histories(streams)}
        has_unknown = any(_content(event) not in known for event in batch)
        if has_unknown:
            return True
    return False


def join(store: Store, events: Iterable[StoredEvent]) -> Join:
    """Record another ledger's events that this one does not have, in their order; tell what came.

    Its own numbers of the leaves are left behind; streams, days, `recorded_at`, texts and retractions are kept. A
    text that either ledger erased is in neither afterwards. Raises what `Store.append` raises; joining again then
    goes on.
    """
    taking = _Taking(store)
    coming = iter(events)
    while batch := list(islice(coming, SLICE)):
        taking.take(batch)
    return taking.join
