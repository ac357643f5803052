"""SQLite's errors in the views, by what is to be done about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ledger.errors import Busy, Damaged, LedgerError

_IN_USE: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OUT_OF_REACH: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


class Spoiled(Damaged):
    """The views cannot be read. They may be thrown away: they are made again."""


class Unkept(Busy):
    """The views cannot be written where they are: no room, no right."""


def spoiled(error: sqlite3.Error) -> LedgerError:
    """What an error of SQLite in the views amounts to: Busy, Unkept, or Spoiled."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _IN_USE:
        return Busy("The views of this ledger are in use by somebody else: try again.")
    if code in _OUT_OF_REACH:
        return Unkept("The views of this ledger cannot be written ({reason}).", reason=error)
    return Spoiled("The views of this ledger cannot be read ({reason}): 'handshake rebuild'.", reason=error)


@contextmanager
def views_errors() -> Iterator[None]:
    """Say SQLite's errors within as Busy, Unkept or Spoiled."""
    try:
        yield
    except sqlite3.Error as error:
        raise spoiled(error) from error
