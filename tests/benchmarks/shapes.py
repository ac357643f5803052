"""Ledgers of other shapes than the work: `python -m tests.benchmarks.shapes SHAPE FILE SIZE`.

One person met at every meeting; everybody met once; tables of forty; everything entered with the last day
first; every fifth fact a correction of an earlier meeting.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from ledger.facts import identifiers
from ledger.facts.event import NewEvents, PersonId
from ledger.facts.ledger_stream import LedgerOpened
from ledger.facts.meeting.events import (
    CoffeeHad,
    GatheringAttended,
    LunchHad,
    MeetingCorrected,
)
from ledger.facts.person.events import PersonAdded
from tests.benchmarks.naming import name
from tests.benchmarks.work import SEED, TODAY, YEARS, new_id, record

Facts = Iterator[NewEvents]


def _people(draw: random.Random, owner: PersonId, people: list[PersonId]) -> Facts:
    yield NewEvents(
        new_id(draw),
        0,
        (LedgerOpened(owner=owner, culture="french", trust_permille=260),),
    )
    yield NewEvents(owner, 0, (PersonAdded(name="me"),))
    for number, person in enumerate(people):
        email = f"p{number}@example.org"
        added = PersonAdded(
            name=name(number),
            emails=(email,),
            identifiers=identifiers.of_person((email,)),
        )
        yield NewEvents(person, 0, (added,))


def _begun(draw: random.Random, count: int) -> tuple[PersonId, list[PersonId]]:
    return new_id(draw), [new_id(draw) for _each in range(count)]


def _day(draw: random.Random) -> date:
    return TODAY - timedelta(days=draw.randrange(YEARS.days))


def _coffee(draw: random.Random, day: date, *people: PersonId) -> NewEvents:
    return NewEvents(
        new_id(draw),
        0,
        (CoffeeHad(occurred_on=day, participants=tuple(sorted(people))),),
    )


def one_person(draw: random.Random, _size: int) -> tuple[PersonId, Facts]:
    """A single person, met at every meeting."""
    owner, people = _begun(draw, 1)

    def facts() -> Facts:
        yield from _people(draw, owner, people)
        while True:
            yield _coffee(draw, _day(draw), owner, people[0])

    return owner, facts()


def everybody_once(draw: random.Random, size: int) -> tuple[PersonId, Facts]:
    """As many people as meetings, each met once."""
    owner, people = _begun(draw, size // 2)

    def facts() -> Facts:
        yield from _people(draw, owner, people)
        for person in people:
            yield _coffee(draw, _day(draw), owner, person)

    return owner, facts()


def tables_of_forty(draw: random.Random, size: int) -> tuple[PersonId, Facts]:
    """Gatherings of forty out of two thousand people at the most."""
    owner, people = _begun(draw, max(40, min(2_000, size // 20)))

    def facts() -> Facts:
        yield from _people(draw, owner, people)
        while True:
            there = tuple(sorted({owner, *draw.sample(people, 39)}))
            yield NewEvents(
                new_id(draw),
                0,
                (GatheringAttended(occurred_on=_day(draw), participants=there),),
            )

    return owner, facts()


def last_first(draw: random.Random, size: int) -> tuple[PersonId, Facts]:
    """Coffees entered from today back to ten years ago."""
    owner, people = _begun(draw, max(1, size // 20))

    def facts() -> Facts:
        yield from _people(draw, owner, people)
        for number in range(size):
            day = TODAY - timedelta(days=YEARS.days * number // size)
            yield _coffee(draw, day, owner, draw.choice(people))

    return owner, facts()


def corrected(draw: random.Random, size: int) -> tuple[PersonId, Facts]:
    """Every fifth fact corrects an earlier meeting: its day, its length, its form or who was there."""
    owner, people = _begun(draw, max(2, size // 20))

    def facts() -> Facts:
        yield from _people(draw, owner, people)
        held: list[tuple[str, int]] = []
        while True:
            for _each in range(4):
                stream, there = (
                    new_id(draw),
                    tuple(sorted((owner, draw.choice(people)))),
                )
                held.append((stream, 1))
                yield NewEvents(
                    stream,
                    0,
                    (LunchHad(occurred_on=_day(draw), participants=there, minutes=90),),
                )
            place = draw.randrange(len(held))
            stream, version = held[place]
            held[place] = (stream, version + 1)
            yield NewEvents(stream, version, (_correction(draw, owner, people),))

    return owner, facts()


def _correction(
    draw: random.Random, owner: PersonId, people: list[PersonId]
) -> MeetingCorrected:
    match draw.randrange(4):
        case 0:
            return MeetingCorrected(occurred_on=_day(draw), precision="day")
        case 1:
            return MeetingCorrected(minutes=draw.randrange(15, 240))
        case 2:
            return MeetingCorrected(
                form=draw.choice(["coffee", "dinner", "appointment"])
            )
        case _:
            return MeetingCorrected(
                participants=tuple(sorted((owner, draw.choice(people))))
            )


SHAPES: Final[dict[str, Callable[[random.Random, int], tuple[PersonId, Facts]]]] = {
    "one-person": one_person,
    "everybody-once": everybody_once,
    "tables-of-forty": tables_of_forty,
    "last-first": last_first,
    "corrected": corrected,
}


def fill(shape: str, path: Path, size: int) -> None:
    """Make the ledger of `size` facts of a shape at `path`."""
    owner, facts = SHAPES[shape](random.Random(SEED), size)
    record(path, owner, islice(facts, size))


if __name__ == "__main__":
    fill(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
