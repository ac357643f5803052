"""Checks the index of keys: just what the leaves say, no more and no fewer."""

from __future__ import annotations

import sqlite3
from itertools import pairwise

import orjson

from ledger.errors import Damaged
from ledger.facts.event import StreamId
from ledger.store.sqlite import rows
from projections.audit.canonical_line import Line, is_text
from projections.audit.leaves import HEX_64


class Keys:
    """The keys of the leaves so far, compared with the index; each belongs to who brought it first."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._first = 0

    def take(self, i: int, stream: StreamId, state: Line) -> None:
        """The keys of the next leaf; Damaged where the index does not have them so."""
        if "keys" not in state:
            return
        for key in _keys(i, state["keys"]):
            query = "SELECT stream, i FROM keys WHERE key = ?"
            found = self._connection.execute(query, (bytes.fromhex(key),)).fetchone()
            if found is None or not isinstance(found[1], int) or found[1] > i:
                raise Damaged("The index of keys lacks a key of leaf {leaf}.", leaf=i)
            if found[1] == i:
                self._first += 1
                if found[0] != stream:
                    raise Damaged("The index of keys gives a key of leaf {leaf} to another stream.", leaf=i)

    def check_end(self) -> None:
        """Damaged if the index holds a key that no leaf brought, or not first."""
        (count,) = self._connection.execute("SELECT count(*) FROM keys").fetchone()
        if count == self._first:
            return
        for key, i in self._connection.execute("SELECT key, i FROM keys ORDER BY i"):
            if not _brought(self._connection, key, i):
                raise Damaged("The index of keys names leaf {leaf} for a key that it did not bring.", leaf=i)


def _keys(i: int, keys: object) -> list[str]:
    if not (
        isinstance(keys, list)
        and keys
        and all(is_text(key, HEX_64) for key in keys)
        and all(one < other for one, other in pairwise(keys))
    ):
        raise Damaged("The keys of leaf {leaf} are not sorted hashes.", leaf=i)
    return keys


def _brought(connection: sqlite3.Connection, key: object, i: object) -> bool:
    if not (isinstance(key, bytes) and isinstance(i, int)):
        return False
    row = rows.row(connection, i)
    return row is not None and key.hex() in orjson.loads(row.state).get("keys", ())
