"""The commands about a plan: propose, agree, decline-meeting, cancel, missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
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
    form_of,
    past_day,
    planned_time,
    writing_command,
)
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Refused, Usage
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.meeting.commands import (
    AnswerMeeting,
    MissMeeting,
    ProposeMeeting,
    ScheduleMeeting,
)
from ledger.facts.meeting.events import MeetingProposed
from ledger.facts.meeting.state import schedule
from ledger.language import N_, _
from ledger.language.command_words import command_line
from ledger.language.console import argument, option, shared
from ledger.language.phrases import show_full_weekday
from ledger.language.text import shell_word, visible

MEETING = argument("meeting", metavar="MEETING")
BY = option(
    "--by", metavar="PERSON", help=N_("The person it comes from; you if not given.")
)
ANSWERED_BY = option(
    "--by",
    metavar="PERSON",
    help=N_(
        "Who it was; by default the other person in your own plan, or you in theirs."
    ),
)


@writing_command(
    "propose", N_("Record a proposed meeting. It earns no trust until it takes place.")
)
@argument("form", metavar="FORM")
@shared(PEOPLE)
@option(
    "--for",
    "planned",
    metavar="DATE",
    help=N_("The planned day, with or without a time."),
)
@option("--on", metavar="DATE", help=N_("The day you proposed it; today if not given."))
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
    plan = None
    if planned:
        plan = planned_time(session, planned)
    proposed_on = _proposed_on(session, on)

    def build(writing: Writing) -> None:
        participants = (writing.me, *who.people(writing, people, new=new))
        meeting_form = form_of(form)
        planned_day, planned_time_of_day = None, None
        if plan:
            planned_day, planned_time_of_day = plan.day, plan.at_for(meeting_form)
        command = ProposeMeeting(
            form=meeting_form,
            participants=participants,
            proposed_by=who.person(writing, by) if by else writing.me,
            on=proposed_on,
            planned_for=planned_day,
            planned_at=planned_time_of_day,
            minutes=minutes or (plan.minutes if plan else None),
            place=place,
            note=note,
        )
        writing.do("meeting", command)
        if on and plan is None:
            sentence = _("Proposed on {day}. For the day of the meeting, use --for.")
            writing.say(
                sentence.format(day=show_full_weekday(proposed_on, session.today))
            )

    return write(session, build)


def _proposed_on(session: Session, on: str | None) -> date:
    """The day of the proposal; a day to come was meant for the meeting itself, and is refused with the option for it."""
    proposed_on = exact_day(session, on)
    if proposed_on > session.today:
        raise Refused(
            "With --on goes the day you proposed it, and {day} is still to come; for the day of the meeting, use --for.",
            day=proposed_on,
        )
    return proposed_on


@writing_command("move", N_("Move a plan to another day or time."))
@shared(MEETING)
@option(
    "--for",
    "planned",
    metavar="DATE",
    required=True,
    help=N_("The new day, with or without a time."),
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
    """Record another day, time of day or length of a plan; what is not given stays as it was."""
    moved_on = past_day(session, on)

    def build(writing: Writing) -> None:
        stream = event_ids.plan(writing, meeting, f"--for {shell_word(planned)}")
        history = writing.history(stream)
        standing = schedule(STREAMS["meeting"].state(history))
        plan = planned_time(session, planned, standing.planned_for)
        command = ScheduleMeeting(
            by=who.person(writing, by) if by else writing.me,
            planned_for=plan.day,
            planned_at=plan.at_for(_proposal(history).form) or standing.planned_at,
            minutes=minutes or plan.minutes,
            on=moved_on,
            today=session.today,
        )
        if writing.do("meeting", command, stream) not in writing.entries:
            writing.say(_("No change: already set."))

    return write(session, build)


def _answer(
    name: str, answer: Literal["agree", "decline", "cancel"], words: str
) -> click.Command:
    def run(
        session: Session, *, meeting: str, by: str | None, on: str | None
    ) -> Written:
        occurred_on = exact_day(session, on)

        def build(writing: Writing) -> None:
            stream = event_ids.plan(writing, meeting)
            plan = _proposal(writing.history(stream))
            answered_by = (
                _named(writing, plan, by) if by else _answering(writing, plan, name)
            )
            command = AnswerMeeting(
                answer=answer,
                by=answered_by,
                on=occurred_on,
                today=session.today,
            )
            writing.do("meeting", command, stream)
            is_assumed = not by and answered_by != writing.me
            if is_assumed and answer == "cancel":
                _say_assumed(writing, answered_by, stream)

        return write(session, build)

    return writing_command(name, words)(shared(MEETING, ANSWERED_BY, ON)(run))


def _say_assumed(writing: Writing, guest: PersonId, stream: StreamId) -> None:
    """Say that a guest is taken to have called off the owner's plan, and how to say that the owner did."""
    command = command_line(f"cancel {stream[:8]} --by me")
    if not writing.session.dry_run:
        command = f"{command_line('undo')}; {command}"
    sentence = _(
        "You proposed it, so {name} is taken to have called it off. If it was you: {command}"
    )
    name = visible(writing.queries.name(guest))
    writing.say(sentence.format(name=name, command=command))


agree = _answer("agree", "agree", N_("Record that someone agreed to a plan."))
decline = _answer(
    "decline-meeting", "decline", N_("Record that someone declined a plan.")
)
cancel = _answer("cancel", "cancel", N_("Record that a plan was called off."))


@writing_command("missed", N_("Record that someone did not turn up."))
@shared(MEETING)
@option(
    "--by",
    metavar="PERSON",
    help=N_("Who did not turn up; with only two people, the other one."),
)
@shared(ON)
def missed(
    session: Session, *, meeting: str, by: str | None, on: str | None
) -> Written:
    """Record a no-show."""

    def build(writing: Writing) -> None:
        stream = event_ids.plan(writing, meeting, "--on DATE --for DATE")
        history = writing.history(stream)
        plan = _proposal(history)
        planned_for = schedule(STREAMS["meeting"].state(history)).planned_for
        is_still_ahead = planned_for and planned_for > session.today and on is None
        if is_still_ahead:
            raise Refused(
                "This plan is for {day}, which is still to come. To call it off, use 'handshake cancel'; to put it off, 'handshake move'.",
                day=planned_for,
            )
        has_no_day = planned_for is None and on is None
        if has_no_day:
            raise Usage(
                "This plan has no day. If it was agreed for one, say which: --on DATE."
            )
        missed_by = (
            _named(writing, plan, by) if by else _only_guest(writing, plan, "missed")
        )
        missed_on = exact_day(session, on) if on else (planned_for or session.today)
        command = MissMeeting(
            missed_by=missed_by,
            on=missed_on,
            today=session.today,
        )
        writing.do("meeting", command, stream)

    return write(session, build)


def _proposal(history: Sequence[Event]) -> MeetingProposed:
    for event in history:
        if isinstance(event, MeetingProposed):
            return event
    raise Refused("No plan was recorded here to answer, call off or miss.")


def _named(writing: Writing, plan: MeetingProposed, text: str) -> PersonId:
    """The person that a text names, as the entry that the plan knows: one may have been merged since."""
    somebody = who.person(writing, text)
    group = writing.queries.group(somebody)
    entries = [person for person in plan.participants if person in group]
    if not entries:
        return somebody
    return entries[0]


def _answering(writing: Writing, plan: MeetingProposed, command: str) -> PersonId:
    """The person whose answer it is: mine to the proposal of another, else that of the only guest."""
    mine = {writing.me, *writing.queries.group(writing.me)}
    if plan.proposed_by not in mine:
        return writing.me
    is_of_several = command == "cancel" and len(_guests(writing, plan)) > 1
    if is_of_several:
        return writing.me
    return _only_guest(writing, plan, command)


def _only_guest(writing: Writing, plan: MeetingProposed, command: str) -> PersonId:
    """The only other person of a plan. Raises Usage with the names if there are several."""
    guests = _guests(writing, plan)
    if len(guests) > 1:
        names = list(map(writing.queries.name, guests))
        raise Usage(
            "This plan is with {people}; add --by and a name, such as '{example}'.",
            people=tuple(names),
            example=command_line(f'{command} "{names[0]}" --by "{names[0]}"'),
        )
    return guests[0]


def _guests(writing: Writing, plan: MeetingProposed) -> list[PersonId]:
    """The others of a plan, merged ones once."""
    by_person: dict[PersonId, PersonId] = {}
    mine = {writing.me, *writing.queries.group(writing.me)}
    for guest in plan.participants:
        if guest not in mine:
            group = writing.queries.group(guest)
            bearer = guest
            if group:
                bearer = group[0]
            by_person.setdefault(bearer, guest)
    return list(by_person.values())
