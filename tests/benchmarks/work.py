"""The work of the benchmarks: a ledger of N facts from a fixed seed, written through the program's own bulk path.

N/20 people, Zipf 1.1, ten years; of the other facts 60 % coffees, 20 % lunches of 2 to 5, 20 % clicks.
"""

from __future__ import annotations

import random
import sys
import uuid
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Final

from ledger.facts import identifiers
from ledger.facts.connection.events import ConnectionAccepted, ConnectionRequested
from ledger.facts.event import Event, NewEvents, PersonId, StreamId
from ledger.facts.ledger_stream import LedgerOpened
from ledger.facts.meeting.events import CoffeeHad, LunchHad
from ledger.facts.person.events import PersonAdded
from ledger.store.encode import Stamp
from ledger.store.ledger import Ledger
from tests.benchmarks.naming import name

SEED: Final = 20260923
TODAY: Final = date(2026, 9, 23)
YEARS: Final = timedelta(days=3652)
ZIPF: Final = 1.1
SLICE: Final = 20_000
PEOPLE_SHARE: Final = 20
NETWORKS: Final = ("linkedin", "xing", "viadeo", "facebook")


@dataclass
class Work:
    """What was drawn so far: who there is, and which connections wait for an answer."""

    random: random.Random
    owner: PersonId
    people: list[PersonId]
    weights: list[float]
    asked: list[tuple[StreamId, PersonId, str, date]] = field(default_factory=list)
    pairs: int = 0


def fill(path: Path, size: int, seed: int = SEED) -> None:
    """Make the ledger of `size` facts at `path`, one transaction a slice of them."""
    owner, entries = begun(size, seed)
    record(path, owner, entries, seed)


def record(
    path: Path, owner: PersonId, entries: Iterator[NewEvents], seed: int = SEED
) -> None:
    """Record entries in a new ledger at `path`, a slice of them a transaction."""
    with Ledger.open(path, create=True) as ledger:
        moment = datetime(2026, 9, 23, tzinfo=UTC)
        while some := list(islice(entries, SLICE)):
            moment += timedelta(minutes=1)
            ledger.append(
                some,
                Stamp(
                    owner,
                    f"cli:{uuid.UUID(int=seed + moment.minute, version=4)}",
                    moment,
                ),
            )


def begun(size: int, seed: int = SEED) -> tuple[PersonId, Iterator[NewEvents]]:
    """The owner, and one entry for each of `size` facts."""
    draw = random.Random(seed)
    owner = new_id(draw)
    people = [new_id(draw) for _each in range(max(1, size // PEOPLE_SHARE))]
    weights = list(accumulate(1 / rank**ZIPF for rank in range(1, len(people) + 1)))
    work = Work(draw, owner, people, weights)
    return owner, islice(_entries(work), size)


def new_id(draw: random.Random) -> str:
    """A random UUID, the same for the same seed."""
    return str(uuid.UUID(int=draw.getrandbits(128), version=4))


def _entries(work: Work) -> Iterator[NewEvents]:
    opened = LedgerOpened(owner=work.owner, culture="french", trust_permille=260)
    yield NewEvents(new_id(work.random), 0, (opened,))
    yield NewEvents(work.owner, 0, (PersonAdded(name="me"),))
    for number, person in enumerate(work.people):
        yield NewEvents(person, 0, (_person(number),))
    while True:
        yield _fact(work)


def _person(number: int) -> Event:
    emails = (f"p{number}@example.org",)
    return PersonAdded(
        name=name(number), emails=emails, identifiers=identifiers.of_person(emails, ())
    )


def _fact(work: Work) -> NewEvents:
    chance = work.random.random()
    day = TODAY - timedelta(days=work.random.randrange(YEARS.days))
    if chance < 0.6:
        there = _there(work, 1)
        return NewEvents(
            new_id(work.random), 0, (CoffeeHad(occurred_on=day, participants=there),)
        )
    if chance < 0.8:
        there = _there(work, work.random.randint(1, 4))
        return NewEvents(
            new_id(work.random), 0, (LunchHad(occurred_on=day, participants=there),)
        )
    return _click(work, day)


def _there(work: Work, others: int) -> tuple[PersonId, ...]:
    """The owner and so many others, the known the likelier."""
    found = {work.owner}
    while len(found) <= min(others, len(work.people)):
        chosen = bisect(work.weights, work.random.random() * work.weights[-1])
        found.add(work.people[chosen])
    return tuple(sorted(found))


def _click(work: Work, day: date) -> NewEvents:
    """A request, or the answer to one: every second is accepted at last."""
    if work.asked and work.random.random() < 0.5:
        stream, person, network, asked = work.asked.pop()
        accepted = ConnectionAccepted(
            owner=work.owner,
            person=person,
            network=network,
            occurred_on=max(day, asked),
            precision="day",
        )
        return NewEvents(stream, 1, (accepted,))
    return _request(work, day)


def _request(work: Work, day: date) -> NewEvents:
    turn, number = divmod(work.pairs, len(work.people))
    person, network = work.people[number], _network(turn)
    work.pairs += 1
    stream = new_id(work.random)
    work.asked.append((stream, person, network, day))
    requested = ConnectionRequested(
        owner=work.owner,
        person=person,
        network=network,
        occurred_on=day,
        precision="day",
        direction="sent",
        identifiers=(f"connection:{person}|{network}",),
    )
    return NewEvents(stream, 0, (requested,))


def _network(turn: int) -> str:
    return (
        NETWORKS[turn]
        if turn < len(NETWORKS)
        else f"{NETWORKS[turn % len(NETWORKS)]}-{turn}"
    )


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
