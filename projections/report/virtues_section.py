"""Safe, efficient, responsive: each figure with its year, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.language import N_, _
from ledger.language.phrases import show_date
from projections.network.figure_lines import EFFICIENT, RESPONSIVE, SURE, FigureLine
from projections.network.query import Figures, invitations, month_ends, network
from projections.network.responsive import by
from projections.network.safe import promises
from projections.report.material import Material, day_cell
from projections.report.page_cells import (
    Cell,
    DataTable,
    FigurePeriod,
    LinkedFigure,
)
from projections.report.scales import scale_to
from projections.report.svg import chart, element, path

WIDTH: Final = 150
HEIGHT: Final = 30
LONGEST: Final = 300
"""So many promises, favours and invitations are listed, the latest."""

GROUPS: Final[tuple[tuple[str, str, Sequence[FigureLine], Sequence[str]], ...]] = (
    (
        "safe",
        N_("Safe"),
        SURE,
        ("#people", "#promises", "#people", "#fading"),
    ),
    (
        "efficient",
        N_("Efficient"),
        EFFICIENT,
        ("#favours", "#favours", "#favours", "#favours", "#introductions"),
    ),
    (
        "responsive",
        N_("Responsive"),
        RESPONSIVE,
        ("#answers", "#answers", "#answers"),
    ),
)
"""Each virtue: its key, its name, its figures, and where each of them leads."""

ABOUT: Final = {
    "safe": N_("How much of it rests on meetings and on kept promises."),
    "efficient": N_("What people do for each other."),
    "responsive": N_("How quickly your plans are answered."),
}


class VirtueLine(NamedTuple):
    """A figure now and a year before, and its course between."""

    name: str
    present: LinkedFigure
    before: LinkedFigure
    spark: Markup


class Virtue(NamedTuple):
    """A virtue with its figures, month by month in the table, and the lists they are made of."""

    key: str
    name: str
    about: str
    lines: Sequence[VirtueLine]
    table: DataTable
    lists: Sequence[DataTable]


def virtues_section(material: Material) -> list[Virtue]:
    """The three virtues over the year up to the day."""
    days = [*month_ends(material.as_of), material.as_of]
    figures = network(material.tables, material.identity, material.listed, days)
    present = figures[-1]
    lists = {
        "safe": [_promises(material), _fading(material, present)],
        "efficient": [_favours(material)],
        "responsive": [_answers(material)],
    }
    virtues: list[Virtue] = []
    for key, name, lines, hrefs in GROUPS:
        lines_of_virtue = [
            _line(key, place, line, figures, href)
            for place, (line, href) in enumerate(zip(lines, hrefs, strict=True))
        ]
        virtues.append(
            Virtue(
                key=key,
                name=_(name),
                about=_(ABOUT[key]),
                lines=lines_of_virtue,
                table=_table(key, _(name), zip(lines, hrefs, strict=True), figures),
                lists=lists[key],
            )
        )
    return virtues


def _line(
    key: str, place: int, line: FigureLine, figures: Sequence[Figures], href: str
) -> VirtueLine:
    values = list(map(line.of, figures))
    only = "met" if href == "#people" else ""
    return VirtueLine(
        name=_(line.name),
        present=LinkedFigure(line.words(figures[-1]), values[-1], href, only),
        before=LinkedFigure(line.words(figures[0]), values[0], f"#{key}-table"),
        spark=_spark(f"{key}-{place}", line, values, figures),
    )


def _spark(
    key: str,
    line: FigureLine,
    values: Sequence[float | None],
    figures: Sequence[Figures],
) -> Markup:
    sentence = _("{before} on {start}, {present} on {end}.").format(
        before=line.words(figures[0]),
        start=show_date(figures[0].as_of),
        present=line.words(figures[-1]),
        end=show_date(figures[-1].as_of),
    )
    return chart(
        key,
        WIDTH,
        HEIGHT,
        *_course(line, values),
        title=_(line.name),
        sentence=sentence,
        css="spark",
    )


def _course(line: FigureLine, values: Sequence[float | None]) -> list[Markup]:
    """A line through what is known, with a dot at its end; gaps where nothing can be said."""
    known = [value for value in values if value is not None]
    if not known:
        return [element("line", x1=0, x2=WIDTH, y1=15, y2=15, class_="grid")]
    lowest = min(0.0, *known)
    highest = 1.0
    if not line.share:
        highest = max(known) - lowest
    scale = scale_to(highest, HEIGHT - 4, 4)
    step = (WIDTH - 10) / (len(values) - 1)
    points = [
        (4 + step * place, scale.at(value - lowest))
        for place, value in enumerate(values)
        if value is not None
    ]
    x, y = points[-1]
    return [
        element("path", d=path(points), class_="line met"),
        element("circle", cx=x, cy=y, r=3, class_="mark"),
    ]


def _table(
    key: str,
    name: str,
    linked_lines: Iterable[tuple[FigureLine, str]],
    figures: Sequence[Figures],
) -> DataTable:
    """The figures of each month; each leads where that of today does."""
    lines, hrefs = zip(*linked_lines, strict=True)
    rows: list[list[Cell]] = []
    for figure in reversed(figures):
        cells: list[Cell] = [day_cell(figure.as_of)]
        for line, href in zip(lines, hrefs, strict=True):
            value = line.of(figure)
            cells.append(_cell(line.words(figure), value, href, figure.as_of))
        rows.append(cells)
    return DataTable(
        key=f"{key}-table",
        caption=_("{virtue}, month by month").format(virtue=name),
        header=[_("Day"), *(_(line.name) for line in lines)],
        rows=rows,
        right=range(1, len(lines) + 1),
    )


def _cell(text: str, value: float | None, href: str, day: date) -> LinkedFigure:
    """A figure of a day; of people, those met by then."""
    if href != "#people":
        return LinkedFigure(text, value, href)
    period = FigurePeriod("met", "", day.isoformat())
    return LinkedFigure(text, value, href, "met", period)


# ---------------------------------------------------------------- what the figures are made of


def _promises(material: Material) -> DataTable:
    until = material.as_of.isoformat()
    rows: list[list[Cell]] = []
    for promise in promises(material.tables, material.identity, material.listed):
        link = material.names.link(promise.person)
        if by(promise.kept, until):
            rows.append([_iso(promise.kept), link, _("kept")])
        if by(promise.missed, until):
            rows.append([_iso(promise.missed), link, _("missed")])
    return _latest(
        "promises", _("Promises to meet"), [_("Day"), _("Person"), _("Promise")], rows
    )


def _fading(material: Material, present: Figures) -> DataTable:
    rows: list[list[Cell]] = []
    for person in present.sure.at_risk:
        tie = material.ties[person]
        rows.append([material.names.link(person), day_cell(tie.last_met)])
    return DataTable(
        key="fading",
        caption=_("Ties that fade within 30 days"),
        header=[_("Person"), _("Last met")],
        rows=rows,
    )


_EXCHANGES: Final = {
    "FavourGiven": N_("favour given"),
    "FavourReceived": N_("favour received"),
    "IntroductionMade": N_("introduction"),
}


def _favours(material: Material) -> DataTable:
    rows: list[list[Cell]] = []
    for entry in material.exchanges:
        subject, *others = entry.participants
        if not all(map(material.shows, entry.participants)):
            continue
        people_named = [*others] if subject == material.me else entry.participants
        people = material.names.listing(people_named)
        rows.append([_iso(entry.day), people, _(_EXCHANGES[entry.kind])])
    return _latest(
        "favours",
        _("Favours and introductions"),
        [_("Day"), _("People"), _("What")],
        rows,
    )


def _answers(material: Material) -> DataTable:
    until = material.as_of.isoformat()
    rows: list[list[Cell]] = []
    for invitation in invitations(material.tables, material.identity, material.listed):
        if not invitation.sent:
            continue
        if invitation.asked > until:
            continue
        is_answered = by(invitation.answered, until)
        days = invitation.days if is_answered else None
        answered_shown = _iso(invitation.answered) if is_answered else _("no answer")
        days_shown = ""
        if days is not None:
            days_shown = str(days)
        rows.append(
            [
                _iso(invitation.asked),
                material.names.link(invitation.person),
                answered_shown,
                days_shown,
            ]
        )
    return _latest(
        "answers",
        _("Plans that you proposed"),
        [_("Day"), _("Person"), _("Answered on"), _("Days")],
        rows,
        right=(3,),
    )


def _latest(
    key: str,
    caption: str,
    header: Sequence[str],
    rows: list[list[Cell]],
    right: Sequence[int] = (),
) -> DataTable:
    """A table of dated rows, the latest first."""
    rows.sort(key=lambda row: getattr(row[0], "iso", ""), reverse=True)
    return DataTable(
        key=key,
        caption=caption,
        header=header,
        rows=rows[:LONGEST],
        right=right,
        more=max(0, len(rows) - LONGEST),
    )


def _iso(day: str | None) -> Cell:
    day_read = None
    if day:
        day_read = date.fromisoformat(day)
    return day_cell(day_read)
