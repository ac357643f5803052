"""The secret of a ledger's keyed hashes: it never leaves the file but in a backup."""

from __future__ import annotations

import hmac
import os
import sqlite3
from collections.abc import Callable

from ledger.errors import Damaged

SECRET_BYTES = 32
_CHECK = "check:secret"  # no identifier begins like that


def key_of(secret: bytes, identifier: str) -> bytes:
    """The keyed hash of an identifier, 32 bytes."""
    return hmac.digest(secret, identifier.encode(), "sha256")


def keyed(secret: bytes) -> Callable[[str], bytes]:
    """The same function for many identifiers: what depends on the secret alone is computed once."""
    begun = hmac.new(secret, digestmod="sha256")

    def key(identifier: str) -> bytes:
        one = begun.copy()
        one.update(identifier.encode())
        return one.digest()

    return key


def new_secret() -> list[tuple[str, bytes]]:
    """The rows of a new secret: itself, and what shows later that it is still the same."""
    secret = os.urandom(SECRET_BYTES)
    return [("secret", secret), ("secret_check", key_of(secret, _CHECK))]


def secret_of(connection: sqlite3.Connection) -> bytes:
    """The ledger's secret; Damaged where it is gone or changed: nobody would be recognised any more."""
    found = dict(connection.execute("SELECT name, value FROM meta WHERE name LIKE 'secret%'"))
    secret, check = found.get("secret"), found.get("secret_check")
    if not isinstance(secret, bytes) or len(secret) != SECRET_BYTES or check != key_of(secret, _CHECK):
        raise Damaged("The ledger's secret is damaged, so that nobody is recognised: restore a backup.")
    return secret
