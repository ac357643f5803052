"""The key that signs checkpoints, kept beside the ledger and never in it, and what it signed last."""

from __future__ import annotations

import fcntl
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.errors import BadInput, Usage
from ledger.store.atomic import make_folder
from ledger.store.private_file import read_private, write_private

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def key_path(ledger: Path) -> Path:
    """Return where the private key is: PKCS #8 in PEM, as openssl reads it."""
    return ledger.with_name(f"{ledger.name}.key")


def signed_path(ledger: Path) -> Path:
    """Return where the last signed checkpoint is kept."""
    return ledger.with_name(f"{ledger.name}.signed")


def available() -> bool:
    """Whether the `[sign]` extra is installed."""
    from importlib.util import find_spec

    return find_spec("cryptography") is not None


def new_key() -> Ed25519PrivateKey:
    """Make a key. Raises Usage without the `[sign]` extra."""
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate()


def _needed() -> None:
    if not available():
        raise Usage("Signing needs one more package; install 'handshake-ledger[sign]'.")


def read_key(ledger: Path) -> Ed25519PrivateKey | None:
    """Return the key beside the ledger, None without one. Raises BadInput if it cannot be used."""
    path = key_path(ledger)
    try:
        written = read_private(path, ledger)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadInput(
            "Cannot read {file}: {reason}.", file=path, reason=error
        ) from error
    _needed()
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(written, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadInput(
            "{file} has no Ed25519 key; 'handshake init --sign --new-key' creates one.",
            file=path,
        )
    return key


def public_key(key: Ed25519PrivateKey) -> str:
    """Return the public half in base64, as the ledger states it."""
    return b64encode(key.public_key().public_bytes_raw()).decode()


def keep(ledger: Path, key: Ed25519PrivateKey) -> None:
    """Write the key beside the ledger, 0600, in the place of an older one."""
    from cryptography.hazmat.primitives import serialization

    written = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    make_folder(ledger.parent)
    write_private(key_path(ledger), written, ledger)


@contextmanager
def one_at_a_time(ledger: Path) -> Iterator[None]:
    """Keep other processes from signing with this key meanwhile."""
    with key_path(ledger).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_signed(text: bytes, public: str, signature: bytes) -> bool:
    """Whether the key signed this text so. Raises Usage without the `[sign]` extra."""
    _needed()
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public)).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
