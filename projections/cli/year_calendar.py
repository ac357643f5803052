"""The calendar command: the days of a year, each with the number of meetings in person on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import click

from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.language import N_, _, _n, cldr, current
from ledger.language.console import argument, option
from ledger.language.phrases import show_number, show_weekdays
from ledger.language.text import pad, width
from projections.cli.inks import columns, ink
from projections.cli.output import print_indented, print_json, say
from projections.cli.read_options import first_day, last_day
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.series import PastMeeting, by_day, past_meetings

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_CELL: Final = 2
"""Columns of a day: a digit, and a space."""

_PARTS: Final = (12, 6, 4, 3, 2, 1)
"""Months side by side: the year, its halves, and so on down to one month."""

_DIGITS: Final = 9
"""More meetings on a day are a plus sign."""

_SHADES: Final = ("green", "green", "bright_green")


@reading_command("calendar", N_("A year of days, with your meetings in person."))
@argument("year", required=False, metavar="YEAR")
@option(
    "--form",
    "list_forms",
    multiple=True,
    metavar="FORM",
    help=N_("Met for coffee, lunch, ...; repeatable, to match any of them."),
)
def calendar(
    session: Session, *, year: str | None, list_forms: tuple[str, ...]
) -> None:
    """Show the days of a year, the present one if none is given."""
    start = _january(session, year)
    end = start.replace(month=12, day=31)
    with ReadSession.open(session) as reading:
        meetings = _meetings(reading, start, min(end, session.today), list_forms)
        held = by_day(meetings)
        undated = len(meetings) - sum(map(len, held.values()))
        if reading.as_json:
            print_json(_as_json(reading, start.year, held, undated))
        elif not meetings:
            say(_("No meetings in person in {year}.").format(year=start.year))
        else:
            _show(start, min(end, session.today), held, undated)


def _january(session: Session, text: str | None) -> date:
    """The first day of the year that a text names. Raises Usage if it names anything but a year."""
    if text is None:
        return session.today.replace(month=1, day=1)
    since, until = first_day(session, text), last_day(session, text)
    if since and until:
        begins_in_january = (since.month, since.day) == (1, 1)
        is_longer_than_a_day = until - since >= _WEEK
        if begins_in_january and is_longer_than_a_day and since.year == until.year:
            return since
    raise Usage('"{text}" is not a year; write it like 2026.', text=text)


def _meetings(
    reading: ReadSession, since: date, until: date, chosen: Sequence[str]
) -> list[PastMeeting]:
    """The meetings of a stretch of time: those in person, or those of the forms chosen."""
    from ledger.cli.options import form_of

    shown_forms = set(map(form_of, chosen))
    meetings = past_meetings(
        reading.tables, reading.identity, reading.listed, since=since, until=until
    )
    if shown_forms:
        return [meeting for meeting in meetings if meeting.form in shown_forms]
    return [meeting for meeting in meetings if meeting.in_person]


# ---------------------------------------------------------------- the days


def _show(
    start: date, until: date, held: Mapping[date, Sequence[PastMeeting]], undated: int
) -> None:
    names = [name.rstrip(".") for name in cldr.SHORT_WEEKDAYS[current()]]
    label_width = max(map(width, names)) + 1
    parts = _parts(start.year, columns() - label_width)
    for place, (first_month, end) in enumerate(parts):
        if first_month > until:
            continue
        if place:
            click.echo()
        lines = _part(first_month, end, until, held)
        for name, line in zip(["", *names], lines, strict=True):
            click.echo(f"{pad(name, label_width)}{line}".rstrip())
    click.echo()
    for line in _sentences(start.year, held, undated):
        print_indented(line, 0)


def _parts(year: int, room: int) -> list[tuple[date, date]]:
    """The stretches of a year that fit side by side: the whole, or halves, or less."""
    parts: list[tuple[date, date]] = []
    for months in _PARTS:
        starts = [date(year, month, 1) for month in range(1, 13, months)]
        ends = [start - _DAY for start in starts[1:]] + [date(year, 12, 31)]
        parts = list(zip(starts, ends, strict=True))
        fits = max(_weeks(*part) for part in parts) * _CELL - 1 <= room
        if fits:
            break
    return parts


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(since: date, until: date) -> int:
    """The weeks that a stretch of time touches."""
    return (_monday(until) - _monday(since)).days // 7 + 1


def _part(
    since: date, end: date, until: date, held: Mapping[date, Sequence[PastMeeting]]
) -> Iterator[str]:
    """The names of the months, and a line for each weekday."""
    yield _month_names(since, end)
    for weekday in range(7):
        cells: list[str] = []
        day = _monday(since) + weekday * _DAY
        while day <= end:
            shown = since <= day <= until
            text_of_cell = " "
            if shown:
                text_of_cell = _cell(len(held.get(day, ())))
            cells.append(text_of_cell)
            day += _WEEK
        yield " ".join(cells)


def _month_names(since: date, end: date) -> str:
    """The name of each month above the week of its first day."""
    line = ""
    month = since
    while month <= end:
        column = _CELL * (_weeks(since, month) - 1)
        line = pad(line, column) + cldr.SHORT_MONTHS[current()][month.month - 1]
        month = (month.replace(day=28) + 4 * _DAY).replace(day=1)
    return line


def _cell(meetings: int) -> str:
    """A day: a dot without meetings, else their number."""
    if not meetings:
        return ink("dot")
    shade = _SHADES[min(meetings, len(_SHADES)) - 1]
    text = "+"
    if meetings <= _DIGITS:
        text = str(meetings)
    return click.style(text, fg=shade, bold=meetings > 1)


# ---------------------------------------------------------------- in words


def _sentences(
    year: int, held: Mapping[date, Sequence[PastMeeting]], undated: int
) -> Iterator[str]:
    """How many meetings, on how many days, and on which weekdays."""
    weekdays = _by_weekday(held)
    meetings = sum(weekdays.values())
    if meetings:
        highest = max(weekdays.values())
        busiest = [day for day in range(7) if weekdays[day] == highest]
        yield _("{year}: {meetings} on {days}, most often on {weekday}.").format(
            year=year,
            meetings=_counted_meetings(meetings),
            days=_n("{count} day", "{count} days", len(held)).format(
                count=show_number(len(held))
            ),
            weekday=show_weekdays(busiest),
        )
        short_names = cldr.SHORT_WEEKDAYS[current()]
        counts = [f"{short_names[day]} {weekdays[day]}" for day in range(7)]
        yield "  ".join(counts)
    if undated:
        yield _n(
            "{count} more meeting, the day unknown.",
            "{count} more meetings, the day unknown.",
            undated,
        ).format(count=show_number(undated))


def _counted_meetings(count: int) -> str:
    return _n("{count} meeting", "{count} meetings", count).format(
        count=show_number(count)
    )


def _by_weekday(held: Mapping[date, Sequence[PastMeeting]]) -> Counter[int]:
    weekdays: Counter[int] = Counter()
    for day, meetings in held.items():
        weekdays[day.weekday()] += len(meetings)
    return weekdays


def _as_json(
    reading: ReadSession,
    year: int,
    held: Mapping[date, Sequence[PastMeeting]],
    undated: int,
) -> dict[str, Any]:
    weekdays = _by_weekday(held)
    days_told = [
        {"day": day.isoformat(), "meetings": _day_json(reading, held[day])}
        for day in sorted(held)
    ]
    return {
        "year": year,
        "days": days_told,
        "weekdays": [weekdays[weekday] for weekday in range(7)],
        "undated": undated,
    }


def _day_json(
    reading: ReadSession, meetings: Sequence[PastMeeting]
) -> list[dict[str, Any]]:
    return [
        {
            "form": meeting.form,
            "people": [reference(reading, person) for person in meeting.people],
        }
        for meeting in meetings
    ]
