"""The person group: the write commands of the ledger, and who is known."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

import click

from ledger.cli import person_commands as writes
from ledger.cli.session import Session
from ledger.language import N_, _
from ledger.language.console import Group, argument
from ledger.language.dates import show_date
from ledger.language.phrases import show_list
from ledger.language.safe import visible
from projections.cli.erase import erase_person
from projections.cli.output import print_json, print_table, say
from projections.cli.people_args import one_person
from projections.cli.person_duplicates import duplicates
from projections.cli.read_session import ReadSession, reading_command
from projections.directory import query as directory


@click.group("person", cls=Group, help=N_("People: who is known, and what is known of them."))
def person() -> None:
    """Nothing of its own: its subcommands act."""


@reading_command("list", N_("Everybody who is known."))
def listed(session: Session) -> None:
    """Show everybody."""
    with ReadSession.open(session) as reading:
        found = [each for each in reading.queries.people() if each.id != reading.owner]
        found.sort(key=lambda each: reading.name(each.id).casefold())
        if reading.as_json:
            print_json({"people": [_as_json(each, reading) for each in found]})
        elif not found:
            say(_("Nobody is known yet: 'handshake coffee NAME --new' adds somebody."))
        else:
            header = [_("Person"), _("Organisation"), _("Position"), _("Id")]
            lines = [
                [
                    visible(reading.name(each.id)),
                    visible(each.organisation or ""),
                    visible(each.position or ""),
                    each.id[:8],
                ]
                for each in found
            ]
            print_table(header, lines)


@reading_command("show", N_("What is known of a person: the page to read before a meeting."))
@argument("person", metavar="PERSON")
def show(session: Session, *, person: str) -> None:
    """Show one person."""
    from projections.cli import person_page

    with ReadSession.open(session) as reading:
        who = one_person(reading, person)
        known = reading.queries.card(who)
        if reading.as_json:
            about = person_page.page_json(reading, who, session.today) if who != reading.owner else _NOTHING
            print_json(_as_json(known, reading) | about)
            return
        click.echo(click.style(visible(reading.name(who)), bold=True))
        for label, value in _details(known):
            click.echo(f"  {label}: {visible(value)}")
        click.echo(f"  {who}")
        if who != reading.owner:
            person_page.show(reading, who, session.today)


_NOTHING: Final = {"trust": 0.0, "days_met": 0}


def _details(known: directory.Person) -> list[tuple[str, str]]:
    """What is known, each with its name in the current language."""
    every = [
        (_("Also called"), show_list(json.loads(known.aliases))),
        (_("Position"), known.position),
        (_("Organisation"), known.organisation),
        (_("Place"), known.place),
        (_("E-mail"), ", ".join(json.loads(known.emails))),
        (_("Phone"), ", ".join(json.loads(known.phones))),
        (_("Address on line"), ", ".join(json.loads(known.urls))),
        (_("Language"), known.language),
        (_("Tags"), ", ".join(json.loads(known.tags))),
        (_("A meeting wished every (days)"), str(known.every_days or "")),
        (_("Not proposed before"), show_date(date.fromisoformat(known.until)) if known.until else ""),
        (_("Kept out of the lists"), _("yes") if known.restricted else ""),
    ]
    return [(label, value) for label, value in every if value]


def _as_json(known: directory.Person, reading: ReadSession) -> dict[str, Any]:
    merged = [each for each in reading.identity.group(known.id) if each != known.id]
    lists = {
        each: json.loads(getattr(known, each)) for each in ("emails", "phones", "urls", "tags", "aliases")
    }
    plain = (
        "given",
        "family",
        "organisation",
        "position",
        "place",
        "language",
        "every_days",
        "until",
        "standing",
    )
    return {
        "id": known.id,
        "name": reading.name(known.id),
        "merged": merged,
        **lists,
        **{each: getattr(known, each) for each in plain},
    }


for command in (
    duplicates,
    erase_person,
    listed,
    show,
    writes.add,
    writes.alias,
    writes.cadence,
    writes.details,
    writes.merge,
    writes.rename,
    writes.restrict,
    writes.snooze,
    writes.unmerge,
):
    person.add_command(command)
