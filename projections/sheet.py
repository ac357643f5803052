"""The page to read before a meeting: all that the ledger holds about one person.

`person_sheet` gives facts and figures only. People are ids, and a text is the leaf in `TimelineEntry.text`:
names and texts are looked up where the sheet is shown (`projections.cli.person_page`, the report).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ledger.facts.event import PersonId, StreamId
from ledger.named_tuple import NamedTuple
from projections.agenda import Balance
from projections.directory.query import Identity, card
from projections.directory.tables import Person
from projections.engine.tables import Rows
from projections.network import acquaintances
from projections.network.acquaintances import Company, Introduction, Together
from projections.network.attention import minutes
from projections.queue import query as queue
from projections.queue.query import Listed, Open
from projections.queue.tables import ConnectionRow
from projections.rhythm import Rhythm, rhythm
from projections.standing import balance_with
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry
from projections.trust import courses
from projections.trust.courses import Course
from projections.trust.model import Tie

CURVE: Final = tuple(range(360, -1, -15))
"""The days, counted back from today, on which trust is shown."""


class Promises(NamedTuple):
    """What came of the plans with a person: held, missed by the person, missed by the owner."""

    kept: int
    missed: int
    missed_by_owner: int


@dataclass(frozen=True, kw_only=True)
class PersonSheet:
    """What to know before meeting a person. Lists of events begin with the most recent.

    `since` is the first thing that happened with the person, `first_meeting` the first meeting with the
    owner. `meetings` are those with the owner, calls included; `minutes` is the time spent together in one
    place. `introduced_by` are the introductions of the person to the owner, `introductions` all others.
    """

    person: PersonId
    card: Person
    as_of: date
    tie: Tie
    with_coffee: float
    curve: Sequence[tuple[date, float]]
    since: TimelineEntry | None
    first_meeting: TimelineEntry | None
    connections: Sequence[ConnectionRow]
    meetings: Sequence[TimelineEntry]
    minutes: int
    notes: Sequence[TimelineEntry]
    plans: Sequence[Open]
    favours: Sequence[TimelineEntry]
    balance: Balance
    introduced_by: Sequence[Introduction]
    introductions: Sequence[Introduction]
    promises: Promises
    common: Sequence[Together]
    rhythm: Rhythm | None


def person_sheet(
    tables: Rows, identity: Identity, listed: Listed, person: PersonId, today: date
) -> PersonSheet:
    """The sheet about a person on a day. `listed` tells which other people may be named."""
    rows = [row for row in timeline.happenings(tables, identity, person) if row.live]
    course = courses.course(tables, identity, person)
    coffee = courses.with_coffee(tables, identity, person, course, today)
    meetings = [row for row in rows if _with_owner(row, identity)]
    exchanged = [
        acquaintances.as_read(identity, row) for row in _of_sort(rows, "exchange")
    ]
    introduced_by, introductions = _introductions(
        tables, identity, listed, person, exchanged
    )
    dated = (row for row in rows if row.day and row.sort in _TOGETHER)
    rows_exchanged = [row for row in exchanged[::-1] if row.kind != "IntroductionMade"]
    return PersonSheet(
        person=person,
        card=card(tables, identity.group(person)),
        as_of=today,
        tie=course.on(today),
        with_coffee=coffee.on(today).trust,
        curve=_curve(course, today),
        since=next(dated, None),
        first_meeting=next(iter(meetings), None),
        connections=queue.connected(tables, identity, person),
        meetings=meetings[::-1],
        minutes=_minutes(meetings, identity),
        notes=_of_sort(rows, "note")[::-1],
        plans=_plans(tables, identity, listed, person),
        favours=rows_exchanged,
        balance=balance_with(person, exchanged, identity),
        introduced_by=introduced_by,
        introductions=introductions[::-1],
        promises=_promises(tables, identity, person, rows),
        common=_common(identity, listed, person, rows),
        rhythm=rhythm([day for day, _weight in course.days], today),
    )


_TOGETHER: Final = frozenset({"met", "plan", "exchange", "click"})
"""The sorts of events that two people have part in."""


def _of_sort(rows: Iterable[TimelineEntry], sort: str) -> list[TimelineEntry]:
    return [row for row in rows if row.sort == sort]


def _with_owner(row: TimelineEntry, identity: Identity) -> bool:
    if row.sort != "met":
        return False
    owner = identity.me
    return owner in map(identity.root, row.participants)


def _curve(course: Course, today: date) -> list[tuple[date, float]]:
    """Trust on the days of the last year."""
    days = [today - timedelta(days=ago) for ago in CURVE]
    return [(day, course.on(day).trust) for day in days]


def _minutes(meetings: Iterable[TimelineEntry], identity: Identity) -> int:
    """The minutes spent in one place; the usual ones where none are noted."""
    total = 0
    for row in meetings:
        company = acquaintances.company(identity, row)
        if company is not None:
            total += minutes(company)
    return total


def _plans(
    tables: Rows, identity: Identity, listed: Listed, person: PersonId
) -> list[Open]:
    """The open plans with a person, those of a person kept out of lists included."""

    def shown(somebody: PersonId) -> bool:
        return somebody == person or listed(somebody)

    plans = queue.plans(tables, identity, shown)
    return [plan for plan in plans if person in plan.people]


def _common(
    identity: Identity,
    listed: Listed,
    person: PersonId,
    rows: Iterable[TimelineEntry],
) -> list[Together]:
    """The people who shared a table with the person, most often first."""
    companies = acquaintances.companies_among(identity, rows)
    pairs = acquaintances.pairs(identity, companies, person)
    return [pair for pair in pairs if all(map(listed, {*pair.people} - {person}))]


def _introductions(
    tables: Rows,
    identity: Identity,
    listed: Listed,
    person: PersonId,
    exchanged: Sequence[TimelineEntry],
) -> tuple[list[Introduction], list[Introduction]]:
    """The introductions between owner and person, and the others that name the person."""
    owner = identity.me
    people = acquaintances.introduced(exchanged) - {owner}
    tables_of = {
        somebody: _companies(tables, identity, somebody) for somebody in people
    }
    to_owner: list[Introduction] = []
    others: list[Introduction] = []
    for introduction in acquaintances.introductions(exchanged, tables_of):
        named = {introduction.by, *introduction.people} - {owner, person}
        if not all(map(listed, named)):
            continue
        together = {owner, person} <= introduction.people
        side = to_owner if together else others
        side.append(introduction)
    return to_owner, others


def _companies(tables: Rows, identity: Identity, person: PersonId) -> list[Company]:
    """The tables at which a person was."""
    rows = timeline.happenings(tables, identity, person)
    return list(acquaintances.companies_among(identity, rows))


def _promises(
    tables: Rows, identity: Identity, person: PersonId, rows: Iterable[TimelineEntry]
) -> Promises:
    """What came of the plans in which both had part."""
    owner = identity.me
    planned: set[StreamId] = set()
    held: set[StreamId] = set()
    missed: defaultdict[PersonId, int] = defaultdict(int)
    for row in rows:
        if row.kind == "MeetingProposed":
            planned.add(row.stream)
        elif _with_owner(row, identity):
            held.add(row.stream)
        elif row.kind == "MeetingMissed":
            fact = tables.fact(row.i)
            if fact is not None:
                missed[identity.root(fact.state["missed_by"])] += 1
    return Promises(
        kept=len(planned & held), missed=missed[person], missed_by_owner=missed[owner]
    )
