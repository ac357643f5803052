"""What is said of a ledger that somebody edited with SQLite alone."""

from __future__ import annotations

import sqlite3
from itertools import pairwise
from pathlib import Path

from ledger.errors import Damaged, LedgerError
from ledger.store.ledger import Ledger
from projections.audit.audit_check import AuditVerdict
from projections.audit.ledger_check import check_ledger
from tests.audit.stored import tampering

TABLES = ("stored_events", "sealed", "keys", "tree", "meta")
SIZES = (8, 1, 20, 1, 6)  # the leaves of each transaction, after the two of the opening
BOUNDS = (0, 10, 11, 31, 32, 38)
OTHER_ID = "'00000000-0000-4000-8000-000000000000'"


def verdict(path: Path) -> AuditVerdict:
    with Ledger.open(path) as ledger:
        return check_ledger(ledger.store)


def problem(path: Path) -> Damaged:
    """What is wrong with the ledger, in one sentence."""
    found = verdict(path)
    assert found.problem is not None
    assert not found.ok
    assert found.root is None
    assert "\n" not in str(found.problem)
    assert str(found.problem)[0].isupper()
    return found.problem


def transaction(leaf: int) -> range:
    """The leaves that were recorded together with this one."""
    return next(range(a, b) for a, b in pairwise(BOUNDS) if a <= leaf < b)


def check_named(problem: Damaged, leaf: int) -> None:
    """The leaf is named, or it stands among a few of its transaction that are."""
    first, last = (
        problem.details["leaf"],
        problem.details.get("last", problem.details["leaf"]),
    )
    assert isinstance(first, int)
    assert isinstance(last, int)
    assert first <= leaf <= last
    assert {first, last} <= {leaf, *transaction(leaf)}


def sealed_leaves(path: Path) -> list[int]:
    with tampering(path) as connection:
        return [i for (i,) in connection.execute("SELECT i FROM sealed ORDER BY i")]


def keyed_leaves(connection: sqlite3.Connection) -> list[int]:
    return [i for (i,) in connection.execute("SELECT DISTINCT i FROM keys ORDER BY i")]


def checked_unopened(path: Path) -> LedgerError | None:
    """What opening or checking says; opening looks at the sizes only."""
    try:
        return verdict(path).problem
    except Damaged as error:
        return error
