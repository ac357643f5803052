"""The rows of the table: each job, what it is held against, and the goal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from glob import glob
from typing import NamedTuple, TypeAlias

from tests.benchmarks.measuring import (
    DAY,
    Command,
    Pair,
    Sample,
    in_turn,
    program,
    run,
    together,
)
from tests.benchmarks.naming import name

HERE = os.path.dirname(__file__)  # noqa: PTH120 - as in `measuring`
ROOT = os.path.dirname(os.path.dirname(HERE))  # noqa: PTH120
MOST_MET = name(0)
TODAY = "2026-09-23"
CONNECTIONS = 30_000
LISTS = (
    "queue",
    "queue --form lunch",
    "next",
    "next --since 2026-06-01",
    "circle",
    "circle --place Lyon",
    "network",
    "introductions",
    "person list --place Lyon",
    "person list --form lunch --since 2026-06-01",
    "trust --form lunch --since 2020-01-01 --until 2020-03-31",
    "trust --organisation Renault",
)
"""Lists for which everyone is looked at, most of them filtered."""

SHAPES = {
    "one-person": None,
    "everybody-once": 15,
    "tables-of-forty": 15,
    "last-first": None,
    "corrected": 15,
}
"""The shapes of other ledgers, and the goal for a rebuild of each, in raw reads."""


class Row(NamedTuple):
    """A job measured. `goal` bounds the ratio of processor time, `mib` the peak of memory, `seconds` our own time."""

    job: str
    goal: float | None
    mib: float | None
    pair: Pair
    seconds: float | None = None


class Place(NamedTuple):
    """Where ledgers are made, how large the large one is, and how often short jobs are run."""

    folder: str
    size: int
    rounds: int

    @property
    def long_rounds(self) -> int:
        """How often long jobs are run."""
        return 3 if self.size <= 100_000 else 2

    def path(self, name: str) -> str:
        """A file of the folder."""
        return os.path.join(self.folder, name)  # noqa: PTH118


Job: TypeAlias = Callable[[Place], Iterator[Row]]


def ours(ledger: str, *words: str) -> Command:
    """Our program on a ledger."""
    return (program(), "--ledger", ledger, *words)


def floor(name: str, *words: str) -> Command:
    """A floor program."""
    return (sys.executable, os.path.join(HERE, "floors", f"{name}.py"), *words)  # noqa: PTH118


def somebody(size: int) -> str:
    """Somebody in the middle: half of the people of a ledger of so many facts were met more often."""
    return name(size // 40)


@cache
def ledger(place: Place, size: int) -> str:
    """A ledger of so many facts with its views, made once a folder."""
    path = place.path(f"{size}.db")
    if not os.path.exists(f"{path}.views"):  # noqa: PTH110
        if not os.path.exists(path):  # noqa: PTH110
            run(
                (sys.executable, "-m", "tests.benchmarks.work", path, str(size)),
                PYTHONPATH=ROOT,
            )
        run(ours(path, "rebuild"), HANDSHAKE_TODAY=TODAY)
    return path


def recording(place: Place) -> Iterator[Row]:
    """One coffee, views caught up; and the same in a ledger of a thousand facts."""
    coffee = ours(
        ledger(place, place.size), "coffee", somebody(place.size), "--on", DAY
    )
    small = ours(ledger(place, 1000), "coffee", somebody(1000), "--on", DAY)
    click = floor("click_floor", place.path("floor.db"), "Ada")
    yield Row(
        "record one coffee / click floor",
        2.0,
        35,
        in_turn(coffee, click, place.rounds, **_day()),
    )
    yield Row(
        f"record one coffee, {place.size:,} facts / 1,000",
        1.10,
        35,
        in_turn(coffee, small, place.rounds, **_day()),
    )


def reading(place: Place) -> Iterator[Row]:
    """Trust in one person, and in the twenty highest, the second time that day."""
    path = ledger(place, place.size)
    read = floor("read_floor", path, _owner(path))
    one, most = ours(path, "trust", somebody(place.size)), ours(path, "trust", MOST_MET)
    yield Row(
        "trust of one person / read floor",
        1.25,
        35,
        in_turn(one, read, place.rounds, **_day()),
    )
    yield Row(
        "trust of the person met most / read floor",
        None,
        35,
        in_turn(most, read, place.rounds, **_day()),
    )
    top = ours(path, "trust", "--top", "20")
    pair = _first_of_day(top, read)
    yield Row("top 20, first read of the day / read floor", None, None, pair)
    yield Row(
        "top 20, second read of the day / read floor",
        1.25,
        35,
        in_turn(top, read, place.rounds, **_day()),
    )


def _first_of_day(command: Command, read: Command) -> Pair:
    """A command on days that it was not asked about just before: the middle one of three."""
    days = [f"2026-10-{day:02d}" for day in range(1, 4)]
    pairs = [in_turn(command, read, 1, HANDSHAKE_TODAY=day) for day in days]
    return sorted(pairs, key=lambda pair: pair.cpu)[1]


def listing(place: Place) -> Iterator[Row]:
    """What the day asks for, read a second time that day; and lists for which everyone is looked at."""
    path = ledger(place, place.size)
    read = floor("read_floor", path, _owner(path))
    for command in ("week", "agenda"):
        pair = _first_of_day(ours(path, command), read)
        title = f"{command}, first read of the day / read floor"
        yield Row(title, None, None, pair, seconds=2)
        run(ours(path, command), **_day())
        pair = in_turn(ours(path, command), read, place.rounds, **_day())
        yield Row(f"{command}, second read of the day / read floor", 1.5, 35, pair)
    for words in LISTS:
        pair = in_turn(ours(path, *words.split()), read, place.long_rounds, **_day())
        yield Row(f"{words} / read floor", None, None, pair, seconds=2)


def rebuilding(place: Place) -> Iterator[Row]:
    """Every view again; and how that grows."""
    path = ledger(place, place.size)
    build, raw = ours(path, "rebuild"), floor("raw_read", path)
    room = 200 if place.size <= 1_000_000 else 400
    yield Row(
        "rebuild of every view / raw read",
        12,
        room,
        in_turn(build, raw, place.long_rounds, **_day()),
    )
    bare = floor("bare_rebuild", path, place.path("bare.views"))
    pair = in_turn(build, bare, place.long_rounds, **_day())
    yield Row("rebuild of every view / bare rebuild of six tables", None, room, pair)
    yield Row(
        "bare rebuild / raw read",
        None,
        None,
        in_turn(bare, raw, place.long_rounds, **_day()),
    )
    tenth = ours(ledger(place, place.size // 10), "rebuild")
    title = f"rebuild, {place.size:,} facts / {place.size // 10:,}"
    yield Row(title, 14, room, in_turn(build, tenth, place.long_rounds, **_day()))


def dividing(place: Place) -> Iterator[Row]:
    """Every view again by two processes of Dask, by wall time: the memory is that of the largest process."""
    path = ledger(place, place.size)
    alone = ours(path, "rebuild")
    two = ours(path, "rebuild", "--engine", "dask", "--workers", "2")
    room = 200 if place.size <= 1_000_000 else 400
    pairs = []
    for _round in range(place.long_rounds):
        processes = together(two, **_day())
        single = run(alone, **_day())
        wall = processes[0].wall
        peak = max(process.rss for process in processes)
        several = Sample(wall, sum(process.cpu for process in processes), peak)
        pairs.append(Pair(several, single, wall / single.wall, wall / single.wall))
    best = sorted(pairs, key=lambda pair: pair.wall)[len(pairs) // 2]
    yield Row("rebuild with Dask, two processes / one (wall)", 0.6, room, best)


def shaped(place: Place) -> Iterator[Row]:
    """Every view again, of ledgers of other shapes a tenth as large; and the person met at every meeting."""
    for shape, goal in SHAPES.items():
        path = place.path(f"{shape}.{place.size // 10}.db")
        if not os.path.exists(path):  # noqa: PTH110
            module = (
                "-m",
                "tests.benchmarks.shapes",
                shape,
                path,
                str(place.size // 10),
            )
            run((sys.executable, *module), PYTHONPATH=ROOT)
        pair = in_turn(ours(path, "rebuild"), floor("raw_read", path), 1, **_day())
        yield Row(f"rebuild, {shape} / raw read", goal, None, pair)
        if shape == "one-person":
            read = floor("read_floor", path, _owner(path))
            met = in_turn(ours(path, "trust", name(0)), read, place.rounds, **_day())
            yield Row(
                "trust of the person met at every meeting / read floor", None, 35, met
            )


def exporting(place: Place) -> Iterator[Row]:
    """The audit file; verifying it, and the ledger itself."""
    path, file = ledger(place, place.size), place.path("audit.ndjson")
    export = ours(path, "export", "audit", "-o", file)
    through = floor("passthrough", path, place.path("passthrough.txt"))
    yield Row(
        "audit export / passthrough",
        3,
        40,
        in_turn(export, through, place.long_rounds, **_day()),
    )
    verify = ours(path, "verify")
    yield Row(
        "verify the ledger / passthrough",
        6,
        60,
        in_turn(verify, through, place.long_rounds, **_day()),
    )
    verify = (program(), "verify", file)
    pair = in_turn(verify, through, place.long_rounds, **_day())
    yield Row("verify an audit file / passthrough", 6, 60, pair)


def importing(place: Place) -> Iterator[Row]:
    """Thirty thousand connections, the same file again, and into a large ledger."""
    file = connections(place)
    fresh, bare = place.path("fresh.db"), place.path("format.db")
    pairs = []
    for _each in range(2):
        gone(fresh, bare)
        pairs.append(
            in_turn(
                ours(fresh, "import", "linkedin", file),
                floor("format_import", file, bare),
                1,
                **_day(),
            )
        )
    best = min(pairs, key=lambda each: each.cpu)
    yield Row("import 30,000 connections / format import", 2, 80, best)
    second = run(ours(fresh, "import", "linkedin", file), **_day())
    pair = Pair(
        second, best.ours, second.wall / best.ours.wall, second.cpu / best.ours.cpu
    )
    yield Row("import them again / for the first time", 1, 80, pair)
    large = _copied(place)
    into = run(ours(large, "import", "linkedin", file), **_day())
    pair = Pair(into, best.ours, into.wall / best.ours.wall, into.cpu / best.ours.cpu)
    yield Row(f"import them into {place.size:,} facts / into none", 1.5, None, pair)
    gone(large)


def completing(place: Place) -> Iterator[Row]:
    """The names of commands, and of people, as a shell asks for them."""
    path = ledger(place, place.size)
    click = (
        "env",
        "_FLOOR_COMPLETE=bash_complete",
        "COMP_WORDS=floor comm",
        "COMP_CWORD=1",
        *floor("completion_floor"),
    )
    names = (
        "env",
        "_FLOOR_COMPLETE=bash_complete",
        f"FLOOR_VIEWS={path}.views",
        f"COMP_WORDS=floor trust {somebody(place.size)[:3]}",
        "COMP_CWORD=2",
        *floor("name_floor"),
    )
    word = (
        "env",
        "_HANDSHAKE_COMPLETE=bash_complete",
        "COMP_WORDS=handshake tr",
        "COMP_CWORD=1",
        program(),
    )
    yield Row(
        "complete a command / click's own",
        1.15,
        None,
        in_turn(word, click, place.rounds),
    )
    for command in ("trust", "coffee"):
        words = (
            f"COMP_WORDS=handshake --ledger {path} {command} {somebody(place.size)[:3]}"
        )
        begun = (
            "env",
            "_HANDSHAKE_COMPLETE=bash_complete",
            words,
            "COMP_CWORD=4",
            program(),
        )
        yield Row(
            f"complete a name after {command} / click's own",
            1.3,
            None,
            in_turn(begun, names, place.rounds),
        )
    helped = (
        sys.executable,
        os.path.join(HERE, "floors", "completion_floor.py"),  # noqa: PTH118 - as in `measuring`
        "--help",
    )
    yield Row(
        "--help / click's own",
        None,
        None,
        in_turn((program(), "--help"), helped, place.rounds),
    )


JOBS: tuple[Job, ...] = (
    recording,
    reading,
    listing,
    completing,
    rebuilding,
    dividing,
    shaped,
    exporting,
    importing,
)


def _day() -> dict[str, str]:
    return {"HANDSHAKE_TODAY": TODAY}


def _owner(path: str) -> str:
    import sqlite3

    query = "SELECT originator_id FROM stored_events WHERE rowid = 2"
    return str(sqlite3.connect(path).execute(query).fetchone()[0])


def gone(*paths: str) -> None:
    """Remove files and what lies beside them."""
    for path in paths:
        for each in glob(f"{path}*"):  # noqa: PTH207
            os.unlink(each)  # noqa: PTH108


def _copied(place: Place) -> str:
    """A copy of the large ledger, with its views."""
    path, copy = ledger(place, place.size), place.path("large.db")
    gone(copy)
    shutil.copyfile(path, copy)
    shutil.copyfile(f"{path}.views", f"{copy}.views")
    return copy


def imported(place: Place, rows: int) -> Sample:
    """So many connections imported into a new ledger."""
    fresh, file = place.path("fresh.db"), connections(place, rows)
    gone(fresh)
    return run(ours(fresh, "import", "linkedin", file), **_day())


def connections(place: Place, rows: int = CONNECTIONS) -> str:
    """An invented LinkedIn export of so many connections, made once a folder."""
    folder = place.path(f"{rows}")
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103
    path = os.path.join(folder, "Connections.csv")  # noqa: PTH118
    if not os.path.exists(path):  # noqa: PTH110
        run(
            (sys.executable, "-m", "tests.benchmarks.connections", path, str(rows)),
            PYTHONPATH=ROOT,
        )
    return path
