"""An event as it will stand in the ledger: its state's bytes, its commitment, its keys."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple
from unicodedata import is_normalized

import orjson

from ledger.facts.codec import State, state_of, text_of
from ledger.facts.event import Event, PersonId, StreamId
from ledger.store.sqlite.secret import key_of

SALT_BYTES = 32

_BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


class Stamp(NamedTuple):
    """Who records, by what means, and when: None for the instant of recording.

    `source` is `cli:<batch>` or `import:<format>:<batch>`, the batch a UUID.
    """

    recorded_by: PersonId
    source: str
    recorded_at: datetime | None = None


class Entry(NamedTuple):
    """Events to append to a stream of which `version` events are known."""

    stream: StreamId
    version: int
    events: tuple[Event, ...]


class Prepared(NamedTuple):
    """An event ready to be stored, under the names that the library reads.

    `seal` is the salt and the sealed text, `keys` are the keyed hashes of its identifiers.
    """

    originator_id: StreamId
    originator_version: int
    event: Event
    topic: str
    state: bytes
    seal: tuple[bytes, bytes] | None
    keys: tuple[bytes, ...]


def instant(moment: datetime | None = None) -> str:
    """A moment (None: now) as the ledger writes it: UTC, always six digits of a second."""
    return (moment or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment(salt: bytes, text: bytes) -> str:
    """What binds a sealed text to its event: HMAC-SHA256 (RFC 2104), 64 hexadecimal digits.

    Written out, because `hmac.digest` spends twice as long on finding its hash as on hashing. A salt
    is never longer than a block.
    """
    key = salt.ljust(_BLOCK, b"\0")
    return sha256(key.translate(_OUTER) + sha256(key.translate(_INNER) + text).digest()).hexdigest()


def state_of_stamp(stamp: Stamp) -> State:
    """What every event of a transaction says of its recording."""
    return {
        "recorded_at": instant(stamp.recorded_at),
        "recorded_by": stamp.recorded_by,
        "source": stamp.source,
    }


def prepare(entries: Iterable[Entry], stamp: Stamp, secret: bytes) -> Iterator[Prepared]:
    """The entries' events, stamped and sealed, in order."""
    stamped = state_of_stamp(stamp)
    for entry in entries:
        for v, event in enumerate(entry.events, start=entry.version + 1):
            yield _prepared(entry.stream, v, event, stamped, secret)


def _prepared(stream: StreamId, v: int, event: Event, stamped: State, secret: bytes) -> Prepared:
    state = state_of(event) | stamped
    keys = tuple(sorted({key_of(secret, identifier) for identifier in event.identifiers}))
    if keys:
        state["keys"] = [key.hex() for key in keys]
    seal = None
    if (text := text_of(event)) is not None:
        seal = (os.urandom(SALT_BYTES), encoded(text))
        state["sealed"] = commitment(*seal)
    return Prepared(stream, v, event, event.topic(), encoded(state), seal, keys)


def encoded(value: State) -> bytes:
    """The canonical bytes, as `ledger.facts.canonical` states them, written by a faster library.

    ValueError for what that refuses. JSON's own punctuation composes with no character, so that the
    whole is in NFC just when every text in it is.
    """
    made = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
    written = bytes(memoryview(made))  # orjson gives a short text the four kilobytes in which it was written
    if not written.isascii() and not is_normalized("NFC", written.decode()):
        raise ValueError(f"text not in NFC: {value!r}")
    return written
