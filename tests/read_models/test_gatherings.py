"""Gatherings read from their states alone are those of the events, which are the reference."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from ledger.facts.event import Event, names
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.events import Met
from ledger.store.ledger import Ledger
from projections.engine.sqlite.facts import facts as read
from projections.engine.tables import Fact, replay
from projections.meetings import Step, meeting
from tests.read_models.given import facts
from tests.read_models.stories import stories
from tests.store.histories import World


def of_events(history: list[Fact]) -> tuple[Any, ...]:
    state = replay(history, meeting_state.INITIAL, meeting_state.evolve)
    held = meeting_state.held(state)
    steps = {v: told(step) for v, step in state.steps}
    schedule = meeting_state.schedule(state)
    planned = schedule.planned_for and schedule.planned_for.isoformat()
    held_at = next((v for v, step in state.steps if step is held), None)
    return (
        steps,
        state.retracted,
        held_at,
        (planned, schedule.planned_at, schedule.minutes),
    )


def told(step: Any) -> tuple[Any, ...]:
    people = getattr(step, "participants", ())
    day, precision = step.occurred_on.isoformat(), step.precision
    if not isinstance(step, Met):
        return type(step).__name__, day, precision, people, None, None
    return (
        type(step).__name__,
        day,
        precision,
        people,
        step.minutes,
        int(step.note) if step.note else None,
    )


def of_states(history: list[Fact]) -> tuple[Any, ...]:
    found = meeting(history)
    return (
        {v: _told(step) for v, step in found.steps.items()},
        found.retracted,
        found.held.v if found.held else None,
        tuple(
            found.schedule.get(name)
            for name in ("planned_for", "planned_at", "minutes")
        ),
    )


def _told(step: Step) -> tuple[Any, ...]:
    said = step.kind, step.occurred_on, step.precision, tuple(step.participants)
    return (*said, step.minutes, step.text) if step.met else (*said, None, None)


def histories(made: list[Fact]) -> list[list[Fact]]:
    streams: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in made:
        streams[fact.stream].append(fact)
    meetings = {name for name, kind in names().items() if kind.stream_kind == "meeting"}
    return [
        each for each in streams.values() if {fact.kind for fact in each} <= meetings
    ]


@settings(max_examples=5 * settings().max_examples)
@given(stories())
def test_states_amount_to_what_events_amount_to(said: list[tuple[str, Event]]) -> None:
    for history in histories(facts(said)):
        for length in range(1, len(history) + 1):
            assert of_states(history[:length]) == of_events(history[:length])


@pytest.mark.parametrize("seed", range(5))
def test_the_same_of_histories_that_no_rule_would_allow(
    seed: int, tmp_path: Any
) -> None:
    with Ledger.open(tmp_path / "ledger.db", create=True) as ledger:
        for entries, stamp in World(Random(seed)).batches(iter((1, 40, 40))):
            ledger.append(entries, stamp)
        made = list(read(ledger.store))
    assert len(histories(made)) > 5
    for history in histories(made):
        assert of_states(history) == of_events(history)
