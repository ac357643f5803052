"""How steadily one meets people: the weeks of half a year with at least one meeting in person."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final, NamedTuple

from projections.directory.query import Identity
from projections.engine.tables import Rows
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

    latest = series.period_start(as_of, "week")
    starts = [latest - _WEEK * back for back in reversed(range(WEEKS))]
    held = Counter[date]()
    for meeting in series.past_meetings(
        tables, identity, listed, since=starts[0], until=as_of
    ):
        if meeting.in_person:
            held[series.period_start(meeting.day, "week")] += 1
    return Steadiness(starts[0], tuple(held[start] for start in starts))
