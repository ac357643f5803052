"""The trust command: a ranking, one person, or the reasons."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.session import Session
from ledger.errors import Usage
from ledger.language import N_, _, _n, _p
from ledger.language.console import argument, option
from ledger.language.phrases import show_change, show_date, show_number
from ledger.language.text import visible
from projections.cli.output import (
    print_indented,
    print_json,
    print_table,
    tone_of_level,
)
from projections.cli.read_options import ListChoice, day_shown, lists, of_owners
from projections.cli.read_session import (
    ReadSession,
    one_person,
    reading_command,
    reference,
)
from projections.trust import query as ties
from projections.trust.model import level, level_in_words

if TYPE_CHECKING:
    from ledger.facts.event import PersonId
    from projections.trust.model import Contribution, Tie

DIGITS = 3


@reading_command("trust", N_("How far you can trust each person, on any day, and why."))
@argument("person", required=False, metavar="PERSON")
@option("--as-of", metavar="DATE", help=N_("The day to look at; today if not given."))
@option("--explain", is_flag=True, help=N_("Show what each event contributes."))
@option(
    "--plot",
    is_flag=True,
    help=N_("Draw the course of trust in one person, with your meetings."),
)
@option(
    "--culture",
    metavar="NAME",
    help=N_(
        "Use another trust preset: french, anglo, nordic, or a number of thousandths."
    ),
)
@lists
@of_owners
def trust(
    session: Session,
    *,
    person: str | None,
    as_of: str | None,
    explain: bool,
    plot: bool,
    culture: str | None,
    choice: ListChoice,
) -> None:
    """Show the trust in one person, or in everyone met."""
    day = day_shown(session, as_of)
    with ReadSession.open(session) as reading:
        name, permille = _culture(reading, culture)
        somebody = None
        if person:
            somebody = one_person(reading, person)
        if plot and somebody is None:
            raise Usage("Name the person to draw: handshake trust NAME --plot.")
        if explain and somebody is None:
            raise Usage("Name the person to explain: handshake trust NAME --explain.")
        if choice.since:
            from ledger.cli.gc_pause import collecting_later
            from projections.cli import trust_changes

            with collecting_later():
                trust_changes.show(
                    reading, session, choice, somebody, day, (name, permille)
                )
        elif somebody is None:
            from projections.cli import trust_list

            trust_list.show(reading, session, choice, day, (name, permille))
        elif choice != ListChoice():
            raise Usage("Filters apply to the whole list; leave out the name.")
        else:
            _one(reading, somebody, day, name, permille, explain=explain, plot=plot)


def _culture(reading: ReadSession, name: str | None) -> tuple[str, int]:
    """The culture asked for, else the one chosen last."""
    if name is None:
        _name, _owner, culture, permille = reading.book
        return culture, permille
    from ledger.cli.init import chosen
    from ledger.facts.ledger_stream import settled_culture

    choice = chosen(name)
    return choice.culture, int(settled_culture(choice)["trust_permille"])


def _one(
    reading: ReadSession,
    person: PersonId,
    day: date,
    culture: str,
    permille: int,
    *,
    explain: bool,
    plot: bool,
) -> None:
    compute = ties.explain if explain else ties.tie
    tie = compute(
        reading.tables,
        reading.identity,
        reading.owner,
        person,
        day,
        trust_permille=permille,
    )
    coffee = tie.trust
    if explain:
        coffee = _with_coffee(reading, person, day, permille)
    if reading.as_json:
        document = _as_json(reading, person, day, culture, tie, explain=explain)
        next_coffee = {"next_coffee": {"trust": coffee, "gain": coffee - tie.trust}}
        document |= next_coffee if explain else {}
        document |= _plotted(reading, person, day, permille) if plot else {}
        print_json(document)
        return
    name = visible(reading.name(person))
    heading = _("{name}: {trust} ({level})").format(
        name=name, trust=show_number(tie.trust, DIGITS), level=level_in_words(tie)
    )
    print_indented(heading, 0, tone=tone_of_level(level(tie)))
    print_indented(_summary(reading, person, tie), 0)
    if plot:
        from projections.cli import trust_plot

        trust_plot.show(reading, person, day, permille)
    if explain:
        gain = _("A coffee that day would make it {trust} ({gain}).").format(
            trust=show_number(coffee, DIGITS),
            gain=show_change(coffee - tie.trust, DIGITS),
        )
        print_indented(gain, 0)
        _explain(reading, tie)


def _plotted(
    reading: ReadSession, person: PersonId, day: date, permille: int
) -> dict[str, Any]:
    """The course of trust and the meetings, for programs."""
    from projections.cli import trust_plot

    return trust_plot.as_json(reading, person, day, permille)


def _with_coffee(
    reading: ReadSession, person: PersonId, day: date, permille: int
) -> float:
    """The trust in a person on a day, had there been one coffee more on it."""
    from projections.trust import courses

    tables, identity = reading.tables, reading.identity
    if person == identity.root(reading.owner):
        return 0.0
    course = courses.course(tables, identity, person, trust_permille=permille)
    return courses.with_coffee(tables, identity, person, course, day).on(day).trust


def _summary(reading: ReadSession, person: PersonId, tie: Tie) -> str:
    if tie.last_met is None:
        return _(
            "You have never met in person, and only a meeting builds trust. Start with a coffee."
        )
    return _n(
        "Met on {days} day, {last}. Half-life without a meeting: {stability} days.",
        "Met on {days} days, most recently {last}. Half-life without a meeting: {stability} days.",
        tie.days_met,
    ).format(
        days=tie.days_met,
        last=reading.queries.met_on(person, tie.last_met, reading.ledger.store),
        stability=round(tie.stability_days),
    )


def _explain(reading: ReadSession, tie: Tie) -> None:
    header, lines = _contributions(reading, tie)
    if lines:
        click.echo()
        print_table(header, lines, right=[2, 3, 4, 5, 6])
    click.echo()
    print_indented(
        _(
            "Trust = evidence / (evidence + missed + scepticism) = {e} / ({e} + {n} + {k}) = {t}"
        ).format(
            e=show_number(tie.evidence, DIGITS),
            n=show_number(tie.missed, DIGITS),
            k=show_number(tie.scepticism, DIGITS),
            t=show_number(tie.trust, DIGITS),
        ),
        0,
    )


def _contributions(reading: ReadSession, tie: Tie) -> tuple[list[str], list[list[str]]]:
    """A header, and a line for each event that weighs for or against; the most recent first."""
    header = [
        _("Day"),
        _("Event"),
        _("Worth"),
        _("Same day"),
        _p("trust", "Time"),
        _("Left"),
        _("Share"),
    ]
    weighing = sorted(
        (*tie.contributions, *tie.no_shows),
        key=lambda contribution: (contribution.day, contribution.i),
        reverse=True,
    )
    titles = reading.titles(contribution.i for contribution in weighing)
    lines_of_contributions = [
        _contribution_line(titles.get(contribution.i, ""), contribution)
        for contribution in weighing
    ]
    return header, lines_of_contributions


def _contribution_line(title: str, contribution: Contribution) -> list[str]:
    reduction = contribution.same_day + contribution.cap
    share_shown = ""
    if contribution.share:
        share_shown = show_number(contribution.share, DIGITS)
    return [
        show_date(contribution.day),
        title,
        show_number(contribution.worth, DIGITS),
        _less(reduction),
        _less(contribution.time),
        show_number(contribution.left, DIGITS),
        share_shown,
    ]


def _less(amount: float) -> str:
    if not round(amount, DIGITS):
        return ""
    return show_change(-amount, DIGITS)


def _as_json(
    reading: ReadSession,
    person: PersonId,
    day: date,
    culture: str,
    tie: Tie,
    *,
    explain: bool,
) -> dict[str, Any]:
    document: dict[str, Any] = {
        "as_of": day.isoformat(),
        "culture": culture,
        "from": reference(reading, reading.owner),
        "person": reference(reading, person),
        "trust": tie.trust,
        "evidence": tie.evidence,
        "scepticism": tie.scepticism,
        "missed": tie.missed,
        "days_met": tie.days_met,
        "last_met": tie.last_met,
        "stability_days": tie.stability_days,
    }
    if explain:
        document["contributions"] = [
            _contribution(reading, contribution) for contribution in tie.contributions
        ]
        document["no_shows"] = [
            _contribution(reading, contribution) for contribution in tie.no_shows
        ]
    return document


def _contribution(reading: ReadSession, contribution: Any) -> dict[str, Any]:
    """A contribution in the shape that scripts rely on."""
    row = reading.ledger.store.row(contribution.i)
    kind = None
    if row:
        kind = row.topic.partition(".")[2].partition("@")[0]
    event = None
    if row:
        event = f"{row.stream}/{row.v}"
    return {
        "event": event,
        "kind": kind,
        "occurred_on": contribution.day.isoformat(),
        "share": contribution.share,
        "worth": contribution.worth,
        "same_day": contribution.same_day,
        "time": contribution.time,
        "cap": contribution.cap,
        "left": contribution.left,
    }
