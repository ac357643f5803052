"""Who to meet next, and why: a few people, ranked. docs/reference/next.md has the formula."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from heapq import nlargest
from itertools import count
from math import inf
from operator import attrgetter, neg
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from ledger.facts.event import PersonId
from projections.directory import query as directory
from projections.directory.query import Identity, Person
from projections.engine.tables import Rows
from projections.queue import query as queue
from projections.queue.query import Click, Listed
from projections.trust.courses import COFFEE, Course, courses, with_coffee
from projections.trust.model import Tie, scepticism

Reason: TypeAlias = Literal["cadence", "fading", "first", "gain"]
"""Why a person is proposed; of equal reasons the first one here counts.

`first` is a first coffee: with a new connection, or a person who asked to connect.
"""

REASONS: Final[tuple[Reason, ...]] = get_args(Reason)

AHEAD: Final = timedelta(days=30)
"""How far ahead it is looked what trust will be lost; a plan without a day holds as long."""

LEAST_REST: Final = 14
MOST_REST: Final = 90
"""Between these, in days, lies the time after which someone met is proposed again."""

SLOTS_A_WEEK: Final = 3

LEAST_CHANGE: Final = 0.001
"""A smaller change of trust, which would be shown as none, is no reason."""


class Prospect(NamedTuple):
    """Someone who may be proposed, with what a coffee today and 30 days without one would change."""

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


def proposals(  # noqa: PLR0913 - one more than five, and each needed
    tables: Rows,
    identity: Identity,
    entries: Iterable[Person],
    listed: Listed,
    today: date,
    *,
    past: Iterable[tuple[PersonId, Course]] | None = None,
    among: Collection[PersonId] | None = None,
    most: int | None = None,
) -> list[Proposal]:
    """Everyone who may be proposed today, the first first: the sum of 1 / place over the reasons.

    `entries` are those of all people, which say what is wished; `past` are the courses of the people
    in lists, where they were read before. With `among` only these people, with `most` no more than so
    many, at the places that they have among everyone.
    """
    wishes = _wishes(entries, identity)
    every_course = courses(tables, identity) if past is None else past
    candidates = list(
        _candidates(tables, identity, wishes, listed, today, every_course=every_course)
    )
    places = {reason: _places(reason, candidates, today) for reason in REASONS}
    scores = _scores(places)
    if among is not None:
        chosen = scores.keys() & among
        scores = {person: scores[person] for person in chosen}
    if most is not None and len(scores) > most:
        least = nlargest(most, scores.values())[-1]
        scores = {person: score for person, score in scores.items() if score >= least}
    proposed = [
        _proposal(candidate, places, scores[candidate.person])
        for candidate in candidates
        if candidate.person in scores
    ]
    return sorted(proposed, key=_order)[:most]


def _places(
    reason: Reason, candidates: Sequence[Prospect], today: date
) -> dict[PersonId, int]:
    """The places of the people that a reason holds for."""
    ranked = _ranked(reason, candidates, today)
    return dict(zip([prospect.person for prospect in ranked], count(1), strict=False))


def _scores(places: Mapping[Reason, Mapping[PersonId, int]]) -> dict[PersonId, float]:
    """The sum of 1 / place over the reasons that hold for a person."""
    scores: defaultdict[PersonId, float] = defaultdict(float)
    for places_of_reason in places.values():
        for person, place in places_of_reason.items():
            scores[person] += 1 / place
    return dict(scores)


def _proposal(
    candidate: Prospect,
    places: Mapping[Reason, Mapping[PersonId, int]],
    score: float,
) -> Proposal:
    places_of_candidate = {
        reason: places[reason][candidate.person]
        for reason in REASONS
        if candidate.person in places[reason]
    }
    return Proposal(
        candidate=candidate,
        reason=min(REASONS, key=lambda reason: places_of_candidate.get(reason, inf)),
        places=places_of_candidate,
        score=score,
    )


def _order(proposal: Proposal) -> tuple[float, int, int, PersonId]:
    """By score, then by the reason and its place, then by id."""
    reason = proposal.reason
    person = proposal.candidate.person
    return -proposal.score, REASONS.index(reason), proposal.places[reason], person


def _ranked(
    reason: Reason, candidates: Sequence[Prospect], today: date
) -> Sequence[Prospect]:
    """The candidates that a reason holds for, the strongest first."""
    if reason == "first":
        return [prospect for prospect in candidates if prospect.owed]
    if reason == "cadence":
        wished = [prospect for prospect in candidates if prospect.every_days]
        passed = [_cadences(prospect, today) for prospect in wished]
        return _greatest(wished, passed)
    change_of = attrgetter("loss" if reason == "fading" else "gain")
    changing: list[Prospect] = []
    for prospect in candidates:
        if not prospect.days_met:
            continue
        if change_of(prospect) >= LEAST_CHANGE:
            changing.append(prospect)
    return _greatest(changing, [*map(change_of, changing)])


def _greatest(prospects: Sequence[Prospect], values: Sequence[float]) -> list[Prospect]:
    """The prospects by their values, the greatest first, and then by id."""
    people = [prospect.person for prospect in prospects]
    ordered = sorted(zip(map(neg, values), people, prospects, strict=True))
    return [prospect for _value, _person, prospect in ordered]


def _cadences(candidate: Prospect, today: date) -> float:
    """How many of the times wished have passed since the last meeting; without end where there was none."""
    if candidate.last_met is None:
        return float("inf")
    if not candidate.every_days:
        return float("inf")
    return (today - candidate.last_met).days / candidate.every_days


def _candidates(  # noqa: PLR0913 - the same
    tables: Rows,
    identity: Identity,
    wishes: Mapping[PersonId, Wish],
    listed: Listed,
    today: date,
    *,
    every_course: Iterable[tuple[PersonId, Course]],
) -> Iterator[Prospect]:
    """The people who may be proposed; those never met in the order of the queue, then by id."""
    away = _arranged(tables, identity, listed, today)
    away |= _snoozed(wishes, today)
    if identity.owner is not None:
        away.add(identity.owner)
    met: set[PersonId] = set()
    for person, past in every_course:
        met.add(person)
        if person in away:
            continue
        wish = wishes.get(person, _NO_WISH)
        if _rested(past, wish, today) and listed(person):
            coffee = with_coffee(tables, identity, person, past, today)
            yield _met(person, wish, past, coffee, today)
    clicks = queue.first_coffees(tables, identity, listed, met.__contains__)
    owed = {click.person: click for click in clicks}
    with_cadence = (person for person, wish in wishes.items() if wish.every_days)
    wished = sorted(with_cadence)
    start = _first_coffee(tables, today)
    candidates_in_turn = dict.fromkeys((*owed, *filter(listed, wished)))
    for person in candidates_in_turn:
        if person in away:
            continue
        if person in met:
            continue
        wish = wishes.get(person, _NO_WISH)
        yield Prospect(
            person,
            with_coffee=start.trust,
            every_days=wish.every_days,
            owed=owed.get(person),
        )


def snoozed(
    entries: Iterable[Person], identity: Identity, today: date
) -> set[PersonId]:
    """The people among these entries not to propose before a later day."""
    return _snoozed(_wishes(entries, identity), today)


def _snoozed(wishes: Mapping[PersonId, Wish], today: date) -> set[PersonId]:
    as_of = today.isoformat()
    return {person for person, wish in wishes.items() if wish.until > as_of}


def _first_coffee(tables: Rows, today: date) -> Tie:
    """The tie that a first coffee today would make."""
    _name, _owner, _culture, trust_permille = directory.book(tables)
    course = Course(scepticism=scepticism(trust_permille))
    return course.weighing(today, COFFEE).on(today)


def _met(
    person: PersonId, wish: Wish, past: Course, coffee: Course, today: date
) -> Prospect:
    """Someone that the owner has not met for a while, with trust as it is, after a coffee, and later."""
    this_day = today.toordinal()
    last_day, _weight = past.days[-1]
    now, later = past.on_each((this_day, this_day + AHEAD.days))
    return Prospect(
        person=person,
        trust=now[0],
        with_coffee=coffee.trust_on(this_day),
        in_30_days=later[0],
        days_met=len(past.days),
        last_met=date.fromordinal(last_day),
        every_days=wish.every_days,
    )


def _rested(past: Course, wish: Wish, today: date) -> bool:
    """Whether it is time: by the cadence wished, else by how often the two usually meet."""
    first_day, _first_weight = past.days[0]
    last_day, _last_weight = past.days[-1]
    since = today.toordinal() - last_day
    if wish.every_days:
        return since >= wish.every_days
    intervals = len(past.days) - 1
    if intervals == 0:
        return since >= LEAST_REST
    usual = (last_day - first_day) / intervals
    return since >= min(max(usual, LEAST_REST), MOST_REST)


class Wish(NamedTuple):
    """The cadence wished with a person, and the day before which not to propose him, empty for none."""

    every_days: int | None = None
    until: str = ""


_NO_WISH: Final = Wish()


def _wishes(entries: Iterable[Person], identity: Identity) -> dict[PersonId, Wish]:
    """The wishes about people, merged ones as one: the shortest cadence, the latest day."""
    wishes: dict[PersonId, Wish] = {}
    for person in entries:
        if not person.every_days and not person.until:
            continue
        root = identity.root(person.id)
        before = wishes.get(root, _NO_WISH)
        cadences = filter(None, (before.every_days, person.every_days))
        wishes[root] = Wish(
            every_days=min(cadences, default=None),
            until=max(before.until, person.until or ""),
        )
    return wishes


def _arranged(
    tables: Rows, identity: Identity, listed: Listed, today: date
) -> set[PersonId]:
    """The people with a meeting planned for a day to come, or was proposed lately without a day."""
    arranged: set[PersonId] = set()
    long_ago = today - AHEAD
    for plan in queue.plans(tables, identity, listed):
        is_over = (
            plan.planned_for < today
            if plan.planned_for
            else plan.proposed_on <= long_ago
        )
        if not is_over:
            arranged.update(plan.people)
    return arranged


def slots(today: date, taken: set[date], number: int) -> list[date]:
    """The next days to propose: weekdays after today, one meeting a day, three a week, none on days `taken`."""
    days: list[date] = []
    slots_of_week = Counter[tuple[int, int]]()
    day = today
    while len(days) < number:
        day += timedelta(days=1)
        year, week, weekday = day.isocalendar()
        is_free = weekday <= 5 and day not in taken
        has_room = is_free and slots_of_week[year, week] < SLOTS_A_WEEK
        if has_room:
            slots_of_week[year, week] += 1
            days.append(day)
    return days
