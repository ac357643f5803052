"""Which open plan a meeting fulfils: the one that its day fits, whatever the kind of meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from ledger.cli.queries import OpenPlan
from ledger.cli.write import Writing
from ledger.facts.event import StreamId
from ledger.facts.meeting.commands import RecordMeeting
from ledger.facts.meeting.events import forms, is_at_a_distance
from ledger.language import _
from ledger.language.console import confirm
from ledger.language.dates.days import Day, last_day
from ledger.language.phrases import show_form, show_list, show_near_date
from ledger.language.text import visible

_AHEAD: Final = timedelta(days=7)
"""How long before the day of a past plan a meeting may still be the planned one."""


def fulfilled_plan(
    writing: Writing, record: RecordMeeting, plans: Sequence[OpenPlan]
) -> StreamId | None:
    """The plan among those with just these people that the meeting fulfils; says which, or which stay open."""
    fitting = [plan for plan in plans if _fits(writing, record, plan)]
    nearest = _nearest(record, fitting)
    if len(nearest) == 1:
        _say_fulfilled(writing, record, nearest[0])
        return nearest[0].stream
    for plan in nearest or plans:
        if _is_chosen(writing, plan):
            return plan.stream
    for plan in nearest or plans:
        writing.say(
            _("Still planned: {plan} ({id}).").format(
                plan=in_words(writing, plan), id=plan.stream[:8]
            )
        )
    return None


def _say_fulfilled(writing: Writing, record: RecordMeeting, plan: OpenPlan) -> None:
    """Say which plan a meeting fulfils, and where it was for another day."""
    day = plan.planned_for
    is_as_planned = day is None or record.on <= day <= _end(record)
    sentence = (
        _("As planned: {plan}.")
        if is_as_planned
        else _("This closes the plan of another day: {plan}.")
    )
    writing.say(sentence.format(plan=in_words(writing, plan)))


def _fits(writing: Writing, record: RecordMeeting, plan: OpenPlan) -> bool:
    """Whether the plan is for the day of the meeting, for no day, or for a day that is past."""
    day = plan.planned_for
    if day is None:
        return plan.proposed_on <= _end(record) and _is_alike(record, plan)
    if record.on <= day <= _end(record):
        return _is_alike(record, plan) or not _is_later_today(writing, plan)
    if not _is_alike(record, plan):
        return False
    was_before = day < record.on
    is_past = day < writing.session.today
    earliest = max(plan.proposed_on, day - _AHEAD)
    return was_before or (is_past and record.on >= earliest)


def _end(record: RecordMeeting) -> date:
    """The last day on which the meeting may have been."""
    return last_day(Day(record.on, record.precision))


def _is_alike(record: RecordMeeting, plan: OpenPlan) -> bool:
    """Whether both are in person, or both at a distance: a call to say "see you later" is not the lunch."""
    if plan.form not in forms():
        return True
    return is_at_a_distance(record.form) == is_at_a_distance(plan.form)


def _is_later_today(writing: Writing, plan: OpenPlan) -> bool:
    """Whether the hour of the plan is still to come."""
    now = writing.session.now
    if plan.planned_for != now.date():
        return False
    return (plan.planned_at or "") > f"{now:%H:%M}"


def _nearest(record: RecordMeeting, plans: Sequence[OpenPlan]) -> list[OpenPlan]:
    """The nearest plan by day, of these the oldest of the same kind; all the nearest if none is of that kind."""
    by_distance = defaultdict[tuple[bool, int], list[OpenPlan]](list)
    for plan in plans:
        by_distance[_distance(record, plan)].append(plan)
    if not by_distance:
        return []
    nearest = by_distance[min(by_distance)]
    for plan in nearest:
        if plan.form == record.form:
            return [plan]
    return nearest


def _distance(record: RecordMeeting, plan: OpenPlan) -> tuple[bool, int]:
    """How far the day of a plan is from the meeting; a plan without a day comes after all others."""
    if plan.planned_for is None:
        return True, 0
    return False, abs((plan.planned_for - record.on).days)


def _is_chosen(writing: Writing, plan: OpenPlan) -> bool:
    """Ask at the terminal whether this is the plan, once for each plan."""
    session = writing.session
    if not session.can_ask:
        return False
    question = _("Is this the plan: {plan}?").format(plan=in_words(writing, plan))
    return session.answer_once(question, lambda: confirm(question, default=False))


def in_words(writing: Writing, plan: OpenPlan) -> str:
    """`Lunch with Ada Okafor, tomorrow, 12:30`."""
    names = [visible(writing.queries.name(person)) for person in plan.people]
    form = show_form(plan.form)
    words = _("{form} with {people}").format(form=form, people=show_list(names))
    if plan.planned_for is None:
        return words
    parts = [words, show_near_date(plan.planned_for, writing.session.today)]
    if plan.planned_at:
        parts.append(plan.planned_at)
    return ", ".join(parts)
