"""Days as every command shows them: seen from today."""

from __future__ import annotations

from datetime import date

import pytest

from ledger import language
from ledger.language.phrases import show_ago, show_date, show_past_date

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (date(2026, 11, 24), "Tuesday 24 November", "mardi 24 novembre"),
        (date(2026, 11, 1), "Sunday 1 November", "dimanche 1er novembre"),
        (date(2026, 3, 3), "3 March", "3 mars"),
        (date(2027, 1, 15), "Friday 15 January 2027", "vendredi 15 janvier 2027"),
        (date(2009, 11, 20), "20 November 2009", "20 novembre 2009"),
    ],
)
def test_a_day_has_its_weekday_if_near_and_its_year_if_another(
    day: date, english: str, french: str
) -> None:
    language.see_days_from(TODAY)
    assert show_date(day, language="en") == english
    assert show_date(day, language="fr") == french


def test_a_day_is_shown_in_full_where_today_is_not_known() -> None:
    assert show_date(TODAY, language="en") == "23 November 2026"


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        (1, "1 day ago", "il y a 1 jour"),
        (12, "12 days ago", "il y a 12 jours"),
        (120, "3 months ago", "il y a 3 mois"),
        (729, "23 months ago", "il y a 23 mois"),
        (731, "2 years ago", "il y a 2 ans"),
    ],
)
def test_how_long_ago_counts_in_days_months_and_years(
    days: int, english: str, french: str
) -> None:
    language.use("en")
    assert show_ago(days) == english
    language.use("fr")
    assert show_ago(days) == french
    language.use("en")


def test_an_old_day_says_how_long_ago_it_was() -> None:
    language.use("en")
    language.see_days_from(TODAY)
    assert show_past_date(date(2026, 11, 20)) == "Friday 20 November"
    assert show_past_date(date(2026, 11, 11)) == "Wednesday 11 November (12 days ago)"
    assert show_past_date(date(2015, 1, 1), "year") == "2015"
