"""The feed command: plans, proposals and cadences due as a calendar that other programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

import click

from ledger.cli.options import OUTPUT, Length
from ledger.cli.session import Session
from ledger.facts.event import names
from ledger.facts.meeting.events import forms
from ledger.language import N_, _, _n
from ledger.language.console import Command, option
from ledger.language.phrases import show_form, show_list, show_number
from ledger.language.text import visible
from projections.agenda import Cadence
from projections.cli.calendar_file import Slot, calendar
from projections.cli.output import say
from projections.cli.read_session import ReadSession
from projections.cli.todays_page import todays_page
from projections.network.attention import usual_minutes
from projections.queue import query as queue
from projections.queue.query import Open

_HOST: Final = "handshake-ledger"
"""What ends the UIDs: they are those of this ledger's streams, whatever machine writes them."""


@click.command(
    "feed",
    cls=Command,
    help=N_("Write your plans and the cadences due as a calendar to subscribe to."),
)
@OUTPUT
@option(
    "--alarm",
    metavar="LENGTH",
    type=Length(),
    help=N_("Remind me this long before each plan: 30 min, 1h."),
)
@click.pass_obj
def feed(session: Session, *, output: str, alarm: int | None) -> None:
    """Write the calendar."""
    from projections.audit.atomic_file import written

    before = None
    if alarm:
        before = timedelta(minutes=alarm)
    with ReadSession.open(session) as reading:
        slots = [*_plans(reading, before), *_cadences(reading, session.today, before)]
        data = calendar(slots, session.today, _("Meetings"))
    with written(output) as write:
        write(data)
    if output != "-":
        counted = _n("Wrote {count} entry.", "Wrote {count} entries.", len(slots))
        say(counted.format(count=show_number(len(slots))))


def _plans(reading: ReadSession, alarm: timedelta | None) -> Iterator[Slot]:
    """An entry for each open plan that has a day, until it has taken place or is called off."""
    plans = queue.plans(reading.tables, reading.identity, reading.listed)
    for plan in plans:
        if plan.planned_for is not None:
            yield _plan(reading, plan, plan.planned_for, alarm)


def _plan(reading: ReadSession, plan: Open, day: date, alarm: timedelta | None) -> Slot:
    names_shown = [visible(reading.name(person)) for person in plan.people]
    people = show_list(names_shown)
    form = show_form(plan.form)
    meeting = _("{form} with {people}").format(form=form, people=people)
    agreed = plan.status == "agreed"
    text = _text(reading, plan)
    summary = meeting
    if not agreed:
        summary = _("{meeting} (proposed)").format(meeting=meeting)
    return Slot(
        uid=f"{plan.stream}@{_HOST}",
        start=datetime.combine(day, _time(plan)),
        length=timedelta(minutes=plan.minutes or _usual(plan)),
        summary=summary,
        description=text.get("note") or "",
        place=text.get("place") or "",
        confirmed=agreed,
        all_day=plan.planned_at is None,
        alarm=alarm,
    )


def _text(reading: ReadSession, plan: Open) -> dict[str, str]:
    """The note and the place of a proposal, as far as they are there."""
    sealed = reading.ledger.store.texts([plan.i]).get(plan.i)
    if sealed is None:
        return {}
    import orjson

    text: dict[str, str] = orjson.loads(sealed)
    return text


def _time(plan: Open) -> time:
    if plan.planned_at:
        return time.fromisoformat(plan.planned_at)
    return time()


def _usual(plan: Open) -> int:
    """How long such a meeting lasts, where no one said."""
    form = forms().get(plan.form)
    if form and form.__name__ in names():
        return usual_minutes(form.__name__)
    return 60


def _cadences(
    reading: ReadSession, today: date, alarm: timedelta | None
) -> Iterator[Slot]:
    """An entry on today for each cadence that is due; it goes with the next meeting."""
    page = todays_page(reading, today, today)
    for cadence in page.standing.cadences:
        yield _cadence(reading, cadence, today, alarm)


def _cadence(
    reading: ReadSession, cadence: Cadence, today: date, alarm: timedelta | None
) -> Slot:
    name = visible(reading.name(cadence.person))
    every = _n(
        "You aim to meet every day.",
        "You aim to meet every {days} days.",
        cadence.every_days,
    )
    return Slot(
        uid=f"cadence-{cadence.person}@{_HOST}",
        start=datetime.combine(today, time()),
        length=timedelta(days=1),
        summary=_("See {name} again").format(name=name),
        description=every.format(days=cadence.every_days),
        all_day=True,
        alarm=alarm,
    )
