from __future__ import annotations

from typing import Any, Literal

import pytest

from ledger.errors import Usage, Word
from ledger.facts.event import Event
from ledger.facts.meeting.commands import (
    AnswerMeeting,
    CorrectMeeting,
    MissMeeting,
    ProposeMeeting,
    RecordMeeting,
    RetractMeeting,
)
from ledger.facts.meeting.events import (
    CoffeeHad,
    MeetingAgreed,
    MeetingCancelled,
    MeetingDeclined,
    MeetingMissed,
    MeetingProposed,
    MeetingReinstated,
    MeetingRetracted,
)
from ledger.facts.meeting.state import held, status
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

TWO = MeetingProposed(
    occurred_on=LAST_WEEK, form="coffee", participants=(ME, ADA), proposed_by=ME
)
THREE = MeetingProposed(
    occurred_on=LAST_WEEK,
    form="lunch",
    participants=(ME, ADA, BOB),
    proposed_by=ADA,
    planned_for=YESTERDAY,
)
HELD = CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA))


def propose(**given_: Any) -> ProposeMeeting:
    return ProposeMeeting(
        **{
            "form": "coffee",
            "participants": (ADA, ME),
            "proposed_by": ME,
            "on": TODAY,
            **given_,
        }
    )


def answer(
    by: str, said: Literal["agree", "decline", "cancel"], **given_: Any
) -> AnswerMeeting:
    return AnswerMeeting(
        **{"answer": said, "by": by, "on": TODAY, "today": TODAY, **given_}
    )


def miss(by: str, **given_: Any) -> MissMeeting:
    return MissMeeting(**{"missed_by": by, "on": YESTERDAY, "today": TODAY, **given_})


def agreed(by: str) -> MeetingAgreed:
    return MeetingAgreed(occurred_on=TODAY, by=by)


def declined(by: str) -> MeetingDeclined:
    return MeetingDeclined(occurred_on=TODAY, by=by)


def cancelled(by: str) -> MeetingCancelled:
    return MeetingCancelled(occurred_on=TODAY, by=by)


def missed(by: str, plan: MeetingProposed = TWO) -> MeetingMissed:
    return MeetingMissed(
        occurred_on=YESTERDAY, missed_by=by, participants=plan.participants
    )


def test_a_meeting_is_proposed() -> None:
    given("meeting").when(
        propose(planned_for=TOMORROW, place=" Procope", note="")
    ).then(
        MeetingProposed(
            occurred_on=TODAY,
            form="coffee",
            participants=(ME, ADA),
            proposed_by=ME,
            planned_for=TOMORROW,
            place="Procope",
        )
    )


def test_a_plan_needs_no_day() -> None:
    given("meeting").when(propose()).then(
        MeetingProposed(
            occurred_on=TODAY, form="coffee", participants=(ME, ADA), proposed_by=ME
        )
    )


def test_a_plan_for_a_day_before_it_was_proposed_is_refused() -> None:
    given("meeting").when(propose(planned_for=YESTERDAY)).refused("before it was made")


def test_a_proposal_of_tomorrow_is_refused() -> None:
    given("meeting").when(propose(on=TOMORROW, today=TODAY)).refused("in the future")


def test_a_proposal_before_1900_is_refused() -> None:
    given("meeting").when(propose(on=LONG_AGO)).refused("before 1900")


def test_a_plan_with_nobody_is_refused() -> None:
    given("meeting").when(propose(participants=())).refused("someone to meet")


def test_a_plan_with_oneself_only_is_refused() -> None:
    given("meeting").when(propose(participants=(ME,))).refused("only yourself")


def test_a_plan_of_an_unknown_form_is_refused() -> None:
    given("meeting").when(propose(form="brunch")).refused(
        "No such kind of meeting", Usage
    )


def test_a_plan_proposed_by_who_will_not_be_there_is_refused() -> None:
    given("meeting").when(propose(proposed_by=BOB)).refused(
        "Only a participant can propose"
    )


@pytest.mark.parametrize("history", [(TWO,), (HELD,), (TWO, MeetingRetracted())])
def test_a_gathering_is_proposed_once(history: tuple[Event, ...]) -> None:
    given("meeting", *history).when(propose()).refused("already proposed")


def test_a_plan_is_agreed_declined_or_called_off() -> None:
    given("meeting", TWO).when(answer(ADA, "agree")).then(agreed(ADA))
    given("meeting", TWO).when(answer(ADA, "decline")).then(declined(ADA))
    given("meeting", TWO, agreed(ADA)).when(answer(ME, "cancel")).then(cancelled(ME))


@pytest.mark.parametrize("said", ["agree", "decline", "cancel"])
def test_answering_what_was_never_proposed_is_refused(
    said: Literal["agree", "decline", "cancel"],
) -> None:
    given("meeting").when(answer(ADA, said)).refused("No plan was recorded")
    given("meeting", TWO, MeetingRetracted()).when(answer(ADA, said)).refused(
        "No plan was recorded"
    )


def test_an_answer_by_who_was_not_asked_is_refused() -> None:
    given("meeting", TWO).when(answer(BOB, "agree")).refused(
        "Only a participant can answer"
    )


def test_an_answer_of_tomorrow_is_refused() -> None:
    given("meeting", TWO).when(answer(ADA, "agree", on=TOMORROW)).refused(
        "in the future"
    )


def test_agreeing_twice_is_refused() -> None:
    given("meeting", TWO, agreed(ADA)).when(answer(ADA, "agree")).refused(
        "already agreed to this plan"
    )


def test_declining_twice_is_refused() -> None:
    given("meeting", TWO, declined(ADA)).when(answer(ADA, "decline")).refused(
        "declined this plan"
    )
    given("meeting", THREE, declined(BOB)).when(answer(BOB, "decline")).refused(
        "declined this plan"
    )


def test_calling_off_what_one_declined_is_refused() -> None:
    given("meeting", THREE, declined(BOB)).when(answer(BOB, "cancel")).refused(
        "declined this plan"
    )


@pytest.mark.parametrize("said", ["agree", "decline", "cancel"])
@pytest.mark.parametrize(
    ("end", "word"),
    [(cancelled(ME), "cancelled"), (missed(ADA), "missed"), (HELD, "held")],
)
def test_answering_a_plan_that_is_over_is_refused_in_words_that_can_be_translated(
    said: Literal["agree", "decline", "cancel"], end: Event, word: str
) -> None:
    refusal = (
        given("meeting", TWO, end).when(answer(ADA, said)).refused("This plan is over")
    )
    assert refusal.details == {"status": word}
    assert isinstance(refusal.details["status"], Word)


def test_agreeing_to_what_was_cancelled_is_refused() -> None:
    given("meeting", TWO, agreed(ADA), cancelled(ADA)).when(
        answer(ADA, "agree")
    ).refused("This plan is over")


def test_agreeing_to_what_everybody_else_declined_is_refused() -> None:
    given("meeting", TWO, declined(ADA)).when(answer(ME, "agree")).refused(
        "This plan is over"
    )
    given("meeting", TWO, declined(ADA)).when(answer(ADA, "agree")).refused(
        "declined this plan"
    )


def test_one_may_change_ones_mind_and_decline_what_one_agreed_to() -> None:
    given("meeting", TWO, agreed(ADA)).when(answer(ADA, "decline")).then(declined(ADA))
    assert status(given("meeting", TWO, agreed(ADA), declined(ADA)).state) == "declined"


def test_one_may_change_ones_mind_and_join_a_plan_that_still_stands() -> None:
    given("meeting", THREE, declined(BOB)).when(answer(BOB, "agree")).then(agreed(BOB))
    assert status(given("meeting", THREE, declined(BOB), agreed(BOB)).state) == "agreed"


def test_a_plan_of_three_stands_while_two_are_left() -> None:
    assert status(given("meeting", THREE, declined(BOB)).state) == "proposed"
    assert status(given("meeting", THREE, declined(BOB), agreed(ME)).state) == "agreed"
    assert (
        status(given("meeting", THREE, declined(BOB), agreed(ME), declined(ME)).state)
        == "declined"
    )


def test_declining_what_nobody_else_agreed_to_takes_the_agreement_back() -> None:
    assert (
        status(given("meeting", THREE, agreed(BOB), declined(BOB)).state) == "proposed"
    )


def test_a_plan_that_then_happens_is_held() -> None:
    command = RecordMeeting(
        form="coffee", participants=(ME, ADA), on=YESTERDAY, today=TODAY
    )
    for before in ((), (agreed(ADA),), (declined(ADA),), (cancelled(ME),)):
        given("meeting", TWO, *before).when(command).then(HELD)
        assert status(given("meeting", TWO, *before, HELD).state) == "held"


def test_who_came_may_be_others_than_planned() -> None:
    command = RecordMeeting(
        form="coffee", participants=(ME, CLEO), on=YESTERDAY, today=TODAY
    )
    given("meeting", TWO).when(command).then(
        CoffeeHad(occurred_on=YESTERDAY, participants=(ME, CLEO))
    )


def test_somebody_did_not_come() -> None:
    given("meeting", TWO, agreed(ADA)).when(miss(ADA)).then(missed(ADA))
    assert status(given("meeting", TWO, agreed(ADA), missed(ADA)).state) == "missed"


def test_missing_in_the_future_is_refused() -> None:
    given("meeting", TWO).when(miss(ADA, on=TOMORROW)).refused("in the future")


def test_missing_what_was_never_proposed_is_refused() -> None:
    given("meeting").when(miss(ADA)).refused("No plan was recorded")
    given("meeting", HELD).when(miss(ADA)).refused("No plan was recorded")


def test_missing_by_who_was_not_asked_is_refused() -> None:
    given("meeting", TWO).when(miss(BOB)).refused("Only a participant can answer")


@pytest.mark.parametrize(
    ("end", "word"), [(cancelled(ME), "cancelled"), (declined(ADA), "declined")]
)
def test_missing_what_was_called_off_or_declined_is_refused(
    end: Event, word: str
) -> None:
    refusal = given("meeting", TWO, end).when(miss(ME)).refused("no one could miss it")
    assert refusal.details == {"status": word}
    assert isinstance(refusal.details["status"], Word)


def test_who_declined_did_not_miss_it() -> None:
    given("meeting", THREE, declined(BOB)).when(miss(BOB)).refused("could not miss it")


def test_who_was_there_did_not_miss_it() -> None:
    given("meeting", TWO, HELD).when(miss(ADA)).refused(
        "recorded as held with that person"
    )


def test_missing_twice_is_refused() -> None:
    given("meeting", TWO, missed(ADA)).when(miss(ADA)).refused("already recorded")


def test_two_may_miss_the_same_meeting() -> None:
    given("meeting", THREE, missed(ADA, THREE)).when(miss(BOB)).then(missed(BOB, THREE))


def test_the_others_meet_without_who_did_not_come() -> None:
    lunch = RecordMeeting(
        form="coffee", participants=(ME, ADA), on=YESTERDAY, today=TODAY
    )
    given("meeting", THREE, missed(BOB, THREE)).when(lunch).then(HELD)
    given("meeting", THREE, HELD).when(miss(BOB)).then(missed(BOB, THREE))
    assert status(given("meeting", THREE, HELD, missed(BOB, THREE)).state) == "held"


def test_recording_a_meeting_with_who_did_not_come_is_refused() -> None:
    coffee = RecordMeeting(
        form="coffee", participants=(ME, ADA), on=YESTERDAY, today=TODAY
    )
    given("meeting", TWO, missed(ADA)).when(coffee).refused(
        "recorded that one of them missed this meeting"
    )


def test_correcting_a_meeting_to_one_with_who_did_not_come_is_refused() -> None:
    history = (THREE, HELD, missed(BOB, THREE))
    given("meeting", *history).when(
        CorrectMeeting(today=TODAY, participants=(ME, ADA, BOB))
    ).refused("recorded that one of them missed this meeting")


def test_correcting_a_plan_is_refused() -> None:
    given("meeting", TWO).when(CorrectMeeting(today=TODAY, minutes=5)).refused(
        "nothing to correct"
    )


def test_one_step_of_a_plan_is_retracted_and_the_rest_stands() -> None:
    given("meeting", TWO, agreed(ADA)).when(RetractMeeting(event=2)).then(
        MeetingRetracted(event=2)
    )
    assert (
        status(given("meeting", TWO, agreed(ADA), MeetingRetracted(event=2)).state)
        == "proposed"
    )
    assert (
        status(given("meeting", TWO, cancelled(ADA), MeetingRetracted(event=2)).state)
        == "proposed"
    )
    assert (
        status(given("meeting", TWO, missed(ADA), MeetingRetracted(event=2)).state)
        == "proposed"
    )


def test_a_retracted_meeting_leaves_its_plan() -> None:
    state = given("meeting", TWO, agreed(ADA), HELD, MeetingRetracted(event=3)).state
    assert (held(state), status(state)) == (None, "agreed")


def test_a_retracted_proposal_leaves_no_plan() -> None:
    assert (
        status(given("meeting", TWO, agreed(ADA), MeetingRetracted(event=1)).state)
        is None
    )


def test_a_reinstated_step_counts_again() -> None:
    history = (TWO, agreed(ADA), MeetingRetracted(event=2), MeetingReinstated(event=2))
    assert status(given("meeting", *history).state) == "agreed"
