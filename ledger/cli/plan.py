"""The commands about a plan: propose, agree, decline-meeting, cancel, missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import click

from ledger.cli import event_ids, who
from ledger.cli.options import (
    MINUTES,
    NEW,
    NOTE,
    ON,
    PEOPLE,
    PLACE,
    exact_day,
    moment,
    past_day,
    shared,
    text_of,
    writing_command,
)
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Refused, Usage
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event, PersonId
from ledger.facts.meeting.commands import (
    AnswerMeeting,
    MissMeeting,
    ProposeMeeting,
    ScheduleMeeting,
)
from ledger.facts.meeting.events import MeetingProposed
from ledger.facts.meeting.state import schedule
from ledger.language import N_
from ledger.language.console import argument, option

MEETING = argument("meeting", metavar="MEETING")
BY = option("--by", metavar="PERSON", help=N_("Who said so; you, if not given."))


@writing_command(
    "propose", N_("Record that a meeting is proposed. It is worth no trust until held.")
)
@argument("form", metavar="FORM")
@shared(PEOPLE)
@option(
    "--for",
    "planned",
    metavar="DATE",
    help=N_("The day it is meant for, with a time or without."),
)
@option("--on", metavar="DATE", help=N_("The day it was proposed; today if not given."))
@shared(MINUTES, PLACE, NOTE, BY, NEW)
def propose(
    session: Session,
    *,
    form: str,
    people: Sequence[str],
    planned: str | None,
    on: str | None,
    minutes: int | None,
    place: str | None,
    note: str | None,
    by: str | None,
    new: bool,
) -> Written:
    """Record a plan."""
    planned_for, planned_at = moment(session, planned) if planned else (None, None)
    proposed_on = past_day(session, on)
    text = text_of(note)

    def build(writing: Writing) -> None:
        participants = (writing.me, *who.people(writing, people, new=new))
        command = ProposeMeeting(
            form=form,
            participants=participants,
            proposed_by=who.person(writing, by) if by else writing.me,
            on=proposed_on,
            planned_for=planned_for,
            planned_at=planned_at,
            minutes=minutes,
            place=place,
            note=text,
        )
        writing.do("meeting", command)

    return write(session, build)


@writing_command("move", N_("Move a plan to another day or time."))
@shared(MEETING)
@option(
    "--for",
    "planned",
    metavar="DATE",
    required=True,
    help=N_("The new day, with a time or without."),
)
@shared(MINUTES, BY, ON)
def move(
    session: Session,
    *,
    meeting: str,
    planned: str,
    minutes: int | None,
    by: str | None,
    on: str | None,
) -> Written:
    """Record another day, time of day or length of a plan."""
    planned_for, planned_at = moment(session, planned)
    moved_on = past_day(session, on)

    def build(writing: Writing) -> None:
        command = ScheduleMeeting(
            by=who.person(writing, by) if by else writing.me,
            planned_for=planned_for,
            planned_at=planned_at,
            minutes=minutes,
            on=moved_on,
            today=session.today,
        )
        writing.do("meeting", command, event_ids.plan(writing, meeting))

    return write(session, build)


def _answer(
    name: str, answer: Literal["agree", "decline", "cancel"], words: str
) -> click.Command:
    def run(
        session: Session, *, meeting: str, by: str | None, on: str | None
    ) -> Written:
        occurred_on = exact_day(session, on)

        def build(writing: Writing) -> None:
            somebody = who.person(writing, by) if by else writing.me
            command = AnswerMeeting(
                answer=answer, by=somebody, on=occurred_on, today=session.today
            )
            writing.do("meeting", command, event_ids.plan(writing, meeting))

        return write(session, build)

    return writing_command(name, words)(shared(MEETING, BY, ON)(run))


agree = _answer("agree", "agree", N_("Record that somebody agreed to a plan."))
decline = _answer(
    "decline-meeting", "decline", N_("Record that somebody declined a plan.")
)
cancel = _answer(
    "cancel", "cancel", N_("Record that a plan was called off beforehand.")
)


@writing_command("missed", N_("Record that somebody did not come."))
@shared(MEETING)
@option(
    "--by",
    metavar="PERSON",
    help=N_("Who did not come; if not given, the other one of two."),
)
@shared(ON)
def missed(
    session: Session, *, meeting: str, by: str | None, on: str | None
) -> Written:
    """Record a no-show."""

    def build(writing: Writing) -> None:
        stream = event_ids.plan(writing, meeting)
        history = writing.history(stream)
        planned_for = schedule(STREAMS["meeting"].state(history)).planned_for
        command = MissMeeting(
            missed_by=who.person(writing, by)
            if by
            else _other(_proposal(history), writing.me),
            on=exact_day(session, on) if on else (planned_for or session.today),
            today=session.today,
        )
        writing.do("meeting", command, stream)

    return write(session, build)


def _proposal(history: Sequence[Event]) -> MeetingProposed:
    for event in history:
        if isinstance(event, MeetingProposed):
            return event
    raise Refused(
        "Nothing was proposed here: there is no plan to answer, call off or miss."
    )


def _other(planned: MeetingProposed, me: PersonId) -> PersonId:
    guests = [participant for participant in planned.participants if participant != me]
    if len(guests) > 1:
        raise Usage("Several people were to be there: say with --by who did not come.")
    return guests[0]
