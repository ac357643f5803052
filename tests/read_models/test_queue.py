"""The queue: whom one owes a first coffee, what waits for an answer, what is agreed."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings

from ledger.facts.connection import events as connections
from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionReinstated,
    ConnectionRemoved,
    ConnectionRequested,
    ConnectionRetracted,
    MessagesExchanged,
)
from ledger.facts.event import Event, PersonId, StreamId
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.events import (
    CoffeeHad,
    MeetingAgreed,
    MeetingCancelled,
    MeetingDeclined,
    MeetingProposed,
)
from projections.directory.query import Identity
from projections.engine.memory import Memory
from projections.queue.query import (
    connected,
    first_coffees,
    open_plans,
    owed,
    pending,
    plans,
)
from projections.queue.tables import CONNECTIONS, PLANS, ConnectionRow, Plan
from projections.queue.tables import PROJECTION as QUEUE
from tests.read_models.given import (
    ADA,
    BELA,
    CHEN,
    DORA,
    EMIL,
    ME,
    day,
    facts,
    folded,
    identity,
    opening,
)
from tests.read_models.stories import stories

Said = list[tuple[str, Event]]
NOBODY = Identity(owner=ME)


def tell(*said: tuple[str, Event]) -> Memory:
    return folded(facts([*opening(), *said]), [QUEUE])


def everybody(_who: str) -> bool:
    return True


def nobody(_who: str) -> bool:
    return False


def connection(
    who: str, kind: Any, on: int | None, network: str = "linkedin", **more: Any
) -> tuple[str, Event]:
    said: dict[str, Any] = {"owner": ME, "person": who, "network": network, **more}
    stream = identity(600 + ord(network[0]) * 100 + int(who[:8], 16))
    return stream, kind(**said, occurred_on=None if on is None else day(on))


def requested(
    who: str, on: int | None, direction: str = "received"
) -> tuple[str, Event]:
    return connection(who, ConnectionRequested, on, direction=direction)


def accepted(who: str, on: int | None, network: str = "linkedin") -> tuple[str, Event]:
    return connection(who, ConnectionAccepted, on, network)


def test_first_coffees_are_ordered_by_connection_with_the_undated_last() -> None:
    tables = tell(
        accepted(ADA, 5),
        accepted(BELA, None),
        accepted(CHEN, 2),
        accepted(DORA, 3),
        requested(EMIL, 1),
    )
    found = owed(tables, NOBODY, everybody, lambda who: who == DORA)
    assert [(each.person, each.day) for each in found] == [
        (CHEN, day(2)),
        (ADA, day(5)),
        (BELA, None),
    ]


def test_first_coffees_begin_with_the_newest_connection_or_request() -> None:
    tables = tell(
        accepted(ADA, 5),
        accepted(BELA, None),
        accepted(CHEN, 2),
        accepted(DORA, 3),
        requested(EMIL, 7),
        requested(CHEN, 9, "sent"),
    )
    coffees = first_coffees(tables, NOBODY, everybody, lambda person: person == DORA)
    assert [(click.person, click.standing) for click in coffees] == [
        (EMIL, "requested"),
        (ADA, "accepted"),
        (CHEN, "accepted"),
        (BELA, "accepted"),
    ]


def test_merged_people_are_owed_one_first_coffee_by_what_is_newest() -> None:
    tables = tell(accepted(ADA, 5), accepted(BELA, 9, "xing"))
    merged = Identity({BELA: ADA}, ME)
    (click,) = first_coffees(tables, merged, everybody, nobody)
    assert (click.person, click.day, click.network) == (ADA, day(9), "xing")


def test_of_one_day_what_was_recorded_last_is_newest() -> None:
    tables = tell(accepted(ADA, 5), accepted(BELA, 5))
    coffees = first_coffees(tables, NOBODY, everybody, nobody)
    assert [click.person for click in coffees] == [BELA, ADA]


def test_only_listed_people_are_in_the_queue() -> None:
    tables = tell(accepted(ADA, 5), requested(BELA, 1))
    assert not first_coffees(tables, NOBODY, nobody, nobody)
    assert not owed(tables, NOBODY, nobody, nobody)
    assert not pending(tables, NOBODY, nobody)


def test_merged_people_are_owed_one_coffee_since_the_oldest_connection() -> None:
    tables = tell(accepted(ADA, 5), accepted(BELA, 2, "xing"), accepted(BELA, 9))
    merged = Identity({BELA: ADA}, ME)
    (found,) = owed(tables, merged, everybody, nobody)
    assert (found.person, found.day, found.network) == (ADA, day(2), "xing")
    assert not owed(tables, merged, everybody, lambda who: who == ADA)
    assert not owed(tables, Identity({ADA: ME, BELA: ME}, ME), everybody, nobody)


def test_requests_wait_both_ways_the_oldest_first() -> None:
    tables = tell(
        requested(ADA, 5),
        requested(BELA, None, "sent"),
        requested(CHEN, 2, "sent"),
        accepted(CHEN, 3),
    )
    found = [
        (each.person, each.direction, each.day)
        for each in pending(tables, NOBODY, everybody)
    ]
    assert found == [(ADA, "received", day(5)), (BELA, "sent", None)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_recording_a_connection_does_not_matter(
    order: tuple[int, ...],
) -> None:
    steps = [requested(ADA, 1), accepted(ADA, 4), connection(ADA, ConnectionRemoved, 9)]
    (found,) = connected(tell(*(steps[n] for n in order)), NOBODY, ADA)
    assert (found.standing, found.since, found.direction) == (
        "removed",
        day(9).isoformat(),
        "received",
    )


def test_a_connection_stands_since_the_first_day_that_says_so() -> None:
    (found,) = connected(
        tell(
            accepted(ADA, None), requested(ADA, 2), accepted(ADA, 7), accepted(ADA, 4)
        ),
        NOBODY,
        ADA,
    )
    assert (found.standing, found.since) == ("accepted", day(4).isoformat())


def test_what_is_retracted_of_a_connection_is_as_if_it_had_not_been() -> None:
    stream, request = requested(ADA, 1)
    messages = MessagesExchanged(
        owner=ME, person=ADA, network="linkedin", count=7, through=None
    )
    said: Said = [
        (stream, request),
        accepted(ADA, 2),
        (stream, messages),
        (stream, ConnectionRetracted(event=2)),
    ]
    (found,) = connected(tell(*said), NOBODY, ADA)
    assert (found.standing, found.messages) == ("requested", 7)
    (found,) = connected(
        tell(*said, (stream, ConnectionReinstated(event=2))), NOBODY, ADA
    )
    assert found.standing == "accepted"
    gone = [(stream, ConnectionRetracted(event=v)) for v in (1, 3)]
    assert not connected(tell(*said, *gone), NOBODY, ADA)


def plan(
    n: int, *who: str, on: int = 0, planned_for: int | None = None
) -> tuple[str, Event]:
    people = tuple(sorted((ME, *who)))
    planned = None if planned_for is None else day(planned_for)
    said = MeetingProposed(
        occurred_on=day(on),
        form="lunch",
        participants=people,
        proposed_by=who[0],
        planned_for=planned,
    )
    return identity(700 + n), said


def test_plans_are_there_until_they_are_held_or_over_the_nearest_first() -> None:
    proposed = [
        plan(0, ADA, planned_for=30),
        plan(1, BELA),
        plan(2, CHEN, planned_for=9),
        plan(3, DORA),
        plan(4, EMIL),
    ]
    streams = [stream for stream, _plan in proposed]
    tables = tell(
        *proposed,
        (streams[0], MeetingAgreed(occurred_on=day(2), by=ADA)),
        (
            streams[3],
            CoffeeHad(occurred_on=day(3), participants=tuple(sorted((ME, DORA)))),
        ),
        (streams[4], MeetingCancelled(occurred_on=day(3), by=EMIL)),
    )
    found = plans(tables, NOBODY, everybody)
    assert [(each.stream, each.status) for each in found] == [
        (streams[2], "proposed"),
        (streams[0], "agreed"),
        (streams[1], "proposed"),
    ]
    assert (found[1].people, found[1].agreed_on, found[1].planned_for) == (
        (ADA,),
        day(2),
        day(30),
    )
    assert found[2].proposed_by == BELA


def test_a_retracted_agreement_does_not_count() -> None:
    stream, proposed = plan(0, ADA, BELA)
    answers = (
        MeetingAgreed(occurred_on=day(1), by=ADA),
        MeetingDeclined(occurred_on=day(2), by=ADA),
    )
    (found,) = plans(
        tell((stream, proposed), *((stream, each) for each in answers)),
        NOBODY,
        everybody,
    )
    assert (found.status, found.agreed_on) == ("proposed", None)


def test_a_plan_shows_listed_people_and_goes_with_the_last_of_them() -> None:
    tables = tell(plan(0, ADA, BELA))
    (found,) = plans(tables, Identity({BELA: CHEN}, ME), lambda who: who == CHEN)
    assert found.people == (CHEN,)
    assert not plans(tables, NOBODY, nobody)


def test_open_plans_are_found_by_their_people() -> None:
    tables = tell(plan(0, ADA, on=3), plan(1, ADA, BELA, on=1), plan(2, CHEN))
    first, second = identity(700), identity(701)

    def streams(
        who: Identity, *people: PersonId, alone: bool = False
    ) -> list[StreamId]:
        return [plan.stream for plan in open_plans(tables, who, people, alone=alone)]

    assert streams(NOBODY, ME, ADA) == [second, first]
    assert streams(NOBODY, ME, ADA, alone=True) == [first]
    assert streams(NOBODY, ADA, BELA, ME, alone=True) == [second]
    assert streams(Identity({DORA: ADA}, ME), ME, DORA, alone=True) == [first]
    assert streams(NOBODY, ME, EMIL) == []


@settings(max_examples=5 * settings().max_examples)
@given(stories())
def test_connections_and_plans_stand_as_their_own_states_say(said: Said) -> None:
    tables = folded(facts(said), [QUEUE])
    rows = {
        each.stream: each for each in map(ConnectionRow._make, tables.scan(CONNECTIONS))
    }
    open_ones = {row[0]: Plan._make(row) for row in tables.scan(PLANS)}
    for stream, kind in {(stream, event.stream_kind) for stream, event in said}:
        history = [event for name, event in said if name == stream]
        if kind == "connection":
            state = connections.INITIAL
            for event in history:
                state = connections.evolve(state, event)
            found = rows.get(stream)
            assert (found.standing or None if found else None) == connections.standing(
                state
            )
            assert (found.messages if found else 0) == connections.messages(state)
        if kind == "meeting":
            gathering = meeting_state.INITIAL
            for event in history:
                gathering = meeting_state.evolve(gathering, event)
            status = meeting_state.status(gathering)
            assert (stream in open_ones) == (status in {"proposed", "agreed"})
            if stream in open_ones:
                assert open_ones[stream].status == status


def test_a_declined_request_waits_no_more() -> None:
    tables = tell(requested(ADA, 1), connection(ADA, ConnectionDeclined, 2))
    assert not pending(tables, NOBODY, everybody)
