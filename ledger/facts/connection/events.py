"""The events of one connection online, and what they add up to: state and evolve.

A connection is clicks. It earns no trust; it shows which contacts one has never met.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Final, Literal, TypeAlias

from ledger.facts.event import (
    Bounds,
    Event,
    Frozen,
    Pattern,
    PersonId,
    Position,
    Precision,
    Sealed,
    event,
)

Network: TypeAlias = Annotated[str, Pattern("[a-z0-9][a-z0-9.-]{0,31}")]
"""Where people are connected, in lower case and in clear: `linkedin`."""

Direction: TypeAlias = Literal["sent", "received"]
Standing: TypeAlias = Literal[
    "requested", "accepted", "declined", "withdrawn", "removed"
]


class Clicked(Event):
    """A fact about a connection. `occurred_on` null says that a file did not tell the day."""

    owner: PersonId
    person: PersonId
    network: Network
    occurred_on: date | None
    precision: Precision | None = None


@event("connection")
class ConnectionRequested(Clicked):
    """The owner (`sent`) or the person (`received`) asked to be connected."""

    direction: Direction
    message: Sealed[str] = None


@event("connection")
class ConnectionAccepted(Clicked):
    """The two are connected."""


@event("connection")
class ConnectionDeclined(Clicked):
    """A request was declined."""


@event("connection")
class ConnectionWithdrawn(Clicked):
    """The requester took the request back."""


@event("connection")
class ConnectionRemoved(Clicked):
    """The two are connected no longer."""


@event("connection")
class ConnectionRetracted(Event):
    """The event at position `event` of the stream did not happen."""

    event: Position
    why: Sealed[str] = None


@event("connection")
class ConnectionReinstated(Event):
    """The retracted event at position `event` of the stream did happen."""

    event: Position


@event("connection")
class MessagesExchanged(Event):
    """Messages were exchanged: `count` more than recorded before, the last on `through`.

    `through` null says that a file did not tell the day.
    """

    owner: PersonId
    person: PersonId
    network: Network
    count: Annotated[int, Bounds(1)]
    through: date | None


class Connection(Frozen):
    """What the events of one connection add up to."""

    version: int = 0
    steps: tuple[tuple[int, Event], ...] = ()
    retracted: frozenset[int] = frozenset()


INITIAL = Connection()


def evolve(state: Connection, event: Event) -> Connection:
    """The state after one more event of the stream."""
    version = state.version + 1
    match event:
        case ConnectionRetracted():
            return replace(
                state, version=version, retracted=state.retracted | {event.event}
            )
        case ConnectionReinstated():
            return replace(
                state, version=version, retracted=state.retracted - {event.event}
            )
        case _:
            return replace(
                state, version=version, steps=(*state.steps, (version, event))
            )


def live(state: Connection) -> Iterator[Event]:
    """What was said of the connection, less what is retracted, in stream order."""
    for position, step in state.steps:
        if position not in state.retracted:
            yield step


def standing_after(before: Standing | None, kind: str) -> Standing | None:
    """How a connection stands after one more event of the class named `kind`.

    A request to someone already connected changes nothing: it was accepted that very day.
    """
    asks_again = before == "accepted" and kind == "ConnectionRequested"
    if asks_again:
        return before
    return _STANDINGS.get(kind, before)


_STANDINGS: Final[dict[str, Standing]] = {
    "ConnectionRequested": "requested",
    "ConnectionAccepted": "accepted",
    "ConnectionDeclined": "declined",
    "ConnectionWithdrawn": "withdrawn",
    "ConnectionRemoved": "removed",
}


def standing(state: Connection) -> Standing | None:
    """How the connection stands; None where nothing was ever asked.

    By the day things occurred, whatever the order of recording; what has no day comes first, and
    what occurred on one day is taken in stream order.
    """
    clicks = [step for step in live(state) if isinstance(step, Clicked)]
    clicks.sort(key=lambda click: click.occurred_on or date.min)
    answer: Standing | None = None
    for click in clicks:
        answer = standing_after(answer, type(click).__name__)
    return answer


def messages(state: Connection) -> int:
    """How many messages were counted so far."""
    total = 0
    for step in live(state):
        if isinstance(step, MessagesExchanged):
            total += step.count
    return total
