"""Faults at every system call of every operation: run under the library, `python -m tests.faults.campaign FOLDER`.

Prints the table, and each bad outcome; its exit code says whether there was one.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from tests.faults.injector import TRACEBACK, Arm, Ended, Fault, run
from tests.faults.operations import (
    LEDGER,
    OLD,
    OPERATIONS,
    Operation,
    State,
    starts,
    state,
)
from tests.faults.sample import TODAY
from tests.faults.table import row

TOLD: Final = re.compile(
    r"(?i)\bthis (was|is) (recorded|restored)|may not have been recorded|not finished|was erased|these files are complete|what was recorded stays"
)
"""What a program says that failed once something was done."""

BAD: Final = frozenset({"lost", "half", "lie", "traceback", "left behind"})


class Case(NamedTuple):
    """A fault in an operation."""

    operation: Operation
    arm: Arm


class Campaign:
    """A folder in which one operation after the other is broken."""

    def __init__(self, folder: Path) -> None:
        self._starts: Final = starts(folder / "starts")
        self._here: Final = folder / "here"
        self._streams: Final = folder / "streams"
        self._ends: dict[str, tuple[State, State, set[int]]] = {}
        self._calls: dict[tuple[str, Fault], int] = {}

    def calls(self, operation: Operation, fault: Fault) -> int:
        """How many calls of an operation can fail so: reads, locks, or whatever changes a file."""
        apart = {Fault.SHORT_READ, Fault.NO_LOCKS}
        key = (operation.name, fault if fault in apart else Fault.IO_ERROR)
        if key not in self._calls:
            self._calls[key] = self._cleanly(operation, fault).calls
        return self._calls[key]

    def _cleanly(self, operation: Operation, fault: Fault) -> Ended:
        """Run an operation without a fault."""
        self._begin(operation)
        ended = self._program(operation, Arm(fault))
        assert ended.code == 0, (operation, ended)
        return ended

    def _ends_of(self, operation: Operation) -> tuple[State, State, set[int]]:
        """What there is before and after an operation, and the sizes that it may leave."""
        if operation.name not in self._ends:
            self._begin(operation)
            before = state(operation, self._here, self._streams)
            self._cleanly(operation, Fault.IO_ERROR)
            after = state(operation, self._here, self._streams)
            between = set(range(before.size, after.size + 1))
            sizes = between if operation.slices else {before.size, after.size}
            self._ends[operation.name] = (before, after, sizes)
        return self._ends[operation.name]

    def _begin(self, operation: Operation) -> None:
        shutil.rmtree(self._here, ignore_errors=True)
        shutil.copytree(self._starts[operation.start], self._here, symlinks=True)

    def _program(self, operation: Operation, arm: Arm | None = None) -> Ended:
        arguments = ["--ledger", LEDGER, *operation.words.split("|")]
        with operation.program():
            return run(arguments, self._here, arm, self._streams)

    def run(self, case: Case) -> tuple[str, Ended]:
        """Inject a fault, and judge in one word what came of it."""
        before, after, sizes = self._ends_of(case.operation)
        self._begin(case.operation)
        ended = self._program(case.operation, case.arm)
        if ended.code == TRACEBACK or "Traceback" in ended.words:
            return "traceback", ended
        now = state(case.operation, self._here, self._streams)
        word = _judged(ended, now, before, after, sizes)
        if word not in BAD and now.left:
            return "left behind", ended._replace(words=" ".join(now.left))
        return word, ended


def _judged(
    ended: Ended, now: State, before: State, after: State, sizes: set[int]
) -> str:
    if now.size < before.size:
        return "lost"
    if not now.whole:
        return "half"
    if now.size not in sizes:
        return "half"
    done = now.size == after.size and now.made == after.made
    changed = now.size != before.size or now.made != before.made
    if ended.code == 0:
        return "done" if done else "lie"
    if ended.code < 0:
        return "killed, done" if done and changed else "killed"
    if changed and not TOLD.search(ended.words):
        return "refused in part" if not done else "lie"
    return "refused"


class Sample(NamedTuple):
    """Which faults are tried: a share of all, at most so many of a kind, drawn by a seed."""

    share: float
    most: int | None
    seed: int


def cases(
    campaign: Campaign, operation: Operation, fault: Fault, sample: Sample
) -> list[Case]:
    """The faults to try in an operation: of every call of it, once and for ever."""
    random = Random(f"{operation.name} {fault} {sample.seed}")
    ways = (False,) if fault in {Fault.KILL, Fault.INTERRUPT} else (False, True)
    calls = range(1, campaign.calls(operation, fault) + 1)
    arms = [Arm(fault, at, for_ever) for at, for_ever in product(calls, ways)]
    drawn = [arm for arm in arms if random.random() < sample.share]
    if sample.most is not None and len(drawn) > sample.most:
        drawn = random.sample(drawn, sample.most)
    return [Case(operation, arm) for arm in drawn]


def main() -> int:
    """Run a share of the campaign."""
    parser = ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--most", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", metavar="OPERATION")
    names = [fault.name.lower() for fault in Fault]
    parser.add_argument("--fault", choices=names, nargs="+", default=names)
    options = parser.parse_args()
    os.environ.update(
        HANDSHAKE_LANG="en",
        HANDSHAKE_TODAY=TODAY,
        HANDSHAKE_PASSPHRASE_COMMAND=OLD,
    )
    campaign = Campaign(options.folder)
    operations = [
        operation
        for operation in OPERATIONS
        if options.only is None or operation.name in options.only
    ]
    faults = [fault for fault in Fault if fault.name.lower() in options.fault]
    sample = Sample(options.share, options.most, options.seed)
    bad = 0
    for operation, fault in product(operations, faults):
        chosen = cases(campaign, operation, fault, sample)
        bad += _run(campaign, operation, fault, chosen)
    return int(bad > 0)


def _run(
    campaign: Campaign, operation: Operation, fault: Fault, chosen: Iterable[Case]
) -> int:
    """Inject the chosen faults, print what came of them, and give the number of bad outcomes."""
    came = Counter[str]()
    bad: list[str] = []
    for case in chosen:
        word, ended = campaign.run(case)
        came[word] += 1
        if word in BAD:
            bad.append(f"  {word}: {case.arm}: exit {ended.code}: {ended.words}")
    print(row(f"{operation.name}, {fault.name.lower()}", came), *bad, sep="\n")
    sys.stdout.flush()
    return len(bad)


if __name__ == "__main__":
    sys.exit(main())
