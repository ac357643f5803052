"""The agenda command, and the page that `handshake` alone shows: what today asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, TypeVar

import click

from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n
from ledger.language.command_words import command_line
from ledger.language.console import option
from ledger.language.phrases import (
    show_ago,
    show_form,
    show_list,
    show_near_date,
    show_number,
)
from ledger.language.text import visible
from projections.agenda import Agenda, Balance, Cadence, Gap, Standing
from projections.cli import tones
from projections.cli.describe import argument_for
from projections.cli.output import print_indented, print_json
from projections.cli.read_options import last_day
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.cli.todays_page import todays_page
from projections.goals import GoalProgress, goal_words
from projections.queue.query import Click, Open

AHEAD: Final = 7
"""How many days of plans are shown by default."""

A_FEW: Final = 3
"""Requests, cadences and favours that are shown of each; the rest is counted."""

Entry = TypeVar("Entry")


@reading_command("agenda", N_("Your plans, and what awaits your answer."))
@option(
    "--days",
    type=click.IntRange(min=0, max=3660),
    metavar="N",
    help=N_("The next N days; 7 if not given."),
)
@option("--week", is_flag=True, help=N_("Until Sunday."))
@option("--until", metavar="DATE", help=N_("Until this day."))
def agenda_command(
    session: Session, *, days: int | None, week: bool, until: str | None
) -> None:
    """Show the agenda."""
    if sum((days is not None, week, until is not None)) > 1:
        raise Usage("Use only one of --days, --week and --until.")
    with ReadSession.open(session) as reading:
        until_day = _last(session, days, until, week=week)
        page = todays_page(reading, session.today, until_day)
        if reading.as_json:
            print_json(_as_json(reading, page))
        else:
            show(reading, page)


def _last(session: Session, days: int | None, until: str | None, *, week: bool) -> date:
    """The last day whose plans are shown."""
    if until is not None:
        return max(
            last_day(session, until, future=True) or session.today, session.today
        )
    if week:
        return session.today + timedelta(days=6 - session.today.weekday())
    days_ahead = AHEAD if days is None else days
    return session.today + timedelta(days=days_ahead)


def show(reading: ReadSession, page: Agenda) -> None:
    """The agenda in words. Quiet parts are left out; the last lines are the goals and the race."""
    standing = page.standing
    plans = (page.upcoming, page.later, page.overdue, page.undated)
    waiting = (standing.cadences, standing.gaps, standing.requests, standing.balances)
    again: list[Cadence | Gap] = [*standing.cadences, *standing.gaps]
    if not any((*plans, *waiting)):
        click.echo(_("Nothing is waiting."))
    _section(
        _("Did it happen?"),
        page.overdue,
        lambda plan: _past_plan(reading, page, plan),
        colour=tones.DUE,
    )
    _section(_("Planned"), page.upcoming, lambda plan: _plan(reading, page, plan))
    _say_later(page)
    _section(_("No day yet"), page.undated, lambda plan: _plan(reading, page, plan))
    _section(
        _("To see again"),
        again,
        lambda due: _to_see_again(reading, page, due),
        A_FEW,
        colour=tones.DUE,
    )
    _section(
        _("Pending requests"),
        standing.requests,
        lambda request: _request(reading, page, request),
        A_FEW,
    )
    _section(
        _("Favours"),
        standing.balances,
        lambda balance: _balance(reading, balance),
        A_FEW,
    )
    for goal in page.goals:
        print_indented(goal_words(goal, page.as_of), 0)
    print_indented(_race(standing), 0)


def _section(
    title: str,
    entries: Sequence[Entry],
    line: Callable[[Entry], Iterable[str]],
    most: int | None = None,
    *,
    colour: str | None = None,
) -> None:
    """A heading with a line for each entry, for `most` of them, and how many more there are."""
    if not entries:
        return
    click.echo(click.style(title, bold=True, fg=colour))
    for entry in entries[:most]:
        for text in line(entry):
            print_indented(text.lstrip(), 2 + len(text) - len(text.lstrip()))
    more = len(entries) - len(entries[:most])
    if more:
        counted = _n("and {count} more", "and {count} more", more)
        click.echo("  " + counted.format(count=show_number(more)))


def _say_later(page: Agenda) -> None:
    """How many plans there are after the last day shown, and the command that shows them."""
    days = [plan.planned_for for plan in page.later if plan.planned_for]
    if not days:
        return
    if not page.upcoming:
        click.echo(click.style(_("Planned"), bold=True))
    until = "--days 30"
    if max(days) > page.as_of + timedelta(days=30):
        until = f"--until {max(days)}"
    sentence = _n(
        "{count} plan after {day}: {command}",
        "{count} plans after {day}: {command}",
        len(days),
    )
    print_indented(
        sentence.format(
            count=show_number(len(days)),
            day=show_near_date(page.until, page.as_of),
            command=command_line(f"agenda {until}"),
        ),
        2,
    )


def _plan(reading: ReadSession, page: Agenda, plan: Open) -> list[str]:
    when = _when(plan, page.as_of)
    return [f"{when}{_meeting(reading, plan)}{_answer(reading, plan)}"]


def _when(plan: Open, today: date) -> str:
    """The day of a plan and its time of day, before the rest of its line."""
    if plan.planned_for is None:
        return ""
    day = show_near_date(plan.planned_for, today)
    colon = _(": ")
    return f"{day}{_hours(plan)}{colon}"


def _hours(plan: Open) -> str:
    """`, 12:30`, or from one time to another if the length is known."""
    if plan.planned_at is None:
        return ""
    if plan.minutes is None:
        return f", {plan.planned_at}"
    hour, minute = map(int, plan.planned_at.split(":"))
    hours, minutes = divmod(60 * hour + minute + plan.minutes, 60)
    return f", {plan.planned_at}–{hours % 24:02}:{minutes:02}"


def _past_plan(reading: ReadSession, page: Agenda, plan: Open) -> list[str]:
    """A plan whose day is past, with the three ways to say what came of it."""
    people_named = (argument_for(reading.queries, person) for person in plan.people)
    names = " ".join(people_named)
    held_on = (plan.planned_for or page.as_of).isoformat()
    form = plan.form if plan.form in forms() else "coffee"
    return [
        f"{_when(plan, page.as_of)}{_meeting(reading, plan)}",
        f"  handshake {form} {names} --on {held_on}",
        f"  handshake missed {plan.stream[:8]}   handshake cancel {plan.stream[:8]}",
    ]


def _meeting(reading: ReadSession, plan: Open) -> str:
    return _("{title} with {people}").format(
        title=show_form(plan.form), people=_names(reading, plan.people)
    )


def _names(reading: ReadSession, people: Iterable[str]) -> str:
    names_shown = [visible(reading.name(person)) for person in people]
    return show_list(names_shown)


def _answer(reading: ReadSession, plan: Open) -> str:
    """Whose answer a proposed plan waits for; nothing once it is agreed."""
    if plan.status == "agreed":
        return ""
    if plan.proposed_by == reading.owner:
        return _(" (waiting for an answer)")
    return _(" (your turn to answer: handshake agree {id})").format(id=plan.stream[:8])


def _to_see_again(reading: ReadSession, page: Agenda, due: Cadence | Gap) -> list[str]:
    if isinstance(due, Cadence):
        return _cadence(reading, page, due)
    passed = (page.as_of - due.last_met).days
    pattern = _n(
        "{name}: you usually meet every day; last met {ago}.",
        "{name}: you usually meet every {days} days; last met {ago}.",
        due.usual_days,
    )
    return [
        pattern.format(
            name=visible(reading.name(due.person)),
            days=show_number(due.usual_days),
            ago=show_ago(passed),
        )
    ]


def _cadence(reading: ReadSession, page: Agenda, cadence: Cadence) -> list[str]:
    name = visible(reading.name(cadence.person))
    if cadence.last_met is None:
        return [
            _n(
                "{name}: you aim to meet every day; you have not met yet.",
                "{name}: you aim to meet every {days} days; you have not met yet.",
                cadence.every_days,
            ).format(name=name, days=cadence.every_days)
        ]
    passed = (page.as_of - cadence.last_met).days
    return [
        _n(
            "{name}: you aim to meet every day; last met {ago}.",
            "{name}: you aim to meet every {days} days; last met {ago}.",
            cadence.every_days,
        ).format(name=name, days=cadence.every_days, ago=show_ago(passed))
    ]


def _request(reading: ReadSession, page: Agenda, request: Click) -> list[str]:
    name = visible(reading.name(request.person))
    words = (
        _("{name} sent you a request")
        if request.direction == "received"
        else _("You asked {name} to connect")
    )
    when = show_near_date(request.day, page.as_of) if request.day else _("day unknown")
    return [f"{words.format(name=name)} ({when})"]


def _balance(reading: ReadSession, balance: Balance) -> list[str]:
    name = visible(reading.name(balance.person))
    if balance.owed > 0:
        sentence = _n(
            "You owe {name} a favour", "You owe {name} {count} favours", balance.owed
        )
    else:
        sentence = _n(
            "{name} owes you a favour", "{name} owes you {count} favours", -balance.owed
        )
    return [sentence.format(name=name, count=show_number(abs(balance.owed)))]


def _race(standing: Standing) -> str:
    connections = _n("{count} connection", "{count} connections", standing.connections)
    met = _n("{count} person met", "{count} people met", standing.met)
    return _("{connections}, {met}.").format(
        connections=connections.format(count=show_number(standing.connections)),
        met=met.format(count=show_number(standing.met)),
    )


def goal_json(goal: GoalProgress) -> dict[str, Any]:
    """A goal and how far it is, for scripts."""
    return {
        "form": goal.form,
        "count": goal.target,
        "per": goal.per,
        "held": goal.held,
        "since": goal.since.isoformat(),
        "until": goal.until.isoformat(),
    }


def _as_json(reading: ReadSession, page: Agenda) -> dict[str, Any]:
    upcoming_plans = [_plan_json(reading, plan) for plan in page.upcoming]
    overdue_plans = [_plan_json(reading, plan) for plan in page.overdue]
    undated_plans = [_plan_json(reading, plan) for plan in page.undated]
    cadences_due = [
        {
            "person": reference(reading, cadence.person),
            "every_days": cadence.every_days,
            "last_met": cadence.last_met,
        }
        for cadence in page.standing.cadences
    ]
    gaps_open = [
        {
            "person": reference(reading, gap.person),
            "usual_days": gap.usual_days,
            "last_met": gap.last_met.isoformat(),
        }
        for gap in page.standing.gaps
    ]
    requests_open = [
        {
            "person": reference(reading, request.person),
            "network": request.network,
            "direction": request.direction,
            "requested_on": request.day,
        }
        for request in page.standing.requests
    ]
    balances_open = [
        {
            "person": reference(reading, balance.person),
            "given": balance.given,
            "received": balance.received,
        }
        for balance in page.standing.balances
    ]
    return {
        "as_of": page.as_of.isoformat(),
        "until": page.until.isoformat(),
        "planned": upcoming_plans,
        "past": overdue_plans,
        "undated": undated_plans,
        "cadences": cadences_due,
        "gaps": gaps_open,
        "goals": list(map(goal_json, page.goals)),
        "requests": requests_open,
        "favours": balances_open,
        "connections": page.standing.connections,
        "met": page.standing.met,
    }


def _plan_json(reading: ReadSession, plan: Open) -> dict[str, Any]:
    plan_people = [reference(reading, person) for person in plan.people]
    return {
        "meeting": plan.stream,
        "form": plan.form,
        "status": plan.status,
        "people": plan_people,
        "planned_for": plan.planned_for,
        "planned_at": plan.planned_at,
        "minutes": plan.minutes,
        "proposed_by": reference(reading, plan.proposed_by),
    }
