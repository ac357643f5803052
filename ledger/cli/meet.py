"""The commands that record a meeting, one for each form that the facts know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import click

from ledger.cli import who
from ledger.cli.options import (
    MINUTES,
    NEW,
    NOTE,
    ON,
    PEOPLE,
    PLACE,
    TAGS,
    day,
    separated,
    writing_command,
)
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.facts.meeting.commands import RecordMeeting
from ledger.facts.meeting.events import Form, forms
from ledger.language import N_, _
from ledger.language.console import shared
from ledger.language.text import visible

if TYPE_CHECKING:
    from ledger.cli.queries import OpenPlan
    from ledger.facts.event import PersonId, Precision, StreamId


def command(form: Form) -> click.Command:
    """The command that records a meeting of this form."""
    kind = forms()[form]
    record = partial(_record, form=form)
    record.__name__ = form  # type: ignore[attr-defined]  # click and functools.wraps ask for one
    options = shared(PEOPLE, ON, MINUTES, PLACE, NOTE, TAGS, NEW)
    return writing_command(form, help=str(kind.__doc__).strip().splitlines()[0])(
        options(record)
    )


def _record(
    session: Session,
    *,
    form: Form,
    people: Sequence[str],
    on: str | None,
    minutes: int | None,
    place: str | None,
    note: str | None,
    tags: Sequence[str],
    new: bool,
) -> Written:
    occurred_on, precision = day(session, on)

    def build(writing: Writing) -> None:
        participants = (writing.me, *who.people(writing, people, new=new))
        record = RecordMeeting(
            form=form,
            participants=participants,
            on=occurred_on,
            today=session.today,
            precision=precision,
            minutes=minutes,
            place=place,
            note=note,
            tags=separated(tags),
        )
        record_meeting(writing, record)

    return write(session, build)


_ANOTHER: Final[Mapping[Precision, str]] = {
    "day": N_(
        "You already recorded another one with the same people that day ({event})."
    ),
    "month": N_(
        "You already recorded another one with the same people that month ({event})."
    ),
    "year": N_(
        "You already recorded another one with the same people that year ({event})."
    ),
}


def record_meeting(writing: Writing, record: RecordMeeting) -> None:
    """Record a meeting, in the stream of the plan that it fulfils; with a word about one like it that day."""
    participants = sorted(set(record.participants))
    for event in writing.queries.same_meetings(record.form, participants, record.on):
        sentence = _(_ANOTHER[record.precision]).format(event=f"#{event[:8]}")
        if not writing.session.dry_run:
            way_back = _("If it is the same: handshake undo")
            sentence = f"{sentence} {way_back}"
        writing.say(sentence)
    plans = writing.queries.open_plans(participants, alone=True)
    plans = plans or _plans_of_twins(writing, record)
    stream = None
    if plans:
        from ledger.cli.fulfilment import fulfilled_plan

        stream = fulfilled_plan(writing, record, plans)
    stream = writing.do("meeting", record, stream)
    if writing.session.ledger.store.me() is not None:
        _say_told_by_others(writing, record, participants, stream)


def _say_told_by_others(
    writing: Writing,
    record: RecordMeeting,
    people: Sequence[PersonId],
    stream: StreamId,
) -> None:
    """Say that a colleague recorded what may be the same meeting, and how to say that it was."""
    told = writing.queries.told_by_others(record.form, people, record.on)
    for name, other in told:
        writing.say(
            _(
                "{owner} recorded one like it that day. If it was the same: handshake same {one} {other}"
            ).format(owner=visible(name), one=stream[:8], other=other[:8])
        )


def _plans_of_twins(writing: Writing, record: RecordMeeting) -> Sequence[OpenPlan]:
    """The plans of that day with imported namesakes of the participants: a calendar made them someone of their own."""
    queries = writing.queries
    twins: dict[PersonId, PersonId] = {}
    for person in record.participants:
        passed_over = queries.passed_over(person) if queries.size else ()
        if passed_over:
            twins[person] = passed_over[0]
    if not twins:
        return ()
    participants = [twins.get(person, person) for person in record.participants]
    plans = queries.open_plans(participants, alone=True)
    return [plan for plan in plans if plan.planned_for == record.on]
