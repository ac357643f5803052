"""Correct, retract, reinstate, undo: nothing is edited, and every view follows at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.conftest import Handshake


def trust(handshake: Handshake, name: str = "Ada") -> float:
    return float(handshake.json("trust", name)["trust"])


def last_id(handshake: Handshake, *words: str) -> str:
    return handshake(*words).stdout.split()[-1]


def test_a_correction_changes_what_it_names_and_keeps_the_rest(
    handshake: Handshake,
) -> None:
    event = last_id(
        handshake, "coffee", "Ada", "--note", "engine", "--at", "Procope", "--new"
    )
    said = handshake(
        "correct", event, "--on", "2026-11-01", "--minutes", "90", "--form", "lunch"
    )
    assert "Corrected: Lunch with Ada on Sunday 1 November.\n" in said.stderr
    (row,) = handshake.json("timeline")["events"]
    assert (row["kind"], row["occurred_on"], row["minutes"]) == (
        "LunchHad",
        "2026-11-01",
        90,
    )
    assert row["text"] == {"note": "engine", "place": "Procope"}
    handshake("correct", event, "--note", "the analytical engine")
    (row,) = handshake.json("timeline")["events"]
    assert row["text"] == {"note": "the analytical engine", "place": "Procope"}


def test_a_correction_of_who_was_there_moves_the_trust(handshake: Handshake) -> None:
    handshake("person", "add", "Yanis")
    event = last_id(handshake, "lunch", "Ada", "--new")
    handshake("correct", event, "--with", "Yanis")
    assert trust(handshake) == 0
    assert trust(handshake, "Yanis") > 0


def test_retracting_takes_the_trust_back_and_reinstating_gives_it_again(
    handshake: Handshake,
) -> None:
    event = last_id(handshake, "coffee", "Ada", "--new")
    before = trust(handshake)
    said = handshake("retract", event, "--why", "it was cancelled")
    assert (
        said.stderr == "Retracted: Coffee with Ada on Monday 23 November.\n"
        "Trust 0.034 → 0.000 (never met).\n"
    )
    assert trust(handshake) == 0
    assert handshake.json("timeline")["events"] == []
    assert [
        e["retracted"]
        for e in handshake.json("timeline", "--history")["events"]
        if e["kind"] == "CoffeeHad"
    ]
    handshake("reinstate", event)
    assert trust(handshake) == before


@pytest.mark.parametrize("command", [["retract"], ["correct", "--minutes", "20"]])
def test_what_was_retracted_is_neither_corrected_nor_retracted_again(
    handshake: Handshake, command: list[str]
) -> None:
    event = last_id(handshake, "coffee", "Ada", "--new")
    handshake("retract", event)
    said = handshake(command[0], event, *command[1:], code=5)
    assert "retracted" in said.stderr


def test_an_event_is_named_by_its_index_its_id_or_a_beginning(
    handshake: Handshake,
) -> None:
    event = last_id(handshake, "coffee", "Ada", "--new")
    for minutes, name in enumerate(
        ("#3", event, event[:8], event.partition("/")[0]), start=10
    ):
        handshake("correct", name, "--minutes", str(minutes))
        assert handshake.json("timeline")["events"][0]["minutes"] == minutes
    assert (
        "No such event: #99"
        in handshake("correct", "#99", "--minutes", "3", code=3).stderr
    )
    assert 'No one here is called "zzzz"' in handshake("retract", "zzzz", code=3).stderr


def everything(handshake: Handshake) -> Any:
    """What the views say, less what only says that something was said."""
    people = [
        {k: v for k, v in person.items() if k != "id"}
        for person in handshake.json("person", "list")["people"]
    ]
    rows = [
        (e["kind"], e["occurred_on"], e["minutes"], e["text"])
        for e in handshake.json("timeline")["events"]
    ]
    return people, rows, handshake.json("trust")["people"], handshake.json("queue")


@pytest.mark.parametrize(
    "command",
    [
        ["lunch", "Ada", "Bruno", "--new", "--note", "x"],
        ["correct", "#3", "--minutes", "90", "--note", "y"],
        ["retract", "#3"],
        ["connect", "Ada"],
        ["connect", "Bea", "--accepted", "--new"],
        ["favour", "given", "Ada"],
        ["propose", "coffee", "Ada", "--for", "2026-12-01"],
        ["note", "Ada", "likes tea"],
        ["person", "rename", "Ada", "Augusta"],
        ["person", "alias", "Ada", "Countess"],
        ["person", "details", "Ada", "--email", "ada@example.org", "--position", ""],
        ["person", "cadence", "Ada", "30"],
        ["person", "snooze", "Ada", "--until", "2027-01-01"],
        ["person", "restrict", "Ada"],
        ["person", "merge", "Zoe", "Ada"],
        ["init", "--me", "Jo", "--culture", "nordic"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_undo_leaves_every_view_as_it_was(
    handshake: Handshake, command: list[str]
) -> None:
    handshake("coffee", "Ada", "--note", "engine", "--on", "2026-11-20", "--new")
    handshake("person", "details", "Ada", "--position", "Analyst")
    handshake("coffee", "Zoe", "--on", "2026-11-21", "--new")
    before = everything(handshake)
    batch = handshake.json(*command)["batch"]
    handshake("undo", batch[:13])
    assert everything(handshake) == before
    assert handshake.json("verify")["ok"]


def test_undo_without_a_batch_takes_the_last_one_back(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    handshake("lunch", "Ada")
    said = handshake("undo")
    assert "Retracted: Lunch with Ada on Monday 23 November.\n" in said.stderr
    assert [event["kind"] for event in handshake.json("timeline")["events"]] == [
        "CoffeeHad"
    ]


def test_undo_keeps_a_person_about_whom_more_was_said_since(
    handshake: Handshake,
) -> None:
    batch = handshake.json("coffee", "Ada", "--new")["batch"]
    handshake("lunch", "Ada")
    said = handshake("undo", batch)
    assert (
        "Ada stays, because something else was recorded about them since.\n"
        in said.stderr
    )
    assert [event["kind"] for event in handshake.json("timeline")["events"]] == [
        "LunchHad"
    ]


def test_an_unknown_batch_is_not_found(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    assert "No command has the id 0000" in handshake("undo", "00000000", code=3).stderr


def test_undo_after_undo_walks_back(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    handshake("lunch", "Ada")
    handshake("dinner", "Ada")
    for left in (["CoffeeHad", "LunchHad"], ["CoffeeHad"]):
        handshake("undo")
        assert [event["kind"] for event in handshake.json("timeline")["events"]] == left


def test_an_undo_is_undone_by_its_id_and_everything_is_back(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada", "Zoe", "--new", "--note", "engine")
    before = everything(handshake)
    undoing = handshake.json("undo", "--yes")["batch"]
    assert handshake.json("timeline")["events"] == []
    again = handshake.json("undo", undoing)["batch"]
    assert everything(handshake) == before
    handshake("undo", again)
    assert handshake.json("timeline")["events"] == []


def test_two_renamings_undone_the_later_first_leave_the_first_name(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada")
    first = handshake.json("person", "rename", "Ada", "Augusta")["batch"]
    second = handshake.json("person", "rename", "Augusta", "Aurelia")["batch"]
    handshake("undo", second)
    handshake("undo", first)
    assert [each["name"] for each in handshake.json("person", "list")["people"]] == [
        "Ada"
    ]


def test_undoing_the_very_first_batch_leaves_the_owner(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    handshake("undo")
    assert handshake.json("person", "list")["people"] == []
    assert handshake.json("status")["owner"]["name"] == "me"
    handshake("coffee", "Ada", "--new")
    assert handshake.json("trust", "Ada")["days_met"] == 1


def test_retracting_a_correction_says_again_what_it_replaced(
    handshake: Handshake,
) -> None:
    stream = last_id(handshake, "coffee", "Ada", "--minutes", "30", "--new").partition(
        "/"
    )[0]
    handshake("correct", stream, "--minutes", "90")
    handshake("retract", f"{stream}/2")
    assert handshake.json("timeline")["events"][0]["minutes"] == 30
