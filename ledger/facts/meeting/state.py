"""What the events of one gathering add up to: state and evolve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Literal, TypeAlias

from ledger.facts.event import UNSET, Event, Frozen, PersonId
from ledger.facts.meeting.events import (
    MeetingAgreed,
    MeetingCancelled,
    MeetingCorrected,
    MeetingDeclined,
    MeetingMissed,
    MeetingProposed,
    MeetingReinstated,
    MeetingRetracted,
    MeetingScheduled,
    Met,
    forms,
)
from ledger.named_tuple import NamedTuple

Status: TypeAlias = Literal[
    "proposed", "agreed", "declined", "cancelled", "missed", "held"
]


class Meeting(Frozen):
    """The state of one meeting. 0 in `retracted` means the whole meeting."""

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
    if state.gone:
        return
    for position, step in state.steps:
        if position not in state.retracted:
            yield position, step


def live(state: Meeting) -> Iterator[Event]:
    """The plan's steps and what came of it, less what is retracted, in stream order."""
    for _position, step in live_steps(state):
        yield step


def held(state: Meeting) -> Met | None:
    """The meeting that took place, as last corrected."""
    for step in live(state):
        if isinstance(step, Met):
            return step
    return None


def proposal(state: Meeting) -> MeetingProposed | None:
    """The plan, None if nothing was proposed or the proposal is retracted."""
    for step in live(state):
        if isinstance(step, MeetingProposed):
            return step
    return None


class Schedule(NamedTuple):
    """When a plan is for: its day, and the time of day and the length if they are known."""

    planned_for: date | None
    planned_at: str | None = None
    minutes: int | None = None


def schedule(state: Meeting) -> Schedule:
    """When the plan is for: as it was scheduled last, else as it was proposed."""
    latest = Schedule(None)
    for step in live(state):
        if isinstance(step, MeetingScheduled):
            latest = Schedule(step.planned_for, step.planned_at, step.minutes)
        elif isinstance(step, MeetingProposed):
            latest = Schedule(step.planned_for)
    return latest


def answers(state: Meeting) -> dict[PersonId, type[Event]]:
    """What each person answered last: MeetingAgreed or MeetingDeclined."""
    answer_of: dict[PersonId, type[Event]] = {}
    for step in live(state):
        if isinstance(step, MeetingAgreed | MeetingDeclined):
            answer_of[step.by] = type(step)
    return answer_of


def missed_by(state: Meeting) -> frozenset[PersonId]:
    """The people that did not come."""
    missing: set[PersonId] = set()
    for step in live(state):
        if isinstance(step, MeetingMissed):
            missing.add(step.missed_by)
    return frozenset(missing)


def status(state: Meeting) -> Status | None:
    """Where the meeting stands, None if nothing of it is live.

    A plan is agreed once someone has agreed, and declined once all but one person have declined.
    """
    if held(state):
        return "held"
    plan = proposal(state)
    if plan is None:
        return None
    for step in live(state):
        if isinstance(step, MeetingCancelled):
            return "cancelled"
        if isinstance(step, MeetingMissed):
            return "missed"
    answer_of = answers(state)
    declined = {
        person for person, answer in answer_of.items() if answer is MeetingDeclined
    }
    left = [person for person in plan.participants if person not in declined]
    if len(left) < 2:
        return "declined"
    if MeetingAgreed in answer_of.values():
        return "agreed"
    return "proposed"


def _corrected(
    state: Meeting, event: MeetingCorrected
) -> tuple[tuple[int, Event], ...]:
    """The steps with the live meeting corrected; a retracted one stays as it was."""
    steps: list[tuple[int, Event]] = []
    for position, step in state.steps:
        corrected = step
        if isinstance(step, Met) and position not in state.retracted:
            corrected = apply(step, event)
        steps.append((position, corrected))
    return tuple(steps)


def apply(met: Met, correction: MeetingCorrected) -> Met:
    """The meeting as corrected; a correction that brings text replaces all of it."""
    kind = forms().get(correction.form or "", type(met))
    place = correction.place
    note = correction.note
    tags = correction.tags
    if (place, note, tags) == (None, None, None):
        place = met.place
        note = met.note
        tags = met.tags
    minutes = correction.minutes
    if minutes is UNSET:
        minutes = met.minutes
    return kind(
        occurred_on=correction.occurred_on or met.occurred_on,
        precision=correction.precision or met.precision,
        participants=correction.participants or met.participants,
        minutes=minutes,
        place=place or None,
        note=note,
        tags=tags,
    )
