"""The keys of an encrypted ledger: a small file beside it, with the ledger's key wrapped once for each passphrase.

The ledger's key is 32 random bytes. Each slot wraps it by ChaCha20-Poly1305 with a key of its own, which Argon2id
makes of the passphrase (RFC 9106, its second recommendation), or of a recovery code. A slot names the ledger by the
16 bytes that the encrypted file begins with, so that keys are never taken for those of another one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from hashlib import blake2b, sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from ledger.errors import Damaged, Usage
from ledger.named_tuple import NamedTuple
from ledger.store.atomic import replace

FORMAT: Final = 1
SALT: Final = 16
"""How many bytes an encrypted file begins with that are no secret and name it."""

_KEY: Final = 32
_NONCE: Final = 12

MEMORY_KIB: Final = 65_536
PASSES: Final = 3
LANES: Final = 4
_MOST_MEMORY_KIB: Final = 4 << 20  # a changed file must not take all of a machine
_MOST_PASSES: Final = 1_000

PASSPHRASE: Final = "passphrase"  # noqa: S105 - a kind of slot
RECOVERY: Final = "recovery"


class DataKey(NamedTuple):
    """The key of an encrypted ledger, and the salt that its file begins with."""

    key: bytes
    salt: bytes

    @property
    def ledger(self) -> bytes:
        """What SQLCipher opens the ledger's file and its copies with."""
        return f"x'{self.key.hex()}{self.salt.hex()}'".encode()

    @property
    def views(self) -> bytes:
        """What SQLCipher opens the views with: a key of their own, so that no page of one file fits another."""
        return f"x'{self.derived(b'views').hex()}'".encode()

    def derived(self, purpose: bytes) -> bytes:
        """Return a key of 32 bytes for another purpose."""
        return blake2b(key=self.key, person=purpose, digest_size=_KEY).digest()


def new_data_key() -> DataKey:
    """Return a random key for a ledger that is to be encrypted."""
    return DataKey(os.urandom(_KEY), os.urandom(SALT))


class KeySlot(NamedTuple):
    """The ledger's key as one passphrase, or one recovery code, opens it."""

    ledger: str
    name: str
    kind: str
    made: str
    salt: str
    memory_kib: int
    passes: int
    lanes: int
    nonce: str
    wrapped: str

    def _bound(self) -> bytes:
        """Return what is authenticated beside the key: all that the slot says of itself."""
        return json.dumps(["handshake keys 1", *self[:-2]]).encode()

    def opened(self, secret: bytes) -> DataKey | None:
        """Return the ledger's key, None for a secret of another slot."""
        aead, invalid = _aead(self._wrapping_key(secret))
        try:
            key: bytes = aead.decrypt(
                bytes.fromhex(self.nonce), bytes.fromhex(self.wrapped), self._bound()
            )
        except invalid:
            return None
        return DataKey(key, bytes.fromhex(self.ledger))

    def wrapping(self, key: DataKey, secret: bytes) -> KeySlot:
        """Return the slot with the key in it."""
        aead, _invalid = _aead(self._wrapping_key(secret))
        wrapped = aead.encrypt(bytes.fromhex(self.nonce), key.key, self._bound())
        return self._replace(wrapped=wrapped.hex())

    def _wrapping_key(self, secret: bytes) -> bytes:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        derivation = Argon2id(
            salt=bytes.fromhex(self.salt),
            length=_KEY,
            iterations=self.passes,
            lanes=self.lanes,
            memory_cost=self.memory_kib,
        )
        return derivation.derive(secret)


def _aead(key: bytes) -> tuple[Any, type[Exception]]:
    """Return the cipher that wraps, and the error it gives for another key. Raises Usage without the extra."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key), InvalidTag


def check_installed() -> None:
    """Raise Usage without the `[encrypt]` extra, before anyone is asked for a passphrase."""
    for package in ("sqlcipher3", "cryptography.hazmat.primitives.kdf.argon2"):
        try:
            import_module(package)
        except ImportError as error:
            raise not_installed() from error


def not_installed() -> Usage:
    """Return the error of a program without the `[encrypt]` extra."""
    return Usage(
        "An encrypted ledger needs other packages: run 'pip install handshake-ledger[encrypt]'."
    )


def new_slot(key: DataKey, secret: bytes, *, name: str, kind: str) -> KeySlot:
    """Return a slot that this secret opens."""
    from ledger.store.encode import instant

    slot = KeySlot(
        ledger=key.salt.hex(),
        name=name,
        kind=kind,
        made=instant(),
        salt=os.urandom(SALT).hex(),
        memory_kib=MEMORY_KIB,
        passes=PASSES,
        lanes=LANES,
        nonce=os.urandom(_NONCE).hex(),
        wrapped="",
    )
    return slot.wrapping(key, secret)


# ---------------------------------------------------------------- the file


def keys_path(ledger: str | os.PathLike[str]) -> str:
    """Return where the keys of a ledger are, or of a backup."""
    return f"{os.fspath(ledger)}.keys"


def read_slots(file: str) -> list[KeySlot]:
    """Return the slots of a file of keys, none if there is no such file. Raises Damaged for another file."""
    try:
        data = Path(file).read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise Damaged(
            "Cannot read {path}: {reason}.", path=file, reason=error
        ) from error
    try:
        document = json.loads(data)
        is_newer = document["format"] > FORMAT
        slots = []
        if not is_newer:
            slots = _sound_slots(document)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Damaged(
            "The keys in {path} are damaged; put back a copy of that file, from beside a backup for instance.",
            path=file,
        ) from None
    if is_newer:
        raise Damaged(
            "{path} was written by a newer version of handshake; update the program.",
            path=file,
        )
    return slots


def _sound_slots(document: dict[str, Any]) -> list[KeySlot]:
    """Return the slots of a file. Raises ValueError if they are not as they were written."""
    slots = list(map(_slot, document["slots"]))
    if document["check"] != _check(slots):
        raise ValueError(document["check"])
    return slots


def _slot(fields: dict[str, Any]) -> KeySlot:
    slot = KeySlot(**fields)
    texts = (slot.ledger, slot.salt, slot.nonce, slot.wrapped)
    lengths = [len(bytes.fromhex(text)) for text in texts]
    costs_fit = (
        0 < slot.memory_kib <= _MOST_MEMORY_KIB and 0 < slot.passes <= _MOST_PASSES
    )
    is_unusable = lengths[:3] != [SALT, SALT, _NONCE] or not costs_fit
    if is_unusable:
        raise ValueError(fields)
    return slot


def _check(slots: Iterable[KeySlot]) -> str:
    """Return a checksum that tells a damaged file from a wrong passphrase."""
    return sha256(json.dumps([slot._asdict() for slot in slots]).encode()).hexdigest()


def write_slots(file: str, slots: Sequence[KeySlot], *, promised: bool = False) -> None:
    """Put slots into a file of keys, at once and durably, in the place of the older ones; none remove it.

    If this is all that a command does, the file is `promised` to someone who presses Ctrl-C.
    """
    if not slots:
        Path(file).unlink(missing_ok=True)
        return
    document = {
        "about": "Keys of an encrypted handshake ledger. Without this file its passphrases open nothing: keep it beside the ledger.",
        "format": FORMAT,
        "slots": [slot._asdict() for slot in slots],
        "check": _check(slots),
    }
    data = json.dumps(document, indent=1).encode() + b"\n"
    replace(Path(file), data, promised=promised)


def slots_of(slots: Iterable[KeySlot], salt: bytes) -> list[KeySlot]:
    """Return the slots of the ledger whose file begins with this salt."""
    return [slot for slot in slots if slot.ledger == salt.hex()]


def opened_with(
    slots: Iterable[KeySlot], secret: bytes
) -> tuple[KeySlot, DataKey] | None:
    """Return the slot that a secret opens, and the key in it."""
    for slot in slots:
        key = slot.opened(secret)
        if key is not None:
            return slot, key
    return None
