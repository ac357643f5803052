"""The week in ten lines, how steady half a year was, and each person's usual gap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.conftest import Handshake, recorded_once


@pytest.fixture
@recorded_once
def lived(handshake: Handshake) -> Handshake:
    """A week with meetings, a call, a no-show, favours, requests and plans; one meeting a week before."""
    handshake("coffee", "Ada Okafor", "--on", "2026-11-18", "--new")
    handshake("coffee", "Ada Okafor", "--on", "2026-11-23", "--minutes", "60")
    handshake(
        "lunch",
        "Ada Okafor",
        "Bob Low",
        "--on",
        "2026-11-24",
        "--minutes",
        "90",
        "--new",
    )
    handshake("call", "Cal Low", "--on", "2026-11-24", "--new")
    handshake("propose", "coffee", "Cal", "--for", "2026-11-24", "--on", "2026-11-20")
    handshake("missed", "Cal")
    handshake("propose", "dinner", "Bob", "--for", "2026-11-27 20:00")
    handshake("favour", "given", "Ada", "--on", "2026-11-23")
    handshake("favour", "received", "Bob", "--on", "2026-11-24")
    handshake("introduce", "Ada", "Bob", "--on", "2026-11-24")
    handshake("connect", "Dee Low", "--received", "--on", "2026-11-24", "--new")
    handshake("connect", "Eve Low", "--accepted", "--on", "2026-11-24", "--new")
    handshake("goal", "coffee", "3")
    return handshake


@pytest.fixture
def handshake(handshake: Handshake) -> Handshake:
    """Today is a Wednesday."""
    handshake.today = "2026-11-25"
    return handshake


def test_on_a_monday_the_week_that_is_past_stands_above_the_new_one(
    lived: Handshake,
) -> None:
    lived("propose", "lunch", "Ada", "--for", "2026-11-30")
    monday = replace(lived, today="2026-11-30")
    lines = monday("week").stdout.splitlines()
    assert lines[0] == "Week from Monday 23 to Sunday 29 November"
    assert lines[1] == "  In person: 1 coffee and 1 lunch, 2 h 30"
    assert "  1 of 3 coffees that week" in lines
    new = lines[lines.index("") + 1 :]
    assert new[0] == "Week from Monday 30 November to Sunday 6 December"
    assert new[1].startswith("  Planned: Ada Okafor (today)")
    assert new[2] == "  0 of 3 coffees this week"
    told = monday.json("week")
    assert (told["since"], told["previous"]["since"]) == ("2026-11-30", "2026-11-23")
    assert monday("week", "--as-of", "2026-11-30").stdout.startswith("Week from Mon")
    french = monday.french()("week", "--markdown").stdout
    assert french.startswith("# Semaine du lundi 23 au dimanche 29 novembre")
    assert "previous" not in replace(lived, today="2026-12-01").json("week")


def test_the_week_is_told_in_at_most_ten_lines(lived: Handshake) -> None:
    lines = lived("week").stdout.splitlines()
    assert len(lines) <= 10
    assert lines[0] == "Week from Monday 23 to Sunday 29 November"
    assert lines[1] == "  In person: 1 coffee and 1 lunch, 2 h 30"
    assert lines[2] == "  Met: Ada Okafor and Bob Low"
    assert lines[3] == "  For the first time: Bob Low"
    assert lines[4] == "  1 call · did not turn up: Cal Low"
    assert lines[5] == "  Favours: 2 given, 1 received"
    assert lines[6] == "  Requests: 1 received, 0 sent; new connections: 1"
    assert lines[7].startswith("  Planned: Bob Low (Friday 27 November)")
    assert lines[8] == "  1 of 3 coffees this week"
    assert lines[9].startswith("  Met someone in 2 of the last 26 weeks")


def test_a_no_show_alone_begins_its_line(handshake: Handshake) -> None:
    handshake("propose", "coffee", "Cal Low", "--new", "--for", "2026-11-25")
    handshake("missed", "Cal Low")
    assert "  Did not turn up: Cal Low" in handshake("week").stdout.splitlines()


def test_the_goal_of_a_past_week_is_not_said_of_this_week(lived: Handshake) -> None:
    lived.today = "2026-12-02"
    shown = lived("week", "--as-of", "last week").stdout
    assert "1 of 3 coffees that week" in shown
    french = lived.french()("week", "--as-of", "last week").stdout
    assert "cafés cette semaine-là : 1 sur 3" in french.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_the_week_as_json_has_every_figure(lived: Handshake) -> None:
    week = lived.json("week")
    assert (week["since"], week["until"]) == ("2026-11-23", "2026-11-25")
    assert week["forms"] == {"coffee": 1, "lunch": 1}
    assert (week["meetings"], week["minutes"], week["calls"]) == (2, 150, 1)
    assert [person["name"] for person in week["people"]] == ["Ada Okafor", "Bob Low"]
    assert [person["name"] for person in week["missed"]] == ["Cal Low"]
    assert (week["given"], week["received"]) == (2, 1)
    assert (week["requests_received"], week["connected"]) == (1, 1)
    assert week["steadiness"]["weeks_met"] == 2
    assert week["goals"][0]["held"] == 1
    assert lived.json("week") == week


def test_the_week_as_markdown_is_a_title_and_a_list(lived: Handshake) -> None:
    title, blank, *lines = lived("week", "--markdown").stdout.splitlines()
    assert title.startswith("# Week from ")
    assert blank == ""
    assert all(line.startswith("- ") for line in lines)


def test_another_week_is_asked_for_by_a_day_or_by_its_name(lived: Handshake) -> None:
    for words in ("2026-11-18", "last week", "la semaine dernière"):
        week = lived.json("week", "--as-of", words)
        assert (week["since"], week["forms"]) == ("2026-11-16", {"coffee": 1})
        assert [person["name"] for person in week["first_met"]] == ["Ada Okafor"]
    assert lived.json("week", "--as-of", "2026-11-17")["meetings"] == 0


def test_a_week_without_meetings_says_so(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    assert "No meetings in person" in handshake("week").stdout


def test_the_week_speaks_french(lived: Handshake) -> None:
    lines = lived.french()("semaine").stdout.splitlines()
    assert lines[0] == "Semaine du lundi 23 au dimanche 29 novembre"
    assert "1 café et 1 déjeuner" in lines[1]


def test_the_network_shows_how_steady_half_a_year_was(lived: Handshake) -> None:
    assert "Met someone in 2 of the last 26 weeks" in lived("network").stdout
    steadiness = lived.json("network")["steadiness"]
    assert (steadiness["weeks"], steadiness["weeks_met"]) == (26, 2)
    assert steadiness["meetings"][-2:] == [1, 2]


def test_the_page_about_a_person_knows_the_usual_gap(handshake: Handshake) -> None:
    for weeks in (3, 4, 5):
        handshake("coffee", "Ada", "--on", f"{weeks} weeks ago", "--new")
    assert (
        "you usually meet every 7 days; last met 21 days ago"
        in handshake("person", "show", "Ada").stdout
    )
    rhythm = handshake.json("person", "show", "Ada")["rhythm"]
    assert rhythm == {"usual_days": 7, "days_since": 21}


def test_a_meeting_known_by_its_month_stands_in_no_week(handshake: Handshake) -> None:
    handshake("coffee", "Ada Okafor", "--on", "november", "--new")
    handshake("favour", "given", "Ada", "--on", "2026-11")
    handshake("goal", "coffee", "3", "--per", "month")
    assert "1 of 3 coffees this month" in handshake("goal").stdout
    handshake("goal", "coffee", "2", "--per", "week")
    for week in ("2026-11-01", "2026-11-02"):
        lines = handshake("week", "--as-of", week).stdout.splitlines()
        assert lines[1] == "  No meetings in person"
        assert not any("Ada" in line or "Favours" in line for line in lines)
        assert "  Met someone in 0 of the last 26 weeks " in lines[-1]
    first = replace(handshake, today="2026-11-01")
    assert "0 of 2 coffees this week" in first("goal").stdout
    bars = handshake("stats", "--by", "week").stdout
    assert "1 more meeting, the day unknown." in bars
    assert "earlier" not in bars
    assert "1  █" not in bars
