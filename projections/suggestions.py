"""Whom to meet next, and why: a few people, ranked. docs/reference/next.md has the formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from ledger.facts.event import PersonId
from projections.directory import query as directory
from projections.directory.identity import Identity
from projections.engine.tables import Rows
from projections.queue import query as queue
from projections.queue.query import Click, Listed
from projections.trust.courses import COFFEE, Course, courses, with_coffee
from projections.trust.model import Tie, scepticism

Reason: TypeAlias = Literal["cadence", "fading", "first", "gain"]
"""Why somebody is proposed; of equal reasons the one that stands first here is told."""

REASONS: Final[tuple[Reason, ...]] = get_args(Reason)

AHEAD: Final = timedelta(days=30)
"""How far ahead it is looked what trust will be lost; a plan without a day holds as long."""

LEAST_REST: Final = 14
MOST_REST: Final = 90
"""Between these, in days, lies the time after which somebody met is proposed again."""

SLOTS_A_WEEK: Final = 3

LEAST_CHANGE: Final = 0.001
"""A smaller change of trust, which would be shown as none, is no reason."""


class Prospect(NamedTuple):
    """Somebody who may be proposed, with what a coffee today and 30 days without one would change."""

    person: PersonId
    trust: float = 0.0
    with_coffee: float = 0.0
    in_30_days: float = 0.0
    days_met: int = 0
    last_met: date | None = None
    every_days: int | None = None
    owed: Click | None = None

    @property
    def gain(self) -> float:
        """What one coffee today would add to trust."""
        return self.with_coffee - self.trust

    @property
    def loss(self) -> float:
        """The trust that 30 days without a meeting would take; 0 where an old no-show fades faster."""
        return max(0.0, self.trust - self.in_30_days)


class Proposal(NamedTuple):
    """A candidate, the reason that ranks him highest, his place by each reason, and his score."""

    candidate: Prospect
    reason: Reason
    places: Mapping[Reason, int]
    score: float


def proposals(tables: Rows, identity: Identity, listed: Listed, today: date) -> list[Proposal]:
    """Everybody who may be proposed today, the first first: the sum of 1 / place over the reasons."""
    candidates = list(_candidates(tables, identity, listed, today))
    places: dict[PersonId, dict[Reason, int]] = {}
    for reason in REASONS:
        for place, each in enumerate(_ranked(reason, candidates, today), start=1):
            places.setdefault(each.person, {})[reason] = place
    found = [_proposal(each, places[each.person]) for each in candidates if each.person in places]
    return sorted(
        found,
        key=lambda each: (
            -each.score,
            REASONS.index(each.reason),
            each.places[each.reason],
            each.candidate.person,
        ),
    )


def _proposal(candidate: Prospect, places: Mapping[Reason, int]) -> Proposal:
    reason = min(places, key=lambda each: (places[each], REASONS.index(each)))
    return Proposal(candidate, reason, places, sum(1 / place for place in places.values()))


def _ranked(reason: Reason, candidates: Sequence[Prospect], today: date) -> Sequence[Prospect]:
    """The candidates for whom a reason holds, the one for whom it holds most first."""
    met = [each for each in candidates if each.days_met]
    match reason:
        case "cadence":
            wished = [each for each in candidates if each.every_days]
            return sorted(wished, key=lambda each: (-_cadences(each, today), each.person))
        case "fading":
            fading = [each for each in met if each.loss >= LEAST_CHANGE]
            return sorted(fading, key=lambda each: (-each.loss, each.person))
        case "first":
            return [each for each in candidates if each.owed]
        case "gain":
            gaining = [each for each in met if each.gain >= LEAST_CHANGE]
            return sorted(gaining, key=lambda each: (-each.gain, each.person))


def _cadences(candidate: Prospect, today: date) -> float:
    """How many of the times wished have passed since the last meeting; without end where there was none."""
    if candidate.last_met is None or not candidate.every_days:
        return float("inf")
    return (today - candidate.last_met).days / candidate.every_days


def _candidates(tables: Rows, identity: Identity, listed: Listed, today: date) -> Iterator[Prospect]:
    """The people who may be proposed; those never met in the order of the queue, then by id."""
    wishes = _wishes(tables, identity)
    away = _arranged(tables, identity, listed, today) | {identity.owner}
    away |= {who for who, wish in wishes.items() if wish.until > today.isoformat()}
    met: set[PersonId] = set()
    for person, known in courses(tables, identity):
        met.add(person)
        wish = wishes.get(person, _NO_WISH)
        if person not in away and _rested(known, wish, today) and listed(person):
            coffee = with_coffee(tables, identity, person, known, today)
            yield _met(person, wish, known.on(today), coffee.on(today), known.on(today + AHEAD))
    start = Course(scepticism=scepticism(directory.book(tables)[3])).weighing(today, COFFEE).on(today)
    owed = {each.person: each for each in queue.owed(tables, identity, listed, met.__contains__)}
    wished = sorted(who for who, wish in wishes.items() if wish.every_days and listed(who))
    for who in dict.fromkeys((*owed, *wished)):
        if who not in away and who not in met:
            every = wishes.get(who, _NO_WISH).every_days
            yield Prospect(who, with_coffee=start.trust, every_days=every, owed=owed.get(who))


def _met(person: PersonId, wish: Wish, now: Tie, coffee: Tie, later: Tie) -> Prospect:
    return Prospect(person, now.trust, coffee.trust, later.trust, now.days_met, now.last_met, wish.every_days)


def _rested(known: Course, wish: Wish, today: date) -> bool:
    """Whether it is time: by the cadence wished, else by how often the two usually meet."""
    days = [day for day, _weight in known.days]
    since = today.toordinal() - days[-1]
    if wish.every_days:
        return since >= wish.every_days
    usual = (days[-1] - days[0]) / (len(days) - 1) if len(days) > 1 else LEAST_REST
    return since >= min(max(usual, LEAST_REST), MOST_REST)


class Wish(NamedTuple):
    """The cadence wished with a person, and the day before which not to propose him, empty for none."""

    every_days: int | None = None
    until: str = ""


_NO_WISH: Final = Wish()


def _wishes(tables: Rows, identity: Identity) -> dict[PersonId, Wish]:
    """The wishes about people, merged ones as one: the shortest cadence, the latest day."""
    found: dict[PersonId, Wish] = {}
    for each in directory.people(tables):
        if each.every_days or each.until:
            root = identity.root(each.id)
            before = found.get(root, _NO_WISH)
            cadences = [days for days in (before.every_days, each.every_days) if days]
            found[root] = Wish(min(cadences, default=None), max(before.until, each.until or ""))
    return found


def _arranged(tables: Rows, identity: Identity, listed: Listed, today: date) -> set[PersonId]:
    """With whom a meeting is planned for a day to come, or was proposed lately without a day."""
    return {
        person
        for plan in queue.plans(tables, identity, listed)
        if (plan.planned_for >= today if plan.planned_for else plan.proposed_on > today - AHEAD)
        for person in plan.people
    }


def slots(today: date, taken: set[date], count: int) -> list[date]:
    """The next days to propose: weekdays after today, one meeting a day, three a week, none on days `taken`."""
    found: list[date] = []
    day = today
    while len(found) < count:
        day += timedelta(days=1)
        this_week = [each for each in found if each.isocalendar()[:2] == day.isocalendar()[:2]]
        if day.weekday() < 5 and day not in taken and len(this_week) < SLOTS_A_WEEK:
            found.append(day)
    return found
