from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.importers.formats.linkedin.timestamps import (
    connected_on,
    not_a_date,
    sent_on,
    written_on,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("08 Feb 2026", date(2026, 2, 8)),
        ("8 February 2026", date(2026, 2, 8)),
        ("4-Apr-21", date(2021, 4, 4)),
        ("04-Apr-2021", date(2021, 4, 4)),
        ("12 mars 2023", date(2023, 3, 12)),
        ("1er mars 2023", date(2023, 3, 1)),
        ("08 févr. 2026", date(2026, 2, 8)),
        ("08 fevr 2026", date(2026, 2, 8)),
        ("08 FÉVRIER 2026", date(2026, 2, 8)),
        ("3-févr.-23", date(2023, 2, 3)),
        ("14 août 2019", date(2019, 8, 14)),
        ("14\u00a0aout\u202f2019", date(2019, 8, 14)),
        ("30 janv. 2019", date(2019, 1, 30)),
        ("30 avr. 2019", date(2019, 4, 30)),
        ("30 juil. 2019", date(2019, 7, 30)),
        ("30 sept. 2019", date(2019, 9, 30)),
        ("30 déc. 2019", date(2019, 12, 30)),
        ("Apr 4, 2021", date(2021, 4, 4)),
        ("2026-02-08", date(2026, 2, 8)),
        ("8/8/18, 11:22 AM", date(2018, 8, 8)),
        ("12/25/17, 9:08 PM", date(2017, 12, 25)),
        ("3/5/2018, 1:45\u202fAM", date(2018, 3, 5)),
        (" 08  Feb 2026 ", date(2026, 2, 8)),
    ],
)
def test_the_day_of_a_connection_is_read_as_linkedin_or_a_spreadsheet_writes_it(
    text: str, day: date
) -> None:
    assert connected_on(text) == day


@pytest.mark.parametrize(
    "text",
    ["", "04/05/2021", "13/05/2021", "4.5.2021", "31 Feb 2026", "8 Foo 2026", "Feb 2026", "0 Feb 2026",
     "٠8 Feb 2026", "08 Feb 202", "20260208", "3/5/18, 13:45", "25/12/17, 9:08 PM", "3/5/18",
     "08 Feb 2026 10:00"],
)  # fmt: skip
def test_what_may_be_another_day_is_no_day_of_a_connection(text: str) -> None:
    assert connected_on(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/5/26, 1:45 AM", date(2026, 3, 5)),
        ("11/2/26, 2:37 PM", date(2026, 11, 2)),
        ("11/2/2026, 2:37\u202fPM", date(2026, 11, 2)),
        ("11/2/26 2:37 pm", date(2026, 11, 2)),
        ("2026-03-05 01:45:00", date(2026, 3, 5)),
    ],
)
def test_in_invitations_the_month_comes_first(text: str, day: date) -> None:
    assert sent_on(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "13/5/26, 1:45 AM",
        "3/5/26",
        "3/5/26 13:45",
        "05 Mar 2026",
        "2/30/26, 1:45 AM",
        "",
    ],
)
def test_what_another_program_wrote_is_no_day_of_an_invitation(text: str) -> None:
    assert sent_on(text) is None


def test_messages_are_dated_in_universal_time() -> None:
    assert written_on("2026-08-01 02:00:00 UTC") == date(2026, 8, 1)
    assert written_on("2026-08-01 02:00 UTC") == date(2026, 8, 1)
    assert written_on("2026-08-01T23:59:59Z") == date(2026, 8, 1)
    for text in (
        "01/08/2026 02:00",
        "2026-08-01",
        "2026-13-01 02:00:00 UTC",
        "2026-08-01 02:00:00 CET",
    ):
        assert written_on(text) is None


def test_the_problem_of_a_date_shows_it_and_one_that_would_do() -> None:
    doubtful = not_a_date("f.csv", 7, "04/05/2021", "08 Feb 2026")
    assert doubtful.reason.format(**doubtful.details) == (
        '"04/05/2021" could be day-month or month-day; use the file exactly as LinkedIn exported it, like 08 Feb 2026.'
    )
    wrong = not_a_date("f.csv", 7, "soon", "08 Feb 2026")
    assert (
        wrong.reason.format(**wrong.details)
        == '"soon" is not in the date format of this file; expected something like 08 Feb 2026.'
    )


@given(st.dates(date(2003, 5, 5), date(2099, 12, 31)))
def test_every_day_is_read_back_in_every_writing(day: date) -> None:
    english = [
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
        "Dec",
    ][day.month - 1]
    assert connected_on(f"{day.day:02} {english} {day.year}") == day
    assert connected_on(f"{day.day}-{english}-{day.year % 100:02}") == day
    assert sent_on(f"{day.month}/{day.day}/{day.year % 100:02}, 1:45 AM") == day
    assert written_on(f"{day} 02:00:00 UTC") == day


@given(st.text(st.sampled_from("0123456789 -/.,:AMPUTCFebévr²①"), max_size=24))
def test_any_text_is_a_day_or_none(text: str) -> None:
    for reader in (connected_on, sent_on, written_on):
        reader(text)
