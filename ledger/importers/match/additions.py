"""How many people, connections and meetings an import adds, counted as its events are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionRequested,
    ConnectionWithdrawn,
)
from ledger.facts.event import Event, StreamId, kind_of
from ledger.facts.meeting.events import (
    InTheFlesh,
    MeetingCancelled,
    MeetingProposed,
    Met,
)
from ledger.facts.person.events import NoteTaken, PersonAdded

_ANSWERS: Final = (ConnectionAccepted, ConnectionDeclined, ConnectionWithdrawn)


class Additions:
    """What was added so far; a request counts while nothing answers it."""

    def __init__(self) -> None:
        self.people = 0
        self.connections = 0
        self.meetings = 0
        self.calls = 0
        self.notes = 0
        self.plans = 0
        self.called_off = 0
        self._pending: set[StreamId] = set()

    @property
    def requests(self) -> int:
        """How many requests are without an answer."""
        return len(self._pending)

    def add(self, stream: StreamId, events: Sequence[Event]) -> None:
        """Count the events that a stream gets."""
        for event in events:
            self._count(stream, type(event))

    def add_topics(self, topics: Iterable[tuple[StreamId, str]]) -> None:
        """Count events by their streams and the topics under which they are stored."""
        for stream, topic in topics:
            if kind := kind_of(topic):
                self._count(stream, kind)

    def _count(self, stream: StreamId, kind: type[Event]) -> None:
        if kind is PersonAdded:
            self.people += 1
        elif kind is ConnectionRequested:
            self._pending.add(stream)
        elif kind in _ANSWERS:
            self._pending.discard(stream)
            self.connections += kind is ConnectionAccepted
        elif issubclass(kind, InTheFlesh):
            self.meetings += 1
        elif issubclass(kind, Met):
            self.calls += 1
        elif kind is NoteTaken:
            self.notes += 1
        elif kind is MeetingProposed:
            self.plans += 1
        elif kind is MeetingCancelled:
            self.called_off += 1
