"""Who gets the owner's face time: contacts by share of attention, cut at 5, 15, 50 and 150."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from math import fsum
from typing import Final

from ledger.facts.event import PersonId, names
from ledger.facts.meeting.events import Form, Met
from ledger.named_tuple import NamedTuple
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.acquaintances import Company, companies, kinds_in_person
from projections.queue.query import Listed
from projections.trust.model import EARNS, FAMILIES

CUTS: Final = (5, 15, 50, 150)
"""The sizes of the circles, each within the next; who comes after stands in none."""

SPAN: Final = timedelta(days=365)


class CircleMember(NamedTuple):
    """A contact's share of attention, the hours it stands for, and the circle, 0 for none."""

    person: PersonId
    rank: int
    share: float
    hours: float
    circle: int


def circle(
    tables: Rows, identity: Identity, listed: Listed, as_of: date
) -> list[CircleMember]:
    """Everyone met in person in the year up to a day, the largest share first.

    The minutes of a meeting are shared out in equal parts among all others who were there; shares
    are of the parts of those shown in lists, and sum to 1.
    """
    me = identity.me
    parts: defaultdict[PersonId, list[float]] = defaultdict(list)
    first_day = as_of - SPAN + timedelta(days=1)
    for company in companies(tables, identity, since=first_day, until=as_of):
        if me not in company.people:
            continue
        others = company.people - {me}
        for person in others:
            part = minutes(company) / len(others)
            parts[person].append(part)
    hours = {person: fsum(parts[person]) / 60 for person in filter(listed, parts)}
    total = fsum(hours.values())
    ranked = sorted(hours, key=lambda person: (-hours[person], person))
    members: list[CircleMember] = []
    for rank, person in enumerate(ranked, start=1):
        member = CircleMember(
            person=person,
            rank=rank,
            share=hours[person] / total,
            hours=hours[person],
            circle=_cut(rank),
        )
        members.append(member)
    return members


def minutes(meeting: Company) -> int:
    """How long a meeting lasted; what is usual for its form where no one said."""
    return meeting.minutes or usual_minutes(meeting.kind)


@cache
def usual_minutes(kind: str) -> int:
    """The usual length of meetings of a kind, for those of unknown length."""
    event_class = names()[kind]
    assert issubclass(event_class, Met)  # noqa: S101 - companies are meetings
    usual, _weight = EARNS.get(event_class.form) or FAMILIES[event_class.family]
    return usual


def usual_minutes_by_form() -> dict[Form, int]:
    """The usual length of meetings in person, by form."""
    return {form: usual_minutes(kind) for form, kind in kinds_in_person().items()}


def _cut(rank: int) -> int:
    return next((size for size in CUTS if rank <= size), 0)
