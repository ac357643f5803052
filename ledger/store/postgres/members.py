"""The roles that were let into a shared ledger, and what they share."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

import psycopg
from psycopg import sql

from ledger.errors import NotFound, Refused
from ledger.store.port import Member
from ledger.store.postgres import tables as schema
from ledger.store.postgres.connection import Address, connect
from ledger.store.postgres.errors import postgres_errors

_S: Final = schema.SCHEMA
_MEMBERS: Final = f"SELECT role::text, kind, owner, erases FROM {_S}.members"  # noqa: S608 - constants only


def members(connection: psycopg.Connection[Any], name: str) -> Iterator[Member]:
    """Yield the members of a ledger, in the order in which they were let in."""
    with postgres_errors(name):
        rows = connection.execute(f"{_MEMBERS} ORDER BY position").fetchall()
    return map(Member._make, rows)


def of_this_login(connection: psycopg.Connection[Any], name: str) -> Member | None:
    """Return what the role that logged in is bound to; None if it was not let in."""
    with postgres_errors(name):
        row = connection.execute(f"{_MEMBERS} WHERE role = session_user").fetchone()
    if row is None:
        return None
    return Member._make(row)


def check_role(connection: psycopg.Connection[Any], name: str, role: str) -> None:
    """Raise NotFound if the server has no such role, Refused if one does not administer this ledger."""
    with postgres_errors(name):
        known = connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)
        ).fetchone()
        administers = connection.execute(f"SELECT {_S}.administers()").fetchone()
    if known is None:
        raise NotFound(
            "The server knows no role {role}; create it first: createuser --pwprompt {role}.",
            role=role,
        )
    if administers != (True,):
        raise Refused("Only the administrator of {path} can let roles in.", path=name)


def admit(place: Address, member: Member, bound: Member | None) -> None:
    """Bind a role, and grant it what it needs; Refused if it is bound to something else."""
    if bound not in {None, member}:
        raise Refused(
            "The role {role} already has access in another capacity; use another role.",
            role=member.role,
        )
    with (
        connect(place, read_only=False) as connection,
        postgres_errors(place.name, writing=True),
        connection.transaction(),
    ):
        if bound is None:
            insertion = f"INSERT INTO {_S}.members VALUES (%s, %s, %s, %s)"  # noqa: S608 - constants only
            connection.execute(insertion, member)
        grants = sql.SQL(schema.GRANTS[member.kind])
        connection.execute(grants.format(role=sql.Identifier(member.role)))


def share(place: Address, indexes: Collection[int]) -> None:
    """Let all owners read texts of one's own."""
    with (
        connect(place, read_only=False) as connection,
        postgres_errors(place.name, writing=True),
        connection.transaction(),
    ):
        for i in indexes:
            connection.execute(f"SELECT {_S}.share(%s)", (i,))
