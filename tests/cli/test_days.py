"""The days of options: the ends of a range, days that must be exact, the day it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Handshake

CASES = [
    ("22-23 Feb", 4),
    ("20-22 nov", 4),
    ("Nov 20-22", 4),
    ("2-3 pm", 2),
    ("12-3pm", 2),
    ("8 - 11pm", 2),
    ("à 6.13 AM", 2),
    ("8:10 - 12.32", 2),
    ("0h10", 2),
]


@pytest.mark.parametrize(("text", "code"), CASES)
def test_a_stretch_of_days_or_a_time_alone_is_no_day(
    handshake: Handshake, text: str, code: int
) -> None:
    handshake("coffee", "Ada", "--new", "--on", text, code=code)


@pytest.mark.parametrize(
    ("text", "day"),
    [("48 hours ago", "2026-11-21"), ("il y a 72 heures", "2026-11-20")],
)
def test_hours_are_counted_from_the_time_of_day_it_is(
    handshake: Handshake, text: str, day: str
) -> None:
    early = replace(handshake, today="2026-11-23T04:30")
    early("coffee", "Ada", "--new", "--on", text)
    assert [event["occurred_on"] for event in early.json("timeline")["events"]] == [day]


def test_a_range_ends_with_the_last_day_of_a_month_or_a_week(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada", "--new", "--on", "2026-10-31")
    handshake("lunch", "Ada", "--on", "2026-11-16")
    handshake("dinner", "Ada", "--on", "2026-11-22")

    def days(*words: str) -> list[str]:
        return [
            event["occurred_on"]
            for event in handshake.json("timeline", *words)["events"]
        ]

    assert days("--until", "2026-10") == ["2026-10-31"]
    assert days("--since", "last week") == ["2026-11-16", "2026-11-22"]
    assert days("--since", "last week", "--until", "last week") == [
        "2026-11-16",
        "2026-11-22",
    ]
    assert days("--until", "2026") == ["2026-10-31", "2026-11-16", "2026-11-22"]
    for command in ("trust", "circle", "network"):
        assert handshake.json(command, "--as-of", "2027-02")["as_of"] == "2027-02-28"
        assert handshake.json(command, "--as-of", "last week")["as_of"] == "2026-11-22"


def test_in_a_month_is_a_month_from_today(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    handshake("person", "snooze", "Ada", "--until", "in a month")
    assert "Wednesday 23 December" in handshake("person", "show", "Ada").stdout


@pytest.mark.parametrize("day", ["next month", "2027", "en janvier"])
def test_a_plan_is_for_a_day(handshake: Handshake, day: str) -> None:
    refusal = handshake("propose", "coffee", "Ada", "--new", "--for", day, code=2)
    assert f'"{day}" is not a single day; give one.' in refusal.stderr


def test_the_day_it_is_may_be_set_with_or_without_a_time(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    replace(handshake, today="2026-11-24 08:10")("coffee", "Ada", "--on", "today")
    days = [event["occurred_on"] for event in handshake.json("timeline")["events"]]
    assert days == ["2026-11-23", "2026-11-24"]
    refusal = replace(handshake, today="24/11/2026")("coffee", "Ada", code=2)
    assert "write it like 2026-11-20 or 2026-11-20T14:30" in refusal.stderr


CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:lunch@example.org
DTSTAMP:20261101T090000Z
DTSTART:20261123T123000
DTEND:20261123T140000
SUMMARY:Lunch
LOCATION:Le Procope
ORGANIZER;CN=Ada Lovelace:mailto:ada@example.org
ATTENDEE;CN=Ada Lovelace;PARTSTAT=ACCEPTED:mailto:ada@example.org
ATTENDEE;CN=Me;PARTSTAT=ACCEPTED:mailto:me@example.org
END:VEVENT
END:VCALENDAR
"""


@pytest.mark.parametrize(
    ("moment", "meetings"), [("2026-11-23T10:00", 0), ("2026-11-23T15:00", 1)]
)
def test_an_import_takes_the_day_and_the_time_that_are_set(
    handshake: Handshake, tmp_path: Path, moment: str, meetings: int
) -> None:
    at = replace(handshake, today=moment)
    at("init", "--email", "me@example.org")
    file = tmp_path / "calendar.ics"
    file.write_text(CALENDAR, "utf-8")
    at("import", "ics", str(file))
    kinds = [event["kind"] for event in at.json("timeline")["events"]]
    assert kinds.count("LunchHad") == meetings


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("coffee Ada --on 3/3 --new", "Tuesday, 3 March 2026"),
        ("propose coffee Ada --for 22/11 --new", "Monday, 22 November 2027"),
        ("log coffee with Ada on 12 January --new", "Monday, 12 January 2026"),
        ("coffee Ada --on 12/12/2025 --new", None),
        ("coffee Ada --on 12/12/25 --new", None),
        ("coffee Ada --on 2025-12-12 --new", None),
        ("coffee Ada --on 12/10 --new", None),
        ("coffee Ada --on -300d --new", None),
        ("propose coffee Ada --for 3/2 --new", None),
    ],
)
def test_the_answer_names_the_year_of_a_far_day_without_one(
    handshake: Handshake, words: str, told: str | None
) -> None:
    said = replace(handshake, today="2026-11-23")(*words.split()).stderr
    assert ("No year given" in said) == (told is not None)
    assert (told or "") in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("coffee Ada --on 12/12 --new", 4),
        ("log café avec Ada le 5 décembre --new", 4),
        ("log coffee with Ada on Dec 5 --new", 4),
        ("log coffee with Ada on Dec 5, 2025 --new", 0),
        ("log café avec Ada le 15 février --new", 0),
    ],
)
def test_a_day_of_last_year_that_comes_again_soon_is_not_guessed(
    handshake: Handshake, words: str, code: int
) -> None:
    said = replace(handshake, today="2026-11-23")(*words.split(), code=code).stderr
    assert ("is still to come" in said) == (code == 4)
    assert ("handshake propose" in said) == (code == 4)
