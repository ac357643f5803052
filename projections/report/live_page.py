"""The pages of `handshake serve`: today, each section of the report, the people, and forms to record.

Each is made of no more than it shows, so that it answers at once after a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import _
from ledger.language.phrases import show_number
from ledger.language.text import fold, words
from projections.report.material import Material, Source
from projections.report.page import SECTIONS, about, environment, frame, policy
from projections.report.page_cells import FigurePeriod, LinkedFigure
from projections.report.page_places import PEOPLE, TODAY, served, with_addresses
from projections.report.person_material import PersonMaterial
from projections.report.queue_section import queue_figure, waiting_figure
from projections.report.race_section import present_figures
from projections.report.sheet_events import DIGITS, WHOLE
from projections.report.sheets_section import SheetMaker, role_of
from projections.search.query import search
from projections.series import meetings_among
from projections.timeline.entries import at
from projections.trust import query as trust_query


class Outcome(NamedTuple):
    """What a command said, whether it recorded something, and the command's id, by which it is undone."""

    words: str
    done: bool
    command: str = ""


@dataclass(frozen=True)
class Shown:
    """What a page shows besides the ledger: where it is, what was just done, and what stands in its forms."""

    base: str
    outcome: Outcome | None = None
    action: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


class Wanted(NamedTuple):
    """Which people the list shows: those that match these words, and those that a figure counts."""

    text: str = ""
    only: str = ""
    period: FigurePeriod | None = None

    def counts(self, line: PersonLine) -> bool:
        """Whether a person is among those that the figure counts."""
        marks = line.css.split()
        is_left_out = not all(_is_marked(mark, marks) for mark in self.only.split())
        if is_left_out:
            return False
        if self.period is None:
            return True
        day = line.since
        if self.period.day == "met":
            day = line.met
        return bool(day) and self.period.after <= day <= self.period.until


def _is_marked(mark: str, marks: Sequence[str]) -> bool:
    if mark.startswith("-"):
        return mark[1:] not in marks
    return mark in marks


class PersonLine(NamedTuple):
    """A person on the list of all. `css` tells `met` and `connected`."""

    person: PersonId
    css: str
    name: str
    role: str
    trust: LinkedFigure
    met: str = ""
    since: str = ""


PEOPLE_OF_A_MEETING: Final = 4
"""So many people have a field of their own."""

SLOW: Final = frozenset(SECTIONS) - {TODAY}
"""The sections that ask for every event, some of them several times."""


def today_page(material: Material, shown: Shown) -> str:
    """What the day asks for, with its figures."""
    section = SECTIONS[TODAY](material)
    figures = [
        *present_figures(material),
        queue_figure(waiting_figure(material)),
    ]
    return _rendered(
        "live_today.html", material, shown, TODAY, today=section, figures=figures
    )


def section_page(material: Material, shown: Shown, name: str) -> str:
    """A section of the report, as a page of its own."""
    drawn = {name: SECTIONS[name](material)}
    return _rendered(
        "live_section.html", material, shown, name, section_name=name, **drawn
    )


def people_page(material: Material, shown: Shown, wanted: Wanted) -> str:
    """The people, or those that are searched for."""
    lines = _searched(
        material, people_lines(material, dated=bool(wanted.period)), wanted.text
    )
    if wanted.only:
        lines = list(filter(wanted.counts, lines))
    return _rendered(
        "live_people.html", material, shown, PEOPLE, people=lines, wanted=wanted
    )


def _searched(
    material: Material, lines: list[PersonLine], text: str
) -> list[PersonLine]:
    """The people whose name or firm has every word; without any, those in whose notes or places the words stand."""
    terms = words(text)
    if not terms:
        return lines
    named = [
        line for line in lines if _has_all(fold(f"{line.name} {line.role}"), terms)
    ]
    if named:
        return named
    written = search(material.tables, material.identity, material.listed, text)
    people = set(written.people)
    for event in written.events:
        people.update(map(material.identity.root, event.participants))
    return [line for line in lines if line.person in people]


def _has_all(text: str, terms: Iterable[str]) -> bool:
    return all(term in text for term in terms)


def one_named(material: Material, text: str) -> PersonId | None:
    """The one person whose whole name a search has; None for nobody or several."""
    names = material.names
    folded = sorted(words(text))
    bearers = [
        person for person in names.people if sorted(words(names.name(person))) == folded
    ]
    if folded and len(bearers) == 1:
        return bearers[0]
    return None


def people_lines(material: Material, *, dated: bool = False) -> list[PersonLine]:
    """The people in the order of their names; `dated` with the day of their first meeting."""
    first_days = material.first_met if dated else {}
    ties = trust_query.ties(
        material.tables, material.identity, material.me, material.as_of
    )
    names = material.names
    cards = {card.id: card for card in material.source.cards}
    lines: list[PersonLine] = []
    for person in names.people:
        tie = ties.get(person)
        trust = tie.trust if tie else 0.0
        css = ["connected"] * (person in material.connected) + ["met"] * bool(tie)
        figure = LinkedFigure(
            show_number(trust, DIGITS), round(trust, 9), names.meetings(person)
        )
        line = PersonLine(
            person=person,
            css=" ".join(css),
            name=names.name(person),
            role=role_of(cards[person]),
            trust=figure,
            met=first_days.get(person, ""),
            since=material.since.get(person, ""),
        )
        lines.append(line)
    return lines


def person_page(source: Source, shown: Shown, id_: PersonId) -> str | None:
    """The page of a person; None for someone hidden from lists."""
    root = source.identity.root(id_)
    if not source.names.number(root):
        return None
    material = PersonMaterial(source, root)
    sheet = SheetMaker(material).sheet(root, WHOLE)
    return _rendered("live_person.html", material, shown, "", sheet=sheet)


def event_page(source: Source, shown: Shown, id_: str) -> str | None:
    """The page that corrects a meeting; None if it is not the owner's, or was retracted."""
    for person in _people_of(source, id_):
        material = PersonMaterial(source, person)
        entries = [entry for entry in material.entries if entry.id == id_]
        for meeting in meetings_among(entries, material.identity, material.listed):
            people = material.names.listing(meeting.people)
            return _rendered(
                "live_event.html",
                material,
                shown,
                "",
                event=id_,
                meeting=meeting,
                people=people,
            )
    return None


def _people_of(source: Source, id_: str) -> Sequence[PersonId]:
    """The first of the people at a meeting that lists show."""
    stream, _slash, _v = id_.partition("/")
    for fact in source.tables.history(stream):
        entry = at(source.tables, fact.i)
        roots = map(source.identity.root, entry.participants if entry else ())
        people = list(filter(source.names.number, roots))
        if people:
            return people[:1]
    return ()


def _rendered(
    template: str, material: Material, shown: Shown, place: str, **values: Any
) -> str:
    names = material.names
    titles = {form: _(kind.title) for form, kind in forms().items()}
    context = (
        frame()
        | about(material)
        | {
            "policy": policy(live=True),
            "places": served(shown.base, place),
            "shown": shown,
            "kinds": titles,
            "names": list(map(names.name, names.people)),
            "slots": range(PEOPLE_OF_A_MEETING),
        }
        | values
    )
    html = environment().get_template(template).render(context)
    return with_addresses(html, shown.base)
