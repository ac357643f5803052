"""A ledger's file exchanged for a copy of it: encrypted, decrypted, or encrypted by another key.

Whatever happens on the way, one whole ledger stands at its path: the old file until the new one is on the disk and was
verified, and the new one from then on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from ledger.errors import Busy, Damaged, LedgerError
from ledger.store.atomic import (
    draft,
    overwrite,
    promise,
    sync_file,
    sync_folder,
    wipe,
)
from ledger.store.sqlite import cipher, copies, driver_errors, sqlite_errors, uri
from ledger.store.sqlite.file import APPLICATION_ID, EVENTS, FORMAT, check_writable

if TYPE_CHECKING:
    from ledger.store.keys_file import DataKey

_WAIT_SECONDS: Final = 2.0
_TABLES: Final = (EVENTS, "sealed", "keys", "tree", "meta")

Step: TypeAlias = Callable[[], None]


class Exchanged(NamedTuple):
    """Whether the old file could be overwritten, and what could not be done once the new one was in place."""

    overwritten: bool
    problem: Exception | None


def exchange(  # noqa: PLR0913 - what to exchange, and what belongs to it
    path: Path,
    old: DataKey | None,
    new: DataKey | None,
    *,
    verify: Callable[[Path], object],
    before: Step,
    after: Step,
) -> Exchanged:
    """Put a copy under the key `new`, None for one in clear, in the place of the ledger under the key `old`.

    `verify` raises for a copy that is not sound. `before` runs right before the exchange and `after` right after it,
    while nobody else can use the ledger. Raises Busy while another program uses the ledger, and no error once the new
    file is in its place.
    """
    check_writable(path)
    with (
        sqlite_errors(path),
        _alone(path, old) as source,
        draft(path, private=new is None) as copy,
    ):
        _export(source, copy, new)
        _check_same(source, copy, new)
        copies.in_one_file(copy)
        verify(copy)
        _remove_views(path)
        before()
        sync_file(copy)
        old_file = os.open(path, os.O_RDWR)
        try:
            promise(copy, path)
            copy.replace(path)
            sync_folder(path.parent)
            problem = _problem(after)
            overwritten = overwrite(old_file)
            with suppress(*driver_errors()):
                source.close()
        finally:
            os.close(old_file)  # which lets go of SQLite's locks on it
    return Exchanged(overwritten, problem)


def _problem(step: Step) -> Exception | None:
    """Take a step after which nothing is to fail; return what went wrong."""
    try:
        step()
    except (OSError, LedgerError) as error:
        return error
    return None


@contextmanager
def _alone(path: Path, key: DataKey | None) -> Iterator[Any]:
    """Open the ledger so that nobody else reads or writes it, and nothing of it is in a WAL."""
    connection = cipher.connect(
        uri(path, "mode=rw"), key and key.ledger, uri=True, timeout=_WAIT_SECONDS
    )
    try:
        with _wal(path) as wal:
            # In the exclusive mode SQLite would leave the journal of this step behind.
            _without_wal(connection, path)
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            _without_wal(connection, path)
            if key is None and wal is not None:
                overwrite(wal)
        yield connection
    finally:
        connection.close()


def _without_wal(connection: Any, path: Path) -> None:
    """Have everything in the file itself; the next to record begins a WAL again. Raises Busy while others use it."""
    (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode != "delete":
        raise _busy(path)


def _busy(path: Path) -> Busy:
    return Busy("Another program is using the ledger {path}; try again.", path=path)


@contextmanager
def _wal(path: Path) -> Iterator[int | None]:
    """Open the WAL, which SQLite is about to remove."""
    try:
        descriptor = os.open(f"{path}-wal", os.O_RDWR)
    except OSError:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _export(source: Any, copy: Path, key: DataKey | None) -> None:
    """Copy every table into the empty file."""
    source.execute(
        "ATTACH ? AS copy KEY ?",
        (os.fspath(copy), "" if key is None else key.ledger.decode()),
    )
    try:
        source.execute("PRAGMA copy.journal_mode=MEMORY")
        source.execute("PRAGMA copy.auto_vacuum=NONE")
        source.execute("SELECT sqlcipher_export('copy')")
        source.execute(f"PRAGMA copy.application_id={APPLICATION_ID}")
        source.execute(f"PRAGMA copy.user_version={FORMAT}")
    finally:
        source.execute("DETACH copy")


def _check_same(source: Any, copy: Path, key: DataKey | None) -> None:
    """Compare the copy with its source, table by table and root by root. Raises Damaged for any difference."""
    source.execute(
        "ATTACH ? AS copy KEY ?",
        (os.fspath(copy), "" if key is None else key.ledger.decode()),
    )
    try:
        for table in _TABLES:
            if _counted(source, "main", table) != _counted(source, "copy", table):
                raise Damaged("The copy of the ledger differs; nothing was changed.")
        if _root(source, "main") != _root(source, "copy"):
            raise Damaged("The copy of the ledger differs; nothing was changed.")
    finally:
        source.execute("DETACH copy")


def _counted(source: Any, schema: str, table: str) -> Any:
    return source.execute(f"SELECT count(*) FROM {schema}.{table}").fetchone()  # noqa: S608 - constants only


def _root(source: Any, schema: str) -> Any:
    query = f"SELECT size, root FROM {schema}.tree ORDER BY size DESC LIMIT 1"  # noqa: S608 - constants only
    return source.execute(query).fetchone()


def _remove_views(path: Path) -> None:
    """Overwrite and remove the views: the next command makes them again."""
    for file in sorted(path.parent.glob(f"{_escaped(path.name)}*.views*")):
        wipe(file)
        file.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    from glob import escape

    return escape(name)
