"""Whether a network is safe, efficient and responsive, and the race beside it, on any day.

docs/reference/network.md defines each figure. All count what occurred by the day, and only people
shown in lists; None stands where nothing can be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.efficient import Efficient, efficient
from projections.network.responsive import Responsive, responsive
from projections.network.safe import Sure, promises, sure, ties
from projections.network.tables import INVITATIONS, Invitation
from projections.queue.query import Listed, connections
from projections.queue.tables import ConnectionRow


class Figures(NamedTuple):
    """Everything, as of a day. `connections` against people `met` is the race."""

    as_of: date
    connections: int
    met: int
    sure: Sure
    efficient: Efficient
    responsive: Responsive


def month_ends(as_of: date, count: int = 12) -> list[date]:
    """The last days of the months before that of a day, the earliest first."""
    ends = [as_of.replace(day=1) - timedelta(days=1)]
    while len(ends) < count:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def requests(connections: Iterable[ConnectionRow]) -> Iterator[Invitation]:
    """The requests to connect of connections, and their answers."""
    for connection in connections:
        for request in connection.courses:
            yield Invitation(
                i=connection.i,
                person=connection.person,
                asked=request.asked,
                sort="request",
                sent=request.sent,
                answered=request.answered,
                days=request.days,
                over=request.over,
            )


def invitations(tables: Rows, identity: Identity, listed: Listed) -> list[Invitation]:
    """The invitations to meet, sent and received, with people shown in lists."""
    invited = map(Invitation._make, tables.scan(INVITATIONS))
    return [
        invitation._replace(person=identity.root(invitation.person))
        for invitation in invited
        if listed(identity.root(invitation.person))
    ]


def network(
    tables: Rows, identity: Identity, listed: Listed, days: Sequence[date]
) -> list[Figures]:
    """The figures as of each of these days."""
    shown = cache(listed)
    rows = list(connections(tables, identity))
    ties_on = ties(tables, identity, rows, shown, days)
    promised = promises(tables, identity, shown)
    efficient_on = efficient(tables, identity, shown, days)
    asked_of = invitations(tables, identity, shown)
    for request in requests(rows):
        if shown(identity.root(request.person)):
            asked_of.append(request)
    return [
        Figures(
            as_of=day,
            connections=len(ties_on[day].connected),
            met=len(ties_on[day].trust),
            sure=sure(ties_on[day], promised, day),
            efficient=efficient_on[day],
            responsive=responsive(asked_of, day),
        )
        for day in days
    ]
