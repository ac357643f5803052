"""Old friends: many meetings at once, spread over the time they fell in."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.cli.backfill import spread
from ledger.facts.event import Precision
from ledger.facts.rules import first_day
from ledger.language.dates import Day
from tests.cli.conftest import Handshake

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 1, 1), TODAY)
PRECISIONS: st.SearchStrategy[Precision] = st.sampled_from(("day", "month", "year"))


def year(number: int) -> Day:
    return Day(date(number, 1, 1), "year")


def month(number: int, of: int) -> Day:
    return Day(date(number, of, 1), "month")


@pytest.mark.parametrize(
    ("times", "first", "last", "days"),
    [
        (1, year(2012), year(2015), [year(2014)]),
        (4, year(2012), year(2015), [year(2012), year(2013), year(2014), year(2015)]),
        (2, year(2012), year(2015), [year(2013), year(2015)]),
        (1, year(2012), year(2012), [year(2012)]),
        (2, year(2012), year(2012), [month(2012, 4), month(2012, 10)]),
        (
            3,
            month(2012, 3),
            month(2012, 5),
            [month(2012, 3), month(2012, 4), month(2012, 5)],
        ),
        (2, month(2012, 3), month(2012, 3), [month(2012, 3), month(2012, 3)]),
        (2, year(2026), year(2026), [month(2026, 3), month(2026, 9)]),
        (
            1,
            Day(date(2012, 3, 14), "day"),
            Day(date(2012, 3, 20), "day"),
            [month(2012, 3)],
        ),
    ],
)
def test_meetings_are_spread_evenly(
    times: int, first: Day, last: Day, days: list[Day]
) -> None:
    assert spread(times, first, last, TODAY) == days


@given(st.integers(1, 200), DAYS, DAYS, PRECISIONS, PRECISIONS)
def test_a_spread_is_whole_within_the_time_and_as_even_as_can_be(
    times: int, one: date, other: date, precision: Precision, also: Precision
) -> None:
    first = Day(first_day(min(one, other), precision), precision)
    last = Day(first_day(max(one, other), also), also)
    if first.day > last.day:
        return
    days = spread(times, first, last, TODAY)
    assert days == sorted(days)
    assert len(days) == times
    assert {each.precision for each in days} <= {"month", "year"}
    assert first.day.replace(day=1) <= days[0].day
    assert days[-1].day <= TODAY
    assert last.precision == "year" or days[-1].day <= last.day
    counts = [days.count(each) for each in {*days}]
    assert max(counts) - min(counts) <= 1


@given(st.integers(1, 48))
def test_no_two_share_a_day_while_there_are_enough_months(times: int) -> None:
    assert len({*spread(times, year(2012), year(2015), TODAY)}) == times


def test_twenty_coffees_of_four_years_are_one_batch(handshake: Handshake) -> None:
    said = handshake.json(
        "past",
        "coffee",
        "Ada",
        "--times",
        "20",
        "--from",
        "2012",
        "--to",
        "2015",
        "--new",
    )
    met = [each for each in said["events"] if each["kind"] == "CoffeeHad"]
    assert len({each["occurred_on"] for each in met}) == len(met) == 20
    assert {each["precision"] for each in met} == {"month"}
    assert handshake.json("trust", "Ada")["days_met"] == 20
    handshake("undo")
    assert handshake.json("trust")["people"] == []


def test_minutes_count_for_each_meeting(handshake: Handshake) -> None:
    said = handshake.json(
        *[
            "past",
            "lunch",
            "Ada",
            "--times",
            "2",
            "--from",
            "mars 2012",
            "--to",
            "mai 2012",
        ],
        *["--minutes", "120", "--new"],
    )
    assert [
        each["minutes"] for each in said["events"] if each["kind"] == "LunchHad"
    ] == [120, 120]


def test_more_meetings_than_months_are_reported(handshake: Handshake) -> None:
    said = handshake(
        "past", "coffee", "Ada", "--times", "3", "--from", "2026-10", "--new"
    ).stderr
    assert "There are more meetings than months" in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--from", "2027"], 5, "2027 is in the future"),
        (["--from", "2012", "--to", "2027"], 5, "2027 is in the future"),
        (["--from", "2015", "--to", "2012"], 2, "2015 is after 2012"),
        (["--from", "1850", "--to", "1860"], 5, "before 1900"),
        (["--from", "été 2012"], 4, '"été 2012" runs from June 2012'),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    handshake: Handshake, words: list[str], code: int, said: str
) -> None:
    assert (
        said
        in handshake(
            "past", "coffee", "Ada", "--times", "2", *words, "--new", code=code
        ).stderr
    )


def test_a_form_and_a_person_have_to_be_known(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    assert (
        "siesta"
        in handshake(
            "past", "siesta", "Ada", "--times", "2", "--from", "2012", code=2
        ).stderr
    )
    assert (
        "Bob"
        in handshake(
            "past", "coffee", "Bob", "--times", "2", "--from", "2012", code=3
        ).stderr
    )
    assert (
        "1000"
        in handshake(
            "past", "coffee", "Ada", "--times", "1001", "--from", "2012", code=2
        ).stderr
    )


def test_the_last_day_is_shown_as_precisely_as_it_is_known(
    handshake: Handshake,
) -> None:
    handshake(
        "past",
        "coffee",
        "Ada",
        "--times",
        "20",
        "--from",
        "2012",
        "--to",
        "2015",
        "--new",
    )
    assert (
        "Met on 20 days, most recently November 2015."
        in handshake("trust", "Ada").stdout
    )
    assert handshake("trust").stdout.splitlines()[1].endswith("  November 2015")
    assert "last met: November 2015" in handshake("person", "show", "Ada").stdout
    handshake("lunch", "Ada", "--on", "2015-11-01")
    assert (
        handshake.french()("trust")
        .stdout.splitlines()[1]
        .endswith("  1er novembre 2015 (il y a 11 ans)")
    )
    handshake("coffee", "Bea", "--on", "2009", "--new")
    assert "2009" in handshake.french()("trust", "Bea").stdout
    assert handshake.json("trust", "Bea")["last_met"] == "2009-01-01"


def test_a_day_corrected_to_a_month_is_shown_as_the_month_and_back(
    handshake: Handshake,
) -> None:
    met = handshake.json("coffee", "Ada", "--on", "2015-11-01", "--new")["events"][-1][
        "id"
    ]
    assert (
        "Met on 1 day, 1 November 2015 (11 years ago)."
        in handshake("trust", "Ada").stdout
    )
    handshake("correct", met, "--on", "November 2015")
    assert "Met on 1 day, November 2015." in handshake("trust", "Ada").stdout
    assert handshake("trust").stdout.splitlines()[1].endswith("  November 2015")
    handshake("correct", met, "--on", "2015-11-01")
    assert (
        handshake("trust")
        .stdout.splitlines()[1]
        .endswith("  1 November 2015 (11 years ago)")
    )


@pytest.mark.parametrize(
    ("start", "end", "code", "said"),
    [
        ("2015", "2012", 2, "2015 vient après 2012"),
        ("mars 2015", "fevrier 2015", 2, "mars 2015 vient après février 2015"),
        ("2027", "2028", 5, "Date à venir (2027)"),
        ("2012", "avril 2027", 5, "Date à venir (avril 2027)"),
        ("1850", "2012", 5, "Date antérieure à 1900"),
        ("hier ou demain", "2012", 2, "Date non comprise"),
    ],
)
def test_a_time_that_cannot_be_is_refused_as_it_was_typed(
    handshake: Handshake, start: str, end: str, code: int, said: str
) -> None:
    words = (
        "past",
        "coffee",
        "Ada",
        "--times",
        "2",
        "--from",
        start,
        "--to",
        end,
        "--new",
    )
    assert said in handshake.french()(*words, code=code).stderr
    assert not handshake.ledger.exists()


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("fevrier 2010", "aout 2010", ["2010-03-01", "2010-07-01"]),
        ("déc. 2010", "janv 2011", ["2010-12-01", "2011-01-01"]),
        ("2012", "2012", ["2012-04-01", "2012-10-01"]),
    ],
)
def test_months_are_understood_without_their_accents(
    handshake: Handshake, start: str, end: str, days: list[str]
) -> None:
    handshake("person", "add", "Ada")
    said = handshake.json(
        "past", "coffee", "Ada", "--times", "2", "--from", start, "--to", end
    )
    assert [each["occurred_on"] for each in said["events"]] == days
