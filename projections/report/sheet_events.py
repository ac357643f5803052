"""What happened with a person, and what was noted, as a sheet tells it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from ledger.facts.event import PersonId
from ledger.language import N_, _
from ledger.language.phrases import show_date, show_number
from ledger.language.text import visible
from projections.report.material import Material, form_title
from projections.report.page_cells import clipped, phrase
from projections.series import PastMeeting
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
    """Meetings, favours, introductions and notes by person, read once for all sheets."""

    def __init__(self, material: Material) -> None:
        self._material: Final = material

    def count(self, person: PersonId) -> int:
        """How much happened with a person."""
        return len(self._happened[person])

    def latest(self, person: PersonId, room: Room) -> list[SheetEvent]:
        """The latest of what happened, as far as there is room."""
        shares = self._shares(person, room)
        return [
            self._event(person, entry, room, shares)
            for entry in self._happened[person][: room.events]
        ]

    @cached_property
    def _happened(self) -> Mapping[PersonId, list[TimelineEntry | PastMeeting]]:
        """Meetings, favours and introductions of each person, the latest first."""
        material = self._material
        happened: defaultdict[PersonId, list[Any]] = defaultdict(list)
        for person, meetings in material.meetings_with.items():
            happened[person] += meetings
        for entry in material.exchanges:
            for person in set(entry.participants) - {material.me}:
                happened[person].append(entry)
        for events in happened.values():
            events.sort(key=lambda event: (_iso(event), event.i), reverse=True)
        return happened

    @cached_property
    def _notes_about(self) -> Mapping[PersonId, list[TimelineEntry]]:
        """The notes about each person, the latest first."""
        material = self._material
        notes: defaultdict[PersonId, list[TimelineEntry]] = defaultdict(list)
        for entry in reversed(material.entries):
            if entry.sort == "note" and entry.live:
                for person in entry.participants:
                    notes[material.identity.root(person)].append(entry)
        return notes

    @cached_property
    def _texts(self) -> Mapping[int, bytes]:
        material = self._material
        leaves = [meeting.text for meeting in material.meetings]
        leaves += [entry.text for entry in material.exchanges]
        leaves += [
            entry.text for notes in self._notes_about.values() for entry in notes
        ]
        return material.texts(leaves)

    def _text(self, leaf: int | None, room: Room) -> str:
        """Place and note on a line, as long as there is room for."""
        stored = None
        if leaf is not None:
            stored = self._texts.get(leaf)
        if stored is None:
            return ""
        sealed = json.loads(stored)
        parts = list(map(sealed.get, ("place", "note", "text")))
        return clipped(visible(" · ".join(filter(None, parts)), keep="\n"), room.note)

    def _event(
        self,
        person: PersonId,
        event: TimelineEntry | PastMeeting,
        room: Room,
        shares: Mapping[int, float],
    ) -> SheetEvent:
        what = (
            self._meeting(person, event)
            if isinstance(event, PastMeeting)
            else self._exchange(event)
        )
        share = shares.get(event.i)
        share_shown = ""
        if share is not None:
            share_shown = show_number(share, DIGITS)
        event_id = ""
        if isinstance(event, PastMeeting):
            event_id = event.id
        return SheetEvent(
            day=_day(event),
            what=what,
            note=self._text(event.text, room),
            share=share_shown,
            id=event_id,
        )

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
        if not room.chart or person not in material.ties:
            return {}
        tie = trust_query.explain(
            material.tables, material.identity, material.me, person, material.as_of
        )
        return {entry.i: entry.share for entry in tie.contributions}

    def notes(self, person: PersonId, room: Room) -> list[SheetEvent]:
        """The latest notes about a person, as far as there is room and they may be shown."""
        notes: list[SheetEvent] = []
        for entry in self._notes_about[person][: (room.events + 3) // 4]:
            text = self._text(entry.text, room)
            if text:
                notes.append(SheetEvent(_day(entry), Markup(), text))
        return notes


_EXCHANGES: Final = {
    "FavourGiven": N_("Favour given"),
    "FavourReceived": N_("Favour received"),
}


def _iso(event: TimelineEntry | PastMeeting) -> str:
    if isinstance(event.day, str):
        return event.day
    return event.day.isoformat()


def _day(event: TimelineEntry | PastMeeting) -> str:
    return show_date(date.fromisoformat(_iso(event)), event.precision)
