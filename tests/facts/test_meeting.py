from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.errors import Usage
from ledger.facts.event import UNSET
from ledger.facts.meeting.commands import (
    CorrectMeeting,
    RecordMeeting,
    ReinstateMeeting,
    RetractMeeting,
)
from ledger.facts.meeting.events import (
    CoffeeHad,
    DinnerHad,
    LunchHad,
    MeetingCorrected,
    MeetingReinstated,
    MeetingRetracted,
    Met,
    forms,
    is_at_a_distance,
)
from ledger.facts.meeting.state import held, live, status
from tests.facts.cast import (
    ADA,
    BOB,
    CLEO,
    LAST_WEEK,
    LONG_AGO,
    ME,
    TODAY,
    TOMORROW,
    YESTERDAY,
)
from tests.facts.given import given

COFFEE = CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA))
NOTED = CoffeeHad(
    occurred_on=YESTERDAY,
    participants=(ME, ADA),
    minutes=45,
    place="Procope",
    note="her new firm",
    tags=("work",),
)


def record(**given_: Any) -> RecordMeeting:
    return RecordMeeting(
        **{
            "form": "coffee",
            "participants": (ADA, ME),
            "on": YESTERDAY,
            "today": TODAY,
            **given_,
        }
    )


def correct(**given_: Any) -> CorrectMeeting:
    return CorrectMeeting(**{"today": TODAY, **given_})


def test_a_meeting_is_recorded_with_everybody_in_one_order() -> None:
    given("meeting").when(record(participants=(CLEO, ADA, ME, ADA), minutes=45)).then(
        CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA, CLEO), minutes=45)
    )


def test_the_text_of_a_meeting_is_cleaned() -> None:
    given("meeting").when(
        record(place=" Procope ", note="", tags=("work", " work", ""))
    ).then(
        CoffeeHad(
            occurred_on=YESTERDAY,
            participants=(ME, ADA),
            place="Procope",
            tags=("work",),
        )
    )


@pytest.mark.parametrize(("form", "kind"), forms().items())
def test_every_form_has_its_kind(form: str, kind: type[Met]) -> None:
    given("meeting").when(record(form=form)).then(
        kind(occurred_on=YESTERDAY, participants=(ME, ADA))
    )


def test_only_calls_are_at_a_distance() -> None:
    apart = [form for form in forms() if is_at_a_distance(form)]
    assert apart == ["video", "call"]


def test_an_unknown_form_is_refused_with_those_there_are() -> None:
    refusal = (
        given("meeting")
        .when(record(form="brunch"))
        .refused("No such kind of meeting", Usage)
    )
    known = refusal.details["known"]
    assert isinstance(known, tuple)
    assert known[:3] == ("coffee", "breakfast", "lunch")


def test_a_meeting_in_the_future_is_refused_with_the_way_to_say_it() -> None:
    given("meeting").when(record(on=TOMORROW)).refused("in the future")
    given("meeting").when(record(on=TOMORROW)).refused("handshake propose")


def test_a_meeting_of_today_is_not_in_the_future() -> None:
    given("meeting").when(record(on=TODAY)).then(
        CoffeeHad(occurred_on=TODAY, participants=(ME, ADA))
    )


def test_a_meeting_before_1900_is_refused() -> None:
    given("meeting").when(record(on=LONG_AGO)).refused("before 1900")


@pytest.mark.parametrize("minutes", [-30, 0, 1441, 10**9])
def test_a_length_that_cannot_be_is_refused(minutes: int) -> None:
    given("meeting").when(record(minutes=minutes)).refused("minutes is out of range")


@pytest.mark.parametrize("minutes", [1, 1440])
def test_a_minute_and_a_day_are_lengths(minutes: int) -> None:
    given("meeting").when(record(minutes=minutes)).then(
        CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA), minutes=minutes)
    )


def test_a_meeting_with_nobody_is_refused() -> None:
    given("meeting").when(record(participants=())).refused("someone to meet")


def test_a_meeting_with_oneself_only_is_refused() -> None:
    given("meeting").when(record(participants=(ME, ME))).refused("only yourself")


def test_a_month_and_a_year_stand_on_their_first_day() -> None:
    day = date(2012, 6, 17)
    given("meeting").when(record(on=day, precision="month")).then(
        CoffeeHad(
            occurred_on=date(2012, 6, 1), precision="month", participants=(ME, ADA)
        )
    )
    given("meeting").when(record(on=day, precision="year")).then(
        CoffeeHad(
            occurred_on=date(2012, 1, 1), precision="year", participants=(ME, ADA)
        )
    )


def test_a_gathering_is_recorded_once() -> None:
    given("meeting", COFFEE).when(record()).refused("already recorded")


def test_a_retracted_gathering_is_not_recorded_again_but_reinstated() -> None:
    given("meeting", COFFEE, MeetingRetracted()).when(record()).refused(
        "reinstate it first"
    )


def test_a_meeting_that_was_retracted_alone_can_be_recorded_anew() -> None:
    given("meeting", COFFEE, MeetingRetracted(event=1)).when(record(form="lunch")).then(
        LunchHad(occurred_on=YESTERDAY, participants=(ME, ADA))
    )


def test_a_correction_says_only_what_changes() -> None:
    given("meeting", NOTED).when(
        correct(form="lunch", participants=(ME, BOB), on=LAST_WEEK, minutes=90)
    ).then(
        MeetingCorrected(
            form="lunch", participants=(ME, BOB), occurred_on=LAST_WEEK, minutes=90
        )
    )


def test_a_correction_that_changes_nothing_says_nothing() -> None:
    same = correct(
        form="coffee",
        participants=(ADA, ME),
        on=YESTERDAY,
        precision="day",
        minutes=45,
        text=True,
        place="Procope",
        note="her new firm",
        tags=("work",),
    )
    given("meeting", NOTED).when(same).then_nothing()
    given("meeting", NOTED).when(correct()).then_nothing()


def test_a_length_can_become_unknown() -> None:
    given("meeting", NOTED).when(correct(minutes=None)).then(
        MeetingCorrected(minutes=None)
    )
    assert held(
        given("meeting", NOTED, MeetingCorrected(minutes=None)).state
    ) == CoffeeHad(
        occurred_on=YESTERDAY,
        participants=(ME, ADA),
        place="Procope",
        note="her new firm",
        tags=("work",),
    )


def test_the_text_is_corrected_whole() -> None:
    given("meeting", NOTED).when(correct(text=True, note="his new firm")).then(
        MeetingCorrected(note="his new firm")
    )
    met = held(given("meeting", NOTED, MeetingCorrected(note="his new firm")).state)
    assert met is not None
    assert (met.place, met.note, met.tags) == (None, "his new firm", None)


def test_the_text_can_be_taken_away_whole() -> None:
    given("meeting", NOTED).when(correct(text=True)).then(MeetingCorrected(place=""))
    met = held(given("meeting", NOTED, MeetingCorrected(place="")).state)
    assert met is not None
    assert (met.place, met.note, met.tags) == (None, None, None)


def test_a_correction_whose_text_was_erased_says_nothing_of_the_text() -> None:
    assert held(given("meeting", NOTED, MeetingCorrected()).state) == NOTED


def test_a_day_given_without_precision_is_known_to_the_day() -> None:
    vague = CoffeeHad(
        occurred_on=date(2012, 6, 1), precision="month", participants=(ME, ADA)
    )
    given("meeting", vague).when(correct(on=date(2012, 6, 17))).then(
        MeetingCorrected(occurred_on=date(2012, 6, 17), precision="day")
    )
    given("meeting", vague).when(correct(precision="year")).then(
        MeetingCorrected(occurred_on=date(2012, 1, 1), precision="year")
    )


def test_corrections_apply_in_the_order_of_the_stream() -> None:
    history = (
        NOTED,
        MeetingCorrected(form="lunch", minutes=90),
        MeetingCorrected(minutes=60, occurred_on=LAST_WEEK),
        MeetingCorrected(form="dinner", participants=(ME, BOB)),
    )
    assert held(given("meeting", *history).state) == DinnerHad(
        occurred_on=LAST_WEEK,
        participants=(ME, BOB),
        minutes=60,
        place="Procope",
        note="her new firm",
        tags=("work",),
    )


def test_each_correction_is_held_against_what_is_now_known() -> None:
    history = (NOTED, MeetingCorrected(minutes=90))
    given("meeting", *history).when(correct(minutes=90)).then_nothing()
    given("meeting", *history).when(correct(minutes=45)).then(
        MeetingCorrected(minutes=45)
    )


def test_a_correction_into_the_future_is_refused() -> None:
    given("meeting", COFFEE).when(correct(on=TOMORROW)).refused("in the future")


def test_a_correction_to_before_1900_is_refused() -> None:
    given("meeting", COFFEE).when(correct(on=LONG_AGO)).refused("before 1900")


def test_a_correction_to_a_length_that_cannot_be_is_refused() -> None:
    given("meeting", COFFEE).when(correct(minutes=1441)).refused(
        "minutes is out of range"
    )


def test_a_correction_to_oneself_only_is_refused() -> None:
    given("meeting", COFFEE).when(correct(participants=(ME,))).refused("only yourself")


def test_a_correction_to_nobody_is_refused() -> None:
    given("meeting", COFFEE).when(correct(participants=())).refused("someone to meet")


def test_a_correction_to_an_unknown_form_is_refused() -> None:
    given("meeting", COFFEE).when(correct(form="brunch")).refused(
        "No such kind of meeting", Usage
    )


@pytest.mark.parametrize("event", [None, 1])
def test_correcting_what_was_retracted_is_refused(event: int | None) -> None:
    given("meeting", COFFEE, MeetingRetracted(event=event)).when(
        correct(minutes=5)
    ).refused("was retracted")


def test_correcting_what_was_never_recorded_is_refused() -> None:
    given("meeting").when(correct(minutes=5)).refused("nothing to correct")


def test_a_retracted_gathering_leaves_nothing_standing() -> None:
    given("meeting", NOTED).when(RetractMeeting(why=" another Ada ")).then(
        MeetingRetracted(why="another Ada")
    )
    state = given("meeting", NOTED, MeetingRetracted()).state
    assert (held(state), status(state), list(live(state))) == (None, None, [])


def test_retracting_what_was_retracted_is_refused() -> None:
    given("meeting", COFFEE, MeetingRetracted()).when(RetractMeeting()).refused(
        "already retracted"
    )
    given("meeting", COFFEE, MeetingRetracted()).when(RetractMeeting(event=1)).refused(
        "already retracted"
    )
    given("meeting", COFFEE, MeetingRetracted(event=1)).when(
        RetractMeeting(event=1)
    ).refused("already retracted")
    given("meeting", COFFEE, MeetingRetracted(event=1)).when(RetractMeeting()).refused(
        "already retracted"
    )


def test_retracting_where_nothing_was_recorded_is_refused() -> None:
    given("meeting").when(RetractMeeting()).refused("Nothing here to retract")


@pytest.mark.parametrize("event", [0, 2, 9])
def test_retracting_what_is_no_step_of_the_gathering_is_refused(event: int) -> None:
    given("meeting", COFFEE, MeetingCorrected(minutes=5)).when(
        RetractMeeting(event=event)
    ).refused("Nothing here to retract")


def test_what_was_retracted_is_reinstated_as_it_was() -> None:
    given("meeting", NOTED, MeetingRetracted()).when(ReinstateMeeting()).then(
        MeetingReinstated()
    )
    assert (
        held(given("meeting", NOTED, MeetingRetracted(), MeetingReinstated()).state)
        == NOTED
    )
    given("meeting", NOTED, MeetingRetracted(event=1)).when(
        ReinstateMeeting(event=1)
    ).then(MeetingReinstated(event=1))


@pytest.mark.parametrize(
    ("retracted", "reinstated"),
    [((), None), ((MeetingRetracted(),), 1), ((MeetingRetracted(event=1),), None)],
)
def test_reinstating_what_was_not_retracted_is_refused(
    retracted: tuple[MeetingRetracted, ...], reinstated: int | None
) -> None:
    given("meeting", COFFEE, *retracted).when(
        ReinstateMeeting(event=reinstated)
    ).refused("was not retracted")


def test_one_gathering_never_holds_two_meetings() -> None:
    lunch = LunchHad(occurred_on=YESTERDAY, participants=(ME, ADA))
    given("meeting", COFFEE, MeetingRetracted(event=1), lunch).when(
        ReinstateMeeting(event=1)
    ).refused("Another meeting has been recorded here since")


def test_a_correction_leaves_what_was_retracted_before_as_it_was() -> None:
    lunch = LunchHad(occurred_on=YESTERDAY, participants=(ME, ADA))
    history = (
        COFFEE,
        MeetingRetracted(event=1),
        lunch,
        MeetingCorrected(minutes=90),
        MeetingRetracted(event=3),
    )
    assert held(given("meeting", *history, MeetingReinstated(event=1)).state) == COFFEE


def test_a_correction_without_minutes_keeps_them() -> None:
    assert MeetingCorrected().minutes is UNSET
    met = held(given("meeting", NOTED, MeetingCorrected(form="lunch")).state)
    assert met is not None
    assert met.minutes == 45
