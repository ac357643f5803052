"""The days people type, read back; and the days we show."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import language
from ledger.errors import Ambiguous, LedgerError, Usage
from ledger.facts.event import Precision
from ledger.facts.rules import first_day
from ledger.language.cldr import WEEKDAYS
from ledger.language.dates import Day, day_comes_first, read_date
from ledger.language.phrases import show_date

TODAY = date(2026, 11, 23)

DAYS = st.dates(min_value=date(1000, 1, 1))
PRECISIONS: st.SearchStrategy[Precision] = st.sampled_from(("day", "month", "year"))
COUNTS = st.integers(0, 20_000)


def test_a_refusal_names_the_text_and_shows_it_safely() -> None:
    with pytest.raises(Usage) as refusal:
        read_date("\x1b[2Jsoon", TODAY)
    assert str(refusal.value).startswith('Date not understood: "<U+001B>[2Jsoon"')


@pytest.mark.parametrize(
    ("environment", "first"),
    [
        ({}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "fr_FR.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_TIME": "fr_FR.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "HANDSHAKE_LANG": "fr"}, True),
        ({"LC_ALL": "en_US", "LC_TIME": "fr_FR.UTF-8"}, False),
    ],
)
def test_the_day_comes_first_but_in_the_united_states(
    environment: dict[str, str], first: bool
) -> None:
    assert day_comes_first(environment) is first


@given(DAYS)
def test_every_iso_day_is_read_back(day: date) -> None:
    assert read_date(day.isoformat(), TODAY) == Day(day, "day")


@given(DAYS, st.booleans())
def test_every_day_in_numbers_is_read_back(day: date, day_first: bool) -> None:
    form = (
        "{0.day}/{0.month}/{0.year:04}"
        if day_first
        else "{0.month}/{0.day}/{0.year:04}"
    )
    assert read_date(form.format(day), TODAY, day_first=day_first) == Day(day, "day")


@pytest.mark.parametrize(
    "text", ["3.11.2026", "le 3/11/2026", "le 3/11", "mardi le 3/11"]
)
def test_the_day_comes_first_even_there_where_it_is_written_so(text: str) -> None:
    assert read_date(text, TODAY, day_first=False) == Day(date(2026, 11, 3), "day")
    assert read_date("3/11", TODAY, day_first=False) == Day(date(2026, 3, 11), "day")


@given(COUNTS, st.sampled_from(["-{}d", "-{}j", "{} days ago", "il y a {} jours"]))
def test_so_many_days_ago_is_so_many_days_before_today(days: int, form: str) -> None:
    assert read_date(form.format(days), TODAY) == Day(
        TODAY - timedelta(days=days), "day"
    )


@given(DAYS, PRECISIONS, st.sampled_from(language.LANGUAGES), st.booleans())
def test_what_is_shown_is_read_back(
    day: date, precision: Precision, spoken: language.Language, day_first: bool
) -> None:
    shown = show_date(day, precision, spoken)
    assert read_date(shown, TODAY, day_first=day_first) == Day(
        first_day(day, precision), precision
    )


@given(DAYS, st.sampled_from(language.LANGUAGES))
def test_a_day_is_read_back_with_its_day_of_the_week_and_refused_with_another(
    day: date, spoken: language.Language
) -> None:
    right, wrong = (WEEKDAYS[spoken][(day.weekday() + shift) % 7] for shift in (0, 3))
    shown = show_date(day, "day", spoken)
    assert read_date(f"{right} {shown}", TODAY) == Day(day, "day")
    with pytest.raises(Usage, match="Did you mean"):
        read_date(f"{wrong} {shown}", TODAY)


@given(
    st.dates(date(1901, 1, 1), date(2100, 12, 31)),
    st.sampled_from(language.LANGUAGES),
    st.booleans(),
)
def test_a_day_without_its_year_is_the_nearest_one_on_its_side(
    today: date, spoken: language.Language, future: bool
) -> None:
    for back in (0, 1, 200, 364):
        day = today + timedelta(days=back if future else -back)
        if (day.month, day.day) != (2, 29):
            text = show_date(day, "day", spoken).rpartition(" ")[0]
            assert read_date(text, today, future=future).day == day


TOKENS = (
    "le la the on in en last next dernier il y a ago 3 14 31 09 2009 mars march nov mardi tue semaine days "
    "d'un de of du matin h 12/11 - -3 ce this prochain 1er an mois week-end été noël"
)


@given(
    st.lists(st.sampled_from(TOKENS.split()), max_size=6).map(" ".join), st.booleans()
)
def test_any_row_of_words_of_dates_is_a_day_or_a_refusal(
    text: str, future: bool
) -> None:
    try:
        found = read_date(text, TODAY, future=future)
    except (Usage, Ambiguous) as refusal:
        assert str(refusal)  # noqa: PT017  either is right
    else:
        assert found.day == first_day(found.day, found.precision)


@given(st.text())
def test_any_text_is_a_day_or_a_refusal(text: str) -> None:
    try:
        assert isinstance(read_date(text, TODAY), Day)
    except LedgerError as refusal:
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
    assert (show_date(day, "day", spoken) == show_date(other, "day", spoken)) is (
        day == other
    )
