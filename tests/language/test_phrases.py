"""Lists, numbers and refusals as each language writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import language
from ledger.errors import Refused, Usage
from ledger.facts.event import Precision
from ledger.language.phrases import (
    sentence,
    show_list,
    show_network,
    show_number,
    show_since,
    show_week,
    show_weekday,
    show_weekdays,
    show_when,
)


@pytest.mark.parametrize(
    ("items", "english", "french"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A and B", "A et B"),
        (["A", "B", "C"], "A, B and C", "A, B et C"),
    ],
)
def test_a_list_ends_with_and(items: list[str], english: str, french: str) -> None:
    assert show_list(items) == english
    assert show_list(items, "fr") == french
    language.use("fr")
    assert show_list(items) == french


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (0.0329, 3, "0.033", "0,033"),
        (
            1_234_567.891,
            2,
            "1,234,567.89",
            "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,89",
        ),
        (812, 0, "812", "812"),
        (-0.0001, 3, "0.000", "0,000"),
        (-1.5, 1, "-1.5", "-1,5"),
    ],
)
def test_a_number_has_the_comma_of_its_language(
    value: float, decimals: int, english: str, french: str
) -> None:
    assert show_number(value, decimals) == english
    assert show_number(value, decimals, "fr") == french


@given(st.floats(-1e9, 1e9), st.integers(0, 9))
def test_a_french_number_says_what_the_english_one_says(
    value: float, decimals: int
) -> None:
    french = (
        show_number(value, decimals, "fr")
        .replace("\N{NO-BREAK SPACE}", "")
        .replace(",", ".")
    )
    assert float(french) == float(show_number(value, decimals, "en").replace(",", ""))


def test_a_refusal_is_said_in_the_current_language_with_its_own_words_translated() -> (
    None
):
    refusal = Refused("This request is closed ({standing}).", standing="declined")
    assert sentence(refusal) == "This request is closed (declined)."
    language.use("fr")
    assert sentence(refusal) == "Cette demande est close (déclinée)."


def test_names_in_a_refusal_are_never_translated_and_always_visible() -> None:
    language.use("fr")
    named = sentence(
        Refused('This person has no alias "{alias}".', alias="Coffee\x1b[31m\u202e")
    )
    assert named == "Cette personne n'a pas d'autre nom « Coffee<U+001B>[31m<U+202E> »."


def test_numbers_in_a_refusal_stay_numbers() -> None:
    assert sentence(Usage("At place {place:03}.", place=7)) == "At place 007."


@pytest.mark.parametrize(
    ("day", "precision", "english", "french"),
    [
        ("2026-11-23", "day", "today", "aujourd'hui"),
        ("2026-11-22", "day", "yesterday", "hier"),
        ("2026-11-20", "day", "on Friday", "vendredi"),
        ("2026-11-16", "day", "on 16 November", "le 16 novembre"),
        ("2026-11-01", "day", "on 1 November", "le 1er novembre"),
        ("2026-11-01", "month", "in November", "en novembre"),
        ("2026-03-03", "day", "in March", "en mars"),
        ("2025-08-01", "day", "in August 2025", "en août 2025"),
        ("2025-01-01", "year", "in 2025", "en 2025"),
        ("2024-11-24", "day", "in November 2024", "en novembre 2024"),
        ("2024-11-23", "day", "2 years ago", "il y a 2 ans"),
        ("2012-01-01", "year", "14 years ago", "il y a 14 ans"),
    ],
)
def test_a_day_of_the_past_is_named_as_one_says_it(
    day: str, precision: Precision, english: str, french: str
) -> None:
    when = date.fromisoformat(day)
    today = date(2026, 11, 23)
    language.use("en")
    assert show_when(when, today, precision) == english
    language.use("fr")
    assert show_when(when, today, precision) == french


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        ("2026-11-22", "since yesterday", "depuis hier"),
        ("2026-11-20", "since Friday", "depuis vendredi"),
        ("2026-11-16", "since 16 November", "depuis le 16 novembre"),
        ("2026-03-03", "since March", "depuis mars"),
        ("2012-03-03", "for 14 years", "depuis 14 ans"),
    ],
)
def test_since_when_something_holds(day: str, english: str, french: str) -> None:
    since = date.fromisoformat(day)
    language.use("en")
    assert show_since(since, date(2026, 11, 23)) == english
    language.use("fr")
    assert show_since(since, date(2026, 11, 23)) == french


def test_a_day_to_come_has_its_weekday_and_no_year() -> None:
    assert show_weekday(date(2026, 12, 1), "en") == "Tuesday 1 December"
    assert show_weekday(date(2026, 12, 1), "fr") == "mardi 1er décembre"


def test_weekdays_in_a_list_and_a_week_are_written_as_one_says_them() -> None:
    assert show_weekdays([0, 2]) == "Monday and Wednesday"
    assert show_week(date(2026, 9, 7)) == "7 to 13 September 2026"
    language.use("fr")
    assert show_weekdays([0, 6]) == "le lundi et le dimanche"
    language.see_days_from(date(2026, 9, 9))
    assert show_week(date(2026, 9, 7)) == "lundi 7 au dimanche 13 septembre"
    assert show_week(date(2026, 9, 28)) == "lundi 28 septembre au dimanche 4 octobre"
    language.see_days_from(None)


def test_networks_are_written_as_they_write_themselves() -> None:
    assert [show_network(name) for name in ("linkedin", "xing", "guild")] == [
        "LinkedIn",
        "XING",
        "guild",
    ]
