"""The sync command: each device writes its own files into a folder that another program carries, and reads the others'.

A device's files are in a folder named after its ledger's origin, each named by the size it reaches; a file holds what
came after the one before it, and is complete or not there at all. No one writes another's file.
"""

from __future__ import annotations

import math
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click
import orjson

from ledger.cli.session import Session
from ledger.errors import BadInput, LedgerError, NotFound, Refused
from ledger.facts.event import StreamId
from ledger.facts.ledger_stream import LedgerJoined
from ledger.language import N_, _, _n
from ledger.language.console import argument
from ledger.language.phrases import sentence, show_number
from ledger.language.text import visible
from ledger.store.atomic import make_folder
from ledger.store.checkpoint import Checkpoint
from ledger.store.encode import StoredEvent
from ledger.store.join import JOINED
from ledger.store.ledger import Ledger
from projections.audit.atomic_file import written
from projections.audit.audit_file import export
from projections.audit.erasures import ERASING, ID
from projections.cli.join_command import is_new, take_in
from projections.cli.joined_file import (
    Events,
    OtherLedger,
    events_in,
    of_audit_file,
)
from projections.cli.output import print_json, say
from projections.cli.read_session import reading_command

_ENDING: Final = ".ndjson"

_END_BYTES: Final = 1 << 16
"""How far from its end the last line of a file begins at most."""


@reading_command(
    "sync",
    N_("Share what is new with your other devices, through a shared folder."),
)
@argument("folder", metavar="FOLDER")
def sync(session: Session, *, folder: str) -> None:
    """Read what the other devices wrote, then write what they lack."""
    shared = Path(folder)
    if not shared.is_dir():
        raise NotFound("No folder found at {path}.", path=folder)
    _refuse_copy(session.ledger, shared)
    counts_read = (_read(session, device) for device in _others(session, shared))
    joined = sum(counts_read)
    with session.ledger as ledger:
        size = _write(ledger, shared / ledger.origin)
    if session.as_json:
        print_json({"joined": joined, "written": size})
        return
    if not joined:
        say(_("Nothing new from your other devices."))
    if size:
        click.echo(
            _n(
                "Wrote {count} event for your other devices.",
                "Wrote {count} events for your other devices.",
                size,
            ).format(count=show_number(size))
        )


def _refuse_copy(ledger: Ledger, shared: Path) -> None:
    """Raise Refused if another copy of this ledger wrote this device's files: two writers would lose each other's."""
    mine = shared / ledger.origin
    if not mine.is_dir():
        return
    for file in _chain(mine)[-1:]:
        root = ledger.store.root_at(_size(file))
        is_ours = root is None or root.hex() == _root(file)
        if _size(file) > ledger.size or not is_ours:
            raise Refused(
                "{folder} holds what another copy of this ledger recorded; start a new ledger on this computer, join this one to it, and sync the new one.",
                folder=visible(str(mine)),
            )


# ---------------------------------------------------------------- what the others wrote


def _others(session: Session, shared: Path) -> list[Path]:
    """The folders of the other devices."""
    mine = session.ledger.origin
    folders: list[Path] = []
    for folder in shared.iterdir():
        is_a_device = ID.fullmatch(folder.name) is not None and folder.is_dir()
        if is_a_device and folder.name != mine:
            folders.append(folder)
    return sorted(folders)


def _read(session: Session, device: Path) -> int:
    """Join the files of a device that are new here, in order; how many events came."""
    count = 0
    left: tuple[Path, LedgerError] | None = None
    reached = _known_size(session, device)
    for file in _files(device):
        if _size(file) <= reached:
            continue
        try:
            other = of_audit_file(file, beyond=reached)
            earlier = _before(device, other.start)
        except LedgerError as problem:
            # another program may be half way through carrying it; a later file may begin before it
            left = left or (file, problem)
            continue
        count += _joined(session, device.name, other._replace(earlier=earlier))
        reached = other.size
        left = None
    if left:
        file, reason = left
        say(
            _("{file} was left for the next time: {reason}").format(
                file=visible(str(file)), reason=sentence(reason)
            )
        )
    return count


def _before(device: Path, start: int) -> Events:
    """Return what gives a device's events before one. Raises BadInput if its files do not hold them all."""
    chain = [file for file in _chain(device) if _size(file) <= start]
    reached = max(map(_size, chain), default=0)
    if reached < start:
        raise BadInput("The files before it are not in {folder}.", folder=device)

    def events() -> Iterator[StoredEvent]:
        for file in chain:
            yield from events_in(file)

    return events


def _joined(session: Session, origin: StreamId, other: OtherLedger) -> int:
    if other.origin != origin:
        raise BadInput(
            "The folder {folder} holds files of another ledger, {origin}.",
            folder=origin,
            origin=other.origin,
        )
    if not is_new(session, other):
        return 0
    before = session.ledger.size
    take_in(session, other, is_mine=True)
    return session.ledger.size - before


def _known_size(session: Session, device: Path) -> int:
    """How far a device's files were joined here: up to one whose size and root a note of a join bears."""
    ledger = session.ledger
    joined = {
        (event.size, event.root)
        for event in ledger.history(ledger.origin)
        if isinstance(event, LedgerJoined) and event.origin == device.name
    }
    known = [file for file in _chain(device) if (_size(file), _root(file)) in joined]
    return max(map(_size, known), default=0)


def _files(device: Path) -> list[Path]:
    """The files of a device, the shortest first."""
    files = [file for file in device.glob(f"*{_ENDING}") if file.stem.isdecimal()]
    return sorted(files, key=_size)


def _chain(device: Path) -> list[Path]:
    """The files of a device of which each goes on where the one before it ends, from the ledger's beginning."""
    chain: list[Path] = []
    reached = 0
    for file in _files(device):
        if _size(file) > reached >= _start(file):
            chain.append(file)
            reached = _size(file)
    return chain


def _start(file: Path) -> float:
    """The size of the ledger after which a file begins; infinite for one that lacks its first or its last line."""
    with file.open("rb") as opened:
        line = opened.readline()
    try:
        header: dict[str, Any] = orjson.loads(line)
        start = int(header.get("since", {}).get("size", 0))
    except (orjson.JSONDecodeError, AttributeError, TypeError, ValueError):
        return math.inf
    return math.inf if _end(file) is None else start


def _end(file: Path) -> dict[str, Any] | None:
    """What the last line of a file says; None for one that is cut off."""
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - _END_BYTES))
        last = opened.read().rstrip(b"\n").rpartition(b"\n")[2]
    try:
        end: dict[str, Any] = orjson.loads(last)["end"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return end


def _root(file: Path) -> str:
    """The root in hexadecimal digits that the last line of a file bears; empty if it bears none."""
    end = _end(file) or {}
    try:
        return b64decode(end["root"]).hex()
    except (KeyError, TypeError, ValueError):
        return ""


def _size(file: Path) -> int:
    """The size of the ledger that a file reaches, as its name says."""
    return int(file.stem)


# ---------------------------------------------------------------- what the others lack


def _write(ledger: Ledger, mine: Path) -> int:
    """Write a file of what came since the last one; how many events.

    Of everything, if a text was erased since, or if a file of this device is missing or was cut off.
    """
    files: list[Path] = []
    chain: list[Path] = []
    if mine.is_dir():
        files, chain = _files(mine), _chain(mine)
    is_whole = files[-1:] == chain[-1:]
    start = 0
    if files and is_whole:
        start = _size(files[-1])
    if not _has_news(ledger, start):
        return 0
    erasures = (topic in ERASING for topic in _topics(ledger, start))
    erased = any(erasures)
    since = None
    if start and not erased:
        since = _checkpoint(ledger, files[-1])
    make_folder(mine)
    file = mine / f"{ledger.size:012d}{_ENDING}"
    with written(str(file), as_json=True) as write:
        export(ledger.store, ledger.origin, write, since=since)
    if erased:
        for old in files:
            old.unlink(missing_ok=True)
    size_before = 0
    if since:
        size_before = since.size
    return ledger.size - size_before


def _has_news(ledger: Ledger, start: int) -> bool:
    news = (JOINED.match(topic) is None for topic in _topics(ledger, start))
    return any(news)


def _topics(ledger: Ledger, start: int) -> Iterator[str]:
    return (topic for _i, _stream, _v, topic, _state in ledger.store.bare_rows(start))


def _checkpoint(ledger: Ledger, file: Path) -> Checkpoint | None:
    """What this device's last file ends with; None for one that is damaged."""
    end = _end(file) or {}
    try:
        return Checkpoint(ledger.origin, end["size"], b64decode(end["root"]))
    except (KeyError, TypeError, ValueError):
        return None
