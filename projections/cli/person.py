"""The person group: the write commands, the list and the card of a person."""

from __future__ import annotations

import json
from typing import Any, Final

import click

from ledger.cli import person_commands as writes
from ledger.cli import tags
from ledger.cli.session import Session
from ledger.language import N_, _
from ledger.language.console import Group, argument
from ledger.language.text import fold, visible
from projections.cli import list_output
from projections.cli.erase_command import erase_person
from projections.cli.list_output import Section
from projections.cli.listing import Listing
from projections.cli.output import print_json
from projections.cli.person_duplicates import duplicates
from projections.cli.read_options import ListChoice, lists
from projections.cli.read_session import ReadSession, one_person, reading_command
from projections.directory import query as directory


class PersonGroup(Group):
    """What is done with a person, also by its French name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names."""
        is_a_name = not ctx.resilient_parsing and args[0] not in self.commands
        if is_a_name:
            from projections.cli.command_names import person_command_meant

            args = [person_command_meant(args[0], self.commands), *args[1:]]
        return super().resolve_command(ctx, args)

    def shown_name(self, name: str) -> str:
        """A command with its French name beside it, in French."""
        from ledger.language.command_words import FRENCH_OF_PERSON, with_french

        return with_french(name, FRENCH_OF_PERSON)


@click.group("person", cls=PersonGroup, help=N_("Add, edit, merge or erase people."))
def person() -> None:
    """Nothing of its own: its subcommands act."""


@reading_command("list", N_("List everyone in the ledger."))
@lists
def listed(session: Session, *, choice: ListChoice) -> None:
    """Show everyone."""
    with ReadSession.open(session) as reading:
        listing = Listing(reading, session, choice)
        entries = [
            entry for entry in listing.entries.values() if entry.id != reading.owner
        ]
        entries.sort(key=lambda entry: fold(entry.name or ""))
        people = listing.people(entries, lambda entry: entry.id)
        section = Section(
            name="people",
            rows=people,
            header=[_("Person"), _("Organisation"), _("Position"), _("Place"), _("Id")],
            line=lambda entry: _line(entry, reading),
            record=lambda entry: _as_json(entry, reading),
            identify=lambda entry: entry.id,
            columns=_COLUMNS,
        )
        list_output.show(
            listing,
            [section],
            lambda: {"people": [_as_json(entry, reading) for entry in people]},
            lambda: _(
                "The ledger is empty; 'handshake coffee NAME --new' adds the first person."
            ),
        )


_COLUMNS: Final = (
    "name",
    "id",
    "given",
    "family",
    "organisation",
    "position",
    "place",
    "emails",
    "phones",
    "urls",
    "tags",
    "aliases",
    "language",
    "every_days",
    "until",
)


def _line(entry: directory.Person, reading: ReadSession) -> list[str]:
    """A line of the list: the name, what tells namesakes apart, and the id."""
    details = (entry.organisation, entry.position, entry.place)
    shown = [visible(detail or "") for detail in details]
    return [visible(reading.name(entry.id)), *shown, entry.id[:8]]


@reading_command("show", N_("Show one person: the page to read before a meeting."))
@argument("person", metavar="PERSON")
def show(session: Session, *, person: str) -> None:
    """Show one person."""
    from projections.cli import person_json, person_page

    with ReadSession.open(session) as reading:
        person_id = one_person(reading, person)
        card = reading.queries.card(person_id)
        if reading.as_json:
            about = _NOTHING
            if person_id != reading.owner:
                about = person_json.page_json(reading, person_id, session.today)
            print_json(_as_json(card, reading) | about)
            return
        if person_id == reading.owner:
            person_page.show_details(reading, card)
        else:
            person_page.show(reading, person_id, session.today)


_NOTHING: Final = {"trust": 0.0, "days_met": 0}


def _as_json(card: directory.Person, reading: ReadSession) -> dict[str, Any]:
    merged = [member for member in reading.identity.group(card.id) if member != card.id]
    lists = {
        name: json.loads(getattr(card, name))
        for name in ("emails", "phones", "urls", "tags", "aliases")
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
        "id": card.id,
        "name": reading.name(card.id),
        "merged": merged,
        **lists,
        **{name: getattr(card, name) for name in plain},
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
    tags.tag,
):
    person.add_command(command)
