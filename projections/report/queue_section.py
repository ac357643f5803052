"""The queue of first coffees: connections never met, the newest first, and the years they are from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.language import _
from ledger.language.phrases import show_network, show_number
from projections.queue import query as queue
from projections.report.material import Material, day_cell
from projections.report.page_cells import (
    Cell,
    ChartPart,
    DataTable,
    FigurePeriod,
    LinkedFigure,
    counted,
    figure_in,
    phrase,
)
from projections.report.scales import scale_to
from projections.report.svg import chart, element, words

FIRST_FEW: Final = 8
"""So many are shown without unfolding anything: a few a week, not a wall."""

YEARS: Final = 15
"""So many years have a bar, the last ones; all earlier ones share the bar before them."""

WIDTH: Final = 800
HEIGHT: Final = 190
LEFT: Final = 46
BASE: Final = 150


class QueueSection(NamedTuple):
    """How many wait for a first coffee, the first few, everyone, and when they connected."""

    figure: LinkedFigure
    sentence: Markup
    newest: DataTable
    everybody: DataTable
    chart: ChartPart | None


def queue_section(material: Material) -> QueueSection:
    """The connections and requests of people never met, as of the day of the page."""
    rows = [_row(material, entry) for entry in _waiting(material)]
    header = [_("Person"), _("Since"), _("Network"), _("Request")]
    count = len(rows)
    return QueueSection(
        figure=waiting_figure(material),
        sentence=counted(
            "You have never met {count} person who is connected with you or asks to be: time for a first coffee.",
            "You have never met {count} people who are connected with you or ask to be: time for a first coffee with each.",
            count,
            "#queue-table",
        ),
        newest=DataTable(
            key="queue-newest",
            caption=_("The most recent"),
            header=header,
            rows=rows[:FIRST_FEW],
        ),
        everybody=DataTable(
            key="queue-table",
            caption=_("Everyone in the queue"),
            header=header,
            rows=rows,
        ),
        chart=_chart(material),
    )


def queue_figure(figure: LinkedFigure) -> tuple[str, LinkedFigure]:
    """The count of the queue with its label."""
    return _("first coffees to have"), figure


def waiting_figure(material: Material) -> LinkedFigure:
    """How many wait for a first coffee."""
    count = len(_waiting(material))
    return LinkedFigure(show_number(count), count, "#queue-table")


class Waiting(NamedTuple):
    """A person never met, since when connected, or since when asking to be."""

    person: PersonId
    since: date | None
    precision: str
    network: str
    asks: bool = False


def _waiting(material: Material) -> list[Waiting]:
    """Those waiting for a first coffee, the newest first; requests are known as of today only."""
    if not material.is_past:
        clicks = queue.first_coffees(
            material.tables,
            material.identity,
            material.listed,
            material.ties.__contains__,
        )
        return [
            Waiting(
                click.person,
                click.day,
                click.precision or "day",
                click.network,
                asks=click.standing == "requested",
            )
            for click in clicks
        ]
    waiting = [
        Waiting(person, *entry)
        for person, entry in material.connected.items()
        if person not in material.ties
    ]
    return sorted(waiting, key=_since, reverse=True)


def _since(entry: Waiting) -> tuple[date, PersonId]:
    return entry.since or date.min, entry.person


def _row(material: Material, entry: Waiting) -> list[Cell]:
    asks = ""
    if entry.asks:
        asks = _("asks to connect")
    return [
        material.names.link(entry.person),
        day_cell(entry.since, entry.precision),
        show_network(entry.network),
        asks,
    ]


# ---------------------------------------------------------------- when they connected


class YearOfConnections(NamedTuple):
    """The connections of a year: those met since, and those never met."""

    name: str
    met: int
    never_met: int
    period: FigurePeriod


def years_of(material: Material) -> list[YearOfConnections]:
    """The connections by the year in which they began, empty years included."""
    met: Counter[int] = Counter()
    never_met: Counter[int] = Counter()
    oldest = material.as_of.year - YEARS
    for person, entry in material.connected.items():
        if entry.since is None:
            continue
        year = max(entry.since.year, oldest)
        (met if person in material.ties else never_met)[year] += 1
    present = {*met, *never_met}
    if not present:
        return []
    return [
        YearOfConnections(
            name=_year_name(year, oldest),
            met=met[year],
            never_met=never_met[year],
            period=FigurePeriod(
                "since", "" if year == oldest else f"{year}-01-01", f"{year}-12-31"
            ),
        )
        for year in range(min(present), material.as_of.year + 1)
    ]


def _year_name(year: int, oldest: int) -> str:
    if year == oldest:
        return f"≤ {year}"
    return str(year)


def _chart(material: Material) -> ChartPart | None:
    years = years_of(material)
    if not years:
        return None
    met = sum(year.met for year in years)
    total = met + sum(year.never_met for year in years)
    sentence = phrase(
        _("Connections by the year they began. You have met {met} of {total}."),
        met=figure_in("#queue-years", met),
        total=figure_in("#queue-years", total),
    )
    return ChartPart(
        svg=chart(
            "queue",
            WIDTH,
            HEIGHT,
            *_bars(years),
            title=_("Connections by year, met and never met"),
            sentence=sentence,
            css="wide",
        ),
        sentence=sentence,
        table=_table(years),
    )


def _bars(years: Sequence[YearOfConnections]) -> list[Markup]:
    highest = max(year.met + year.never_met for year in years)
    scale = scale_to(highest, BASE, 14, about=3)
    parts: list[Markup] = []
    for value in scale.ticks(3):
        y = scale.at(value)
        parts.append(element("line", x1=LEFT, x2=WIDTH, y1=y, y2=y, class_="grid"))
        parts.append(
            words(LEFT - 8, y + 4, show_number(value), anchor="end", css="tick")
        )
    step = (WIDTH - LEFT) / max(len(years), 6)
    width = min(step * 0.7, 48)
    for place, year in enumerate(years):
        x = LEFT + step * (place + 0.5)
        met_top, top = scale.at(year.met), scale.at(year.met + year.never_met)
        parts.append(_bar(x - width / 2, width, met_top, BASE, "fill-met"))
        parts.append(_bar(x - width / 2, width, top, met_top, "fill-clicks"))
        parts.append(words(x, BASE + 18, year.name, anchor="middle", css="tick"))
    parts.append(_legend())
    return parts


def _bar(x: float, width: float, top: float, bottom: float, css: str) -> Markup:
    return element("rect", x=x, y=top, width=width, height=bottom - top, class_=css)


def _legend() -> Markup:
    y = HEIGHT - 2
    return element(
        "g",
        element("rect", x=LEFT, y=y - 9, width=10, height=10, class_="fill-met"),
        words(LEFT + 16, y, _("met since"), css="tick"),
        element(
            "rect", x=LEFT + 120, y=y - 9, width=10, height=10, class_="fill-clicks"
        ),
        words(LEFT + 136, y, _("never met"), css="tick"),
    )


def _figure(count: int, only: str, period: FigurePeriod) -> LinkedFigure:
    return LinkedFigure(show_number(count), count, "#people", only, period)


def _table(years: Sequence[YearOfConnections]) -> DataTable:
    rows: list[list[Cell]] = [
        [
            year.name,
            _figure(year.met, "connected met", year.period),
            _figure(year.never_met, "connected -met", year.period),
        ]
        for year in reversed(years)
    ]
    return DataTable(
        key="queue-years",
        caption=_("Connections by year"),
        header=[_("Year"), _("Met since"), _("Never met")],
        rows=rows,
        right=(1, 2),
    )
