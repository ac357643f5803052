from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.language.cldr import MONTHS
from ledger.language.dates.days import Day
from ledger.language.dates.table_dates import is_ambiguous, order_of, read_day

DAYS = st.dates(date(1970, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2024-03-12", date(2024, 3, 12)),
        ("2024/3/12", date(2024, 3, 12)),
        ("2024-03-12T10:00:00Z", date(2024, 3, 12)),
        ("2024-03-12 10:00:00.123 +01:00", date(2024, 3, 12)),
        ("12.03.2024", date(2024, 3, 12)),
        ("12.3.24", date(2024, 3, 12)),
        ("25/12/2024", date(2024, 12, 25)),
        ("12/25/2024", date(2024, 12, 25)),
        ("25-12-2024 18h30", date(2024, 12, 25)),
        ("03/03/2024", date(2024, 3, 3)),
        ("12 mars 2024", date(2024, 3, 12)),
        ("1er août 2024", date(2024, 8, 1)),
        ("mardi 12 mars 2024", date(2024, 3, 12)),
        ("12 févr. 2024", date(2024, 2, 12)),
        ("12-Mar-24", date(2024, 3, 12)),
        ("4-Apr-98", date(1998, 4, 4)),
        ("Mar 12, 2024", date(2024, 3, 12)),
        ("Tuesday, March 12th, 2024", date(2024, 3, 12)),
        ("12. März 2024", date(2024, 3, 12)),
        ("12. Dez. 2024", date(2024, 12, 12)),
        ("  12   MARS  2024 ", date(2024, 3, 12)),
    ],
)
def test_a_day_is_read_as_people_and_programs_write_it(text: str, on: date) -> None:
    assert read_day(text) == Day(on)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03", Day(date(2024, 3, 1), "month")),
        ("mars 2024", Day(date(2024, 3, 1), "month")),
        ("Sept. 2024", Day(date(2024, 9, 1), "month")),
        ("2009", Day(date(2009, 1, 1), "year")),
    ],
)
def test_a_month_or_a_year_is_known_to_the_month_or_the_year(
    text: str, day: Day
) -> None:
    assert read_day(text) == day


@pytest.mark.parametrize(
    "text", ["03/04/2024", "3-4-2024", "25/12/23", "03/04/24", "03/03/24"]
)
def test_what_may_be_read_in_two_ways_is_no_day_until_somebody_says_which(
    text: str,
) -> None:
    assert read_day(text) is None
    assert is_ambiguous(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hier",
        "31/02/2024",
        "2024-13-01",
        "20241301",
        "00000000",
        "17676000",
        "45291",
        "12",
        "0/0/00",
        "00.00.0000",
        "12 brumaire 2024",
        "1/2/3",
        "32 mars 2024",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text, "dmy", told=True) is None
    assert not is_ambiguous(text)


def test_a_column_tells_its_order_if_all_its_rows_agree() -> None:
    assert order_of(["03/04/2024", "25/12/2024"]) == "dmy"
    assert order_of(["03/04/2024", "12/25/2024"]) == "mdy"
    assert order_of(["03/04/2024", "", "hier"]) is None
    assert order_of(["25/12/2024", "12/25/2024"]) is None
    assert order_of(["25.12.2024"]) is None
    assert order_of(["99/12/2024"]) is None


def test_the_order_of_a_column_does_not_tell_a_year_of_two_digits() -> None:
    assert read_day("03/04/24", "dmy") is None
    assert read_day("03/04/24", "dmy", told=True) == Day(date(2024, 4, 3))


@given(day=DAYS)
def test_what_is_written_one_way_is_read_back(day: date) -> None:
    month = MONTHS["fr"][day.month - 1]
    for text in (
        f"{day}",
        f"{day:%Y%m%d}",
        f"{day:%Y%m%d}T0930",
        f"{day:%d.%m.%Y}",
        f"{day.day} {month} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
    ):
        assert read_day(text) == Day(day)
    for order, text in (("dmy", f"{day:%d/%m/%Y}"), ("mdy", f"{day:%m/%d/%Y}")):
        assert read_day(text, order, told=True) == Day(day)  # type: ignore[arg-type]
        assert read_day(text) in {Day(day), None}


@given(text=st.text(alphabet="0123456789/-. :hTZamrsv\u00e9\u0664\n", max_size=40))
def test_no_text_is_more_than_no_day(text: str) -> None:
    for order in ("dmy", "mdy", None):
        assert isinstance(read_day(text, order), Day | None)
