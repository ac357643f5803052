"""The evidence of trust: who met, what it was worth, what was exchanged, who did not come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from projections.engine.tables import (
    ForEach,
    Projection,
    Row,
    Rows,
    Stream,
    Table,
    one_by_one,
    ordinal,
    replay,
)
from projections.trust import VERSION
from projections.trust.model import worth

if TYPE_CHECKING:
    from projections.meetings import Held

MEETINGS: Final = Table(
    "trust_meetings", ("person", "day", "i", "x"), key=3, packed=True
)
"""A row for each person the owner was at a meeting with. A day is its proleptic ordinal."""

ELSEWHERE: Final = Table(
    "trust_elsewhere", ("person", "day", "i", "x"), key=3, packed=True
)
"""A row for each person at a meeting without the owner."""

EXCHANGES: Final = Table("trust_exchanges", ("person", "day", "i", "other"), key=4)
"""A row for each pair between which something was exchanged; the owner is always `other`."""

MISSED: Final = Table(
    "trust_missed", ("person", "day", "i", "stream", "expected"), key=3
)
"""A row for each meeting that the person missed, with everyone who was expected then."""


def _of_held(
    rows: Rows, held: Iterable[Held]
) -> Iterable[tuple[ForEach, Iterable[Row]]]:
    """What meetings that took place were worth to each who was there."""
    owner = rows.owner
    with_owner: list[Row] = []
    elsewhere: list[Row] = []
    for meeting in held:
        people = {*meeting.participants}
        day = ordinal(meeting.occurred_on)
        x = _worth(meeting.kind, meeting.minutes)
        row = (people, day, meeting.i, x)
        if owner in people:
            people.remove(owner)
            with_owner.append(row)
        else:
            elsewhere.append(row)
    return (ForEach(MEETINGS), with_owner), (ForEach(ELSEWHERE), elsewhere)


def _of_meeting(rows: Rows, stream: Stream) -> Iterator[tuple[Table, Row]]:
    """What a meeting was worth, and who did not come to it."""
    from projections.meetings import meeting as fold  # not needed to read rows

    meeting = stream.once(fold)
    if meeting.held:
        yield from one_by_one(_of_held(rows, (meeting.held,)))
    for step in meeting.live():
        if step.kind == "MeetingMissed":
            place = stream.facts[0].stream
            missed = (step.state["missed_by"], step.occurred_on, step.i, place)
            yield MISSED, (*missed, " ".join(step.participants))


@cache
def _worth(kind: str, minutes: int | None) -> float:
    from ledger.facts.event import kind_named
    from ledger.facts.meeting.events import Met

    event_class = kind_named(kind)
    if event_class is None or not issubclass(event_class, Met):
        return 0.0
    return worth(event_class, minutes)


def _of_exchange(rows: Rows, stream: Stream) -> Iterator[tuple[Table, Row]]:
    """A row for each pair of an exchange: a favour has one, an introduction one for each who was introduced."""
    from ledger.facts import exchange

    state = replay(stream.facts, exchange.INITIAL, exchange.evolve)
    exchanged = state.made
    if exchanged is None:
        return
    if state.retracted:
        return
    leaves = (fact.i for fact in stream.facts if fact.kind == type(exchanged).__name__)
    i = max(leaves)
    if isinstance(exchanged, exchange.IntroductionMade):
        pairs = [(exchanged.by, person) for person in exchanged.people]
    else:
        pairs = [(exchanged.person, exchanged.owner)]
    day = exchanged.occurred_on.isoformat()
    for receiver, giver in pairs:
        if receiver == rows.owner:
            yield EXCHANGES, (giver, day, i, receiver)
        else:
            yield EXCHANGES, (receiver, day, i, giver)


PROJECTION: Final = Projection(
    name="trust",
    version=VERSION,
    tables=(MEETINGS, ELSEWHERE, EXCHANGES, MISSED),
    streams={"meeting": _of_meeting, "exchange": _of_exchange},
    lone={"Met": _of_held},
)
