"""The brief command: the page about everyone you are about to meet, in a few lines each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import click

from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.language import N_, _, _n
from ledger.language.console import option
from ledger.language.phrases import show_form, show_list, show_near_date, show_number
from ledger.language.text import fold, visible
from projections.cli.describe import role
from projections.cli.output import print_indented, print_json, say
from projections.cli.person_json import page_json
from projections.cli.person_page import in_short, sheet_of
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.queue import query as queue
from projections.queue.query import Open

AHEAD: Final = 7
"""Days of which the plans are shown, unless asked otherwise."""


@reading_command("brief", N_("Everyone you are about to meet, each in a few lines."))
@option(
    "--days",
    type=click.IntRange(min=0, max=3660),
    default=AHEAD,
    metavar="N",
    help=N_("The next N days; 7 if not given."),
)
def brief(session: Session, *, days: int) -> None:
    """Show the people of the next plans."""
    with ReadSession.open(session) as reading:
        plans = _plans(reading, session, days)
        if reading.as_json:
            print_json(_as_json(reading, session, plans))
        elif plans:
            _show(reading, session, plans)
        else:
            sentence = _n(
                "Nothing planned today or tomorrow.",
                "Nothing planned in the next {days} days.",
                days,
            )
            say(sentence.format(days=show_number(days)))


def _plans(reading: ReadSession, session: Session, days: int) -> list[Open]:
    """The plans from today on, by day and hour."""
    until = session.today + timedelta(days=days)
    ahead: list[Open] = []
    for plan in queue.plans(reading.tables, reading.identity, reading.listed):
        is_ahead = plan.planned_for and session.today <= plan.planned_for <= until
        if is_ahead:
            people = sorted(plan.people, key=lambda person: fold(reading.name(person)))
            ahead.append(plan._replace(people=tuple(people)))
    return ahead


def _show(reading: ReadSession, session: Session, plans: list[Open]) -> None:
    """A heading for each plan, and below it its people; each person once."""
    shown: set[PersonId] = set()
    for number, plan in enumerate(plans):
        if number:
            click.echo()
        print_indented(_heading(reading, session, plan), 0, bold=True)
        for person in plan.people:
            sheet = sheet_of(reading, person, session.today)
            who = (visible(reading.name(person)), role(sheet.card))
            print_indented(" · ".join(filter(None, who)), 2)
            lines = []
            if person not in shown:
                lines = in_short(reading, sheet)
            for line in lines:
                print_indented(line, 4)
            shown.add(person)


def _heading(reading: ReadSession, session: Session, plan: Open) -> str:
    """`Thursday 3 December, 12:30 · Lunch with Ada and Zoé`."""
    day = show_near_date(plan.planned_for or session.today, session.today)
    if plan.planned_at:
        day = _("{day}, {time}").format(day=day, time=plan.planned_at)
    names = [visible(reading.name(person)) for person in plan.people]
    form = show_form(plan.form)
    meeting = _("{form} with {people}").format(form=form, people=show_list(names))
    status = ""
    if plan.status != "agreed":
        status = f" ({_(plan.status)})"
    return f"{day[:1].upper()}{day[1:]} · {meeting}{status}"


def _as_json(
    reading: ReadSession, session: Session, plans: list[Open]
) -> dict[str, Any]:
    plans_ahead = [
        {
            "meeting": plan.stream,
            "form": plan.form,
            "status": plan.status,
            "planned_for": plan.planned_for,
            "planned_at": plan.planned_at,
            "people": [
                {"person": reference(reading, person)}
                | page_json(reading, person, session.today)
                for person in plan.people
            ],
        }
        for plan in plans
    ]
    return {
        "as_of": session.today.isoformat(),
        "plans": plans_ahead,
    }
