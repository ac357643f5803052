"""Reading that notices changed bytes: events against the Merkle log, personal texts against their commitments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

import orjson

from ledger.errors import Damaged
from ledger.facts.event import UUID, PersonId
from ledger.store import merkle
from ledger.store.encode import SEALED
from ledger.store.port import BareRow, Root, Row, Store

_LOT: Final = 1_000


class LeafCheck:
    """Hashes leaves as they are read, and compares the tree that they make with the stored one.

    Begins at the last stored root that has no leaf from index `start` on; `begins` is the first leaf to take.
    """

    def __init__(self, store: Store, start: int = 0) -> None:
        before, _after = store.around(start)
        self._frontier = _frontier(before)
        self._store: Final = store
        self.begins: Final = self._frontier.size
        self.sealed = 0

    def take(self, rows: Sequence[BareRow]) -> None:
        """Take the next leaves, in order. Raises Damaged for a row that no leaf can be."""
        try:
            hashes = merkle.hashes_of_rows(rows)
            self.sealed += sum(SEALED in row[4] for row in rows)
        except (AttributeError, TypeError, UnicodeError) as error:
            raise _changed(rows[0][0]) from error
        self._frontier = merkle.append(self._frontier, hashes)

    def check_end(self) -> None:
        """Raise Damaged unless the leaves so far are those that were recorded."""
        size = self._frontier.size
        stored = self._store.root_at(size) if size else merkle.root(merkle.EMPTY)
        if stored != merkle.root(self._frontier):
            raise _changed(self.begins)


def _frontier(stored: Root | None) -> merkle.Frontier:
    """Return a stored frontier. Raises Damaged if it is not the one of its root."""
    if stored is None:
        return merkle.EMPTY
    size, root, encoded = stored
    try:
        frontier = merkle.decode(encoded)
    except (TypeError, ValueError):
        frontier = merkle.EMPTY
    if frontier.size != size or merkle.root(frontier) != root:
        raise _changed(size - 1)
    return frontier


def _changed(i: int) -> Damaged:
    return Damaged(
        "From event #{i} on, the ledger no longer holds what was recorded; run 'handshake verify', then restore a backup.",
        i=i,
    )


def checked_rows(
    store: Store, start: int = 0, stop: int | None = None
) -> Iterator[Row]:
    """Yield the rows from index `start` up to, but without, `stop`, and compare them with the Merkle log.

    Raises Damaged, perhaps after the last row only: nothing may rest on them before. A root must be stored at `stop`.
    """
    check = LeafCheck(store, start)
    missing: list[Row] = []
    lot: list[BareRow] = []
    for row in store.rows(check.begins, stop):
        lot.append(row[:5])
        if len(lot) == _LOT:
            check.take(lot)
            lot.clear()
        if row.text is None and is_sealed(row.state):
            missing.append(row)
        if row.i >= start:
            yield row
    if lot:
        check.take(lot)
    check.check_end()
    check_missing(store, missing)


def check_missing(store: Store, rows: Iterable[Row]) -> None:
    """Raise Damaged for a row whose personal text is missing, unless an erasure explains it."""
    missing = list(rows)
    if not missing:
        return
    withheld = store.withheld(missing[0].i, missing[-1].i + 1)
    erased = erasures(store)
    for row in missing:
        if row.i in withheld or f"{row.stream}/{row.v}" in erased:
            continue
        if is_explained(row, erased):
            continue
        raise Damaged(
            "The text of event #{i} is missing and was not erased; restore a backup.",
            i=row.i,
        )


def check_texts(store: Store, check: LeafCheck, opened: int) -> None:
    """Raise Damaged if fewer texts were read than the checked leaves have, and no erasure explains it."""
    if check.sealed != opened:
        rows = store.rows()
        check_missing(
            store, (row for row in rows if row.text is None and is_sealed(row.state))
        )


def is_sealed(state: bytes) -> bool:
    """Whether an event was recorded with a personal text."""
    return SEALED in state


class SpanCheck:
    """Checks single rows: each with its neighbours, as far as the nearest stored roots of the Merkle log.

    The log keeps a root every `merkle.SPAN` leaves at the least, so that this takes no longer in a large ledger.
    """

    def __init__(self, store: Store) -> None:
        self._store: Final = store
        self._sound: Final = set[int]()

    def check(self, row: Row) -> None:
        """Raise Damaged unless the row is the leaf that was recorded, with its text or an erasure of it."""
        if row.i not in self._sound:
            self._check_span(row)
        if row.text is None and is_sealed(row.state):
            check_missing(self._store, [row])

    def _check_span(self, row: Row) -> None:
        _before, after = self._store.around(row.i)
        check = LeafCheck(self._store, row.i)
        rows = list(self._store.bare_rows(check.begins, after[0])) if after else []
        if row[:5] not in rows:
            raise _changed(row.i)
        check.take(rows)
        check.check_end()
        self._sound.update(range(check.begins, check.begins + len(rows)))


# ---------------------------------------------------------------- the missing texts that erasures explain

_ID: Final = f'"({UUID})"'.encode()


def is_explained(row: Row, people: Collection[PersonId]) -> bool:
    """Whether the erasure of these people alone explains that the text of `row` is missing."""
    if row.stream in people:
        return True
    return not ids_named(row.state).isdisjoint(people)


def ids_named(state: bytes) -> set[str]:
    """Return the ids that the state of an event names."""
    return {found.decode() for found in re.findall(_ID, state)}


def erasures(store: Store) -> set[str]:
    """Return the ids of the people and events whose erasure the ledger records."""
    ids: set[str] = set()
    for _i, stream, _v, topic, state in store.bare_rows():
        if topic.startswith("person.PersonErased@"):
            ids.add(stream)
        elif topic.startswith("person.TextErased@"):
            ids.add(str(orjson.loads(state)["event"]))
    return ids
