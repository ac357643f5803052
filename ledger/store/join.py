"""Another ledger's events, taken in: each once, however often and in whatever pieces they come.

An event is the same if its stream, its kind and its stored state are: the state bears the microsecond in which it
was recorded. Where two ledgers went on with one stream, the other's events follow ours under the next numbers, and
what retracts, reinstates or erases one of them names it by its number here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Final, TypeAlias

import orjson

from ledger.facts.codec import stated
from ledger.facts.person.events import TextErased
from ledger.store.backup import ends_of
from ledger.store.encode import SEALED, Stamp, StoredEvent, canonical_bytes, encode
from ledger.store.erase import texts_about
from ledger.store.merkle import erasures, ids_named, is_explained
from ledger.store.port import Row, Store

SLICE: Final = 5_000
"""How many events are recorded together; a join that is interrupted goes on with the next slice."""

JOINED: Final = re.compile(r"ledger\.LedgerJoined@")

Place: TypeAlias = tuple[str, int]
"""A stream, and a position in it."""

Earlier: TypeAlias = Callable[[], Iterable[StoredEvent]]
"""Gives the events that the other ledger recorded before those that are joined."""

Unmatched: TypeAlias = Callable[[Row], bool]
"""Tells of a known event whether it came with a join that was interrupted before people and meetings were matched."""

_Content: TypeAlias = tuple[str, bytes]
"""A kind and a stored state."""

_NAMING: Final = ("event", "note")
"""The fields of a state that name another event: by its number in the stream, or by its id."""

_NAMES_AN_EVENT: Final = re.compile(rb'"(?:event|note)":')


@dataclass
class Join:
    """What a join did so far: the events that came in, the people among them, and the ids of what was erased with it."""

    added: list[Place] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)


# ---------------------------------------------------------------- which events are new, and their numbers here


class _History:
    """The events of a stream, and which of them are still to be found again in the other ledger."""

    def __init__(self) -> None:
        self.size = 0
        self._rows: dict[_Content, list[Row]] = {}

    def add(self, row: Row) -> None:
        """Take the next event of the stream."""
        self.size += 1
        self._rows.setdefault((row.topic, row.state), []).append(row)

    def find(self, event: StoredEvent) -> Row | None:
        """Return an event as it is recorded here; of two that are alike each is found once."""
        rows = self._rows.get((event.topic, event.state))
        return rows.pop(0) if rows else None


class _Numbering:
    """Tells which of another ledger's events are new here, and under which numbers they come."""

    def __init__(
        self, store: Store, earlier: Earlier | None, unmatched: Unmatched
    ) -> None:
        self.unmatched: list[Row] = []
        self._store = store
        self._earlier = earlier
        self._is_unmatched = unmatched
        self._moved: dict[Place, int] = {}

    def new_of(self, events: Sequence[StoredEvent]) -> list[StoredEvent]:
        """Return the unknown ones among the next events, as they are recorded here."""
        histories = self._histories({event.stream for event in events})
        new: list[StoredEvent] = []
        for event in map(self._renamed, events):
            history = histories[event.stream]
            known = history.find(event)
            if known is None:
                history.size += 1
                new.append(event._replace(v=history.size))
                self._number(event, history.size)
                continue
            self._number(event, known.v)
            if self._is_unmatched(known):
                self.unmatched.append(known)
        return new

    def _histories(self, streams: Collection[str]) -> dict[str, _History]:
        histories = {stream: _History() for stream in streams}
        for row in self._store.histories(sorted(streams)):
            histories[row.stream].add(row)
        return histories

    def _number(self, event: StoredEvent, v: int) -> None:
        if v != event.v:
            self._moved[event.stream, event.v] = v

    def _renamed(self, event: StoredEvent) -> StoredEvent:
        """Return an event as it names others here."""
        if not _NAMES_AN_EVENT.search(event.state):
            return event
        self._number_earlier()
        state = orjson.loads(event.state)
        for name in _NAMING:
            value = state.get(name)
            stream, _slash, v = str(value).rpartition("/")
            here = v.isdecimal() and self._moved.get((stream or event.stream, int(v)))
            if here:
                state[name] = f"{stream}/{here}" if stream else here
        return event._replace(state=canonical_bytes(state))

    def _number_earlier(self) -> None:
        """Learn, before the first event that names others, which numbers earlier ones have here."""
        if self._earlier is None:
            return
        events, self._earlier = iter(self._earlier()), None
        while batch := list(islice(events, SLICE)):
            self.new_of(batch)


# ---------------------------------------------------------------- recording them


class _Taking:
    """Records what is new, without the texts that either ledger erased."""

    def __init__(self, store: Store, stamp: Stamp, numbering: _Numbering) -> None:
        self.join = Join()
        self._store = store
        self._stamp = stamp
        self._numbering = numbering
        self._gone = erasures(store)

    def take(self, events: Sequence[StoredEvent]) -> None:
        """Record what is new among the next events of the other ledger."""
        size = self._store.size()
        new = self._numbering.new_of(events)
        for row in self._numbering.unmatched:
            self._note(row)
        for event in new:
            self._note(event)
        self._numbering.unmatched.clear()
        if not new:
            return
        sealed = {_id(event) for event in new if event.seal}
        unexplained = (
            self._about_gone(new) - sealed
        )  # what was erased here explains what follows no more
        people, rows = self._erased_by(new)
        about = self._about_gone(new)
        unexplained |= about & sealed
        for row in self._texts_in_streams_of(new, about):
            rows[row.i] = row
            if not is_explained(row, people):
                unexplained.add(_id(row))
        kept = [e._replace(seal=None) if _id(e) in about else e for e in new]
        kept += self._explaining(sorted(unexplained), new)
        self._store.append(kept, size=size, erase=sorted(rows), ends=ends_of(kept))
        self.join.erased.update(unexplained)

    def _note(self, event: Row | StoredEvent) -> None:
        self.join.added.append((event.stream, event.v))
        if event.topic.startswith("person.PersonAdded@"):
            self.join.people.append(event.stream)

    def _erased_by(
        self, new: Sequence[StoredEvent]
    ) -> tuple[list[str], dict[int, Row]]:
        """Return the people whom the other ledger erased, and the rows of this one whose text goes with its erasures."""
        people = [e.stream for e in new if e.topic.startswith("person.PersonErased@")]
        events = [
            str(orjson.loads(e.state)["event"])
            for e in new
            if e.topic.startswith("person.TextErased@")
        ]
        self._gone.update(people, events)
        self.join.erased.update(people, events)
        rows: list[Row] = []
        if people:
            rows = texts_about(self._store, people)
        rows += chain.from_iterable(map(self._with_text, events))
        return people, {row.i: row for row in rows}

    def _with_text(self, event: str) -> Iterator[Row]:
        stream, _slash, v = event.partition("/")
        for row in self._store.history(stream):
            if str(row.v) == v and row.text is not None:
                yield row

    def _about_gone(self, new: Sequence[StoredEvent]) -> set[str]:
        """Return the ids of new events whose text an erasure took, also of others in their streams."""
        if not self._gone:
            return set()
        sealed = [event for event in new if SEALED in event.state]
        streams = {event.stream for event in new if _is_shared(event)}
        entries: list[Row | StoredEvent] = []
        entries += self._store.histories(sorted(streams))
        entries += (event for event in new if event.stream in streams)
        about = {entry.stream for entry in entries if self._names_gone(entry)}
        return {
            _id(event)
            for event in sealed
            if event.stream in about or self._names_gone(event)
        }

    def _names_gone(self, event: Row | StoredEvent) -> bool:
        names = {event.stream, _id(event), *ids_named(event.state)}
        return not names.isdisjoint(self._gone)

    def _texts_in_streams_of(
        self, new: Sequence[StoredEvent], about: Collection[str]
    ) -> list[Row]:
        """Return the rows with text in streams that only the new events show to be about an erased person."""
        streams = {e.stream for e in new if _is_shared(e) and _id(e) in about}
        rows = self._store.histories(sorted(streams))
        return [row for row in rows if row.text is not None]

    def _explaining(
        self, events: Sequence[str], new: Sequence[StoredEvent]
    ) -> list[StoredEvent]:
        """Return events that say of others that their text was erased: an erasure explains only what stands before it."""
        owner = self._stamp.recorded_by
        if not events:
            return []
        position = len(self._store.history(owner)) + 1
        position += sum(event.stream == owner for event in new)
        facts = [
            stated(owner, v, TextErased(event=event))
            for v, event in enumerate(events, start=position)
        ]
        return encode(facts, self._stamp, b"")


def _is_shared(event: StoredEvent) -> bool:
    """Whether the event is of a stream that may be about several people: a meeting, a connection."""
    return not event.topic.startswith(("person.", "ledger."))


def _id(event: Row | StoredEvent) -> str:
    return f"{event.stream}/{event.v}"


# ---------------------------------------------------------------- what the program asks


def _matched(_row: Row) -> bool:
    return False


def has_news(
    store: Store,
    events: Iterable[StoredEvent],
    earlier: Earlier | None = None,
    unmatched: Unmatched = _matched,
) -> bool:
    """Whether a ledger lacks any of these events, or has not matched it, but for notes that ledgers were joined.

    Two ledgers would tell each other of such notes for ever.
    """
    numbering = _Numbering(store, earlier, unmatched)
    coming = iter(events)
    while batch := list(islice(coming, SLICE)):
        topics = [event.topic for event in numbering.new_of(batch)]
        topics += [row.topic for row in numbering.unmatched]
        if any(JOINED.match(topic) is None for topic in topics):
            return True
    return False


def join(
    store: Store,
    events: Iterable[StoredEvent],
    stamp: Stamp,
    earlier: Earlier | None = None,
    unmatched: Unmatched = _matched,
) -> Join:
    """Record another ledger's events that this one does not have, in their order; tell what came.

    Its own numbers of the leaves are left behind; streams, days, `recorded_at`, texts and retractions are kept. A
    text that either ledger erased is in neither afterwards; `stamp` is of the events that say so. Raises what
    `Store.append` raises; joining again then goes on.
    """
    numbering = _Numbering(store, earlier, unmatched)
    taking = _Taking(store, stamp, numbering)
    coming = iter(events)
    while batch := list(islice(coming, SLICE)):
        taking.take(batch)
    return taking.join
