"""A week in figures: who was met, favours, what was asked and answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import Form
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.queue.query import Listed

if TYPE_CHECKING:
    from projections.series import PastMeeting
    from projections.timeline.entries import TimelineEntry


class WeekFigures(NamedTuple):
    """A week, from its Monday up to a day of it.

    `forms` counts the meetings in person by form; `people` are those met, most often first, and `first_met`
    those of them who were never met before. `given` and `received` count favours and introductions.
    """

    since: date
    until: date
    forms: dict[Form, int]
    minutes: int
    calls: int
    people: list[PersonId]
    first_met: list[PersonId]
    missed: list[PersonId]
    given: int
    received: int
    requests_received: int
    requests_sent: int
    connected: int

    @property
    def meetings(self) -> int:
        """The number of meetings in person."""
        return sum(self.forms.values())


def week_figures(
    tables: Rows, identity: Identity, listed: Listed, as_of: date
) -> WeekFigures:
    """The figures of the week of a day, up to that day; what is known by its month or year only stands in no week."""
    from projections import series  # the figures that are kept need none of it
    from projections.network.attention import usual_minutes
    from projections.timeline import query as timeline

    since = series.period_start(as_of, "week")
    entries = [
        entry
        for entry in timeline.happenings(tables, identity, since=since, until=as_of)
        if entry.live and series.is_placed(entry.precision, "week")
    ]
    meetings = list(series.meetings_among(entries, identity, listed))
    in_person = [meeting for meeting in meetings if meeting.in_person]
    kinds = Counter(entry.kind for entry in entries)
    requests = [entry for entry in entries if entry.kind == "ConnectionRequested"]
    requests_received = (_is_received(tables, entry) for entry in requests)
    received = sum(requests_received)
    people = _by_frequency(in_person)
    given, favours_received = _favours(entries, identity)
    minutes_met = (
        meeting.minutes or usual_minutes(meeting.kind) for meeting in in_person
    )
    newly_met = [
        person for person in people if not _met_before(tables, identity, person, since)
    ]
    return WeekFigures(
        since=since,
        until=as_of,
        forms=dict(Counter(meeting.form for meeting in in_person)),
        minutes=sum(minutes_met),
        calls=len(meetings) - len(in_person),
        people=people,
        first_met=newly_met,
        missed=_missed(entries, tables, identity, listed),
        given=given,
        received=favours_received,
        requests_received=received,
        requests_sent=len(requests) - received,
        connected=kinds["ConnectionAccepted"],
    )


def _by_frequency(meetings: Sequence[PastMeeting]) -> list[PersonId]:
    everybody = chain.from_iterable(meeting.people for meeting in meetings)
    times = Counter(everybody)
    return [person for person, _count in times.most_common()]


def _met_before(
    tables: Rows, identity: Identity, person: PersonId, since: date
) -> bool:
    from projections.trust import query as trust

    before = since - timedelta(days=1)
    group = identity.group(person)
    met_before = (trust.is_met_by(tables, member, before) for member in group)
    return any(met_before)


def _is_received(tables: Rows, entry: TimelineEntry) -> bool:
    fact = tables.fact(entry.i)
    return fact is not None and fact.state.get("direction") == "received"


def _missed(
    entries: Sequence[TimelineEntry], tables: Rows, identity: Identity, listed: Listed
) -> list[PersonId]:
    """The others who did not turn up."""
    people: dict[PersonId, None] = {}
    for entry in entries:
        fact = None
        if entry.kind == "MeetingMissed":
            fact = tables.fact(entry.i)
        if fact is None:
            continue
        root = identity.root(fact.state["missed_by"])
        if root != identity.owner and listed(root):
            people[root] = None
    return [*people]


def _favours(entries: Sequence[TimelineEntry], identity: Identity) -> tuple[int, int]:
    """How many favours the owner gave and received; an introduction is one."""
    owner = identity.me
    given = received = 0
    for entry in entries:
        if entry.sort != "exchange":
            continue
        subject = identity.root(entry.participants[0])
        is_gift = entry.kind == "FavourGiven"
        is_mine = entry.kind == "IntroductionMade" and subject == owner
        if is_gift or is_mine:
            given += 1
        else:
            received += 1
    return given, received
