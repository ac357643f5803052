"""What other processes do to a ledger in the tests: python -m tests.store.processes WHAT LEDGER ..."""

from __future__ import annotations

import resource
import sys
import time
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

from ledger.errors import LedgerError
from ledger.facts.event import Event, NewEvents
from ledger.facts.meeting.events import CoffeeHad, MeetingReinstated, MeetingRetracted
from ledger.facts.person.events import PersonAdded
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from ledger.store.merkle import checked_rows
from ledger.store.port import Overtaken
from tests.store.histories import fill

PAUSE = 0.2
"""Seconds that those who read let pass before they do it again."""

SOMEBODY = str(uuid.UUID(int=1, version=4))


def batch(name: str, size: int) -> list[NewEvents]:
    """A batch that tells by each of its events how many belong to it, with texts and keys."""
    return [
        NewEvents(
            str(uuid.uuid4()),
            0,
            (
                PersonAdded(
                    name=f"{name} of {size}", identifiers=(f"row:{name}|{n}|0",)
                ),
            ),
        )
        for n in range(size)
    ]


def for_ever(name: str, seed: str) -> None:
    """Records batch after batch, telling the number of each once it is recorded, until it is killed."""
    random, number = Random(int(seed)), 0
    with Ledger.open(name, create=True) as ledger:
        while True:
            number += 1
            entries = batch(f"{seed}.{number}", random.choice([1, 2, 30, 200]))
            ledger.append(entries, Stamp(SOMEBODY, f"cli:{seed}.{number}"))
            print(number, flush=True)


def one_by_one(name: str, who: str, count: str) -> None:
    """Records so many events, each in a transaction, without looking at the others."""
    with Ledger.open(name, create=True) as ledger:
        for number in range(int(count)):
            ledger.append(batch(f"{who}.{number}", 1), Stamp(SOMEBODY, f"cli:{who}"))


def next_of(last: Event | None, who: str) -> Event:
    """What can happen to a meeting after its last event."""
    if last is None:
        return CoffeeHad(
            occurred_on=date(2026, 11, 20),
            participants=(SOMEBODY, str(uuid.uuid4())),
            note=who,
        )
    return (
        MeetingReinstated()
        if isinstance(last, MeetingRetracted)
        else MeetingRetracted(why=who)
    )


def in_turn(name: str, who: str, count: str) -> None:
    """Records so many events at the end of one stream that others write too, deciding again if overtaken."""
    stream, done = str(uuid.UUID(int=7, version=4)), 0
    with Ledger.open(name, create=True) as ledger:
        while done < int(count):
            history = ledger.history(stream)
            happened = CoffeeHad(
                occurred_on=date(2026, 11, 20),
                participants=(SOMEBODY, stream),
                note=who,
            )
            later = (
                MeetingReinstated()
                if isinstance(history[-1:], MeetingRetracted)
                else MeetingRetracted(why=who)
            )
            event = later if history else happened
            try:
                ledger.append(
                    [NewEvents(stream, len(history), (event,))],
                    Stamp(SOMEBODY, f"cli:{who}"),
                )
            except Overtaken:
                continue
            done += 1


def reading(name: str, count: str) -> None:
    """Reads all rows again and again until there are so many, each compared with the Merkle log; tells how many."""
    size = -1
    with Ledger.open(name) as ledger:
        while size < int(count):
            with ledger.store.snapshot():
                size = sum(1 for _row in checked_rows(ledger.store))
            print(size, flush=True)
            time.sleep(PAUSE)


def rebuilding(name: str, count: str) -> None:
    """Makes the views anew again and again, until they hold so many facts; tells how many."""
    from projections import PROJECTIONS
    from projections.engine.sqlite.build import in_memory

    size = -1
    with Ledger.open(name) as ledger:
        while size < int(count):
            connection, size = in_memory(ledger.store, PROJECTIONS)
            connection.close()
            print(size, flush=True)
            time.sleep(PAUSE)


def exporting(name: str, count: str) -> None:
    """Exports audit files again and again until one holds so many leaves, each verified; tells how many."""
    import io

    from projections.audit.audit_check import verify_records
    from projections.audit.audit_file import export
    from projections.audit.canonical_line import lines_of

    size = -1
    with Ledger.open(name) as ledger:
        while size < int(count):
            if not ledger.size:
                continue
            file = io.BytesIO()
            export(ledger.store, ledger.origin, file.write)
            file.seek(0)
            verdict = verify_records(lines_of(file))
            assert verdict.problem is None, verdict
            size = verdict.size
            print(size, flush=True)
            time.sleep(PAUSE)


def adding(name: str, who: str, count: str) -> None:
    """Adds so many people, only while the ledger has the size at which it saw that they are not there."""
    done = 0
    with Ledger.open(name, create=True) as ledger:
        while done < int(count):
            size, identifier = ledger.size, f"email:{done}@example.org"
            if ledger.known([identifier]):
                done += 1
                continue
            added = PersonAdded(name=who, identifiers=(identifier,))
            try:
                ledger.append(
                    [NewEvents(str(uuid.uuid4()), 0, (added,))],
                    Stamp(SOMEBODY, "cli:x"),
                    size=size,
                )
            except Overtaken:
                continue
            done += 1


def without_space(name: str, more: str) -> None:
    """Records until no file may grow beyond what the ledger has now and so many bytes more."""
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (Path(name).stat().st_size + int(more),) * 2
    )
    number = 0
    try:
        with Ledger.open(name) as ledger:
            while True:
                number += 1
                ledger.append(batch(f"full.{number}", 50), Stamp(SOMEBODY, "cli:full"))
                print(number, flush=True)
    except LedgerError as error:
        sys.exit(f"{error.exit_code} {error}")


def filling(name: str, seed: str) -> None:
    """Records a random history."""
    with Ledger.open(name, create=True) as ledger:
        fill(ledger, int(seed))


WHAT: dict[str, Callable[..., None]] = {
    job.__name__: job
    for job in (
        for_ever,
        one_by_one,
        in_turn,
        reading,
        rebuilding,
        exporting,
        adding,
        without_space,
        filling,
    )
}

if __name__ == "__main__":
    WHAT[sys.argv[1]](*sys.argv[2:])
