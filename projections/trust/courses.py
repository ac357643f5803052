"""The course of trust: what a tie from the owner rests on, read once and evaluated on any day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from math import inf
from operator import itemgetter
from typing import Final, NamedTuple

from ledger.facts.event import PersonId
from projections.directory.identity import Identity
from projections.directory.query import book
from projections.engine.tables import Rows, ordinal
from projections.trust import query as ties
from projections.trust.model import Tie, days_met, scepticism, weighed, weight_of_day
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
        until = (knowing or day).toordinal()
        return weighed(
            self.days[: bisect_right(self.days, (until, inf))],
            [exchange for exchange in self.exchanges if exchange <= until],
            [no_show for no_show in self.missed if no_show <= until],
            self.scepticism,
            day.toordinal(),
        )

    def weighing(self, day: date, weight: float) -> Course:
        """The same, had the meetings of a day been worth so much."""
        other_days = [met for met in self.days if met[0] != day.toordinal()]
        return self._replace(days=sorted([*other_days, (day.toordinal(), weight)]))


def course(
    tables: Rows, identity: Identity, person: PersonId, *, trust_permille: int | None = None
) -> Course:
    """What trust in a person rests on; `trust_permille` asks for another culture than the one chosen."""
    _name, owner, _culture, chosen = book(tables)
    ours, theirs = identity.group(owner), identity.group(person)
    scale = scepticism(trust_permille or chosen)
    if ours == theirs:
        return Course(scepticism=scale)
    if ours == (owner,):
        days: Sequence[tuple[int, float]] = ties.days_met_by(tables, theirs, FOREVER.toordinal())
    else:
        worths = _worths(tables, identity, person).items()
        days = [(day, weight_of_day(same)) for day, same in sorted(worths)]
    return Course(
        days,
        [exchange.day for exchange in ties.exchanges(tables, ours, theirs, FOREVER.isoformat())],
        [no_show.day for no_show in ties.no_shows(tables, theirs, FOREVER.isoformat())],
        scale,
    )


def courses(
    tables: Rows, identity: Identity, *, trust_permille: int | None = None
) -> Iterator[tuple[PersonId, Course]]:
    """The course of everybody whom the owner ever met, each once, read in one pass."""
    owner = book(tables)[1]
    if identity.group(owner) != (owner,):
        roots = ties.everybody(tables, identity)
    else:
        roots = set(identity.merged)
        yield from _unmerged(tables, identity, scepticism(trust_permille or book(tables)[3]))
    for root in sorted(roots):
        owner_course = course(tables, identity, root, trust_permille=trust_permille)
        if owner_course.days:
            yield root, owner_course


def _unmerged(tables: Rows, identity: Identity, scale: float) -> Iterator[tuple[PersonId, Course]]:
    owner = book(tables)[1]
    without = {person for group in identity.merged.values() for person in group} | {owner}
    exchanged, missed = ties.beside(tables.scan(EXCHANGES)), ties.beside(tables.scan(MISSED))
    for person, dated, worths in tables.columns(MEETINGS):
        if person not in without and (days := days_met(dated, worths, FOREVER.toordinal())):
            back = {(i, ordinal(day)) for _p, day, i, partner in exchanged(person) if partner == owner}
            by_leaf = sorted(missed(person), key=itemgetter(2), reverse=True)
            absent = {stream: ordinal(day) for _p, day, _i, stream in by_leaf}
            yield person, Course(days, [day for _i, day in back], [*absent.values()], scale)


def with_coffee(tables: Rows, identity: Identity, person: PersonId, before: Course, day: date) -> Course:
    """The course of a person, `known`, with one coffee more on a day."""
    today = day.toordinal()
    worths = _worths(tables, identity, person)[today] if any(met[0] == today for met in before.days) else []
    return before.weighing(day, weight_of_day([*worths, COFFEE]))


def _worths(tables: Rows, identity: Identity, person: PersonId) -> defaultdict[int, list[float]]:
    """By day, what each meeting with the owner was worth that was worth anything."""
    owner = book(tables)[1]
    worths: defaultdict[int, list[float]] = defaultdict(list)
    ours, theirs = identity.group(owner), identity.group(person)
    for meeting in ties.meetings(tables, owner, ours, theirs, FOREVER.toordinal()):
        if meeting.x:
            worths[meeting.day].append(meeting.x)
    return worths
