"""The events of a file's meetings, less those that are known: the attended ones, then those that a calendar plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from ledger.facts.event import Event, NewEvents, PersonId, StreamId
from ledger.facts.meeting import decide as meeting_decide
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.commands import (
    AnswerMeeting,
    CorrectMeeting,
    MeetingCommand,
    ProposeMeeting,
    RecordMeeting,
    ReinstateMeeting,
    ScheduleMeeting,
)
from ledger.facts.meeting.events import MeetingCorrected, Met
from ledger.importers.api import APPOINTMENT, Attended, CalledOff, Planned
from ledger.importers.match.import_plan import ImportContext, Outcome

PersonOf: TypeAlias = Callable[[PersonId], PersonId]
"""The person that an entry is read as after merges."""


@dataclass(frozen=True, eq=False)
class MeetingRow:
    """A meeting of a file, with the number of its row and everyone there.

    `confirmed` are the participants that an answer put there.
    """

    number: int
    attended: Attended
    participants: tuple[PersonId, ...]
    confirmed: tuple[PersonId, ...] = ()


@dataclass
class MeetingsOutcome:
    """What comes of the meetings of a file.

    `entries` are to be appended. By the number of a row: its outcome, the meeting of the ledger that
    stands on another day, the people that the ledger's meeting never had, and the meeting that was typed
    in and is this one.
    """

    entries: dict[StreamId, NewEvents] = field(default_factory=dict)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    moved: dict[int, StreamId] = field(default_factory=dict)
    lacking: dict[int, tuple[StreamId, tuple[PersonId, ...]]] = field(
        default_factory=dict
    )
    typed: dict[int, StreamId] = field(default_factory=dict)


def meetings(
    rows: Sequence[MeetingRow],
    context: ImportContext,
    person_of: PersonOf = lambda person: person,
) -> MeetingsOutcome:
    """Decide which meetings are new, come back, or have more people than the ledger knew.

    A meeting whose identifier is known is not recorded again, even if the file has changed it; one
    that was retracted only to `restore` it. It was moved if it is known by none but a later
    identifier, and the ledger has it on another day. Confirmed people join it.
    """
    streams = context.index.streams(
        set(chain.from_iterable(row.attended.identifiers for row in rows))
    )
    histories = context.index.histories(set(streams.values()))
    outcome = MeetingsOutcome()
    new: dict[str, StreamId] = {}
    for row in rows:
        keys = row.attended.identifiers
        if (stream := _first_known(keys, new)) is not None:
            outcome.outcomes[row.number] = "unchanged"
            _note_lacking(
                outcome, row, stream, outcome.entries[stream].events, person_of
            )
        elif (stream := _first_known(keys, streams)) in outcome.entries:
            outcome.outcomes[row.number] = "unchanged"
        elif stream is not None:
            _meet_again(outcome, row, stream, histories[stream], context, person_of)
            if keys[0] not in streams and _is_elsewhere(
                row.attended, histories[stream]
            ):
                outcome.moved[row.number] = stream
        elif (plan := _plan(row, context)) is not None:
            _fulfil(outcome, row, plan, context)
        elif (typed := _typed(row, context)) is not None:
            outcome.outcomes[row.number] = "unchanged"
            outcome.typed[row.number] = typed
        else:
            stream = context.fresh()
            record = command(row.attended, row.participants, context.today)
            events = meeting_decide.decide(record, meeting_state.INITIAL)
            outcome.entries[stream] = NewEvents(stream, 0, events)
            outcome.outcomes[row.number] = "added"
            new.update(dict.fromkeys(keys, stream))
    return outcome


def _plan(row: MeetingRow, context: ImportContext) -> StreamId | None:
    """The open plan with just these people for the day of the meeting."""
    if row.attended.precision != "day":
        return None
    return context.index.planned(row.participants, row.attended.on)


def _fulfil(
    outcome: MeetingsOutcome, row: MeetingRow, plan: StreamId, context: ImportContext
) -> None:
    """Record a meeting in the stream of the plan that it fulfils, unless another row of the file has."""
    if plan in outcome.entries:
        outcome.outcomes[row.number] = "unchanged"
        return
    history = context.index.histories({plan})[plan]
    record = command(row.attended, row.participants, context.today)
    events = meeting_decide.decide(record, _state(history))
    outcome.entries[plan] = NewEvents(plan, len(history), events)
    outcome.outcomes[row.number] = "added"


def _typed(row: MeetingRow, context: ImportContext) -> StreamId | None:
    """The meeting that someone typed in and that is this one: the same day and people, and no other form.

    A calendar that names no form says appointment.
    """
    attended = row.attended
    if attended.precision != "day":
        return None
    for stream, form in context.index.typed_meetings(row.participants, attended.on):
        if form == attended.form:
            return stream
        if APPOINTMENT in {form, attended.form}:
            return stream
    return None


def _first_known(
    keys: Iterable[str], streams: Mapping[str, StreamId]
) -> StreamId | None:
    for key in keys:
        if key in streams:
            return streams[key]
    return None


def _meet_again(  # noqa: PLR0913, PLR0917 - a row, and all that is known of its meeting
    outcome: MeetingsOutcome,
    row: MeetingRow,
    stream: StreamId,
    history: Sequence[Event],
    context: ImportContext,
    person_of: PersonOf,
) -> None:
    """Note what comes of a row whose meeting the ledger has."""
    outcome.outcomes[row.number], events = _again(row, history, context, person_of)
    if events:
        outcome.entries[stream] = NewEvents(stream, len(history), events)
    _note_lacking(outcome, row, stream, (*history, *events), person_of)


def _note_lacking(
    outcome: MeetingsOutcome,
    row: MeetingRow,
    stream: StreamId,
    history: Sequence[Event],
    person_of: PersonOf,
) -> None:
    """Note the people of a row that the meeting as it is known never had; those taken out stay out."""
    if meeting_state.held(_state(history)) is None:
        return
    participants = ever_there(history, person_of)
    lacking = tuple(
        person for person in row.participants if person_of(person) not in participants
    )
    if lacking:
        outcome.lacking[row.number] = stream, lacking


def ever_there(
    history: Sequence[Event], person_of: PersonOf = lambda person: person
) -> set[PersonId]:
    """Return everyone listed by any event of the meeting."""
    people: set[PersonId] = set()
    for event in history:
        if isinstance(event, Met | MeetingCorrected):
            people.update(map(person_of, event.participants or ()))
    return people


def _is_elsewhere(attended: Attended, history: Sequence[Event]) -> bool:
    """Whether the meeting stands on another day in the ledger."""
    met = meeting_state.held(_state(history))
    return met is not None and met.occurred_on != attended.on


def _state(history: Sequence[Event]) -> meeting_state.Meeting:
    state = meeting_state.INITIAL
    for event in history:
        state = meeting_state.evolve(state, event)
    return state


def command(
    attended: Attended, participants: tuple[PersonId, ...], today: date
) -> RecordMeeting:
    """The command that records the meeting."""
    return RecordMeeting(**vars(attended), participants=participants, today=today)


def _again(
    row: MeetingRow,
    history: Sequence[Event],
    context: ImportContext,
    person_of: PersonOf,
) -> tuple[Outcome, tuple[Event, ...]]:
    """What comes of a meeting whose stream the ledger has, with the events that say so."""
    state = _state(history)
    met = meeting_state.held(state)
    if met is not None:
        return _joined(row, met, history, context, person_of)
    meetings = [v for v, step in state.steps if isinstance(step, Met)]
    retracted = [v for v in meetings if v in state.retracted]
    if not state.gone and not retracted:  # it was only planned
        record = replace(
            command(row.attended, row.participants, context.today), identifiers=()
        )
        return "added", meeting_decide.decide(record, state)
    if not context.restore:
        return "retracted", ()
    position = None
    if not state.gone:
        position = retracted[-1]
    return "added", meeting_decide.decide(ReinstateMeeting(event=position), state)


def _joined(
    row: MeetingRow,
    met: Met,
    history: Sequence[Event],
    context: ImportContext,
    person_of: PersonOf,
) -> tuple[Outcome, tuple[Event, ...]]:
    """Let those confirmed join a meeting that is held, unless they were in it or missed it."""
    state = _state(history)
    had = ever_there(history, person_of) | set(
        map(person_of, meeting_state.missed_by(state))
    )
    joining = [person for person in row.confirmed if person_of(person) not in had]
    if not joining:
        return "unchanged", ()
    correction = CorrectMeeting(
        participants=(*met.participants, *joining), today=context.today
    )
    return "added", meeting_decide.decide(correction, state)


# ---------------------------------------------------------------- plans


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
        stream = _first_known(row.planned.identifiers, streams)
        if stream is None:
            stream, events = _new_plan(row, context)
            history: Sequence[Event] = ()
        else:
            history = histories[stream]
            events = _plan_again(row, history, context)
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


def _new_plan(
    row: PlanRow, context: ImportContext
) -> tuple[StreamId, tuple[Event, ...]]:
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
    return context.fresh(), _all_decided(commands, meeting_state.INITIAL)


def _plan_again(
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
    return _all_decided(commands, state)


def _agreement(person: PersonId, context: ImportContext) -> AnswerMeeting:
    return AnswerMeeting(
        answer="agree", by=person, on=context.today, today=context.today
    )


def _all_decided(
    commands: Iterable[MeetingCommand], state: meeting_state.Meeting
) -> tuple[Event, ...]:
    events: list[Event] = []
    for command in commands:
        for event in meeting_decide.decide(command, state):
            state = meeting_state.evolve(state, event)
            events.append(event)
    return tuple(events)
