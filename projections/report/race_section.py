"""The race against the truth: connections online, people met, and trust, over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.language import _
from ledger.language.phrases import show_date, show_number
from projections.report.day_labels import axis_day
from projections.report.material import Material, day_cell
from projections.report.page_cells import (
    Cell,
    ChartPart,
    DataTable,
    FigurePeriod,
    LinkedFigure,
    figure_in,
    phrase,
)
from projections.report.scales import DayScale, Scale, decimals_of, scale_to
from projections.report.svg import chart, element, joined, path, words
from projections.series import RaceDay, race, race_days

POINTS: Final = 36
"""So many days of the race are looked at."""

WIDTH: Final = 800
LEFT: Final = 46
RIGHT: Final = 640
TOP: Final = (20, 220)
BELOW: Final = (266, 346)
HEIGHT: Final = 376

_TABLE: Final = "#race-table"


class Race(NamedTuple):
    """The race: its chart, and the figures of the day with what each counts."""

    chart: ChartPart | None
    figures: Sequence[tuple[str, LinkedFigure]]


def race_section(material: Material) -> Race:
    """The race up to the day of the page."""
    days = race_days(material.tables, material.identity, material.as_of, POINTS)
    points = race(material.tables, material.identity, material.listed, days)
    present = (
        points[-1]
        if points
        else RaceDay(material.as_of, len(material.connected), 0, 0.0)
    )
    drawing = None
    if len(points) > 1:
        drawing = _chart(material, points)
    return Race(
        chart=drawing,
        figures=_figures(present),
    )


def present_figures(material: Material) -> list[tuple[str, LinkedFigure]]:
    """The figures of the day alone, with what each counts."""
    ties = material.ties
    trusts = (ties[person].trust for person in material.courses if person in ties)
    trust = sum(trusts)
    return _figures(RaceDay(material.as_of, len(material.connected), len(ties), trust))


def _figures(present: RaceDay) -> list[tuple[str, LinkedFigure]]:
    connections = show_number(present.connections)
    return [
        (
            _("connections online"),
            LinkedFigure(connections, present.connections, "#people", "connected"),
        ),
        (
            _("people met in person"),
            LinkedFigure(show_number(present.met), present.met, "#people", "met"),
        ),
        (
            _("trust, all together"),
            LinkedFigure(
                show_number(present.trust, 1), present.trust, "#people", "met"
            ),
        ),
    ]


# ---------------------------------------------------------------- the chart


def _chart(material: Material, points: Sequence[RaceDay]) -> ChartPart:
    sentence = _sentence(points)
    return ChartPart(
        svg=chart(
            "race",
            WIDTH,
            HEIGHT,
            *_drawn(points),
            title=_("Connections, people met and trust over time"),
            sentence=sentence,
            css="wide",
        ),
        sentence=sentence,
        table=_table(material, points),
    )


def _sentence(points: Sequence[RaceDay]) -> Markup:
    start, end = points[0], points[-1]
    return phrase(
        _(
            "From {start} to {end}, connections went from {connections_before} to {connections}, people met from {met_before} to {met}, and trust from {trust_before} to {trust}."
        ),
        start=show_date(start.day),
        end=show_date(end.day),
        connections_before=figure_in(_TABLE, start.connections),
        connections=figure_in(_TABLE, end.connections),
        met_before=figure_in(_TABLE, start.met),
        met=figure_in(_TABLE, end.met),
        trust_before=figure_in(_TABLE, start.trust, 1),
        trust=figure_in(_TABLE, end.trust, 1),
    )


def _connected_by(material: Material, point: RaceDay) -> Cell:
    """The connections of a day; a link if the list has just these, and none that ended since."""
    text = show_number(point.connections)
    until = point.day.isoformat()
    listed_by_then = (since <= until for since in material.since.values())
    listed = sum(listed_by_then)
    if listed != point.connections:
        return text
    period = FigurePeriod("since", "", until)
    return LinkedFigure(text, point.connections, "#people", "connected", period)


def _met_by(point: RaceDay, value: float, decimals: int) -> LinkedFigure:
    """A figure of the people met by a day."""
    period = FigurePeriod("met", "", point.day.isoformat())
    return LinkedFigure(show_number(value, decimals), value, "#people", "met", period)


def _table(material: Material, points: Sequence[RaceDay]) -> DataTable:
    rows: list[list[Cell]] = [
        [
            day_cell(point.day),
            _connected_by(material, point),
            _met_by(point, point.met, 0),
            _met_by(point, point.trust, 2),
        ]
        for point in reversed(points)
    ]
    return DataTable(
        key="race-table",
        caption=_("Clicks and meetings in figures"),
        header=[_("Day"), _("Connections"), _("People met"), _("Trust")],
        rows=rows,
        right=(1, 2, 3),
    )


def _drawn(points: Sequence[RaceDay]) -> list[Markup]:
    days = DayScale(points[0].day, points[-1].day, LEFT, RIGHT)
    top, bottom = TOP
    heights = (max(point.connections, point.met) for point in points)
    highest = max(heights)
    people = scale_to(highest, bottom, top)
    low, lowest = BELOW
    trust = scale_to(max(point.trust for point in points), lowest, low, about=2)
    connections = [
        (days.at(point.day), people.at(point.connections)) for point in points
    ]
    met = [(days.at(point.day), people.at(point.met)) for point in points]
    trusted = [(days.at(point.day), trust.at(point.trust)) for point in points]
    return [
        _value_axis(people),
        _value_axis(trust, about=2),
        day_axis(days, bottom + 18, grid=(top, bottom)),
        _area(connections, bottom, "clicks"),
        _area(met, bottom, "met"),
        _area(trusted, lowest, "trust"),
        *_ends(points[-1], people, trust),
    ]


def _value_axis(scale: Scale, about: int = 4) -> Markup:
    decimals = decimals_of(scale.ticks(about)[1])
    parts: list[Markup] = []
    for value in scale.ticks(about):
        y = scale.at(value)
        parts.append(element("line", x1=LEFT, x2=RIGHT, y1=y, y2=y, class_="grid"))
        parts.append(
            words(
                LEFT - 8, y + 4, show_number(value, decimals), anchor="end", css="tick"
            )
        )
    return element("g", *parts)


def day_axis(
    days: DayScale, y: float, *, grid: tuple[float, float] | None = None, about: int = 6
) -> Markup:
    """The names of years or months below a chart, with lines upwards where a grid is wished."""
    ticks = days.ticks(about)
    yearly = all(day.month == 1 for day in ticks)
    parts: list[Markup] = []
    for day in ticks:
        x = days.at(day)
        if grid:
            parts.append(
                element("line", x1=x, x2=x, y1=grid[0], y2=grid[1], class_="grid")
            )
        parts.append(
            words(x, y, axis_day(day, yearly=yearly), anchor="middle", css="tick")
        )
    return element("g", *parts)


def _area(points: Sequence[tuple[float, float]], base: float, css: str) -> Markup:
    (left, _start), (right, _end) = points[0], points[-1]
    outline = [(left, base), *points, (right, base)]
    return element(
        "g",
        element("path", d=path(outline, closed=True), class_=f"area {css}"),
        element("path", d=path(points), class_=f"line {css}"),
    )


def _ends(present: RaceDay, people: Scale, trust: Scale) -> list[Markup]:
    """The label at the end of each line; labels that would touch are moved apart."""
    connections_at, met_at = people.at(present.connections), people.at(present.met)
    gap = 34 - abs(connections_at - met_at)
    if gap > 0:
        apart = gap / 2 if connections_at <= met_at else -gap / 2
        connections_at, met_at = connections_at - apart, met_at + apart
    return [
        _end(
            connections_at,
            show_number(present.connections),
            _("connections online"),
            "clicks",
        ),
        _end(met_at, show_number(present.met), _("people met in person"), "met"),
        _end(
            trust.at(present.trust),
            show_number(present.trust, 1),
            _("trust, all together"),
            "trust",
        ),
    ]


def _end(y: float, figure: str, label: str, css: str) -> Markup:
    return joined(
        [
            words(RIGHT + 10, y, figure, css=f"end {css}"),
            words(RIGHT + 10, y + 15, label, css="tick"),
        ]
    )
