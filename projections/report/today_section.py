"""Today: what is planned, what is owed, and the people to meet next with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from markupsafe import Markup

from ledger.language import _, _n, today_here
from ledger.language.phrases import (
    show_form,
    show_full_date,
    show_near_date,
    show_network,
    show_number,
)
from projections import suggestions
from projections.agenda import Agenda, Balance, Cadence, agenda
from projections.directory import query as directory
from projections.queue.query import Click, Open
from projections.report.material import Material
from projections.report.page_cells import PageLink, and_more, phrase
from projections.standing import standing_on

DAY: Final = timedelta(days=1)

AHEAD: Final = timedelta(days=7)
"""So far ahead plans are shown."""

A_FEW: Final = 5
"""So many of each are shown; the others are counted."""


class TodayPart(NamedTuple):
    """A heading with its lines, and how many more there are."""

    heading: str
    lines: Sequence[Markup]
    more: str = ""


class ToMeet(NamedTuple):
    """A person to meet next, and why."""

    person: PageLink | str
    reason: str


class Today(NamedTuple):
    """Plans, what waits, and the people to meet next; these are empty for a day of the past."""

    parts: Sequence[TodayPart]
    to_meet: Sequence[ToMeet]


def today_section(material: Material) -> Today:
    """What the day of the page asks for; the plans and requests are those that are open now."""
    if material.is_past:
        return Today((), ())
    waiting = agenda(
        material.tables,
        material.identity,
        material.listed,
        material.as_of,
        material.as_of + AHEAD,
        standing=standing_on(material.tables, material.identity, material.as_of),
    )
    overdue = [_plan(material, plan) for plan in waiting.overdue]
    upcoming = [_plan(material, plan) for plan in waiting.upcoming]
    undated = [_plan(material, plan) for plan in waiting.undated]
    requests = [_request(material, click) for click in waiting.standing.requests]
    balances = [_balance(material, entry) for entry in waiting.standing.balances]
    cadences = [_cadence(material, cadence) for cadence in waiting.standing.cadences]
    parts = [
        _part(_("Did it happen?"), overdue),
        _part(_("Planned"), upcoming, _after(waiting)),
        _part(_("No day yet"), undated),
        _part(_("To see again"), cadences),
        _part(
            _("Pending requests"),
            requests,
        ),
        _part(
            _("Favours"),
            balances,
        ),
    ]
    return Today(
        parts=[part for part in parts if part.lines or part.more],
        to_meet=_to_meet(material),
    )


def _part(heading: str, lines: Sequence[Markup], after: str = "") -> TodayPart:
    """A few lines, how many more there are, and what there is `after` them all."""
    more = filter(None, [and_more(len(lines[A_FEW:])), after])
    return TodayPart(heading, lines[:A_FEW], "; ".join(more))


def _after(waiting: Agenda) -> str:
    """How many plans there are after the days that are shown; empty without any."""
    count = len(waiting.later)
    if not count:
        return ""
    sentence = _n("{count} plan after {day}", "{count} plans after {day}", count)
    day = _shown_day(waiting.until, waiting.as_of)
    return sentence.format(count=show_number(count), day=day)


def _to_meet(material: Material) -> list[ToMeet]:
    proposals = suggestions.proposals(
        material.tables,
        material.identity,
        directory.people(material.tables),
        material.listed,
        material.as_of,
        past=material.courses.items(),
        most=A_FEW,
    )
    return [
        ToMeet(
            material.names.link(proposal.candidate.person),
            material.source.reason(proposal),
        )
        for proposal in proposals
    ]


def _plan(material: Material, plan: Open) -> Markup:
    line = phrase(
        _("{form} with {people}"),
        form=show_form(plan.form),
        people=material.names.listing(plan.people),
    )
    if plan.planned_for is None:
        return line
    when = _near(plan.planned_for, material.as_of)
    if plan.planned_at:
        when = f"{when}, {plan.planned_at}"
    return phrase(_("{day}: {what}"), day=when, what=line)


def _shown_day(day: date, today: date) -> str:
    """The day as one says it aloud; with its year on a page that may be printed."""
    is_far = today_here() is None and day not in {today - DAY, today, today + DAY}
    if is_far:
        return show_full_date(day)
    return show_near_date(day, today)


def _near(day: date, today: date) -> str:
    text = _shown_day(day, today)
    return text[:1].upper() + text[1:]


def _cadence(material: Material, cadence: Cadence) -> Markup:
    link = material.names.link(cadence.person)
    days = cadence.every_days
    if cadence.last_met is None:
        sentence = _n(
            "{person}: you aim to meet every day; no meeting yet.",
            "{person}: you aim to meet every {days} days; no meeting yet.",
            days,
        )
        return phrase(sentence, person=link, days=days)
    sentence = _n(
        "{person}: you aim to meet every day; last met {day}.",
        "{person}: you aim to meet every {days} days; last met {day}.",
        days,
    )
    day = _shown_day(cadence.last_met, material.as_of)
    return phrase(sentence, person=link, days=days, day=day)


def _request(material: Material, request: Click) -> Markup:
    link = material.names.link(request.person)
    sentence = (
        _("{person} asked to connect on {network}")
        if request.direction == "received"
        else _("You asked {person} to connect on {network}")
    )
    line = phrase(sentence, person=link, network=show_network(request.network))
    if request.day is None:
        return line
    day = _shown_day(request.day, material.as_of)
    return phrase(_("{what} ({day})"), what=line, day=day)


def _balance(material: Material, balance: Balance) -> Markup:
    count = abs(balance.owed)
    if balance.owed > 0:
        sentence = _n(
            "You owe {person} a favour", "You owe {person} {count} favours", count
        )
    else:
        sentence = _n(
            "{person} owes you a favour", "{person} owes you {count} favours", count
        )
    link = material.names.link(balance.person)
    return phrase(sentence, person=link, count=show_number(count))
