"""Checks the index of keys: just what the leaves say, no more and no fewer."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import chain, compress
from typing import TypeGuard

import orjson

from ledger.errors import Damaged
from ledger.facts.event import StreamId
from ledger.store.port import Key, Store, sum_of_entries
from projections.audit.canonical_line import Line, is_text
from projections.audit.leaves import HEX_64
from projections.audit.versions import Versions


class Keys:
    """The keys of the leaves so far, compared with the index; each belongs to the stream that brought it first."""

    sum: int | None = None
    """None, as each key is looked up."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hashes: dict[int, list[bytes]] = {}  # the keys of each leaf at hand
        self._entries: dict[bytes, Key] = {}
        self._new = 0  # keys that no earlier leaf had brought

    def look_up(
        self, start: int, _streams: Sequence[StreamId], states: Sequence[Line | None]
    ) -> None:
        """Look the keys of the leaves from `start` on up in the index, all at once."""
        self._hashes = _keys_of(start, states)
        keys = [*chain.from_iterable(self._hashes.values())]
        self._entries = {}
        if keys:
            self._entries = {entry[0]: entry for entry in self._store.key_entries(keys)}

    def take(self, i: int, stream: StreamId) -> None:
        """Take the keys of a leaf that were looked up. Raises Damaged if the index differs."""
        _check_are_keys(i, self._hashes)
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


class KeySum:
    """The keys of the leaves so far as a sum, which the index must have too: it tells whether they differ, not where."""

    def __init__(self) -> None:
        self.sum = 0
        self._brought = Versions()  # the leaves that brought each key
        self._leaves: set[int] = set()  # those at hand with keys

    def look_up(
        self, start: int, streams: Sequence[StreamId], states: Sequence[Line | None]
    ) -> None:
        """Add the keys of the leaves from `start` on that no earlier leaf brought."""
        hashes = _keys_of(start, states)
        self._leaves = {*hashes}
        entries = [
            (key, streams[i - start], i) for i, keys in hashes.items() for key in keys
        ]
        counts = self._brought.following(key for key, _stream, _i in entries)
        is_new = map((1).__eq__, counts)
        self.sum += sum_of_entries(compress(entries, is_new))

    def take(self, i: int, _stream: StreamId) -> None:
        """Raise Damaged if the keys of a leaf are not sorted hashes."""
        _check_are_keys(i, self._leaves)

    def check_end(self) -> None:
        """Leave the comparison to `Store.fault`, which is handed the sum."""


def _keys_of(start: int, states: Sequence[Line | None]) -> dict[int, list[bytes]]:
    """Return the keys of the leaves from `start` on that have valid ones, by leaf."""
    hashes: dict[int, list[bytes]] = {}
    for i, state in enumerate(states, start):
        keys_of_leaf = state.get("keys") if state else None
        if keys_of_leaf is None:
            continue
        if are_sorted_hashes(keys_of_leaf):
            hashes[i] = [*map(bytes.fromhex, keys_of_leaf)]
    return hashes


def _check_are_keys(i: int, leaves: Container[int]) -> None:
    """Raise Damaged unless a leaf is among those with valid keys."""
    if i not in leaves:
        raise Damaged("The keys of event #{leaf} are not sorted hashes.", leaf=i)


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
