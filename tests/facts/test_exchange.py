from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.facts.exchange import (
    CorrectExchange,
    ExchangeCorrected,
    ExchangeReinstated,
    ExchangeRetracted,
    FavourGiven,
    FavourReceived,
    IntroductionMade,
    RecordFavour,
    RecordIntroduction,
    ReinstateExchange,
    RetractExchange,
)
from tests.facts.cast import (
    ADA,
    BOB,
    LAST_WEEK,
    LONG_AGO,
    ME,
    TODAY,
    TOMORROW,
    YESTERDAY,
)
from tests.facts.given import given

GIVEN = FavourGiven(occurred_on=YESTERDAY, owner=ME, person=ADA, note="read her paper")
INTRODUCED = IntroductionMade(occurred_on=YESTERDAY, by=ME, people=(ADA, BOB))


def favour(**said: Any) -> RecordFavour:
    return RecordFavour(
        **{
            "direction": "given",
            "owner": ME,
            "person": ADA,
            "on": YESTERDAY,
            "today": TODAY,
            **said,
        }
    )


def introduce(**said: Any) -> RecordIntroduction:
    return RecordIntroduction(
        **{"by": ME, "people": (BOB, ADA), "on": YESTERDAY, "today": TODAY, **said}
    )


def correct(**said: Any) -> CorrectExchange:
    return CorrectExchange(**{"today": TODAY, **said})


def test_a_favour_is_given_or_received() -> None:
    given("exchange").when(favour(note=" read her paper")).then(GIVEN)
    given("exchange").when(favour(direction="received")).then(
        FavourReceived(occurred_on=YESTERDAY, owner=ME, person=ADA)
    )


def test_an_introduction_names_the_introduced_in_one_order() -> None:
    given("exchange").when(introduce()).then(INTRODUCED)


def test_an_exchange_known_to_the_year_stands_on_its_first_day() -> None:
    first = date(2026, 1, 1)
    given("exchange").when(favour(precision="year")).then(
        FavourGiven(occurred_on=first, precision="year", owner=ME, person=ADA)
    )
    given("exchange").when(introduce(precision="year")).then(
        IntroductionMade(occurred_on=first, precision="year", by=ME, people=(ADA, BOB))
    )


@pytest.mark.parametrize("make", [favour, introduce])
def test_an_exchange_in_the_future_is_refused(make: Any) -> None:
    given("exchange").when(make(on=TOMORROW)).refused("in the future")


@pytest.mark.parametrize("make", [favour, introduce])
def test_an_exchange_before_1900_is_refused(make: Any) -> None:
    given("exchange").when(make(on=LONG_AGO)).refused("before 1900")


@pytest.mark.parametrize("make", [favour, introduce])
def test_an_exchange_is_recorded_once(make: Any) -> None:
    given("exchange", GIVEN).when(make()).refused("already recorded")


def test_a_favour_to_oneself_is_refused() -> None:
    given("exchange").when(favour(person=ME)).refused("cannot do yourself a favour")


@pytest.mark.parametrize("people", [(), (ADA,), (ADA, ADA), (ADA, ME)])
def test_an_introduction_of_fewer_than_two_others_is_refused(
    people: tuple[str, ...],
) -> None:
    given("exchange").when(introduce(people=people)).refused("three people")


def test_a_correction_says_only_what_changes() -> None:
    given("exchange", GIVEN).when(
        correct(on=LAST_WEEK, precision="day", note="read her paper ")
    ).then(ExchangeCorrected(occurred_on=LAST_WEEK))
    given("exchange", GIVEN).when(correct(note="read his paper")).then(
        ExchangeCorrected(note="read his paper")
    )
    given("exchange", GIVEN).when(correct(precision="month")).then(
        ExchangeCorrected(occurred_on=date(2026, 11, 1), precision="month")
    )


def test_a_correction_that_changes_nothing_says_nothing() -> None:
    given("exchange", GIVEN).when(correct(on=YESTERDAY)).then_nothing()
    given("exchange", INTRODUCED).when(correct(note=" ")).then_nothing()


def test_a_note_can_be_taken_away() -> None:
    given("exchange", GIVEN).when(correct(note="")).then(ExchangeCorrected(note=""))
    assert given(
        "exchange", GIVEN, ExchangeCorrected(note="")
    ).state.made == FavourGiven(occurred_on=YESTERDAY, owner=ME, person=ADA)


def test_corrections_apply_in_the_order_of_the_stream() -> None:
    history = (
        INTRODUCED,
        ExchangeCorrected(occurred_on=LAST_WEEK),
        ExchangeCorrected(note="by mail"),
    )
    assert given("exchange", *history).state.made == IntroductionMade(
        occurred_on=LAST_WEEK, by=ME, people=(ADA, BOB), note="by mail"
    )


def test_a_correction_into_the_future_is_refused() -> None:
    given("exchange", GIVEN).when(correct(on=TOMORROW)).refused("in the future")


def test_correcting_what_was_retracted_is_refused() -> None:
    given("exchange", GIVEN, ExchangeRetracted()).when(correct(note="x")).refused(
        "reinstate it before"
    )


def test_correcting_what_was_never_recorded_is_refused() -> None:
    given("exchange").when(correct(note="x")).refused("nothing to correct")


def test_an_exchange_is_retracted_and_reinstated() -> None:
    given("exchange", GIVEN).when(RetractExchange(why=" it was Bob ")).then(
        ExchangeRetracted(why="it was Bob")
    )
    given("exchange", GIVEN, ExchangeRetracted()).when(ReinstateExchange()).then(
        ExchangeReinstated()
    )


def test_retracting_twice_is_refused() -> None:
    given("exchange", GIVEN, ExchangeRetracted()).when(RetractExchange()).refused(
        "already retracted"
    )


def test_retracting_where_nothing_was_recorded_is_refused() -> None:
    given("exchange").when(RetractExchange()).refused("Nothing here to retract")


def test_reinstating_what_was_not_retracted_is_refused() -> None:
    given("exchange", GIVEN, ExchangeRetracted(), ExchangeReinstated()).when(
        ReinstateExchange()
    ).refused("was not retracted")
