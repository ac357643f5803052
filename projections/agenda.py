"""What today asks for: plans, answers, favours and cadences. It keeps nothing of its own."""

from __future__ import annotations

from datetime import date

from ledger.facts.event import PersonId
from ledger.named_tuple import NamedTuple
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.goals import GoalProgress, progress
from projections.queue import query as queue
from projections.queue.query import Click, Listed, Open


class Cadence(NamedTuple):
    """A person the owner wants to meet every a number of days, and the last meeting, if any."""

    person: PersonId
    every_days: int
    last_met: date | None

    def due(self, day: date) -> bool:
        """Whether the wished time has passed by a day. A person never met is due at once."""
        if self.last_met is None:
            return True
        days_since = (day - self.last_met).days
        return days_since >= self.every_days


class Balance(NamedTuple):
    """Favours and introductions between the owner and a person."""

    person: PersonId
    given: int
    received: int

    @property
    def owed(self) -> int:
        """How many more the owner received than gave; below zero, how many more the owner gave."""
        return self.received - self.given


class Gap(NamedTuple):
    """A person the owner usually meets more often."""

    person: PersonId
    usual_days: int
    last_met: date


class Standing(NamedTuple):
    """What has to be looked for among everyone: it stays the same until something is recorded."""

    cadences: list[Cadence]
    gaps: list[Gap]
    requests: list[Click]
    balances: list[Balance]
    connections: int
    met: int


class Agenda(NamedTuple):
    """Everything that waits on a day, what is planned up to a later one, and what after it."""

    as_of: date
    until: date
    upcoming: list[Open]
    later: list[Open]
    overdue: list[Open]
    undated: list[Open]
    goals: list[GoalProgress]
    standing: Standing


def agenda(  # noqa: PLR0913 - one more than five, and each needed
    tables: Rows,
    identity: Identity,
    listed: Listed,
    as_of: date,
    until: date,
    *,
    standing: Standing,
) -> Agenda:
    """The agenda of a day, with the plans up to and including `until`, by day."""
    upcoming: list[Open] = []
    later: list[Open] = []
    overdue: list[Open] = []
    undated: list[Open] = []
    for plan in queue.plans(tables, identity, listed):
        if plan.planned_for is None:
            undated.append(plan)
        elif plan.planned_for < as_of:
            overdue.append(plan)
        elif plan.planned_for <= until:
            upcoming.append(plan)
        else:
            later.append(plan)
    return Agenda(
        as_of=as_of,
        until=until,
        upcoming=upcoming,
        later=later,
        overdue=overdue,
        undated=undated,
        goals=progress(tables, identity, listed, as_of),
        standing=standing,
    )
