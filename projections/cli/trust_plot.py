"""The course of trust in a person, drawn in characters, with a letter for each meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import click

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import Form, forms
from ledger.language import _, cldr, current
from ledger.language.phrases import show_number
from ledger.language.text import fold, pad, width
from projections.cli.inks import columns, ink
from projections.cli.output import print_indented
from projections.cli.read_session import ReadSession
from projections.series import PastMeeting, meetings_among
from projections.timeline import query as timeline
from projections.trust.courses import Course, course

_HEIGHT: Final = 11
"""Lines of the plot, its axis of days apart."""

_WIDEST: Final = 100
_MARGIN: Final = timedelta(days=14)
"""Days before the first meeting, so that the beginning at zero is seen."""

_SEVERAL: Final = "*"
"""Marks a column with meetings of several kinds."""

_STEPS: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Where the scale may end."""


def show(reading: ReadSession, person: PersonId, day: date, permille: int) -> None:
    """Draw the course up to a day, if there was a meeting by then."""
    path = course(reading.tables, reading.identity, person, trust_permille=permille)
    meetings = _meetings(reading, person, day)
    if not path.days:
        return
    if path.days[0][0] > day.toordinal():
        return
    click.echo()
    for line in plot(path, meetings, day, columns()):
        click.echo(line)
    click.echo()
    print_indented(_legend(meetings), 0)


def as_json(
    reading: ReadSession, person: PersonId, day: date, permille: int
) -> dict[str, Any]:
    """The points of the course at even steps and on the days met, and the meetings."""
    from projections.series import growth

    path = course(reading.tables, reading.identity, person, trust_permille=permille)
    meetings = _meetings(reading, person, day)
    points = growth(path, _since(path, meetings, day), day)
    points_told = [
        {"day": point.day.isoformat(), "trust": point.trust, "met": point.met}
        for point in points
    ]
    meetings_told = [
        {"day": meeting.day.isoformat(), "form": meeting.form} for meeting in meetings
    ]
    return {
        "course": points_told,
        "meetings": meetings_told,
    }


def _meetings(reading: ReadSession, person: PersonId, day: date) -> list[PastMeeting]:
    """The meetings with a person up to a day."""
    entries = timeline.happenings(reading.tables, reading.identity, person, until=day)
    return list(meetings_among(entries, reading.identity, reading.listed))


def _since(path: Course, meetings: Sequence[PastMeeting], day: date) -> date:
    """The day on which the plot begins: a little before the first meeting."""
    beginnings = [meeting.day for meeting in meetings]
    if path.days:
        beginnings.append(date.fromordinal(path.days[0][0]))
    return min(beginnings, default=day) - _MARGIN


def plot(
    path: Course, meetings: Sequence[PastMeeting], day: date, room: int
) -> Iterator[str]:
    """The lines of the plot: the scale and the course, the highest trust at the top, then the days."""
    since = _since(path, meetings, day)
    labels_width = 5
    count = min(room - labels_width - 2, _WIDEST)
    days = _column_days(since, day, count)
    marks = _marks(meetings, days)
    values = [path.on(column_day).trust for column_day in days]
    highest = max(values)
    high_steps = (step for step in _STEPS if step >= highest)
    top = next(high_steps, _STEPS[-1])
    heights = [round(value / top * (_HEIGHT - 1)) for value in values]
    for level in reversed(range(_HEIGHT)):
        label = _scale_label(level, top)
        cells = [
            marks.get(column, ink("dot")) if heights[column] == level else " "
            for column in range(count)
        ]
        line = f"{label:>{labels_width}} {ink('axis')}{''.join(cells)}"
        yield line.rstrip()
    yield f"{'':{labels_width}} {ink('corner')}{ink('line') * count}"
    yield f"{'':{labels_width}}  {_axis(days)}".rstrip()


def _column_days(since: date, until: date, count: int) -> list[date]:
    """The last day of each column."""
    span = (until - since).days
    return [
        since + timedelta(days=round(span * (column + 1) / count))
        for column in range(count)
    ]


def _scale_label(level: int, top: float) -> str:
    """The trust at the top, in the middle and at the foot of the scale."""
    if level in (0, _HEIGHT // 2, _HEIGHT - 1):
        return show_number(top * level / (_HEIGHT - 1), 2)
    return ""


def _marks(meetings: Sequence[PastMeeting], days: Sequence[date]) -> dict[int, str]:
    """The letter of the meetings of each column."""
    letters = letters_of({meeting.form for meeting in meetings})
    marks: dict[int, str] = {}
    for meeting in meetings:
        columns_after = (place for place, day in enumerate(days) if day >= meeting.day)
        column = next(columns_after)
        letter = letters[meeting.form]
        same = marks.get(column, letter) == letter
        marks[column] = letter if same else _SEVERAL
    return marks


def letters_of(kinds: Collection[Form]) -> Mapping[Form, str]:
    """A letter for each kind of meeting: of its title, one that no kind before it has."""
    letters: dict[Form, str] = {}
    for form in forms():
        if form in kinds:
            candidates = [
                letter.upper()
                for letter in fold(_(forms()[form].title))
                + "abcdefghijklmnopqrstuvwxyz"
                if letter.isalpha()
            ]
            free_letters = (
                letter for letter in candidates if letter not in letters.values()
            )
            letters[form] = next(free_letters)
    return letters


def _axis(days: Sequence[date]) -> str:
    """The months or years under the columns in which they begin, as far as there is room."""
    yearly = (days[-1] - days[0]).days > 2 * 365
    line = ""
    before = days[0]
    year_shown = days[0].year
    for column, day in enumerate(days):
        begins = day.year != before.year if yearly else day.month != before.month
        before = day
        is_too_near = not begins or (line and width(line) + 1 >= column)
        if is_too_near:
            continue
        label = str(day.year) if yearly else _month_label(day, year_shown)
        if column + width(label) <= len(days):
            line = pad(line, column) + label
            year_shown = day.year
    return line


def _month_label(day: date, year_shown: int) -> str:
    """The month, with its year if that is another than the one before it."""
    month = cldr.SHORT_MONTHS[current()][day.month - 1]
    if day.year == year_shown:
        return month
    return f"{month} {day.year}"


def _legend(meetings: Sequence[PastMeeting]) -> str:
    """What each letter stands for, and how often it was met so."""
    letters = letters_of({meeting.form for meeting in meetings})
    counts = Counter(meeting.form for meeting in meetings)
    parts = [
        f"{letter} {_(forms()[form].title)} ({counts[form]})"
        for form, letter in letters.items()
    ]
    if len(letters) > 1:
        several = _("several kinds")
        parts.append(f"{_SEVERAL} {several}")
    return "   ".join(parts)
