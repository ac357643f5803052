"""Goals: set, changed, ended, taken back, and how far this week is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Handshake, recorded_once


@pytest.fixture
@recorded_once
def met(handshake: Handshake) -> Handshake:
    """Two coffees of this week, one of the week before, one that was retracted, one to come."""
    handshake("coffee", "Ada", "--on", "2026-11-23", "--new")
    handshake("coffee", "Bob", "--on", "2026-11-23", "--new")
    handshake("coffee", "Ada", "--on", "2026-11-22")
    handshake("lunch", "Ada", "--on", "2026-11-23")
    wrong = handshake("coffee", "Ada", "--on", "2026-11-23").stdout.strip()
    handshake("retract", wrong)
    handshake("propose", "coffee", "Ada", "--for", "2026-11-24")
    return handshake


def goals(handshake: Handshake) -> list[tuple[Any, ...]]:
    return [
        (goal["form"], goal["held"], goal["count"], goal["per"])
        for goal in handshake.json("agenda")["goals"]
    ]


def test_the_agenda_shows_how_far_the_week_is(met: Handshake) -> None:
    met("goal", "coffee", "3", "--per", "week")
    assert goals(met) == [("coffee", 2, 3, "week")]
    assert "2 of 3 coffees this week" in met("agenda").stdout
    french = met.french()("agenda").stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert "cafés cette semaine : 2 sur 3" in french
    assert "2 of 3 coffees this week" in met().stdout


def test_a_goal_of_a_month_counts_from_its_first_day(met: Handshake) -> None:
    met("goal", "coffee", "12", "--per", "month")
    assert goals(met) == [("coffee", 3, 12, "month")]
    assert "3 of 12 coffees this month" in met("goal").stdout


@pytest.mark.parametrize(
    "words",
    [
        ["coffee", "3"],
        ["3", "coffees"],
        ["café", "3", "--per", "semaine"],
        ["Coffee", "3", "--per", "WEEK"],
    ],
)
def test_a_goal_is_set_as_one_says_it(met: Handshake, words: list[str]) -> None:
    met("goal", *words)
    assert goals(met) == [("coffee", 2, 3, "week")]


def test_a_goal_is_changed_and_ended(met: Handshake) -> None:
    met("goal", "coffee", "3")
    met("goal", "coffee", "4")
    met("goal", "lunch", "1", "--per", "month")
    assert goals(met) == [("coffee", 2, 4, "week"), ("lunch", 1, 1, "month")]
    met("goal", "coffee", "0")
    assert goals(met) == [("lunch", 1, 1, "month")]
    again = met("goal", "coffee", "0")
    assert (again.stdout, again.stderr) == ("", "No change: already set.\n")


def test_a_goal_is_taken_back(met: Handshake) -> None:
    met("goal", "coffee", "3")
    met("goal", "coffee", "9", "--per", "month")
    met("undo")
    assert goals(met) == [("coffee", 2, 3, "week")]
    met("undo")
    assert goals(met) == []


def test_goals_outlast_a_rebuild_and_an_export(met: Handshake) -> None:
    met("goal", "coffee", "3")
    before = met.json("agenda")
    met("rebuild")
    assert met.json("agenda") == before
    assert "GoalSet" in met("export", "audit", "--no-personal").stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["homework", "3"], 2),
        (["coffee"], 2),
        (["list"], 2),
        (["coffee", "many"], 2),
        (["coffee", "-3"], 2),
        (["coffee", "3", "--per", "decade"], 2),
        (["coffee", "1001"], 5),
    ],
)
def test_what_is_no_goal_is_refused(
    handshake: Handshake, words: list[str], code: int
) -> None:
    handshake("person", "add", "Ada")
    handshake("goal", *words, code=code)
    assert handshake.json("goal") == {"goals": []}


def test_a_number_alone_asks_for_the_kind_of_meeting(handshake: Handshake) -> None:
    said = handshake("goal", "3", "--per", "month", code=2).stderr
    assert "handshake goal coffee 3 --per month" in said
    said = handshake("goal", "coffees", code=2).stderr
    assert "handshake goal coffee 3 --per week" in said
    assert "No such kind of meeting: list" in handshake("goal", "list", code=2).stderr


def test_without_a_goal_the_command_says_how_to_set_one(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    assert "handshake goal coffee 3" in handshake("goal").stdout
