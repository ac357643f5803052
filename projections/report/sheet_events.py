"""What happened with a person, and what was noted, as a sheet tells it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.language import N_, _
from ledger.language.phrases import show_date, show_number
from ledger.language.text import visible
from projections.report.material import Material, day_and_leaf, form_title
from projections.report.page_cells import clipped, phrase
from projections.series import PastMeeting, meetings_among
from projections.timeline.entries import TimelineEntry
from projections.trust import query as trust_query

DIGITS: Final = 3


class Room(NamedTuple):
    """How much a sheet has room for: events, characters of a note, and whether it has a chart."""

    events: int
    note: int
    chart: bool = False


WIDE: Final = Room(20, 400, chart=True)
MIDDLE: Final = Room(4, 160)
NARROW: Final = Room(1, 80)
BARE: Final = Room(0, 0)
WHOLE: Final = Room(400, 4000, chart=True)
"""For a sheet that is a page of its own."""


class SheetEvent(NamedTuple):
    """Something that happened with the person, and its share of today's trust where there is room.

    `id` is that of a meeting, by which it is corrected.
    """

    day: str
    what: Markup
    note: str
    share: str = ""
    id: str = ""


class SheetEvents:
    """Meetings, favours, introductions and notes by person."""

    def __init__(self, material: Material) -> None:
        self._material: Final = material

    def count(self, person: PersonId) -> int:
        """How much happened with a person."""
        meetings = self._material.leaves_with(person)
        return len(meetings) + len(self._exchanges[person])

    def latest(self, person: PersonId, room: Room) -> list[SheetEvent]:
        """The latest events, as far as there is room."""
        if not room.events:
            return []
        meetings = islice(self._material.entries_with(person), room.events)
        happened = [*meetings, *self._exchanges[person]]
        happened.sort(key=day_and_leaf, reverse=True)
        shown = happened[: room.events]
        texts = self._material.texts(entry.text for entry in shown)
        shares = self._shares(person, room)
        return [
            SheetEvent(
                day=_day(entry),
                what=self._what(person, entry),
                note=_text(texts, entry, room),
                share=_share(shares, entry),
                id=entry.id if entry.sort == "met" else "",
            )
            for entry in shown
        ]

    @cached_property
    def _exchanges(self) -> Mapping[PersonId, list[TimelineEntry]]:
        """Favours and introductions of each person."""
        material = self._material
        exchanged: defaultdict[PersonId, list[TimelineEntry]] = defaultdict(list)
        for entry in material.exchanges:
            for person in set(entry.participants) - {material.me}:
                exchanged[person].append(entry)
        return exchanged

    def _what(self, person: PersonId, entry: TimelineEntry) -> Markup:
        material = self._material
        meetings = meetings_among([entry], material.identity, material.listed)
        for meeting in meetings:
            return self._meeting(person, meeting)
        return self._exchange(entry)

    def _meeting(self, person: PersonId, meeting: PastMeeting) -> Markup:
        others = [somebody for somebody in meeting.people if somebody != person]
        if not others:
            return phrase("{form}", form=form_title(meeting))
        return phrase(
            _("{form} with {people}"),
            form=form_title(meeting),
            people=self._material.names.listing(others),
        )

    def _exchange(self, entry: TimelineEntry) -> Markup:
        material = self._material
        if entry.kind != "IntroductionMade":
            return phrase(_(_EXCHANGES[entry.kind]))
        by, *others = entry.participants
        others = list(filter(material.shows, others))
        people = ""
        if others:
            people = material.names.listing(others)
        return phrase(
            _("Introduction of {people} by {person}"),
            people=people,
            person=material.names.link(by),
        )

    def _shares(self, person: PersonId, room: Room) -> Mapping[int, float]:
        """What each event has of today's trust; nothing where there is no room."""
        material = self._material
        if not room.chart:
            return {}
        if person not in material.ties:
            return {}
        tie = trust_query.explain(
            material.tables, material.identity, material.me, person, material.as_of
        )
        return {entry.i: entry.share for entry in tie.contributions}

    def notes(self, person: PersonId, room: Room) -> list[SheetEvent]:
        """The latest notes about a person, as far as there is room and they may be shown."""
        most = (room.events + 3) // 4
        if not most:
            return []
        shown = self._material.notes_about(person)[:most]
        texts = self._material.texts(entry.text for entry in shown)
        notes: list[SheetEvent] = []
        for entry in shown:
            text = _text(texts, entry, room)
            if text:
                notes.append(SheetEvent(_day(entry), Markup(), text))
        return notes


_EXCHANGES: Final = {
    "FavourGiven": N_("Favour given"),
    "FavourReceived": N_("Favour received"),
}


def _day(entry: TimelineEntry) -> str:
    return show_date(date.fromisoformat(entry.day), entry.precision)


def _share(shares: Mapping[int, float], entry: TimelineEntry) -> str:
    share = shares.get(entry.i)
    if share is None:
        return ""
    return show_number(share, DIGITS)


def _text(texts: Mapping[int, bytes], entry: TimelineEntry, room: Room) -> str:
    """Place and note on a line, as long as there is room for."""
    stored = None
    if entry.text is not None:
        stored = texts.get(entry.text)
    if stored is None:
        return ""
    sealed = json.loads(stored)
    parts = list(map(sealed.get, ("place", "note", "text")))
    return clipped(visible(" · ".join(filter(None, parts)), keep="\n"), room.note)
