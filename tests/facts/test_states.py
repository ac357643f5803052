from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given

from ledger.errors import Damaged
from ledger.facts import codec
from ledger.facts import event as base
from ledger.facts.canonical import canonical
from ledger.facts.codec import (
    UPCASTERS,
    State,
    check,
    event_of,
    state_of,
    text_of,
    upcast,
)
from ledger.facts.event import KINDS, Event, fields_of, names
from ledger.facts.meeting.events import CoffeeHad, MeetingCorrected
from ledger.facts.person.events import CadenceSet, PersonAdded
from tests.facts.cast import ADA, ME, YESTERDAY
from tests.facts.strategies import events

COFFEE = CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA))
STATE: State = {
    "occurred_on": "2026-11-22",
    "participants": [ME, ADA],
    "precision": "day",
}


def without_text(event: Event) -> Event:
    erased: dict[str, Any] = {
        each.name: None for each in fields_of(type(event)) if each.sealed
    }
    return replace(event, **erased)


def stored(value: State | None) -> Any:
    return None if value is None else orjson.loads(canonical(value))


@given(events())
def test_every_event_reads_back_as_it_was_written(event: Event) -> None:
    state, text = stored(state_of(event)), stored(text_of(event))
    assert event_of(event.topic(), state, text) == event


@given(events())
def test_without_its_text_an_event_reads_back_without_it(event: Event) -> None:
    assert event_of(event.topic(), stored(state_of(event)), None) == without_text(event)


@given(events())
def test_the_stamp_does_not_get_in_the_way(event: Event) -> None:
    stamp: State = {
        "recorded_at": "2026-11-23T02:40:31.969096Z",
        "recorded_by": ME,
        "sealed": "0" * 64,
        "keys": [],
    }
    state = {**stored(state_of(event)), **stamp}
    assert event_of(event.topic(), state, stored(text_of(event))) == event


@given(events())
def test_no_text_stands_in_clear(event: Event) -> None:
    sealed = {each.name for each in fields_of(type(event)) if each.sealed}
    assert sealed.isdisjoint(state_of(event))
    assert set(text_of(event) or {}) <= sealed


def test_a_state_holds_its_events_and_nothing_else() -> None:
    assert state_of(COFFEE) == STATE
    assert text_of(COFFEE) is None
    assert state_of(replace(COFFEE, minutes=45, note="hello")) == {
        **STATE,
        "minutes": 45,
    }
    assert text_of(replace(COFFEE, minutes=45, note="hello")) == {"note": "hello"}


def test_null_is_stored_only_where_it_has_a_meaning() -> None:
    assert state_of(CadenceSet(every_days=None)) == {"every_days": None}
    assert state_of(MeetingCorrected()) == {}
    assert state_of(MeetingCorrected(minutes=None)) == {"minutes": None}


def test_identifiers_are_never_stored_in_clear() -> None:
    event = PersonAdded(name="Camille", identifiers=("email:camille@example.org",))
    assert state_of(event) == {}
    assert text_of(event) == {"name": "Camille"}


def test_text_is_cleaned_in_every_event() -> None:
    assert text_of(PersonAdded(name="Lefe\u0300vre", tags=("e\u0301te\u0301",))) == {
        "name": "Lefèvre",
        "tags": ["été"],
    }


@pytest.mark.parametrize(
    "topic", ["meeting.PicnicHad@1", "meeting.CoffeeHad@2", "", "CoffeeHad"]
)
def test_a_kind_that_is_not_known_is_no_event(topic: str) -> None:
    assert event_of(topic, STATE, None) is None


@pytest.mark.parametrize(
    "state",
    [
        {},
        {**STATE, "occurred_on": "yesterday"},
        {**STATE, "occurred_on": 20261122},
        {**STATE, "occurred_on": None},
        {**STATE, "participants": 3},
        {key: value for key, value in STATE.items() if key != "participants"},
    ],
)
def test_a_state_that_is_not_one_of_its_kind_is_damage(state: State) -> None:
    with pytest.raises(
        Damaged, match=r"The ledger holds an unreadable meeting\.CoffeeHad@1"
    ):
        event_of("meeting.CoffeeHad@1", state, None)


def test_a_field_that_later_versions_add_is_left_alone() -> None:
    assert (
        event_of("meeting.CoffeeHad@1", {**STATE, "weather": "rain"}, {"mood": "good"})
        == COFFEE
    )


def test_a_value_that_no_field_may_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="no field of an event may hold"):
        state_of(replace(COFFEE, minutes=4.5))  # type: ignore[arg-type]  # that is the point


@pytest.fixture
def older_versions() -> Iterator[None]:
    """Two made-up versions of CoffeeHad before the first: with `day`, and before that with `when`."""

    def from_minus_one(state: State) -> tuple[str, State]:
        return "meeting.CoffeeHad@0", {**state, "day": state["when"]}

    def from_zero(state: State) -> tuple[str, State]:
        return "meeting.CoffeeHad@1", {**state, "occurred_on": state["day"]}

    UPCASTERS.update(
        {"meeting.CoffeeHad@-1": from_minus_one, "meeting.CoffeeHad@0": from_zero}
    )
    yield
    del UPCASTERS["meeting.CoffeeHad@-1"], UPCASTERS["meeting.CoffeeHad@0"]


@pytest.mark.usefixtures("older_versions")
def test_an_older_version_is_read_as_the_one_that_is_known() -> None:
    older: State = {"participants": [ME, ADA], "precision": "day"}
    assert (
        event_of("meeting.CoffeeHad@0", {**older, "day": "2026-11-22"}, None) == COFFEE
    )
    assert event_of(
        "meeting.CoffeeHad@-1", {**older, "when": "2026-11-22"}, {"note": "x"}
    ) == replace(COFFEE, note="x")


@pytest.mark.usefixtures("older_versions")
def test_upcasting_leaves_what_was_stored_untouched() -> None:
    older: State = {"day": "2026-11-22"}
    upcast("meeting.CoffeeHad@0", older)
    assert older == {"day": "2026-11-22"}


def test_a_version_that_is_known_is_not_upcast() -> None:
    assert upcast("meeting.CoffeeHad@1", STATE) == ("meeting.CoffeeHad@1", STATE)
    assert UPCASTERS == {}


def test_a_kind_is_declared_once() -> None:
    with pytest.raises(TypeError, match="declared twice"):
        base.event("person")(type("CoffeeHad", (Event,), {"__annotations__": {}}))


def test_a_topic_is_literal_and_never_a_place_in_the_code() -> None:
    assert CoffeeHad.topic() == "meeting.CoffeeHad@1"
    assert {topic.partition(".")[0] for topic in KINDS} == {
        "ledger",
        "person",
        "connection",
        "meeting",
        "exchange",
    }
    assert names()["CoffeeHad"] is CoffeeHad


def test_a_date_reads_back_as_a_date() -> None:
    event = event_of("meeting.CoffeeHad@1", STATE, None)
    assert isinstance(event, CoffeeHad)
    assert event.occurred_on == date(2026, 11, 22)
    assert codec.plain(event.occurred_on) == "2026-11-22"


@given(events())
def test_a_state_without_a_field_that_its_kind_always_stores_is_damage(
    event: Event,
) -> None:
    """Null, where it has a meaning, is a value: a state that leaves the field out is no other one."""
    kind = type(event)
    stamp = {"recorded_at": "2026-11-29T08:00:00.000000Z", "source": "cli:x"}
    state = {**state_of(event), **stamp}
    check(kind.topic(), kind, state)
    required = {field.name for field in fields_of(kind) if field.required}
    for name in state.keys() & {*required, *stamp}:
        others = {key: value for key, value in state.items() if key != name}
        with pytest.raises(Damaged, match=f"unreadable .*{name}"):
            check(kind.topic(), kind, others)
