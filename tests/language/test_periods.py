"""The stretches of time that lists are asked for, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.errors import Usage
from ledger.language.dates import read_date, read_period

TODAY = date(2026, 11, 30)
UNDERSTOOD = {
    "2026-07-01 2026-09-30": (
        "2026-Q3", "Q3", "T3 2026", "Q3/2026", "3e trimestre 2026", "troisième trimestre", "third quarter of 2026",
        "quarter 3", "last quarter", "le trimestre dernier", "previous quarter", "trimestre précédent",
    ),
    "2026-10-01 2026-12-31": ("this quarter", "ce trimestre", "le trimestre en cours"),
    "2026-01-01 2026-06-30": ("H1 2026", "2026-S1", "premier semestre 2026", "first half of 2026", "last half"),
    "2026-09-28 2026-10-04": ("week 40", "semaine 40", "2026-W40", "la semaine 40 de 2026"),
    "2025-12-15 2025-12-21": ("week 51", "semaine 51 de 2025"),
    "2026-10-31 2026-11-30": ("the last 30 days", "les 30 derniers jours", "past 30 days"),
    "2026-08-30 2026-11-30": ("last 3 months", "3 derniers mois", "les trois derniers mois"),
    "2026-10-01 2026-10-31": ("mois dernier", "previous month", "le mois précédent", "since october", "depuis octobre"),
    "2026-11-23 2026-11-29": ("last week", "semaine passée", "la semaine précédente"),
    "2025-01-01 2025-12-31": ("an dernier", "previous year", "l'année précédente"),
    "2025-01-01 2026-12-31": ("2025-2026", "2025 to 2026", "de 2025 à 2026"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "days"),
    [(text, days) for days, texts in UNDERSTOOD.items() for text in texts],
)
def test_a_stretch_of_time_is_read(text: str, days: str) -> None:
    period = read_period(text, TODAY)
    assert f"{period.first} {period.last}" == days


@pytest.mark.parametrize(
    "text", ["week 54", "S3 2026", "2026-2025", "last 0 parsecs", "since", "quarter"]
)
def test_what_is_no_stretch_of_time_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        read_period(text, TODAY)


def test_a_stretch_is_no_day() -> None:
    with pytest.raises(Usage):
        read_date("last quarter", TODAY)
