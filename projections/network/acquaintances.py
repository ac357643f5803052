"""Who met at the same table, and who introduced them."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from heapq import nsmallest
from itertools import combinations
from typing import Final

from ledger.facts.event import PersonId, kind_named
from ledger.facts.meeting.events import Form, InTheFlesh, forms
from ledger.named_tuple import NamedTuple
from projections.directory.query import Identity
from projections.engine.tables import Rows, key_day, key_number
from projections.queue.query import Listed
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntries, TimelineEntry
from projections.trust import query as ties

WITHIN: Final = timedelta(days=90)
"""So soon after an introduction a meeting is taken to come of it."""


class Company(NamedTuple):
    """People who were at one table in person, as read after merges, the owner included."""

    i: int
    day: date
    people: frozenset[PersonId]
    kind: str
    minutes: int | None


class Introduction(NamedTuple):
    """Introductions, and the first day within 90 days that two of them met, None if they did not."""

    id: str
    day: date
    by: PersonId
    people: frozenset[PersonId]
    met_on: date | None = None


class Together(NamedTuple):
    """Two people who were at the same table, how often, and the first and last time."""

    people: tuple[PersonId, PersonId]
    times: int
    first: date
    last: date


@cache
def in_the_flesh(kind: str) -> bool:
    """Whether events of this kind are meetings in one place."""
    event_class = kind_named(kind)
    return event_class is not None and issubclass(event_class, InTheFlesh)


def company(identity: Identity, row: TimelineEntry | None) -> Company | None:
    """The people of a meeting in person that stands; None for every other event."""
    if row is None or not row.live:
        return None
    if row.sort != "met" or not in_the_flesh(row.kind):
        return None
    return Company(
        i=row.i,
        day=date.fromisoformat(row.day),
        people=frozenset(map(identity.root, row.participants)),
        kind=row.kind,
        minutes=row.minutes,
    )


def companies_among(
    identity: Identity, rows: Iterable[TimelineEntry]
) -> Iterator[Company]:
    """The meetings in person among these events that stand."""
    for row in rows:
        held = company(identity, row)
        if held is not None:
            yield held


def companies(
    tables: Rows,
    identity: Identity,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Iterator[Company]:
    """Every meeting in person that stands, by day and leaf; both bounds included.

    What is kept of each meeting says all of this, so that no event is read.
    """
    for meeting in seated(tables, kinds_in_person(), since=since, until=until):
        yield Company(
            i=meeting.i,
            day=date.fromordinal(meeting.day),
            people=frozenset(map(identity.root, meeting.people)),
            kind=meeting.kind,
            minutes=meeting.minutes,
        )


class SeatedMeeting(NamedTuple):
    """A meeting that stands as it is kept: its day as an ordinal, and its people by their ids, the owner last."""

    i: int
    day: int
    people: Sequence[PersonId]
    kind: str
    minutes: int | None


def seated(
    tables: Rows,
    kinds: Mapping[Form, str],
    *,
    since: date | None = None,
    until: date | None = None,
) -> Iterator[SeatedMeeting]:
    """The meetings of some forms that stand, by day and leaf; both bounds included."""
    seats = ties.seats(tables, since=since, until=until)
    meeting, people = next(seats, _NO_SEATS)
    held = timeline.held(tables, kinds, since=since, until=until)
    for day, i, form, minutes in held:
        number = key_number(day, i)
        while meeting < number:
            meeting, people = next(seats, _NO_SEATS)
        present = people
        if meeting != number:
            present = [tables.owner]
        yield SeatedMeeting(i, day, present, kinds[form], minutes or None)


_NO_SEATS: Final[tuple[int, list[PersonId]]] = sys.maxsize, []
"""After the seats of the last meeting."""


def kinds_by_form() -> dict[Form, str]:
    """The kinds of meetings, calls included, by form."""
    return {form: kind.__name__ for form, kind in forms().items()}


def kinds_in_person() -> dict[Form, str]:
    """The kinds of meetings in one place, by form."""
    kinds = kinds_by_form()
    return {form: kind for form, kind in kinds.items() if in_the_flesh(kind)}


def together(  # noqa: PLR0913 - every bound may be left out
    tables: Rows,
    identity: Identity,
    person: PersonId | None = None,
    *,
    listed: Listed = bool,
    top: int | None = None,
    until: date | None = None,
) -> list[Together]:
    """The pairs of others shown in lists at one table, or those with `person`: the most often first, `top` at most."""
    if person is None:
        tables_held = _shared_tables(tables, identity, until or date.max)
    else:
        rows = timeline.happenings(tables, identity, person, until=until)
        tables_held = _others_at(identity, companies_among(identity, rows))
    return _counted(tables_held, person, cache(listed), top)


def pairs(
    identity: Identity, meetings: Iterable[Company], person: PersonId | None = None
) -> list[Together]:
    """The pairs at these tables, or those with `person`: the most often first."""
    return _counted(_others_at(identity, meetings), person)


def _others_at(
    identity: Identity, meetings: Iterable[Company]
) -> Iterator[tuple[int, Iterable[PersonId]]]:
    """The day of each of these tables, as its ordinal, and the others there."""
    mine = {identity.me}
    for held in meetings:
        yield held.day.toordinal(), held.people - mine


def _shared_tables(
    tables: Rows, identity: Identity, until: date
) -> Iterator[tuple[int, Iterable[PersonId]]]:
    """The day and the others of every meeting in person with several people besides the owner, by day."""
    last_day = until.toordinal()
    people = ties.companions(tables, identity)
    in_person = timeline.meetings_of_forms(tables, kinds_in_person(), among=people)
    for meeting in [*people]:
        others = people.pop(meeting)  # the pairs take its place in memory
        day = key_day(meeting)
        if meeting in in_person and day <= last_day:
            yield day, set(others)


def _counted(
    tables_held: Iterable[tuple[int, Iterable[PersonId]]],
    person: PersonId | None = None,
    listed: Listed = bool,
    top: int | None = None,
) -> list[Together]:
    """The pairs of people shown in lists at these tables, which come by day, or those with `person`; `top` at most."""
    days_together: defaultdict[tuple[PersonId, ...], list[int]] = defaultdict(list)
    for day, others in tables_held:
        for pair in combinations(sorted(filter(listed, others)), 2):
            if person is None or person in pair:
                days_together[pair].append(day)
    by_number = (
        (-len(days), -days[-1], pair, days[0]) for pair, days in days_together.items()
    )
    shown = sorted(by_number) if top is None else nsmallest(top, by_number)
    return [
        Together(
            people=(one, other),
            times=-times,
            first=date.fromordinal(first),
            last=date.fromordinal(-last),
        )
        for times, last, (one, other), first in shown
    ]


def exchanges(tables: Rows, identity: Identity) -> Iterator[TimelineEntry]:
    """The favours and introductions that stand, in order of the ledger, with people as read after merges."""
    leaves = {i for _person, _day, i, _partner in ties.every_exchange(tables)}
    return _standing(tables, identity, leaves)


def exchanges_of(
    tables: Rows, identity: Identity, person: PersonId
) -> Iterator[TimelineEntry]:
    """Those in which a person has part."""
    leaves = ties.exchange_leaves(tables, identity.group(person))
    return _standing(tables, identity, leaves)


def _standing(
    tables: Rows, identity: Identity, leaves: Iterable[int]
) -> Iterator[TimelineEntry]:
    """The events at these leaves that stand, with their people as read after merges."""
    for row in TimelineEntries(tables).at_each(sorted(leaves)):
        if row.live:
            yield as_read(identity, row)


def as_read(identity: Identity, row: TimelineEntry) -> TimelineEntry:
    """The event with its people as read after merges."""
    people = map(identity.root, row.participants)
    return row._replace(people=" ".join(people))


def introductions(
    exchanged: Iterable[TimelineEntry], held: Mapping[PersonId, Sequence[Company]]
) -> list[Introduction]:
    """The introductions among `made`, by day, with what came of them in `held`, the tables of each person."""
    introductions_made: list[Introduction] = []
    for row in exchanged:
        if row.kind != "IntroductionMade":
            continue
        introduction = _introduction(row, held)
        if len(introduction.people) > 1:
            introductions_made.append(introduction)
    return sorted(
        introductions_made,
        key=lambda introduction: (introduction.day, introduction.id),
    )


def _introduction(
    row: TimelineEntry, held: Mapping[PersonId, Sequence[Company]]
) -> Introduction:
    by, *others = row.participants
    day = date.fromisoformat(row.day)
    people = frozenset(others)
    days_met: list[date] = []
    for person in people:
        for meeting in held.get(person, ()):
            in_time = day <= meeting.day <= day + WITHIN
            if in_time and len(meeting.people & people) > 1:
                days_met.append(meeting.day)
    return Introduction(
        id=row.id,
        day=day,
        by=by,
        people=people,
        met_on=min(days_met, default=None),
    )


def introduced(exchanged: Iterable[TimelineEntry]) -> set[PersonId]:
    """Everyone who was introduced to someone."""
    people: set[PersonId] = set()
    for row in exchanged:
        if row.kind == "IntroductionMade":
            _by, *others = row.participants
            people.update(others)
    return people


def by_person(
    meetings: Iterable[Company], people: Collection[PersonId], owner: PersonId
) -> dict[PersonId, list[Company]]:
    """The tables of each of these people; not of the owner, whose tables the others tell."""
    held: defaultdict[PersonId, list[Company]] = defaultdict(list)
    for meeting in meetings:
        for person in meeting.people.intersection(people) - {owner}:
            held[person].append(meeting)
    return held
