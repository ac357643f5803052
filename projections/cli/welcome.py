"""What `handshake` shows without a command: today's agenda, or how to begin."""

from __future__ import annotations

from datetime import timedelta

import click

from ledger.cli.session import Session
from ledger.language import _


def welcome(session: Session) -> None:
    """The agenda of today; if there is no ledger yet, three ways to begin one."""
    if not session.path.exists():
        _first()
        return
    from projections.agenda import agenda
    from projections.cli.agenda_command import AHEAD, show
    from projections.cli.read_session import ReadSession

    with ReadSession.open(session) as reading:
        until = session.today + timedelta(days=AHEAD)
        show(
            reading,
            agenda(
                reading.tables, reading.identity, reading.listed, session.today, until
            ),
        )
    _line("handshake --help", _("everything else"))


def _first() -> None:
    click.echo(
        _(
            "A ledger of the meetings that make trust. You have none yet. Three ways to begin:"
        )
    )
    _line(_("handshake coffee NAME --new"), _("record a coffee with somebody"))
    _line(
        _("handshake import linkedin FILE"),
        _("import your connections, and see whom you never met"),
    )
    _line('handshake log "..." --new', _("write in a sentence what you did"))
    click.echo(_("Then:"))
    _line("handshake trust", _("how far you can trust whom, and why"))
    _line("handshake --help", _("everything else"))


def _line(command: str, purpose: str) -> None:
    click.echo(f"  {command:<32}  {purpose}")
