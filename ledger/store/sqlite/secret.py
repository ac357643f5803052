"""The secret of a ledger's keyed hashes: it never leaves the file but in a backup."""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
from collections.abc import Callable

from ledger.errors import Damaged

SECRET_BYTES = 32
_BLOCK = 64  # bytes that SHA-256 takes at once; a longer secret would be hashed first
_CHECK = "check:secret"  # no identifier begins like that


def key_of(secret: bytes, identifier: str) -> bytes:
    """The keyed hash of an identifier, 32 bytes."""
    return hmac.digest(secret, identifier.encode(), "sha256")


def keyed(secret: bytes) -> Callable[[str], bytes]:
    """The same function for many identifiers: what depends on the secret alone is computed once.

    HMAC as RFC 2104 defines it; `hmac` copies an object of Python's for each message.
    """
    padded = secret.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(each ^ 0x36 for each in padded))
    outer = hashlib.sha256(bytes(each ^ 0x5C for each in padded))

    def key(identifier: str) -> bytes:
        said, whole = inner.copy(), outer.copy()
        said.update(identifier.encode())
        whole.update(said.digest())
        return whole.digest()

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
