"""The course of trust: what a tie from the owner rests on, read once and evaluated on any day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import chain
from math import inf
from operator import itemgetter
from typing import Final

from ledger.facts.event import PersonId, StreamId
from ledger.named_tuple import NamedTuple
from projections.directory.query import Identity
from projections.engine.tables import Rows, ordinal
from projections.trust import query as ties
from projections.trust.model import (
    Tie,
    days_met,
    trust_and_evidence,
    weighed,
    weight_of_day,
)
from projections.trust.tables import EXCHANGES, MEETINGS, MISSED

FOREVER: Final = date.max
COFFEE: Final = 1.0
"""What one coffee is worth, in coffees."""


class Course(NamedTuple):
    """The days met, in order, with the weight of each; the days of exchanges and of no-shows; K."""

    days: Sequence[tuple[int, float]] = ()
    exchanges: Sequence[int] = ()
    missed: Sequence[int] = ()
    scepticism: float = 0.0

    def on(self, day: date, *, knowing: date | None = None) -> Tie:
        """The tie on a day, from what occurred by then, or by the earlier day `known`."""
        known = self._until((knowing or day).toordinal())
        return weighed(*known, as_of=day.toordinal())

    def trust_on(self, day: int) -> float:
        """Trust on a day, given as its ordinal."""
        trust, _evidence = self.trust_and_evidence(day)
        return trust

    def trust_and_evidence(
        self, day: int, *, knowing: int | None = None
    ) -> tuple[float, float]:
        """Trust and evidence on a day, given as its ordinal, as `on` gives them."""
        known = self._until(day if knowing is None else knowing)
        return trust_and_evidence(*known, (day,))[0]

    def on_each(self, days: Sequence[int]) -> list[tuple[float, float]]:
        """Trust and evidence on each of some days, given as ordinals in order."""
        over = bisect_left(days, self._latest())
        so_far = list(map(self.trust_and_evidence, days[:over]))
        return so_far + trust_and_evidence(*self, days[over:])

    def _latest(self) -> int:
        """The last day of all; 0 without any."""
        days, exchanges, missed, _scale = self
        latest = days[-1][0] if days else 0
        if exchanges or missed:
            return max(latest, *exchanges, *missed)
        return latest

    def _until(self, day: int) -> Course:
        """What had occurred by a day."""
        days, exchanges, missed, scale = self
        is_past = not days or days[-1][0] <= day
        if is_past and not exchanges and not missed:
            return self
        if not is_past:
            days = days[: bisect_right(days, (day, inf))]
        if exchanges:
            exchanges = [exchange for exchange in exchanges if exchange <= day]
        if missed:
            missed = [no_show for no_show in missed if no_show <= day]
        return Course(days, exchanges, missed, scale)

    def is_met_on(self, day: int) -> bool:
        """Whether the two met on a day, given as its ordinal."""
        if self.days and self.days[-1][0] < day:
            return False
        place = bisect_left(self.days, (day, -inf))
        return place < len(self.days) and self.days[place][0] == day

    def weighing(self, day: date, weight: float) -> Course:
        """The course, had the meetings of a day been worth this much."""
        weighed_day = day.toordinal()
        if self.days and self.days[-1][0] < weighed_day:
            days = [*self.days, (weighed_day, weight)]
        else:
            place = bisect_left(self.days, (weighed_day, -inf))
            after = bisect_right(self.days, (weighed_day, inf))
            days = [*self.days[:place], (weighed_day, weight), *self.days[after:]]
        return Course(days, self.exchanges, self.missed, self.scepticism)


def course(
    tables: Rows,
    identity: Identity,
    person: PersonId,
    *,
    trust_permille: int | None = None,
) -> Course:
    """What trust in a person rests on; `trust_permille` asks for another culture than the one chosen."""
    owner = tables.owner
    ours = identity.group(owner)
    theirs = identity.group(person)
    scale = ties.scale_of(tables, trust_permille)
    if ours == theirs:
        return Course(scepticism=scale)
    if ours == (owner,):
        days = ties.days_met_by(tables, theirs, FOREVER.toordinal())
    else:
        worths = _worths(tables, identity, person)
        days = [(day, weight_of_day(worths[day])) for day in sorted(worths)]
    until = FOREVER.isoformat()
    exchanges = ties.exchanges(tables, ours, theirs, until)
    no_shows = ties.no_shows(tables, ours, theirs, until)
    return Course(
        days=days,
        exchanges=[exchange.day for exchange in exchanges],
        missed=[no_show.day for no_show in no_shows],
        scepticism=scale,
    )


def courses(
    tables: Rows,
    identity: Identity,
    *,
    trust_permille: int | None = None,
    among: Collection[PersonId] | None = None,
) -> Iterator[tuple[PersonId, Course]]:
    """The course of everyone the owner ever met, or of those `among` these, each once, read in one pass."""
    owner = tables.owner
    if identity.group(owner) != (owner,):
        roots = ties.everybody(tables, identity)
    else:
        roots = set(identity.merged)
        scale = ties.scale_of(tables, trust_permille)
        yield from _unmerged(tables, identity, scale, among)
    if among is not None:
        roots.intersection_update(among)
    for root in sorted(roots):
        owner_course = course(tables, identity, root, trust_permille=trust_permille)
        if owner_course.days:
            yield root, owner_course


def _unmerged(
    tables: Rows,
    identity: Identity,
    scale: float,
    among: Collection[PersonId] | None,
) -> Iterator[tuple[PersonId, Course]]:
    owner = tables.owner
    without = {owner, *chain.from_iterable(identity.merged.values())}
    exchanged = ties.beside(tables.scan(EXCHANGES))
    missed = ties.beside(tables.scan(MISSED))
    forever = FOREVER.toordinal()
    for person, dated, worths in tables.columns(MEETINGS, among):
        if person in without:
            continue
        days = days_met(dated, worths, forever)
        if not days:
            continue
        exchanges: Sequence[int] = ()
        absent: dict[StreamId, int] = {}
        if rows := exchanged(person):
            exchanges = ties.days_exchanged(rows, owner)
        if rows := missed(person):
            by_leaf = ties.missed_by(rows, (owner,))
            by_leaf.sort(key=itemgetter(2), reverse=True)
            absent = {row[3]: ordinal(row[1]) for row in by_leaf}
        yield person, Course(days, exchanges, [*absent.values()], scale)


def with_coffee(
    tables: Rows, identity: Identity, person: PersonId, before: Course, day: date
) -> Course:
    """The course of a person, `known`, with one coffee more on a day."""
    today = day.toordinal()
    if not before.is_met_on(today):
        return before.weighing(day, COFFEE)
    worths = [COFFEE, *_worths(tables, identity, person)[today]]
    return before.weighing(day, weight_of_day(worths))


def _worths(
    tables: Rows, identity: Identity, person: PersonId
) -> defaultdict[int, list[float]]:
    """By day, what each meeting with the owner was worth that was worth anything."""
    owner = tables.owner
    ours = identity.group(owner)
    theirs = identity.group(person)
    worths: defaultdict[int, list[float]] = defaultdict(list)
    for meeting in ties.meetings(tables, owner, ours, theirs, FOREVER.toordinal()):
        if meeting.x:
            worths[meeting.day].append(meeting.x)
    return worths
