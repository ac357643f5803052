"""Events as the bytes that are stored: their state, their commitment, their keys."""

from __future__ import annotations

import hmac
import os
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Final
from unicodedata import is_normalized

import orjson

from ledger.errors import Damaged
from ledger.facts.codec import State, Stated
from ledger.facts.event import PersonId, StreamId
from ledger.named_tuple import NamedTuple

SALT_BYTES: Final = 32
SECRET_BYTES: Final = 32

SEALED: Final = b'"sealed":"'
"""What stands before the commitment in the state of an event with a personal text."""

_SEALED_DIGITS: Final = 64
_CHECK: Final = "check:secret"  # no identifier begins like that


class Stamp(NamedTuple):
    """The owner who records, by what means, and when (None: at the instant of recording).

    `source` is `cli:<batch>` or `import:<format>:<batch>`, the batch a UUID.
    """

    recorded_by: PersonId
    source: str
    recorded_at: datetime | None = None


class StoredEvent(NamedTuple):
    """An event ready to be stored.

    `seal` is the salt and the personal text, `keys` are the keyed hashes of its identifiers.
    """

    stream: StreamId
    v: int
    topic: str
    state: bytes
    seal: tuple[bytes, bytes] | None
    keys: tuple[bytes, ...]


def encode(facts: Iterable[Stated], stamp: Stamp, secret: bytes) -> list[StoredEvent]:
    """Return the facts as they are stored, stamped and sealed."""
    stamped = _fields(stamp)
    return [_encoded(fact, stamped, secret) for fact in facts]


def as_stored(
    stream: str,
    v: int,
    topic: str,
    state: bytes,
    seal: tuple[bytes, bytes] | None,
) -> StoredEvent:
    """Return an event of another store, ready to be stored here: its keys are in its state."""
    keys = orjson.loads(state).get("keys", ()) if b'"keys"' in state else ()
    return StoredEvent(stream, v, topic, state, seal, tuple(map(bytes.fromhex, keys)))


def _fields(stamp: Stamp) -> State:
    return {
        "recorded_at": instant(stamp.recorded_at),
        "recorded_by": stamp.recorded_by,
        "source": stamp.source,
    }


RECORDING: Final = ("recorded_at", "recorded_by", "source", "keys", "sealed")
"""What recording adds to the state of a fact."""


def _encoded(fact: Stated, stamped: State, secret: bytes) -> StoredEvent:
    state = fact.state | stamped
    keys = _keys(fact.identifiers, secret)
    if keys:
        state["keys"] = [key.hex() for key in keys]
    seal = None
    if fact.text is not None:
        salt, text = os.urandom(SALT_BYTES), canonical_bytes(fact.text)
        state["sealed"] = commitment(salt, text)
        seal = (salt, text)
    return StoredEvent(
        fact.stream, fact.v, fact.topic, canonical_bytes(state), seal, keys
    )


def _keys(identifiers: Collection[str], secret: bytes) -> tuple[bytes, ...]:
    keys = [key_of(secret, identifier) for identifier in identifiers]
    if len(keys) < 2:
        return tuple(keys)
    return tuple(sorted(set(keys)))


def instant(moment: datetime | None = None) -> str:
    """Return a moment (None: now) as the ledger writes it: in UTC, with six digits of a second."""
    utc = datetime.now(UTC) if moment is None else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")


def commitment(salt: bytes, text: bytes) -> str:
    """Return what binds a personal text to its event: HMAC-SHA256 in hexadecimal digits."""
    return hmac.digest(salt, text, "sha256").hex()


def opened(i: int, state: object, salt: object, text: object) -> bytes | None:
    """Return a personal text, None if missing. Raises Damaged if it is not the one that was recorded."""
    if salt is None and text is None:
        return None
    if type(state) is type(salt) is type(text) is bytes:
        start = state.find(SEALED) + len(SEALED)
        sealed = state[start : start + _SEALED_DIGITS]
        if start >= len(SEALED) and commitment(salt, text).encode() == sealed:
            return text
    raise Damaged(
        "The text of event #{i} is not the recorded one; restore a backup.", i=i
    )


def key_of(secret: bytes, identifier: str) -> bytes:
    """Return the keyed hash of an identifier: HMAC-SHA256."""
    return hmac.digest(secret, identifier.encode(), "sha256")


def new_secret(secret: bytes | None = None) -> dict[str, bytes]:
    """Return the entries of a new ledger's secret: its bytes, and what shows later that they are still the same.

    A copy of a ledger gets the secret of the original: without it, it would recognise no one.
    """
    secret = os.urandom(SECRET_BYTES) if secret is None else secret
    return {"secret": secret, "secret_check": key_of(secret, _CHECK)}


def checked_secret(secret: object, check: object) -> bytes:
    """Return a stored secret. Raises Damaged if it is gone or changed: the ledger would recognise no one any more."""
    if (
        not isinstance(secret, bytes)
        or len(secret) != SECRET_BYTES
        or check != key_of(secret, _CHECK)
    ):
        raise Damaged(
            "The ledger's secret is damaged, so no one can be recognised; restore a backup."
        )
    return secret


def canonical_bytes(value: State) -> bytes:
    """Return the canonical bytes, as `ledger.facts.canonical` states them, written by a faster library.

    Raises ValueError for what that refuses. JSON's own punctuation composes with no character, so the bytes are in
    NFC just when every text in them is.
    """
    written = orjson.dumps(
        value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
    )
    written = bytes(
        memoryview(written)
    )  # orjson's own bytes keep the four kilobytes in which it wrote
    if not written.isascii() and not is_normalized("NFC", written.decode()):
        raise ValueError(f"text not in NFC: {value!r}")
    return written
