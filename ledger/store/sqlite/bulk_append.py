"""Many events recorded at once: the rows of `sealing` and `recorder`, made without an object for each event."""

from __future__ import annotations

import os
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from ledger.facts.codec import State
from ledger.facts.stated import Stated
from ledger.store import merkle
from ledger.store.encode import SALT_BYTES, commitment, encoded
from ledger.store.sqlite.rows import leaf
from ledger.store.sqlite.secret import keyed


class Rows(NamedTuple):
    """What a transaction inserts: events, sealed texts and keys as their tables want them, and the new tree."""

    events: list[tuple[int, str, int, str, bytes]]
    seals: list[tuple[int, bytes, bytes]]
    keys: list[tuple[bytes, str, int]]
    grown: merkle.Frontier


def rows_of(facts: Iterable[Stated], stamp: State, secret: bytes, frontier: merkle.Frontier) -> Rows:
    """The facts, stamped and sealed, in the places that follow the frontier."""
    events, seals, keys = list[tuple[int, str, int, str, bytes]](), list[tuple[int, bytes, bytes]](), []
    hashes, i, key_of = [], frontier.size, keyed(secret)
    for stream, v, topic, said, text, identifiers in facts:
        state = said | stamp
        if identifiers:
            found = sorted(set(map(key_of, identifiers)))
            state["keys"] = [key.hex() for key in found]
            keys += [(key, stream, i) for key in found]
        if text is not None:
            salt, written = os.urandom(SALT_BYTES), encoded(text)
            state["sealed"] = commitment(salt, written)
            seals.append((i, salt, written))
        stored = encoded(state)
        hashes.append(merkle.leaf_hash(leaf(i, topic, stored, stream, v)))
        i += 1  # an event's row is numbered one higher than its leaf
        events.append((i, stream, v, topic, stored))
    keys.sort(key=itemgetter(0))  # in the order of their index; of one key, the first event brings it
    return Rows(events, seals, keys, merkle.append(frontier, hashes))
