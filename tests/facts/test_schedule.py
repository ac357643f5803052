"""A plan lives: it has a day, perhaps a time of day and a length, and may be moved."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import Refused, Usage
from ledger.facts.event import Event
from ledger.facts.meeting.commands import ProposeMeeting, ScheduleMeeting
from ledger.facts.meeting.events import (
    CoffeeHad,
    MeetingAgreed,
    MeetingCancelled,
    MeetingProposed,
    MeetingRetracted,
    MeetingScheduled,
)
from ledger.facts.meeting.state import Schedule, schedule, status
from ledger.facts.undo import take_back
from tests.facts.cast import ADA, BOB, ME, TODAY, TOMORROW, YESTERDAY
from tests.facts.given import given

PROPOSED = MeetingProposed(
    occurred_on=YESTERDAY,
    form="lunch",
    participants=(ME, ADA),
    proposed_by=ME,
    planned_for=TODAY,
)
SCHEDULED = MeetingScheduled(
    occurred_on=YESTERDAY, by=ME, planned_for=TODAY, planned_at="12:30", minutes=90
)


def propose(**changed: Any) -> ProposeMeeting:
    return ProposeMeeting(
        **{
            "form": "lunch",
            "participants": (ME, ADA),
            "proposed_by": ME,
            "on": YESTERDAY,
            **changed,
        }
    )


def move(**changed: Any) -> ScheduleMeeting:
    return ScheduleMeeting(
        **{"by": ADA, "planned_for": TOMORROW, "on": TODAY, "today": TODAY, **changed}
    )


def test_a_proposal_with_a_day_alone_is_one_event() -> None:
    given("meeting").when(propose(planned_for=TODAY)).then(PROPOSED)


def test_a_proposal_with_a_time_of_day_and_a_length_is_scheduled_too() -> None:
    given("meeting").when(
        propose(planned_for=TODAY, planned_at="12:30", minutes=90)
    ).then(PROPOSED, SCHEDULED)


def test_a_time_of_day_needs_a_day() -> None:
    given("meeting").when(propose(planned_at="12:30")).refused("needs a day", Refused)


@pytest.mark.parametrize("time", ["24:00", "12:60", "9:00", "noon", ""])
def test_a_time_of_day_is_written_in_one_way(time: str) -> None:
    given("meeting").when(propose(planned_for=TODAY, planned_at=time)).refused(
        "not a time", Usage
    )
    given("meeting", PROPOSED).when(move(planned_at=time)).refused("not a time", Usage)


def test_a_plan_is_moved_and_keeps_its_length() -> None:
    moved = MeetingScheduled(
        occurred_on=TODAY, by=ADA, planned_for=TOMORROW, planned_at="09:00", minutes=90
    )
    stream = given("meeting", PROPOSED, SCHEDULED)
    stream.when(move(planned_at="09:00")).then(moved)
    assert schedule(given("meeting", PROPOSED, SCHEDULED, moved).state) == Schedule(
        TOMORROW, "09:00", 90
    )


def test_a_move_to_the_same_day_and_time_changes_nothing() -> None:
    given("meeting", PROPOSED, SCHEDULED).when(
        move(planned_for=TODAY, planned_at="12:30")
    ).then_nothing()


def test_a_moved_plan_stays_agreed() -> None:
    agreed = MeetingAgreed(occurred_on=TODAY, by=ADA)
    moved = MeetingScheduled(occurred_on=TODAY, by=ADA, planned_for=TOMORROW)
    assert status(given("meeting", PROPOSED, agreed, moved).state) == "agreed"


@pytest.mark.parametrize(
    ("history", "command", "part"),
    [
        ((), move(), "No plan was recorded here"),
        ((PROPOSED,), move(by=BOB), "Only a participant can answer"),
        ((PROPOSED,), move(planned_for=YESTERDAY), "before it was made"),
        ((PROPOSED,), move(minutes=0), "1 to 1440"),
        ((PROPOSED,), move(on=TOMORROW), "is in the future"),
        (
            (PROPOSED, MeetingCancelled(occurred_on=TODAY, by=ME)),
            move(),
            "This plan is over",
        ),
        (
            (PROPOSED, CoffeeHad(occurred_on=TODAY, participants=(ME, ADA))),
            move(),
            "This plan is over",
        ),
    ],
)
def test_only_a_plan_that_stands_is_moved(
    history: tuple[Event, ...], command: Any, part: str
) -> None:
    given("meeting", *history).when(command).refused(part, Refused)


def test_a_move_is_taken_back() -> None:
    moved = MeetingScheduled(occurred_on=TODAY, by=ADA, planned_for=TOMORROW)
    assert take_back((PROPOSED, SCHEDULED, moved), 3) == (MeetingRetracted(event=3),)
    back = given("meeting", PROPOSED, SCHEDULED, moved, MeetingRetracted(event=3)).state
    assert schedule(back) == Schedule(TODAY, "12:30", 90)
