"""Checks the index of keys: just what the leaves say, no more and no fewer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TypeGuard

import orjson

from ledger.errors import Damaged
from ledger.facts.event import StreamId
from ledger.store.port import Key, Store
from projections.audit.canonical_line import Line, is_text
from projections.audit.leaves import HEX_64


class Keys:
    """The keys of the leaves so far, compared with the index; each belongs to the stream that brought it first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hashes: dict[int, list[bytes]] = {}  # the keys of each leaf at hand
        self._entries: dict[bytes, Key] = {}
        self._new = 0  # keys that no earlier leaf had brought

    def look_up(self, start: int, states: Sequence[Line | None]) -> None:
        """Look the keys of the leaves from `start` on up in the index, all at once."""
        self._hashes = {}
        for i, state in enumerate(states, start):
            keys_of_leaf = state.get("keys") if state else None
            if keys_of_leaf is None:
                continue
            if are_sorted_hashes(keys_of_leaf):
                self._hashes[i] = [*map(bytes.fromhex, keys_of_leaf)]
        keys = [*chain.from_iterable(self._hashes.values())]
        self._entries = {}
        if keys:
            self._entries = {entry[0]: entry for entry in self._store.key_entries(keys)}

    def take(self, i: int, stream: StreamId) -> None:
        """Take the keys of a leaf that were looked up. Raises Damaged if the index differs."""
        if i not in self._hashes:
            raise Damaged("The keys of event #{leaf} are not sorted hashes.", leaf=i)
        for key in self._hashes[i]:
            entry = self._entries.get(key)
            if entry is None or entry[2] > i:
                raise Damaged("The index of keys lacks a key of event #{leaf}.", leaf=i)
            if entry[2] < i:
                continue
            self._new += 1
            if entry[1] != stream:
                raise Damaged(
                    "The index of keys gives a key of event #{leaf} to another history.",
                    leaf=i,
                )

    def check_end(self) -> None:
        """Raise Damaged if the index holds a key that no leaf brought, or not first."""
        if self._store.key_count() == self._new:
            return
        for key, _stream, i in self._store.key_entries():
            if not _is_brought(self._store, key, i):
                raise Damaged(
                    "The index of keys names event #{leaf} for a key it does not have.",
                    leaf=i,
                )


def are_sorted_hashes(keys: object) -> TypeGuard[list[str]]:
    """Whether these are the keys of an event: hashes in hexadecimal, each once, in order."""
    if not isinstance(keys, list) or not keys:
        return False
    before = ""
    for key in keys:
        if not is_text(key, HEX_64):
            return False
        if key <= before:
            return False
        before = key
    return True


def _is_brought(store: Store, key: object, i: object) -> bool:
    if not (isinstance(key, bytes) and isinstance(i, int)):
        return False
    row = store.bare_row(i)
    return row is not None and key.hex() in orjson.loads(row.state).get("keys", ())
