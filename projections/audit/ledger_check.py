"""Verifies a ledger itself: every row of every table, against each other and against the Merkle log."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from sys import getsizeof
from typing import Any, NamedTuple, TypeGuard

from ledger.errors import Damaged
from ledger.store.encode import SALT_BYTES, commitment
from ledger.store.merkle import hashes_of_rows, root
from ledger.store.port import BareRow, Store, Unreadable, sum_of_entries
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
from projections.audit.stored_keys import Keys, KeySum
from projections.audit.stored_texts import StoredTexts
from projections.audit.stored_tree import Tree
from projections.audit.versions import Versions
from projections.audit.watching import Watcher, unwatched


@dataclass
class _Progress:
    """What has to be remembered of the leaves so far."""

    store: Store
    keys: Keys | KeySum
    texts: StoredTexts
    tree: Tree
    versions: Versions | None  # None where the index of streams tells
    size: int = 0
    streams: int = 0  # the sum of the rows, as `Store.fault` takes it
    opened: int = 0
    hidden: int = 0
    of_others: set[int] = field(default_factory=set)
    erased: int = 0
    erasures: Erasures = field(default_factory=Erasures)


def check_ledger(store: Store, watch: Watcher = unwatched) -> AuditVerdict:
    """Tell whether everything that a ledger holds fits together; reads it once, in constant memory.

    The tree is computed again from the stored bytes and compared after every transaction; every sealed
    text must be the one that was recorded, every missing one erased by a later event, the index of keys
    what the leaves say, the file sound. `problem` names the first leaf that does not fit. `watch` hears how
    many of all leaves are checked.

    Where the indexes can be compared as a whole, leaves are counted by stream, and looked up by key, only to name
    the first problem of a ledger that has one: it is then read again.
    """
    texts, tree = StoredTexts(store), Tree()
    if store.sums_indexes:
        verdict = _checked(_Progress(store, KeySum(), texts, tree, None), watch)
        if verdict.ok:
            return verdict
        texts, tree = StoredTexts(store), Tree()
    return _checked(_Progress(store, Keys(store), texts, tree, Versions()), watch)


def _checked(progress: _Progress, watch: Watcher) -> AuditVerdict:
    store = progress.store
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
    for rows in _batches(store.bare_rows()):
        _take(rows, progress)
        watch(progress.size, size)
    progress.texts.check_end()
    progress.tree.check_end()
    progress.keys.check_end()
    _check_no_stray_text(store)
    progress.erasures.check_end()
    me = store.me()
    if me is None or me.kind == "owner":  # an auditor is not shown it
        store.secret()
    _check_file(store, progress.streams, progress.keys.sum)


def _batches(rows: Iterator[BareRow]) -> Iterator[list[BareRow]]:
    """Yield the rows in lists, of few rows where they are long; those before one that cannot be read come first."""
    batch: list[BareRow] = []
    held = 0
    try:
        for row in rows:
            batch.append(row)
            held += getsizeof(row[_STATE])
            if held > BATCH_BYTES:
                yield batch
                batch, held = [], 0
    except Unreadable:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


_STATE = 4
"""Where the long column of a row stands."""


class _Columns(NamedTuple):
    """Rows that were read together, by column."""

    indexes: Sequence[int]
    streams: Sequence[str]
    versions: Sequence[int]
    topics: Sequence[str]
    states: Sequence[bytes]


def _take(rows: Sequence[BareRow], progress: _Progress) -> None:
    """Take the next rows, at least one; Damaged at the first that cannot be the next leaf of its ledger."""
    start = progress.size
    columns = _Columns(*zip(*rows, strict=True))
    states = _states(columns.states)
    progress.keys.look_up(start, columns.streams, states)
    progress.of_others = progress.store.withheld(start, start + len(rows))
    try:
        _take_rows(rows, columns, states, progress)
    except Damaged:
        # The tree may know of a leaf before this one that was changed.
        _take_into_tree(rows[: progress.size - start], states, progress)
        raise
    _take_into_tree(rows, states, progress)
    progress.streams += sum_of_entries(
        zip(columns.streams, columns.versions, columns.indexes, strict=True)
    )


def _take_into_tree(
    rows: Sequence[BareRow], states: Sequence[Line | None], progress: _Progress
) -> None:
    """Take rows that have the shape of leaves into the tree."""
    hashes = hashes_of_rows(rows)
    taken = states[: len(rows)]
    progress.tree.take(hashes, [state or {} for state in taken])


def _states(stored: Sequence[Any]) -> Sequence[Line | None]:
    """Return each state, None if it is not a JSON object in its canonical form: other hands may have put anything there."""
    states = None
    if {*map(type, stored)} <= {bytes}:
        states = canonical_objects(stored)
    if states is not None:
        return states
    return list(map(_object, stored))


def _is_bytes(stored: object) -> TypeGuard[bytes]:
    """Whether a column holds bytes; other hands may have put anything into it."""
    return isinstance(stored, bytes)


def _object(stored: object) -> Line | None:
    if not _is_bytes(stored):
        return None
    return canonical_object(stored)


def _take_rows(
    rows: Sequence[BareRow],
    columns: _Columns,
    states: Sequence[Line | None],
    progress: _Progress,
) -> None:
    """Take rows that were read together; Damaged at the first that cannot be the next leaf."""
    start = progress.size
    expected = columns.versions
    if progress.versions is not None:
        expected = progress.versions.following(columns.streams)
    fit = _fit(columns, states, expected, start)
    places = _places_with_more(columns, states) if fit else range(len(rows))
    for place in places:
        progress.size = start + place
        row, state = rows[place], states[place]
        if state is None or not fit:
            state = _leaf(row, state, progress.size)
        _take_row(row, state, expected[place], progress)
    progress.size = start + len(rows)
    _check_no_text_before(progress.size, progress)


def _fit(
    columns: _Columns,
    states: Sequence[Line | None],
    expected: Sequence[int],
    start: int,
) -> bool:
    """Whether all rows have the shape of the next leaves, and the numbers that come next in their streams."""
    return (
        start > 0
        and columns.indexes == (*range(start, start + len(states)),)
        and all(states)
        and are_leaves(columns.topics, columns.streams, columns.versions)
        and columns.versions == (*expected,)
    )


def _places_with_more(
    columns: _Columns, states: Sequence[Line | None]
) -> Iterator[int]:
    """Yield where rows stand that have more to be checked than all of them: a text, keys, an erasure."""
    rows = zip(columns.topics, states, strict=True)
    for place, (topic, state) in enumerate(rows):
        if state is None or topic in ERASING or "sealed" in state or "keys" in state:
            yield place


def _take_row(row: BareRow, state: Line, expected: int, progress: _Progress) -> None:
    """Take a row that has the shape of a leaf; Damaged if it cannot be the next."""
    i, stream, v, topic, _stored = row
    _check_no_text_before(i, progress)
    if v != expected:
        raise Damaged(
            "Event #{leaf} has number {found} in its history; {expected} comes next.",
            leaf=i,
            found=v,
            expected=expected,
        )
    if "sealed" in state:
        _take_text(row, state, progress)
    _check_no_text_before(i + 1, progress)
    if topic in ERASING:
        progress.erasures.take(i, topic, stream, state)
    if "keys" in state:
        progress.keys.take(i, stream)


def _leaf(row: BareRow, state: Line | None, size: int) -> Line:
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


def _check_no_text_before(i: int, progress: _Progress) -> None:
    """Raise Damaged for the text of a leaf that was passed over, as it was recorded without one."""
    passed = progress.texts.passed(i)
    if passed is None:
        return
    progress.size = passed
    raise Damaged(
        "Event #{leaf} has a personal text, but was recorded without one.",
        leaf=passed,
    )


def _take_text(row: BareRow, state: Line, progress: _Progress) -> None:
    """Take the personal text of a row that was recorded with one; Damaged if it is another."""
    i, stream, v, _topic, _stored = row
    sealed = state["sealed"]
    if not is_text(sealed, HEX_64):
        raise Damaged("Event #{leaf} has no valid commitment.", leaf=i)
    seal = progress.texts.of(i)
    if seal is None and i in progress.of_others:
        progress.hidden += 1
        return
    if seal is None:
        progress.erased += 1
        progress.erasures.missing(i, stream, v, state)
        return
    salt, text = seal
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


def _check_file(store: Store, streams: int, keys: int | None) -> None:
    """Ask the database to check its whole file, the indexes included: against the sums of what they should hold."""
    reason = store.fault(streams, keys)
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
