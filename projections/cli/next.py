"""The next command: a few people to meet, each with the reason in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.language import N_, _, _n
from ledger.language.console import argument, option
from ledger.language.phrases import show_date, show_number
from ledger.language.safe_text import visible
from projections import suggestions as nexts
from projections.cli.calendar_file import calendar
from projections.cli.invitation import message, slot, start
from projections.cli.last_met import met_on
from projections.cli.output import print_json, print_table, say
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.queue import query as queue
from projections.suggestions import Proposal, Prospect

A_FEW = 5
DIGITS = 3


@reading_command(
    "next", N_("Who to meet next, and why: a few people, not a long list.")
)
@argument(
    "count", type=click.IntRange(min=1), default=A_FEW, metavar="N", required=False
)
@option(
    "--ics",
    metavar="FILE",
    help=N_("Write the proposed slots to a calendar file; - for standard output."),
)
@option(
    "--message",
    "messages",
    is_flag=True,
    help=N_("Draft a short invitation in each person's language."),
)
def next_(session: Session, *, count: int, ics: str | None, messages: bool) -> None:
    """Show the next people to meet."""
    with ReadSession.open(session) as reading:
        today = session.today
        proposals = nexts.proposals(
            reading.tables, reading.identity, reading.listed, today
        )[:count]
        days = nexts.slots(today, _taken(reading), len(proposals))
        if ics == "-" and reading.as_json:
            raise Usage(
                "--json and --ics cannot both write to standard output; give --ics a file."
            )
        if ics and proposals:
            _write(reading, ics, proposals, days, today)
        if reading.as_json:
            people = [
                _as_json(reading, proposal, day, messages=messages)
                for proposal, day in zip(proposals, days, strict=True)
            ]
            print_json({"as_of": today.isoformat(), "people": people})
        elif not proposals:
            say(_("No one to suggest today."))
        elif messages:
            _show_messages(reading, proposals, days)
        elif ics != "-":
            lines = [
                [
                    visible(reading.name(proposal.candidate.person)),
                    why(reading, proposal),
                ]
                for proposal in proposals
            ]
            print_table([_("Person"), _("Why")], lines)


def _taken(reading: ReadSession) -> set[date]:
    """The days for which something is planned already."""
    plans = queue.plans(reading.tables, reading.identity, reading.listed)
    return {plan.planned_for for plan in plans if plan.planned_for}


def why(reading: ReadSession, proposal: Proposal) -> str:
    """The reason as one sentence. It tells what is, and blames nobody."""
    candidate = proposal.candidate
    match proposal.reason:
        case "cadence":
            return _cadence(reading, candidate)
        case "fading":
            return _(
                "Last met: {day}. In 30 days without a meeting, trust falls from {now} to {later}."
            ).format(
                day=met_on(
                    reading.queries, candidate.person, candidate.last_met or date.min
                ),
                now=show_number(candidate.trust, DIGITS),
                later=show_number(candidate.in_30_days, DIGITS),
            )
        case "first":
            return _first(candidate)
        case "gain":
            return _("A coffee today would raise trust from {now} to {then}.").format(
                now=show_number(candidate.trust, DIGITS),
                then=show_number(candidate.with_coffee, DIGITS),
            )


def _cadence(reading: ReadSession, candidate: Prospect) -> str:
    days = candidate.every_days or 0
    if candidate.last_met is None:
        return _n(
            "You aim to meet every day; you have not met yet.",
            "You aim to meet every {days} days; you have not met yet.",
            days,
        ).format(days=days)
    return _n(
        "You aim to meet every day; last met {day}.",
        "You aim to meet every {days} days; last met {day}.",
        days,
    ).format(
        days=days, day=met_on(reading.queries, candidate.person, candidate.last_met)
    )


def _first(candidate: Prospect) -> str:
    owed = candidate.owed
    network = visible(owed.network) if owed else ""
    if owed is None or owed.day is None:
        return _("Connected on {network}, never met. Suggest a coffee?").format(
            network=network
        )
    if owed.precision in {"month", "year"}:
        return _(
            "Connected on {network} since {month}, never met. Suggest a coffee?"
        ).format(
            network=network,
            month=show_date(owed.day, owed.precision),  # type: ignore[arg-type]  # the stored precision
        )
    return _("Connected on {network} since {day}, never met. Suggest a coffee?").format(
        network=network, day=show_date(owed.day)
    )


def _show_messages(
    reading: ReadSession, proposals: Sequence[Proposal], days: Sequence[date]
) -> None:
    for proposal, day in zip(proposals, days, strict=True):
        click.echo(
            click.style(visible(reading.name(proposal.candidate.person)), bold=True)
        )
        click.echo(f"  {message(reading, proposal.candidate, day)}")


def _write(
    reading: ReadSession,
    file: str,
    proposals: Sequence[Proposal],
    days: Sequence[date],
    today: date,
) -> None:
    from projections.audit.atomic_file import written

    slots = [
        slot(reading, proposal.candidate, day, why(reading, proposal))
        for proposal, day in zip(proposals, days, strict=True)
    ]
    with written(file) as write:
        write(calendar(slots, today))
    if file != "-":
        sentence = _n(
            "Wrote {count} slot to {file}.",
            "Wrote {count} slots to {file}.",
            len(slots),
        )
        say(sentence.format(count=len(slots), file=visible(file)))


def _as_json(
    reading: ReadSession, proposal: Proposal, day: date, *, messages: bool
) -> dict[str, Any]:
    candidate, owed = proposal.candidate, proposal.candidate.owed
    shown = {
        "person": reference(reading, candidate.person),
        "reason": proposal.reason,
        "score": proposal.score,
        "places": dict(proposal.places),
        "trust": candidate.trust,
        "with_coffee": candidate.with_coffee,
        "gain": candidate.gain,
        "in_30_days": candidate.in_30_days,
        "loss": candidate.loss,
        "days_met": candidate.days_met,
        "last_met": candidate.last_met and candidate.last_met.isoformat(),
        "every_days": candidate.every_days,
        "connected_on": owed and owed.day and owed.day.isoformat(),
        "network": owed and owed.network,
        "slot": start(day).isoformat(),
    }
    return shown | ({"message": message(reading, candidate, day)} if messages else {})
