"""How steadily one meets people: the weeks of half a year with at least one meeting in person."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final, NamedTuple

from projections.directory.query import Identity
from projections.engine.tables import Rows, key_number
from projections.queue.query import Listed

WEEKS: Final = 26
_WEEK: Final = timedelta(days=7)


class Steadiness(NamedTuple):
    """The meetings in person of each of the last weeks, the first of which begins on `since`."""

    since: date
    meetings: tuple[int, ...]

    @property
    def weeks_met(self) -> int:
        """The number of weeks with at least one meeting."""
        return sum(map(bool, self.meetings))


def steadiness(
    tables: Rows, identity: Identity, listed: Listed, as_of: date
) -> Steadiness:
    """The weeks up to that of a day, which counts as far as it has come."""
    from projections import series  # the figures that are kept need none of it
    from projections.network.acquaintances import kinds_in_person
    from projections.timeline import query as timeline
    from projections.trust import query as ties

    latest = series.period_start(as_of, "week")
    starts = [latest - _WEEK * back for back in reversed(range(WEEKS))]
    time = {"since": starts[0], "until": as_of}
    meetings = ties.meetings_with_others(tables, identity, listed, **time)
    held = Counter[date]()
    for day, i, _form, _minutes in timeline.held(tables, kinds_in_person(), **time):
        if key_number(day, i) in meetings:
            held[series.period_start(date.fromordinal(day), "week")] += 1
    return Steadiness(starts[0], tuple(held[start] for start in starts))
