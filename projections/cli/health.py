"""What is not as it should be around a ledger: rights, places, versions, and what no one did for long."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import Final

from ledger.errors import Damaged
from ledger.facts.deciders import STREAMS
from ledger.language import N_, _, _n
from ledger.language.phrases import show_date, show_list, show_number
from ledger.language.text import visible
from ledger.named_tuple import NamedTuple
from ledger.store import private_file, residue, signing, unlock
from ledger.store.backup import last_backup
from ledger.store.keys_file import keys_path
from ledger.store.ledger import Ledger
from ledger.store.sqlite import sqlite_version

SQLITE: Final = b"SQLite format 3\x00"
"""How a plain file of SQLite begins, such as a ledger or a backup."""

OTHERS: Final = 0o077
"""The rights of everyone but the owner."""

SYNCED: Final = (
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "my drive",
    "nextcloud",
    "owncloud",
    "icloud",
    "mobile documents",
    "cloudstorage",
    "pcloud",
    "mega",
    "megasync",
    "seafile",
    "syncthing",
    "sync",
    "kdrive",
    "proton drive",
    "box sync",
    "tresorit",
)
"""The folders of programs that copy each file to other machines, as it is at that moment."""

SYNC_MARKS: Final = (".stfolder", ".dropbox", ".dropbox.cache", ".owncloudsync.log")
"""What such programs put into a folder of another name."""

NETWORK: Final = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "davfs", "ceph")
"""File systems of other machines, whose locks cannot be relied on."""

BACKUP_DAYS: Final = 30
BACKUP_EVENTS: Final = 100

SOUND_SQLITE: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
"""From each of these on, within its series, SQLite does not lose a WAL's pages: https://sqlite.org/wal.html."""

SUPPORTED_PYTHON: Final = (3, 11)


EXTRAS: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "sign": (("cryptography",), N_("checkpoints that prove who gave them")),
    "encrypt": (
        ("sqlcipher3", "keyring", "cryptography"),
        N_("a ledger that only a passphrase opens"),
    ),
    "postgres": (
        ("psycopg", "psycopg_pool"),
        N_("a ledger that several people share"),
    ),
    "web": (("flask",), N_("the page that records in the browser")),
    "dask": (
        ("distributed", "cryptography"),
        N_("the views of a large ledger, rebuilt by several processes"),
    ),
}
"""The extras that a user may install, the modules that each brings, and what it is for."""


class Finding(NamedTuple):
    """Something that is not as it should be: a word for scripts, a sentence, and what repairs it, if that is safe."""

    about: str
    sentence: str
    repair: Callable[[], None] | None = None


def findings(ledger: Ledger) -> Iterator[Finding]:
    """Yield what is not as it should be, what matters most first."""
    if "://" not in ledger.file:
        yield from _encryption(ledger)
        yield from _rights(ledger.path)
        yield from _place(ledger.path)
        yield from _backups(ledger.path, ledger.size)
        yield from _signature(ledger)
    yield from _program()


# ---------------------------------------------------------------- files


def _rights(ledger: Path) -> Iterator[Finding]:
    paths = (ledger.parent, *residue.files_of(ledger))
    readable = [path for path in paths if path.stat().st_mode & OTHERS]
    open_to_others = [path for path in readable if _is_ours(path, ledger)]
    if open_to_others:
        names = show_list([visible(str(path)) for path in open_to_others])
        yield Finding(
            "permissions",
            _("Other users of this computer can read {files}.").format(files=names),
            lambda: _close(open_to_others),
        )
    owner = ledger.stat().st_uid
    if owner != os.geteuid():
        yield Finding(
            "owner",
            _("{file} belongs to another user (number {owner}).").format(
                file=visible(str(ledger)), owner=owner
            ),
        )


def _encryption(ledger: Ledger) -> Iterator[Finding]:
    """Yield what an encrypted ledger lacks, and what lies in clear beside it."""
    keys = Path(keys_path(ledger.path))
    if ledger.store.views_key() is None:
        if keys.exists():
            yield Finding(
                "keys",
                _(
                    "The ledger is not encrypted, but {keys} is beside it: encrypting was interrupted, or these keys belong to a ledger that was moved away."
                ).format(keys=visible(str(keys))),
            )
        return
    if not keys.exists():
        yield Finding(
            "keys",
            _(
                "{keys} is missing: only the system's keyring still opens the ledger. 'handshake passphrase --add NAME' writes it again."
            ).format(keys=visible(str(keys))),
        )
    unsealed = private_file.unsealed(ledger.path)
    if unsealed:
        yield Finding(
            "unsealed",
            _("In clear beside the encrypted ledger: {files}.").format(
                files=_named(unsealed)
            ),
            lambda: private_file.seal_all(ledger.path, unlock.key_at(ledger.path)),
        )
    copies = list(filter(_is_plain_database, residue.others_beside(ledger.path)))
    if copies:
        yield Finding(
            "in-clear",
            _(
                "Beside the encrypted ledger are unencrypted copies: {files}. Delete them, or keep them on an encrypted disk."
            ).format(files=_named(copies)),
        )


def _named(files: list[Path]) -> str:
    return show_list([visible(file.name) for file in files])


def _is_plain_database(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as stream:
        return stream.read(len(SQLITE)) == SQLITE
    return False


def _is_ours(path: Path, ledger: Path) -> bool:
    """Whether only the ledger's rights are asked of a path: a folder of other things has rights of its own."""
    return path != ledger.parent or path.name == "handshake"


def _close(paths: list[Path]) -> None:
    for path in paths:
        with suppress(FileNotFoundError):  # SQLite's own go with the last to close
            path.chmod(path.stat().st_mode & ~OTHERS)


def _place(ledger: Path) -> Iterator[Finding]:
    folder = ledger.resolve().parent
    synced = next(filter(_is_synced, (folder, *folder.parents)), None)
    if synced is not None:
        yield Finding(
            "synced",
            _(
                "{folder} is synchronised with other machines, which may replace the ledger with an old copy; keep only backups there."
            ).format(folder=visible(str(synced))),
        )
    system = _file_system(folder)
    if system.startswith(NETWORK):
        yield Finding(
            "network",
            _(
                "{folder} is on a network drive ({system}), where locks may fail; use the ledger from one computer at a time, or keep it on a local disk."
            ).format(folder=visible(str(folder)), system=system),
        )


def _is_synced(folder: Path) -> bool:
    name = folder.name.casefold()
    if name in SYNCED:
        return True
    beginnings = tuple(f"{word} " for word in SYNCED)
    if name.startswith(beginnings):
        return True
    return any((folder / mark).exists() for mark in SYNC_MARKS)


def _file_system(folder: Path) -> str:
    """Return the kind of file system that a folder is on; empty where the system does not say."""
    try:
        lines = Path("/proc/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    kinds = {}
    for line in lines:
        _device, place, kind, *_options = line.split(" ")
        kinds[place.encode().decode("unicode_escape")] = kind
    places = [str(path) for path in (folder, *folder.parents) if str(path) in kinds]
    if not places:
        return ""
    return kinds[places[0]]


# ---------------------------------------------------------------- what was done, and when


def _backups(ledger: Path, size: int) -> Iterator[Finding]:
    last = last_backup(ledger)
    if last is None:
        yield Finding("backup", _("No backup yet; 'handshake backup FILE' makes one."))
        return
    made, size_then = last
    added = size - size_then
    is_old = added and (
        datetime.now(UTC) - made > timedelta(days=BACKUP_DAYS) or added > BACKUP_EVENTS
    )
    if is_old:
        yield Finding(
            "backup",
            _n(
                "The last backup is of {day}; {count} event has been recorded since.",
                "The last backup is of {day}; {count} events have been recorded since.",
                added,
            ).format(day=show_date(made.date()), count=show_number(added)),
        )


def _signature(ledger: Ledger) -> Iterator[Finding]:
    signed = signing.signed_path(ledger.path).exists()
    try:
        state = STREAMS["ledger"].state(ledger.history(ledger.origin))
    except Damaged:
        return  # it holds what only a newer version knows, a newer kind of key perhaps
    if state.public_key is None:
        yield Finding(
            "unsigned",
            _(
                "The ledger is not signed; 'handshake init --sign' creates a key, so that checkpoints prove who gave them."
            ),
        )
    elif not signed:
        yield Finding(
            "unanchored",
            _(
                "No checkpoint has been signed yet; 'handshake checkpoint' gives one to keep elsewhere. Without it, no one can tell if the ledger was rebuilt."
            ),
        )


# ---------------------------------------------------------------- the program


def _program() -> Iterator[Finding]:
    shadows = _shadows()
    if shadows:
        yield Finding(
            "shadowed",
            _(
                "Another package called ledger is installed beside this program ({places}) and may break both; install handshake-ledger in its own environment, with pipx or uv."
            ).format(places=show_list(list(map(visible, shadows)))),
        )
    if sys.version_info < SUPPORTED_PYTHON:
        yield Finding(
            "python",
            _("Python {version} is too old for this program.").format(
                version=sys.version.split()[0]
            ),
        )
    version = sqlite_version()
    if not _is_sound(version):
        yield Finding(
            "sqlite",
            _(
                "SQLite {version} has a rare bug that can damage a file when several programs write at once, fixed in 3.51.3. It comes with Python or the system; update when you can, and keep backups."
            ).format(version=".".join(map(str, version))),
        )
    yield from _extras()


def _extras() -> Iterator[Finding]:
    """Yield the optional parts that are not installed, with what each is for."""
    missing = {
        extra: purpose
        for extra, (modules, purpose) in EXTRAS.items()
        if any(find_spec(module) is None for module in modules)
    }
    if missing:
        parts = [
            _("{extra} (for {purpose})").format(extra=extra, purpose=_(purpose))
            for extra, purpose in missing.items()
        ]
        yield Finding(
            "extra",
            _(
                "Optional parts that are not installed: {parts}; 'pip install handshake-ledger[{extras}]' adds them."
            ).format(parts=show_list(parts), extras=",".join(missing)),
        )


def _is_sound(version: tuple[int, ...]) -> bool:
    """Whether a version of SQLite is free of the bug, by its own series or by being later than all."""
    if version >= SOUND_SQLITE[-1]:
        return True
    sound_versions = (
        version[:2] == sound[:2] and version >= sound for sound in SOUND_SQLITE[:-1]
    )
    return any(sound_versions)


def _shadows() -> list[str]:
    """Return other places where Python would find a package of our name."""
    import ledger

    ours = {Path(place).resolve() for place in ledger.__path__}
    folders = [Path(entry or ".") for entry in sys.path]
    places: list[str] = []
    for folder, name in product(folders, ("ledger", "ledger.py")):
        path = folder / name
        if path.resolve() in ours:
            continue
        is_package = path.is_file() or (path / "__init__.py").is_file()
        if is_package:
            places.append(str(path))
    return places
