"""How often two people usually meet, and whether their usual gap has stretched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.facts.event import PersonId
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.trust import query as trust

LATEST: Final = 10
"""The gaps that are looked at: habits change."""

_FEWEST: Final = 3
"""Days met from which there is a habit."""

_STRETCHED: Final = 1.5
_LEAST_MORE: Final = 7
_OVER: Final = 6
"""A gap of more than six times the usual one is no stretch: the habit is over."""


class Rhythm(NamedTuple):
    """The usual gap between two meetings in person, and how long ago the last one was, in days."""

    usual_days: int
    days_since: int

    @property
    def stretched(self) -> bool:
        """Whether the last meeting is half as long ago again as usual, and at least a week more."""
        longest = max(_STRETCHED * self.usual_days, self.usual_days + _LEAST_MORE)
        return self.days_since >= longest

    @property
    def over(self) -> bool:
        """Whether it is so long ago that the habit is over."""
        return self.days_since > _OVER * max(self.usual_days, _LEAST_MORE)


def rhythm(days: Sequence[int], as_of: date) -> Rhythm | None:
    """The rhythm of a person met on these days, as ordinals in order; None without a habit by then."""
    until = as_of.toordinal()
    met = [day for day in days if day <= until]
    if len(met) < _FEWEST:
        return None
    latest = met[-LATEST - 1 :]
    spaces = (later - former for former, later in pairwise(latest))
    gaps = sorted(spaces)
    middle = len(gaps) // 2
    usual = (
        gaps[middle] if len(gaps) % 2 else round((gaps[middle - 1] + gaps[middle]) / 2)
    )
    return Rhythm(usual, until - met[-1])


def rhythm_with(
    tables: Rows, identity: Identity, person: PersonId, as_of: date
) -> Rhythm | None:
    """The rhythm of the owner's meetings with a person on a day; None without a habit."""
    met = trust.days_met_by(tables, identity.group(person), as_of.toordinal())
    return rhythm([day for day, _weight in met], as_of)
