"""The verbs of plans and of connections as groups: `plan agree`, `connection accept`; the plain verbs stay."""

from __future__ import annotations

import click

from ledger.cli import connect as connections
from ledger.cli import plan as plans
from ledger.language import N_
from ledger.language.console import Group


@click.group("plan", cls=Group, help=N_("Propose, answer, move or call off a meeting."))
def plan() -> None:
    """Nothing of its own: its subcommands act."""


@click.group(
    "connection",
    cls=Group,
    help=N_("Record connection requests and their outcome."),
)
def connection() -> None:
    """Nothing of its own: its subcommands act."""


for name, command in {
    "agree": plans.agree,
    "cancel": plans.cancel,
    "decline": plans.decline,
    "missed": plans.missed,
    "move": plans.move,
    "propose": plans.propose,
}.items():
    plan.add_command(command, name)

for name, command in {
    "accept": connections.accept,
    "decline": connections.decline,
    "remove": connections.disconnect,
    "request": connections.connect,
}.items():
    connection.add_command(command, name)
