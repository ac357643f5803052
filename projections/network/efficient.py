"""An efficient network: what people do for each other, against the hours they met."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from math import fsum
from typing import NamedTuple

from ledger.facts.event import PersonId
from projections.directory.identity import Identity
from projections.engine.tables import Rows
from projections.network.acquaintances import (
    WITHIN,
    Company,
    Introduction,
    by_person,
    companies,
    exchanges,
    introduced,
    introductions,
)
from projections.network.attention import minutes
from projections.queue.query import Listed
from projections.timeline.entries import Happening


class Efficient(NamedTuple):
    """Efficient: what people do for each other."""

    given: int
    received: int
    balance: int | None
    hours_met: float
    exchanges_per_hour: float | None
    introductions: int
    introductions_met: int
    introductions_met_share: float | None


def efficient(
    tables: Rows, identity: Identity, listed: Listed, days: Sequence[date]
) -> dict[date, Efficient]:
    """The figures as of each of these days."""
    me = identity.root(identity.owner or "")
    made = list(exchanges(tables, identity))
    wanted, hours = introduced(made), defaultdict[date, float](float)
    held: list[Company] = []
    for each in companies(tables, identity, until=max(days)):
        if me in each.people and any(map(listed, each.people - {me})):
            hours[each.day] += minutes(each) / 60
        if each.people & wanted:
            held.append(each)
    known = introductions(made, by_person(held, wanted, me))
    given, received = _exchanged(made, me, listed)
    return {
        day: _on(
            day,
            sum(each <= day.isoformat() for each in given),
            sum(each <= day.isoformat() for each in received),
            fsum(each for held_on, each in hours.items() if held_on <= day),
            known,
        )
        for day in days
    }


def _exchanged(made: Sequence[Happening], me: PersonId, listed: Listed) -> tuple[list[str], list[str]]:
    """The days of what the owner gave, and of what he received."""
    given, received = [], []
    for row in made:
        by, *others = row.participants
        if row.kind == "FavourReceived":
            received += [row.day] * (by == me and listed(others[0]))
        elif by == me:
            given += [row.day] * any(map(listed, others))
        elif me in others:
            received += [row.day] * listed(by)
    return given, received


def _on(day: date, given: int, received: int, hours: float, known: Sequence[Introduction]) -> Efficient:
    made = [each for each in known if each.day <= day]
    led = [each for each in made if each.met_on and each.met_on <= day]
    waiting = [each for each in made if each.day + WITHIN >= day and not (each.met_on and each.met_on <= day)]
    tried = len(made) - len(waiting)
    return Efficient(
        given=given,
        received=received,
        balance=given - received if given + received else None,
        hours_met=hours,
        exchanges_per_hour=(given + received) / hours if hours else None,
        introductions=len(made),
        introductions_met=len(led),
        introductions_met_share=len(led) / tried if tried else None,
    )
