"""Who met at the same table, and introductions: a ring of names with a line for each pair.

On a ring every name can be read, however many there are; docs/decisions.md has what was tried beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import cos, degrees, pi
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.language import _
from projections.network.acquaintances import Introduction, Together
from projections.report.material import Material, day_cell
from projections.report.page_cells import (
    Cell,
    ChartPart,
    DataTable,
    counted,
    figure_in,
    phrase,
)
from projections.report.ring_layout import RingPlace, ring_order, ring_places
from projections.report.svg import chart, element, linked, number

SHOWN: Final = 300
"""So many people stand on the ring, those with the most ties."""

LINES: Final = 500
"""So many pairs have a line, the most frequent."""

ROWS: Final = 150
"""So many pairs stand in the table."""

_TABLE: Final = "#tables-table"
LABELS: Final = 150
LINE_HEIGHT: Final = 11
SMALLEST: Final = 150


class TablePairs(NamedTuple):
    """Pairs at one table, how often, and introductions from one to another."""

    tables: Mapping[tuple[PersonId, PersonId], int]
    introductions: Mapping[tuple[PersonId, PersonId], int]

    def weights(self) -> Counter[tuple[PersonId, PersonId]]:
        """Every pair in the order of its ids, with how often it stands in either."""
        weights = Counter(self.tables)
        for pair, times in self.introductions.items():
            former, latter = sorted(pair)
            weights[former, latter] += times
        return weights


class TablesSection(NamedTuple):
    """The ring, and the introductions by themselves."""

    chart: ChartPart | None
    introductions: DataTable


def tables_section(material: Material) -> TablesSection:
    """Tables and introductions up to the day; no chart if there are none."""
    pairs = material.pairs
    ties = ties_of(pairs, material.introductions, material.me)
    drawing = None
    if ties.weights():
        drawing = _chart(material, ties, pairs)
    return TablesSection(
        chart=drawing,
        introductions=_introductions(material),
    )


def ties_of(
    pairs: Sequence[Together], introductions: Iterable[Introduction], me: PersonId
) -> TablePairs:
    """The ties between others; an introduction by the owner is one between those introduced."""
    introduced: Counter[tuple[PersonId, PersonId]] = Counter()
    for introduction in introductions:
        others = sorted(introduction.people - {me})
        if introduction.by == me:
            introduced.update(combinations(others, 2))
        else:
            introduced.update((introduction.by, person) for person in others)
    return TablePairs({pair.people: pair.times for pair in pairs}, introduced)


def _chart(
    material: Material, ties: TablePairs, pairs: Sequence[Together]
) -> ChartPart:
    weights = ties.weights()
    people = _most_tied(weights)
    inside = set(people)
    kept = [(*pair, weights[pair]) for pair in weights if inside.issuperset(pair)]
    order = ring_order(kept)
    sentence = _sentence(weights, len(pairs), len(material.introductions), len(order))
    radius = max(SMALLEST, LINE_HEIGHT * len(order) / (2 * pi))
    size = 2 * (radius + LABELS)
    places = ring_places(order)
    names_drawn = (
        _name(material, person, place, radius) for person, place in places.items()
    )
    return ChartPart(
        svg=chart(
            "tables",
            size,
            size,
            element(
                "g",
                element(
                    "g",
                    *_table_lines(material, places, ties.tables, radius),
                    class_="tied",
                ),
                element(
                    "g",
                    *_arrows(material, places, ties.introductions, radius),
                    class_="intro",
                ),
                *names_drawn,
                transform=f"translate({number(size / 2)},{number(size / 2)})",
            ),
            title=_("Tables and introductions"),
            sentence=sentence,
            links=True,
            css="ring-of-names",
        ),
        sentence=sentence,
        table=_table(material, pairs),
    )


def _most_tied(weights: Mapping[tuple[PersonId, PersonId], int]) -> list[PersonId]:
    ties: Counter[PersonId] = Counter()
    for pair, times in weights.items():
        for person in pair:
            ties[person] += times
    ranked = sorted(ties, key=lambda person: (-ties[person], person))
    return ranked[:SHOWN]


def _sentence(
    weights: Mapping[tuple[PersonId, PersonId], int],
    pairs: int,
    introductions: int,
    shown: int,
) -> Markup:
    everybody = {person for pair in weights for person in pair}
    sentence = phrase(
        _(
            "{people} met at a table with others or were introduced: {pairs} at a table, {introductions}."
        ),
        people=counted("{count} person", "{count} people", len(everybody), _TABLE),
        pairs=counted("{count} pair", "{count} pairs", pairs, _TABLE),
        introductions=counted(
            "{count} introduction",
            "{count} introductions",
            introductions,
            "#introductions",
        ),
    )
    if shown < len(everybody):
        sentence += " " + phrase(
            _("The ring shows the {count} people with the most ties."),
            count=figure_in(_TABLE, shown),
        )
    return sentence


# ---------------------------------------------------------------- what is drawn


def _table_lines(
    material: Material,
    places: Mapping[PersonId, RingPlace],
    tables: Mapping[tuple[PersonId, PersonId], int],
    radius: float,
) -> list[Markup]:
    """A curve for each pair, wider for those more often at one table."""
    inside = [pair for pair in tables if pair[0] in places and pair[1] in places]
    inside.sort(key=lambda pair: (-tables[pair], pair))
    lines: list[Markup] = []
    for former, latter in reversed(inside[:LINES]):
        width = min(0.6 + 0.5 * tables[former, latter], 4)
        curve = _curve(places[former], places[latter], radius)
        ends = _ends(material, former, latter)
        lines.append(element("path", d=curve, stroke_width=width, data_ends=ends))
    return lines


def _arrows(
    material: Material,
    places: Mapping[PersonId, RingPlace],
    introductions: Mapping[tuple[PersonId, PersonId], int],
    radius: float,
) -> list[Markup]:
    arrows: list[Markup] = []
    for former, latter in sorted(introductions):
        if former not in places:
            continue
        if latter not in places:
            continue
        curve = _curve(places[former], places[latter], radius)
        ends = _ends(material, former, latter)
        arrows.append(element("path", d=curve, data_ends=ends))
    return arrows


def _ends(material: Material, former: PersonId, latter: PersonId) -> str:
    """The numbers of the two people that a line joins."""
    return f"{material.names.number(former)} {material.names.number(latter)}"


def _curve(former: RingPlace, latter: RingPlace, radius: float) -> str:
    """A curve between two places, flatter the nearer they are."""
    across = (1 - cos(former.angle - latter.angle)) / 2
    pull = radius * 0.9 * (1 - across**0.5)
    middle_x, middle_y = (former.x + latter.x) / 2, (former.y + latter.y) / 2
    start = f"{number(former.x * radius)},{number(former.y * radius)}"
    bend = f"{number(middle_x * pull)},{number(middle_y * pull)}"
    end = f"{number(latter.x * radius)},{number(latter.y * radius)}"
    return f"M{start}Q{bend} {end}"


def _name(
    material: Material, person: PersonId, place: RingPlace, radius: float
) -> Markup:
    """A name outside of the ring, turned outwards, never upside down."""
    turned = cos(place.angle) < -1e-9
    half_turn = 180 if turned else 0
    angle = degrees(place.angle) + half_turn
    x, y = place.x * (radius + 8), place.y * (radius + 8)
    text_anchor = None
    if turned:
        text_anchor = "end"
    text = element(
        "text",
        material.names.short(person),
        transform=f"translate({number(x)},{number(y)}) rotate({number(angle)})",
        text_anchor=text_anchor,
        dy=4,
    )
    dot = element("circle", cx=place.x * radius, cy=place.y * radius, r=3)
    names = material.names
    return linked(
        names.href(person),
        names.name(person),
        dot,
        text,
        data_end=str(names.number(person)),
    )


# ---------------------------------------------------------------- tables


def _table(material: Material, pairs: Sequence[Together]) -> DataTable:
    rows: list[list[Cell]] = [
        [
            material.names.listing(pair.people),
            figure_in(material.names.meetings(pair.people[0]), pair.times),
            day_cell(pair.first),
            day_cell(pair.last),
        ]
        for pair in pairs[:ROWS]
    ]
    return DataTable(
        key="tables-table",
        caption=_("Met at the same table"),
        header=[_("People"), _("Times"), _("First time"), _("Last time")],
        rows=rows,
        right=(1,),
        more=len(pairs) - len(rows),
    )


def _introductions(material: Material) -> DataTable:
    rows: list[list[Cell]] = []
    for introduction in reversed(material.introductions[-ROWS:]):
        met_on = introduction.met_on
        is_known = met_on is not None and met_on <= material.as_of
        rows.append(
            [
                day_cell(introduction.day),
                material.names.link(introduction.by),
                material.names.listing(introduction.people),
                day_cell(met_on) if is_known else "",
            ]
        )
    return DataTable(
        key="introductions",
        caption=_("Introductions"),
        header=[_("Day"), _("By"), _("Introduced"), _("Met on")],
        rows=rows,
        more=len(material.introductions) - len(rows),
    )
