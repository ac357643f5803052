"""The verbs of plans and of connections as groups: `plan agree`, `connection accept`; the plain verbs stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import click

from ledger.cli import connect as connections
from ledger.cli import plan as plans
from ledger.errors import Usage
from ledger.language import N_
from ledger.language.command_words import (
    FRENCH_OF_CONNECTIONS,
    FRENCH_OF_PLANS,
    command_line,
    with_french,
)
from ledger.language.console import Group
from ledger.language.meeting_words import form_named
from ledger.language.text import fold

_LIST: Final = frozenset({"list", "ls", "show", "liste", "lister", "voir"})


class FrenchGroup(Group):
    """A group whose commands have French names too; `listed_by` is the command that lists what they are about."""

    def __init__(
        self,
        *arguments: Any,
        french_names: Mapping[str, str],
        listed_by: str,
        **given: Any,
    ) -> None:
        super().__init__(*arguments, **given)
        self._french_names: Final = french_names
        self._listed_by: Final = listed_by

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names, accents or not."""
        by_folded_name = {fold(name): name for name in self._french_names}
        french = by_folded_name.get(fold(args[0]))
        if french:
            args = [self._french_names[french], *args[1:]]
        elif fold(args[0]) in _LIST:
            raise Usage(
                "To list them: {command}", command=command_line(self._listed_by)
            )
        elif "propose" in self.commands and form_named(args[0]):
            args = ["propose", *args]  # plan coffee Ada
        return super().resolve_command(ctx, args)

    def shown_name(self, name: str) -> str:
        """A command with its French name beside it, in French."""
        return with_french(name, self._french_names)


@click.group(
    "plan",
    cls=FrenchGroup,
    french_names=FRENCH_OF_PLANS,
    listed_by="agenda",
    help=N_("Propose, answer, move or call off a meeting."),
)
def plan() -> None:
    """Nothing of its own: its subcommands act."""


@click.group(
    "connection",
    cls=FrenchGroup,
    french_names=FRENCH_OF_CONNECTIONS,
    listed_by="queue",
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
