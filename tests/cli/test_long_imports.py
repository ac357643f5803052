"""A long import is recorded a slice at a time: what stops it leaves whole slices, and importing again adds the rest."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
from collections.abc import Iterator
from csv import DictReader
from pathlib import Path
from typing import Any

import pytest

from ledger.errors import Busy
from ledger.facts.event import NewEvents
from ledger.facts.person.events import PersonAdded
from ledger.importers.api import ImportedRow
from ledger.importers.formats import linkedin
from ledger.importers.match import partition, slices
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from tests.cli.conftest import Handshake
from tests.cli.test_import import HEADER
from tests.importers.ledgers import TODAY, Memory

ROWS, SLICE = 65, 10
SOMEBODY = "5b0e1d6c-0000-4000-8000-000000000000"

STOPPING = """
import os, signal, sys
from ledger.importers.match import partition, slices
from ledger.store.sqlite import recorder
signal.signal(signal.SIGINT, signal.default_int_handler)  # who is started in the background is told to ignore it
partition.SLICE = slices.SLICE = {slice}
times, insert_roots = [], recorder._insert_roots
def stopping(c, frontier, *given):
    times.append(frontier)
    if len(times) == 4:
        {stop}
    insert_roots(c, frontier, *given)
recorder._insert_roots = stopping
from projections.cli import main
main()
"""
"""The program, with short slices, whose fourth transaction is stopped before it is complete."""


def row(number: int, url: str | None = None, firm: str = "Exemple SA") -> str:
    url = url or f"https://www.linkedin.com/in/p-{number}-demo"
    return f"Ada,Okafor {number},{url},,{firm},Analyst,08 Feb 2026\n"


@pytest.fixture
def export(tmp_path: Path) -> str:
    """Connections of whom a few are the same person, one was typed in before, one cannot be used."""
    rows = [row(n) for n in range(ROWS)]
    rows[5] = row(5, firm="")
    rows[60] = row(60, "https://www.linkedin.com/in/p-5-demo", "Atelier Durand")
    rows[30] = rows[30].replace("Feb 2026", "Feb 2036")
    file = tmp_path / "Connections.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return str(file)


@pytest.fixture
def _short_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (partition, slices):
        monkeypatch.setattr(module, "SLICE", SLICE)


def outcome(handshake: Handshake, *words: str) -> dict[str, Any]:
    said: dict[str, Any] = handshake.json("import", "linkedin", *words)
    return {
        key: said[key] for key in said.keys() - {"batch", "candidates", "dry_run"}
    } | {"asked": [(each["name"], each["line"]) for each in said["candidates"]]}


def people(handshake: Handshake) -> list[Any]:
    table = DictReader(handshake("export", "people").stdout.splitlines())
    return sorted(
        (row["Full name"], row["Profile"], row["Organisation"]) for row in table
    )


def test_slices_say_and_record_what_the_whole_does(
    handshake: Handshake, tmp_path: Path, export: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Handshake(tmp_path / "whole")
    for each in (handshake, whole):
        each("coffee", "Ada Okafor 7", "--new")
    said = outcome(whole, export)
    known = people(whole)
    for module in (partition, slices):
        monkeypatch.setattr(module, "SLICE", SLICE)
    as_if = outcome(handshake, export, "--dry-run")
    assert handshake.json("queue")["owed"] == []
    assert as_if == outcome(handshake, export) == said
    assert (said["added"], said["unchanged"], len(said["skipped"])) == (ROWS - 2, 1, 1)
    assert said["asked"] == [("Ada Okafor 7", 9)]
    assert people(handshake) == known
    assert len(handshake.json("queue")["owed"]) == ROWS - 2
    assert handshake.json("verify")["ok"]


@pytest.mark.usefixtures("_short_slices")
def test_all_slices_are_one_batch_and_again_nothing_is_new(
    handshake: Handshake, export: str
) -> None:
    said = handshake.json("import", "linkedin", export)
    again = handshake.json("import", "linkedin", export)
    assert (again["added"], again["unchanged"], len(again["skipped"])) == (
        0,
        ROWS - 1,
        1,
    )
    assert len(handshake.json("person", "list")["people"]) == ROWS - 2
    handshake("undo", said["batch"])
    assert handshake.json("person", "list")["people"] == []


@pytest.mark.parametrize(
    "stop", ["os.kill(os.getpid(), signal.SIGKILL)", "os.kill(os.getpid(), signal.SIGINT)"], ids=["kill -9", "Ctrl-C"]
)  # fmt: skip
def test_what_is_stopped_on_the_way_leaves_whole_slices(
    handshake: Handshake, export: str, stop: str
) -> None:
    program = STOPPING.format(slice=SLICE, stop=stop)
    words = (
        sys.executable,
        "-c",
        program,
        "--ledger",
        str(handshake.ledger),
        "import",
        "linkedin",
        export,
    )
    ended = subprocess.run(
        words,
        env={"HANDSHAKE_TODAY": "2026-11-23"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == (-signal.SIGKILL if "SIGKILL" in stop else 130)
    found = len(handshake.json("person", "list")["people"])
    # The first transaction holds the two rows of one person, the next ones the other rows of their slices.
    assert found == 1 + (SLICE - 1) + (SLICE)
    assert handshake.json("verify")["ok"]
    if "SIGINT" in stop:
        assert (
            f"The import stopped after {found + 1} of {ROWS} rows (Ctrl-C)."
            in ended.stderr
        )
    added = handshake.json("import", "linkedin", export)["added"]
    assert found + added == ROWS - 2
    assert len(handshake.json("queue")["owed"]) == ROWS - 2


def test_a_full_disk_stops_an_import_between_two_slices(
    handshake: Handshake, export: str
) -> None:
    handshake("init", "--me", "Zoé")
    limit = handshake.ledger.stat().st_size + 60_000
    stop = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))"
    program = STOPPING.format(slice=SLICE, stop=stop)
    words = (
        sys.executable,
        "-c",
        program,
        "--ledger",
        str(handshake.ledger),
        "import",
        "linkedin",
        export,
    )
    ended = subprocess.run(
        words,
        env={"HANDSHAKE_TODAY": "2026-11-23"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == Busy.exit_code, ended.stderr
    assert "The import stopped after" in ended.stderr
    assert "Nothing was recorded" not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert handshake.json("verify")["ok"]
    handshake("import", "linkedin", export)
    assert len(handshake.json("queue")["owed"]) == ROWS - 2


@pytest.mark.usefixtures("_short_slices")
def test_who_is_added_meanwhile_by_somebody_else_is_recognised(
    handshake: Handshake, export: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, times = Ledger.append_facts, []

    def overtaken(ledger: Ledger, *given: Any, **named: Any) -> int:
        times.append(named["size"])
        if len(times) == 4:
            with Ledger.open(ledger.path) as other:
                added = PersonAdded(name="Ada O.", identifiers=("linkedin:p-25-demo",))
                namesake = PersonAdded(name="Ada Okafor 26")
                entries = [
                    NewEvents(SOMEBODY, 0, (added,)),
                    NewEvents(SOMEBODY.replace("5b", "5c"), 0, (namesake,)),
                ]
                other.append(entries, Stamp(other.owner, f"cli:{SOMEBODY}"))
        return append(ledger, *given, **named)

    monkeypatch.setattr(Ledger, "append_facts", overtaken)
    said = handshake.json("import", "linkedin", export)
    assert (said["added"], said["unchanged"]) == (ROWS - 2, 1)
    assert [each["name"] for each in said["candidates"]] == ["Ada Okafor 26"]
    assert len(handshake.json("person", "list")["people"]) == ROWS - 2 + 1
    assert handshake.json("verify")["ok"]


def test_what_cannot_be_read_at_all_is_known_before_anything_is_recorded(
    handshake: Handshake, export: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.csv"
    other.write_text(
        HEADER + row(0).replace("08 Feb 2026", "one day"), encoding="utf-8"
    )
    handshake("import", "linkedin", export, str(other), code=6)
    with Ledger.open(handshake.ledger) as ledger:
        assert ledger.size == 0


@pytest.fixture
def _few_objects() -> Iterator[None]:
    """Leave out what was there before from every search for objects: there is a million of them."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_short_slices", "_few_objects")
def test_of_a_long_file_a_slice_of_rows_is_held_and_no_more(tmp_path: Path) -> None:
    file = HEADER + "".join(row(n) for n in range(100))
    before = _held()
    reading = linkedin.read([("Connections.csv", file.encode())])
    assert _held() == before
    survey = partition.partition(reading, Memory(), TODAY)
    assert (survey.rest, _held()) == (100, before)
    held = [_held() - before for _each in slices.slices(reading, survey)]
    assert len(held) == 10
    assert max(held) <= 2 * SLICE


def _held() -> int:
    gc.collect()
    return sum(type(each) is ImportedRow for each in gc.get_objects())


def test_rows_that_are_read_anew_are_the_same_each_time(export: str) -> None:
    reading = linkedin.read([("Connections.csv", Path(export).read_bytes())])
    assert [*reading.rows] == [*reading.rows] == [reading.rows[n] for n in range(ROWS)]
    assert len(reading.rows) == reading.read == ROWS


@pytest.mark.usefixtures("_short_slices")
def test_the_search_for_cycles_goes_on_afterwards(
    handshake: Handshake, export: str
) -> None:
    handshake("import", "linkedin", export)
    assert gc.isenabled()
