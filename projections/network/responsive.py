"""A responsive network: how quickly invitations and requests are answered, and how many wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import Final, NamedTuple

from projections.network.tables import Invitation

SOON: Final = 3
"""An answer within so many days is a quick one."""


class Answered(NamedTuple):
    """How quickly invitations of one sort are answered, and how many wait."""

    asked: int
    answered_in_3_days: float | None
    median_days: float | None
    open: int


class Responsive(NamedTuple):
    """Responsive: invitations to meet and requests to connect, sent (they answer) and received (you do)."""

    invitations: Answered
    received: Answered
    requests_sent: Answered
    requests_received: Answered


def responsive(invitations: Sequence[Invitation], day: date) -> Responsive:
    """How the invitations and requests of a network were answered by a day."""
    by_sort: defaultdict[tuple[str, int], list[Invitation]] = defaultdict(list)
    for invitation in invitations:
        by_sort[invitation.sort, invitation.sent].append(invitation)

    def answered(sort: str, sent: int) -> Answered:
        return _answered(by_sort[sort, sent], day)

    return Responsive(
        invitations=answered("meeting", 1),
        received=answered("meeting", 0),
        requests_sent=answered("request", 1),
        requests_received=answered("request", 0),
    )


def _answered(invitations: Sequence[Invitation], day: date) -> Answered:
    until = day.isoformat()
    long_ago = (day - timedelta(days=SOON)).isoformat()
    so_far = [invitation for invitation in invitations if invitation.asked <= until]
    times = [
        invitation.days
        for invitation in so_far
        if invitation.days is not None and by(invitation.answered, until)
    ]
    open_since = [
        invitation.asked
        for invitation in so_far
        if not by(invitation.answered, until) and not by(invitation.over, until)
    ]
    long_open = (bool(asked) and asked < long_ago for asked in open_since)
    long_waiting = sum(long_open)
    quick = sum(time <= SOON for time in times)
    decided = len(times) + long_waiting
    quick_share = None
    if decided:
        quick_share = quick / decided
    median_days = None
    if times:
        median_days = float(median(times))
    return Answered(
        asked=len(so_far),
        answered_in_3_days=quick_share,
        median_days=median_days,
        open=len(open_since),
    )


def by(day: str | None, until: str) -> bool:
    """Whether something happened by a day; what has no day did."""
    return day is not None and day <= until
