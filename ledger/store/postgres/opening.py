"""Whether a database holds a ledger, and how an empty one is made there."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg import sql

from ledger.errors import Damaged, NotFound
from ledger.store.encode import new_secret
from ledger.store.postgres import tables as schema
from ledger.store.postgres.connection import Address, connect
from ledger.store.postgres.errors import postgres_errors

_S: Final = schema.SCHEMA


def create(place: Address, secret: bytes | None) -> None:
    """Make the schema and its tables in one transaction.

    A ledger that is there stays; one of an earlier version is given today's functions by its administrator.
    """
    with (
        connect(place, read_only=False) as connection,
        postgres_errors(place.name, writing=True),
        connection.transaction(),
    ):
        connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (_S,))
        if is_made(connection):
            if _is_behind(connection):
                check(connection, place.name)
                _bring_up(connection)
            return
        connection.execute(schema.statements())
        entries = new_secret(secret) | {"format": b"%d" % schema.FORMAT}
        for entry in entries.items():
            connection.execute(f"INSERT INTO {_S}.meta VALUES (%s, %s)", entry)  # noqa: S608 - constants only


def _is_behind(connection: psycopg.Connection[Any]) -> bool:
    """Whether functions are missing, and the role that logged in may make them."""
    row = connection.execute(
        "SELECT (to_regprocedure(%s) IS NULL OR to_regprocedure(%s) IS NULL) AND pg_has_role(nspowner, 'USAGE')"
        " FROM pg_namespace WHERE nspname = %s",
        (schema.RECORD, schema.ERASES, _S),
    ).fetchone()
    return row == (True,)


def _bring_up(connection: psycopg.Connection[Any]) -> None:
    """Make today's functions, and grant each member that the server still has what its kind needs today."""
    connection.execute(schema.FUNCTIONS)
    members = connection.execute(
        f"SELECT role::text, kind FROM {_S}.members JOIN pg_roles ON rolname = role"  # noqa: S608 - constants only
    )
    for role, kind in members.fetchall():
        connection.execute(
            sql.SQL(schema.GRANTS[kind]).format(role=sql.Identifier(role))
        )


def is_made(connection: psycopg.Connection[Any]) -> bool:
    """Whether the database holds a ledger."""
    row = connection.execute("SELECT to_regclass(%s)", (f"{_S}.meta",)).fetchone()
    return row is not None and row[0] is not None


def check(connection: psycopg.Connection[Any], name: str) -> None:
    """Raise NotFound if the database holds no ledger, Damaged if it is none of ours, or of a newer version."""
    if not is_made(connection):
        raise NotFound("No ledger found at {path}.", path=name)
    row = connection.execute(
        f"SELECT value FROM {_S}.meta WHERE name = 'format'"  # noqa: S608 - constants only
    ).fetchone()
    version = int(row[0]) if row else 0
    if not version:
        raise Damaged("{path} is not a ledger; it was left untouched.", path=name)
    if version > schema.FORMAT:
        raise Damaged(
            "{path} was written by a newer version of handshake (format {found}; this version knows {known}). The file was left untouched; update the program.",
            path=name,
            found=version,
            known=schema.FORMAT,
        )
