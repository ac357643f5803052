"""What is accepted of a command about a gathering, given what was said before."""

from __future__ import annotations

from typing import Any, assert_never

from ledger.errors import Refused, Usage
from ledger.facts.base import UNSET, Event, PersonId
from ledger.facts.meeting_commands import (
    AnswerMeeting,
    CorrectMeeting,
    MeetingCommand,
    MissMeeting,
    ProposeMeeting,
    RecordMeeting,
    ReinstateMeeting,
    RetractMeeting,
)
from ledger.facts.meeting_state import Meeting, held, live, status
from ledger.facts.meetings import (
    Form,
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
from ledger.facts.rules import company, not_ancient, optional, past, sane_minutes, texts


def decide(command: MeetingCommand, state: Meeting) -> tuple[Event, ...]:
    """The events that `command` amounts to, or Refused with the rule."""
    match command:
        case RecordMeeting():
            return (_record(command, state),)
        case ProposeMeeting():
            return (_propose(command, state),)
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
        raise Usage(
            "There is no form of meeting called {form}: it is one of {known}.",
            form=word,
            known=", ".join(forms()),
        )
    return kind


def _record(command: RecordMeeting, state: Meeting) -> Met:
    past(command.on, command.today)
    sane_minutes(command.minutes)
    if state.gone:
        raise Refused("This gathering was retracted: reinstate it first.")
    if held(state):
        raise Refused("This gathering is recorded already: correct it, or record another one.")
    return _form(command.form)(
        occurred_on=command.on,
        precision=command.precision,
        participants=company(command.participants),
        minutes=command.minutes,
        place=optional(command.place),
        note=optional(command.note),
        tags=texts(command.tags),
        identifiers=command.identifiers,
    )


def _propose(command: ProposeMeeting, state: Meeting) -> MeetingProposed:
    not_ancient(command.planned_for)
    if state.version:
        raise Refused("This gathering was proposed already: propose another one.")
    return MeetingProposed(
        occurred_on=command.on,
        form=_form(command.form).form,
        participants=company(command.participants),
        proposed_by=command.proposed_by,
        planned_for=command.planned_for,
        place=optional(command.place),
        note=optional(command.note),
    )


def _plan(state: Meeting) -> MeetingProposed:
    for step in live(state):
        if isinstance(step, MeetingProposed):
            return step
    raise Refused("Nothing was proposed here: there is no plan to answer, call off or miss.")


def _answer(command: AnswerMeeting, state: Meeting) -> Event:
    plan, now = _plan(state), status(state)
    if command.by not in plan.participants:
        raise Refused("Only somebody who was to be there can answer this plan.")
    said = {type(s) for s in live(state) if getattr(s, "by", None) == command.by}
    if MeetingDeclined in said:
        raise Refused("That person declined this plan already: propose again.")
    if now in {"cancelled", "missed", "held", "declined"}:
        raise Refused("This plan is over ({status}): propose again.", status=now)
    match command.answer:
        case "agree":
            if MeetingAgreed in said:
                raise Refused("That person agreed to this plan already.")
            return MeetingAgreed(occurred_on=command.on, by=command.by)
        case "decline":
            return MeetingDeclined(occurred_on=command.on, by=command.by)
        case "cancel":
            return MeetingCancelled(occurred_on=command.on, by=command.by)
        case _:
            assert_never(command.answer)


def _miss(command: MissMeeting, state: Meeting) -> MeetingMissed:
    past(command.on, command.today)
    plan, met = _plan(state), held(state)
    if command.missed_by not in plan.participants:
        raise Refused("Only somebody who was to be there can have missed this meeting.")
    if status(state) in {"cancelled", "declined"}:
        raise Refused("This plan is over ({status}): nobody could miss it.", status=status(state))
    if met and command.missed_by in met.participants:
        raise Refused("This meeting is recorded as held with that person: correct it first.")
    if any(isinstance(s, MeetingMissed) and s.missed_by == command.missed_by for s in live(state)):
        raise Refused("That this person missed it is recorded already.")
    return MeetingMissed(occurred_on=command.on, missed_by=command.missed_by, participants=plan.participants)


def _correct(command: CorrectMeeting, state: Meeting) -> tuple[Event, ...]:
    now = held(state)
    if state.gone or (now is None and state.retracted):
        raise Refused("This meeting was retracted: reinstate it before correcting it.")
    if now is None:
        raise Refused("No meeting was recorded here: there is nothing to correct.")
    if command.on is not None:
        past(command.on, command.today)
    if command.minutes is not UNSET:
        sane_minutes(command.minutes)
    correction = MeetingCorrected(
        form=_form(command.form).form if command.form not in (None, now.form) else None,
        participants=_changed(command.participants and company(command.participants), now),
        occurred_on=command.on if command.on != now.occurred_on else None,
        precision=command.precision if command.precision != now.precision else None,
        minutes=command.minutes if command.minutes != now.minutes else UNSET,
        **_text(command),
    )
    return () if correction == MeetingCorrected() else (correction,)


def _changed(people: tuple[PersonId, ...] | None, now: Met) -> tuple[PersonId, ...] | None:
    return people if people != now.participants else None


def _text(command: CorrectMeeting) -> dict[str, Any]:
    """The three texts; an empty place stands for "none at all", so that the object is there."""
    if not command.text:
        return {}
    place, note, tags = optional(command.place), optional(command.note), texts(command.tags)
    return {"place": place or ("" if not (note or tags) else None), "note": note, "tags": tags}


def _retract(command: RetractMeeting, state: Meeting) -> MeetingRetracted:
    position = command.event
    if state.gone or (position or 0) in state.retracted:
        raise Refused("This was retracted already.")
    if not any(position in (None, v) for v, _ in state.steps):
        raise Refused("There is nothing here to retract.")
    return MeetingRetracted(event=position, why=optional(command.why))


def _reinstate(command: ReinstateMeeting, state: Meeting) -> MeetingReinstated:
    if (command.event or 0) not in state.retracted:
        raise Refused("This was not retracted: there is nothing to reinstate.")
    return MeetingReinstated(event=command.event)
