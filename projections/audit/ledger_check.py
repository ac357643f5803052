"""Verifies a ledger itself: every row of every table, against each other and against the Merkle log."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field

from ledger.errors import Damaged
from ledger.store.merkle import root
from ledger.store.port import SealedRow, Store, Unreadable
from projections.audit.audit_check import Personal, Verdict
from projections.audit.erasures import Erasures
from projections.audit.stored_keys import Keys
from projections.audit.stored_rows import check_row, check_text
from projections.audit.stored_tree import Tree
from projections.audit.versions import Versions


@dataclass
class _Seen:
    """What has to be remembered of the leaves so far."""

    keys: Keys
    size: int = 0
    opened: int = 0
    erased: int = 0
    tree: Tree = field(default_factory=Tree)
    versions: Versions = field(default_factory=Versions)
    erasures: Erasures = field(default_factory=Erasures)


def check_ledger(store: Store) -> Verdict:
    """Whether everything that the ledger holds fits together; reads it once, in constant memory.

    The tree is computed again from the stored bytes and compared after every transaction; every sealed
    text must be the one that was recorded, every missing one erased by a later event, the index of keys
    what the leaves say, the file whole. `problem` names the first leaf that does not fit.
    """
    seen = _Seen(Keys(store))
    try:
        with store.snapshot():
            _check(store, seen)
    except Damaged as problem:
        return Verdict(seen.size, None, Personal(seen.opened, erased=seen.erased), _named(problem, seen))
    whole = b64encode(root(seen.tree.frontier)).decode()
    return Verdict(seen.size, whole, Personal(seen.opened, erased=seen.erased), None)


def _check(store: Store, seen: _Seen) -> None:
    seen.tree.begin(store)
    for row in store.sealed_rows():
        _take(row, seen)
        seen.size += 1
    seen.tree.check_end()
    seen.keys.check_end()
    _check_no_stray_text(store)
    seen.erasures.check_end()
    store.secret()
    _check_file(store)


def _take(row: SealedRow, seen: _Seen) -> None:
    """The next row; Damaged if it cannot be the next leaf of its ledger."""
    state = check_row(row, seen.size)
    if row.v != (v := seen.versions.following(row.stream)):
        raise Damaged(
            "Leaf {leaf} is numbered {found} in its stream, where {expected} comes next.",
            leaf=row.i,
            found=row.v,
            expected=v,
        )
    if check_text(row, state):
        seen.opened += 1
    elif "sealed" in state:
        seen.erased += 1
        seen.erasures.missing(row.i, row.stream, row.v, state)
    seen.erasures.take(row.i, row.topic, row.stream, state)
    seen.keys.take(row.i, row.stream, state)
    seen.tree.take(row, state)


def _check_no_stray_text(store: Store) -> None:
    i = store.stray_text()
    if i is not None:
        raise Damaged("There is a sealed text of leaf {leaf}, and no such leaf.", leaf=i)


def _check_file(store: Store) -> None:
    """Ask the database to check its whole file, the indexes included."""
    reason = store.fault()
    if reason is not None:
        raise Damaged("The ledger's file is damaged ({reason}): restore a backup.", reason=reason)


def _named(problem: Damaged, seen: _Seen) -> Damaged:
    """Return the problem; if the file could not be read any further, with the leaf at which that was."""
    if not isinstance(problem, Unreadable):
        return problem
    return Damaged(
        "From leaf {leaf} on the ledger cannot be read ({reason}): restore a backup.",
        leaf=seen.size,
        reason=problem.details["reason"],
    )
