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
    exchanged = list(exchanges(tables, identity))
    people, hours = introduced(exchanged), defaultdict[date, float](float)
    held: list[Company] = []
    for company in companies(tables, identity, until=max(days)):
        if me in company.people and any(map(listed, company.people - {me})):
            hours[company.day] += minutes(company) / 60
        if company.people & people:
            held.append(company)
    introduced_pairs = introductions(exchanged, by_person(held, people, me))
    days_given, received = _exchanged(exchanged, me, listed)
    return {
        day: _on(
            day,
            sum(moment <= day.isoformat() for moment in days_given),
            sum(moment <= day.isoformat() for moment in received),
            fsum(moment for held_on, moment in hours.items() if held_on <= day),
            introduced_pairs,
        )
        for day in days
    }


def _exchanged(exchanged: Sequence[Happening], me: PersonId, listed: Listed) -> tuple[list[str], list[str]]:
    """The days of what the owner gave, and of what he received."""
    days_given, days_received = [], []
    for row in exchanged:
        by, *others = row.participants
        if row.kind == "FavourReceived":
            days_received += [row.day] * (by == me and listed(others[0]))
        elif by == me:
            days_given += [row.day] * any(map(listed, others))
        elif me in others:
            days_received += [row.day] * listed(by)
    return days_given, days_received


def _on(day: date, gave: int, got: int, hours: float, introduced_pairs: Sequence[Introduction]) -> Efficient:
    so_far = [introduction for introduction in introduced_pairs if introduction.day <= day]
    led = [attempt for attempt in so_far if attempt.met_on and attempt.met_on <= day]
    waiting = [
        attempt
        for attempt in so_far
        if attempt.day + WITHIN >= day and not (attempt.met_on and attempt.met_on <= day)
    ]
    tried = len(so_far) - len(waiting)
    return Efficient(
        given=gave,
        received=got,
        balance=gave - got if gave + got else None,
        hours_met=hours,
        exchanges_per_hour=(gave + got) / hours if hours else None,
        introductions=len(so_far),
        introductions_met=len(led),
        introductions_met_share=len(led) / tried if tried else None,
    )
