"""Nothing of the facts goes without a test: each command and each kind of event is told of in one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ledger.facts.connection.events import ConnectionReinstated
from ledger.facts.deciders import STREAMS
from ledger.facts.event import KINDS, names
from ledger.facts.meeting.events import Met
from tests.facts.given import ALL_COMMANDS

STORIES = ("book", "person", "connection", "meeting", "plan", "schedule", "exchange")
TOLD = "".join(
    Path(__file__).with_name(f"test_{story}.py").read_text(encoding="utf-8")
    for story in STORIES
)


@pytest.mark.parametrize(
    "command", sorted(command.__name__ for command in ALL_COMMANDS)
)
def test_every_command_has_a_test(command: str) -> None:
    assert f"{command}(" in TOLD


@pytest.mark.parametrize("kind", names())
def test_every_kind_of_event_has_a_test(kind: str) -> None:
    is_told_with_every_form = issubclass(names()[kind], Met)
    assert is_told_with_every_form or f"{kind}(" in TOLD


def test_every_kind_of_event_belongs_to_a_stream_that_is_decided() -> None:
    assert {kind.stream_kind for kind in KINDS.values()} == set(STREAMS)


@pytest.mark.parametrize("topic", KINDS)
def test_every_kind_says_what_it_is_for(topic: str) -> None:
    assert (KINDS[topic].__doc__ or "").rstrip().endswith(".")


@pytest.mark.parametrize("stream_kind", ["ledger", "person", "exchange"])
def test_an_event_of_another_stream_tells_a_stream_nothing(stream_kind: str) -> None:
    decider = STREAMS[stream_kind]
    stranger = ConnectionReinstated(event=1)
    assert decider.evolve(decider.initial, stranger) == replace(
        decider.initial, version=1
    )
