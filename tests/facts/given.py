"""Tests that read: given what was said, when this is asked, then that is said, or it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

import pytest

from ledger.errors import LedgerError, Refused
from ledger.facts.connection.decide import ConnectionCommand
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event
from ledger.facts.exchange import ExchangeCommand
from ledger.facts.ledger_stream import BookCommand
from ledger.facts.meeting.commands import MeetingCommand
from ledger.facts.person.commands import PersonCommand

ALL_COMMANDS = {
    command
    for union in (
        BookCommand,
        PersonCommand,
        ConnectionCommand,
        MeetingCommand,
        ExchangeCommand,
    )
    for command in get_args(union)
}
"""Every command of every kind of stream."""


@dataclass(frozen=True)
class When:
    """A command about a stream."""

    stream_kind: str
    history: tuple[Event, ...]
    command: Any

    def decided(self) -> tuple[Event, ...]:
        decider = STREAMS[self.stream_kind]
        return decider.decide(self.command, decider.state(self.history))

    def then(self, *events: Event) -> None:
        assert self.decided() == events

    def then_nothing(self) -> None:
        assert self.decided() == ()

    def refused(self, part: str, kind: type[LedgerError] = Refused) -> LedgerError:
        with pytest.raises(LedgerError) as refusal:
            self.decided()
        assert type(refusal.value) is kind
        assert part in refusal.value.message
        assert "{" not in str(refusal.value)
        return refusal.value


@dataclass(frozen=True)
class Given:
    """A stream and what was said in it."""

    stream_kind: str
    history: tuple[Event, ...]

    @property
    def state(self) -> Any:
        return STREAMS[self.stream_kind].state(self.history)

    def when(self, command: Any) -> When:
        return When(self.stream_kind, self.history, command)


def given(stream_kind: str, *history: Event) -> Given:
    return Given(stream_kind, history)
