"""Small answers that were wrong: what an undo names, what a list leaves out, what a hint leads to."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Handshake


def test_an_undo_names_the_fact_that_it_takes_back(handshake: Handshake) -> None:
    handshake("propose", "coffee", "Ada", "--for", "2026-12-01", "--new")
    handshake("cancel", "Ada")
    assert "Retracted: Ada called off coffee with you" in handshake("undo").stderr
    handshake("connect", "Ada", "--accepted")
    assert "Retracted: Connected with Ada on LinkedIn" in handshake("undo").stderr
    handshake("coffee", "Ada")
    assert "Retracted: Coffee with Ada" in handshake("undo").stderr


def test_the_opening_is_never_retracted(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    for event in ("#0", "#1"):
        assert (
            "opening of a ledger cannot be retracted"
            in handshake("retract", event, code=5).stderr
        )
    assert handshake.json("trust", "Ada")["trust"] > 0


def test_a_day_before_all_meetings_says_that_nobody_had_been_met(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada")
    assert "No meetings yet" in handshake("trust", "--as-of", "2025-01-01").stderr
    handshake("coffee", "Ada")
    said = handshake("trust", "--as-of", "2025-01-01").stderr
    assert said == "You had not met anyone by 1 January 2025.\n"
    assert (
        "1er janvier 2025"
        in handshake.french()("trust", "--as-of", "2025-01-01").stderr
    )


def test_a_list_that_is_cut_says_how_many_more(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    assert (
        "and 2 more."
        in handshake("past", "coffee", "Ada", "--times", "12", "--from", "2020").stderr
    )
    assert "and 2 more." in handshake("undo").stderr
    assert (
        "more."
        not in handshake(
            "past", "coffee", "Ada", "--times", "10", "--from", "2020"
        ).stderr
    )


def test_each_note_has_an_id_of_its_own_that_commands_know(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada")
    for text in ("one", "two"):
        handshake("note", "Ada", text)
    lines = handshake("timeline").stdout.splitlines()[1:]
    ids = [line.split()[-1] for line in lines]
    assert len({*ids}) == 2
    handshake("retract", ids[0])
    assert [each["text"] for each in handshake.json("timeline")["events"]] == [
        {"text": "two"}
    ]


def test_the_history_shows_batches_that_undo_knows(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    assert (
        "'handshake timeline --history' lists them"
        in handshake("undo", "zzz", code=3).stderr
    )
    batch = handshake("timeline", "--history").stdout.splitlines()[-1].split()[-1]
    handshake("undo", batch)
    assert handshake.json("trust")["people"] == []


def test_init_says_one_thing(handshake: Handshake) -> None:
    said = handshake("init", "--me", "Jo Martin", "--culture", "350").stderr
    assert said.count("\n") == 1
    assert said.startswith("Created the ledger of Jo Martin at ")
    assert said.endswith("Trust preset: custom (35%).\n")
    assert handshake("init", "--culture", "nordic").stderr == "Trust preset: Nordic.\n"
    assert handshake("init", "--me", "Jo M").stderr == "Your name is now Jo M.\n"
    assert (
        handshake.french()("init", "--culture", "french").stderr
        == "Confiance à la française.\n"
    )


@pytest.mark.parametrize("days", [0, 1, 7])
def test_a_single_lunch_means_the_same_on_its_day_and_after(
    handshake: Handshake, days: int
) -> None:
    handshake("lunch", "Ada", "--on", f"2026-11-{23 - days}", "--new")
    assert "(known)" in handshake("trust", "Ada").stdout


def test_nobody_is_proposed_for_a_change_that_cannot_be_seen(
    handshake: Handshake,
) -> None:
    handshake("encounter", "Ada", "--on", "2020-01-01", "--new")
    for each in handshake.json("next")["people"]:
        assert round(each["with_coffee"], 3) > round(each["trust"], 3)


def test_a_plan_is_reported_with_its_day(handshake: Handshake) -> None:
    said = handshake("propose", "coffee", "Ada", "--for", "2026-12-01", "--new").stderr
    assert "Proposed coffee with Ada for Tuesday 1 December.\n" in said


def test_duplicates_say_their_pairs_in_json(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    handshake("person", "add", "Ada", "--namesake")
    said = json.loads(handshake("person", "duplicates", "--json").stdout)
    assert [[each["name"] for each in pair["people"]] for pair in said["pairs"]] == [
        ["Ada", "Ada"]
    ]


def test_init_says_one_thing_if_nothing_changes(handshake: Handshake) -> None:
    handshake("init", "--me", "Ada Okafor", "--culture", "350")
    for words in (["--culture", "350"], ["--me", "Ada Okafor"], []):
        assert (
            handshake("init", *words).stderr
            == "This ledger already exists; nothing changed.\n"
        )
