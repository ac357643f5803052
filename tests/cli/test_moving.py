"""Plans with a time of day, and plans that are moved."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Handshake


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("thursday 12:30", "2026-11-26", "12:30"),
        ("jeudi à 9h", "2026-11-26", "09:00"),
        ("2026-11-26 at 1 pm", "2026-11-26", "13:00"),
        ("demain 18h15", "2026-11-24", "18:15"),
        ("2026-11-26T08:05", "2026-11-26", "08:05"),
        ("le 26 à 12.30", "2026-11-26", "12:30"),
        ("thursday", "2026-11-26", None),
        ("jeudi soir", "2026-11-26", None),
    ],
)
def test_a_plan_has_the_day_and_the_time_that_are_typed(
    handshake: Handshake, text: str, day: str, time: str | None
) -> None:
    handshake("propose", "lunch", "Ada", "--new", "--for", text)
    (plan,) = handshake.json("agenda", "--until", "2026-12-31")["planned"]
    assert (plan["planned_for"], plan["planned_at"]) == (day, time)


def test_a_plan_is_moved_and_keeps_its_length(handshake: Handshake) -> None:
    handshake(
        "propose", "lunch", "Ada", "--new", "--for", "thursday 12:30", "--minutes", "60"
    )
    moved = handshake("move", "Ada", "--for", "friday 13:00")
    assert "Moved lunch with Ada to Friday 27 November, 13:00." in moved.stderr
    shown = handshake("timeline").stdout
    assert "Proposed lunch with Ada for Thursday 26 November, 12:30" in shown
    assert "Moved lunch with Ada to Friday 27 November, 13:00" in shown
    (plan,) = handshake.json("agenda", "--until", "2026-12-31")["planned"]
    assert (plan["planned_for"], plan["planned_at"], plan["minutes"]) == (
        "2026-11-27",
        "13:00",
        60,
    )
    assert "13:00" in handshake("agenda", "--until", "2026-12-31").stdout
    handshake("undo")
    (plan,) = handshake.json("agenda", "--until", "2026-12-31")["planned"]
    assert (plan["planned_for"], plan["planned_at"]) == ("2026-11-26", "12:30")


def test_a_proposal_with_a_time_is_undone_as_one(handshake: Handshake) -> None:
    handshake("propose", "lunch", "Ada", "--new", "--for", "thursday 12:30")
    handshake("undo")
    assert handshake.json("agenda", "--until", "2026-12-31")["planned"] == []
    assert handshake.json("verify")["ok"]


def test_the_agenda_ends_with_the_last_day_of_a_week_or_a_month_to_come(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada")
    for until, last in (
        ("next week", "2026-12-06"),
        ("march", "2027-03-31"),
        ("2026-12", "2026-12-31"),
    ):
        assert handshake.json("agenda", "--until", until)["until"] == last


def test_what_is_no_day_or_no_time_is_refused(handshake: Handshake) -> None:
    handshake("propose", "lunch", "Ada", "--new", "--for", "thursday 26:30", code=2)
    handshake("propose", "lunch", "Ada", "--new", "--for", "12:30", code=2)
    handshake("propose", "lunch", "Ada", "--new", "--for", "next month", code=2)


def test_a_missed_plan_was_missed_on_the_day_it_was_moved_to(
    handshake: Handshake,
) -> None:
    handshake(
        "propose", "lunch", "Ada", "--new", "--for", "2026-11-21", "--on", "2026-11-20"
    )
    handshake("move", "Ada", "--for", "2026-11-22", "--on", "2026-11-21")
    handshake("missed", "Ada")
    events = handshake.json("timeline", "--history")["events"]
    assert [
        event["occurred_on"] for event in events if event["kind"] == "MeetingMissed"
    ] == ["2026-11-22"]


def test_a_rebuild_shows_the_plan_as_moved(handshake: Handshake) -> None:
    handshake("propose", "lunch", "Ada", "--new", "--for", "thursday 12:30")
    handshake("move", "Ada", "--for", "friday 13:00")
    before = handshake.json("agenda", "--until", "2026-12-31")
    handshake("rebuild")
    assert handshake.json("agenda", "--until", "2026-12-31") == before


def test_a_moved_plan_is_told_in_french_and_by_the_other(handshake: Handshake) -> None:
    handshake("propose", "lunch", "Ada", "--new", "--for", "thursday")
    set_time = handshake("move", "Ada", "--for", "thursday 12:30").stderr
    assert "Set lunch with Ada for Thursday 26 November, 12:30." in set_time
    theirs = handshake("move", "Ada", "--for", "friday", "--by", "Ada").stderr
    assert "Ada moved lunch with you to Friday 27 November, 12:30." in theirs
    assert (
        "déjeuner avec Ada, jeudi 26 novembre" in handshake.french()("timeline").stdout
    )
    assert "Ada moved lunch with you to Friday" in handshake("undo").stderr
