"""The highest ties are those that stand first among all of them."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.event import Event
from ledger.facts.exchange import FavourGiven
from ledger.facts.meeting.events import CoffeeHad
from projections.directory import query as directory
from projections.directory.tables import PROJECTION as DIRECTORY
from projections.trust import top
from projections.trust.model import Tie
from projections.trust.query import tie, ties
from projections.trust.tables import PROJECTION as TRUST
from tests.read_models.given import (
    ADA,
    BELA,
    CHEN,
    DORA,
    EMIL,
    ME,
    OTHERS,
    day,
    facts,
    folded,
    identity,
    opening,
)
from tests.read_models.stories import TRUST_STEPS, stories

MANY = settings(max_examples=5 * settings().max_examples)
MODELS = (DIRECTORY, TRUST)
Said = list[tuple[str, Event]]


@MANY
@given(
    stories(TRUST_STEPS),
    st.integers(0, 500),
    st.integers(1, 3),
    st.sets(st.sampled_from(OTHERS), max_size=2),
)
def test_the_highest_are_the_first_of_all_whatever_is_not_looked_at(
    said: Said, as_of: int, count: int, hidden: set[str]
) -> None:
    shown = {*OTHERS} - hidden
    tables = folded(facts(said), MODELS)
    who, t = directory.identity(tables), day(as_of)
    with patch.object(top, "PART", 1):
        found = top.highest(tables, who, t, count, shown.__contains__)
    if found is None:
        return
    known = {
        person: tie
        for person, tie in ties(tables, who, ME, t).items()
        if person in shown
    }
    assert found.items() <= known.items()
    wanted = sorted((tie.trust for tie in known.values()), reverse=True)[:count]
    assert sorted((tie.trust for tie in found.values()), reverse=True)[:count] == wanted
    least = min(wanted, default=0)
    assert {person for person, tie in known.items() if tie.trust >= least} <= {*found}


MEETINGS = {
    ADA: range(470, 500),
    BELA: range(490, 500),
    CHEN: range(494, 500),
    DORA: range(2),
}
"""Ada was met on thirty days, Béla on ten, Chen on six, and Dora twice, long ago."""


def coffees() -> Said:
    """The coffees of MEETINGS."""
    met = [(person, number) for person, days in MEETINGS.items() for number in days]
    return [
        (
            identity(1000 + n),
            CoffeeHad(
                occurred_on=day(number), participants=tuple(sorted((ME, person)))
            ),
        )
        for n, (person, number) in enumerate(met)
    ]


def looked_at(
    said: Said, count: int, hidden: str = "", as_of: int = 500
) -> tuple[set[str], set[str]]:
    """Who was found, and who was looked at."""
    tables = folded(facts([*opening(), *said]), MODELS)
    asked: set[str] = set()

    def looking(
        tables: Any, who: Any, owner: str, person: str, *rest: Any, **more: Any
    ) -> Tie:
        asked.add(person)
        return tie(tables, who, owner, person, *rest, **more)

    with patch.object(top, "PART", 1), patch.object(top, "tie", looking):
        found = top.highest(
            tables,
            directory.identity(tables),
            day(as_of),
            count,
            lambda who: who != hidden,
        )
    assert found is not None
    return {*found}, asked


def test_people_met_too_rarely_are_not_computed() -> None:
    assert looked_at(coffees(), 1) == ({ADA}, {ADA})
    assert looked_at(coffees(), 2) == ({ADA, BELA}, {ADA, BELA})


def test_who_is_not_listed_makes_room_for_the_next() -> None:
    assert looked_at(coffees(), 1, hidden=ADA) == ({BELA}, {BELA})


def test_where_something_was_given_back_meetings_may_count_twice() -> None:
    given_back = (identity(999), FavourGiven(owner=ME, person=EMIL, occurred_on=day(1)))
    assert looked_at([*coffees(), given_back], 2)[1] == {ADA, BELA, CHEN}


def test_on_a_day_before_most_meetings_those_who_were_met_by_then_are_found() -> None:
    assert looked_at(coffees(), 1, as_of=100) == ({DORA}, {ADA, BELA, CHEN, DORA})


@pytest.mark.parametrize(("count", "part"), [(3, 2), (1, 2), (6, 1)])
def test_where_more_would_have_to_be_looked_at_than_pays_nobody_is_found(
    count: int, part: int
) -> None:
    alike = [
        (
            identity(2000 + n),
            CoffeeHad(occurred_on=day(n), participants=tuple(sorted((ME, who)))),
        )
        for n, who in enumerate(OTHERS)
    ]
    tables = folded(facts([*opening(), *alike]), MODELS)
    with patch.object(top, "PART", part):
        assert (
            top.highest(
                tables, directory.identity(tables), day(500), count, lambda _who: True
            )
            is None
        )
