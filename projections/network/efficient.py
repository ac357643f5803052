"""An efficient network: what people do for each other, against the hours they met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ledger.facts.event import PersonId
from projections.directory.query import Identity
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
from projections.network.attention import usual_minutes_by_form
from projections.queue.query import Listed
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry
from projections.trust import query as ties


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
) -> list[Efficient]:
    """The figures as of each of these days, in order."""
    me = identity.me
    exchanged = list(exchanges(tables, identity))
    people = introduced(exchanged)
    minutes = timeline.minutes_until(
        tables,
        usual_minutes_by_form(),
        ties.meetings_with_others(tables, identity, listed, until=max(days)),
        days,
    )
    held: list[Company] = []
    if people:
        in_time = companies(tables, identity, until=max(days))
        held = [company for company in in_time if company.people & people]
    introduced_pairs = introductions(exchanged, by_person(held, people, me))
    days_given, days_received = _exchanged(exchanged, me, listed)
    efficient_on: list[Efficient] = []
    for day, minutes_met in zip(days, minutes, strict=True):
        until = day.isoformat()
        figures = _on(
            day,
            gave=sum(given_on <= until for given_on in days_given),
            got=sum(received_on <= until for received_on in days_received),
            minutes=minutes_met,
            introduced_pairs=introduced_pairs,
        )
        efficient_on.append(figures)
    return efficient_on


def _exchanged(
    exchanged: Sequence[TimelineEntry], me: PersonId, listed: Listed
) -> tuple[list[str], list[str]]:
    """The days on which the owner gave something, and received something."""
    days_given: list[str] = []
    days_received: list[str] = []
    for row in exchanged:
        by, *others = row.participants
        if row.kind == "FavourReceived":
            if by == me and listed(others[0]):
                days_received.append(row.day)
        elif by == me:
            if any(map(listed, others)):
                days_given.append(row.day)
        elif me in others and listed(by):
            days_received.append(row.day)
    return days_given, days_received


def _on(
    day: date,
    gave: int,
    got: int,
    minutes: int,
    introduced_pairs: Sequence[Introduction],
) -> Efficient:
    so_far = [
        introduction for introduction in introduced_pairs if introduction.day <= day
    ]
    led = waiting = 0
    for introduction in so_far:
        has_led = introduction.met_on and introduction.met_on <= day
        if has_led:
            led += 1
        elif introduction.day + WITHIN >= day:
            waiting += 1
    tried = len(so_far) - waiting
    hours = minutes / 60
    balance = None
    if gave + got:
        balance = gave - got
    per_hour = None
    if hours:
        per_hour = (gave + got) / hours
    led_share = None
    if tried:
        led_share = led / tried
    return Efficient(
        given=gave,
        received=got,
        balance=balance,
        hours_met=hours,
        exchanges_per_hour=per_hour,
        introductions=len(so_far),
        introductions_met=led,
        introductions_met_share=led_share,
    )
