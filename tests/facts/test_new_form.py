"""A kind of meeting is one class: what follows from it on the side of the facts."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from ledger.errors import Usage
from ledger.facts.canonical import canonical
from ledger.facts.codec import event_of, state_of, text_of
from ledger.facts.event import KINDS, event
from ledger.facts.meeting.commands import CorrectMeeting, ProposeMeeting, RecordMeeting
from ledger.facts.meeting.events import (
    CoffeeHad,
    InTheFlesh,
    MeetingCorrected,
    MeetingProposed,
    Met,
    forms,
)
from ledger.facts.meeting.state import held
from ledger.facts.schema import schema_of
from tests.facts.cast import ADA, ME, TODAY, YESTERDAY
from tests.facts.given import given

RECORD = RecordMeeting(
    form="brunch",
    participants=(ME, ADA),
    on=YESTERDAY,
    today=TODAY,
    minutes=120,
    place="Marché des Enfants-Rouges",
)


@pytest.fixture
def brunch(registry: None) -> type[Met]:
    @event("meeting")
    class BrunchHad(InTheFlesh):
        """Record a brunch."""

        form = "brunch"
        title = "Brunch"

    return BrunchHad


def a(kind: type[Met]) -> Met:
    return kind(
        occurred_on=YESTERDAY,
        participants=(ME, ADA),
        minutes=120,
        place="Marché des Enfants-Rouges",
    )


def test_it_is_a_form_like_the_others(brunch: type[Met]) -> None:
    assert forms()["brunch"] is brunch
    assert list(forms())[-1] == "brunch"
    assert brunch.family == "in the flesh"


def test_it_is_recorded(brunch: type[Met]) -> None:
    given("meeting").when(RECORD).then(a(brunch))


def test_it_is_proposed(brunch: type[Met]) -> None:
    proposed = MeetingProposed(
        occurred_on=TODAY, form="brunch", participants=(ME, ADA), proposed_by=ME
    )
    given("meeting").when(
        ProposeMeeting(form="brunch", participants=(ME, ADA), proposed_by=ME, on=TODAY)
    ).then(proposed)


def test_another_meeting_is_corrected_to_it(brunch: type[Met]) -> None:
    coffee = CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA))
    correction = MeetingCorrected(form="brunch")
    given("meeting", coffee).when(CorrectMeeting(today=TODAY, form="brunch")).then(
        correction
    )
    assert type(held(given("meeting", coffee, correction).state)) is brunch


def test_it_is_stored_and_read_back(brunch: type[Met]) -> None:
    event = a(brunch)
    assert event.topic() == "meeting.BrunchHad@1"
    state, text = canonical(state_of(event)), canonical(text_of(event))
    assert (
        event_of("meeting.BrunchHad@1", orjson.loads(state), orjson.loads(text))
        == event
    )


def test_it_has_a_schema_like_the_others(brunch: type[Met]) -> None:
    schema, coffee = schema_of("meeting.BrunchHad@1"), schema_of("meeting.CoffeeHad@1")
    Draft202012Validator.check_schema(schema)
    assert {**schema, "$id": "", "title": ""} == {**coffee, "$id": "", "title": ""}


def test_it_is_gone_after_the_test() -> None:
    assert "meeting.BrunchHad@1" not in KINDS
    refusal: Any = (
        given("meeting").when(RECORD).refused("No such kind of meeting", Usage)
    )
    assert "brunch" not in refusal.details["known"]
