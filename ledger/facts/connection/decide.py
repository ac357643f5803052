"""What may be asked and said of a connection: its commands, and decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Literal, TypeAlias, TypeVar, assert_never

from ledger.errors import Refused, Word
from ledger.facts.connection.events import (
    Clicked,
    Connection,
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionReinstated,
    ConnectionRemoved,
    ConnectionRequested,
    ConnectionRetracted,
    ConnectionWithdrawn,
    Direction,
    MessagesExchanged,
    live,
    messages,
    standing,
)
from ledger.facts.event import Event, Frozen, PersonId, Precision
from ledger.facts.rules import first_day, network, optional, past


class _Tie(Frozen):
    owner: PersonId
    person: PersonId
    network: str
    on: date | None
    today: date
    precision: Precision = "day"
    identifiers: tuple[str, ...] = ()


class RequestConnection(_Tie):
    """Ask someone to connect, or be asked, today as it stands."""

    direction: Direction
    message: str | None = None


class AnswerRequest(_Tie):
    """Accept or decline what was requested."""

    answer: Literal["accept", "decline"]


class Disconnect(_Tie):
    """Remove a connection, or withdraw a request that was sent."""


class RecordConnection(_Tie):
    """State a fact about a connection; no event if it is known already."""

    fact: Literal["requested", "accepted"]
    direction: Direction = "sent"
    message: str | None = None


class CountMessages(_Tie):
    """State how many messages a file holds in all, the last one on day `on`."""

    total: int


class RetractConnection(Frozen):
    """The event at this position did not happen."""

    event: int
    why: str | None = None


class ReinstateConnection(Frozen):
    """The retracted event at this position did happen."""

    event: int


ConnectionCommand: TypeAlias = (
    RequestConnection
    | AnswerRequest
    | Disconnect
    | RecordConnection
    | CountMessages
    | RetractConnection
    | ReinstateConnection
)
_TieT = TypeVar("_TieT", bound=_Tie)


def decide(command: ConnectionCommand, state: Connection) -> tuple[Event, ...]:
    """The events that `command` amounts to, or Refused with the rule; none if nothing is new."""
    match command:
        case RetractConnection():
            return (_retract(command, state),)
        case ReinstateConnection():
            return (_reinstate(command, state),)
        case RequestConnection():
            return (_request(_latest(_checked(command), state), state),)
        case AnswerRequest():
            return (_answer(_latest(_checked(command), state), state),)
        case Disconnect():
            return (_disconnect(_latest(_checked(command), state), state),)
        case RecordConnection():
            return _record(_checked(command), state)
        case CountMessages():
            return _count(_checked(command), state)
        case _:
            assert_never(command)


def _checked(command: _TieT) -> _TieT:
    network(command.network)
    if command.owner == command.person:
        raise Refused("You cannot connect with yourself; name someone else.")
    if command.on is not None:
        past(command.on, command.today)
    return command


def _latest(command: _TieT, state: Connection) -> _TieT:
    """The command on a day, today if none was given, that is not before what it follows."""
    day = first_day(command.on or command.today, command.precision)
    days = [
        step.occurred_on
        for step in live(state)
        if isinstance(step, Clicked) and step.occurred_on
    ]
    latest = max(days, default=day)
    if day < latest:
        raise Refused(
            "{day} is before {last}, when this connection last changed; give a later day.",
            day=day,
            last=latest,
        )
    return replace(command, on=day)


def _said(command: _Tie) -> dict[str, Any]:
    """The fields that every fact about a connection has."""
    occurred_on = None
    if command.on:
        occurred_on = first_day(command.on, command.precision)
    return {
        "owner": command.owner,
        "person": command.person,
        "network": network(command.network),
        "occurred_on": occurred_on,
        "precision": command.precision if command.on else None,
        "identifiers": command.identifiers,
    }


def _request(command: RequestConnection, state: Connection) -> Event:
    match standing(state):
        case "accepted":
            raise Refused("You are already connected; there is nothing to request.")
        case "requested":
            raise Refused(
                "A request is already pending; accept, decline or disconnect it."
            )
        case _:
            return ConnectionRequested(
                **_said(command),
                direction=command.direction,
                message=optional(command.message),
            )


def _answer(command: AnswerRequest, state: Connection) -> Event:
    standing_now = standing(state)
    if standing_now is None:
        raise Refused(
            "No request to answer. Record it first, or use 'handshake connect PERSON --accepted' if you are connected."
        )
    if standing_now != "requested":
        raise Refused(
            "This request is closed ({standing}).", standing=Word(standing_now)
        )
    kind = ConnectionAccepted if command.answer == "accept" else ConnectionDeclined
    return kind(**_said(command))


def _disconnect(command: Disconnect, state: Connection) -> Event:
    match standing(state):
        case "accepted":
            return ConnectionRemoved(**_said(command))
        case "requested":
            return ConnectionWithdrawn(**_said(command))
        case _:
            raise Refused("You are not connected; there is nothing to remove.")


def _record(command: RecordConnection, state: Connection) -> tuple[Event, ...]:
    fields = _said(command)
    is_accepted = command.fact == "accepted"
    kind = ConnectionAccepted if is_accepted else ConnectionRequested
    days = [step.occurred_on for step in live(state) if isinstance(step, kind)]
    if fields["occurred_on"] in days:
        return ()
    if days and command.on is None:
        return ()
    if is_accepted:
        return (ConnectionAccepted(**fields),)
    message = optional(command.message)
    return (
        ConnectionRequested(**fields, direction=command.direction, message=message),
    )


def _count(command: CountMessages, state: Connection) -> tuple[Event, ...]:
    if (increase := command.total - messages(state)) <= 0:
        return ()
    counted = MessagesExchanged(
        owner=command.owner,
        person=command.person,
        network=network(command.network),
        count=increase,
        through=command.on,
        identifiers=command.identifiers,
    )
    return (counted,)


def _retract(command: RetractConnection, state: Connection) -> ConnectionRetracted:
    if command.event in state.retracted:
        raise Refused("This was already retracted.")
    is_unknown = command.event not in {v for v, _ in state.steps}
    if is_unknown:
        raise Refused("Nothing here to retract.")
    return ConnectionRetracted(event=command.event, why=optional(command.why))


def _reinstate(command: ReinstateConnection, state: Connection) -> ConnectionReinstated:
    if command.event not in state.retracted:
        raise Refused("This was not retracted; there is nothing to reinstate.")
    return ConnectionReinstated(event=command.event)
