"""Ledgers for the page: so many people, met, connected and introduced, the same for the same number."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from ledger.facts import identifiers
from ledger.facts.connection.events import ConnectionAccepted, ConnectionRequested
from ledger.facts.event import NewEvents, PersonId
from ledger.facts.exchange import FavourGiven, FavourReceived, IntroductionMade
from ledger.facts.ledger_stream import LedgerOpened
from ledger.facts.meeting.events import (
    CoffeeHad,
    DinnerHad,
    LunchHad,
    MeetingProposed,
    Met,
    PhoneCallHad,
)
from ledger.facts.person.events import NoteTaken, PersonAdded
from tests.benchmarks.naming import name
from tests.benchmarks.work import new_id, record

TODAY: Final = date(2026, 11, 23)
MEETINGS_EACH: Final = 3
KINDS: Final[tuple[type[Met], ...]] = (
    CoffeeHad,
    CoffeeHad,
    CoffeeHad,
    LunchHad,
    LunchHad,
    DinnerHad,
    PhoneCallHad,
)
NOTE: Final = "Parlé du projet; aime le thé vert."


def fill(path: Path, people: int, seed: int = 7) -> None:
    """Make a ledger with so many people at `path`."""
    draw = random.Random(seed)
    owner = new_id(draw)
    record(path, owner, _entries(draw, owner, people))


def _entries(draw: random.Random, owner: PersonId, count: int) -> Iterator[NewEvents]:
    opened = LedgerOpened(owner=owner, culture="french", trust_permille=260)
    yield NewEvents(new_id(draw), 0, (opened,))
    yield NewEvents(owner, 0, (PersonAdded(name="Sacha Delorme"),))
    people = [new_id(draw) for _number in range(count)]
    for number, person in enumerate(people):
        yield _person(number, person)
    for number, person in enumerate(people):
        if number % 5 != 4:
            yield _connection(draw, owner, person)
    for _number in range(count * MEETINGS_EACH):
        yield _meeting(draw, owner, people)
    for number in range(count // 4):
        yield _exchange(draw, owner, people, number)
    for number, person in enumerate(people[:6]):
        yield _plan(draw, owner, person, number)


def _person(number: int, person: PersonId) -> NewEvents:
    emails = (f"p{number}@example.org",)
    added = PersonAdded(
        name=name(number),
        emails=emails,
        organisation="Atelier Brumaire",
        position="Consultante",
        place="Lyon",
        identifiers=identifiers.of_person(emails),
    )
    if number % 7:
        return NewEvents(person, 0, (added,))
    return NewEvents(person, 0, (added, NoteTaken(text=NOTE)))


def _ago(draw: random.Random, days: int) -> date:
    return TODAY - timedelta(days=int(days * draw.random() ** 1.4))


def _connection(draw: random.Random, owner: PersonId, person: PersonId) -> NewEvents:
    asked = _ago(draw, 2500)
    requested = ConnectionRequested(
        owner=owner,
        person=person,
        network="linkedin",
        occurred_on=asked,
        precision="day",
        direction=draw.choice(("sent", "received")),
        identifiers=(f"connection:{person}|linkedin",),
    )
    if draw.random() < 0.1:
        return NewEvents(new_id(draw), 0, (requested,))
    accepted = ConnectionAccepted(
        owner=owner,
        person=person,
        network="linkedin",
        occurred_on=asked,
        precision="day",
    )
    return NewEvents(new_id(draw), 0, (requested, accepted))


def _company(draw: random.Random, people: list[PersonId], most: int) -> set[PersonId]:
    """Some people who stand near each other, those at the beginning the likelier."""
    middle = int(len(people) * draw.random() ** 2)
    low, high = max(0, middle - 4), min(len(people), middle + 5)
    near = people[low:high]
    return set(draw.sample(near, min(len(near), draw.randint(1, most))))


def _meeting(draw: random.Random, owner: PersonId, people: list[PersonId]) -> NewEvents:
    kind = draw.choice(KINDS)
    most = 1 if kind in {CoffeeHad, PhoneCallHad} else 4
    participants = tuple(sorted({owner} | _company(draw, people, most)))
    note = NOTE if draw.random() < 0.3 else None
    held = kind(
        occurred_on=_ago(draw, 2000),
        participants=participants,
        place="Chez Odette",
        note=note,
    )
    return NewEvents(new_id(draw), 0, (held,))


def _exchange(
    draw: random.Random, owner: PersonId, people: list[PersonId], number: int
) -> NewEvents:
    day = _ago(draw, 1500)
    introduced = tuple(sorted(_company(draw, people, 3)))
    if number % 2 and len(introduced) > 1:
        by = owner if number % 4 == 1 else draw.choice(people)
        if by not in introduced:
            made = IntroductionMade(by=by, people=introduced, occurred_on=day)
            return NewEvents(new_id(draw), 0, (made,))
    kind = draw.choice((FavourGiven, FavourReceived))
    favour = kind(owner=owner, person=introduced[0], occurred_on=day)
    return NewEvents(new_id(draw), 0, (favour,))


def _plan(
    draw: random.Random, owner: PersonId, person: PersonId, number: int
) -> NewEvents:
    proposed = MeetingProposed(
        form="coffee",
        participants=tuple(sorted((owner, person))),
        proposed_by=owner,
        planned_for=TODAY + timedelta(days=2 * number - 3),
        occurred_on=TODAY - timedelta(days=20),
    )
    return NewEvents(new_id(draw), 0, (proposed,))
