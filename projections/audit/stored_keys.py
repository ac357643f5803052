"""Checks the index of keys: just what the leaves say, no more and no fewer."""

from __future__ import annotations

from itertools import pairwise

import orjson

from ledger.errors import Damaged
from ledger.facts.event import StreamId
from ledger.store.port import Store
from projections.audit.canonical_line import is_text
from projections.audit.leaves import HEX_64


class Keys:
    """The keys of the leaves so far, compared with the index; each belongs to who brought it first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._brought = 0  # keys that the leaves so far brought before any other

    def take(self, i: int, stream: StreamId, keys: object) -> None:
        """Take the keys of the next leaf; Damaged if the index does not have them so."""
        for key in _sorted_keys(i, keys):
            entry = self._store.key_entry(bytes.fromhex(key))
            bringer: object = None if entry is None else entry[2]
            if not isinstance(bringer, int) or bringer > i:
                raise Damaged("The index of keys lacks a key of leaf {leaf}.", leaf=i)
            if bringer < i:
                continue
            self._brought += 1
            if entry is not None and entry[1] != stream:
                raise Damaged("The index of keys gives a key of leaf {leaf} to another stream.", leaf=i)

    def check_end(self) -> None:
        """Damaged if the index holds a key that no leaf brought, or not first."""
        if self._store.key_count() == self._brought:
            return
        for key, _stream, i in self._store.key_entries():
            if not _is_brought(self._store, key, i):
                raise Damaged("The index of keys names leaf {leaf} for a key that it did not bring.", leaf=i)


def _sorted_keys(i: int, keys: object) -> list[str]:
    if not (
        isinstance(keys, list)
        and keys
        and all(is_text(key, HEX_64) for key in keys)
        and all(one < other for one, other in pairwise(keys))
    ):
        raise Damaged("The keys of leaf {leaf} are not sorted hashes.", leaf=i)
    return keys


def _is_brought(store: Store, key: object, i: object) -> bool:
    if not (isinstance(key, bytes) and isinstance(i, int)):
        return False
    row = store.row(i)
    return row is not None and key.hex() in orjson.loads(row.state).get("keys", ())
