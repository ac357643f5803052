"""The day someone was last met, as precisely as it is known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from ledger.language.phrases import show_past_date
from projections.trust.query import attendances

if TYPE_CHECKING:
    from ledger.facts.event import PersonId, Precision
    from ledger.store.port import Store
    from projections.directory.resolve import Directory

_TO_THE_DAY: Final = b'"precision":"day"'
"""What an event says in clear of a day that is known; canonical JSON has no other way to write it."""


def met_on(
    directory: Directory, person: PersonId, day: date, store: Store | None = None
) -> str:
    """A day on which the person was met, in words; `November 2015` where only the month is known."""
    return show_past_date(day, precision_of(directory, person, day, store))


def precision_of(
    directory: Directory, person: PersonId, day: date, store: Store | None = None
) -> Precision:
    """How precisely a day on which the person was met is known.

    A month or a year is stored as its first day, which is why no other has to be looked up. In most
    gatherings nothing was said after the meeting itself: then its leaf in the ledger tells.
    """
    if day.day != 1:
        return "day"
    if store is not None:
        leaves = _leaves(directory, person, day)
        if any(_plainly_that_day(store, i) for i in leaves):
            return "day"
    from projections.timeline import query as timeline

    happenings = timeline.happenings(
        directory.tables, directory.identity, person, since=day, until=day
    )
    meetings = (row for row in happenings if row.sort == "met")
    precisions = {row.precision for row in meetings if row.live}
    if "day" in precisions or not precisions:
        return "day"
    if "month" in precisions:
        return "month"
    return "year"


def _leaves(directory: Directory, person: PersonId, day: date) -> list[int]:
    """The leaves of the meetings of that day."""
    on = day.toordinal()
    with_owner = (
        attendances(directory.tables, member, on, on)[0]
        for member in directory.group(person)
    )
    return [i for meetings in with_owner for _day, i in meetings]


def _plainly_that_day(store: Store, i: int) -> bool:
    """Whether the event at a leaf says that its day is known, and nothing else was said in its stream."""
    row = store.bare_row(i)
    if row is None:
        return False
    if _TO_THE_DAY not in row.state:
        return False
    return len(list(store.histories([row.stream]))) == 1
