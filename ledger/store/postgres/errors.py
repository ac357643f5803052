"""PostgreSQL's errors in the ledger's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from ledger.errors import Busy, Damaged, LedgerError, Refused
from ledger.store.port import OutOfReach, Overtaken, Unreadable
from ledger.store.postgres import tables as schema

_UNREADABLE = (
    errors.DataCorrupted,
    errors.IndexCorrupted,
    errors.CharacterNotInRepertoire,
)


@contextmanager
def postgres_errors(name: str, *, writing: bool = False) -> Iterator[None]:
    """Raise PostgreSQL's errors about the ledger of this name as Busy, Refused or Unreadable."""
    try:
        yield
    except psycopg.Error as error:
        ours = translated(error, name, writing=writing)
        if ours is None:
            raise
        raise ours from error


def translated(
    error: BaseException | None, name: str, *, writing: bool = True
) -> LedgerError | None:
    """Return the ledger's error for one of PostgreSQL, or of the library around it.

    None if PostgreSQL was not its cause, or if it refused a statement of ours: then the fault is the program's.
    """
    cause = _of_postgres(error)
    if cause is None:
        return None
    if cause.sqlstate == schema.OVERTAKEN or isinstance(cause, errors.UniqueViolation):
        return overtaken()
    if cause.sqlstate == schema.DISAGREES:
        return Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
    if isinstance(cause, errors.UndefinedFunction):
        return Refused(
            "The ledger {path} was made by an earlier version; its administrator runs 'handshake init' once.",
            path=name,
        )
    if isinstance(cause, errors.LockNotAvailable | errors.DeadlockDetected):
        return Busy("Another program is using the ledger {path}; try again.", path=name)
    if isinstance(cause, errors.InsufficientPrivilege):
        return Refused(
            "Your role may not do this in the ledger {path} ({reason}).",
            path=name,
            reason=_reason(cause),
        )
    if isinstance(cause, _UNREADABLE):
        return Unreadable(
            "The ledger {path} is damaged ({reason}) and was left untouched; restore a backup.",
            path=name,
            reason=_reason(cause),
        )
    if isinstance(
        cause,
        psycopg.OperationalError
        | errors.ReadOnlySqlTransaction
        | psycopg.InterfaceError,
    ):
        return out_of_reach(cause, name, writing=writing)
    return None


def out_of_reach(error: psycopg.Error, name: str, *, writing: bool = False) -> Busy:
    """Return the error of a server that does not answer, or cannot write."""
    if writing:
        return Busy(
            "Nothing was recorded: cannot write to the ledger {path} ({reason}).",
            path=name,
            reason=_reason(error),
        )
    return OutOfReach(
        "Cannot read the ledger {path} ({reason}).", path=name, reason=_reason(error)
    )


def not_connected(error: psycopg.Error, name: str, *, writing: bool) -> Busy:
    """Return the error of a connection that could not be made; a server that turns the role away did answer."""
    attempt = error.pgconn
    if attempt is not None and (attempt.used_password or attempt.needs_password):
        return Busy(
            "Cannot read the ledger {path} ({reason}).",
            path=name,
            reason=_reason(error),
        )
    return out_of_reach(error, name, writing=writing)


def overtaken() -> Overtaken:
    """Return the error of a decision that another writer's events made obsolete."""
    return Overtaken("The ledger changed while you were writing; try again.")


def _of_postgres(error: BaseException | None) -> psycopg.Error | None:
    while error is not None and not isinstance(error, psycopg.Error):
        error = error.__cause__
    return error


def _reason(error: BaseException) -> str:
    """Return what the server, or the driver, says was wrong: the first line, without where it was met."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rpartition("failed: ")[2].rpartition("FATAL:  ")[2].rstrip(".")
