"""The owner commands: those that record, and the list of owners."""

from __future__ import annotations

from typing import Any

from ledger.cli.owner_commands import owner
from ledger.cli.session import Session
from ledger.language import N_, _, _p
from ledger.language.text import visible
from ledger.store.port import Member
from projections.cli.output import print_json, print_table
from projections.cli.owners import distinct_owners
from projections.cli.read_session import (
    ReadSession,
    opened,
    reading_command,
    reference,
)

__all__ = ["owner"]


@reading_command("list", N_("List the owners of the ledger, and the roles they use."))
def list_owners(session: Session) -> None:
    """Show each owner with the roles that record as them, then the auditors."""
    with ReadSession.open(session) as reading:
        members = []
        if not reading.ledger.store.away:
            members = _members(session)
        owners = distinct_owners(reading.ledger, reading.queries)
        if session.as_json:
            print_json({"owners": [_json(reading, o, members) for o in owners]})
            return
        lines = [
            [visible(reading.name(person)), _roles(reading, person, members)]
            for person in owners
        ]
        lines += [
            [_("Auditor"), visible(member.role)]
            for member in members
            if member.kind == "auditor"
        ]
        print_table([_("Owner"), _p("database", "Role")], lines)


def _members(session: Session) -> list[Member]:
    with opened(session) as ledger:
        return ledger.store.members()


def _of(reading: ReadSession, person: str, members: list[Member]) -> list[Member]:
    root = reading.identity.root
    return [
        member for member in members if member.owner and root(member.owner) == person
    ]


def _roles(reading: ReadSession, person: str, members: list[Member]) -> str:
    roles = [
        _("{role} (erases)").format(role=member.role) if member.erases else member.role
        for member in _of(reading, person, members)
    ]
    return visible(", ".join(roles))


def _json(reading: ReadSession, person: str, members: list[Member]) -> dict[str, Any]:
    roles = _of(reading, person, members)
    roles_told = [{"role": role.role, "erases": role.erases} for role in roles]
    return {
        "owner": reference(reading, person),
        "roles": roles_told,
    }


owner.add_command(list_owners)
