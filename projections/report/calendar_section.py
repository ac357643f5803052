"""A calendar of meetings: a year of days, a column a week, with what each weekday bears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from markupsafe import Markup

from ledger.language import _
from ledger.language.phrases import (
    show_date,
    show_full_date,
    show_list,
    show_number,
    show_weekdays,
)
from projections.report.day_labels import short_month, short_weekdays
from projections.report.material import Material, form_title
from projections.report.page_cells import (
    Cell,
    ChartPart,
    DataTable,
    clipped,
    counted,
    phrase,
)
from projections.report.svg import chart, element, linked, number, words
from projections.series import PastMeeting, by_day

STEP: Final = 13
SIDE: Final = 11
LEFT: Final = 40
TOP: Final = 24
LEVELS: Final = 4
"""So many meetings on a day give the darkest square."""

ROWS: Final = 600
"""So many meetings stand in the table, the latest."""

_TABLE: Final = "#calendar-table"
_TIP: Final = 160
_DAY: Final = timedelta(days=1)


def calendar_section(material: Material) -> ChartPart:
    """The meetings in person of the year up to the day."""
    first_day = material.as_of - timedelta(days=364)
    meetings = material.meetings_since(first_day)
    year = by_day(meeting for meeting in meetings if meeting.in_person)
    sentence = _sentence(year, material.as_of)
    return ChartPart(
        svg=chart(
            "calendar",
            LEFT + 53 * STEP + 60,
            TOP + 7 * STEP + 4,
            *_months(first_day, material.as_of),
            *_weekdays(year),
            _empty(first_day, material.as_of, year),
            *_days(material, year, first_day),
            title=_("A year of meetings"),
            sentence=sentence,
            links=True,
            css="wide",
        ),
        sentence=sentence,
        table=_table(material, year),
    )


def _sentence(year: Mapping[date, Sequence[PastMeeting]], as_of: date) -> Markup:
    meetings = sum(map(len, year.values()))
    if not meetings:
        return phrase(
            _("You met no one in person in the year to {day}."), day=show_date(as_of)
        )
    weekdays = _by_weekday(year)
    most = max(weekdays.values())
    busiest = [weekday for weekday in sorted(weekdays) if weekdays[weekday] == most]
    return phrase(
        _("In the year to {day}: {meetings} on {days}, most often on {weekday}."),
        day=show_date(as_of),
        meetings=counted("{count} meeting", "{count} meetings", meetings, _TABLE),
        days=counted("{count} day", "{count} days", len(year), _TABLE),
        weekday=show_weekdays(busiest),
    )


def _by_weekday(year: Mapping[date, Sequence[PastMeeting]]) -> Counter[int]:
    """How many meetings each weekday bears."""
    meetings = Counter[int]()
    for day, held in year.items():
        meetings[day.weekday()] += len(held)
    return meetings


def _place(day: date, first_day: date) -> tuple[int, int]:
    monday = first_day - timedelta(days=first_day.weekday())
    week, weekday = divmod((day - monday).days, 7)
    return LEFT + week * STEP, TOP + weekday * STEP


def _months(first_day: date, until: date) -> list[Markup]:
    """The name of each month above its first week."""
    names: list[Markup] = []
    month = (first_day.replace(day=28) + timedelta(days=4)).replace(day=1)
    while month <= until:
        x, _y = _place(month, first_day)
        names.append(words(x, TOP - 8, short_month(month), css="tick"))
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return names


def _weekdays(year: Mapping[date, Sequence[PastMeeting]]) -> list[Markup]:
    """The name of each weekday before its row, and its meetings after it."""
    meetings = _by_weekday(year)
    parts: list[Markup] = []
    for weekday, name in enumerate(short_weekdays()):
        y = TOP + weekday * STEP + SIDE - 2
        parts.append(words(LEFT - 8, y, name, anchor="end", css="tick"))
        count = show_number(meetings[weekday])
        parts.append(words(LEFT + 53 * STEP + 8, y, count, css="tick"))
    return parts


def _empty(
    first_day: date, until: date, year: Mapping[date, Sequence[PastMeeting]]
) -> Markup:
    """The days without a meeting, as one shape."""
    squares: list[str] = []
    day = first_day
    while day <= until:
        if day not in year:
            x, y = _place(day, first_day)
            squares.append(f"M{number(x)},{number(y)}h{SIDE}v{SIDE}h-{SIDE}z")
        day += _DAY
    return element("path", d="".join(squares), class_="heat0")


def _days(
    material: Material, year: Mapping[date, Sequence[PastMeeting]], first_day: date
) -> list[Markup]:
    squares: list[Markup] = []
    for day, held in sorted(year.items()):
        x, y = _place(day, first_day)
        level = min(len(held), LEVELS)
        meetings = clipped(
            ", ".join(_told(material, meeting) for meeting in held), _TIP
        )
        square = element(
            "rect", x=x, y=y, width=SIDE, height=SIDE, class_=f"heat{level}"
        )
        tip = f"{show_full_date(day)}: {meetings}"
        squares.append(linked(_TABLE, tip, square))
    return squares


def _told(material: Material, meeting: PastMeeting) -> str:
    names = list(map(material.names.name, meeting.people))
    return _("{form} with {people}").format(
        form=form_title(meeting), people=show_list(names)
    )


def _table(material: Material, year: Mapping[date, Sequence[PastMeeting]]) -> DataTable:
    rows: list[list[Cell]] = []
    for day in sorted(year, reverse=True):
        for meeting in year[day]:
            people = material.names.listing(meeting.people)
            rows.append([show_full_date(day), form_title(meeting), people])
    shown = rows[:ROWS]
    return DataTable(
        key="calendar-table",
        caption=_("The meetings of the year"),
        header=[_("Day"), _("Meeting"), _("With")],
        rows=shown,
        more=len(rows) - len(shown),
    )
