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
    course = courses.course(tables, identity, person, trust_permille=permille)
    if person == identity.root(reading.owner):
        return 0.0
    return courses.with_coffee(tables, identity, person, course, day).on(day).trust


def table(reading: ReadSession, tie: Tie) -> tuple[list[str], list[list[str]]]:
    """A header, and a line for each event that weighs for or against; the most recent first."""
    header = [_("Day"), _("Event"), _("Worth"), _("Same day"), _("Time"), _("Left"), _("Share")]
    weighing = sorted(
        (*tie.contributions, *tie.no_shows),
        key=lambda contribution: (contribution.day, contribution.i),
        reverse=True,
    )
    return header, [_line(reading, contribution) for contribution in weighing]


def _line(reading: ReadSession, contribution: Contribution) -> list[str]:
    reduction = contribution.same_day + contribution.cap
    return [
        show_date(contribution.day),
        reading.title(contribution.i),
        show_number(contribution.worth, DIGITS),
        _less(reduction),
        _less(contribution.time),
        show_number(contribution.left, DIGITS),
        show_number(contribution.share, DIGITS) if contribution.share else "",
    ]


def _less(amount: float) -> str:
    return show_change(-amount, DIGITS) if round(amount, DIGITS) else ""
