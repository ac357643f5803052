"""Two formats that nobody has made yet, and the steps that lead to them: what a later version of the program will have."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch

from ledger.store.sqlite import file, tables, upgrade


def index_the_kinds(connection: sqlite3.Connection) -> None:
    """Lead from format 1 to format 2: add an index, and a line about it where lines are guarded."""
    connection.execute("CREATE INDEX kinds ON stored_events (topic)")
    (guard,) = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE name = 'meta_insert'"
    ).fetchone()
    connection.execute("DROP TRIGGER meta_insert")
    connection.execute("INSERT INTO meta VALUES ('indexed', x'01')")
    connection.execute(guard)


def make_the_texts_anew(connection: sqlite3.Connection) -> None:
    """Lead from format 2 to format 3: every personal text moves to another table of the same name."""
    guards = connection.execute(
        "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'sealed'"
    ).fetchall()
    connection.execute(
        "CREATE TABLE moved (i INTEGER PRIMARY KEY, salt BLOB NOT NULL, text BLOB NOT NULL)"
    )
    connection.execute("INSERT INTO moved SELECT i, salt, text FROM sealed")
    connection.execute("DROP TABLE sealed")
    connection.execute("ALTER TABLE moved RENAME TO sealed")
    for (guard,) in guards:
        connection.execute(guard)


STEPS = {1: index_the_kinds, 2: make_the_texts_anew}


@contextmanager
def newer_program(
    steps: Mapping[int, Callable[[sqlite3.Connection], None]] = STEPS,
) -> Iterator[None]:
    """Be the version of the program that knows these steps."""
    newest = max(steps) + 1
    with (
        patch.dict(upgrade.STEPS, steps, clear=True),
        patch.object(file, "FORMAT", newest),
        patch.object(tables, "FORMAT", newest),
    ):
        yield
