"""The export commands, and the schemas of what is exported."""

from __future__ import annotations

from typing import Final

import click

from ledger.cli.options import OUTPUT
from ledger.cli.progress import progress_bar
from ledger.cli.session import Session
from ledger.errors import NotFound
from ledger.language import N_, _
from ledger.language.console import Command, Group, argument, option
from ledger.language.text import visible
from projections.cli.output import say_written
from projections.cli.read_session import ReadSession, opened_whole

ELSEWHERE: Final = {
    "friends": "projections.cli.export_friends:friends",
    "meetings": "projections.cli.export_people:meetings_table",
    "people": "projections.cli.export_people:people_table",
    "vcard": "projections.cli.export_people:vcards",
}
"""Exports that load what reads and writes other formats, which an audit does without."""


@click.group("export", cls=Group, help=N_("Export your ledger."), elsewhere=ELSEWHERE)
def export() -> None:
    """Group the commands that export."""


@export.command(
    "audit",
    cls=Command,
    help=N_("Everything ever recorded, in order. With a digest anyone can check."),
)
@OUTPUT
@option(
    "--no-personal",
    is_flag=True,
    help=N_("Leave out names, notes and places; the root stays the same."),
)
@option(
    "--since-checkpoint",
    "since",
    metavar="CHECKPOINT",
    help=N_("Only what came after this checkpoint, with proof that it extends it."),
)
@click.pass_obj
def audit(
    session: Session, *, output: str, no_personal: bool, since: str | None
) -> None:
    """Write handshake-audit/1."""
    from projections.audit.atomic_file import written
    from projections.audit.audit_file import export as write_audit
    from projections.cli.verify import note_in

    old = None
    if since:
        old = note_in(since).checkpoint
    with (
        opened_whole(session) as ledger,
        written(output, as_json=True) as write,
        progress_bar(_("Exporting")) as watch,
    ):
        write_audit(
            ledger.store,
            ledger.origin,
            write,
            personal=not no_personal,
            since=old,
            watch=watch,
        )
    sentence = _("Wrote {file}; 'handshake verify {file}' checks it.")
    say_written(output, sentence.format(file=visible(output)))


@export.command(
    "subject",
    cls=Command,
    help=N_("Everything about one person, to hand over to them."),
)
@argument("person", metavar="PERSON")
@OUTPUT
@option(
    "--page",
    is_flag=True,
    help=N_("A page to read (HTML), in the language of the person, without proofs."),
)
@click.pass_obj
def subject(session: Session, *, person: str, output: str, page: bool) -> None:
    """Write handshake-subject/1, or the page."""
    from projections.cli.export_subject import write_subject, write_subject_page

    if page:
        write_subject_page(session, person, output)
    else:
        write_subject(session, person, output)


@export.command(
    "cloudevents",
    cls=Command,
    help=N_("Every event for other programs: CloudEvents 1.0, one per line."),
)
@OUTPUT
@option("--no-personal", is_flag=True, help=N_("Leave out names, notes and places."))
@click.pass_obj
def cloudevents(session: Session, *, output: str, no_personal: bool) -> None:
    """Write CloudEvents in JSON."""
    from projections.audit.atomic_file import written
    from projections.audit.cloudevents import cloudevents as write_events

    with (
        opened_whole(session) as ledger,
        written(output, as_json=True) as write,
        progress_bar(_("Exporting")) as watch,
    ):
        write_events(
            ledger.store, ledger.origin, write, personal=not no_personal, watch=watch
        )
    say_written(output)


@export.command(
    "csv", cls=Command, help=N_("Every event as a table row, for spreadsheets.")
)
@OUTPUT
@option("--no-personal", is_flag=True, help=N_("Leave out names, notes and places."))
@click.pass_obj
def table(session: Session, *, output: str, no_personal: bool) -> None:
    """Write a table."""
    from functools import lru_cache

    from projections.audit.atomic_file import written
    from projections.audit.cloudevents import table as write_table
    from projections.directory import query as directory

    with (
        ReadSession.open(session) as reading,
        written(output) as write,
        progress_bar(_("Exporting")) as watch,
    ):

        @lru_cache(maxsize=1 << 14)
        def name(person: str) -> str:
            entry = directory.person(reading.tables, reading.identity.root(person))
            return (entry and entry.name) or person

        write_table(
            reading.ledger.store, name, write, personal=not no_personal, watch=watch
        )
    say_written(output)


@click.command(
    "schema",
    cls=Command,
    help=N_("Print the JSON Schema of a kind of event. For instance CoffeeHad."),
)
@argument("kind", metavar="KIND")
def schema(*, kind: str) -> None:
    """Print the schema that ships with the program, of the latest version of a kind."""
    from importlib.resources import files

    schemas = {
        file.name: file for file in (files("ledger.facts") / "schemas").iterdir()
    }
    names = [
        name
        for name in schemas
        if kind in {name.removesuffix(".json"), _class_name(name)}
    ]
    if not names:
        raise NotFound(
            "No such kind of event: {kind}; docs/reference/events.md lists them.",
            kind=kind,
        )
    click.echo(schemas[max(names)].read_text(encoding="utf-8"), nl=False)


def _class_name(file: str) -> str:
    """Return the name of the class in `meeting.CoffeeHad@1.json`."""
    return file.partition(".")[2].partition("@")[0]
