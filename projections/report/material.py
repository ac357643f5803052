"""What the sections of the page are made of, read once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import islice, takewhile
from typing import Final, NamedTuple

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import forms
from ledger.language import _
from ledger.language.phrases import show_date
from projections.directory.query import Identity
from projections.directory.tables import Person
from projections.engine.tables import Rows
from projections.network import acquaintances
from projections.network.acquaintances import Company, Introduction, Together
from projections.queue.query import Listed
from projections.queue.query import connections as connections_of
from projections.queue.tables import ConnectionRow
from projections.report.page_cells import DayCell
from projections.report.page_names import PageNames
from projections.series import PastMeeting, meetings_among, past_meetings
from projections.suggestions import Proposal
from projections.timeline.entries import TimelineEntries, TimelineEntry, standing
from projections.trust.courses import Course, courses
from projections.trust.model import Tie
from projections.trust.query import leaves_of_meetings

YEAR: Final = timedelta(days=365)
FOREVER: Final = date.max.isoformat()


class Source(NamedTuple):
    """Where the page is read from.

    `texts` gives the sealed texts of leaves as JSON, `reason` the sentence that says why a person is proposed.
    """

    tables: Rows
    identity: Identity
    listed: Listed
    cards: Sequence[Person]
    names: PageNames
    texts: Callable[[Sequence[int]], Mapping[int, bytes]]
    reason: Callable[[Proposal], str]
    as_of: date
    today: date


class ConnectedSince(NamedTuple):
    """When and on which network someone connected; the day is None if no file has it."""

    since: date | None
    precision: str
    network: str


class Material:
    """What several sections ask for, each read when it is first asked for."""

    def __init__(self, source: Source) -> None:
        self.source: Final = source
        self.tables: Final = source.tables
        self.identity: Final = source.identity
        self.listed: Final = source.listed
        self.names: Final = source.names
        self.as_of: Final = source.as_of
        self.me: Final = source.identity.me

    @property
    def is_past(self) -> bool:
        """Whether the page shows a day before today."""
        return self.as_of < self.source.today

    @property
    def until(self) -> date | None:
        """The last day that the page shows; None if it is of today, with all that lies ahead."""
        if not self.is_past:
            return None
        return self.as_of

    @cached_property
    def courses(self) -> dict[PersonId, Course]:
        """The courses of everyone shown in lists."""
        every_course = courses(self.tables, self.identity)
        return {person: past for person, past in every_course if self.listed(person)}

    @cached_property
    def ties(self) -> dict[PersonId, Tie]:
        """The ties to everyone met by the day, the most trusted first."""
        ties = {person: past.on(self.as_of) for person, past in self.courses.items()}
        met = [person for person, tie in ties.items() if tie.days_met]
        met.sort(key=lambda person: (-ties[person].trust, person))
        return {person: ties[person] for person in met}

    def meetings_since(self, day: date) -> Iterator[PastMeeting]:
        """The owner's meetings from a day up to that of the page, calls included, by day."""
        return past_meetings(
            self.tables, self.identity, self.listed, since=day, until=self.until
        )

    def leaves_with(self, person: PersonId) -> list[int]:
        """The leaves of the owner's meetings with a person up to the day, calls included, by day."""
        return leaves_of_meetings(self.tables, self.identity, person, self.until)

    def entries_with(self, person: PersonId) -> Iterator[TimelineEntry]:
        """The owner's meetings with a person up to the day as events, the latest first, read as they are needed."""
        leaves = reversed(self.leaves_with(person))
        return TimelineEntries(self.tables).at_each(leaves)

    def marked_meetings(
        self, person: PersonId, since: date, most: int
    ) -> list[PastMeeting]:
        """The latest meetings in person with someone, by day: from a day on, and `most` at most."""
        entries = self.entries_with(person)
        meetings = meetings_among(entries, self.identity, self.listed)
        recent = takewhile(lambda meeting: meeting.day >= since, meetings)
        in_person = (meeting for meeting in recent if meeting.in_person)
        return [*islice(in_person, most)][::-1]

    def notes_about(self, person: PersonId) -> list[TimelineEntry]:
        """The notes about a person up to the day that stand, the latest first."""
        until = self.as_of.isoformat() if self.is_past else FOREVER
        notes: list[TimelineEntry] = []
        for member in self.identity.group(person):
            for entry in standing(self.tables.history(member)):
                is_note = entry.sort == "note" and entry.live
                if is_note and entry.day <= until:
                    notes.append(entry)
        return sorted(notes, key=day_and_leaf, reverse=True)

    @cached_property
    def connections(self) -> list[ConnectionRow]:
        """Every connection that was ever heard of."""
        return list(connections_of(self.tables, self.identity))

    @cached_property
    def connected(self) -> dict[PersonId, ConnectedSince]:
        """The people connected online on the day, by the earliest of their connections."""
        until = self.as_of.isoformat()
        earliest: dict[PersonId, ConnectedSince] = {}
        for row in self.connections:
            person = self.identity.root(row.person)
            if person == self.me:
                continue
            if not self.listed(person):
                continue
            for since, ended in row.connected:
                is_not_connected = (
                    since is None
                    or since > until
                    or (ended is not None and ended <= until)
                )
                if is_not_connected:
                    continue
                day = None
                if since:
                    day = date.fromisoformat(since)
                entry = ConnectedSince(day, row.precision or "day", row.network)
                before = earliest.get(person, entry)
                earliest[person] = min(before, entry, key=_since)
        return earliest

    @cached_property
    def first_met(self) -> Mapping[PersonId, str]:
        """The first day, in ISO, on which each person was met."""
        return {
            person: date.fromordinal(self.courses[person].days[0][0]).isoformat()
            for person in self.ties
        }

    @cached_property
    def since(self) -> Mapping[PersonId, str]:
        """The day, in ISO, since which each person is connected, where it is known."""
        return {
            person: entry.since.isoformat()
            for person, entry in self.connected.items()
            if entry.since
        }

    @cached_property
    def exchanges(self) -> list[TimelineEntry]:
        """Favours and introductions up to the day."""
        until = self.as_of.isoformat()
        every_exchange = acquaintances.exchanges(self.tables, self.identity)
        return [entry for entry in every_exchange if entry.day <= until]

    @cached_property
    def introductions(self) -> list[Introduction]:
        """The introductions up to the day between people shown in lists."""
        people = acquaintances.introduced(self.exchanges)
        if not people:
            return []
        tables_of = acquaintances.by_person(self.companies(), people, self.me)
        return [
            introduction
            for introduction in acquaintances.introductions(self.exchanges, tables_of)
            if all(map(self.shows, {introduction.by, *introduction.people}))
        ]

    def companies(self) -> Iterator[Company]:
        """Every table in person up to the day, the owner's or not."""
        return acquaintances.companies(self.tables, self.identity, until=self.until)

    @cached_property
    def pairs(self) -> list[Together]:
        """The pairs of others who were at one table up to the day, the most frequent first."""
        return acquaintances.together(
            self.tables, self.identity, listed=self.listed, until=self.until
        )

    def shows(self, person: PersonId) -> bool:
        """Whether the page may name a person, or it is the owner."""
        return person == self.me or self.listed(person)

    def texts(self, leaves: Iterable[int | None]) -> Mapping[int, bytes]:
        """Sealed texts by leaf; none where the page shows initials only."""
        if self.names.redact:
            return {}
        return self.source.texts([leaf for leaf in leaves if leaf is not None])


def day_and_leaf(entry: TimelineEntry) -> tuple[str, int]:
    """Sorts events by day, those of one day as they were recorded."""
    return entry.day, entry.i


def _since(entry: ConnectedSince) -> date:
    return entry.since or date.max


def form_title(meeting: PastMeeting) -> str:
    """`Coffee`, in the current language."""
    return _(forms()[meeting.form].title)


def day_cell(day: date | None, precision: str = "day") -> DayCell | str:
    """A day in words; `day unknown` without."""
    if day is None:
        return _("day unknown")
    return DayCell(show_date(day, precision), day.isoformat())
