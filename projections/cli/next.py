"""The next command: a few people to meet, each with the reason in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import click

from ledger.cli.gc_pause import collecting_later
from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.language import N_, _, _n
from ledger.language.console import argument, option
from ledger.language.text import visible
from projections import suggestions as nexts
from projections.cli import list_output, tones
from projections.cli.calendar_file import calendar
from projections.cli.describe import role
from projections.cli.invitation import message, slot, start
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.met_namesakes import say_met_namesakes
from projections.cli.output import print_indented, say
from projections.cli.read_options import ListChoice, lists
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.cli.reasons import arithmetic, why
from projections.queue import query as queue
from projections.queue.query import Click
from projections.suggestions import Proposal

A_FEW = 5


@reading_command(
    "next", N_("Who to meet next, and why: a few people, not a long list.")
)
@argument(
    "count",
    type=click.IntRange(min=1),
    default=A_FEW,
    metavar="N",
    required=False,
    help=N_("How many people; 5 if not given."),
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
@option("--explain", is_flag=True, help=N_("Show the figures behind each place."))
@lists
def next_(
    session: Session,
    *,
    count: int,
    ics: str | None,
    messages: bool,
    explain: bool,
    choice: ListChoice,
) -> None:
    """Show the next people to meet."""
    with collecting_later(), ReadSession.open(session) as reading:
        today = session.today
        listing = Listing(reading, session, choice)
        is_in_order = choice.sort is None and choice.last is None
        shown_at_most = None
        if is_in_order:
            shown_at_most = choice.limit or count
        best = nexts.proposals(
            reading.tables,
            reading.identity,
            reading.queries.everyone(),
            reading.listed,
            today,
            among=listing.fitting,
            most=shown_at_most,
        )
        proposals = listing.people(best, lambda proposal: proposal.candidate.person)
        if choice.limit is None and choice.last is None:
            proposals = proposals[:count]
        days = nexts.slots(today, _taken(reading), len(proposals))
        if ics == "-" and reading.as_json:
            raise Usage(
                "--json and --ics cannot both write to standard output; give --ics a file."
            )
        if ics and proposals:
            _write(reading, ics, proposals, days, today)
        has_messages = messages and listing.as_text and proposals
        if has_messages:
            _show_messages(reading, proposals, days, today)
        elif ics != "-":
            slots = {
                proposal.candidate.person: day
                for proposal, day in zip(proposals, days, strict=True)
            }
            section = _section(reading, proposals, today, explain=explain)._replace(
                record=lambda proposal: _as_json(
                    reading,
                    proposal,
                    slots[proposal.candidate.person],
                    today,
                    messages=messages,
                )
            )
            list_output.show(
                listing,
                [section],
                lambda: {
                    "as_of": today.isoformat(),
                    "people": list(map(section.record, proposals)),
                },
                lambda: _("No one to suggest today."),
            )
            if listing.as_text:
                suggested = [proposal.candidate.person for proposal in proposals]
                say_met_namesakes(reading, suggested, today)


def _section(
    reading: ReadSession, proposals: Sequence[Proposal], today: date, *, explain: bool
) -> Section:
    """The people, who they are, and why; with `explain` the figures."""
    header = [_("Person"), _("Role"), _("Why")]

    def line(proposal: Proposal) -> list[str]:
        person = proposal.candidate.person
        cells = [visible(reading.name(person)), role(reading.queries.card(person))]
        cells.append(why(reading, proposal, today))
        if not explain:
            return cells
        return [*cells, arithmetic(proposal)]

    columns_shown = header
    if explain:
        columns_shown = [*header, _("Figures")]
    return Section(
        name="people",
        rows=proposals,
        header=columns_shown,
        line=line,
        record=dict,
        identify=lambda proposal: proposal.candidate.person,
        columns=_COLUMNS,
        tones=lambda proposal: {_WHY: tones.of_reason(proposal.reason)},
    )


_WHY: Final = 2
"""The column of the reason."""


_COLUMNS: Final = (
    "name",
    "id",
    "reason",
    "trust",
    "with_coffee",
    "days_met",
    "last_met",
    "every_days",
    "connected_on",
    "requested_on",
    "network",
    "slot",
    "message",
)


def _taken(reading: ReadSession) -> set[date]:
    """The days for which something is planned already."""
    plans = queue.plans(reading.tables, reading.identity, reading.listed)
    return {plan.planned_for for plan in plans if plan.planned_for}


def _show_messages(
    reading: ReadSession,
    proposals: Sequence[Proposal],
    days: Sequence[date],
    today: date,
) -> None:
    for proposal, day in zip(proposals, days, strict=True):
        name = visible(reading.name(proposal.candidate.person))
        print_indented(name, 0, bold=True)
        text = message(reading, proposal.candidate, day, today)
        for line in text.splitlines():
            indent = 2 if line else 0
            print_indented(line, indent)


def _write(
    reading: ReadSession,
    file: str,
    proposals: Sequence[Proposal],
    days: Sequence[date],
    today: date,
) -> None:
    from projections.audit.atomic_file import written

    slots = [
        slot(
            reading,
            proposal.candidate,
            day,
            why(reading, proposal, today),
            message(reading, proposal.candidate, day, today),
        )
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
    reading: ReadSession, proposal: Proposal, day: date, today: date, *, messages: bool
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
        "last_met": candidate.last_met,
        "every_days": candidate.every_days,
        "connected_on": _day_of(owed, "accepted"),
        "requested_on": _day_of(owed, "requested"),
        "network": owed and owed.network,
        "slot": start(day).isoformat(),
    }
    if messages:
        shown["message"] = message(reading, candidate, day, today)
    return shown


def _day_of(click_: Click | None, standing: str) -> str | None:
    """The day since which a connection or a request stands; None for the other of the two."""
    if click_ is None or click_.day is None:
        return None
    if click_.standing != standing:
        return None
    return click_.day.isoformat()
