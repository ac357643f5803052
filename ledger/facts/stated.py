"""An event as the values that are stored, with its place: what many events are made into at once."""

from __future__ import annotations

from typing import NamedTuple

from ledger.facts.codec import State, state_of, text_of
from ledger.facts.event import Event, StreamId


class NewEvents(NamedTuple):
    """Events to append to a stream that holds `version` events so far."""

    stream: StreamId
    version: int
    events: tuple[Event, ...]


class Stated(NamedTuple):
    """An event at its position of a stream: its state without stamp, its sealed text, its identifiers in clear.

    Lighter than the event, which a long import makes tens of thousands of.
    """

    stream: StreamId
    v: int
    topic: str
    state: State
    text: State | None
    identifiers: tuple[str, ...]


def stated(stream: StreamId, v: int, event: Event) -> Stated:
    """The event as its values."""
    return Stated(
        stream, v, event.topic(), state_of(event), text_of(event), event.identifiers
    )
