"""A firm's day on one server: writers, readers, a rebuild and an export at once, and nothing lost."""

from __future__ import annotations

import signal
from collections import Counter

import orjson
import pytest

from ledger.store.ledger import Ledger
from tests.store import postgres_server
from tests.store.conftest import Place
from tests.store.test_processes import (
    check_batches,
    check_whole,
    finished,
    wait_for_the_server,
)

pytest.importorskip("psycopg", reason=postgres_server.MISSING)


def campaign(place: Place, writers: int, facts: int) -> None:
    """Record with many processes while others read, and compare everything afterwards."""
    Ledger.open(place.name, create=True).close()
    writing = [place.process("one_by_one", who, facts) for who in range(writers)]
    reading = [
        place.process("reading", writers * facts),
        place.process("rebuilding", writers * facts),
        place.process("exporting", writers * facts),
    ]
    finished(writing, seconds=3_600)
    for process in reading:
        out, err = process.communicate(timeout=600)
        assert (process.returncode, err) == (0, ""), err
        sizes = [int(line) for line in out.split()]
        assert sizes == sorted(sizes)
        assert sizes[-1] == writers * facts
    with place.open() as ledger:
        check_whole(ledger)
        assert ledger.size == writers * facts
        assert check_batches(ledger) == {
            f"{who}.{n}" for who in range(writers) for n in range(facts)
        }
        sources = Counter(
            orjson.loads(row[4])["source"] for row in ledger.store.bare_rows()
        )
        assert set(sources.values()) == {facts}


def test_writers_readers_a_rebuild_and_an_export_at_once(kept_place: Place) -> None:
    campaign(kept_place, 4, 20)


@pytest.mark.long
def test_sixteen_writers_of_a_thousand_facts_each(kept_place: Place) -> None:
    campaign(kept_place, 16, 1_000)


def test_a_writer_that_is_killed_in_the_middle_leaves_the_others_going(
    kept_place: Place,
) -> None:
    for_ever = kept_place.process("for_ever", 1)
    assert for_ever.stdout is not None
    for_ever.stdout.readline()
    others = [kept_place.process("one_by_one", f"other{n}", 10) for n in range(2)]
    for_ever.kill()
    for_ever.communicate()
    assert for_ever.returncode == -signal.SIGKILL
    finished(others)
    with kept_place.open() as ledger:
        wait_for_the_server(ledger)
        check_whole(ledger)
