"""Who of a ledger's owners knows a person best: each owner's trust, since when, and by whose introduction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledger.facts.event import PersonId
from projections.directory.query import Identity
from projections.engine.tables import Rows
from projections.network.acquaintances import Introduction, exchanges, introductions
from projections.trust import query as ties
from projections.trust.model import Tie


class Knower(NamedTuple):
    """An owner who met a person: the tie, the first day they met, and who introduced them."""

    owner: PersonId
    tie: Tie
    since: date
    introduced_by: tuple[PersonId, ...]


def knowers(
    tables: Rows,
    identity: Identity,
    owners: Iterable[PersonId],
    person: PersonId,
    as_of: date,
) -> list[Knower]:
    """The owners who met a person by that day: those who trust most first, of equals those who met last."""
    target = identity.root(person)
    introduced = introductions(exchanges(tables, identity), {})
    met: list[Knower] = []
    for owner in sorted(set(map(identity.root, owners)) - {target}):
        tie = ties.tie(tables, identity, owner, target, as_of, is_owner=True)
        if tie.days_met:
            since = _first_day(tables, identity, owner, target, as_of)
            introducers = _introducers(introduced, {owner, target}, as_of)
            met.append(Knower(owner, tie, since, introducers))
    return sorted(met, key=_rank)


def _rank(knower: Knower) -> tuple[float, int, PersonId]:
    last_met = knower.tie.last_met or date.min
    return -knower.tie.trust, -last_met.toordinal(), knower.owner


def _first_day(
    tables: Rows, identity: Identity, owner: PersonId, person: PersonId, as_of: date
) -> date:
    """The first day on which both met in person."""
    meetings = ties.meetings(
        tables,
        tables.owner,
        identity.group(owner),
        identity.group(person),
        as_of.toordinal(),
    )
    return date.fromordinal(min(meeting.day for meeting in meetings if meeting.x))


def _introducers(
    introduced: Sequence[Introduction], pair: set[PersonId], as_of: date
) -> tuple[PersonId, ...]:
    """Those who introduced these two to each other, in the order in which they did."""
    people_introducing = (
        introduction.by
        for introduction in introduced
        if pair <= introduction.people and introduction.day <= as_of
    )
    introducers = dict.fromkeys(people_introducing)
    return tuple(introducers)
