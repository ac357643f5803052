"""A sheet a person: what to read before a meeting. The more someone is trusted, the more it tells."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.language import _, _n
from ledger.language.phrases import show_date, show_list, show_network, show_number
from ledger.language.text import visible
from projections.directory.tables import Person
from projections.network.acquaintances import Together
from projections.queue import query as queue
from projections.report.growth_section import (
    SPAN,
    days_of,
    growth_chart,
    growth_sentence,
)
from projections.report.material import Material
from projections.report.page_cells import (
    LinkedFigure,
    and_more,
    clipped,
    count_of,
    counted,
    figure_in,
    listing,
    phrase,
)
from projections.report.scales import scale_to
from projections.report.sheet_events import (
    BARE,
    DIGITS,
    Room,
    SheetEvent,
    SheetEvents,
)
from projections.series import growth
from projections.trust.model import level_in_words

_COMMON: Final = 8
_MARKS: Final = 24


class Sheet(NamedTuple):
    """What the page knows of a person. `css` tells `met` and `connected`, `met` and `since` from which day on."""

    number: int
    person: PersonId
    css: str
    name: str
    role: str
    trust: LinkedFigure
    met: str
    since: str
    summary: Sequence[str]
    details: Sequence[tuple[str, str]]
    chart: Markup | None
    sentence: Markup
    events: Sequence[SheetEvent]
    more: str
    notes: Sequence[SheetEvent]
    common: Markup | None


class SheetMaker:
    """Makes the sheets of a page, from what is read once for all of them."""

    def __init__(self, material: Material) -> None:
        self._material: Final = material
        self._events: Final = SheetEvents(material)
        self._cards: Final = {card.id: card for card in material.source.cards}

    @property
    def ranked(self) -> list[PersonId]:
        """Everyone on the page: the most trusted first, then the connected, then the others."""
        material = self._material
        people = material.names.people
        met = list(material.ties)
        known = dict.fromkeys([*met, *filter(material.connected.__contains__, people)])
        return list(known | dict.fromkeys(people))

    def head_bytes(self, person: PersonId) -> int:
        """How long name and role are, which every sheet shows."""
        role = role_of(self._cards[person])
        return len(f"{self._material.names.name(person)}{role}".encode())

    def sheet(self, person: PersonId, room: Room) -> Sheet:
        """The sheet of a person."""
        material = self._material
        names = material.names
        tie = material.ties.get(person)
        trust = tie.trust if tie else 0.0
        events = self._events.latest(person, room)
        drawn, sentence = (
            self._chart(person) if tie and room.chart else (None, Markup())
        )
        css = ["connected"] * (person in material.connected) + ["met"] * bool(tie)
        card = self._cards[person]
        role = ""
        if not names.redact:
            role = role_of(card)
        details_shown = () if names.redact or room is BARE else _details(card)
        common_people = None
        if room.chart:
            common_people = self._common(person)
        return Sheet(
            number=names.number(person),
            person=person,
            css=" ".join(css),
            name=names.name(person),
            role=role,
            trust=LinkedFigure(
                show_number(trust, DIGITS), round(trust, 9), names.meetings(person)
            ),
            met=material.first_met.get(person, ""),
            since=material.since.get(person, ""),
            summary=self._summary(person, linked=bool(events)),
            details=details_shown,
            chart=drawn,
            sentence=sentence,
            events=events,
            more=and_more(self._events.count(person) - len(events)),
            notes=self._events.notes(person, room),
            common=common_people,
        )

    # ------------------------------------------------------------ sentences

    def _summary(self, person: PersonId, *, linked: bool) -> list[str]:
        """How the person stands: level, last meeting, connection, plans. `linked` if the meetings are listed."""
        material = self._material
        sentences: list[str] = []
        tie = material.ties.get(person)
        if tie is None or tie.last_met is None:
            sentences.append(_("Never met."))
        else:
            level = level_in_words(tie)
            sentences.append(
                phrase(
                    _("{level}: {days}, last on {day}."),
                    level=level[:1].upper() + level[1:],
                    days=self._days(person, tie.days_met, linked=linked),
                    day=show_date(tie.last_met),
                )
            )
        connected = material.connected.get(person)
        if connected is not None:
            network = show_network(connected.network)
            sentences.append(
                _("Connected on {network} since {day}.").format(
                    network=network,
                    day=show_date(connected.since, connected.precision),
                )
                if connected.since
                else _("Connected on {network}.").format(network=network)
            )
        sentences += self._planned[person]
        return sentences

    def _days(self, person: PersonId, count: int, *, linked: bool) -> str:
        """`met on 12 days`, the figure as a link to the meetings where they are listed."""
        if not linked:
            return count_of("met on {count} day", "met on {count} days", count)
        href = self._material.names.meetings(person)
        return counted("met on {count} day", "met on {count} days", count, href)

    @cached_property
    def _planned(self) -> Mapping[PersonId, list[str]]:
        material = self._material
        planned: defaultdict[PersonId, list[str]] = defaultdict(list)
        if material.is_past:
            return planned
        for plan in queue.plans(material.tables, material.identity, material.listed):
            if plan.planned_for is None:
                continue
            sentence = _("Planned for {day}.").format(day=show_date(plan.planned_for))
            for person in plan.people:
                planned[person].append(sentence)
        return planned

    # ------------------------------------------------------------ chart and acquaintances

    def _chart(self, person: PersonId) -> tuple[Markup, Markup]:
        material = self._material
        names = material.names
        course = material.courses[person]
        since = max(date.fromordinal(course.days[0][0]), material.as_of - SPAN)
        if since >= material.as_of:
            since = material.as_of - SPAN / 36
        marks = material.marked_meetings(person, since, _MARKS)
        points = growth(course, since, material.as_of, steps=16, among=days_of(marks))
        sentence = growth_sentence(
            points, material.ties[person], names.meetings(person)
        )
        drawn = growth_chart(
            f"sheet-{names.number(person)}",
            points,
            marks,
            scale_to(max(point.trust for point in points), 96, 10, about=3),
            title=_("Trust in {name}").format(name=names.name(person)),
            sentence=sentence,
            href=names.meetings(person),
        )
        return drawn, sentence

    @cached_property
    def _pairs(self) -> Mapping[PersonId, list[Together]]:
        pairs: defaultdict[PersonId, list[Together]] = defaultdict(list)
        for pair in self._material.pairs:
            for person in pair.people:
                pairs[person].append(pair)
        return pairs

    def _common(self, person: PersonId) -> Markup | None:
        """The people most often at one table with the person."""
        links: list[Markup] = []
        for pair in self._pairs[person][:_COMMON]:
            (other,) = {*pair.people} - {person}
            sentence = _n(
                "{name} ({times} table)", "{name} ({times} tables)", pair.times
            )
            names = self._material.names
            times = figure_in(names.meetings(person), pair.times)
            links.append(phrase(sentence, name=names.link(other), times=times))
        if not links:
            return None
        return listing(links)


def role_of(card: Person) -> str:
    """Position, organisation and place on a line."""
    parts = [card.position, card.organisation, card.place]
    parts_shown = (clipped(visible(part), 60) for part in parts if part)
    return ", ".join(parts_shown)


def _details(card: Person) -> list[tuple[str, str]]:
    """Addresses and the like, each with its name."""
    labelled = [
        (_("Also called"), json.loads(card.aliases)),
        (_("E-mail"), json.loads(card.emails)),
        (_("Phone"), json.loads(card.phones)),
        (_("Profile"), json.loads(card.urls)),
        (_("Tags"), json.loads(card.tags)),
    ]
    return [
        (label, clipped(show_list(list(map(visible, values))), 160))
        for label, values in labelled
        if values
    ]
