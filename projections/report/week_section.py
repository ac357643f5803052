"""The week: meetings in person week by week, this one against those before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.language import _
from ledger.language.phrases import show_number
from projections.goals import goal_words, progress
from projections.report.day_labels import short_day
from projections.report.material import Material, day_cell
from projections.report.page_cells import (
    Cell,
    ChartPart,
    DataTable,
    LinkedFigure,
    counted,
    figure_in,
    phrase,
)
from projections.report.scales import scale_to
from projections.report.svg import chart, element, words
from projections.series import MeetingPeriod, by_period, period_start

WEEKS: Final = 13
WIDTH: Final = 800
HEIGHT: Final = 150
LEFT: Final = 46
BASE: Final = 120

_TABLE: Final = "#week-table"


class GoalLine(NamedTuple):
    """A goal in words, and how far it is."""

    words: str
    held: LinkedFigure
    target: int


class WeekPart(NamedTuple):
    """The goals of the week or month of the day, and the weeks before."""

    goals: Sequence[GoalLine]
    chart: ChartPart


def week_section(material: Material) -> WeekPart:
    """The goals and the last weeks, up to the day."""
    goals = progress(
        material.tables, material.identity, material.listed, material.as_of
    )
    lines = [
        GoalLine(
            goal_words(goal, material.as_of),
            LinkedFigure(show_number(goal.held), goal.held, _TABLE),
            goal.target,
        )
        for goal in goals
    ]
    return WeekPart(lines, _chart(material))


def _chart(material: Material) -> ChartPart:
    since = period_start(material.as_of, "week") - timedelta(weeks=WEEKS - 1)
    meetings = material.meetings_since(since)
    held = (meeting for meeting in meetings if meeting.in_person)
    weeks = by_period(held, "week", since, material.as_of)
    sentence = _sentence(weeks)
    return ChartPart(
        svg=chart(
            "week",
            WIDTH,
            HEIGHT,
            *_bars(weeks),
            title=_("Meetings week by week"),
            sentence=sentence,
            css="wide",
        ),
        sentence=sentence,
        table=_table(material, weeks),
    )


def _sentence(weeks: Sequence[MeetingPeriod]) -> Markup:
    *before, present = weeks
    average = sum(len(week.meetings) for week in before) / len(before)
    return phrase(
        _("{meetings} this week; {average} a week in the {weeks} weeks before."),
        meetings=counted(
            "{count} meeting in person",
            "{count} meetings in person",
            len(present.meetings),
            _TABLE,
        ),
        average=figure_in(_TABLE, average, 1),
        weeks=len(before),
    )


def _bars(weeks: Sequence[MeetingPeriod]) -> list[Markup]:
    highest = max(len(week.meetings) for week in weeks)
    scale = scale_to(max(highest, 2), BASE, 16, about=2)
    parts: list[Markup] = []
    for value in scale.ticks(2):
        y = scale.at(value)
        parts.append(element("line", x1=LEFT, x2=WIDTH, y1=y, y2=y, class_="grid"))
        parts.append(
            words(LEFT - 8, y + 4, show_number(value), anchor="end", css="tick")
        )
    step = (WIDTH - LEFT) / len(weeks)
    for place, week in enumerate(weeks):
        x = LEFT + step * (place + 0.5)
        top = scale.at(len(week.meetings))
        is_present = place == len(weeks) - 1
        css = "fill-met" if is_present else "fill-past"
        bar = element("rect", x=x - 16, y=top, width=32, height=BASE - top, class_=css)
        parts.append(bar)
        parts.append(
            words(x, BASE + 18, short_day(week.start), anchor="middle", css="tick")
        )
    return parts


def _table(material: Material, weeks: Sequence[MeetingPeriod]) -> DataTable:
    rows: list[list[Cell]] = []
    for week in reversed(weeks):
        people = set(chain.from_iterable(meeting.people for meeting in week.meetings))
        people_listed = ""
        if people:
            people_listed = material.names.listing(people)
        rows.append(
            [
                day_cell(week.start),
                figure_in("#calendar-table", len(week.meetings)),
                people_listed,
            ]
        )
    return DataTable(
        key="week-table",
        caption=_("The weeks in figures"),
        header=[_("Week from"), _("Meetings"), _("With")],
        rows=rows,
        right=(1,),
    )
