"""The queue command: first coffees owed, requests without an answer, plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ledger.cli.gc_pause import collecting_later
from ledger.cli.session import Session
from ledger.facts.event import PersonId
from ledger.language import N_, _, _n
from ledger.language.console import option
from ledger.language.phrases import show_date, show_form, show_list, show_number
from ledger.language.text import visible
from ledger.named_tuple import NamedTuple
from projections import suggestions
from projections.cli import list_output, tones
from projections.cli.describe import role
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.met_namesakes import say_met_namesakes
from projections.cli.read_options import ListChoice, lists
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.cli.reasons import first_coffee, requested
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
@option(
    "--oldest",
    is_flag=True,
    help=N_("Show the oldest connections first, and requests in a separate list."),
)
@lists
def queue(
    session: Session, *, everybody: bool, oldest: bool, choice: ListChoice
) -> None:
    """Show the queue of first coffees."""
    with collecting_later(), ReadSession.open(session) as reading:
        listing = Listing(reading, session, choice)
        queued = _queue(reading, session.today, oldest=oldest)
        queued = QueueLists(
            owed=list(listing.events(queued.owed, _of_click)),
            pending=list(listing.events(queued.pending, _of_click)),
            plans=list(listing.events(queued.plans, _of_plan)),
        )
        cut = everybody or choice.limit or choice.last or not listing.as_text
        shown_at_most = None if cut else A_FEW
        list_output.show(
            listing,
            _sections(
                reading,
                session.today,
                queued,
                shown_at_most,
                is_limited=bool(choice.limit or choice.last),
            ),
            lambda: _as_json(reading, queued),
            lambda: _("No connection is waiting for a first coffee."),
        )
        if listing.as_text:
            owed_people = [click.person for click in queued.owed[:shown_at_most]]
            say_met_namesakes(reading, owed_people, session.today)


def _queue(reading: ReadSession, today: date, *, oldest: bool) -> QueueLists:
    """The queue of a day, without the people who are snoozed; the newest at the top, or the oldest."""
    tables, identity = reading.tables, reading.identity
    away = suggestions.snoozed(reading.queries.everyone(), identity, today)
    met = ties.people_met(tables, identity, reading.owner, today)

    def shown(person: PersonId) -> bool:
        return person not in away and reading.listed(person)

    pending = queues.pending(tables, identity, shown)
    plans = queues.plans(tables, identity, reading.listed)
    if oldest:
        owed = queues.owed(tables, identity, shown, met.__contains__)
        return QueueLists(owed, pending, plans)
    owed = queues.first_coffees(tables, identity, shown, met.__contains__)
    return QueueLists(owed, queues.newest_first(pending), plans)


class QueueLists(NamedTuple):
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


_AGE: Final = 2
"""The column that says since when, or for when."""


def _sections(
    reading: ReadSession,
    today: date,
    queued: QueueLists,
    few: int | None,
    *,
    is_limited: bool,
) -> list[Section]:
    """The three parts; of the first two at most a few. A limited list does not tell how long it would be."""
    in_queue = set(queued.owed)
    requests = [request for request in queued.pending if request not in in_queue]
    title_of_owed = (
        _("First coffees to have:")
        if is_limited
        else _n(
            "{count} first coffee to have:",
            "{count} first coffees to have; to begin with:",
            len(queued.owed),
        ).format(count=show_number(len(queued.owed)))
    )
    title_of_requests = (
        _("Requests waiting for an answer:")
        if is_limited
        else _n(
            "{count} request is waiting for an answer:",
            "{count} requests are waiting for an answer:",
            len(requests),
        ).format(count=show_number(len(requests)))
    )
    return [
        Section(
            name="owed",
            rows=queued.owed[:few],
            header=[_("Person"), _("Role"), _("Why")],
            line=lambda owed: _line(reading, owed, today),
            record=lambda owed: _owed(reading, owed),
            identify=lambda owed: owed.person,
            columns=("name", "id", "connected_on", "requested_on", "network"),
            tones=lambda owed: {_AGE: tones.of_waiting(owed.day, today)},
            title=title_of_owed,
        ),
        Section(
            name="pending",
            rows=requests[:few],
            header=[_("Person"), _("Role"), _("Since")],
            line=lambda request: _line(reading, request, today),
            record=lambda request: _request(reading, request),
            identify=lambda request: request.person,
            columns=("name", "id", "requested_on", "network", "direction"),
            tones=lambda request: {_AGE: tones.of_waiting(request.day, today)},
            title=title_of_requests,
        ),
        Section(
            name="plans",
            rows=queued.plans,
            header=[_("With"), _("What"), _("Planned for"), _("Status"), _("Id")],
            line=lambda plan: [
                show_list([visible(reading.name(person)) for person in plan.people]),
                show_form(plan.form),
                _planned(plan),
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
            tones=lambda plan: {_AGE: tones.of_plan(plan.planned_for, today)},
        ),
    ]


def _line(reading: ReadSession, click: Click, today: date) -> list[str]:
    """A person, who that is, and what there is between the two of you."""
    card = reading.queries.card(click.person)
    is_sent = click.standing == "requested" and click.direction == "sent"
    why = requested(click, today) if is_sent else first_coffee(click, today)
    return [visible(reading.name(click.person)), role(card), why]


def _planned(plan: Open) -> str:
    """The day of a plan, and its hour if it has one."""
    if plan.planned_for is None:
        return _("no day yet")
    day = show_date(plan.planned_for)
    if plan.planned_at is None:
        return day
    return f"{day}, {plan.planned_at}"


def _as_json(reading: ReadSession, queued: QueueLists) -> dict[str, Any]:
    plans: dict[str, list[dict[str, Any]]] = {"agreed": [], "proposed": []}
    for plan in queued.plans:
        plans.setdefault(plan.status, []).append(_plan(reading, plan))
    requests_told = [_request(reading, request) for request in queued.pending]
    return {
        "owed": [_owed(reading, owed) for owed in queued.owed],
        "pending": requests_told,
        "agreed": plans["agreed"],
        "proposed": plans["proposed"],
    }


def _owed(reading: ReadSession, owed: Click) -> dict[str, Any]:
    requested_on = None
    if owed.standing == "requested":
        requested_on = _iso(owed.day)
    connected_on = None
    if owed.standing == "accepted":
        connected_on = _iso(owed.day)
    return {
        "person": reference(reading, owed.person),
        "connected_on": connected_on,
        "requested_on": requested_on,
        "network": owed.network,
        "standing": owed.standing,
    }


def _request(reading: ReadSession, request: Click) -> dict[str, Any]:
    return {
        "person": reference(reading, request.person),
        "requested_on": _iso(request.day),
        "network": request.network,
        "direction": request.direction,
    }


def _plan(reading: ReadSession, plan: Open) -> dict[str, Any]:
    plan_people = [reference(reading, person) for person in plan.people]
    return {
        "meeting": plan.stream,
        "people": plan_people,
        "form": plan.form,
        "planned_for": _iso(plan.planned_for),
    }


def _iso(day: date | None) -> str | None:
    if not day:
        return None
    return day.isoformat()
