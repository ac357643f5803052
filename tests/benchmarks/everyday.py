"""Further rows of the table: jobs whose goal is a time, and imports of calendars."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from tests.benchmarks.jobs import (
    MOST_MET,
    ROOT,
    TODAY,
    Job,
    Place,
    Row,
    connections,
    floor,
    gone,
    ledger,
    ours,
    somebody,
)
from tests.benchmarks.measuring import (
    Command,
    Pair,
    Sample,
    in_turn,
    program,
    repeated,
    run,
)

FEW, MANY = 200, 20_000
"""Entries of the calendars."""

UNDONE = 1_696
"""Connections whose import records 3,394 events."""

NAMED = 200_000
"""Facts of a ledger with ten thousand people."""

SHOWN = 40_000
"""Facts of a ledger with two thousand people."""

WORDS = 80
"""Words of the longest sentence that is looked through."""


def starting(place: Place) -> Iterator[Row]:
    """A lunch, against Python that does nothing."""
    lunch = ours(ledger(place, 1000), "lunch", somebody(1000), "--on", TODAY)
    nothing = (sys.executable, "-c", "pass")
    pair = in_turn(lunch, nothing, place.rounds, HANDSHAKE_TODAY=TODAY)
    yield Row("record a lunch / python -c pass", None, 35, pair)


def scheduling(place: Place) -> Iterator[Row]:
    """Calendars of few and of many entries, with and without time zones; what it takes to start is taken off."""
    start = repeated((program(), "--version"), 3)
    utc, zoned = (_calendar(place, MANY, start, zones=zones) for zones in (False, True))
    yield Row(
        f"import of {MANY:,} calendar entries, with zones / in UTC",
        1.2,
        None,
        _ratio(zoned, utc),
    )
    for title, zones, large in (("in UTC", False, utc), ("with zones", True, zoned)):
        small = _calendar(place, FEW, start, zones=zones)
        yield Row(
            f"a calendar entry of {MANY:,} / of {FEW}, {title}",
            1.2,
            None,
            _ratio(_each(large, MANY), _each(small, FEW)),
        )


def undoing(place: Place) -> Iterator[Row]:
    """The undo of an import of 3,394 events, against the import."""
    path, file = place.path("undone.db"), connections(place, UNDONE)
    gone(path)
    imported = run(ours(path, "import", "linkedin", file), HANDSHAKE_TODAY=TODAY)
    undone = run(ours(path, "undo", "--yes"), HANDSHAKE_TODAY=TODAY)
    pair = _ratio(undone, imported)
    yield Row("undo of an import of 3,394 events / import", None, None, pair, seconds=3)


def wording(place: Place) -> Iterator[Row]:
    """A sentence of eighty words, and a name that no one of ten thousand bears, against a click program."""
    click = floor("click_floor", place.path("floor.db"), "Ada")
    path, person = ledger(place, NAMED), somebody(NAMED)
    beginning = f"coffee with {person} yesterday, she told me of"
    told = "her plans and " * WORDS
    sentence = " ".join(f"{beginning} {told}".split()[:WORDS])
    log = ours(path, "log", "--dry-run", sentence)
    pair = in_turn(log, click, place.long_rounds, HANDSHAKE_TODAY=TODAY)
    yield Row(f"log of {WORDS} words / click floor", None, None, pair, seconds=0.3)
    stranger = f"{person[:-1]}x"
    refused = _ending(3, ours(path, "trust", stranger))
    pair = in_turn(refused, click, place.rounds, HANDSHAKE_TODAY=TODAY)
    yield Row(
        "a name unknown among 10,000 / click floor", None, None, pair, seconds=0.15
    )


def showing(place: Place) -> Iterator[Row]:
    """The page of a ledger with two thousand people, against the rebuild of its views."""
    path = ledger(place, SHOWN)
    page = ours(path, "report", "-o", place.path("page.html"))
    pair = in_turn(page, ours(path, "rebuild"), 3, HANDSHAKE_TODAY=TODAY)
    yield Row("the page of 2,000 people / rebuild", None, 200, pair, seconds=5)


def telling(place: Place) -> Iterator[Row]:
    """What reads whole histories, event by event, against a click program: of everyone, and of the person met most."""
    click = floor("click_floor", place.path("floor.db"), "Ada")
    path, often = ledger(place, NAMED), MOST_MET
    jobs = {
        "stats": ("stats",),
        "timeline --form lunch": ("timeline", "--form", "lunch"),
        "export meetings": ("export", "meetings", "-o", place.path("meetings.csv")),
        "same --dry-run": ("same", "--dry-run"),
        "person show, met most": ("person", "show", often),
        "trust --explain, met most": ("trust", often, "--explain"),
        "via, met most": ("via", often),
    }
    for title, words in jobs.items():
        pair = in_turn(ours(path, *words), click, 1, HANDSHAKE_TODAY=TODAY)
        yield Row(f"{title}, {NAMED:,} facts / click floor", None, None, pair)


EVERYDAY: tuple[Job, ...] = (starting, scheduling, undoing, wording, showing, telling)


def _calendar(place: Place, entries: int, start: Sample, *, zones: bool) -> Sample:
    """What the import of a calendar takes beyond the start of the program."""
    file, path = place.path(f"{entries}.{zones:d}.ics"), place.path("calendar.db")
    if not os.path.exists(file):  # noqa: PTH110 - as in `measuring`
        module = ("-m", "tests.benchmarks.calendar_file", file, str(entries))
        options = ("--zones",) if zones else ()
        run((sys.executable, *module, *options), PYTHONPATH=ROOT)
    gone(path)
    run(ours(path, "init", "--me", "Ines Caron", "--email", "ines@example.org"))
    taken = run(ours(path, "import", "ics", file), HANDSHAKE_TODAY=TODAY)
    return Sample(taken.wall - start.wall, taken.cpu - start.cpu, taken.rss)


def _each(taken: Sample, entries: int) -> Sample:
    """A thousandth of a second as a second, for one of so many entries."""
    return Sample(1000 * taken.wall / entries, 1000 * taken.cpu / entries, taken.rss)


def _ratio(one: Sample, other: Sample) -> Pair:
    return Pair(one, other, one.wall / other.wall, one.cpu / other.cpu)


def _ending(code: int, command: Command) -> Command:
    """A command that is refused, as one that ends well if it ends with this code."""
    return ("sh", "-c", f'"$@"; test $? = {code}', "sh", *command)
