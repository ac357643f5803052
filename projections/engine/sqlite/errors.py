"""What is wrong with views: SQLite's errors, by what can be done about them, and rows whose checksum does not fit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Final
from zlib import crc32

from ledger.errors import Busy, Damaged, LedgerError, Word
from ledger.language import N_
from ledger.store.sqlite import driver_errors
from projections.engine.tables import Row

_IN_USE: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OUT_OF_REACH: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
}


def sqlite_errors(*others: type[Exception]) -> tuple[type[Exception], ...]:
    """What the drivers raise, and others: UnicodeDecodeError where SQLite complains of a name whose bytes were changed."""
    return driver_errors(UnicodeDecodeError, *others)


CHECKSUM: Final = Word(N_("a checksum does not fit"))
NO_VIEWS: Final = Word(N_("these are no stored results"))
TOO_SHORT: Final = Word(N_("cut short"))


class ViewsCorrupt(Damaged):
    """The views cannot be read. They can be thrown away and made again."""


class ViewsReadOnly(Busy):
    """The views cannot be written in their folder: no room, no right."""


def corrupt(reason: object) -> ViewsCorrupt:
    """That the views cannot be read, and why."""
    return ViewsCorrupt(
        "The ledger's stored results are unreadable ({reason}); run 'handshake rebuild'.",
        reason=reason,
    )


def views_error(error: Exception) -> LedgerError:
    """Busy, ViewsReadOnly or ViewsCorrupt for an error of SQLite in the views."""
    extended = getattr(error, "sqlite_errorcode", 0)
    code = extended & 0xFF
    if code in _IN_USE:
        return Busy("Another program is using this ledger; try again.")
    from ledger.store.sqlite.failure_reasons import reason_of

    if code in _OUT_OF_REACH and extended != sqlite3.SQLITE_IOERR_SHORT_READ:
        return ViewsReadOnly(
            "Cannot write the ledger's stored results ({reason}).",
            reason=reason_of(error),
        )
    return corrupt(reason_of(error))


@contextmanager
def views_errors() -> Iterator[None]:
    """Raise SQLite's errors within as Busy, ViewsReadOnly or ViewsCorrupt."""
    try:
        yield
    except sqlite_errors() as error:
        raise views_error(error) from error


# ---------------------------------------------------------------- the checksum that each row ends with


def checksum(row: Row) -> int:
    """The CRC-32 of a row's values."""
    return crc32((row_format(len(row)) % row).encode("utf-8", "surrogatepass"))


@cache
def row_format(columns: int) -> str:
    """What a row is written with: that takes half the time of its `repr`."""
    return "%s\0" * columns


def sound(table: str, row: Row) -> Row:
    """A stored row without its checksum. Raises ViewsCorrupt for one that was changed: SQLite would not notice."""
    return sound_rows(table, [row])[0]


def sound_rows(table: str, stored: Sequence[Row]) -> list[Row]:
    """Many rows of one table without their checksums; raises what `sound` raises."""
    if not stored:
        return []
    text = row_format(len(stored[0]) - 1)
    rows = [row[:-1] for row in stored]
    sums = [crc32((text % row).encode("utf-8", "surrogatepass")) for row in rows]
    if sums != [row[-1] for row in stored]:
        raise corrupt(Damaged("a checksum of {table} does not match", table=table))
    return rows
