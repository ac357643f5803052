"""The past command: the many meetings with old friends, spread over the time they fell in."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

import click

from ledger.cli import who
from ledger.cli.options import MINUTES, NEW, PERSON, form_of, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Refused, Usage
from ledger.facts import rules
from ledger.facts.meeting.commands import RecordMeeting
from ledger.language import N_, _
from ledger.language.console import argument, option, shared
from ledger.language.dates import Day, day_comes_first, read_date
from ledger.language.dates.days import known_day, month_of, year_of
from ledger.language.phrases import show_date

MOST: Final = 1000

T = TypeVar("T")


@writing_command("past", N_("Record many past meetings at once, spread over a period."))
@argument("form", metavar="FORM")
@shared(PERSON)
@option(
    "--times",
    metavar="N",
    type=click.IntRange(1, MOST),
    required=True,
    help=N_("How many meetings there were."),
)
@option(
    "--from",
    "start",
    metavar="DATE",
    required=True,
    help=N_("The first one: 2012, March 2012."),
)
@option("--to", "end", metavar="DATE", help=N_("The last one; today if not given."))
@shared(MINUTES, NEW)
def past(
    session: Session,
    *,
    form: str,
    person: str,
    times: int,
    start: str,
    end: str | None,
    minutes: int | None,
    new: bool,
) -> Written:
    """Record the meetings in one batch."""
    days = spread(times, *_period(session, start, end), session.today)

    def build(writing: Writing) -> None:
        participants = (writing.me, who.person(writing, person, new=new))
        for day in days:
            record = RecordMeeting(
                form=form_of(form),
                participants=participants,
                on=day.day,
                precision=day.precision,
                today=session.today,
                minutes=minutes,
            )
            writing.do("meeting", record)
        if len({*days}) < len(days):
            writing.say(
                _(
                    "There are more meetings than months; those in one month count as one day's."
                )
            )

    return write(session, build)


def _period(session: Session, start: str, end: str | None) -> tuple[Day, Day]:
    """The first and the last day, month or year. Refuses what is still to come, or the wrong way round."""
    day_first = day_comes_first(os.environ)
    begin = read_date(start, session.today, day_first=day_first)
    finish = (
        read_date(end, session.today, day_first=day_first)
        if end
        else known_day(session.today)
    )
    for bound in (begin, finish):
        if bound.day > session.today:
            raise Refused(
                "{day} is in the future, but these are past meetings.",
                day=show_date(*bound),
            )
        rules.past(bound.day, session.today)
    if begin.day > finish.day:
        raise Usage(
            "{start} is after {end}; swap them.",
            start=show_date(*begin),
            end=show_date(*finish),
        )
    return begin, finish


def spread(times: int, begin: Day, finish: Day, today: date) -> list[Day]:
    """Spread a number of days evenly over a period, none of them after today.

    Years where only years are known and there are enough of them, else months. In trust, meetings with
    the same stored day count less and less, so no two share one unless there are more than months.
    """
    if begin.precision == finish.precision == "year":
        years = range(begin.day.year, finish.day.year + 1)
        if times <= len(years):
            return list(map(year_of, _evenly(times, years)))
    months = range(_number(begin.day), _number(_end(finish, today)) + 1)
    return [month_of(month // 12, month % 12 + 1) for month in _evenly(times, months)]


def _evenly(times: int, places: Sequence[T]) -> list[T]:
    """The places at the middles of `times` equal parts; each at most once while there are enough."""
    return [places[(2 * k + 1) * len(places) // (2 * times)] for k in range(times)]


def _number(day: date) -> int:
    """The number of a day's month, counted from the year 0."""
    return day.year * 12 + day.month - 1


def _end(finish: Day, today: date) -> date:
    """The last day of the period, today at most."""
    if finish.precision != "year":
        return finish.day
    return min(today, date(finish.day.year, 12, 31))
