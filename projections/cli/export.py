"""The export commands, and the schemas of what is exported."""

from __future__ import annotations

import click

from ledger.cli.session import Session
from ledger.errors import NotFound
from ledger.language import N_, _
from ledger.language.console import Command, Group, argument, option
from projections.cli.friends import friends
from projections.cli.output import say
from projections.cli.reading import opened


@click.group("export", cls=Group, help=N_("Export what was recorded."))
def export() -> None:
    """Nothing of its own: its subcommands export."""


@export.command(
    "audit", cls=Command, help=N_("Everything ever recorded, in order, with a digest that anybody can check.")
)
@option(
    "-o", "--output", default="-", metavar="FILE", help=N_("The file to write; standard output if not given.")
)
@option("--no-personal", is_flag=True, help=N_("Leave names, notes and places out; the root stays the same."))
@click.pass_obj
def audit(session: Session, *, output: str, no_personal: bool) -> None:
    """Write handshake-audit/1."""
    from projections.audit.export import export as write_audit
    from projections.audit.writing import written

    with opened(session) as ledger, written(output) as write:
        write_audit(ledger.connection, ledger.origin, write, personal=not no_personal)
    if output != "-":
        say(_("{file} is written; 'handshake verify {file}' checks it.").format(file=output))


export.add_command(friends)


@click.command("schema", cls=Command, help=N_("Print the JSON Schema of a kind of event, such as CoffeeHad."))
@argument("kind", metavar="KIND")
def schema(*, kind: str) -> None:
    """The schema that ships with the program."""
    from importlib.resources import files

    folder = files("ledger.facts") / "schemas"
    wanted = sorted(
        (
            each
            for each in folder.iterdir()
            if each.name.partition(".")[2].partition("@")[0] == kind or each.name == f"{kind}.json"
        ),
        key=lambda each: each.name,
    )
    if not wanted:
        raise NotFound(
            "There is no kind of event called {kind}: docs/reference/events.md lists them.", kind=kind
        )
    click.echo(wanted[-1].read_text(encoding="utf-8"), nl=False)
