from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from ledger.errors import Usage, Word
from ledger.facts.connection.decide import (
    AnswerRequest,
    CountMessages,
    Disconnect,
    RecordConnection,
    ReinstateConnection,
    RequestConnection,
    RetractConnection,
)
from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionReinstated,
    ConnectionRemoved,
    ConnectionRequested,
    ConnectionRetracted,
    ConnectionWithdrawn,
    MessagesExchanged,
    messages,
    standing,
)
from tests.facts.cast import ADA, LAST_WEEK, LONG_AGO, ME, TODAY, TOMORROW, YESTERDAY
from tests.facts.given import given

WHO: dict[str, Any] = {"owner": ME, "person": ADA, "network": "linkedin"}
NOW: dict[str, Any] = {**WHO, "on": TODAY, "today": TODAY}


def at(day: date | None) -> dict[str, Any]:
    return {**WHO, "occurred_on": day, "precision": "day" if day else None}


REQUESTED = ConnectionRequested(**at(LAST_WEEK), direction="sent")
RECEIVED = ConnectionRequested(**at(LAST_WEEK), direction="received")
ACCEPTED = ConnectionAccepted(**at(YESTERDAY))
DECLINED = ConnectionDeclined(**at(YESTERDAY))
WITHDRAWN = ConnectionWithdrawn(**at(YESTERDAY))
REMOVED = ConnectionRemoved(**at(TODAY))


def test_a_connection_is_requested() -> None:
    given("connection").when(
        RequestConnection(**NOW, direction="sent", message=" Bonjour ! ")
    ).then(ConnectionRequested(**at(TODAY), direction="sent", message="Bonjour !"))


def test_without_a_day_a_request_is_of_today() -> None:
    given("connection").when(
        RequestConnection(**{**NOW, "on": None}, direction="sent")
    ).then(ConnectionRequested(**at(TODAY), direction="sent"))


def test_a_network_is_one_word_in_lower_case() -> None:
    given("connection").when(
        RequestConnection(**{**NOW, "network": " LinkedIn "}, direction="sent")
    ).then(ConnectionRequested(**at(TODAY), direction="sent"))


@pytest.mark.parametrize(
    "name", ["", " ", "camille@example.org", "Camille Lefèvre", "a" * 33, "réseau"]
)
def test_what_is_no_name_of_a_network_is_refused_for_it_stands_in_clear(
    name: str,
) -> None:
    given("connection").when(
        RequestConnection(**{**NOW, "network": name}, direction="sent")
    ).refused("not a network", Usage)


def test_being_connected_to_oneself_is_refused() -> None:
    given("connection").when(
        RequestConnection(**{**NOW, "person": ME}, direction="sent")
    ).refused("yourself")


def test_a_click_of_tomorrow_is_refused() -> None:
    given("connection").when(
        RequestConnection(**{**NOW, "on": TOMORROW}, direction="sent")
    ).refused("in the future")


def test_a_click_before_1900_is_refused() -> None:
    given("connection").when(
        RecordConnection(**{**NOW, "on": LONG_AGO}, fact="accepted")
    ).refused("before 1900")


def test_requesting_twice_is_refused() -> None:
    given("connection", REQUESTED).when(
        RequestConnection(**NOW, direction="sent")
    ).refused("already pending")


def test_requesting_who_is_connected_is_refused() -> None:
    given("connection", REQUESTED, ACCEPTED).when(
        RequestConnection(**NOW, direction="sent")
    ).refused("already connected")


@pytest.mark.parametrize(
    "end", [DECLINED, WITHDRAWN, REMOVED], ids=lambda event: type(event).__name__
)
def test_what_is_over_can_be_requested_again(end: ConnectionDeclined) -> None:
    given("connection", REQUESTED, end).when(
        RequestConnection(**NOW, direction="received")
    ).then(ConnectionRequested(**at(TODAY), direction="received"))


def test_a_request_is_accepted_or_declined() -> None:
    given("connection", RECEIVED).when(AnswerRequest(**NOW, answer="accept")).then(
        ConnectionAccepted(**at(TODAY))
    )
    given("connection", RECEIVED).when(AnswerRequest(**NOW, answer="decline")).then(
        ConnectionDeclined(**at(TODAY))
    )


def test_accepting_what_was_never_requested_is_refused_with_the_way_to_say_it() -> None:
    given("connection").when(AnswerRequest(**NOW, answer="accept")).refused(
        "connect PERSON --accepted"
    )


@pytest.mark.parametrize(
    ("end", "word"),
    [
        (ACCEPTED, "accepted"),
        (DECLINED, "declined"),
        (WITHDRAWN, "withdrawn"),
        (REMOVED, "removed"),
    ],
)
def test_accepting_what_is_over_is_refused_in_words_that_can_be_translated(
    end: ConnectionAccepted, word: str
) -> None:
    refusal = (
        given("connection", REQUESTED, end)
        .when(AnswerRequest(**NOW, answer="accept"))
        .refused("is closed")
    )
    assert refusal.details == {"standing": word}
    assert isinstance(refusal.details["standing"], Word)


def test_declining_twice_is_refused() -> None:
    given("connection", RECEIVED, DECLINED).when(
        AnswerRequest(**NOW, answer="decline")
    ).refused("is closed")


def test_an_answer_before_the_request_is_refused() -> None:
    earlier = {**NOW, "on": date(2026, 11, 1)}
    given("connection", RECEIVED).when(
        AnswerRequest(**earlier, answer="accept")
    ).refused("when this connection last")


def test_a_connection_is_removed_and_a_request_withdrawn() -> None:
    given("connection", REQUESTED, ACCEPTED).when(Disconnect(**NOW)).then(REMOVED)
    given("connection", REQUESTED).when(Disconnect(**NOW)).then(
        ConnectionWithdrawn(**at(TODAY))
    )


@pytest.mark.parametrize("history", [(), (REQUESTED, DECLINED), (ACCEPTED, REMOVED)])
def test_removing_what_is_no_connection_is_refused(
    history: tuple[ConnectionAccepted, ...],
) -> None:
    given("connection", *history).when(Disconnect(**NOW)).refused("not connected")


def test_a_fact_is_recorded_whatever_is_known() -> None:
    given("connection").when(RecordConnection(**NOW, fact="accepted")).then(
        ConnectionAccepted(**at(TODAY))
    )
    given("connection", REMOVED).when(
        RecordConnection(**{**NOW, "on": LAST_WEEK}, fact="requested")
    ).then(REQUESTED)


def test_a_fact_without_a_day_is_recorded_with_null() -> None:
    given("connection").when(
        RecordConnection(**{**NOW, "on": None}, fact="accepted")
    ).then(ConnectionAccepted(**at(None)))


def test_a_fact_known_to_the_month_stands_on_its_first_day() -> None:
    given("connection").when(
        RecordConnection(**NOW, fact="accepted", precision="month")
    ).then(replace(ACCEPTED, occurred_on=date(2026, 11, 1), precision="month"))


def test_a_fact_that_is_known_says_nothing() -> None:
    known = {**NOW, "on": YESTERDAY}
    given("connection", ACCEPTED).when(
        RecordConnection(**known, fact="accepted")
    ).then_nothing()
    given("connection", ACCEPTED).when(
        RecordConnection(**{**NOW, "on": None}, fact="accepted")
    ).then_nothing()
    given("connection", ConnectionAccepted(**at(None))).when(
        RecordConnection(**known, fact="accepted")
    ).then(ACCEPTED)


def test_a_retracted_fact_can_be_recorded_again() -> None:
    history = (ACCEPTED, ConnectionRetracted(event=1))
    given("connection", *history).when(
        RecordConnection(**{**NOW, "on": YESTERDAY}, fact="accepted")
    ).then(ACCEPTED)


@pytest.mark.parametrize("history", list(permutations((RECEIVED, ACCEPTED, REMOVED))))
def test_how_a_connection_stands_follows_the_days_and_not_the_order_of_recording(
    history: tuple[ConnectionAccepted, ...],
) -> None:
    assert standing(given("connection", *history).state) == "removed"


@pytest.mark.parametrize(
    "history", list(permutations((replace(RECEIVED, occurred_on=YESTERDAY), ACCEPTED)))
)
def test_a_request_of_the_day_it_was_accepted_leaves_people_connected(
    history: tuple[ConnectionAccepted, ...],
) -> None:
    assert standing(given("connection", *history).state) == "accepted"


def test_a_fact_without_a_day_comes_before_all_others() -> None:
    assert (
        standing(given("connection", REMOVED, ConnectionAccepted(**at(None))).state)
        == "removed"
    )


def test_nothing_asked_stands_nowhere() -> None:
    assert standing(given("connection").state) is None
    assert (
        standing(
            given("connection", MessagesExchanged(**WHO, count=2, through=TODAY)).state
        )
        is None
    )


def test_messages_are_counted_as_an_increase() -> None:
    given("connection").when(CountMessages(**NOW, total=12)).then(
        MessagesExchanged(**WHO, count=12, through=TODAY)
    )
    given("connection", MessagesExchanged(**WHO, count=12, through=YESTERDAY)).when(
        CountMessages(**NOW, total=15)
    ).then(MessagesExchanged(**WHO, count=3, through=TODAY))


@pytest.mark.parametrize("total", [0, 11, 12])
def test_a_count_that_did_not_grow_says_nothing(total: int) -> None:
    given("connection", MessagesExchanged(**WHO, count=12, through=TODAY)).when(
        CountMessages(**NOW, total=total)
    ).then_nothing()


def test_a_retracted_count_is_counted_anew() -> None:
    history = (
        MessagesExchanged(**WHO, count=12, through=None),
        ConnectionRetracted(event=1),
    )
    assert messages(given("connection", *history).state) == 0
    given("connection", *history).when(
        CountMessages(**{**NOW, "on": None}, total=12)
    ).then(MessagesExchanged(**WHO, count=12, through=None))


def test_one_event_is_retracted_and_reinstated() -> None:
    given("connection", REQUESTED, ACCEPTED).when(
        RetractConnection(event=2, why=" a slip ")
    ).then(ConnectionRetracted(event=2, why="a slip"))
    given("connection", REQUESTED, ConnectionRetracted(event=1)).when(
        ReinstateConnection(event=1)
    ).then(ConnectionReinstated(event=1))


def test_what_was_retracted_does_not_count() -> None:
    assert (
        standing(
            given("connection", REQUESTED, ACCEPTED, ConnectionRetracted(event=2)).state
        )
        == "requested"
    )


def test_retracting_twice_is_refused() -> None:
    given("connection", REQUESTED, ConnectionRetracted(event=1)).when(
        RetractConnection(event=1)
    ).refused("already retracted")


@pytest.mark.parametrize("event", [0, 2, 3])
def test_retracting_what_is_not_there_is_refused(event: int) -> None:
    history = (REQUESTED, ConnectionRetracted(event=1), ConnectionReinstated(event=1))
    given("connection", *history).when(RetractConnection(event=event)).refused(
        "Nothing here to retract"
    )


def test_reinstating_what_was_not_retracted_is_refused() -> None:
    given("connection", REQUESTED).when(ReinstateConnection(event=1)).refused(
        "was not retracted"
    )
