"""Power cuts: every change of a file is written down, then images are made in which unsynced ones are lost.

Run under the library: `python -m tests.faults.power_cuts FOLDER --images 1000`. Names are taken to change in order, as
journalling file systems see to; bytes that were not synced are dropped, torn, or written out of order.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from tests.faults.injector import run
from tests.faults.operations import LEDGER, OLD, OPERATIONS, Operation, starts, state
from tests.faults.sample import TODAY
from tests.faults.table import row

SECTOR: Final = 512
"""How many bytes a disk writes at once."""

CUT: Final = (
    "append",
    "new ledger",
    "undo",
    "erase",
    "restore",
    "backup",
    "rebuild",
    "upgrade",
    "encrypt",
    "decrypt",
    "new key",
    "passphrase",
    "recovery sheet",
    "append, encrypted",
)


class Change(NamedTuple):
    """A change of a file, or of a name: what, the file, the other name, the place, the bytes."""

    what: str
    file: str
    other: str
    place: int
    data: bytes


def changes(trace: Path) -> list[Change]:
    """Every change that was written down, in order."""
    read: list[Change] = []
    with trace.open("rb") as stream:
        while head := stream.readline():
            what, file, other, place, size = head.decode().rstrip("\n").split("\t")
            read.append(Change(what, file, other, int(place), stream.read(int(size))))
    return read


@dataclass
class Content:
    """What a file holds for certain, and the changes that were not synced yet."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Change] = field(default_factory=list)

    def settle(self, kept: list[Change]) -> None:
        """Apply changes, and forget those that were not."""
        for change in kept:
            _apply(self.synced, change)
        self.pending.clear()


def _apply(content: bytearray, change: Change) -> None:
    if change.what == "truncate":
        del content[change.place :]
        content.extend(bytes(change.place - len(content)))
        return
    end = change.place + len(change.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[change.place : end] = change.data


class Disk:
    """The files of a folder as a disk holds them while changes arrive."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, Content] = {}
        self.links: dict[str, str] = {}
        for path in folder.iterdir():
            if path.is_symlink():
                self.links[path.name] = str(path.readlink())
            else:
                self.files[path.name] = Content(bytearray(path.read_bytes()))

    def take(self, change: Change) -> None:
        """Take the next change."""
        name, other = Path(change.file).name, Path(change.other).name
        match change.what:
            case "create":
                self.files[name] = Content()
            case "write" | "truncate" if name in self.files:
                self.files[name].pending.append(change)
            case "sync" if name in self.files:
                content = self.files[name]
                content.settle(list(content.pending))
            case "unlink":
                self.files.pop(name, None)
                self.links.pop(name, None)
            case "symlink":
                self.links[name] = change.other
            case "link" if other in self.files:
                self.files[name] = self.files[other]
            case "rename" if other in self.links:
                self.files.pop(name, None)
                self.links[name] = self.links.pop(other)
            case "rename" if other in self.files:
                self.links.pop(name, None)
                self.files[name] = self.files.pop(other)
            case _:
                return

    def cut(self, folder: Path, random: Random) -> None:
        """Write what a power cut leaves: of what was not synced some, in any order, the last perhaps in part."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for content in {
            id(content): content for content in self.files.values()
        }.values():
            content.settle(_survivors(content.pending, random))
        for name, content in self.files.items():
            (folder / name).write_bytes(content.synced)
            (folder / name).chmod(0o600)
        for name, target in self.links.items():
            (folder / name).symlink_to(target)


def _survivors(pending: list[Change], random: Random) -> list[Change]:
    share = random.choice((0.0, 0.3, 0.7, 1.0))
    kept = [change for change in pending if random.random() < share]
    if random.random() < 0.5:
        random.shuffle(kept)
    if kept and kept[-1].what == "write" and random.random() < 0.5:
        torn = kept[-1]
        sectors = len(torn.data) // SECTOR
        kept[-1] = torn._replace(data=torn.data[: random.randint(0, sectors) * SECTOR])
    return kept


class Recording(NamedTuple):
    """An operation with the changes that it makes, the folder it starts from, the sizes that it may leave, and whether it makes something."""

    operation: Operation
    changes: list[Change]
    start: Path
    before: int
    after: int
    makes: bool


def record(operation: Operation, start: Path, here: Path, home: Path) -> Recording:
    """Run an operation, and write its changes down."""
    _copy(start, here)
    before = state(operation, here, home).size
    _copy(start, here)
    trace = home / "trace"
    library = ctypes.CDLL(None)
    library.fault_trace(os.fsencode(here.resolve()), os.fsencode(trace))
    with operation.program():
        ended = run(["--ledger", LEDGER, *operation.words.split("|")], here, None, home)
    library.fault_trace(b"", b"/dev/null")
    assert ended.code == 0, ended
    after = state(operation, here, home)
    return Recording(operation, changes(trace), start, before, after.size, after.made)


def _copy(start: Path, here: Path) -> None:
    shutil.rmtree(here, ignore_errors=True)
    shutil.copytree(start, here, symlinks=True)


def judged(recording: Recording, here: Path, home: Path, random: Random) -> str:
    """What a power cut after some of the changes, or after the program has said that it is done, leaves."""
    count = len(recording.changes)
    at = count if random.random() < 0.3 else random.randint(0, count)
    disk = Disk(recording.start)
    for change in recording.changes[:at]:
        disk.take(change)
    disk.cut(here, random)
    now = state(recording.operation, here, home)
    if not now.whole:
        return "half"
    done = now.size == recording.after and now.made == recording.makes
    if now.size < recording.before or (at == count and not done):
        return "lost"
    if (
        now.size not in {recording.before, recording.after}
        and not recording.operation.slices
    ):
        return "half"
    if now.left:
        return "left behind"
    return "done" if done else "nothing"


def main() -> int:
    """Make so many images, an operation after the other."""
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--images", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ.update(
        HANDSHAKE_LANG="en",
        HANDSHAKE_TODAY=TODAY,
        HANDSHAKE_PASSPHRASE_COMMAND=OLD,
    )
    folders = starts(options.folder / "starts")
    here, home = options.folder / "here", options.folder / "streams"
    operations = [each for each in OPERATIONS if each.name in CUT]
    random = Random(options.seed)
    if options.images < len(operations):
        operations = random.sample(operations, options.images)
    bad = 0
    share = -(-options.images // len(operations))
    for operation in operations:
        recording = record(operation, folders[operation.start], here, home)
        came = Counter(judged(recording, here, home, random) for _ in range(share))
        print(row(f"power cut, {operation.name}", came))
        bad += came["half"] + came["lost"] + came["left behind"]
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
