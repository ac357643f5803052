"""Several processes at once, and killed ones: every write of every one whole, or not there at all."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from ledger.store.ledger import Ledger
from ledger.store.merkle import leaf, leaf_hash, root_of
from tests.store.conftest import Place


def check_whole(ledger: Ledger) -> None:
    """Leaves, tree, texts and keys tell the same story, and no batch is there by half."""
    found = list(ledger.store.rows())
    hashes = [leaf_hash(leaf(r.i, r.topic, r.state, r.stream, r.v)) for r in found]
    assert [r.i for r in found] == list(range(len(found)))
    stored = [(size, root) for size, root, _frontier in ledger.store.roots()]
    assert stored[-1] == (len(found), root_of(hashes))
    assert all(
        root == root_of(hashes[:size])
        for size, root in stored[:: max(1, len(stored) // 20)]
    )
    assert sorted(ledger.store.texts_between(0, len(found))) == [
        r.i for r in found if b'"sealed"' in r.state
    ]
    keys = {key.hex() for key, _stream, _i in ledger.store.key_entries()}
    assert keys == {key for r in found for key in json.loads(r.state).get("keys", ())}
    assert ledger.store.stray_text() is None
    assert ledger.store.fault() is None


def check_batches(ledger: Ledger) -> set[str]:
    """The names of the batches, each of which is there with all of its events."""
    names = Counter(json.loads(r.text or b"{}")["name"] for r in ledger.store.rows())
    for name, count in names.items():
        assert name.endswith(f" of {count}")
    return {name.partition(" ")[0] for name in names}


def finished(processes: list[subprocess.Popen[str]], seconds: int = 300) -> None:
    for process in processes:
        out, err = process.communicate(timeout=seconds)
        assert (process.returncode, out, err) == (0, "", "")


def killed(kept_place: Place, seed: int) -> int:
    """Kills a writing process at a random moment; the last batch that it knew to be recorded."""
    process = kept_place.process("for_ever", seed)
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    time.sleep(Random(seed).random() * 0.3)
    process.send_signal(signal.SIGKILL)
    # Not communicate(), which passes over lines that came in with the first one.
    with process:
        out, err = process.stdout.read(), process.stderr.read()
    assert (process.returncode, err) == (-signal.SIGKILL, "")
    # The last line may be half written.
    return int((first + out).rpartition("\n")[0].rpartition("\n")[2])


def wait_for_the_server(ledger: Ledger) -> None:
    """Wait until nothing is added any more: a server finishes the call that a killed client had sent whole."""
    before = -1
    while before != (size := ledger.store.size()):
        before = size
        time.sleep(0.5)


def check_killed(kept_place: Place, seeds: range) -> None:
    known: dict[int, int] = {}
    for seed in seeds:
        known[seed] = killed(kept_place, seed)
        with kept_place.open(create=False) as ledger:
            wait_for_the_server(ledger)
            check_whole(ledger)
            batches = check_batches(ledger)
        for each, last in known.items():
            expected = {f"{each}.{number}" for number in range(1, last + 1)}
            there = {name for name in batches if name.startswith(f"{each}.")}
            assert expected <= there <= expected | {f"{each}.{last + 1}"}


def test_a_process_killed_at_any_moment_leaves_every_batch_whole_and_no_half_of_one(
    kept_place: Place,
) -> None:
    check_killed(kept_place, range(6))


@pytest.mark.long
def test_many_processes_killed_at_any_moment_leave_every_batch_whole(
    kept_place: Place,
) -> None:
    check_killed(kept_place, range(100, 250))


@pytest.mark.parametrize("count", [2, 4])
def test_processes_that_record_at_once_all_succeed_with_every_write(
    kept_place: Place, count: int
) -> None:
    finished([kept_place.process("one_by_one", who, 40) for who in range(count)])
    with kept_place.open() as ledger:
        check_whole(ledger)
        assert check_batches(ledger) == {
            f"{who}.{n}" for who in range(count) for n in range(40)
        }
        assert ledger.size == 40 * count


def test_processes_that_write_one_stream_at_once_take_turns(kept_place: Place) -> None:
    finished([kept_place.process("in_turn", who, 25) for who in range(3)])
    with kept_place.open() as ledger:
        check_whole(ledger)
        stream = next(ledger.store.rows()).stream
        assert [r.v for r in ledger.store.history(stream)] == list(range(1, 76))


def test_processes_that_add_the_same_people_at_once_add_each_once(
    kept_place: Place,
) -> None:
    finished([kept_place.process("adding", who, 25) for who in range(3)])
    with kept_place.open() as ledger:
        check_whole(ledger)
        assert ledger.size == 25


def test_processes_that_make_the_same_ledger_at_once_make_one(
    kept_place: Place,
) -> None:
    finished([kept_place.process("one_by_one", who, 1) for who in range(6)])
    with kept_place.open() as ledger:
        assert ledger.size == 6
    if "://" in kept_place.name:
        return
    folder = Path(kept_place.name).parent
    assert [each.name for each in folder.iterdir()] == ["ledger.db"]


@pytest.mark.parametrize("more", [0, 5_000, 60_000, 400_000])
def test_without_space_nothing_is_lost_and_one_sentence_says_so(
    file_place: Place, more: int
) -> None:
    finished([file_place.process("one_by_one", "before", 20)])
    process = file_place.process("without_space", more)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert err.startswith("75 ")
    assert file_place.name in err
    assert err.count("\n") == 1
    with file_place.open() as ledger:
        check_whole(ledger)
        recorded = {f"full.{number}" for number in map(int, out.split())}
        assert check_batches(ledger) == {f"before.{n}" for n in range(20)} | recorded
    finished([file_place.process("one_by_one", "after", 3)])
