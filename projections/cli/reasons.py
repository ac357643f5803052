"""Why to meet a person, as one would say it: `met once in March, never again`, `asked to connect on Monday`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from ledger.facts.event import PersonId
from ledger.language import N_, _, _n
from ledger.language.phrases import (
    show_ago,
    show_network,
    show_number,
    show_since,
    show_when,
)
from projections.cli.read_session import ReadSession
from projections.network.acquaintances import exchanges_of
from projections.queue.query import Click
from projections.standing import balance_with
from projections.suggestions import Proposal, Prospect, Reason
from projections.timeline.entries import TimelineEntry

DIGITS: Final = 3

RANKINGS: Final[Mapping[Reason, str]] = {
    "cadence": N_("cadence"),
    "fading": N_("fading"),
    "first": N_("first coffee"),
    "gain": N_("gain"),
}
"""What each ranking is called beside a place in it."""


def first_coffee(click: Click, today: date) -> str:
    """Why a first coffee is due: a request, or a connection that was never met."""
    network = show_network(click.network)
    if click.standing == "requested":
        if click.day is None:
            return _("asked to connect on {network}").format(network=network)
        when = show_when(click.day, today, click.precision)
        return _("asked to connect {when}").format(when=when)
    if click.day is None:
        return _("connected on {network}, never met").format(network=network)
    since = show_since(click.day, today, click.precision)
    return _("connected on {network} {since}, never met").format(
        network=network, since=since
    )


def requested(click: Click, today: date) -> str:
    """How long a request of the owner waits for an answer."""
    network = show_network(click.network)
    if click.day is None:
        return _("you asked to connect on {network}").format(network=network)
    when = show_when(click.day, today, click.precision)
    return _("you asked to connect {when}").format(when=when)


def why(reading: ReadSession, proposal: Proposal, today: date) -> str:
    """Why a person is proposed, without arithmetic. It tells what is, and blames no one."""
    prospect = proposal.candidate
    reasons = [_main_reason(reading, proposal, today)]
    reasons += _done_for_owner(reading, prospect.person)
    return "; ".join(reasons)


def _main_reason(reading: ReadSession, proposal: Proposal, today: date) -> str:
    prospect = proposal.candidate
    if proposal.reason == "cadence":
        return _cadence(prospect, today)
    if proposal.reason == "first" and prospect.owed is not None:
        return first_coffee(prospect.owed, today)
    return _history(reading, prospect, today)


def _cadence(prospect: Prospect, today: date) -> str:
    """The cadence set, and how many days have passed."""
    days = prospect.every_days or 0
    if prospect.last_met is None:
        return _n(
            "you aim for every day; not met yet",
            "you aim for every {days} days; not met yet",
            days,
        ).format(days=show_number(days))
    passed = (today - prospect.last_met).days
    return _n(
        "you aim for every day; last met {ago}",
        "you aim for every {days} days; last met {ago}",
        days,
    ).format(days=show_number(days), ago=show_ago(passed))


def _history(reading: ReadSession, prospect: Prospect, today: date) -> str:
    """How often a person was met, and when last."""
    last_met = prospect.last_met or today
    precision = reading.queries.precision_of(prospect.person, last_met)
    when = show_when(last_met, today, precision)
    if prospect.days_met == 1:
        return _("met once {when}, never again").format(when=when)
    return _("met {count} times, most recently {when}").format(
        count=show_number(prospect.days_met), when=when
    )


def _done_for_owner(reading: ReadSession, person: PersonId) -> list[str]:
    """What a person did for the owner that speaks for a coffee: introductions, else favours not yet returned."""
    identity = reading.identity
    exchanged = list(exchanges_of(reading.tables, identity, person))
    introduced = _introduced_by(person, identity.root(reading.owner), exchanged)
    if introduced:
        sentence = _n(
            "introduced you to {count} person",
            "introduced you to {count} people",
            introduced,
        )
        return [sentence.format(count=show_number(introduced))]
    balance = balance_with(person, exchanged, identity)
    if balance.owed <= 0:
        return []
    sentence = _n(
        "did you {count} favour not yet returned",
        "did you {count} favours not yet returned",
        balance.owed,
    )
    return [sentence.format(count=show_number(balance.owed))]


def _introduced_by(
    person: PersonId, owner: PersonId, exchanged: list[TimelineEntry]
) -> int:
    """How many people a person introduced the owner to."""
    people: set[PersonId] = set()
    for row in exchanged:
        by, *introduced = row.participants
        is_their_introduction = (
            row.kind == "IntroductionMade" and by == person and owner in introduced
        )
        if is_their_introduction:
            people.update(introduced)
    return len(people - {owner})


def arithmetic(proposal: Proposal) -> str:
    """The figures on which the place of a proposal rests."""
    prospect = proposal.candidate
    figures = [
        _("trust {trust}").format(trust=show_number(prospect.trust, DIGITS)),
        _("with a coffee {trust}").format(
            trust=show_number(prospect.with_coffee, DIGITS)
        ),
    ]
    if prospect.days_met:
        later = show_number(prospect.in_30_days, DIGITS)
        figures.append(_("in 30 days without one {trust}").format(trust=later))
    places = [f"{_(RANKINGS[name])} {place}" for name, place in proposal.places.items()]
    figures.append(
        _("score {score} ({places})").format(
            score=show_number(proposal.score, 2), places=", ".join(places)
        )
    )
    return ", ".join(figures)
