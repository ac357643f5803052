"""The owner commands: the roles of a server's database that record in a shared ledger, and what they may read."""

from __future__ import annotations

import click

from ledger.cli.event_ids import place
from ledger.cli.options import NEW, writing_command
from ledger.cli.session import Session, Written
from ledger.cli.who import person as person_meant
from ledger.cli.write import Writing, write
from ledger.errors import Usage
from ledger.facts.event import PersonId
from ledger.facts.ledger_stream import AddOwner
from ledger.language import N_, _
from ledger.language.console import Group, argument, option
from ledger.language.text import visible
from ledger.store.port import Member


@click.group("owner", cls=Group, help=N_("Share a ledger: let owners and auditors in."))
def owner() -> None:
    """Nothing of its own: its subcommands act."""


@writing_command("add", N_("Let a role of the server record as a person, or audit."))
@argument("person", metavar="PERSON", required=False)
@option(
    "--role", required=True, metavar="ROLE", help=N_("The role's name on the server.")
)
@option(
    "--auditor",
    is_flag=True,
    help=N_("Let the role verify and export, without personal text."),
)
@option(
    "--erases", is_flag=True, help=N_("Also let the role erase people, for all owners.")
)
@NEW
def add(
    session: Session,
    *,
    person: str | None,
    role: str,
    auditor: bool,
    erases: bool,
    new: bool,
) -> Written:
    """Bind a role to an owner; an auditor is no one in the ledger."""
    if auditor == bool(person):
        raise Usage("Name the person who records with this role, or use --auditor.")
    if auditor and erases:
        raise Usage("An auditor cannot erase: use --erases with an owner.")

    store = session.ledger.store
    store.check_role(role)
    somebody: PersonId | None = None

    def build(writing: Writing) -> None:
        nonlocal somebody
        if person is None:
            writing.say(
                _("Role {role} can now verify and export this ledger.").format(
                    role=visible(role)
                )
            )
            return
        somebody = person_meant(writing, person, new=new)
        writing.do("ledger", AddOwner(owner=somebody), writing.origin)
        writing.say(
            _("Role {role} now records as {name}.").format(
                role=visible(role), name=visible(person)
            )
        )

    written = write(session, build)
    if not session.dry_run:
        store.admit(Member(role, "auditor" if auditor else "owner", somebody, erases))
    return written


@writing_command("share", N_("Let every owner read a note or place of yours."))
@argument("event", metavar="EVENT")
def share(session: Session, *, event: str) -> Written:
    """Share the texts of one event, or of all events of a stream: a setting of the store, and no event."""

    def build(writing: Writing) -> None:
        meant = place(writing, event)
        history = session.ledger.store.history(meant.stream)
        if not session.dry_run:
            leaves = [row.i for row in history if meant.v in {None, row.v}]
            session.ledger.store.share(leaves)
        writing.say(_("If this text is yours, every owner can now read it."))

    return write(session, build)


owner.add_command(add)
owner.add_command(share)
