"""Connections to a ledger's database: what its URL names, and how the server is met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote

import psycopg
from psycopg import conninfo, pq

from ledger.errors import BadInput, Damaged, Usage
from ledger.store.postgres import tables as schema
from ledger.store.postgres.errors import not_connected, postgres_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCK_SECONDS: Final = 10
"""How long a writer waits for others."""

_CONNECT_SECONDS: Final = "5"

SETTINGS: Final = (
    f"SET lock_timeout = '{LOCK_SECONDS}s'",
    "SET synchronous_commit = on",
    "SET client_encoding = 'UTF8'",
    "SET search_path = pg_catalog",
    "SET row_security = on",
)


FLUSH: Final = "SELECT pg_logical_emit_message(true, 'handshake', '')"
"""A transaction that waits for the disk: everything that was committed before it is there, too."""


class Address(NamedTuple):
    """A database as the driver needs it, and its name in messages: a URL without a password."""

    parameters: Mapping[str, Any]
    name: str


def address(url: str) -> Address:
    """Return the address that a URL names, its gaps filled as libpq fills them (environment, service file).

    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING. Raises Usage for a URL that is
    none, or one that bears a password: every process list and every shell history would show it.
    """
    try:
        parameters = conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        reason = str(error).strip()
        raise Usage(
            "{ledger} is not the address of a PostgreSQL database: {reason}.",
            ledger=_without_password(url),
            reason=reason,
        ) from error
    if "password" in parameters:
        raise Usage(
            "Leave the password out of the ledger's address {ledger}: put it into ~/.pgpass, a service file or "
            "PGPASSWORD.",
            ledger=_without_password(url),
        )
    return Address(
        {"connect_timeout": _CONNECT_SECONDS, "application_name": "handshake"}
        | parameters,
        _name(parameters),
    )


def _without_password(url: str) -> str:
    scheme, separator, place = url.partition("://")
    _login, at, server = place.rpartition("@")
    user = _login.partition(":")[0]
    return f"{scheme}{separator}{user}{at}{server.partition('?')[0]}"


def _name(parameters: Mapping[str, Any]) -> str:
    """Return the URL of a role's view of a database: two roles never bear one name."""
    usual = {
        option.keyword.decode(): option.val.decode()
        for option in pq.Conninfo.get_defaults()
        if option.val
    }
    found = usual | {key: str(value) for key, value in parameters.items()}
    user = quote(found.get("user", ""))
    if "service" in found:
        return f"postgresql://{user}@/?service={quote(found['service'])}"
    host = found.get("host") or found.get("hostaddr") or "localhost"
    server = f"{quote(host, safe=',.-')}:{found.get('port', '5432')}"
    return f"postgresql://{user}@{server}/{quote(found.get('dbname', user))}"


def connect(place: Address, *, read_only: bool) -> psycopg.Connection[Any]:
    """Return a connection of its own; each statement is a transaction unless one is begun.

    Raises Busy where the server cannot be reached, Damaged where it is older than PostgreSQL 15 or keeps its text
    in another encoding than UTF-8.
    """
    try:
        connection = psycopg.connect(**place.parameters, autocommit=True)
    except psycopg.Error as error:
        raise not_connected(error, place.name, writing=not read_only) from error
    try:
        _check_server(connection, place.name)
        settings = [*SETTINGS]
        if read_only:
            settings.append("SET default_transaction_read_only = on")
        with postgres_errors(place.name, writing=not read_only):
            connection.execute("; ".join(settings))
    except BaseException:
        connection.close()
        raise
    return connection


def _check_server(connection: psycopg.Connection[Any], name: str) -> None:
    if connection.info.server_version < schema.OLDEST_SERVER:
        raise Damaged(
            "{path} is on PostgreSQL {version}; a ledger needs PostgreSQL 15 or later.",
            path=name,
            version=connection.info.server_version // 10_000,
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise BadInput(
            "The database of {path} stores text as {encoding}; create one with the encoding UTF8.",
            path=name,
            encoding=encoding,
        )
