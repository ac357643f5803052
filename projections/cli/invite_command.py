"""The invite command: the message that proposes a meeting to one person."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import click

from ledger.cli.options import PERSON, form_of, planned_time
from ledger.cli.session import Session
from ledger.errors import Refused, Usage
from ledger.facts.meeting.events import Form
from ledger.language import N_, _
from ledger.language.command_words import in_reader_language
from ledger.language.console import option
from ledger.language.phrases import show_near_date
from projections import suggestions
from projections.cli.describe import Naming, argument_for
from projections.cli.invitation import (
    VARIANTS,
    Letter,
    ground,
    is_familiar,
    language_of,
    usual_time,
    written,
)
from projections.cli.output import print_indented, print_json, say
from projections.cli.person_page import sheet_of
from projections.cli.read_session import (
    ReadSession,
    one_person,
    reading_command,
    reference,
)
from projections.queue import query as queue
from projections.sheet import PersonSheet


@reading_command("invite", N_("Write the message that proposes a meeting to a person."))
@PERSON
@option(
    "--form",
    default="coffee",
    metavar="FORM",
    help=N_("What to propose: coffee, lunch, drinks, ...; coffee if not given."),
)
@option(
    "--for",
    "planned",
    metavar="DATE",
    help=N_(
        "The day to propose, with a time or without; the next free day if not given."
    ),
)
@option(
    "--variant",
    type=click.IntRange(1, VARIANTS),
    default=1,
    metavar="N",
    help=N_("Another wording: 1, 2 or 3."),
)
@option(
    "--tu",
    "familiar",
    is_flag=True,
    help=N_("In French, use tu instead of vous; the tag 'tu' does so every time."),
)
def invite(
    session: Session,
    *,
    person: str,
    form: str,
    planned: str | None,
    variant: int,
    familiar: bool,
) -> None:
    """Print the message."""
    with ReadSession.open(session) as reading:
        somebody = one_person(reading, person)
        if somebody == reading.identity.root(reading.owner):
            raise Usage("You cannot invite yourself; name another person.")
        sheet = sheet_of(reading, somebody, session.today)
        chosen = form_of(form)
        day, at = _moment(session, reading, planned, chosen)
        letter = Letter(
            form=chosen,
            day=day,
            at=at or usual_time(chosen),
            variant=variant,
            familiar=familiar or is_familiar(sheet),
        )
        text = written(reading, sheet, letter)
        if reading.as_json:
            print_json(_as_json(reading, sheet, letter, text))
            return
        for line in text.splitlines():
            print_indented(line, 0)
        _say_unsigned(reading)
        _say_next_step(reading, sheet, letter)


def _moment(
    session: Session, reading: ReadSession, planned: str | None, form: Form
) -> tuple[date, time | None]:
    """The day and the time to propose: those asked for, else the next weekday that is free."""
    if planned:
        asked = planned_time(session, planned)
        if asked.day < session.today:
            raise Refused("{day} is past; propose a day to come.", day=asked.day)
        return asked.day, _clock(asked.at_for(form))
    plans = queue.plans(reading.tables, reading.identity, reading.listed)
    taken = {plan.planned_for for plan in plans if plan.planned_for}
    (day,) = suggestions.slots(session.today, taken, 1)
    return day, None


def _clock(text: str | None) -> time | None:
    if not text:
        return None
    return time.fromisoformat(text)


def _say_unsigned(reading: ReadSession) -> None:
    """Say how to sign: the ledger does not know its owner's name yet."""
    if reading.name(reading.owner) == "me":
        say(_("To sign it, tell your name once: handshake init --me NAME"))


def _say_next_step(reading: ReadSession, sheet: PersonSheet, letter: Letter) -> None:
    """Name an open plan with the person, or the command that records this one."""
    for plan in sheet.plans:
        if plan.planned_for and plan.planned_for >= sheet.as_of:
            naming = Naming(reading.name, reading.owner)
            say(
                _("You already have a plan with {people}: {day}.").format(
                    people=naming.all(plan.people),
                    day=show_near_date(plan.planned_for, sheet.as_of),
                )
            )
            return
    say(
        _("Once sent: handshake propose {form} {person} --for {moment}").format(
            form=in_reader_language(letter.form),
            person=argument_for(reading.queries, sheet.person),
            moment=f'"{letter.day} {letter.at:%H:%M}"',
        )
    )


def _as_json(
    reading: ReadSession, sheet: PersonSheet, letter: Letter, text: str
) -> dict[str, Any]:
    return {
        "person": reference(reading, sheet.person),
        "ground": ground(sheet),
        "language": language_of(sheet),
        "form": letter.form,
        "day": letter.day.isoformat(),
        "time": f"{letter.at:%H:%M}",
        "variant": letter.variant,
        "familiar": letter.familiar,
        "message": text,
    }
