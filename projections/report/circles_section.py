"""The circles: the people who share most of the time together, nearest in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi, sin
from typing import Final

from markupsafe import Markup

from ledger.language import _, _n
from ledger.language.phrases import show_number, show_percent
from ledger.language.text import wrapped
from projections.network.attention import CUTS, CircleMember, circle
from projections.report.material import Material
from projections.report.page_cells import (
    Cell,
    ChartPart,
    DataTable,
    LinkedFigure,
    figure_in,
    phrase,
)
from projections.report.svg import chart, element, linked, words

RADII: Final = (84, 160, 226, 282)
WIDTH: Final = 800
HEIGHT: Final = 570
CENTRE: Final = (284, 285)
LIST_LEFT: Final = 600
LINE_HEIGHT: Final = 37
LINE: Final = 12
COLUMNS: Final = 26
"""A longer name stands on several lines."""

NAMED: Final = 15
"""So many people are numbered in the chart and named beside it; the others are dots."""

_TABLE: Final = "#circles-table"


def circles_section(material: Material) -> ChartPart | None:
    """The circles of the year up to the day; None if the owner met nobody in it."""
    members = circle(
        material.tables, material.identity, material.listed, material.as_of
    )
    if not members:
        return None
    sentence = _sentence(members)
    return ChartPart(
        svg=chart(
            "circles",
            WIDTH,
            HEIGHT,
            *_rings(),
            *_people(material, members),
            title=_("The circles"),
            sentence=sentence,
            links=True,
            css="wide",
        ),
        sentence=sentence,
        table=_table(material, members),
    )


def _sentence(members: Sequence[CircleMember]) -> Markup:
    parts: list[Markup] = []
    for size in CUTS[:2]:
        inside = members[:size]
        share = sum(member.share for member in inside)
        sentence = _n(
            "{count} person has {share} of your time together",
            "{count} people have {share} of your time together",
            len(inside),
        )
        parts.append(
            phrase(
                sentence,
                count=figure_in(_TABLE, len(inside)),
                share=LinkedFigure(show_percent(share), share, _TABLE),
            )
        )
        if len(members) <= size:
            break
    return phrase(_("In the last year, {parts}."), parts=Markup(", ").join(parts))


def _rings() -> list[Markup]:
    x, y = CENTRE
    rings: list[Markup] = []
    for radius, size in zip(reversed(RADII), reversed(CUTS), strict=True):
        rings.append(element("circle", cx=x, cy=y, r=radius, class_="ring"))
        rings.append(words(x, y - radius + 15, str(size), anchor="middle", css="tick"))
    rings.append(words(x, y + 5, _("you"), anchor="middle", css="strong"))
    return rings


def _people(material: Material, members: Sequence[CircleMember]) -> list[Markup]:
    people: list[Markup] = []
    radii = (30, *RADII)
    for ring, (inside, outside) in enumerate(pairwise((0, *CUTS))):
        crowd = members[inside:outside]
        radius = (radii[ring] + radii[ring + 1]) / 2 + 2
        for place, member in enumerate(crowd):
            angle = _angle(ring, place, len(crowd))
            people.append(_dot(material, member, angle, radius))
    named = members[:NAMED]
    top = CENTRE[1] - LINE_HEIGHT * len(named) / 2
    names = [
        _name(material, member, top + LINE_HEIGHT * (member.rank - 0.4))
        for member in named
    ]
    return people + names


def _angle(ring: int, place: int, crowd: int) -> float:
    """Where someone of a ring stands; rings are turned against each other, so that names keep apart."""
    return 2 * pi * (place + 0.5 + 0.25 * (ring % 2)) / crowd - pi / 2


def _dot(
    material: Material, member: CircleMember, angle: float, radius: float
) -> Markup:
    x = CENTRE[0] + radius * cos(angle)
    y = CENTRE[1] + radius * sin(angle)
    names = material.names
    tip = f"{names.name(member.person)}: {show_percent(member.share)}"
    href = names.href(member.person)
    if member.rank > NAMED:
        return linked(href, tip, element("circle", cx=x, cy=y, r=4, class_="person"))
    return linked(href, tip, *_numbered(x, y, member.rank))


def _numbered(x: float, y: float, rank: int) -> list[Markup]:
    return [
        element("circle", cx=x, cy=y, r=10, class_="person"),
        words(x, y + 3.5, str(rank), anchor="middle", css="rank"),
    ]


def _name(material: Material, member: CircleMember, y: float) -> Markup:
    """A name of the list beside the rings, whole."""
    names = material.names
    name = names.name(member.person)
    lines = wrapped(name, COLUMNS)
    top = y - LINE * (len(lines) - 1) / 2
    lines_of_name = (
        words(LIST_LEFT + 18, top + LINE * number, line)
        for number, line in enumerate(lines)
    )
    return linked(
        names.href(member.person),
        f"{name}: {show_percent(member.share)}",
        *_numbered(LIST_LEFT, y - 4, member.rank),
        *lines_of_name,
    )


def _table(material: Material, members: Sequence[CircleMember]) -> DataTable:
    rows: list[list[Cell]] = []
    for member in members[: CUTS[-1]]:
        hours = show_number(member.hours, 1)
        href = material.names.meetings(member.person)
        rows.append(
            [
                str(member.rank),
                material.names.link(member.person),
                LinkedFigure(show_percent(member.share), member.share, href),
                LinkedFigure(hours, member.hours, href),
                str(member.circle or ""),
            ]
        )
    return DataTable(
        key="circles-table",
        caption=_("The circles in figures"),
        header=[_("Rank"), _("Person"), _("Share"), _("Hours"), _("Circle")],
        rows=rows,
        right=(0, 2, 3, 4),
        more=len(members) - len(rows),
    )
