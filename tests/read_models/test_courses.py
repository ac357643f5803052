"""A course, read once, gives on every day the tie that the evidence gives on that day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.event import Event
from ledger.facts.meeting.events import CoffeeHad
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.directory.tables import PROJECTION as DIRECTORY
from projections.trust import courses
from projections.trust import query as ties
from projections.trust.model import Tie
from projections.trust.tables import PROJECTION as TRUST
from tests.read_models.given import (
    ADA,
    ME,
    OTHERS,
    day,
    facts,
    folded,
    identity,
    opening,
)
from tests.read_models.stories import TRUST_STEPS, stories

MODELS = (DIRECTORY, TRUST)
Said = list[tuple[str, Event]]
DAYS = st.lists(st.integers(0, 500), min_size=1, max_size=4)


def same(one: Tie, other: Tie) -> bool:
    """Equal to 1e-12: parts are summed by the day, or by the event."""
    return one == other._replace(
        trust=one.trust, evidence=one.evidence, missed=one.missed
    ) and [
        one.trust,
        one.evidence,
        one.missed,
    ] == pytest.approx([other.trust, other.evidence, other.missed], abs=1e-12)


@given(stories(TRUST_STEPS), DAYS)
def test_a_course_gives_the_tie_of_any_day(said: Said, numbers: list[int]) -> None:
    tables = folded(facts(said), MODELS)
    who = directory.identity(tables)
    everybody = dict(courses.courses(tables, who))
    for number in numbers:
        for person in OTHERS:
            known = courses.course(tables, who, person)
            assert same(
                known.on(day(number)), ties.tie(tables, who, ME, person, day(number))
            )
            if who.root(person) == person and known.days:
                assert same(everybody[person].on(day(number)), known.on(day(number)))
    assert {
        each for each, known in everybody.items() if known.on(day(500)).days_met
    } == set(ties.ties(tables, who, ME, day(500)))
    for number in numbers:
        assert ties.people_met(tables, who, ME, day(number)) == set(
            ties.ties(tables, who, ME, day(number))
        )


def test_a_day_ahead_is_looked_at_from_what_was_known_before() -> None:
    coffees = [
        (
            identity(n),
            CoffeeHad(occurred_on=day(40 * n), participants=tuple(sorted((ME, ADA)))),
        )
        for n in range(3)
    ]
    whole, early = (folded(facts([*opening(), *coffees[:n]]), MODELS) for n in (3, 2))
    known = courses.course(whole, directory.identity(whole), ADA)
    assert known.on(day(100), knowing=day(79)) == ties.tie(
        early, Identity(owner=ME), ME, ADA, day(100)
    )
    assert known.on(day(100), knowing=day(100)) == known.on(day(100))


@given(stories(TRUST_STEPS), st.integers(0, 12), st.sampled_from(OTHERS))
def test_one_coffee_more_is_the_tie_after_recording_it(
    said: Said, number: int, person: str
) -> None:
    tables = folded(facts(said), MODELS)
    who = directory.identity(tables)
    before = courses.course(tables, who, person)
    expected = courses.with_coffee(tables, who, person, before, day(number))
    coffee = CoffeeHad(
        occurred_on=day(number), participants=tuple(sorted((ME, person)))
    )
    after = folded(facts([*said, (identity(9999), coffee)]), MODELS)
    wanted = ties.tie(after, who, ME, person, day(500))
    if who.root(ME) == who.root(person):
        assert wanted.trust == 0
    else:
        assert expected.on(day(500)).trust == pytest.approx(wanted.trust, abs=1e-15)


def test_who_is_oneself_has_no_course() -> None:
    tables = folded(facts(opening()), MODELS)
    assert courses.course(tables, directory.identity(tables), ME).days == ()
