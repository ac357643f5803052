"""The queue command: first coffees owed, requests without an answer, plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from ledger.cli.session import Session
from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n
from ledger.language.console import option
from ledger.language.phrases import show_date, show_list, show_number
from ledger.language.safe_text import visible
from projections.cli.output import print_json, print_table, say
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.queue import query as queues
from projections.queue.query import Click, Open
from projections.trust import query as ties

A_FEW = 5
"""So many first coffees are proposed at a time: a few a week, not a wall."""


@reading_command(
    "queue", N_("Connections you have never met, and requests awaiting an answer.")
)
@option("--all", "everybody", is_flag=True, help=N_("Everyone, not only the next few."))
def queue(session: Session, *, everybody: bool) -> None:
    """Show the queue of first coffees."""
    with ReadSession.open(session) as reading:
        tables, identity = reading.tables, reading.identity
        met = {*ties.ties(tables, identity, reading.owner, session.today)}
        owed = queues.owed(tables, identity, reading.listed, met.__contains__)
        pending = queues.pending(tables, identity, reading.listed)
        agreed = queues.plans(tables, identity, reading.listed)
        if reading.as_json:
            print_json(_as_json(reading, owed, pending, agreed))
        else:
            _show(
                reading, session.today, owed if everybody else owed[:A_FEW], len(owed)
            )
            _show_pending(
                reading, pending if everybody else pending[:A_FEW], len(pending)
            )
            _show_plans(reading, agreed)


def _show(reading: ReadSession, today: date, owed: Sequence[Click], count: int) -> None:
    if not owed:
        say(_("You have met all your connections."))
        return
    click.echo(
        _n(
            "{count} connection you have never met. A coffee would be a start:",
            "{count} connections you have never met. A coffee with each would be a start; for instance:",
            count,
        ).format(count=show_number(count))
    )
    lines = [
        [
            visible(reading.name(connection.person)),
            _since(connection.day),
            _long(connection.day, today),
            connection.network,
        ]
        for connection in owed
    ]
    print_table([_("Person"), _("Connected on"), _("For"), _("Network")], lines)


def _since(day: date | None) -> str:
    return show_date(day) if day else _("day unknown")


def _long(day: date | None, today: date) -> str:
    """How long that is, in years or months."""
    if day is None:
        return ""
    months = (
        (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    )
    if months >= 24:
        return _n("{count} year", "{count} years", months // 12).format(
            count=months // 12
        )
    if months:
        return _n("{count} month", "{count} months", months).format(count=months)
    days = (today - day).days
    return _n("{count} day", "{count} days", days).format(count=days)


def _show_pending(reading: ReadSession, pending: Sequence[Click], count: int) -> None:
    if not pending:
        return
    click.echo()
    click.echo(
        _n(
            "{count} request is waiting for an answer:",
            "{count} requests are waiting for an answer:",
            count,
        ).format(count=show_number(count))
    )
    lines = [
        [
            visible(reading.name(request.person)),
            _since(request.day),
            _("sent") if request.direction == "sent" else _("received"),
            request.network,
        ]
        for request in pending
    ]
    print_table([_("Person"), _("Asked on"), _("Direction"), _("Network")], lines)


def _show_plans(reading: ReadSession, agreed: Sequence[Open]) -> None:
    if not agreed:
        return
    click.echo()
    click.echo(_("Coming up:"))
    lines = [
        [
            show_list([visible(reading.name(person)) for person in plan.people]),
            _form(plan.form),
            show_date(plan.planned_for) if plan.planned_for else _("no day yet"),
            _(plan.status),
            plan.stream[:8],
        ]
        for plan in agreed
    ]
    print_table([_("With"), _("What"), _("Planned for"), _("Status"), _("Id")], lines)


def _form(form: str) -> str:
    return _(forms()[form].title) if form in forms() else visible(form)


def _as_json(
    reading: ReadSession,
    owed: Sequence[Click],
    pending: Sequence[Click],
    agreed: Sequence[Open],
) -> dict[str, Any]:
    return {
        "owed": [
            {
                "person": reference(reading, item.person),
                "connected_on": _iso(item.day),
                "network": item.network,
            }
            for item in owed
        ],
        "pending": [
            {
                "person": reference(reading, item.person),
                "requested_on": _iso(item.day),
                "network": item.network,
                "direction": item.direction,
            }
            for item in pending
        ],
        "agreed": [_plan(reading, item) for item in agreed if item.status == "agreed"],
        "proposed": [
            _plan(reading, item) for item in agreed if item.status == "proposed"
        ],
    }


def _plan(reading: ReadSession, plan: Open) -> dict[str, Any]:
    return {
        "meeting": plan.stream,
        "people": [reference(reading, person) for person in plan.people],
        "form": plan.form,
        "planned_for": _iso(plan.planned_for),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
