"""Decide commands about one meeting: the events they amount to, or a refusal."""

from __future__ import annotations

from datetime import date
from typing import Any, assert_never

from ledger.errors import Refused, Word
from ledger.facts.event import UNSET, Event, PersonId
from ledger.facts.meeting.commands import (
    AnswerMeeting,
    CorrectMeeting,
    MeetingCommand,
    MissMeeting,
    ProposeMeeting,
    RecordMeeting,
    ReinstateMeeting,
    RetractMeeting,
    ScheduleMeeting,
)
from ledger.facts.meeting.events import (
    Form,
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
from ledger.facts.meeting.state import (
    Meeting,
    Schedule,
    answers,
    evolve,
    held,
    live,
    live_steps,
    missed_by,
    proposal,
    schedule,
    status,
)
from ledger.facts.rules import (
    company,
    corrected_day,
    first_day,
    optional,
    past,
    sane_minutes,
    texts,
    time_of_day,
    unknown_form,
)


def decide(command: MeetingCommand, state: Meeting) -> tuple[Event, ...]:
    """The events that `command` amounts to, or Refused with the rule."""
    match command:
        case RecordMeeting():
            return (_record(command, state),)
        case ProposeMeeting():
            return _propose(command, state)
        case ScheduleMeeting():
            return _schedule(command, state)
        case AnswerMeeting():
            return (_answer(command, state),)
        case MissMeeting():
            return (_miss(command, state),)
        case CorrectMeeting():
            return _correct(command, state)
        case RetractMeeting():
            return (_retract(command, state),)
        case ReinstateMeeting():
            return (_reinstate(command, state),)
        case _:
            assert_never(command)


def _form(word: Form) -> type[Met]:
    if (kind := forms().get(word)) is None:
        raise unknown_form(word, forms())
    return kind


def _record(command: RecordMeeting, state: Meeting) -> Met:
    past(command.on, command.today)
    sane_minutes(command.minutes)
    people = company(command.participants)
    if state.gone:
        raise Refused("This meeting was retracted; reinstate it first.")
    if held(state):
        raise Refused(
            "This meeting is already recorded; correct it, or record another one."
        )
    if missed_by(state) & set(people):
        raise Refused(
            "It is recorded that one of them missed this meeting; retract that first."
        )
    return _form(command.form)(
        occurred_on=first_day(command.on, command.precision),
        precision=command.precision,
        participants=people,
        minutes=command.minutes,
        place=optional(command.place),
        note=optional(command.note),
        tags=texts(command.tags),
        identifiers=command.identifiers,
    )


def _propose(command: ProposeMeeting, state: Meeting) -> tuple[Event, ...]:
    """The proposal, and its schedule if it has a time of day or a length."""
    past(command.on, command.today or command.on)
    sane_minutes(command.minutes)
    people = company(command.participants)
    if state.version:
        raise Refused("This meeting was already proposed; propose another one.")
    if command.proposed_by not in people:
        raise Refused("Only a participant can propose a meeting.")
    if command.planned_for:
        _to_come(command.planned_for, command.on)
    planned_at = time_of_day(command.planned_at)
    proposed = MeetingProposed(
        occurred_on=command.on,
        form=_form(command.form).form,
        participants=people,
        proposed_by=command.proposed_by,
        planned_for=command.planned_for,
        place=optional(command.place),
        note=optional(command.note),
        identifiers=command.identifiers,
    )
    if planned_at is None and command.minutes is None:
        return (proposed,)
    if command.planned_for is None:
        raise Refused("A plan with a time or a length needs a day.")
    scheduled = MeetingScheduled(
        occurred_on=command.on,
        by=command.proposed_by,
        planned_for=command.planned_for,
        planned_at=planned_at,
        minutes=command.minutes,
    )
    return (proposed, scheduled)


def _to_come(planned_for: date, on: date) -> None:
    """Refuse a plan for a day that was past already when it was made."""
    if planned_for < on:
        raise Refused(
            "This plan is for {day}, before it was made; give a later day, or with --on the day it was made.",
            day=planned_for,
        )


def _schedule(command: ScheduleMeeting, state: Meeting) -> tuple[Event, ...]:
    """The new schedule, which keeps the length if none is given; nothing if it is the same."""
    past(command.on, command.today)
    sane_minutes(command.minutes)
    _plan(state, command.by)
    _to_come(command.planned_for, command.on)
    standing = status(state)
    if standing not in {"proposed", "agreed"}:
        raise Refused(
            "This plan is over ({status}); propose another.",
            status=Word(standing or ""),
        )
    current = schedule(state)
    new = Schedule(
        command.planned_for,
        time_of_day(command.planned_at),
        command.minutes or current.minutes,
    )
    if new == current:
        return ()
    return (MeetingScheduled(occurred_on=command.on, by=command.by, **new._asdict()),)


def _plan(state: Meeting, person: PersonId) -> MeetingProposed:
    """The plan that `person` is part of."""
    if (plan := proposal(state)) is None:
        raise Refused("No plan was recorded here to answer, call off or miss.")
    if person not in plan.participants:
        raise Refused("Only a participant can answer this plan or miss it.")
    return plan


def _answer(command: AnswerMeeting, state: Meeting) -> Event:
    past(command.on, command.today)
    _plan(state, command.by)
    standing, answer = status(state), answers(state).get(command.by)
    changes_nothing = answer is MeetingDeclined and (
        standing == "declined" or command.answer != "agree"
    )
    if changes_nothing:
        raise Refused("This person declined this plan; propose another.")
    if standing in {"cancelled", "missed", "held", "declined"}:
        raise Refused(
            "This plan is over ({status}); propose another.", status=Word(standing)
        )
    match command.answer:
        case "agree":
            if answer is MeetingAgreed:
                raise Refused("This person has already agreed to this plan.")
            return MeetingAgreed(occurred_on=command.on, by=command.by)
        case "decline":
            return MeetingDeclined(occurred_on=command.on, by=command.by)
        case "cancel":
            return MeetingCancelled(occurred_on=command.on, by=command.by)
        case _:
            assert_never(command.answer)


def _miss(command: MissMeeting, state: Meeting) -> MeetingMissed:
    past(command.on, command.today)
    plan, met, standing = _plan(state, command.missed_by), held(state), status(state)
    if standing in {"cancelled", "declined"}:
        raise Refused(
            "This plan is over ({status}), so no one could miss it.",
            status=Word(standing),
        )
    if answers(state).get(command.missed_by) is MeetingDeclined:
        raise Refused("This person declined this plan, so they could not miss it.")
    if met and command.missed_by in met.participants:
        raise Refused(
            "This meeting is recorded as held with that person; correct it first."
        )
    if command.missed_by in missed_by(state):
        raise Refused("It is already recorded that this person missed it.")
    return MeetingMissed(
        occurred_on=command.on,
        missed_by=command.missed_by,
        participants=plan.participants,
    )


def _correct(command: CorrectMeeting, state: Meeting) -> tuple[Event, ...]:
    met = held(state)
    if met is None and state.retracted:
        raise Refused("This meeting was retracted; reinstate it before you correct it.")
    if met is None:
        raise Refused("No meeting was recorded here; there is nothing to correct.")
    if command.minutes is not UNSET:
        sane_minutes(command.minutes)
    form = None
    if command.form not in (None, met.form):
        form = _form(command.form).form
    correction = MeetingCorrected(
        form=form,
        participants=_people(command, met, state),
        **corrected_day(command.on, command.precision, met, command.today),
        minutes=command.minutes if command.minutes != met.minutes else UNSET,
        **_text(command, met),
    )
    if correction == MeetingCorrected():
        return ()
    return (correction,)


def _people(
    command: CorrectMeeting, met: Met, state: Meeting
) -> tuple[PersonId, ...] | None:
    """The corrected participants, None if they do not change."""
    if command.participants is None:
        return None
    people = company(command.participants)
    if missed_by(state) & set(people):
        raise Refused(
            "It is recorded that one of them missed this meeting; retract that first."
        )
    if people != met.participants:
        return people
    return None


def _text(command: CorrectMeeting, met: Met) -> dict[str, Any]:
    """The three texts, if they change. An empty place alone means that all three are cleared."""
    place = optional(command.place)
    note = optional(command.note)
    tags = texts(command.tags)
    is_same = (place, note, tags) == (met.place, met.note, met.tags)
    if is_same:
        return {}
    if not command.text:
        return {}
    is_cleared = not (place or note or tags)
    place_after = "" if is_cleared else place
    return {"place": place_after, "note": note, "tags": tags}


def _retract(command: RetractMeeting, state: Meeting) -> MeetingRetracted:
    position = command.event
    every = {number for number, _step in state.steps}
    live = {number for number, _step in live_steps(state)}
    concerned = every
    if position is not None:
        concerned = every & {position}
    if not concerned:
        raise Refused("Nothing here to retract.")
    if concerned.isdisjoint(live):
        raise Refused("This was already retracted.")
    return MeetingRetracted(event=position, why=optional(command.why))


def _reinstate(command: ReinstateMeeting, state: Meeting) -> MeetingReinstated:
    if (command.event or 0) not in state.retracted:
        raise Refused("This was not retracted; there is nothing to reinstate.")
    back = MeetingReinstated(event=command.event)
    is_held_twice = sum(isinstance(step, Met) for step in live(evolve(state, back))) > 1
    if is_held_twice:
        raise Refused(
            "Another meeting has been recorded here since; retract that one first."
        )
    return back
