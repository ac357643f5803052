"""What the read commands print, compared whole, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from projections.cli.program import program
from tests.cli.conftest import Handshake, loose, recorded_once


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    handshake("init", "--me", "Jo Martin")
    handshake(
        "lunch",
        "Ada Lovelace",
        "Zoé Ménard",
        "--on",
        "2026-11-03",
        "--at",
        "Chez Odette",
        "--new",
    )
    handshake("coffee", "Ada Lovelace", "--on", "2026-11-20", "--minutes", "60")
    handshake("connect", "Yanis Moreau", "--accepted", "--on", "2023-05-02", "--new")
    return handshake


def test_trust_lists_the_people_met_the_highest_first(known: Handshake) -> None:
    assert loose(known("trust").stdout) == loose(
        "Person        Trust       Level  Days met  Last met\n"
        "Ada Lovelace  0.106  ██▏  known  2  Friday 20 November\n"
        "Zoé Ménard    0.054  █▏  known  1  Tuesday 3 November (20 days ago)\n"
    )
    assert loose(known.french()("trust").stdout) == loose(
        "Personne      Confiance       Niveau  Jours de rencontre  Dernière rencontre\n"
        "Ada Lovelace      0,106  ██▏  connaissance  2  vendredi 20 novembre\n"
        "Zoé Ménard        0,054  █▏  connaissance  1  mardi 3 novembre (il y a 20 jours)\n"
    )


def test_trust_top_limits_the_list(known: Handshake) -> None:
    assert [
        each["person"]["name"] for each in known.json("trust", "--top", "1")["people"]
    ] == ["Ada Lovelace"]


def test_explain_adds_up_to_the_number(known: Handshake) -> None:
    said = known.json("trust", "Ada", "--explain")
    assert [each["kind"] for each in said["contributions"]] == ["LunchHad", "CoffeeHad"]
    for each in said["contributions"]:
        taken = each["same_day"] + each["time"] + each["cap"]
        assert each["worth"] - taken == pytest.approx(each["left"], abs=1e-12)
    assert sum(each["share"] for each in said["contributions"]) == pytest.approx(
        said["trust"], abs=1e-12
    )
    assert known("trust", "Ada", "--explain").stdout.endswith(
        "Trust = evidence / (evidence + missed + scepticism) = 3.359 / (3.359 + 0.000 + 28.462) = 0.106\n"
    )


def test_trust_of_a_past_day_knows_nothing_later(known: Handshake) -> None:
    assert known.json("trust", "Ada", "--as-of", "2026-11-02")["trust"] == 0
    assert known.json("trust", "Ada", "--as-of", "2026-11-03")["days_met"] == 1
    later = known.json("trust", "Ada", "--as-of", "2027-11-23")["trust"]
    assert 0 < later < known.json("trust", "Ada")["trust"]


def test_the_timeline_goes_by_day_and_shows_the_text(known: Handshake) -> None:
    ids = [event["id"][:8] for event in known.json("timeline")["events"]]
    ids[0] += "/1"  # a connection goes on: its stream alone would name several events
    assert loose(known("timeline").stdout) == loose(
        "Day               What                                     Note         Id\n"
        f"2 May 2023        Connected with Yanis Moreau on LinkedIn               {ids[0]}\n"
        f"Tuesday 3 November   Lunch with Ada Lovelace and Zoé Ménard   Chez Odette  {ids[1]}\n"
        f"Friday 20 November  Coffee with Ada Lovelace                              {ids[2]}\n"
    )
    assert [e["kind"] for e in known.json("timeline", "Zoé")["events"]] == ["LunchHad"]
    assert [
        e["kind"] for e in known.json("timeline", "--since", "2026-11-04")["events"]
    ] == ["CoffeeHad"]
    assert [
        e["kind"] for e in known.json("timeline", "--until", "2022")["events"]
    ] == []
    assert [e["kind"] for e in known.json("timeline", "--until", "2023")["events"]] == [
        "ConnectionAccepted"
    ]


def test_the_queue_names_people_never_met_and_their_wait(known: Handshake) -> None:
    assert loose(known("queue").stdout) == loose(
        "1 first coffee to have:\n"
        "Person        Role  Why\n"
        "Yanis Moreau        connected on LinkedIn for 3 years, never met\n"
    )


def test_the_queue_begins_with_the_newest_and_leaves_out_who_is_snoozed(
    known: Handshake,
) -> None:
    known("connect", "Gus Gray", "--received", "--on", "2026-11-20", "--new")
    known("person", "details", "Gus", "--position", "CFO", "--organisation", "Acme")
    known("connect", "Hal Hill", "--on", "2026-11-02", "--new")
    known("connect", "Ian Ives", "--accepted", "--on", "2026-11-21", "--new")
    known("person", "snooze", "Ian", "--until", "2026-12-24")
    shown = known("queue").stdout.splitlines()
    assert shown[2].split("  ")[0] == "Gus Gray"
    assert "CFO, Acme" in shown[2]
    assert "asked to connect on Friday" in shown[2]
    assert "3 years" in shown[3]
    assert "you asked to connect on 2 November" in shown[-1]
    assert not any("Ian" in line for line in shown)
    assert "demande reçue vendredi" in known.french()("queue").stdout


def test_the_queue_in_json_has_requests_among_the_coffees(known: Handshake) -> None:
    known("connect", "Gus Gray", "--received", "--on", "2026-11-20", "--new")
    queue = known.json("queue")
    assert [(each["connected_on"], each["requested_on"]) for each in queue["owed"]] == [
        (None, "2026-11-20"),
        ("2023-05-02", None),
    ]
    assert [each["person"]["name"] for each in queue["pending"]] == ["Gus Gray"]
    oldest = known.json("queue", "--oldest")
    assert [each["connected_on"] for each in oldest["owed"]] == ["2023-05-02"]
    assert [each["requested_on"] for each in oldest["pending"]] == ["2026-11-20"]


def test_rebuilding_changes_nothing_that_is_read(known: Handshake) -> None:
    before = [
        known(*words).stdout
        for words in (["trust", "--json"], ["timeline", "--json"], ["queue", "--json"])
    ]
    said = known.json("rebuild")
    assert said["events"] == known.json("status")["events"]
    assert {each["position"] for each in said["projections"]} == {said["events"]}
    after = [
        known(*words).stdout
        for words in (["trust", "--json"], ["timeline", "--json"], ["queue", "--json"])
    ]
    assert after == before
    assert "No such view: nonsense" in known("rebuild", "nonsense", code=3).stderr


def test_the_views_may_be_deleted_or_spoiled_at_any_time(known: Handshake) -> None:
    views = known.ledger.with_name("ledger.db.views")
    before = known("trust").stdout
    views.unlink()
    assert known("trust").stdout == before
    views.write_bytes(b"nonsense" * 1000)
    said = known("trust")
    assert said.stdout == before
    assert (
        said.stderr
        == "The stored results were unreadable; recalculating them from the ledger.\n"
    )


def test_status_says_where_everything_is(known: Handshake) -> None:
    said = known.json("status")
    assert said["ledger"] == str(known.ledger)
    assert (said["people"], said["culture"], said["owner"]["name"]) == (
        3,
        "french",
        "Jo Martin",
    )


@pytest.mark.parametrize(
    "command", ["trust", "timeline", "queue", "status", "projections", "verify"]
)
def test_reading_where_there_is_no_ledger_makes_none(
    handshake: Handshake, command: str
) -> None:
    said = handshake(command, code=3)
    assert said.stderr.startswith(f"Error: No ledger at {handshake.ledger}")
    assert not handshake.ledger.parent.exists()


def test_json_is_never_translated(known: Handshake) -> None:
    for words in (
        ["trust"],
        ["timeline"],
        ["queue"],
        ["trust", "Ada", "--explain"],
        ["person", "list"],
    ):
        assert known(*words, "--json").stdout == known.french()(*words, "--json").stdout


def test_every_command_helps_in_french_without_an_english_word(
    handshake: Handshake,
) -> None:
    english = json.loads((Path(__file__).parent / "english_words.json").read_text())
    text = handshake.french()("--help").stdout
    commands = set(program.list_commands(click.Context(program)))
    described = " ".join(line.strip().partition(" ")[2] for line in text.splitlines())
    words = {word.strip(".,;:()'").lower() for word in described.split()} - commands
    assert words & set(english) == set()
