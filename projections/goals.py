"""The goals of a week or a month, and how far each is. It keeps nothing of its own."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.facts.meeting.events import Form
from ledger.language import _
from ledger.language.counted_forms import counted_form
from ledger.language.phrases import show_number
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.queue.query import Listed

if TYPE_CHECKING:
    from ledger.facts.ledger_stream import Span

_SPANS: Final[tuple[Span, ...]] = ("week", "month")


class GoalProgress(NamedTuple):
    """A goal, the meetings of its form so far, and the first and the last day that count."""

    form: Form
    target: int
    per: Span
    held: int
    since: date
    until: date


def progress(
    tables: Rows, identity: Identity, listed: Listed, as_of: date
) -> list[GoalProgress]:
    """Every goal with the meetings held from the first day of its week or month to a day."""
    goals = directory.goals(tables)
    if not goals:
        return []
    from projections import series  # most ledgers have no goal

    starts = {per: series.period_start(as_of, per) for per in _SPANS}
    held = {per: Counter[Form]() for per in starts}
    meetings = series.past_meetings(
        tables, identity, listed, since=min(starts.values()), until=as_of
    )
    for meeting in meetings:
        for per, start in starts.items():
            counts = meeting.day >= start and series.is_placed(meeting.precision, per)
            held[per][meeting.form] += counts
    return [
        GoalProgress(
            form=form,
            target=target,
            per=per,
            held=held[per][form],
            since=starts[per],
            until=series.next_period(starts[per], per) - timedelta(days=1),
        )
        for form, target, per in goals
    ]


def goal_words(goal: GoalProgress, today: date) -> str:
    """`2 of 3 coffees this week`; of a week or month that is not the one of today, `that week`."""
    is_now = goal.since <= today <= goal.until
    if goal.per == "month":
        pattern = (
            _("{held} of {count} {meetings} this month")
            if is_now
            else _("{held} of {count} {meetings} that month")
        )
    else:
        pattern = (
            _("{held} of {count} {meetings} this week")
            if is_now
            else _("{held} of {count} {meetings} that week")
        )
    return pattern.format(
        held=show_number(goal.held),
        count=show_number(goal.target),
        meetings=counted_form(goal.form, goal.target),
    )
