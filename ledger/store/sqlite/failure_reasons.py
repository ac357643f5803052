"""SQLite's reasons in our own words, by its result codes (https://www.sqlite.org/rescode.html): its own are English only."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from collections.abc import Mapping
from typing import Final, TypeAlias

from ledger.errors import Damaged, LedgerError, Word
from ledger.language import N_

Reason: TypeAlias = Word | LedgerError | OSError
"""What the sentence of an error translates."""

CUT_SHORT: Final = Word(N_("cut short"))
STREAM_INDEX: Final = Word(N_("its index of histories does not fit"))
KEY_INDEX: Final = Word(N_("its index of keys does not fit"))

MALFORMED: Final = N_("its pages are malformed")
CONTRADICTS: Final = N_("its tables contradict each other")

_WORDS: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_CORRUPT: MALFORMED,
    sqlite3.SQLITE_NOTADB: N_("its beginning is unreadable"),
    sqlite3.SQLITE_CONSTRAINT: CONTRADICTS,
    sqlite3.SQLITE_MISMATCH: CONTRADICTS,
    sqlite3.SQLITE_READONLY: N_("it is read-only"),
    sqlite3.SQLITE_CANTOPEN: N_("it cannot be opened"),
    sqlite3.SQLITE_INTERRUPT: N_("reading was interrupted"),
}
_NO_TEXT: Final = N_("a text in it is unreadable")
_OTHER: Final = N_("its tables are unreadable")

_SYSTEM: Final[Mapping[int, int]] = {
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_PROTOCOL: errno.ENOLCK,
    sqlite3.SQLITE_NOMEM: errno.ENOMEM,
    sqlite3.SQLITE_NOLFS: errno.EFBIG,
    sqlite3.SQLITE_IOERR_NOMEM: errno.ENOMEM,
    sqlite3.SQLITE_IOERR_LOCK: errno.ENOLCK,
    sqlite3.SQLITE_IOERR_UNLOCK: errno.ENOLCK,
    sqlite3.SQLITE_IOERR_RDLOCK: errno.ENOLCK,
    sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK: errno.ENOLCK,
}
"""Failures of the system that SQLite passes on."""

_MISSING_TABLE: Final = re.compile(r"no such table: (?:\w+\.)?(\w+)")
_MISSING_COLUMN: Final = re.compile(r"no such column: (?:\w+\.)*(\w+)")
_INDEX: Final = re.compile(r"missing from index|wrong # of entries in index")


def reason_of(error: BaseException) -> Reason:
    """Return why a driver of SQLite failed, or the system."""
    if isinstance(error, OSError):
        return error
    if isinstance(error, UnicodeDecodeError):
        return Word(_NO_TEXT)
    ours = error.args[0] if error.args else None
    if isinstance(ours, Word):
        return ours
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return Word(_NO_TEXT if "UTF-8" in str(error) else _OTHER)
    system = _SYSTEM.get(code) or _SYSTEM.get(code & 0xFF)
    if system is not None:
        return OSError(system, os.strerror(system))
    if code & 0xFF == sqlite3.SQLITE_ERROR:
        return _of_statement(str(error))
    return Word(_WORDS.get(code & 0xFF, _OTHER))


def _of_statement(words: str) -> Reason:
    """Return why a statement of ours cannot be run on the tables that are there."""
    if (table := _MISSING_TABLE.search(words)) is not None:
        return Damaged("its table {table} is missing", table=table[1])
    if (column := _MISSING_COLUMN.search(words)) is not None:
        return Damaged("its column {column} is missing", column=column[1])
    return Word(_OTHER)


def reason_of_check(result: str) -> Word:
    """Return what SQLite's own check of a file found."""
    if _INDEX.search(result):
        return Word(N_("an index does not match its table"))
    return Word(MALFORMED)
