"""The day somebody was last met, as precisely as it is known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.language.dates import show_date

if TYPE_CHECKING:
    from ledger.facts.base import PersonId
    from projections.resolving import Directory


def met_on(known: Directory, person: PersonId, day: date) -> str:
    """A day on which the person was met, in words; `November 2015` where only the month is known.

    A month or a year is stored as its first day, which is why no other has to be looked up.
    """
    if day.day != 1:
        return show_date(day)
    from projections import timeline

    found = timeline.happenings(known.tables, known.identity, person, since=day, until=day)
    told = {each.precision for each in found if each.sort == "met" and each.live}
    if "day" in told or not told:
        return show_date(day)
    return show_date(day, "month" if "month" in told else "year")
