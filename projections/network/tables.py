"""Invitations and promises: who was asked to meet, what the answer was, and who came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ledger.facts.event import PersonId
from ledger.named_tuple import NamedTuple
from projections.engine.tables import (
    Projection,
    Row,
    Rows,
    Stream,
    Table,
    no_rows,
    ordinal,
)
from projections.network import VERSION

if TYPE_CHECKING:
    from projections.meetings import FoldedMeeting, Step


class Invitation(NamedTuple):
    """An invitation to meet (`sort` is `meeting`) or a request to connect (`request`), and its answer.

    `i` is the leaf where its stream begins. `sent` is 1 if the owner asked the person, 0 if the person
    asked the owner. `answered` is None without an answer, empty if its day is not known; `days` how long
    it took, if both days are known. `over` is the day on which it lapsed without an answer. `asked` may
    be empty.
    """

    i: int
    person: PersonId
    asked: str
    sort: str
    sent: int
    answered: str | None
    days: int | None
    over: str | None


INVITATIONS: Final = Table("network_invitations", Invitation._fields, key=3)
"""The invitations to meet; requests to connect stand with their connections, in the queue."""

PROMISES: Final = Table("network_promises", ("i", "person", "kept", "missed"), key=2)
"""A row for each person who was to come to a planned meeting: the day it was held with them, or they missed it."""


def _of_meeting(rows: Rows, stream: Stream) -> Iterable[tuple[Table, Row]]:
    from projections.meetings import meeting as fold  # not needed to read rows

    meeting = stream.once(fold)
    plan = meeting.plan
    if plan is None or rows.owner not in plan.participants:
        return ()
    return _of_plan(rows.owner, stream.facts[0].i, plan, meeting)


def _of_plan(
    owner: PersonId, i: int, plan: Step, meeting: FoldedMeeting
) -> Iterator[tuple[Table, Row]]:
    """The promises of a plan, and the invitations: to each other person, or from the one who proposed it."""
    steps = list(meeting.live())
    guests = [person for person in plan.participants if person != owner]
    for person in guests:
        came = _came(person, steps)
        missed = _missed(person, steps)
        if came or missed:
            yield PROMISES, (i, person, came, missed)
    if plan.state["proposed_by"] == owner:
        for person in guests:
            yield INVITATIONS, tuple(_invitation(i, plan, person, 1, steps))
    else:
        yield INVITATIONS, tuple(_invitation(i, plan, owner, 0, steps))


def _came(person: PersonId, steps: Sequence[Step]) -> str | None:
    for step in steps:
        if step.met and person in step.participants:
            return step.occurred_on
    return None


def _missed(person: PersonId, steps: Sequence[Step]) -> str | None:
    for step in steps:
        is_missed_by_them = (
            step.kind == "MeetingMissed" and step.state["missed_by"] == person
        )
        if is_missed_by_them:
            return step.occurred_on
    return None


def _invitation(
    i: int, plan: Step, answering: PersonId, sent: int, steps: Sequence[Step]
) -> Invitation:
    """An invitation and its answer: the first that `answering` gave, or a meeting held with them."""
    somebody = answering
    if not sent:
        somebody = plan.state["proposed_by"]
    unanswered = Invitation(
        i=i,
        person=somebody,
        asked=plan.occurred_on,
        sort="meeting",
        sent=sent,
        answered=None,
        days=None,
        over=None,
    )
    answers = [step for step in steps if _answers(step, answering)]
    if answers:
        answer = min(answers, key=lambda step: step.occurred_on)
        return unanswered._replace(
            answered=answer.occurred_on, days=_days(plan, answer)
        )
    ends = [step.occurred_on for step in steps if step.met or step.kind in _ENDS]
    return unanswered._replace(over=min(ends, default=None))


_ENDS: Final = frozenset({"MeetingCancelled", "MeetingMissed"})
_ANSWERS: Final = frozenset({"MeetingAgreed", "MeetingDeclined", "MeetingCancelled"})


def _answers(step: Step, person: PersonId) -> bool:
    if step.met:
        return person in step.participants
    if step.kind not in _ANSWERS:
        return False
    answering: PersonId = step.state["by"]
    return answering == person


def _days(plan: Step, answer: Step) -> int | None:
    """The days from a proposal to its answer, at least 0; None unless both are known to the day."""
    is_inexact = plan.precision != "day" or answer.precision != "day"
    if is_inexact:
        return None
    days = ordinal(answer.occurred_on) - ordinal(plan.occurred_on)
    return max(0, days)


PROJECTION: Final = Projection(
    name="network",
    version=VERSION,
    tables=(INVITATIONS, PROMISES),
    streams={"meeting": _of_meeting},
    lone={"Met": no_rows},
)
