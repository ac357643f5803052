"""Checkpoints: the size and root of a ledger as C2SP's tlog-checkpoint, signed as its signed-note.

https://c2sp.org/tlog-checkpoint and https://c2sp.org/signed-note; the name of the key is the origin.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Final, NamedTuple

from ledger.errors import BadInput
from ledger.store.merkle import HASH_BYTES

_ED25519: Final = b"\x01"
_DASH: Final = "— "
_ID_BYTES: Final = 4
LONGEST_NOTE: Final = 1 << 20
"""The most bytes of a checkpoint with its signatures."""


class Checkpoint(NamedTuple):
    """The statement that the log of this origin had this root at this size."""

    origin: str
    size: int
    root: bytes


class Signature(NamedTuple):
    """A signature line: the signer's name, the key's id (the first four bytes of a hash), and the bytes."""

    name: str
    key_id: bytes
    signature: bytes


class SignedNote(NamedTuple):
    """A checkpoint as it was read, with the text that is signed and its signatures."""

    checkpoint: Checkpoint
    text: bytes
    signatures: tuple[Signature, ...]


def text_of(checkpoint: Checkpoint) -> bytes:
    """Return the text of a checkpoint, which is what is signed."""
    root = b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n".encode()


def key_id(name: str, public_key: bytes) -> bytes:
    """Return the four bytes by which a signature names its Ed25519 key."""
    return sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:_ID_BYTES]


def signed(text: bytes, name: str, public_key: bytes, signature: bytes) -> bytes:
    """Return the text as a note signed with this key."""
    bare = b64encode(key_id(name, public_key) + signature).decode()
    return text + f"\n{_DASH}{name} {bare}\n".encode()


def read_note(data: bytes, name: str) -> SignedNote:
    """Return the checkpoint in a file's bytes, signed or not; lines may end as mail writes them.

    Raises BadInput, which names the file, for any other bytes.
    """
    try:
        note = data[:LONGEST_NOTE].decode().replace("\r\n", "\n").strip("\n")
        text, blank, below = note.rpartition("\n\n")
        if not (blank and below.startswith(_DASH)):
            text, below = note, ""
        signatures = tuple(_signature(line) for line in below.splitlines())
        return SignedNote(_checkpoint(text), f"{text}\n".encode(), signatures)
    except ValueError as error:
        raise BadInput(
            "{file} has no checkpoint; give what 'handshake checkpoint' printed.",
            file=name,
        ) from error


def _checkpoint(text: str) -> Checkpoint:
    origin, size, coded, *more = text.split("\n")
    is_no_checkpoint = (
        not origin or not re.fullmatch("0|[1-9][0-9]{0,15}", size) or not all(more)
    )
    if is_no_checkpoint:
        raise ValueError("not three lines")
    root = _decoded(coded)
    if len(root) != HASH_BYTES:
        raise ValueError("not a root")
    return Checkpoint(origin, int(size), root)


def _signature(line: str) -> Signature:
    name, _space, coded = line.removeprefix(_DASH).partition(" ")
    data = _decoded(coded)
    is_signature = line.startswith(_DASH) and name and len(data) > _ID_BYTES
    if not is_signature:
        raise ValueError("not a signature")
    return Signature(name, data[:_ID_BYTES], data[_ID_BYTES:])


def _decoded(text: str) -> bytes:
    """Return the bytes of standard base64. Raises ValueError unless it is written in its canonical way."""
    try:
        data = b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from error
    if b64encode(data).decode() != text:
        raise ValueError("not canonical base64")
    return data
