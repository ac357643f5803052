"""What the events of one gathering add up to: state and evolve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from ledger.facts.base import UNSET, Event, PersonId
from ledger.facts.meetings import (
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


@dataclass(frozen=True)
class Meeting:
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


def live(state: Meeting) -> Iterator[Event]:
    """The plan's steps and what came of it, less what is retracted, in stream order."""
    if not state.gone:
        yield from (step for v, step in state.steps if v not in state.retracted)


def held(state: Meeting) -> Met | None:
    """The meeting that took place, as last corrected."""
    return next((step for step in live(state) if isinstance(step, Met)), None)


def status(state: Meeting) -> Status | None:
    """Where the gathering stands today; None where nothing live is known of it.

    A plan is declined once fewer than two people are left who did not decline it.
    """
    if held(state):
        return "held"
    answer: Status | None = None
    left: set[PersonId] = set()
    for step in live(state):
        match step:
            case MeetingProposed():
                answer, left = "proposed", set(step.participants)
            case MeetingAgreed():
                answer = "agreed"
            case MeetingDeclined():
                left -= {step.by}
            case MeetingCancelled():
                return "cancelled"
            case MeetingMissed():
                return "missed"
            case _:
                pass
    return "declined" if answer and len(left) < 2 else answer


def _corrected(state: Meeting, event: MeetingCorrected) -> tuple[tuple[int, Event], ...]:
    return tuple((v, apply(step, event) if isinstance(step, Met) else step) for v, step in state.steps)


def apply(met: Met, correction: MeetingCorrected) -> Met:
    """The meeting as corrected; its text is replaced whole if the correction brings any."""
    kind = forms()[correction.form] if correction.form else type(met)
    text = (correction.place, correction.note, correction.tags)
    place, note, tags = (
        text
        if any(t is not None for t in text)
        else (
            met.place,
            met.note,
            met.tags,
        )
    )
    return kind(
        occurred_on=correction.occurred_on or met.occurred_on,
        precision=correction.precision or met.precision,
        participants=correction.participants or met.participants,
        minutes=met.minutes if correction.minutes is UNSET else correction.minutes,
        place=place or None,
        note=note,
        tags=tags,
    )
