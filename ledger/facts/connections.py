"""The events of one connection on line: its state, its commands, decide, evolve.

A connection is clicks. It is kept because it says whom one never met, and makes no trust.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias, TypeVar, assert_never

from ledger.errors import Refused
from ledger.facts.base import Event, PersonId, Precision, Sealed, event
from ledger.facts.rules import optional, past, required

Direction: TypeAlias = Literal["sent", "received"]
Standing: TypeAlias = Literal["requested", "accepted", "declined", "withdrawn", "removed"]


@dataclass(frozen=True, kw_only=True)
class Clicked(Event):
    """A fact about a connection. `occurred_on` null says that a file did not tell the day."""

    owner: PersonId
    person: PersonId
    network: str
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
    """Who had asked took the request back."""


@event("connection")
class ConnectionRemoved(Clicked):
    """The two are connected no longer."""


@event("connection")
class ConnectionRetracted(Event):
    """The event at position `event` of the stream did not happen."""

    event: int


@event("connection")
class ConnectionReinstated(Event):
    """The retracted event at position `event` of the stream did happen."""

    event: int


@event("connection")
class MessagesExchanged(Event):
    """Messages were exchanged: `count` more than recorded before, the last on `through`."""

    owner: PersonId
    person: PersonId
    network: str
    count: int
    through: date | None


@dataclass(frozen=True, kw_only=True)
class _Tie:
    owner: PersonId
    person: PersonId
    network: str
    on: date | None
    today: date
    precision: Precision = "day"
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RequestConnection(_Tie):
    """Ask somebody to connect, or be asked, today as it stands."""

    direction: Direction
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class AnswerRequest(_Tie):
    """Accept or decline what was requested."""

    answer: Literal["accept", "decline"]


@dataclass(frozen=True, kw_only=True)
class Disconnect(_Tie):
    """Remove a connection, or withdraw a request that was sent."""


@dataclass(frozen=True, kw_only=True)
class RecordConnection(_Tie):
    """State a fact about a connection, whatever is known of it; nothing if known already."""

    fact: Literal["requested", "accepted"]
    direction: Direction = "sent"
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class CountMessages(_Tie):
    """State how many messages a file holds in all, the last one on day `on`."""

    total: int


@dataclass(frozen=True, kw_only=True)
class RetractConnection:
    """The event at this position did not happen."""

    event: int


ConnectionCommand: TypeAlias = (
    RequestConnection | AnswerRequest | Disconnect | RecordConnection | CountMessages | RetractConnection
)


@dataclass(frozen=True)
class Connection:
    """What the events of one connection add up to."""

    version: int = 0
    steps: tuple[tuple[int, Event], ...] = ()
    retracted: frozenset[int] = frozenset()


INITIAL = Connection()
_TieT = TypeVar("_TieT", bound=_Tie)


def evolve(state: Connection, event: Event) -> Connection:
    """The state after one more event of the stream."""
    state = replace(state, version=state.version + 1)
    match event:
        case ConnectionRetracted():
            return replace(state, retracted=state.retracted | {event.event})
        case ConnectionReinstated():
            return replace(state, retracted=state.retracted - {event.event})
        case _:
            return replace(state, steps=(*state.steps, (state.version, event)))


def live(state: Connection) -> Iterator[Event]:
    """What was said of the connection, less what is retracted, in stream order."""
    return (step for v, step in state.steps if v not in state.retracted)


def standing_after(before: Standing | None, kind: str) -> Standing | None:
    """How a connection stands after one more event of the class named `kind`.

    A request says nothing new of who is connected already: files are read in any order.
    """
    match kind:
        case "ConnectionRequested":
            return before if before == "accepted" else "requested"
        case "ConnectionAccepted":
            return "accepted"
        case "ConnectionDeclined":
            return "declined"
        case "ConnectionWithdrawn":
            return "withdrawn"
        case "ConnectionRemoved":
            return "removed"
        case _:
            return before


def standing(state: Connection) -> Standing | None:
    """How the connection stands; None where nothing was ever asked."""
    answer: Standing | None = None
    for step in live(state):
        answer = standing_after(answer, type(step).__name__)
    return answer


def messages(state: Connection) -> int:
    """How many messages were counted so far."""
    return sum(step.count for step in live(state) if isinstance(step, MessagesExchanged))


def decide(command: ConnectionCommand, state: Connection) -> tuple[Event, ...]:
    """The events that `command` amounts to, or Refused with the rule; none if nothing is new."""
    match command:
        case RetractConnection():
            return (_retract(command, state),)
        case RequestConnection():
            return (_request(_checked(command), state),)
        case AnswerRequest():
            return (_answer(_checked(command), state),)
        case Disconnect():
            return (_disconnect(_checked(command), state),)
        case RecordConnection():
            return _record(_checked(command), state)
        case CountMessages():
            return _count(_checked(command), state)
        case _:
            assert_never(command)


def _checked(command: _TieT) -> _TieT:
    required(command.network, "network")
    if command.owner == command.person:
        raise Refused("Nobody is connected to oneself: name somebody else.")
    if command.on is not None:
        past(command.on, command.today)
    return command


def _said(command: _Tie) -> dict[str, Any]:
    """The fields that every fact about a connection has."""
    return {
        "owner": command.owner,
        "person": command.person,
        "network": required(command.network, "network").lower(),
        "occurred_on": command.on,
        "precision": command.precision if command.on else None,
        "identifiers": command.identifiers,
    }


def _request(command: RequestConnection, state: Connection) -> Event:
    match standing(state):
        case "accepted":
            raise Refused("You are connected already: there is nothing to request.")
        case "requested":
            raise Refused("A request is pending already: accept, decline or disconnect.")
        case _:
            return ConnectionRequested(
                **_said(command), direction=command.direction, message=optional(command.message)
            )


def _answer(command: AnswerRequest, state: Connection) -> Event:
    now = standing(state)
    if now is None:
        raise Refused(
            "Nothing was requested: record the request first, or say "
            "'handshake connect PERSON --accepted' if you are connected."
        )
    if now != "requested":
        raise Refused("This request is over ({standing}).", standing=now)
    kind = ConnectionAccepted if command.answer == "accept" else ConnectionDeclined
    return kind(**_said(command))


def _disconnect(command: Disconnect, state: Connection) -> Event:
    match standing(state):
        case "accepted":
            return ConnectionRemoved(**_said(command))
        case "requested":
            return ConnectionWithdrawn(**_said(command))
        case _:
            raise Refused("You are not connected: there is nothing to remove.")


def _record(command: RecordConnection, state: Connection) -> tuple[Event, ...]:
    fact = ConnectionAccepted if command.fact == "accepted" else ConnectionRequested
    known = [step for step in live(state) if isinstance(step, fact)]
    if any(getattr(step, "occurred_on", None) == command.on for step in known):
        return ()
    if known and command.on is None:
        return ()
    if command.fact == "accepted":
        return (ConnectionAccepted(**_said(command)),)
    message = optional(command.message)
    said = {**_said(command), "direction": command.direction, "message": message}
    return (ConnectionRequested(**said),)


def _count(command: CountMessages, state: Connection) -> tuple[Event, ...]:
    if (increase := command.total - messages(state)) <= 0:
        return ()
    said = {k: v for k, v in _said(command).items() if k not in {"occurred_on", "precision"}}
    return (MessagesExchanged(**said, count=increase, through=command.on),)


def _retract(command: RetractConnection, state: Connection) -> ConnectionRetracted:
    if command.event in state.retracted:
        raise Refused("This was retracted already.")
    if command.event not in {v for v, _ in state.steps}:
        raise Refused("There is nothing here to retract.")
    return ConnectionRetracted(event=command.event)
