"""The queue command: first coffees owed, requests without an answer, plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ledger.cli.session import Session
from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n
from ledger.language.console import option
from ledger.language.phrases import show_date, show_list, show_number
from ledger.language.safe_text import visible
from ledger.named_tuple import NamedTuple
from projections.cli import list_output
from projections.cli.list_options import ListChoice, lists
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.filters import Occasion
from projections.queue import query as queues
from projections.queue.query import Click, Open
from projections.trust import query as ties

A_FEW = 5
"""So many first coffees are proposed at a time: a few a week, not a wall."""


@reading_command(
    "queue", N_("Connections you have never met, and requests awaiting an answer.")
)
@option("--all", "everybody", is_flag=True, help=N_("Everyone, not only the next few."))
@lists
def queue(session: Session, *, everybody: bool, choice: ListChoice) -> None:
    """Show the queue of first coffees."""
    with ReadSession.open(session) as reading:
        tables, identity = reading.tables, reading.identity
        listing = Listing(reading, session, choice)
        met = {*ties.ties(tables, identity, reading.owner, session.today)}
        owed = queues.owed(tables, identity, reading.listed, met.__contains__)
        pending = queues.pending(tables, identity, reading.listed)
        plans = queues.plans(tables, identity, reading.listed)
        queued = Queue(
            owed=listing.events(owed, _of_click),
            pending=listing.events(pending, _of_click),
            plans=listing.events(plans, _of_plan),
        )
        cut = everybody or choice.limit or choice.last or not listing.as_text
        list_output.show(
            listing,
            _sections(reading, session.today, queued, None if cut else A_FEW),
            lambda: _as_json(reading, queued),
            lambda: _("You have met all your connections."),
        )


class Queue(NamedTuple):
    """First coffees owed, requests without an answer, plans not yet held."""

    owed: Sequence[Click]
    pending: Sequence[Click]
    plans: Sequence[Open]


def _of_click(click: Click) -> Occasion:
    return Occasion(people=(click.person,), day=click.day)


def _of_plan(plan: Open) -> Occasion:
    return Occasion(
        people=plan.people, day=plan.planned_for, form=plan.form, leaf=plan.i
    )


def _sections(
    reading: ReadSession, today: date, queued: Queue, few: int | None
) -> list[Section]:
    """The three parts; of the first two at most a few."""
    return [
        Section(
            name="owed",
            rows=queued.owed[:few],
            header=[_("Person"), _("Connected on"), _("For"), _("Network")],
            line=lambda owed: [
                visible(reading.name(owed.person)),
                _since(owed.day),
                _long(owed.day, today),
                owed.network,
            ],
            record=lambda owed: _owed(reading, owed),
            identify=lambda owed: owed.person,
            columns=("name", "id", "connected_on", "network"),
            title=_n(
                "{count} connection you have never met. A coffee would be a start:",
                "{count} connections you have never met. A coffee with each would be a start; for instance:",
                len(queued.owed),
            ).format(count=show_number(len(queued.owed))),
        ),
        Section(
            name="pending",
            rows=queued.pending[:few],
            header=[_("Person"), _("Asked on"), _("Direction"), _("Network")],
            line=lambda request: [
                visible(reading.name(request.person)),
                _since(request.day),
                _("sent") if request.direction == "sent" else _("received"),
                request.network,
            ],
            record=lambda request: _request(reading, request),
            identify=lambda request: request.person,
            columns=("name", "id", "requested_on", "network", "direction"),
            title=_n(
                "{count} request is waiting for an answer:",
                "{count} requests are waiting for an answer:",
                len(queued.pending),
            ).format(count=show_number(len(queued.pending))),
        ),
        Section(
            name="plans",
            rows=queued.plans,
            header=[_("With"), _("What"), _("Planned for"), _("Status"), _("Id")],
            line=lambda plan: [
                show_list([visible(reading.name(person)) for person in plan.people]),
                _form(plan.form),
                show_date(plan.planned_for) if plan.planned_for else _("no day yet"),
                _(plan.status),
                plan.stream[:8],
            ],
            record=lambda plan: _plan(reading, plan) | {"status": plan.status},
            identify=lambda plan: plan.stream,
            columns=(
                "meeting",
                "people",
                "people_ids",
                "form",
                "planned_for",
                "status",
            ),
            title=_("Coming up:"),
        ),
    ]


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


def _form(form: str) -> str:
    return _(forms()[form].title) if form in forms() else visible(form)


def _as_json(reading: ReadSession, queued: Queue) -> dict[str, Any]:
    plans: dict[str, list[dict[str, Any]]] = {"agreed": [], "proposed": []}
    for plan in queued.plans:
        plans.setdefault(plan.status, []).append(_plan(reading, plan))
    return {
        "owed": [_owed(reading, owed) for owed in queued.owed],
        "pending": [_request(reading, request) for request in queued.pending],
        "agreed": plans["agreed"],
        "proposed": plans["proposed"],
    }


def _owed(reading: ReadSession, owed: Click) -> dict[str, Any]:
    return {
        "person": reference(reading, owed.person),
        "connected_on": _iso(owed.day),
        "network": owed.network,
    }


def _request(reading: ReadSession, request: Click) -> dict[str, Any]:
    return {
        "person": reference(reading, request.person),
        "requested_on": _iso(request.day),
        "network": request.network,
        "direction": request.direction,
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
