"""What the events of one gathering add up to: state and evolve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, TypeAlias

from ledger.facts.event import UNSET, Event, PersonId
from ledger.facts.frozen import Frozen
from ledger.facts.meeting.events import (
    MeetingAgreed,
    MeetingCancelled,
    MeetingCorrected,
    MeetingDeclined,
    MeetingMissed,
    MeetingProposed,
    MeetingReinstated,
    MeetingRetracted,
    Met,
    forms,
)

Status: TypeAlias = Literal["proposed", "agreed", "declined", "cancelled", "missed", "held"]


class Meeting(Frozen):
    """What the events of one gathering add up to; 0 in `retracted` stands for the whole."""

    version: int = 0
    steps: tuple[tuple[int, Event], ...] = ()
    retracted: frozenset[int] = frozenset()

    @property
    def gone(self) -> bool:
        """Whether the gathering as a whole is retracted."""
        return 0 in self.retracted


INITIAL = Meeting()


def evolve(state: Meeting, event: Event) -> Meeting:
    """The state after one more event of the stream, live or not."""
    state = replace(state, version=state.version + 1)
    match event:
        case MeetingRetracted():
            return replace(state, retracted=state.retracted | {event.event or 0})
        case MeetingReinstated():
            return replace(state, retracted=state.retracted - {event.event or 0})
        case MeetingCorrected():
            return replace(state, steps=_corrected(state, event))
        case _:
            return replace(state, steps=(*state.steps, (state.version, event)))


def live_steps(state: Meeting) -> Iterator[tuple[int, Event]]:
    """Each step that is not retracted, with its position, in stream order."""
    if not state.gone:
        yield from ((v, step) for v, step in state.steps if v not in state.retracted)


def live(state: Meeting) -> Iterator[Event]:
    """The plan's steps and what came of it, less what is retracted, in stream order."""
    return (step for _, step in live_steps(state))


def held(state: Meeting) -> Met | None:
    """The meeting that took place, as last corrected."""
    return next((step for step in live(state) if isinstance(step, Met)), None)


def proposal(state: Meeting) -> MeetingProposed | None:
    """The plan, None where nothing was proposed or that is retracted."""
    return next((step for step in live(state) if isinstance(step, MeetingProposed)), None)


def answers(state: Meeting) -> dict[PersonId, type[Event]]:
    """What each person answered last: MeetingAgreed or MeetingDeclined."""
    return {step.by: type(step) for step in live(state) if isinstance(step, MeetingAgreed | MeetingDeclined)}


def missed_by(state: Meeting) -> frozenset[PersonId]:
    """Who did not come."""
    return frozenset(step.missed_by for step in live(state) if isinstance(step, MeetingMissed))


def status(state: Meeting) -> Status | None:
    """Where the gathering stands today; None where nothing live is known of it.

    A plan is agreed once somebody has agreed, and declined once fewer than two people are left
    who did not decline it.
    """
    if held(state):
        return "held"
    if (plan := proposal(state)) is None:
        return None
    for step in live(state):
        if isinstance(step, MeetingCancelled):
            return "cancelled"
        if isinstance(step, MeetingMissed):
            return "missed"
    said = answers(state)
    left = [person for person in plan.participants if said.get(person) is not MeetingDeclined]
    if len(left) < 2:
        return "declined"
    return "agreed" if MeetingAgreed in said.values() else "proposed"


def _corrected(state: Meeting, event: MeetingCorrected) -> tuple[tuple[int, Event], ...]:
    """The steps, the meeting that stands among them corrected; one retracted before stays as it was."""
    return tuple(
        (v, apply(step, event) if isinstance(step, Met) and v not in state.retracted else step)
        for v, step in state.steps
    )


def apply(met: Met, correction: MeetingCorrected) -> Met:
    """The meeting as corrected; its text is replaced whole if the correction brings any."""
    kind = forms().get(correction.form or "", type(met))
    text = (correction.place, correction.note, correction.tags)
    kept = (met.place, met.note, met.tags)
    place, note, tags = kept if all(each is None for each in text) else text
    return kind(
        occurred_on=correction.occurred_on or met.occurred_on,
        precision=correction.precision or met.precision,
        participants=correction.participants or met.participants,
        minutes=met.minutes if correction.minutes is UNSET else correction.minutes,
        place=place or None,
        note=note,
        tags=tags,
    )
