"""The network command: safe, efficient, responsive; the race beside them; how each moved in a year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import click

from ledger.cli.gc_pause import collecting_later
from ledger.cli.session import Session
from ledger.language import N_, _, _n
from ledger.language.console import option
from ledger.language.phrases import show_date, show_list, show_number
from ledger.language.text import visible
from projections.cli.output import print_indented, print_json, print_table
from projections.cli.read_options import day_shown, of_owners
from projections.cli.read_session import ReadSession, reading_command, reference
from projections.cli.sparks import sparks
from projections.cli.week_command import steady_json, steady_words
from projections.network.figure_lines import GROUPS, FigureLine
from projections.network.query import Figures, month_ends
from projections.network.query import network as figures_on
from projections.steadiness import steadiness

SHOWN: Final = 5
"""So many of the people about to fade are named."""


@reading_command(
    "network",
    N_("Is your network strong, or just a list of clicks?"),
)
@option("--as-of", metavar="DATE", help=N_("The day to look at; today if not given."))
@of_owners
def network(session: Session, *, as_of: str | None) -> None:
    """Show the figures of the network."""
    with collecting_later(), ReadSession.open(session) as reading:
        on = day_shown(session, as_of)
        days = [*month_ends(on), on]
        reading.queries.everyone()
        *months, present = figures_on(
            reading.tables, reading.identity, reading.listed, days
        )
        steady = steadiness(reading.tables, reading.identity, reading.listed, on)
        if reading.as_json:
            months_told = [_as_json(reading, figures) for figures in months]
            print_json(
                _as_json(reading, present)
                | {"months": months_told}
                | {"steadiness": steady_json(steady)}
            )
        else:
            _show(reading, present, months)
            click.echo()
            print_indented(steady_words(steady), 0)


def _show(reading: ReadSession, present: Figures, months: Sequence[Figures]) -> None:
    lines: list[list[str]] = []
    for name, group in GROUPS:
        lines.append([_(name).upper(), "", "", ""])
        lines += [_line(line, present, months) for line in group]
    header = [
        _("Figure"),
        show_date(present.as_of),
        show_date(months[0].as_of),
        _("12 months"),
    ]
    print_table(header, lines, right=[1, 2])
    if at_risk := present.sure.at_risk:
        names = [visible(reading.name(person)) for person in at_risk[:SHOWN]]
        if more := len(at_risk[SHOWN:]):
            names.append(
                _n("{count} other", "{count} others", more).format(
                    count=show_number(more)
                )
            )
        click.echo()
        sentence = _("Meet before the ties fade: {names}.")
        print_indented(sentence.format(names=show_list(names)), 0)


def _line(line: FigureLine, present: Figures, months: Sequence[Figures]) -> list[str]:
    values = list(map(line.of, (*months, present)))
    has_losses = any(value is not None and value < 0 for value in values)
    if has_losses:
        bars = ""
    else:
        top = None
        if line.share:
            top = 1
        bars = sparks(values, top=top)
    return [
        f"  {_(line.name)}",
        line.words(present),
        line.words(months[0]),
        bars,
    ]


def _as_json(reading: ReadSession, figures: Figures) -> dict[str, Any]:
    sure = figures.sure._asdict()
    sure["at_risk"] = [reference(reading, person) for person in figures.sure.at_risk]
    answered = {
        name: answers._asdict()
        for name, answers in figures.responsive._asdict().items()
    }
    return {
        "as_of": figures.as_of.isoformat(),
        "connections": figures.connections,
        "met": figures.met,
        "sure": sure,
        "efficient": figures.efficient._asdict(),
        "responsive": answered.pop("invitations") | answered,
    }
