"""Whole processes, run in turn: wall time, processor time and peak memory of each.

Imports little on purpose: Linux counts what the parent holds at the fork to the peak of the child.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

Command: TypeAlias = Sequence[str]
MIB = 1024


class Sample(NamedTuple):
    """What a run, or the median of several, took: seconds, seconds, MiB."""

    wall: float
    cpu: float
    rss: float


class Pair(NamedTuple):
    """Two programs run in turn: ours and the one it is held against, and the medians of the ratios."""

    ours: Sample
    floor: Sample
    wall: float
    cpu: float


DAY = "{day}"
"""Stands for another day of the past at each run, so that what was recorded before is not met again."""

_days = itertools.count(date(2016, 9, 27).toordinal())


def run(command: Command, **environment: str) -> Sample:
    """Run a program to its end. Raises RuntimeError with its last words where it fails."""
    command = [
        date.fromordinal(next(_days)).isoformat() if word == DAY else word
        for word in command
    ]
    # Modules are compiled once, as they are where the program is installed, whatever a container prefers.
    environment = {"PYTHONDONTWRITEBYTECODE": ""} | environment
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | environment,
    )
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode:
        said = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | environment,
        )
        raise RuntimeError(
            f"{' '.join(command)} ended with {process.returncode}: {said.stderr.strip()[-500:]}"
        )
    return Sample(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / MIB)


def together(command: Command, **environment: str) -> list[Sample]:
    """Run a program of several processes to its end: the wall time, and processor time and peak memory of each.

    Linux alone tells it, in /proc, and only as long as a process lives: the last tenth of a second may be missing.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | environment,
        start_new_session=True,
    )
    used: dict[str, tuple[float, float]] = {}
    while process.poll() is None:
        for entry in os.listdir("/proc"):  # noqa: PTH208 - pathlib is memory
            if entry.isdigit():
                used.update(_used(entry, process.pid))
        time.sleep(0.1)
    wall = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return [Sample(wall, cpu, rss) for cpu, rss in used.values()]


def _used(pid: str, session: int) -> dict[str, tuple[float, float]]:
    """Processor time and peak memory of a process so far; nothing for one of another session."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:  # noqa: PTH123
            fields = file.read().rpartition(")")[2].split()
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:  # noqa: PTH123
            peaks = [line.split()[1] for line in file if line.startswith("VmHWM")]
    except OSError:  # it ended meanwhile
        return {}
    if int(fields[3]) != session or not peaks:
        return {}
    ticks = int(fields[11]) + int(fields[12])
    return {pid: (ticks / os.sysconf("SC_CLK_TCK"), int(peaks[0]) / MIB)}


def median(values: Sequence[float]) -> float:
    """The middle one, or the mean of the two in the middle."""
    ranked, half = sorted(values), len(values) // 2
    return ranked[half] if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


def typical(samples: Sequence[Sample]) -> Sample:
    """The medians of the samples' figures; of the memory the highest."""
    walls, cpus, peaks = zip(*samples, strict=True)
    return Sample(median(walls), median(cpus), max(peaks))


def repeated(command: Command, rounds: int, **environment: str) -> Sample:
    """A program run so many times."""
    return typical([run(command, **environment) for _each in range(rounds)])


def in_turn(ours: Command, floor: Command, rounds: int, **environment: str) -> Pair:
    """Both programs, A B A B …, after one run of each that does not count where there are several."""
    if rounds > 2:
        run(ours, **environment)
        run(floor, **environment)
    runs = [
        (run(ours, **environment), run(floor, **environment)) for _each in range(rounds)
    ]
    return Pair(
        typical([a for a, _b in runs]),
        typical([b for _a, b in runs]),
        median([a.wall / b.wall for a, b in runs]),
        median([a.cpu / b.cpu for a, b in runs]),
    )


def program() -> str:
    """Our program, as it is installed beside this Python."""
    return os.path.join(os.path.dirname(sys.executable), "handshake")  # noqa: PTH118, PTH120 - pathlib is memory
