"""Meetings over time: bars by month or week, and a year of days."""

from __future__ import annotations

import re

import pexpect
import pytest

from ledger.language.text import width
from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal


@pytest.fixture
@recorded_once
def lived(handshake: Handshake) -> Handshake:
    """Two coffees on a day, a lunch in another month, a call, a dinner known by its month."""
    handshake("coffee", "Ada Okafor", "--on", "2026-09-01", "--new")
    handshake("coffee", "Bob Low", "--on", "2026-09-01", "--new")
    handshake("lunch", "Ada", "Bob", "--on", "2026-11-20", "--at", "Lyon")
    handshake("call", "Ada", "--on", "2026-11-21")
    handshake("dinner", "Ada", "--on", "2026-10")
    return handshake


def shown(handshake: Handshake, *words: str, columns: int = 60) -> list[str]:
    """The lines on a terminal, without colour."""
    child = terminal(handshake, *words, columns=columns)
    child.expect(pexpect.EOF)
    return re.sub("\x1b\\[[0-9;]*m", "", child.before or "").splitlines()


def test_a_bar_for_each_month_tells_meetings_and_calls(lived: Handshake) -> None:
    lines = lived("stats").stdout.splitlines()
    assert lines[:3] == [
        "September 2026  2  ██",
        "October 2026    1  █",
        "November 2026   2  █░",
    ]
    assert lines[-1] == "█ in person   ░ calls"


def test_weeks_begin_on_monday_and_empty_ones_are_shown(lived: Handshake) -> None:
    weeks = lived.json("stats", "--by", "week", "--since", "2026-11-01")["periods"]
    assert [week["start"] for week in weeks] == [
        "2026-10-26",
        "2026-11-02",
        "2026-11-09",
        "2026-11-16",
        "2026-11-23",
    ]
    assert [week["meetings"] for week in weeks] == [0, 0, 0, 2, 0]
    assert weeks[3]["forms"] == {"lunch": 1, "call": 1}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--form", "coffee"), [2, 0, 0]),
        (("--form", "déjeuner"), [0, 1]),
        (("--form", "call"), [0, 1]),
        (("--with", "Bob"), [1, 0, 1]),
        (("--place", "lyon"), [1]),
        (("--until", "october"), [2, 1]),
    ],
)
def test_only_what_fits_is_counted(
    lived: Handshake, words: tuple[str, ...], expected: list[int]
) -> None:
    periods = lived.json("stats", *words)["periods"]
    counts = [period["meetings"] for period in periods]
    assert sum(counts) == sum(expected)
    assert [count for count in counts if count] == [
        count for count in expected if count
    ]


def test_the_bars_as_a_table_have_a_column_for_each_form(lived: Handshake) -> None:
    header, *rows = lived("stats", "--csv").stdout.splitlines()
    assert header.startswith("start,meetings,in_person,calls,")
    assert len(rows) == 3


def test_a_year_of_days_tells_the_weekday_of_each(lived: Handshake) -> None:
    lines = lived("calendar").stdout.splitlines()
    tuesday = next(line for line in lines if line.startswith("Tue") and "2" in line)
    assert tuesday.count("2") == 1
    assert "2026: 3 meetings on 2 days, most often on Tuesday." in lines
    assert "1 more meeting, the day unknown." in lines


def test_the_calendar_has_every_day_once_up_to_today(lived: Handshake) -> None:
    for columns in (30, 60, 80, 140):
        lines = shown(lived, "calendar", columns=columns)
        assert max(map(width, lines)) <= columns
        days = [
            line[4:]
            for line in lines
            if re.match("(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [ ·1-9]", line)
        ]
        marks = "".join(days).replace(" ", "")
        if columns > 30:
            assert marks.count("·") >= 300


def test_the_calendar_of_a_leap_year_fits_sixty_columns(handshake: Handshake) -> None:
    for year in ("2012", "2018", "2024", "2000"):
        handshake("coffee", "Ada", "--on", f"{year}-03-01", "--new")
        for language in (handshake, handshake.french()):
            lines = shown(language, "calendar", year)
            assert max(map(width, lines)) <= 60
            assert sum(line.count("·") for line in lines) == (
                364 if year == "2018" else 365
            )


def test_the_calendar_as_json_has_the_meetings_of_each_day(lived: Handshake) -> None:
    year = lived.json("calendar", "2026")
    assert [(day["day"], len(day["meetings"])) for day in year["days"]] == [
        ("2026-09-01", 2),
        ("2026-11-20", 1),
    ]
    assert (year["weekdays"], year["undated"]) == ([0, 2, 0, 0, 1, 0, 0], 1)


def test_a_word_that_names_no_year_is_refused(lived: Handshake) -> None:
    for words in ("november", "2026-11-20"):
        assert "is not a year" in lived("calendar", words, code=2).stderr


def test_without_meetings_one_sentence_says_so(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    assert handshake("stats").stderr == "No meetings yet.\n"
    assert "2026" in handshake("calendar").stderr


def test_both_speak_french_by_their_french_names(lived: Handshake) -> None:
    french = lived.french()
    lines = french("statistiques", "--by", "mois").stdout.splitlines()
    assert lines[0] == "septembre 2026  2  ██"
    assert "en personne" in lines[-1]
    assert "3 rencontres en 2 jours" in french("calendrier").stdout


def test_no_colour_is_shown_where_none_is_wanted(
    lived: Handshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = terminal(lived, "stats")
    child.expect(pexpect.EOF)
    assert "\x1b[32m" in (child.before or "")
    plain = type(lived)(lived.home, lived.language, lived.today)
    environment = {**lived.environment, "NO_COLOR": "1"}
    monkeypatch.setattr(type(plain), "environment", environment)
    child = terminal(plain, "stats")
    child.expect(pexpect.EOF)
    assert "\x1b" not in (child.before or "")
