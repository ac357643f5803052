"""Series over time: meetings by week, month and day, the race, and the growth of trust in a person."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final, Literal, NamedTuple, TypeAlias

from ledger.facts.event import PersonId
from ledger.facts.meeting.events import Form
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.acquaintances import (
    SeatedMeeting,
    in_the_flesh,
    kinds_by_form,
    seated,
)
from projections.network.safe import days_connected, on_day
from projections.queue.query import Listed, connections
from projections.timeline.entries import TimelineEntries, TimelineEntry, form_met
from projections.trust.courses import Course, courses

Unit: TypeAlias = Literal["week", "month"]

_DAY: Final = timedelta(days=1)
_WEEKLY_UP_TO: Final = timedelta(days=150)
"""A shorter race is shown week by week, a longer one month by month."""


class PastMeeting(NamedTuple):
    """A meeting of the owner with `people`, the others shown in lists.

    `day` is the first of a stretch if `precision` is not `day`.
    """

    i: int
    day: date
    precision: str
    kind: str
    people: tuple[PersonId, ...]
    minutes: int | None

    @property
    def in_person(self) -> bool:
        """Whether it was in one place; a call is not."""
        return in_the_flesh(self.kind)

    @property
    def form(self) -> Form:
        """Its form, such as `coffee`."""
        form = form_met(self.kind)
        assert form is not None  # noqa: S101 - only meetings are read
        return form


class MeetingPeriod(NamedTuple):
    """The meetings of a week or a month, which begins on `start`."""

    start: date
    meetings: tuple[PastMeeting, ...]


class RaceDay(NamedTuple):
    """Connections online, people met, and the sum of trust in them, on a day."""

    day: date
    connections: int
    met: int
    trust: float


class GrowthPoint(NamedTuple):
    """Trust in a person on a day; `met` if the two met on it."""

    day: date
    trust: float
    met: bool = False


def past_meetings(
    tables: Rows,
    identity: Identity,
    listed: Listed,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Iterator[PastMeeting]:
    """The owner's meetings that stand, calls included, by day; both bounds included.

    What is kept of each meeting says this, but for days that may stand for a month or a year: these events are read.
    """
    held = seated(tables, kinds_by_form(), since=since, until=until)
    meetings = _with_others(held, identity, listed)
    while lot := list(islice(meetings, _AT_ONCE)):
        yield from _told_precisely(tables, lot)


_AT_ONCE: Final = 500
"""How many meetings are looked at together."""


def _with_others(
    held: Iterable[SeatedMeeting], identity: Identity, listed: Listed
) -> Iterator[PastMeeting]:
    """The owner's meetings with others shown in lists, as if the day of each were known."""
    for meeting in held:
        people = _others(meeting.people, identity, listed)
        if people:
            yield PastMeeting(
                i=meeting.i,
                day=date.fromordinal(meeting.day),
                precision="day",
                kind=meeting.kind,
                people=people,
                minutes=meeting.minutes,
            )


def _others(
    people: Iterable[PersonId], identity: Identity, listed: Listed
) -> tuple[PersonId, ...]:
    """The others shown in lists who were at a meeting with the owner; empty if the owner was not there."""
    me = identity.me
    roots = dict.fromkeys(map(identity.root, people))
    if me not in roots:
        return ()
    return tuple(root for root in roots if root != me and listed(root))


def _told_precisely(
    tables: Rows, meetings: Sequence[PastMeeting]
) -> Iterator[PastMeeting]:
    """Meetings with the precision of their days; a month or a year is kept as its first day."""
    unsure = [meeting.i for meeting in meetings if meeting.day.day == 1]
    entries = TimelineEntries(tables).at_each(unsure)
    precisions = {entry.i: entry.precision for entry in entries}
    for meeting in meetings:
        precision = precisions.get(meeting.i, "day")
        yield meeting._replace(precision=precision)


def meetings_among(
    entries: Iterable[TimelineEntry], identity: Identity, listed: Listed
) -> Iterator[PastMeeting]:
    """The owner's meetings among these entries that stand, calls included, in the same order."""
    for entry in entries:
        if entry.sort != "met":
            continue
        if not entry.live:
            continue
        people = _others(entry.participants, identity, listed)
        if people:
            yield PastMeeting(
                i=entry.i,
                day=date.fromisoformat(entry.day),
                precision=entry.precision,
                kind=entry.kind,
                people=people,
                minutes=entry.minutes,
            )


def by_period(
    meetings: Iterable[PastMeeting], unit: Unit, since: date, until: date
) -> list[MeetingPeriod]:
    """Every week (from Monday) or month that reaches between two days, empty ones included.

    Meetings whose day is not known well enough stand in none.
    """
    held: defaultdict[date, list[PastMeeting]] = defaultdict(list)
    for meeting in meetings:
        if since <= meeting.day <= until and is_placed(meeting.precision, unit):
            held[period_start(meeting.day, unit)].append(meeting)
    starts = period_starts(unit, since, until)
    return [MeetingPeriod(start, tuple(held[start])) for start in starts]


def is_placed(precision: str, unit: Unit) -> bool:
    """Whether a day of this precision tells its week or month: "in March" tells no week, "in 2019" no month."""
    return precision == "day" or (precision, unit) == ("month", "month")


def period_starts(unit: Unit, since: date, until: date) -> Iterator[date]:
    """The first day of every week or month that reaches between two days."""
    start = period_start(since, unit)
    while start <= until:
        yield start
        start = next_period(start, unit)


def period_start(day: date, unit: Unit) -> date:
    """The first day of the week or month of a day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def next_period(start: date, unit: Unit) -> date:
    """The first day of the next week or month."""
    if unit == "week":
        return start + timedelta(days=7)
    return (start.replace(day=28) + timedelta(days=4)).replace(day=1)


def by_day(meetings: Iterable[PastMeeting]) -> dict[date, list[PastMeeting]]:
    """The meetings of each day, those apart whose day is not known."""
    held: defaultdict[date, list[PastMeeting]] = defaultdict(list)
    for meeting in meetings:
        if meeting.precision == "day":
            held[meeting.day].append(meeting)
    return dict(held)


# ---------------------------------------------------------------- the race


def race_days(tables: Rows, identity: Identity, until: date, count: int) -> list[date]:
    """At most `count` days from the first connection or meeting to the last day: ends of months, or weeks.

    Empty if nothing had begun by then.
    """
    since = _beginning(tables, identity, until)
    if since is None:
        return []
    unit: Unit = "week" if until - since <= _WEEKLY_UP_TO else "month"
    ends: list[date] = []
    start = next_period(period_start(since, unit), unit)
    while start <= until:
        ends.append(start - _DAY)
        start = next_period(start, unit)
    ends.append(until)
    step = -(-len(ends) // count)
    return ends[::-step][::-1]


def _beginning(tables: Rows, identity: Identity, until: date) -> date | None:
    """The first day on which someone was connected or met."""
    first_days: list[date] = []
    for row in connections(tables, identity):
        beginnings = (since for since, _ended in row.connected)
        first_days += map(date.fromisoformat, filter(None, beginnings))
    for _person, course in courses(tables, identity):
        met_on, _weight = course.days[0]
        first_days.append(date.fromordinal(met_on))
    earlier = [day for day in first_days if day <= until]
    return min(earlier, default=None)


def race(
    tables: Rows, identity: Identity, listed: Listed, days: Sequence[date]
) -> list[RaceDay]:
    """Connections against people met, and trust, as of each of these days."""
    rows = connections(tables, identity)
    connected = Counter(days_connected(rows, identity, listed, days).values())
    ordinals = [day.toordinal() for day in days]
    met = [0] * len(days)
    trust = [0.0] * len(days)
    for person, course in courses(tables, identity):
        if not listed(person):
            continue
        first_ordinal, _weight = course.days[0]
        first = bisect_left(ordinals, first_ordinal)
        for place, (trust_then, _evidence) in enumerate(
            course.on_each(ordinals[first:]), first
        ):
            met[place] += 1
            trust[place] += trust_then
    return [
        RaceDay(
            day=day,
            connections=on_day(connected, place),
            met=met[place],
            trust=trust[place],
        )
        for place, day in enumerate(days)
    ]


# ---------------------------------------------------------------- one person


def growth(
    course: Course,
    since: date,
    until: date,
    *,
    steps: int = 40,
    among: Collection[date] | None = None,
) -> list[GrowthPoint]:
    """Trust in a person from day to day: at even steps, and on each day met with the day before it.

    Of the days met only those `among` some, if these are given: each point weighs all meetings before it.
    """
    span = (until - since).days
    days = {since + timedelta(days=span * step // steps) for step in range(steps + 1)}
    if among is None:
        among = [date.fromordinal(ordinal) for ordinal, _weight in course.days]
    for day in among:
        if since <= day <= until:
            days |= {day, max(since, day - _DAY)}
    points: list[GrowthPoint] = []
    for day in sorted(days):
        trust = course.on(day).trust
        points.append(GrowthPoint(day, trust, course.is_met_on(day.toordinal())))
    return points
