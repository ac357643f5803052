"""How long to wait: lengths and days, in English and French, seen from a Monday."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.errors import LedgerError
from ledger.language.dates.waits import read_wait

MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("for 3 weeks", "2026-12-21"),
        ("3w", "2026-12-21"),
        ("90", "2027-02-28"),
        ("for the next 3 weeks", "2026-12-21"),
        ("les 3 prochaines semaines", "2026-12-21"),
        ("d'ici 3 semaines", "2026-12-21"),
        ("a couple of weeks", "2026-12-14"),
        ("pour une quinzaine", "2026-12-14"),
        ("pour 6 mois", "2027-05-30"),
        ("half a year", "2027-05-30"),
        ("un trimestre", "2027-02-28"),
        ("for two and a half months", "2027-02-14"),
        ("un an et demi", "2028-05-30"),
        ("a week and a half", "2026-12-11"),
        ("until monday", "2026-12-07"),
        ("jusqu'à lundi", "2026-12-07"),
        ("until next week", "2026-12-07"),
        ("not before march", "2027-03-01"),
        ("pas avant mars", "2027-03-01"),
        ("jusqu’en janvier", "2027-01-01"),
        ("jusqu'au 15 janvier", "2027-01-15"),
        ("pour le 15 janvier", "2027-01-15"),
        ("until the end of January", "2027-01-31"),
        ("jusqu'à la fin de l'année", "2026-12-31"),
        ("mi-janvier", "2027-01-15"),
        ("until after Christmas", "2026-12-26"),
        ("après Noël", "2026-12-26"),
    ],
)
def test_a_wait_ends_on_a_day(text: str, end: str) -> None:
    assert read_wait(text, MONDAY).isoformat() == end


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2020", "for 0 days", "a few weeks", "la rentrée", "zzz"]
)
def test_what_is_no_wait_is_refused_as_it_is_written(text: str) -> None:
    with pytest.raises(LedgerError) as refused:
        read_wait(text, MONDAY)
    assert refused.value.details["text"] == text
