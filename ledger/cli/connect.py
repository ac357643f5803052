"""The commands about a connection online: connect, accept, decline, disconnect."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, Literal

import click

from ledger.cli import who
from ledger.cli.options import NETWORK, NEW, NOTE, ON, PERSON, day, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.facts import identifiers
from ledger.facts.connection.decide import (
    AnswerRequest,
    Disconnect,
    RecordConnection,
    RequestConnection,
)
from ledger.facts.connection.events import Standing, standing
from ledger.facts.deciders import STREAMS
from ledger.facts.event import PersonId, StreamId
from ledger.language import N_, _
from ledger.language.console import option, shared


@writing_command(
    "connect", N_("Record a connection request, or a connection. It earns no trust.")
)
@shared(PERSON, NETWORK)
@option("--received", is_flag=True, help=N_("The other person sent the request."))
@option(
    "--accepted",
    is_flag=True,
    help=N_("Record the connection, no matter who sent the request."),
)
@shared(ON, NOTE, NEW)
def connect(
    session: Session,
    *,
    person: str,
    network: str,
    received: bool,
    accepted: bool,
    on: str | None,
    note: str | None,
    new: bool,
) -> Written:
    """Record a request, or with `--accepted` that there is a connection."""
    direction: Literal["sent", "received"] = "received" if received else "sent"

    def build(writing: Writing) -> None:
        tie, stream = _tie(writing, who.person(writing, person, new=new), network, on)
        command: RecordConnection | RequestConnection
        if accepted:
            command = RecordConnection(fact="accepted", **tie)
        else:
            command = RequestConnection(direction=direction, message=note, **tie)
        if writing.do("connection", command, stream) not in writing.entries:
            writing.say(_("Already recorded; nothing was added."))

    return write(session, build)


def _tie(
    writing: Writing, person: PersonId, network: str, on: str | None
) -> tuple[dict[str, Any], StreamId | None]:
    """What every command about this connection says, and its stream if there is one.

    A merged person's connection from before is the same one.
    """
    occurred_on, precision = day(writing.session, on)
    owners = writing.queries.group(writing.me) or [writing.me]
    group = writing.queries.group(person) or [person]
    named = {
        identifiers.connection(owner, each, network.strip().lower()): each
        for owner in owners
        for each in group
    }
    streams = writing.session.ledger.known(named)
    known_streams = (streams[each] for each in named if each in streams)
    stream = next(known_streams, None)
    new_key = identifiers.connection(writing.me, person, network.strip().lower())
    common = {
        "owner": writing.me,
        "person": person,
        "network": network,
        "on": occurred_on,
        "precision": precision,
        "today": writing.session.today,
        "identifiers": () if stream else (new_key,),
    }
    return common, stream


def _standing(
    writing: Writing, person: PersonId, network: str, on: str | None
) -> Standing | None:
    """How the connection with a person stands."""
    _common, stream = _tie(writing, person, network, on)
    if stream is None:
        return None
    state: Any = STREAMS["connection"].state(writing.history(stream))
    return standing(state)


def _command(
    name: str, words: str, make: Any, standings: Collection[Standing]
) -> click.Command:
    """A command about a connection; of namesakes one whose connection stands so is meant."""

    def run(session: Session, *, person: str, network: str, on: str | None) -> Written:
        def build(writing: Writing) -> None:
            def stands(somebody: PersonId) -> bool:
                return _standing(writing, somebody, network, on) in standings

            somebody = who.person(writing, person, likely=stands)
            tie, stream = _tie(writing, somebody, network, on)
            writing.do("connection", make(**tie), stream)

        return write(session, build)

    return writing_command(name, words)(shared(PERSON, NETWORK, ON)(run))


def _accept(**tie: Any) -> AnswerRequest:
    return AnswerRequest(answer="accept", **tie)


def _decline(**tie: Any) -> AnswerRequest:
    return AnswerRequest(answer="decline", **tie)


_REQUESTED: Final[tuple[Standing, ...]] = ("requested",)
accept = _command(
    "accept", N_("Record that a request was accepted."), _accept, _REQUESTED
)
decline = _command(
    "decline", N_("Record that a request was declined."), _decline, _REQUESTED
)
disconnect = _command(
    "disconnect",
    N_("Record the end of a connection, or of a request."),
    Disconnect,
    ("requested", "accepted"),
)
