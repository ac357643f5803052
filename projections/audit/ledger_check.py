"""Verifies a ledger itself: every row of every table, against each other and against the Merkle log."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from dataclasses import dataclass, field

from ledger.errors import Damaged
from ledger.store.merkle import root
from ledger.store.sqlite import rows
from ledger.store.sqlite.secret import secret_of
from projections.audit.audit_check import Personal, Verdict
from projections.audit.erasures import Gaps
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
    gaps: Gaps = field(default_factory=Gaps)


def check_ledger(connection: sqlite3.Connection) -> Verdict:
    """Whether everything that the ledger holds fits together; reads it once, in constant memory.

    The tree is computed again from the stored bytes and compared after every transaction; every sealed
    text must be the one that was recorded, every missing one erased by a later event, the index of keys
    what the leaves say, the file whole. `problem` names the first leaf that does not fit.
    """
    seen = _Seen(Keys(connection))
    try:
        with rows.snapshot(connection):
            _check(connection, seen)
    except Damaged as problem:
        return Verdict(seen.size, None, Personal(seen.opened, erased=seen.erased), _named(problem, seen))
    whole = b64encode(root(seen.tree.frontier)).decode()
    return Verdict(seen.size, whole, Personal(seen.opened, erased=seen.erased), None)


def _check(connection: sqlite3.Connection, seen: _Seen) -> None:
    seen.tree.begin(connection)
    for row in rows.sealed_rows(connection):
        _take(row, seen)
        seen.size += 1
    seen.tree.check_end()
    seen.keys.check_end()
    _check_no_stray_text(connection, seen.size)
    if (i := seen.gaps.unexplained()) is not None:
        raise Damaged("The text of leaf {leaf} is missing, and no later erasure explains it.", leaf=i)
    secret_of(connection)
    _check_file(connection)


def _take(row: rows.Sealed, seen: _Seen) -> None:
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
        seen.gaps.missing(row.i, row.stream, row.v, state)
    if row.topic == "person.PersonErased@1":
        seen.gaps.erased(row.i, row.stream)
    elif row.topic == "person.TextErased@1":
        seen.gaps.erased(row.i, str(state.get("event")))
    seen.keys.take(row.i, row.stream, state)
    seen.tree.take(row, state)


def _check_no_stray_text(connection: sqlite3.Connection, size: int) -> None:
    found = connection.execute("SELECT min(i) FROM sealed WHERE i < 0 OR i >= ?", (size,)).fetchone()
    if found[0] is not None:
        raise Damaged("There is a sealed text of leaf {leaf}, and no such leaf.", leaf=found[0])


def _check_file(connection: sqlite3.Connection) -> None:
    """SQLite's own check of the whole file, the indexes included."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        reason = said.splitlines()[-1]
        raise Damaged("The ledger's file is damaged ({reason}): restore a backup.", reason=reason)


def _named(problem: Damaged, seen: _Seen) -> Damaged:
    """The problem; where the file could not be read any further, with the leaf at which that was."""
    if isinstance(reason := problem.__cause__, sqlite3.Error):
        return Damaged(
            "From leaf {leaf} on the ledger cannot be read ({reason}): restore a backup.",
            leaf=seen.size,
            reason=reason,
        )
    return problem
