"""How steadily one meets people: the weeks of half a year with at least one meeting in person."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache, partial
from typing import Final, NamedTuple

from projections.directory.query import Identity
from projections.engine.tables import Rows, key_number
from projections.queue.query import Listed

WEEKS: Final = 26
_WEEK: Final = timedelta(days=7)


class Steadiness(NamedTuple):
    """The number of meetings in person in each of the last weeks, the first of which begins on `since`."""

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
    of_no_day = cache(partial(_of_no_day, tables, identity))
    held = Counter[date]()
    for ordinal, i, _form, _minutes in timeline.held(tables, kinds_in_person(), **time):
        day = date.fromordinal(ordinal)
        is_unplaced = day.day == 1 and i in of_no_day(day)
        if key_number(ordinal, i) in meetings and not is_unplaced:
            held[series.period_start(day, "week")] += 1
    return Steadiness(starts[0], tuple(held[start] for start in starts))


def _of_no_day(tables: Rows, identity: Identity, day: date) -> set[int]:
    """The leaves of what is stored under the first day of a month, and known by its month or year only."""
    from projections.timeline import query as timeline

    entries = timeline.happenings(tables, identity, since=day, until=day)
    return {entry.i for entry in entries if entry.precision != "day"}
