"""Plans and clicks: said in order, worth nothing, kept because they say whom one never met."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Handshake


def test_a_plan_becomes_the_meeting_and_keeps_its_stream(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    plan = handshake(
        "propose", "coffee", "Ada", "--for", "2026-11-22", "--on", "2026-11-20"
    ).stdout.split("/")[0]
    assert handshake.json("trust", "Ada")["trust"] == 0
    handshake("agree", "Ada", "--by", "Ada")
    (agreed,) = handshake.json("queue")["agreed"]
    assert (agreed["meeting"], agreed["planned_for"]) == (plan, "2026-11-22")
    assert handshake("coffee", "Ada").stdout == f"{plan}/3\n"
    assert handshake.json("queue")["agreed"] == []


def test_a_coffee_with_others_than_planned_leaves_the_plan_open(
    handshake: Handshake,
) -> None:
    handshake("propose", "coffee", "Ada", "--new")
    handshake("coffee", "Ada", "Yanis", "--new")
    assert len(handshake.json("queue")["proposed"]) == 1


@pytest.mark.parametrize("answer", ["agree", "decline-meeting", "cancel"])
def test_a_plan_that_was_called_off_is_not_answered(
    handshake: Handshake, answer: str
) -> None:
    plan = handshake("propose", "lunch", "Ada", "--new").stdout.split()[-1]
    handshake("cancel", plan)
    assert "This plan is over (cancelled)" in handshake(answer, plan, code=5).stderr


def test_who_called_it_off_is_assumed_aloud(handshake: Handshake) -> None:
    plan = handshake("propose", "lunch", "Ada", "--new").stdout.split()[-1][:8]
    said = handshake("cancel", "Ada").stderr.splitlines()
    command = f"handshake undo; handshake cancel {plan} --by me"
    assert said[0] == (
        f"You proposed it, so Ada is taken to have called it off. If it was you: {command}"
    )
    handshake("undo")
    said = handshake("cancel", plan, "--by", "me").stderr.splitlines()
    assert said == ["You called off lunch with Ada."]


def test_without_a_plan_the_way_to_record_one_is_shown(handshake: Handshake) -> None:
    handshake("person", "add", "Ada Okafor")
    command = 'handshake propose coffee "Ada Okafor"'
    for words, days in (
        (["missed", "Ada"], "--on DATE --for DATE"),
        (["cancel", "Ada"], "--for DATE"),
        (["agree", "Ada"], "--for DATE"),
        (["move", "Ada", "--for", "friday 12:30"], '--for "friday 12:30"'),
    ):
        assert f"{command} {days}\n" in handshake(*words, code=3).stderr


def test_nobody_declines_twice(handshake: Handshake) -> None:
    plan = handshake("propose", "lunch", "Ada", "--new").stdout.split()[-1]
    handshake("decline-meeting", plan, "--by", "Ada")
    assert (
        "declined this plan"
        in handshake("decline-meeting", plan, "--by", "Ada", code=5).stderr
    )


def test_a_no_show_lowers_trust_in_who_did_not_come(handshake: Handshake) -> None:
    handshake("lunch", "Ada", "--on", "2026-11-01", "--new")
    before = handshake.json("trust", "Ada")["trust"]
    plan = handshake(
        "propose", "coffee", "Ada", "--for", "2026-11-20", "--on", "2026-11-02"
    ).stdout.split()[-1]
    said = handshake.json("missed", plan)
    assert said["events"][0]["occurred_on"] == "2026-11-20"
    assert handshake.json("trust", "Ada")["trust"] < before
    assert handshake.json("trust", "Ada")["missed"] == pytest.approx(2 / (1 + 3 / 90))


def test_clicks_make_no_trust_whatever_they_are(handshake: Handshake) -> None:
    handshake("connect", "Ada", "--on", "2026-01-02", "--new")
    handshake("accept", "Ada", "--on", "2026-01-03")
    handshake("video", "Ada")
    handshake("favour", "received", "Ada")
    said = handshake.json("trust", "Ada", "--explain")
    assert said["trust"] == said["evidence"] == said["days_met"] == 0
    (owed,) = handshake.json("queue")["owed"]
    assert (owed["person"]["name"], owed["connected_on"], owed["network"]) == (
        "Ada",
        "2026-01-03",
        "linkedin",
    )
    handshake("coffee", "Ada")
    assert handshake.json("queue")["owed"] == []


@pytest.mark.parametrize(
    ("before", "command", "sentence"),
    [
        (
            [],
            ["accept", "Ada"],
            "No request to answer. Record it first, or use 'handshake connect PERSON --accepted'",
        ),
        ([], ["decline", "Ada"], "No request to answer"),
        ([], ["disconnect", "Ada"], "You are not connected"),
        ([["connect", "Ada"]], ["connect", "Ada"], "A request is already pending"),
        (
            [["connect", "Ada", "--accepted"]],
            ["connect", "Ada"],
            "You are already connected",
        ),
        (
            [["connect", "Ada"], ["decline", "Ada"]],
            ["decline", "Ada"],
            "This request is closed (declined)",
        ),
        (
            [["connect", "Ada"], ["disconnect", "Ada"]],
            ["accept", "Ada"],
            "This request is closed (withdrawn)",
        ),
        ([], ["connect", "me"], "You cannot connect with yourself"),
    ],
)
def test_a_connection_is_said_in_order(
    handshake: Handshake, before: list[list[str]], command: list[str], sentence: str
) -> None:
    handshake("person", "add", "Ada")
    for each in before:
        handshake(*each)
    assert sentence in handshake(*command, code=5).stderr


def test_a_request_received_waits_for_an_answer(handshake: Handshake) -> None:
    handshake(
        "connect",
        "Ada",
        "--received",
        "--network",
        "xing",
        "--on",
        "2026-11-01",
        "--new",
    )
    (pending,) = handshake.json("queue")["pending"]
    assert (pending["direction"], pending["network"], pending["requested_on"]) == (
        "received",
        "xing",
        "2026-11-01",
    )


def test_networks_are_kept_apart(handshake: Handshake) -> None:
    handshake("connect", "Ada", "--new")
    handshake("connect", "Ada", "--network", "xing", "--accepted")
    assert [each["network"] for each in handshake.json("queue")["pending"]] == [
        "linkedin"
    ]
    assert [each["network"] for each in handshake.json("queue")["owed"]] == ["xing"]


def test_a_weekday_of_a_plan_is_the_next_one_and_of_a_meeting_the_last(
    handshake: Handshake,
) -> None:
    handshake("propose", "coffee", "Ada", "--for", "friday", "--new")
    (plan,) = handshake.json("queue")["proposed"]
    assert plan["planned_for"] == "2026-11-27"
    handshake("lunch", "Ada", "--on", "friday")
    assert (
        handshake.json("timeline", "--since", "2026-11-20")["events"][0]["occurred_on"]
        == "2026-11-20"
    )


def test_a_plan_may_be_proposed_by_somebody_added_with_it(handshake: Handshake) -> None:
    handshake("propose", "coffee", "Nina Voss", "Omar Said", "--by", "Nina", "--new")
    assert "Nina Voss" in handshake("timeline").stdout
    handshake("propose", "coffee", "Lila Ray", "--by", "Lea Ray", "--new", code=3)
