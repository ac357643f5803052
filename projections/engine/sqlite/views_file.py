"""The views' file: a link to the build that is in service, which is replaced and never written over.

SQLite finds a file's journal by the name of the file. So each build has a name that no other ever bears:
a journal that a killed writer left can only be taken for that of the very file he wrote.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from ledger.errors import Busy, Damaged, LedgerError, Word
from ledger.language import N_
from ledger.named_tuple import NamedTuple
from ledger.store.port import Store
from ledger.store.sqlite import StrPath, by_sqlcipher, driver_errors, quoted
from ledger.store.sqlite import connect as connect_file

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.facts.event import StreamId


APPLICATION_ID: Final = 0x48534B56  # "HSKV": tells views from any other SQLite file
_BUSY_SECONDS: Final = 10.0

SEALED: Final = 2 << 20
"""How many bytes of views bear a checksum of all of them, which takes a millisecond for a million."""

_SEALED_PARTS: Final = ((0, 24), (28, 60), (64, 92), (100, SEALED))
"""What is summed: all but three numbers of SQLite's header, https://www.sqlite.org/fileformat2.html."""


def views_file(ledger: str) -> str:
    """Return where the views of a ledger are: beside its file, or beside the copy of one on a server."""
    return f"{ledger}.views"


def views_path(ledger: StrPath) -> Path:
    """Return where the views of a ledger are, as a path."""
    from pathlib import Path

    return Path(views_file(os.fspath(ledger)))


PAGE_SIZE: Final = 16_384
"""A chunk of a packed table fits in a cell; in pages of the usual size it would fill a page and a half."""


def opened(build: StrPath, key: bytes | None, **options: Any) -> sqlite3.Connection:
    """A connection to a file of views; with a key, to one that is encrypted."""
    return connect_file(build, key, page_size=PAGE_SIZE, **options)


def connect(
    path: StrPath, key: bytes | None = None
) -> tuple[sqlite3.Connection, str] | None:
    """A connection to the build that is in service at `path`, and the build's own name; None without one.

    `key` is that of the views of an encrypted ledger.

    Raises ViewsCorrupt where the file is not one of ours, Busy where it is locked.
    """
    while (build := in_service(path)) is not None:
        name = f"file://{quoted(build)}?mode=rw"
        connection = None
        try:
            connection = opened(name, key, uri=True, timeout=_BUSY_SECONDS)
            _check(connection, build)
        except sqlite_errors(OSError) as error:
            if connection is not None:
                connection.close()
            if in_service(path) != build:
                continue  # another build took its place meanwhile
            raise views_error(error) from error
        return connection, build
    return None


def _check(connection: sqlite3.Connection, build: str) -> None:
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark != APPLICATION_ID:
        raise sqlite3.DatabaseError(NO_VIEWS)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    if os.path.getsize(build) < pages * int(page):  # noqa: PTH202 - as in `ledger.store.sqlite.file`
        raise sqlite3.DatabaseError(TOO_SHORT)
    connection.execute("PRAGMA cell_size_check=ON")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")


def seal(connection: sqlite3.Connection) -> None:
    """Write a checksum of all pages into the file's header, within the transaction that changed them.

    Views of more than `SEALED` bytes bear none: to read them whole would take longer than to answer.
    """
    connection.execute(f"PRAGMA user_version={_checksum(connection)}")


def check_seal(connection: sqlite3.Connection) -> None:
    """Raise ViewsCorrupt if a byte of the views was changed; what is read in the same transaction is what was checked."""
    (stored,) = connection.execute("PRAGMA user_version").fetchone()
    if stored != _checksum(connection):
        raise corrupt(CHECKSUM)


def _checksum(connection: sqlite3.Connection) -> int:
    """The CRC-32 of all pages as SQLite keeps a number, 0 for views without one.

    Without the checksum itself, and the counters that SQLite writes with each commit. Encrypted views need none:
    SQLCipher authenticates every page that it reads.
    """
    if by_sqlcipher(connection):
        return 0
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page,) = connection.execute("PRAGMA page_size").fetchone()
    if pages * page > SEALED:
        return 0
    data = memoryview(connection.serialize())
    crc = 0
    for start, stop in _SEALED_PARTS:
        crc = crc32(data[start:stop], crc)
    return crc - 2**31


def in_service(path: StrPath) -> str | None:
    """The build that the link at `path` names; None if missing.

    Earlier versions of the program kept the views in a file of that very name.
    """
    place = os.path.abspath(path)  # noqa: PTH100 - as in `ledger.store.sqlite.file`
    try:
        build = os.path.join(os.path.dirname(place), os.readlink(place))  # noqa: PTH115, PTH118, PTH120
    except FileNotFoundError:
        return None
    except OSError:
        build = place
    return build if os.path.exists(build) else None  # noqa: PTH110


@contextmanager
def new_build(path: Path) -> Iterator[Path]:
    """A new file with a name of its own, 0600 whatever the umask, that goes afterwards unless it is in service.

    No other file ever bears its name, so no journal is ever taken for its own. It stays locked
    meanwhile, so that `sweep` tells it from one that was left behind.
    """
    build, descriptor = _created(path)
    try:
        yield build
    finally:
        os.close(descriptor)
        if in_service(path) != str(build):
            with suppress(OSError):  # the next sweep tries again
                build.unlink(missing_ok=True)


def _created(path: Path) -> tuple[Path, int]:
    import fcntl

    folder = path.parent.absolute()
    while True:
        build = folder / f"{path.name}.{os.urandom(8).hex()}"
        try:
            descriptor = os.open(build, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                os.fchmod(descriptor, 0o600)
            except OSError:
                os.close(descriptor)
                raise
        except OSError as error:
            raise _not_kept(path, error) from error
        if build.exists():
            return build, descriptor
        os.close(descriptor)  # a sweep was faster than our lock


_ATTEMPTS: Final = 20
_PAUSE: Final = 0.1


@contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """A folder beside `path`, 0700, for what is made on the way to a build; it goes afterwards.

    It stays locked meanwhile, as a build does.
    """
    import fcntl
    import shutil

    folder = path.parent.absolute() / f"{path.name}.{os.urandom(8).hex()}"
    try:
        folder.mkdir(mode=0o700)
        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError as error:
        raise _not_kept(path, error) from error
    try:
        yield folder
    finally:
        for _attempt in range(_ATTEMPTS):
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(_PAUSE)  # a process that is ending still writes there
        os.close(descriptor)


def sweep(path: Path) -> None:
    """Remove the builds beside `path` that are neither in service nor being made, and their journals and folders."""
    import re

    ours = re.compile(
        rf"{re.escape(path.name)}(\.[0-9a-f]{{16}}(\.new|\.link)?)?(-journal)?"
    )
    with suppress(
        OSError
    ):  # a folder that cannot be listed is met again where the build is made
        for left in path.parent.absolute().iterdir():
            if ours.fullmatch(left.name) and left.name != path.name:
                _remove(left, path)


def _remove(left: Path, path: Path) -> None:
    build = str(left).removesuffix("-journal").removesuffix(".link")
    if build == in_service(path):
        return  # nor is it opened: that would let go of the locks that SQLite has on it in this process
    locked = build if left.is_symlink() else str(left)
    # An OSError: somebody is at work on it, or a sweep was faster; the next one tries again.
    with suppress(OSError), _alone(locked):
        if build != in_service(path):
            _remove_left(left)


@contextmanager
def _alone(build: str) -> Iterator[None]:
    """Lock a build that no one is making. Raises OSError if someone is; one that is gone needs no lock."""
    import fcntl

    try:
        descriptor = os.open(build, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _remove_left(left: Path) -> None:
    if left.is_dir() and not left.is_symlink():
        import shutil

        shutil.rmtree(left)
    else:
        left.unlink()


def put_in_service(build: Path, path: Path, key: bytes | None) -> None:
    """Have the link at `path` name a finished build, at once and for good, and remove the one before.

    From then on no one writes into the one before: `still_in_service` is asked after each lock.
    Raises Busy where someone keeps writing.
    """
    try:
        with build.open("rb") as file:
            os.fsync(file.fileno())
        with _nobody_writing(path, key) as old:
            _link(build, path)
            with suppress(
                OSError
            ):  # the views are in place; what is left the next sweep removes
                if old is not None and old != str(path.absolute()):
                    _remove_build(path.with_name(os.path.basename(old)))  # noqa: PTH119 - it is a name
                _sync(path.parent)
    except OSError as error:
        raise _not_kept(path, error) from error


def _remove_build(build: Path) -> None:
    for name in (build.name, f"{build.name}-journal"):
        build.with_name(name).unlink(missing_ok=True)


def _link(build: Path, path: Path) -> None:
    """Replace whatever is at `path` by a link to the build."""
    link = build.with_name(f"{build.name}.link")
    try:
        link.symlink_to(build.name)
        link.replace(path)
    finally:
        link.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_kept(path: Path, error: OSError) -> ViewsReadOnly:
    return ViewsReadOnly(
        "Cannot keep stored results at {path}: {reason}.", path=path, reason=error
    )


def still_in_service(path: StrPath, build: str) -> bool:
    """Whether a build was not replaced since it was opened."""
    return in_service(path) == build


@contextmanager
def _nobody_writing(path: Path, key: bytes | None) -> Iterator[str | None]:
    """Lock the build in service against writers, and give its name."""
    while True:
        old = _locked(path, key)
        if old is None or still_in_service(path, old[1]):
            break
        old[0].close()
    try:
        yield old[1] if old else in_service(path)
    finally:
        if old is not None:
            old[0].close()


def _locked(path: Path, key: bytes | None) -> tuple[sqlite3.Connection, str] | None:
    """The build in service, locked against writers; None where none is worth locking."""
    old = None
    try:
        with views_errors():
            old = connect(path, key)
            if old is not None:
                old[0].execute("BEGIN IMMEDIATE")
    except BaseException as error:
        if old is not None:
            old[0].close()
        if isinstance(error, ViewsCorrupt):
            return None
        raise
    return old


RANKING: Final = "ranking"
"""The row that says which ranking is kept, see `ranking`."""


class Position(NamedTuple):
    """A projection, the version it was kept by, and how many leaves it has folded."""

    name: str
    version: int
    position: int


def positions(connection: sqlite3.Connection) -> list[Position]:
    """How far each projection is, by name."""
    return [
        Position._make(row)
        for row in connection.execute("SELECT * FROM views_positions ORDER BY name")
    ]


def folded(connection: sqlite3.Connection) -> LedgerSize:
    """How far of which ledger all projections are; asked in one statement, so of one moment."""
    origin, size, root = connection.execute(
        "SELECT coalesce((SELECT value FROM views_meta WHERE name = 'origin'), ''),"
        " (SELECT coalesce(min(position), 0) FROM views_positions),"
        " coalesce((SELECT value FROM views_meta WHERE name = 'root'), x'')"
    ).fetchone()
    return LedgerSize(origin, size, root)


def is_part(seen: LedgerSize, store: Store) -> bool:
    """Whether what was folded is the beginning of the ledger that `store` reads."""
    return size_at(store, seen.size) == seen


def outdated(connection: sqlite3.Connection, versions: Mapping[str, int]) -> list[str]:
    """The read models of these names and versions that are kept by another version, or not at all."""
    stored = {position.name: position.version for position in positions(connection)}
    return [name for name, version in versions.items() if stored.get(name) != version]


def obsolete(connection: sqlite3.Connection, versions: Mapping[str, int]) -> bool:
    """Whether the views hold a read model that this program does not have."""
    return any(position.name not in versions for position in positions(connection))


def unknown(connection: sqlite3.Connection) -> dict[str, int]:
    """How many events there are of each kind that this program does not know."""
    return dict(connection.execute("SELECT kind, count FROM views_unknown"))


def write_down(
    connection: sqlite3.Connection,
    versions: Mapping[str, int],
    ledger: LedgerSize,
    met: Mapping[str, int],
) -> None:
    """Write how far these read models are, what unknown kinds were met on the way, and the checksum of it all."""
    meta = [("origin", ledger.origin), ("root", ledger.root)]
    connection.executemany("INSERT OR REPLACE INTO views_meta VALUES (?, ?)", meta)
    connection.execute("DELETE FROM views_meta WHERE name = ?", (RANKING,))
    reached = [(name, version, ledger.size) for name, version in versions.items()]
    connection.executemany(
        "INSERT OR REPLACE INTO views_positions VALUES (?, ?, ?)", reached
    )
    connection.executemany(
        "INSERT INTO views_unknown VALUES (?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
        met.items(),
    )
    seal(connection)


class LedgerSize(NamedTuple):
    """How far a ledger goes: its origin and the root of its tree at a size."""

    origin: StreamId
    size: int
    root: bytes


def ledger_size(store: Store) -> LedgerSize:
    """How far the ledger goes. Raises Damaged if its Merkle log has no root for all of its events."""
    size = store.size()
    ledger = size_at(store, size)
    if ledger is None:
        raise Damaged(
            "The ledger's events do not match their integrity log; run 'handshake verify'."
        )
    return ledger


def size_at(store: Store, size: int) -> LedgerSize | None:
    """How far the ledger went at `size`; None if it never had that size."""
    if size == 0:
        return LedgerSize("", 0, b"")
    first = store.bare_row(0)
    root = store.root_at(size)
    if first and root:
        return LedgerSize(first.stream, size, root)
    return None


# ---------------------------------------------------------------- what is wrong with views, by what can be done about it

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
