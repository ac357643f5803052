"""Verifies a ledger itself: every row of every table, against each other and against the Merkle log."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from sys import getsizeof
from typing import Any, TypeGuard

from ledger.errors import Damaged
from ledger.store.encode import SALT_BYTES, commitment
from ledger.store.merkle import root
from ledger.store.port import SealedRow, Store, Unreadable
from projections.audit.audit_check import AuditVerdict, Personal
from projections.audit.canonical_line import (
    BATCH_BYTES,
    Line,
    canonical_object,
    canonical_objects,
    is_text,
)
from projections.audit.erasures import ERASING, ID, Erasures
from projections.audit.leaves import HEX_64, are_leaves, is_kind
from projections.audit.stored_keys import Keys
from projections.audit.stored_tree import Tree
from projections.audit.versions import Versions
from projections.audit.watching import Watcher, unwatched


@dataclass
class _Progress:
    """What has to be remembered of the leaves so far."""

    store: Store
    keys: Keys
    tree: Tree
    size: int = 0
    opened: int = 0
    hidden: int = 0
    of_others: set[int] = field(default_factory=set)
    erased: int = 0
    versions: Versions = field(default_factory=Versions)
    erasures: Erasures = field(default_factory=Erasures)


def check_ledger(store: Store, watch: Watcher = unwatched) -> AuditVerdict:
    """Tell whether everything that a ledger holds fits together; reads it once, in constant memory.

    The tree is computed again from the stored bytes and compared after every transaction; every sealed
    text must be the one that was recorded, every missing one erased by a later event, the index of keys
    what the leaves say, the file sound. `problem` names the first leaf that does not fit. `watch` hears how
    many of all leaves are checked.
    """
    progress = _Progress(store, Keys(store), Tree())
    try:
        with store.snapshot():
            _check(store, progress, watch)
    except Damaged as problem:
        return AuditVerdict(
            progress.size, None, _personal(progress), _located(problem, progress)
        )
    tree_root = b64encode(root(progress.tree.frontier)).decode()
    return AuditVerdict(progress.size, tree_root, _personal(progress), None)


def _personal(progress: _Progress) -> Personal:
    return Personal(progress.opened, progress.hidden, progress.erased)


def _check(store: Store, progress: _Progress, watch: Watcher) -> None:
    progress.tree.begin(store)
    size = store.size()
    for rows in _batches(store.sealed_rows()):
        _take(rows, progress)
        watch(progress.size, size)
    progress.tree.check_end()
    progress.keys.check_end()
    _check_no_stray_text(store)
    progress.erasures.check_end()
    me = store.me()
    if me is None or me.kind == "owner":  # an auditor is not shown it
        store.secret()
    _check_file(store)


def _batches(rows: Iterator[SealedRow]) -> Iterator[list[SealedRow]]:
    """Yield the rows in lists, of few rows where they are long; those before one that cannot be read come first."""
    batch: list[SealedRow] = []
    held = 0
    try:
        for row in rows:
            batch.append(row)
            held += getsizeof(row[_STATE]) + getsizeof(row[_TEXT])
            if held > BATCH_BYTES:
                yield batch
                batch, held = [], 0
    except Unreadable:
        yield batch
        raise
    yield batch


_STATE, _TEXT = 4, 6
"""Where the long columns of a row stand."""


def _take(rows: Sequence[SealedRow], progress: _Progress) -> None:
    """Take the next rows; Damaged at the first that cannot be the next leaf of its ledger."""
    start = progress.size
    states = _states(rows)
    progress.keys.look_up(states)
    if rows:
        progress.of_others = progress.store.withheld(
            progress.size, progress.size + len(rows)
        )
    try:
        _take_rows(rows, states, progress)
    except Damaged:
        # The tree may know of a leaf before this one that was changed.
        passed = rows[: progress.size - start]
        progress.tree.take(passed, [state or {} for state in states[: len(passed)]])
        raise
    progress.tree.take(rows, [state or {} for state in states])


def _states(rows: Sequence[SealedRow]) -> Sequence[Line | None]:
    """Return the state of each row, None if it is not a JSON object in its canonical form."""
    stored: list[Any] = [row[_STATE] for row in rows]  # whatever other hands put there
    states = None
    if {*map(type, stored)} <= {bytes}:
        states = canonical_objects(stored)
    if states is not None:
        return states
    return [_object(state) for state in stored]


def _is_bytes(stored: object) -> TypeGuard[bytes]:
    """Whether a column holds bytes; other hands may have put anything into it."""
    return isinstance(stored, bytes)


def _object(stored: object) -> Line | None:
    if not _is_bytes(stored):
        return None
    return canonical_object(stored)


def _take_rows(
    rows: Sequence[SealedRow], states: Sequence[Line | None], progress: _Progress
) -> None:
    """Take rows that were read together; Damaged at the first that cannot be the next leaf."""
    leaves = _leaves(rows, states, progress.size)
    expected_versions = progress.versions.following([row[1] for row in rows])
    for row, state, expected in zip(rows, leaves, expected_versions, strict=True):
        i, stream, v, topic, _stored, salt, _text = row
        if v != expected:
            raise Damaged(
                "Event #{leaf} has number {found} in its history; {expected} comes next.",
                leaf=i,
                found=v,
                expected=expected,
            )
        if "sealed" in state:
            _take_text(row, state, progress)
        elif salt is not None:
            raise Damaged(
                "Event #{leaf} has a personal text, but was recorded without one.",
                leaf=i,
            )
        if topic in ERASING:
            progress.erasures.take(i, topic, stream, state)
        if "keys" in state:
            progress.keys.take(i, stream, state["keys"])
        progress.size += 1


def _leaves(
    rows: Sequence[SealedRow], states: Sequence[Line | None], size: int
) -> Iterable[Line]:
    """Give the states of rows that can be leaves; Damaged at the first that cannot, once its turn comes."""
    if rows and size:
        indexes, streams, versions, topics, *_rest = zip(*rows, strict=True)
        lines = [state for state in states if state is not None]
        if (
            indexes == (*range(size, size + len(rows)),)
            and len(lines) == len(rows)
            and are_leaves(topics, streams, versions)
        ):
            return lines
    return map(_leaf, rows, states, count(size))


def _leaf(row: SealedRow, state: Line | None, size: int) -> Line:
    """Return the state of a row; Damaged if the row cannot be the leaf at `size`."""
    i, stream, v, topic, *_rest = row
    if i != size:
        raise Damaged(
            "Event #{leaf} is missing; event #{found} is in its place.",
            leaf=size,
            found=i,
        )
    if state is None or not _has_the_shape_of_a_leaf(stream, v, topic):
        raise Damaged("Event #{leaf} is not in canonical form.", leaf=i)
    if i == 0 and not topic.startswith("ledger.LedgerOpened@"):
        raise Damaged("Event #0 does not open the ledger.", leaf=i)
    return state


def _has_the_shape_of_a_leaf(stream: object, v: object, topic: object) -> bool:
    return (
        type(stream) is str
        and type(topic) is str
        and type(v) is int
        and is_kind(topic)
        and ID.fullmatch(stream) is not None
    )


def _take_text(row: SealedRow, state: Line, progress: _Progress) -> None:
    """Take the personal text of a row that was recorded with one; Damaged if it is another."""
    i, stream, v, _topic, _stored, salt, text = row
    sealed = state["sealed"]
    if not is_text(sealed, HEX_64):
        raise Damaged("Event #{leaf} has no valid commitment.", leaf=i)
    if salt is None and i in progress.of_others:
        progress.hidden += 1
        return
    if salt is None:
        progress.erased += 1
        progress.erasures.missing(i, stream, v, state)
        return
    if not (
        _is_salt(salt)
        and _object(text) is not None
        and text
        and commitment(salt, text) == sealed
    ):
        raise Damaged(
            "The text of event #{leaf} is not the one that was recorded.", leaf=i
        )
    progress.opened += 1


def _is_salt(stored: object) -> bool:
    return _is_bytes(stored) and len(stored) == SALT_BYTES


def _check_no_stray_text(store: Store) -> None:
    i = store.stray_text()
    if i is not None:
        raise Damaged(
            "There is a personal text for event #{leaf}, but no such event.", leaf=i
        )


def _check_file(store: Store) -> None:
    """Ask the database to check its whole file, the indexes included."""
    reason = store.fault()
    if reason is not None:
        raise Damaged(
            "The ledger file is damaged ({reason}); restore a backup.", reason=reason
        )


def _located(problem: Damaged, progress: _Progress) -> Damaged:
    """Return the problem; if the file could not be read any further, with the leaf at which that was."""
    if not isinstance(problem, Unreadable):
        return problem
    return Damaged(
        "The ledger is unreadable from event #{leaf} on ({reason}); restore a backup.",
        leaf=progress.size,
        reason=problem.details["reason"],
    )
