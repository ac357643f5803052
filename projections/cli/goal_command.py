"""The goal command: how many coffees a week one aims at, and how far this week is."""

from __future__ import annotations

from typing import Final

from ledger.cli.options import form_of, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.write import Writing, write
from ledger.errors import Usage
from ledger.facts.ledger_stream import SetGoal, Span
from ledger.language import N_, _
from ledger.language.command_words import command_line, in_reader_language
from ledger.language.console import argument, option, shared
from ledger.language.text import fold
from projections.cli.agenda_command import goal_json
from projections.cli.output import print_indented, print_json
from projections.cli.read_session import ReadSession
from projections.goals import goal_words, progress

_SPANS: Final[dict[str, Span]] = {
    "week": "week",
    "weekly": "week",
    "semaine": "week",
    "month": "month",
    "monthly": "month",
    "mois": "month",
}


@writing_command(
    "goal", N_("Set a goal of meetings per week or month. For instance 3 coffees.")
)
@shared(
    argument("form", metavar="[FORM]", required=False),
    argument("count", metavar="[COUNT]", required=False),
)
@option(
    "--per",
    metavar="week|month",
    default="week",
    show_default=True,
    help=N_("The period to count them in."),
)
def goal(
    session: Session, *, form: str | None, count: str | None, per: str
) -> Written | None:
    """Set a goal, or end it with 0; without a kind of meeting, show all."""
    if form is None:
        _show(session)
        return None
    if form.strip().isdecimal() and count is not None:
        form, count = count, form  # "goal 3 coffees"
    if not form.strip().isdecimal():
        form = form_of(form)
    wanted = _number(form, count, per)
    span = _SPANS.get(fold(per))
    if span is None:
        raise Usage('"{text}" is not a period; use week or month.', text=per)
    command = SetGoal(form=form_of(form), count=wanted or None, per=span)

    def build(writing: Writing) -> None:
        if writing.do("ledger", command, writing.origin) not in writing.entries:
            writing.say(_("No change: already set."))

    return write(session, build)


def _number(form: str, count: str | None, per: str) -> int:
    if count is None and form.strip().isdecimal():
        raise Usage(
            "Which kind of meeting? For instance '{command}'.",
            command=command_line(f"goal coffee {form.strip()} --per {per}"),
        )
    if count is None:
        raise Usage(
            "How many? For instance 'handshake goal {form} 3 --per week', or 0 to remove the goal.",
            form=in_reader_language(form),
        )
    if not count.strip().isdecimal():
        raise Usage(
            '"{text}" is not a number of meetings; use one such as 3.', text=count
        )
    return int(count)


def _show(session: Session) -> None:
    with ReadSession.open(session) as reading:
        goals = progress(
            reading.tables, reading.identity, reading.listed, session.today
        )
        if reading.as_json:
            print_json({"goals": list(map(goal_json, goals))})
            return
        for goal in goals:
            print_indented(goal_words(goal, session.today), 0)
        if not goals:
            print_indented(
                _("No goal set. To set one: handshake goal coffee 3 --per week"), 0
            )
