"""What `handshake` shows without a command: today's agenda, or how to begin."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Final

import click

from ledger.cli.session import Session
from ledger.language import _
from ledger.language.command_words import command_line
from ledger.language.text import width
from ledger.store.ledger import is_there
from projections.cli.inks import columns
from projections.cli.output import print_indented

_COMMANDS: Final = 32
"""The width of the column of commands."""


def welcome(session: Session) -> None:
    """The agenda of today; if there is no ledger yet, three ways to begin one."""
    if not is_there(session.file):
        _first()
        return
    from projections.cli.agenda_command import AHEAD, show
    from projections.cli.read_session import ReadSession
    from projections.cli.todays_page import todays_page

    with ReadSession.open(session) as reading:
        until = session.today + timedelta(days=AHEAD)
        show(reading, todays_page(reading, session.today, until))
    _line(command_line("next"), _("see who to meet next, and why"))
    _line("handshake --help", _("everything else"))


def _first() -> None:
    introduction = _(
        "A ledger of the meetings that build trust. Yours is still empty. Three ways to begin:"
    )
    print_indented(introduction, 0)
    _line(_("handshake coffee NAME --new"), _("record a coffee with someone"))
    _line(
        _("handshake import linkedin FILE"),
        _("import your connections, and see who you have never met"),
    )
    _line(command_line('log "..." --new'), _("describe what you did in a sentence"))
    click.echo(_("Then:"))
    _line(command_line("trust"), _("see how far you can trust each person, and why"))
    _line("handshake --help", _("everything else"))


def _line(command: str, purpose: str) -> None:
    """A command with its purpose beside it, or below it where the command is long or the terminal narrow."""
    line = f"  {command:<{_COMMANDS}}  {purpose}"
    is_in_column = width(command) <= _COMMANDS
    is_on_screen = not sys.stdout.isatty() or width(line) <= columns()
    if is_in_column and is_on_screen:
        click.echo(line)
        return
    print_indented(command, 2)
    print_indented(purpose, 6)
