"""The events of meetings that a calendar plans: proposed, moved, agreed to, called off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Final, NamedTuple

from ledger.facts.event import Event, NewEvents, PersonId, StreamId
from ledger.facts.meeting import decide as meeting_decide
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.commands import (
    AnswerMeeting,
    MeetingCommand,
    ProposeMeeting,
    ScheduleMeeting,
)
from ledger.importers.api import CalledOff, Planned
from ledger.importers.match.import_plan import ImportContext, Outcome

_OPEN: Final = frozenset({"proposed", "agreed"})


class PlanRow(NamedTuple):
    """A plan of a file, with the number of its row and the others who are to be there, in order."""

    number: int
    planned: Planned
    guests: tuple[PersonId, ...]


@dataclass
class PlansOutcome:
    """What comes of the plans of a file: entries to append, and the outcome of each row by its number."""

    entries: dict[StreamId, NewEvents] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)


def plans(rows: Sequence[PlanRow], context: ImportContext) -> PlansOutcome:
    """Decide which plans are new, and which stand on another day or are agreed to by now.

    A plan whose identifier is known is not made again; one with the same people that day is the same.
    """
    keys = set(chain.from_iterable(row.planned.identifiers for row in rows))
    streams = context.index.streams(keys)
    histories = context.index.histories(set(streams.values()))
    outcome = PlansOutcome()
    for row in rows:
        stream = _known(row.planned.identifiers, streams)
        if stream is None:
            stream, events = _new(row, context)
            history: Sequence[Event] = ()
        else:
            history = histories[stream]
            events = _again(row, history, context)
        if events and stream not in outcome.entries:
            outcome.entries[stream] = NewEvents(stream, len(history), events)
            outcome.outcomes[row.number] = "added"
        else:
            outcome.outcomes[row.number] = "unchanged"
    return outcome


def called_off(
    fallen: Iterable[CalledOff], context: ImportContext
) -> dict[StreamId, NewEvents]:
    """The cancellations of plans that are open; what is not known, or took place, is left alone."""
    keys = set(chain.from_iterable(plan.identifiers for plan in fallen))
    streams = set(context.index.streams(keys).values())
    entries: dict[StreamId, NewEvents] = {}
    for stream, history in context.index.histories(streams).items():
        if history[0].stream_kind != "meeting":
            continue
        state = _state(history)
        plan = meeting_state.proposal(state)
        if plan is None:
            continue
        if meeting_state.status(state) not in _OPEN:
            continue
        if context.owner not in plan.participants:
            continue
        cancel = AnswerMeeting(
            answer="cancel", by=context.owner, on=context.today, today=context.today
        )
        events = meeting_decide.decide(cancel, state)
        entries[stream] = NewEvents(stream, len(history), events)
    return entries


def proposal(
    planned: Planned,
    participants: tuple[PersonId, ...],
    proposed_by: PersonId,
    today: date,
) -> ProposeMeeting:
    """The command that records the plan."""
    return ProposeMeeting(
        form=planned.form,
        participants=participants,
        proposed_by=proposed_by,
        on=today,
        planned_for=planned.on,
        planned_at=planned.at,
        minutes=planned.minutes,
        place=planned.place,
        note=planned.note,
        identifiers=planned.identifiers,
    )


def _known(keys: Iterable[str], streams: Mapping[str, StreamId]) -> StreamId | None:
    return next((streams[key] for key in keys if key in streams), None)


def _new(row: PlanRow, context: ImportContext) -> tuple[StreamId, tuple[Event, ...]]:
    """A new plan; no events where one with the same people is typed in for that day."""
    planned = row.planned
    participants = (context.owner, *row.guests)
    typed = context.index.planned(participants, planned.on)
    if typed is not None:
        return typed, ()
    guest = row.guests[0]
    proposer, other = (
        (guest, context.owner) if planned.from_guest else (context.owner, guest)
    )
    command = proposal(planned, participants, proposer, context.today)
    commands: list[MeetingCommand] = [command]
    if planned.agreed:
        commands.append(_agreement(other, context))
    return context.fresh(), _decided(commands, meeting_state.INITIAL)


def _again(
    row: PlanRow, history: Sequence[Event], context: ImportContext
) -> tuple[Event, ...]:
    """What has changed about a plan that is open."""
    state = _state(history)
    plan = meeting_state.proposal(state)
    standing = meeting_state.status(state)
    if plan is None or standing not in _OPEN:
        return ()
    planned = row.planned
    commands: list[MeetingCommand] = []
    if context.owner in plan.participants:
        schedule = ScheduleMeeting(
            by=context.owner,
            planned_for=planned.on,
            planned_at=planned.at,
            minutes=planned.minutes,
            on=context.today,
            today=context.today,
        )
        commands.append(schedule)
    other = row.guests[0]
    if planned.from_guest:
        other = context.owner
    is_asked = standing == "proposed" and other in plan.participants
    if planned.agreed and is_asked:
        commands.append(_agreement(other, context))
    return _decided(commands, state)


def _agreement(person: PersonId, context: ImportContext) -> AnswerMeeting:
    return AnswerMeeting(
        answer="agree", by=person, on=context.today, today=context.today
    )


def _decided(
    commands: Iterable[MeetingCommand], state: meeting_state.Meeting
) -> tuple[Event, ...]:
    events: list[Event] = []
    for command in commands:
        for event in meeting_decide.decide(command, state):
            state = meeting_state.evolve(state, event)
            events.append(event)
    return tuple(events)


def _state(history: Sequence[Event]) -> meeting_state.Meeting:
    state = meeting_state.INITIAL
    for event in history:
        state = meeting_state.evolve(state, event)
    return state
