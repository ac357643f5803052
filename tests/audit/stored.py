"""Real ledgers with random histories, and what somebody can do to them with SQLite alone."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from unittest.mock import patch

from ledger.facts.event import NewEvents
from ledger.facts.person.events import PersonErased, TextErased
from ledger.store.ledger import Ledger
from ledger.store.sqlite.file import CONNECTION
from projections.audit.audit_file import export
from tests.store.histories import World, fill


def exported(ledger: Ledger, *, personal: bool = True) -> bytes:
    """The bytes of the ledger's audit file."""
    data = io.BytesIO()
    export(ledger.store, ledger.origin, data.write, personal=personal)
    return data.getvalue()


def random_ledger(path: Path, seed: int, most: int = 60) -> None:
    """A ledger of some events and erasures at `path`."""
    random = Random(seed)
    sizes = tuple(random.randint(1, 12) for _ in range(random.randint(1, most // 6)))
    with at_ease(), Ledger.open(path, create=True) as ledger:
        world = fill(ledger, seed, sizes)
        for _ in range(random.randint(0, 3)):
            random.choice([erase_person, erase_text])(ledger, world)
        if random.random() < 0.5:
            for entries, stamp in world.batches(iter((3, 1))):
                ledger.append(entries, stamp)


@contextmanager
def at_ease() -> Iterator[None]:
    """Record without waiting for the disk: what is tried here is not what a power cut leaves."""
    eased = tuple(
        each.replace("synchronous=FULL", "synchronous=OFF") for each in CONNECTION
    )
    with patch("ledger.store.sqlite.recorder.CONNECTION", eased):
        yield


def erase_person(ledger: Ledger, world: World) -> None:
    """Delete the texts about somebody, and say so."""
    person = world.random.choice(world.streams["person"])
    about = [
        r.i for r in ledger.store.rows() if person in f"{r.stream} {r.state.decode()}"
    ]
    _erase(ledger, about)
    version = world.versions[person]
    ledger.append(
        [NewEvents(person, version, (PersonErased(reason="request"),))], world.stamp()
    )
    world.versions[person] += 1


def erase_text(ledger: Ledger, world: World) -> None:
    """Delete the text of one event, and say so."""
    row = ledger.store.row(world.random.randrange(ledger.size))
    assert row is not None
    _erase(ledger, [row.i])
    owner = world.people[0]
    erased = TextErased(event=f"{row.stream}/{row.v}")
    ledger.append([NewEvents(owner, world.versions[owner], (erased,))], world.stamp())
    world.versions[owner] += 1


def _erase(ledger: Ledger, indexes: list[int]) -> None:
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as connection:
        connection.executemany(
            "DELETE FROM sealed WHERE i = ?", [(i,) for i in indexes]
        )


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody's own connection, to whom the triggers are no obstacle."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "PRAGMA synchronous=OFF"
        )  # what is tampered with need not survive a power cut
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, statement in triggers:
            connection.execute(statement)


def state_of(connection: sqlite3.Connection, i: int) -> dict[str, object]:
    """The stored state of leaf `i`."""
    (stored,) = connection.execute(
        "SELECT state FROM stored_events WHERE rowid = ?", (i + 1,)
    ).fetchone()
    state: dict[str, object] = json.loads(stored)
    return state
