"""To whom one's time at the table goes: contacts by share of attention, cut at 5, 15, 50 and 150."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from math import fsum
from typing import Final, NamedTuple

from ledger.facts.event import PersonId, names
from ledger.facts.meeting.events import Met
from projections.directory.identity import Identity
from projections.engine.tables import Rows
from projections.network.acquaintances import Company, companies
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


def circle(tables: Rows, identity: Identity, listed: Listed, as_of: date) -> list[CircleMember]:
    """Everybody met in the flesh in the year up to a day, the largest share first.

    The minutes of a meeting are shared out in equal parts among all others who were there; shares
    are of the parts of those whom lists show, and sum to 1.
    """
    me = identity.root(identity.owner or "")
    parts: defaultdict[PersonId, list[float]] = defaultdict(list)
    for company in companies(tables, identity, since=as_of - SPAN + timedelta(days=1), until=as_of):
        others = company.people - {me}
        if me in company.people:
            for person in others:
                parts[person].append(minutes(company) / len(others))
    hours = {person: fsum(times) / 60 for person, times in parts.items() if listed(person)}
    total = fsum(hours.values())
    ranked = sorted(hours.items(), key=lambda item: (-item[1], item[0]))
    return [
        CircleMember(person, rank, spent / total, spent, _cut(rank))
        for rank, (person, spent) in enumerate(ranked, start=1)
    ]


def minutes(meeting: Company) -> int:
    """How long a meeting lasted; what is usual for its form where nobody said."""
    return meeting.minutes or usual_minutes(meeting.kind)


@cache
def usual_minutes(kind: str) -> int:
    """How long meetings of a kind last where nobody says otherwise."""
    event_class = names()[kind]
    assert issubclass(event_class, Met)  # noqa: S101 - companies are meetings
    return (EARNS.get(event_class.form) or FAMILIES[event_class.family])[0]


def _cut(rank: int) -> int:
    return next((size for size in CUTS if rank <= size), 0)
