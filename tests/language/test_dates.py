"""The days people type, read back; and the days we show."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import language
from ledger.errors import Usage
from ledger.facts.base import Precision
from ledger.language.dates import Day, day_comes_first, read_date, show_date

TODAY = date(2026, 11, 23)

DAYS = st.dates()
COUNTS = st.integers(0, 20_000)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2026-11-20", date(2026, 11, 20), "day"),
        ("2026-11", date(2026, 11, 1), "month"),
        ("2009", date(2009, 1, 1), "year"),
        ("2026-1-5", date(2026, 1, 5), "day"),
        ("2024-02-29", date(2024, 2, 29), "day"),
        ("today", TODAY, "day"),
        ("  Today ", TODAY, "day"),
        ("yesterday", date(2026, 11, 22), "day"),
        ("day before yesterday", date(2026, 11, 21), "day"),
        ("aujourd'hui", TODAY, "day"),
        ("Aujourd’hui", TODAY, "day"),
        ("HIER", date(2026, 11, 22), "day"),
        ("avant-hier", date(2026, 11, 21), "day"),
        ("avant hier", date(2026, 11, 21), "day"),
        ("demain", date(2026, 11, 24), "day"),
        ("tomorrow", date(2026, 11, 24), "day"),
        ("-3d", date(2026, 11, 20), "day"),
        ("-3j", date(2026, 11, 20), "day"),
        ("- 3 J", date(2026, 11, 20), "day"),
        ("-0d", TODAY, "day"),
        ("1 day ago", date(2026, 11, 22), "day"),
        ("3 days  ago", date(2026, 11, 20), "day"),
        ("il y a 1 jour", date(2026, 11, 22), "day"),
        ("il y a 30 jours", date(2026, 10, 24), "day"),
        ("12/11/2026", date(2026, 11, 12), "day"),
        ("1.2.2026", date(2026, 2, 1), "day"),
    ],
)
@pytest.mark.parametrize("spoken", language.LANGUAGES)
def test_a_day_is_read_in_either_language_whatever_the_current_one(
    text: str, day: date, precision: Precision, spoken: language.Language
) -> None:
    language.use(spoken)
    assert read_date(text, TODAY) == Day(day, precision)


@pytest.mark.parametrize(
    "text",
    [
        *["", " ", "someday", "2026-", "26-11-20", "20261120", "2026-11-20T10:00", "12/11/26", "2026/11/12"],
        *["-3", "3d", "-3x", "--3d", "-٣d", "٣ days ago", "3 days", "il y a jours", "yesterday today"],
    ],
)
def test_what_names_no_day_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Usage, match=r"not understood as a date: write it like 2026-11-20"):
        read_date(text, TODAY)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2025-02-29", "2026-13", "0000", "31/04/2026", "11/20/2026", "-999999999999d"]
)
def test_a_day_that_cannot_be_is_refused_as_such(text: str) -> None:
    with pytest.raises(Usage, match="There is no such day as"):
        read_date(text, TODAY)


def test_a_refusal_names_the_text_and_shows_it_safely() -> None:
    with pytest.raises(Usage) as refusal:
        read_date("\x1b[2Jsoon", TODAY)
    assert str(refusal.value).startswith("<U+001B>[2Jsoon is not understood")


def test_the_month_comes_first_where_the_reader_says_so() -> None:
    assert read_date("11/12/2026", TODAY, day_first=False).day == date(2026, 11, 12)
    with pytest.raises(Usage):
        read_date("20/11/2026", TODAY, day_first=False)


@pytest.mark.parametrize(
    ("environment", "first"),
    [
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "fr_FR.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "fr_FR.UTF-8"}, True),
        ({"LC_ALL": "en_US", "LC_TIME": "fr_FR.UTF-8"}, False),
    ],
)
def test_the_day_comes_first_but_in_the_united_states(environment: dict[str, str], first: bool) -> None:
    assert day_comes_first(environment) is first


@given(DAYS)
def test_every_iso_day_is_read_back(day: date) -> None:
    assert read_date(day.isoformat(), TODAY) == Day(day, "day")


@given(DAYS, st.booleans())
def test_every_day_in_numbers_is_read_back(day: date, day_first: bool) -> None:
    form = "{0.day}/{0.month}/{0.year:04}" if day_first else "{0.month}/{0.day}/{0.year:04}"
    assert read_date(form.format(day), TODAY, day_first=day_first) == Day(day, "day")


@given(COUNTS, st.sampled_from(["-{}d", "-{}j", "{} days ago", "il y a {} jours"]))
def test_so_many_days_ago_is_so_many_days_before_today(days: int, form: str) -> None:
    assert read_date(form.format(days), TODAY) == Day(TODAY - timedelta(days=days), "day")


@given(st.text())
def test_any_text_is_a_day_or_a_refusal(text: str) -> None:
    try:
        assert isinstance(read_date(text, TODAY), Day)
    except Usage as refusal:
        assert str(refusal)  # noqa: PT017  either is right


@pytest.mark.parametrize(
    ("day", "precision", "english", "french"),
    [
        (date(2026, 11, 20), "day", "20 November 2026", "20 novembre 2026"),
        (date(2026, 1, 1), "day", "1 January 2026", "1er janvier 2026"),
        (date(2026, 1, 11), "day", "11 January 2026", "11 janvier 2026"),
        (date(2026, 11, 1), "month", "November 2026", "novembre 2026"),
        (date(2026, 8, 1), "month", "August 2026", "août 2026"),
        (date(2009, 1, 1), "year", "2009", "2009"),
    ],
)
def test_a_day_is_shown_as_precisely_as_it_is_known(
    day: date, precision: Precision, english: str, french: str
) -> None:
    assert show_date(day, precision) == english
    assert show_date(day, precision, "fr") == french
    language.use("fr")
    assert show_date(day, precision) == french


@given(DAYS, st.sampled_from(language.LANGUAGES))
def test_two_days_are_never_shown_alike(day: date, spoken: language.Language) -> None:
    other = date.fromordinal(max(1, day.toordinal() - 1))
    assert (show_date(day, "day", spoken) == show_date(other, "day", spoken)) is (day == other)
