"""The table behind --explain: what each event was worth, and what became of it."""

from __future__ import annotations

from datetime import date

from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.dates import show_date
from ledger.language.phrases import show_change, show_number
from projections.cli.read_session import ReadSession
from projections.trust import courses
from projections.trust.model import Contribution, Tie

DIGITS = 3


def with_coffee(reading: ReadSession, person: PersonId, day: date, permille: int) -> float:
    """The trust in a person on a day, had there been one coffee more on it."""
    tables, identity = reading.tables, reading.identity
    known = courses.course(tables, identity, person, trust_permille=permille)
    if person == identity.root(reading.owner):
        return 0.0
    return courses.with_coffee(tables, identity, person, known, day).on(day).trust


def table(reading: ReadSession, tie: Tie) -> tuple[list[str], list[list[str]]]:
    """A header, and a line for each event that weighs for or against; the most recent first."""
    header = [_("Day"), _("Event"), _("Worth"), _("Same day"), _("Time"), _("Left"), _("Share")]
    weighing = sorted((*tie.contributions, *tie.no_shows), key=lambda each: (each.day, each.i), reverse=True)
    return header, [_line(reading, each) for each in weighing]


def _line(reading: ReadSession, each: Contribution) -> list[str]:
    taken = each.same_day + each.cap
    return [
        show_date(each.day),
        reading.title(each.i),
        show_number(each.worth, DIGITS),
        _less(taken),
        _less(each.time),
        show_number(each.left, DIGITS),
        show_number(each.share, DIGITS) if each.share else "",
    ]


def _less(amount: float) -> str:
    return show_change(-amount, DIGITS) if round(amount, DIGITS) else ""
