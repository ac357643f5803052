"""Facts a second of many writers on PostgreSQL, against bare INSERTs: `python -m tests.benchmarks.writers`.

Each writer is a process with a connection of its own and one commit a fact, on a server of the benchmark's own that waits
for the disk. Bare is a table of the same five columns that every writer inserts into. Sampled from the server: `waiting` is
how much of the writers' time they waited for the lock of the log, and `held` how long one transaction held it (the part
of all samples at which somebody did, over the transactions a second). `together` are facts of a transaction.
"""

from __future__ import annotations

import argparse
import os
import time
import uuid
from collections.abc import Iterator
from datetime import date
from multiprocessing import Barrier, Process
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg

from ledger.facts.event import NewEvents
from ledger.facts.meeting.events import CoffeeHad
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from tests.store import postgres_server

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier as BarrierType

    from tests.store.postgres_server import Server

OWNER = str(uuid.UUID(int=1, version=4))
STAMP = Stamp(OWNER, f"cli:{OWNER}")

_TABLE = """CREATE TABLE bare (id bigserial PRIMARY KEY, stream text, v bigint, topic text, state bytea,
    UNIQUE (stream, v))"""
_INSERT = "INSERT INTO bare (stream, v, topic, state) VALUES (%s, 1, %s, %s)"
_WAITS = """SELECT count(*), count(*) FILTER (WHERE wait_event_type = 'Lock'),
    count(*) FILTER (WHERE wait_event_type IN ('IO', 'LWLock')),
    (SELECT count(*) FROM pg_locks WHERE relation = to_regclass('handshake.tree') AND mode = 'ExclusiveLock' AND granted)
    FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid() AND datname = current_database()"""


class Rate(NamedTuple):
    """Facts a second, how much of the time connections waited for the lock and for the disk, and the milliseconds for which a transaction held the lock."""

    facts: float
    locked: float
    disk: float
    held: float


def coffee() -> CoffeeHad:
    """A fact as most are."""
    return CoffeeHad(
        occurred_on=date(2026, 11, 20),
        participants=(OWNER, str(uuid.uuid4())),
        note="A coffee",
    )


def write_ledger(url: str, count: int, together: int, start: BarrierType) -> None:
    """Append facts, each transaction with so many."""
    with Ledger.open(url) as ledger:
        ledger.append([NewEvents(str(uuid.uuid4()), 0, (coffee(),))], STAMP)
        start.wait()
        for _transaction in range(count // together):
            new = [
                NewEvents(str(uuid.uuid4()), 0, (coffee(),)) for _ in range(together)
            ]
            ledger.append(new, STAMP)


def write_bare(url: str, count: int, together: int, start: BarrierType) -> None:
    """Insert rows of the same columns and about the same bytes, each with a commit of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        start.wait()
        for _row in range(count // together):
            row = (str(uuid.uuid4()), "meeting.CoffeeHad@1", b"x" * 420)
            connection.execute(_INSERT, row)


def rate(server: Server, write: Any, writers: int, count: int, together: int) -> Rate:
    """Run the writers, and sample what they wait for."""
    url = server.url(server.new_database())
    if write is write_bare:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_TABLE)
    else:
        Ledger.open(url, create=True).close()
    start = Barrier(writers + 1)
    processes = [
        Process(target=write, args=(url, count, together, start))
        for _writer in range(writers)
    ]
    for process in processes:
        process.start()
    start.wait()
    began = time.monotonic()
    samples = list(_samples(url, processes))
    seconds = time.monotonic() - began
    busy = sum(sample[0] for sample in samples) or 1
    held = sum(sample[3] for sample in samples) / max(len(samples), 1)
    transactions = writers * (count // together)
    return Rate(
        writers * count / seconds,
        sum(sample[1] for sample in samples) / busy,
        sum(sample[2] for sample in samples) / busy,
        1_000 * held * seconds / transactions,
    )


def _samples(url: str, processes: list[Process]) -> Iterator[tuple[int, int, int, int]]:
    with psycopg.connect(url, autocommit=True) as connection:
        while any(process.is_alive() for process in processes):
            yield connection.execute(_WAITS).fetchone() or (0, 0, 0, 0)
            time.sleep(0.05)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, nargs="*", default=[1, 4, 16])
    parser.add_argument("--facts", type=int, default=200, help="of each writer")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    binaries = postgres_server.found()
    if binaries is None:
        raise SystemExit(postgres_server.MISSING)
    with postgres_server.running(binaries) as server:
        os.environ["PGPASSFILE"] = str(server.passfile)
        jobs = [(write_bare, 1), (write_ledger, 1), (write_ledger, 16)]
        for writers in given.writers:
            for _round in range(given.rounds):
                for write, together in jobs:
                    found = rate(server, write, writers, given.facts, together)
                    print(
                        f"{write.__name__:14} writers {writers:3} together {together:3}"
                        f" {found.facts:9.0f} facts/s  waiting {found.locked:4.0%}  disk {found.disk:4.0%}  held {found.held:6.2f} ms",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
