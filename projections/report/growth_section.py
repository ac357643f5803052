"""How trust grew in the people who matter: a small chart a person, each meeting a mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.phrases import show_date, show_number
from projections.report.material import Material, day_cell, form_title
from projections.report.page_cells import (
    Cell,
    DataTable,
    LinkedFigure,
    PageLink,
    counted,
    figure_in,
    phrase,
)
from projections.report.race_section import day_axis
from projections.report.scales import DayScale, Scale, scale_to
from projections.report.svg import chart, element, linked, path, words
from projections.series import GrowthPoint, PastMeeting, growth
from projections.trust.model import Tie

SHOWN: Final = 9
"""So many people have a chart: the most trusted."""

SPAN: Final = timedelta(days=3 * 365)
"""So far back the charts reach."""

MARKS: Final = 40
"""So many meetings of a person are marked at most, the latest."""

DIGITS: Final = 3
WIDTH: Final = 260
HEIGHT: Final = 120
LEFT: Final = 34
BASE: Final = 96


class GrowthChart(NamedTuple):
    """The chart of a person, its name and its figure."""

    person: PageLink | str
    trust: LinkedFigure
    svg: Markup
    sentence: Markup


class Growth(NamedTuple):
    """The charts, and one table of all meetings in them."""

    sentence: str
    charts: Sequence[GrowthChart]
    table: DataTable


def growth_section(material: Material) -> Growth:
    """The growth of trust in the people trusted most."""
    people = list(material.ties)[:SHOWN]
    since = _since(material, people)
    trusts = (material.ties[person].trust for person in people)
    highest = max(trusts, default=0.0)
    marked = {
        person: material.marked_meetings(person, since, MARKS) for person in people
    }
    lines = {
        person: growth(
            material.courses[person],
            since,
            material.as_of,
            among=days_of(marked[person]),
        )
        for person in people
    }
    for points in lines.values():
        highest = max(highest, *(point.trust for point in points))
    scale = scale_to(highest, BASE, 10, about=3)
    charts: list[GrowthChart] = []
    rows: list[list[Cell]] = []
    for person, points in lines.items():
        marks = marked[person]
        charts.append(_chart(material, person, points, marks, scale))
        rows += _rows(material, person, marks)
    sentence = _(
        "Trust in the people you trust most, since {day}. Each dot is a meeting; between meetings trust fades."
    )
    if MARKS in map(len, marked.values()):
        sentence = _(
            "Trust in the people you trust most, since {day}. The dots are the latest meetings, {most} at most; between meetings trust fades."
        )
    return Growth(
        sentence=sentence.format(day=show_date(since), most=MARKS),
        charts=charts,
        table=DataTable(
            key="growth-table",
            caption=_("The meetings in these charts"),
            header=[_("Person"), _("Day"), _("Meeting"), _("Trust afterwards")],
            rows=rows,
            right=(3,),
        ),
    )


def _since(material: Material, people: Iterable[PersonId]) -> date:
    beginnings = [
        date.fromordinal(material.courses[person].days[0][0]) - timedelta(days=30)
        for person in people
    ]
    earliest = min(beginnings, default=material.as_of - timedelta(days=30))
    return max(earliest, material.as_of - SPAN)


def days_of(meetings: Iterable[PastMeeting]) -> set[date]:
    """The days of some meetings."""
    return {meeting.day for meeting in meetings}


def _rows(
    material: Material, person: PersonId, marks: Sequence[PastMeeting]
) -> list[list[Cell]]:
    past = material.courses[person]
    rows: list[list[Cell]] = []
    for meeting in reversed(marks):
        trust = past.on(meeting.day).trust
        rows.append(
            [
                material.names.link(person),
                day_cell(meeting.day, meeting.precision),
                form_title(meeting),
                show_number(trust, DIGITS),
            ]
        )
    return rows


def _chart(
    material: Material,
    person: PersonId,
    points: Sequence[GrowthPoint],
    marks: Sequence[PastMeeting],
    scale: Scale,
) -> GrowthChart:
    tie = material.ties[person]
    names = material.names
    sentence = growth_sentence(points, tie, names.meetings(person))
    number = names.number(person)
    return GrowthChart(
        person=names.link(person),
        trust=LinkedFigure(
            show_number(tie.trust, DIGITS), tie.trust, names.meetings(person)
        ),
        svg=growth_chart(
            f"growth-{number}",
            points,
            marks,
            scale,
            title=_("Trust in {name}").format(name=names.name(person)),
            sentence=sentence,
            href=names.meetings(person),
        ),
        sentence=sentence,
    )


def growth_sentence(points: Sequence[GrowthPoint], tie: Tie, href: str) -> Markup:
    """From where to where trust went in a chart, and over how many days met in all; `href` lists the meetings."""
    return phrase(
        _("Trust went from {before} to {after}; {days} in all."),
        before=figure_in(href, points[0].trust, DIGITS),
        after=figure_in(href, points[-1].trust, DIGITS),
        days=counted("met on {count} day", "met on {count} days", tie.days_met, href),
    )


def growth_chart(  # noqa: PLR0913 - what the frame of a chart asks for
    key: str,
    points: Sequence[GrowthPoint],
    marks: Sequence[PastMeeting],
    scale: Scale,
    *,
    title: str,
    sentence: str,
    href: str,
) -> Markup:
    """Trust in a person over time, each meeting a mark that tells which it was."""
    days = DayScale(points[0].day, points[-1].day, LEFT, WIDTH - 8)
    trust_on = {point.day: point.trust for point in points}
    line = [(days.at(point.day), scale.at(point.trust)) for point in points]
    outline = [(LEFT, BASE), *line, (WIDTH - 8, BASE)]
    dots = [
        linked(
            href,
            f"{form_title(meeting)}, {show_date(meeting.day, meeting.precision)}",
            element(
                "circle",
                cx=days.at(meeting.day),
                cy=scale.at(trust_on[meeting.day]),
                r=3,
                class_="mark",
            ),
        )
        for meeting in marks
    ]
    return chart(
        key,
        WIDTH,
        HEIGHT,
        *_frame(scale),
        day_axis(days, BASE + 17, about=3),
        element("path", d=path(outline, closed=True), class_="area met"),
        element("path", d=path(line), class_="line met"),
        *dots,
        title=title,
        sentence=sentence,
        links=True,
    )


def _frame(scale: Scale) -> list[Markup]:
    parts: list[Markup] = []
    for value in scale.ticks(3):
        y = scale.at(value)
        parts.append(element("line", x1=LEFT, x2=WIDTH - 8, y1=y, y2=y, class_="grid"))
        label = show_number(value, 2)
        parts.append(words(LEFT - 6, y + 4, label, anchor="end", css="tick"))
    return parts
