"""What `handshake` says without a command: what to do next, by the state of the ledger."""

from __future__ import annotations

import click

from ledger.cli.session import Session
from ledger.language import _, _n
from ledger.language.phrases import show_number
from projections.cli.read_session import Reading
from projections.queue import query as queue
from projections.trust import query as ties


def welcome(session: Session) -> None:
    """A few lines."""
    if not session.path.exists():
        _first()
        return
    with Reading.open(session) as reading:
        met = ties.ties(reading.tables, reading.identity, reading.owner, session.today)
        owed = queue.owed(reading.tables, reading.identity, reading.listed, met.__contains__)
        click.echo(
            _n("{count} person met.", "{count} people met.", len(met)).format(count=show_number(len(met)))
            + " "
            + _n("{count} connection never met.", "{count} connections never met.", len(owed)).format(
                count=show_number(len(owed))
            )
        )
        if not met:
            _line("handshake coffee NAME --new", _("record a coffee"))
        if owed:
            _line("handshake queue", _("whom you owe a first coffee"))
        if met:
            _line("handshake trust", _("how far you can trust whom"))
            _line("handshake timeline", _("what happened"))
        _line("handshake --help", _("everything else"))


def _first() -> None:
    click.echo(_("A ledger of the meetings that make trust. There is none yet; either of these begins one:"))
    _line("handshake coffee NAME --new", _("record a coffee with somebody"))
    _line("handshake import linkedin FILE", _("bring your connections, and see whom you never met"))
    click.echo(_("Then:"))
    _line("handshake trust", _("how far you can trust whom, and why"))
    _line("handshake --help", _("everything else"))


def _line(command: str, what: str) -> None:
    click.echo(f"  {command:<32}  {what}")
