"""Whether a network is safe, efficient and responsive, and the race beside it, on any day.

docs/reference/network.md defines each figure. All count what occurred by the day, and only people
shown in lists; None stands where nothing can be said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from ledger.facts.event import PersonId
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.efficient import Efficient, efficient
from projections.network.responsive import Responsive, responsive
from projections.network.safe import Sure, days_connected, promises, sure, ties
from projections.network.tables import INVITATIONS, Invitation
from projections.queue.query import Listed, connections
from projections.queue.tables import ConnectionRow, Request, requests_in


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


def _online(
    tables: Rows, identity: Identity, listed: Listed, days: Sequence[date]
) -> tuple[dict[PersonId, int], Counter[Request]]:
    """On which days people were connected, as `days_connected` gives it, and how the requests to connect went.

    Each request comes with the number of those alike. The connections are read once, and none is kept.
    """
    texts = Counter[str]()

    def counted() -> Iterator[ConnectionRow]:
        for row in connections(tables, identity):
            if row.requests and listed(identity.root(row.person)):
                texts[row.requests] += 1
            yield row

    connected = days_connected(counted(), identity, listed, days)
    return connected, _requests(texts)


def _requests(texts: Mapping[str, int]) -> Counter[Request]:
    """How the requests went that stand with these connections, from texts with their numbers."""
    requests = Counter[Request]()
    for text, number in texts.items():
        for request in requests_in(text):
            requests[request] += number
    return requests


def _course(invitation: Invitation) -> Request:
    """How an invitation went."""
    return Request(
        asked=invitation.asked,
        sent=invitation.sent,
        answered=invitation.answered,
        days=invitation.days,
        over=invitation.over,
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
    in_order = sorted(set(days))
    figures = _figures(tables, identity, listed, in_order)
    figures_of = dict(zip(in_order, figures, strict=True))
    return [figures_of[day] for day in days]


def _figures(
    tables: Rows, identity: Identity, listed: Listed, days: Sequence[date]
) -> list[Figures]:
    """The figures as of each of some days, which are in order."""
    shown = cache(listed)
    connected, requests = _online(tables, identity, shown, days)
    invited = Counter(map(_course, invitations(tables, identity, shown)))
    ties_on = ties(tables, identity, connected, shown, days)
    promised = promises(tables, identity, shown)
    efficient_on = efficient(tables, identity, shown, days)
    responsive_on = responsive(invited, requests, days)
    return [
        Figures(
            as_of=day,
            connections=ties_on[place].connected,
            met=len(ties_on[place].trust),
            sure=sure(ties_on[place], promised, day),
            efficient=efficient_on[place],
            responsive=responsive_on[place],
        )
        for place, day in enumerate(days)
    ]
