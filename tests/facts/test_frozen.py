from __future__ import annotations

from dataclasses import FrozenInstanceError, asdict, fields, is_dataclass, replace

import pytest
from hypothesis import given

from ledger.facts.event import Event, Frozen
from ledger.facts.ledger_stream import Book
from ledger.facts.meeting.events import CoffeeHad, LunchHad
from ledger.facts.person.events import PersonAdded
from tests.facts.cast import ADA, ME, TODAY, YESTERDAY
from tests.facts.strategies import events

COFFEE = CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA))


def test_a_value_never_changes() -> None:
    with pytest.raises(FrozenInstanceError, match="minutes"):
        COFFEE.minutes = 3  # type: ignore[misc]  # that is the point
    with pytest.raises(FrozenInstanceError, match="anything"):
        COFFEE.anything = 3
    with pytest.raises(FrozenInstanceError, match="minutes"):
        del COFFEE.minutes


def test_a_field_that_is_not_given_has_its_default() -> None:
    assert (COFFEE.precision, COFFEE.minutes, COFFEE.identifiers) == ("day", None, ())


def test_a_value_without_a_field_that_it_needs_is_refused() -> None:
    with pytest.raises(
        TypeError, match="CoffeeHad: missing occurred_on, participants; unknown nothing"
    ):
        CoffeeHad()  # type: ignore[call-arg]  # that is the point


def test_a_field_that_nobody_declared_is_refused() -> None:
    with pytest.raises(
        TypeError, match="PersonAdded: missing nothing; unknown nickname"
    ):
        PersonAdded(nickname="Cam")  # type: ignore[call-arg]  # that is the point


@given(events())
def test_values_are_equal_by_what_they_say(event: Event) -> None:
    again = replace(event)
    assert again == event
    assert hash(again) == hash(event)
    assert again is not event


def test_values_that_say_something_else_differ() -> None:
    assert replace(COFFEE, occurred_on=TODAY) != COFFEE
    assert LunchHad(occurred_on=YESTERDAY, participants=(ME, ADA)) != COFFEE
    assert COFFEE != "a coffee"


def test_identifiers_tell_no_events_apart() -> None:
    known = PersonAdded(name="Camille", identifiers=("email:camille@example.org",))
    assert known == PersonAdded(name="Camille")
    assert hash(known) == hash(PersonAdded(name="Camille"))


def test_a_value_shows_what_it_says() -> None:
    class Two(Frozen):
        """A pair."""

        left: int
        right: str = "r"

    assert repr(Two(left=1)).endswith("Two(left=1, right='r')")


def test_values_are_dataclasses() -> None:
    assert is_dataclass(COFFEE)
    assert [each.name for each in fields(PersonAdded)][:3] == [
        "identifiers",
        "name",
        "given",
    ]
    assert asdict(PersonAdded(name="Camille"))["name"] == "Camille"


def test_what_is_made_for_a_value_is_its_own() -> None:
    assert Book().into == {}
    assert Book().into is not Book().into
