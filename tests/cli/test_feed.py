"""The feed: plans, proposals and cadences due, read by the icalendar library as calendars read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from tests.cli.conftest import Handshake, recorded_once


@pytest.fixture
@recorded_once
def planned(handshake: Handshake) -> Handshake:
    """An agreed lunch with a time, a proposed coffee without one, one without a day, a cadence due."""
    handshake(
        "propose",
        "lunch",
        "Ada Okafor",
        "--for",
        "2026-11-26 12:30",
        "--minutes",
        "1h30",
        "--at",
        "Procope, Paris",
        "--note",
        "the engine; and more",
        "--new",
    )
    handshake("agree", "Ada")
    handshake("propose", "coffee", "Bob Low", "--for", "2026-11-27", "--new")
    handshake("propose", "dinner", "Cal Low", "--new")
    handshake("coffee", "Dee Low", "--on", "2026-09-01", "--new")
    handshake("person", "cadence", "Dee", "30")
    return handshake


def entries(handshake: Handshake, *words: str) -> dict[str, Any]:
    """The entries of the feed by the beginning of their titles."""
    calendar = Calendar.from_ical(handshake("feed", *words).stdout_bytes)
    return {
        str(entry["SUMMARY"]).split()[0]: entry for entry in calendar.walk("VEVENT")
    }


def test_a_plan_has_its_time_its_length_and_its_place(planned: Handshake) -> None:
    lunch = entries(planned)["Lunch"]
    assert lunch.decoded("DTSTART") == datetime(2026, 11, 26, 12, 30)  # noqa: DTZ001 - wherever one is
    assert lunch.decoded("DTEND") - lunch.decoded("DTSTART") == timedelta(minutes=90)
    assert str(lunch["SUMMARY"]) == "Lunch with Ada Okafor"
    assert str(lunch["LOCATION"]) == "Procope, Paris"
    assert str(lunch["DESCRIPTION"]) == "the engine; and more"
    assert str(lunch["STATUS"]) == "CONFIRMED"


def test_a_proposal_without_a_time_takes_its_day(planned: Handshake) -> None:
    coffee = entries(planned)["Coffee"]
    assert coffee.decoded("DTSTART") == date(2026, 11, 27)
    assert coffee.decoded("DTEND") == date(2026, 11, 28)
    assert str(coffee["STATUS"]) == "TENTATIVE"
    assert "(proposed)" in str(coffee["SUMMARY"])


def test_a_cadence_that_is_due_stands_on_today(planned: Handshake) -> None:
    cadence = entries(planned)["See"]
    assert str(cadence["SUMMARY"]) == "See Dee Low again"
    assert cadence.decoded("DTSTART") == date(2026, 11, 23)


def test_a_moved_plan_keeps_its_uid_and_a_held_one_is_gone(planned: Handshake) -> None:
    before = entries(planned)
    planned("move", "Ada", "--for", "2026-11-25 9:00")
    planned.today = "2026-11-24"
    after = entries(planned)
    assert after["Lunch"]["UID"] == before["Lunch"]["UID"]
    assert after["Lunch"]["SEQUENCE"] > before["Lunch"]["SEQUENCE"]
    assert after["See"]["UID"] == before["See"]["UID"]
    planned("cancel", "Bob")
    planned("coffee", "Dee")
    assert {*entries(planned)} == {"Lunch"}


def test_alarms_are_an_option(planned: Handshake) -> None:
    assert not any(entry.walk("VALARM") for entry in entries(planned).values())
    rung = entries(planned, "--alarm", "30 min")
    (alarm,) = rung["Lunch"].walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(minutes=-30)
    (alarm,) = rung["Coffee"].walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(hours=9)


def test_a_feed_is_a_file_that_is_written_whole(
    planned: Handshake, tmp_path: Path
) -> None:
    file = tmp_path / "feed.ics"
    assert planned("feed", "-o", str(file)).stderr == "Wrote 3 entries.\n"
    first = file.read_bytes()
    planned("feed", "-o", str(file))
    assert file.read_bytes() == first
    assert all(len(line) <= 75 for line in first.split(b"\r\n"))


def test_the_feed_speaks_french(planned: Handshake) -> None:
    titles = planned.french()("feed").stdout
    assert "Déjeuner avec Ada Okafor" in titles
    assert "Revoir Dee Low" in titles


def test_nobody_hidden_is_in_the_feed(planned: Handshake) -> None:
    planned("person", "restrict", "Ada")
    assert "Lunch" not in entries(planned)
