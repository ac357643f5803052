"""Simulates writers of one ledger who wait for its append lock: `python -m tests.benchmarks.append_lock`.

An append holds the lock while the server reads the frontier of the Merkle log, hashes and inserts; the disk is waited
for afterwards. Writers come in the order in which they asked. Each records an event, thinks, and records the next one.
With batches, the holder of the lock records for all that wait.
"""

from __future__ import annotations

import random
import sys
from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Final, NamedTuple

WRITERS: Final = (10, 100, 1_000, 10_000)


class Lock(NamedTuple):
    """How long an append holds the lock, in seconds: `fixed`, and `work` for each event; at most `batch` at once."""

    fixed: float
    work: float
    batch: int = 1


class Outcome(NamedTuple):
    """Events recorded a second, the share of time that the lock is held, and how long writers wait, in seconds."""

    rate: float
    held: float
    median: float
    worst: float


ONE_BY_ONE: Final = Lock(fixed=0.0003, work=0.0003)
"""As `tests.benchmarks.writers` samples it on a server whose two cores are busy: 0.6 ms for an event, 5 ms for sixteen."""

TOGETHER: Final = ONE_BY_ONE._replace(batch=100)
PEOPLE: Final = 60.0
"""Seconds between two events of someone who records all day long."""

PROGRAMS: Final = 0.1
"""Seconds between two events of a program that imports."""


def simulate(
    writers: int, thinking: float, lock: Lock, seconds: float, seed: int = 1
) -> Outcome:
    """Let so many writers record for so long; what they think in between is exponential, with this mean."""
    draw = random.Random(seed)
    arrivals: list[float] = []
    for _writer in range(writers):
        heappush(arrivals, draw.expovariate(1 / thinking))
    waiting: deque[float] = deque()
    waits: list[float] = []
    moment = held = 0.0
    while moment < seconds:
        if not waiting:
            moment = max(moment, arrivals[0])
        while arrivals and arrivals[0] <= moment:
            waiting.append(heappop(arrivals))
        served = min(lock.batch, len(waiting))
        hold = lock.fixed + lock.work * served
        moment += hold
        held += hold
        for _event in range(served):
            waits.append(moment - waiting.popleft())
            heappush(arrivals, moment + draw.expovariate(1 / thinking))
    waits.sort()
    return Outcome(
        rate=len(waits) / moment,
        held=held / moment,
        median=waits[len(waits) // 2],
        worst=waits[len(waits) * 99 // 100],
    )


def table(seconds: float) -> Iterator[str]:
    """The lines of docs/explanation/scale.md."""
    yield "| writers | each an event in | recorded | a second | lock held | median wait | 99 % wait less than |"
    yield "|---|---|---|---|---|---|---|"
    for thinking in (PEOPLE, PROGRAMS):
        for writers in WRITERS:
            for title, lock in (("one by one", ONE_BY_ONE), ("together", TOGETHER)):
                outcome = simulate(writers, thinking, lock, seconds)
                yield (
                    f"| {writers:,} | {thinking:g} s | {title} | {outcome.rate:,.1f} | {outcome.held:.0%} "
                    f"| {_shown(outcome.median)} | {_shown(outcome.worst)} |"
                )


def _shown(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.{1 if seconds < 0.01 else 0}f} ms"


if __name__ == "__main__":
    for line in table(float(sys.argv[1]) if len(sys.argv) > 1 else 300.0):
        print(line)
