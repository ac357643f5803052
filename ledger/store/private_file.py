"""Small files that belong to a ledger and lie outside of it: sealed with its key if it is encrypted, as they are if not."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import filterfalse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ledger.errors import Damaged, LedgerError
from ledger.store.atomic import replace, replace_overwriting, sweep

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    from ledger.store.keys_file import DataKey
    from ledger.store.port import Store

MARK: Final = b"\x89HS1\r\n\x1a\n"
"""How a sealed file begins, with no word that a text may have; the salt that names the ledger follows, a nonce, and the sealed bytes."""

_SALT: Final = 16
_NONCE: Final = 12
_PURPOSE: Final = b"beside"


def read_private(file: Path, ledger: str | os.PathLike[str]) -> bytes:
    """Return what a file beside a ledger holds. Raises Damaged for a sealed one that was changed."""
    return opened(file.read_bytes(), file, ledger)


def write_private(file: Path, data: bytes, ledger: str | os.PathLike[str]) -> None:
    """Write a file beside a ledger, at once and durably; sealed if the ledger is encrypted."""
    key = _key_of(ledger)
    bytes_written = data
    if key is not None:
        bytes_written = sealed(data, key)
    replace(file, bytes_written)


def opened(data: bytes, file: Path, ledger: str | os.PathLike[str]) -> bytes:
    """Return what was sealed, or the bytes themselves if they are not."""
    if not data.startswith(MARK):
        return data
    from cryptography.exceptions import InvalidTag

    from ledger.store.unlock import known_key, unlock

    body = data[len(MARK) :]
    salt, nonce, text = (
        body[:_SALT],
        body[_SALT : _SALT + _NONCE],
        body[_SALT + _NONCE :],
    )
    key = known_key(salt) or unlock(ledger, salt)
    try:
        if key is not None:
            return _aead(key).decrypt(nonce, text, MARK)
    except (InvalidTag, ValueError):
        pass
    raise Damaged(
        "{file} is damaged, or encrypted with a key that is no longer there.", file=file
    )


ENDINGS: Final = (".erased", ".inboxes", ".key", ".unclear")
"""How the names of the files end that are sealed and lie beside the ledger."""


def seal_all(ledger: Path, key: DataKey | None) -> None:
    """Seal every private file beside a ledger with this key, or without one leave them all in clear."""
    for file in _beside(ledger):
        written = file.read_bytes()
        data = opened(written, file, ledger)
        wanted = data
        if key is not None:
            wanted = sealed(data, key)
        if key is not None or wanted != written:
            replace_overwriting(file, wanted)


_sealed_again: Final[list[Path]] = []


def take_sealed_again() -> list[Path]:
    """Return the files that were in clear and are sealed again, and forget them."""
    files = _sealed_again.copy()
    _sealed_again.clear()
    return files


def tidy(ledger: Path, store: Store) -> None:
    """Overwrite and remove what an interrupted command left in clear beside an encrypted ledger, and seal its files again.

    Nothing of it keeps a reader from reading.
    """
    with suppress(OSError, LedgerError):
        sweep(ledger.parent, private=True)
        if unsealed(ledger):
            with store.snapshot():
                store.size()  # from here on no `decrypt` can begin, which unseals these files for good
                _seal_clear(ledger)


def _seal_clear(ledger: Path) -> None:
    from ledger.store.unlock import key_at

    key = key_at(ledger)
    if key is None:
        return
    for file in unsealed(ledger):
        replace_overwriting(file, sealed(file.read_bytes(), key))
        _sealed_again.append(file)


def unsealed(ledger: Path) -> list[Path]:
    """Return the private files beside an encrypted ledger that are still in clear."""
    return list(filterfalse(is_sealed, _beside(ledger)))


def _beside(ledger: Path) -> list[Path]:
    files = [ledger.with_name(f"{ledger.name}{ending}") for ending in ENDINGS]
    return list(filter(Path.exists, files))


def sealed(data: bytes, key: DataKey) -> bytes:
    """Return the bytes of a sealed file."""
    nonce = os.urandom(_NONCE)
    return MARK + key.salt + nonce + _aead(key).encrypt(nonce, data, MARK)


def is_sealed(file: Path) -> bool:
    """Whether a file is sealed."""
    with file.open("rb") as stream:
        return stream.read(len(MARK)) == MARK


def _aead(key: DataKey) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers import aead

    return aead.ChaCha20Poly1305(key.derived(_PURPOSE))


def _key_of(ledger: str | os.PathLike[str]) -> DataKey | None:
    """Return the key of the ledger at a path, None for one in clear.

    A ledger that this process has opened is not opened again: to close a file lets go of SQLite's locks on it.
    """
    if not Path(f"{os.fspath(ledger)}.keys").exists():
        return None
    from ledger.store import unlock

    key = unlock.key_at(ledger)
    if key is not None or not Path(ledger).exists():
        return key
    from ledger.store.sqlite.file import key_of

    return key_of(ledger)
