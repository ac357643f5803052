"""One meeting that two colleagues told: found, made one, counted once, and parted again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.cli.session import Session
from tests.cli.conftest import Handshake
from tests.cli.test_owners import Firm, firm
from tests.store import postgres_server

pytest.importorskip("psycopg", reason=postgres_server.MISSING)
__all__ = ["firm"]

ZOE = "Zoé Ménard"


def stream(coffee: dict[str, list[dict[str, str]]]) -> str:
    """The stream of the last event that a command recorded."""
    return coffee["events"][-1]["id"].partition("/")[0]


def test_a_lunch_told_by_two_colleagues_is_one_once_joined(firm: Firm) -> None:
    one = stream(firm.ada.json("lunch", ZOE, "--new", "--on", "2026-11-20"))
    alone = {name: firm.ada.json("trust", ZOE, *how)["trust"] for name, how in HOW}
    told = firm.tom("lunch", ZOE, "--on", "2026-11-20", "--minutes", "60")
    other = told.stderr.split("handshake same ")[1].split()[0]
    assert f"{one[:8]}" in told.stderr
    assert "Ada Okafor" in told.stderr
    before = firm.tom.json("trust", ZOE)["trust"]
    twice = firm.ada.json("trust", ZOE, "--all")["trust"]
    (pair,) = firm.ada.json("same")["pairs"]
    assert {name["name"] for name in pair["recorded_by"]} == {"Ada Okafor", "Tom Riedl"}
    assert "twice" in [
        finding["about"] for finding in firm.ada.json("doctor")["findings"]
    ]
    firm.tom("same", one[:8], other)
    assert firm.ada.json("same")["pairs"] == []
    once = firm.ada.json("trust", ZOE, "--all")["trust"]
    assert once == before
    assert once < twice
    assert firm.tom.json("trust", ZOE)["trust"] == before
    assert firm.ada.json("trust", ZOE)["days_met"] == 1
    known = firm.ada.json("who-knows", ZOE)["owners"]
    assert [knower["trust"] for knower in known] == [before, before]
    assert firm.ada.json("trust", "Tom Riedl")["days_met"] == 1
    firm.tom("undo")
    assert firm.ada.json("trust", ZOE)["trust"] == alone["own"]
    assert firm.ada.json("trust", ZOE, "--all")["trust"] == twice
    assert len(firm.ada.json("same")["pairs"]) == 1
    assert firm.admin.json("verify")["ok"]


HOW = [("own", ()), ("all", ("--all",))]


def test_what_is_not_one_meeting_is_refused(firm: Firm) -> None:
    lunch = stream(firm.ada.json("lunch", ZOE, "--new", "--on", "2026-11-20"))
    later = stream(firm.tom.json("lunch", ZOE, "--on", "2026-11-21"))
    apart = stream(
        firm.tom.json("lunch", "Yanis Benali", "--new", "--on", "2026-11-20")
    )
    assert "different days" in firm.ada("same", lunch, later, code=5).stderr
    assert "at both" in firm.ada("same", lunch, apart, code=5).stderr
    assert "same record" in firm.ada("same", lunch, lunch, code=5).stderr
    firm.ada("same", lunch, code=2)
    assert firm.ada.json("same")["pairs"] == []
    assert "No two records" in firm.ada("same").stderr


def test_a_list_names_the_command_in_both_languages(firm: Firm) -> None:
    firm.ada("coffee", ZOE, "--new", "--on", "2026-11-20")
    firm.tom("coffee", ZOE, "--on", "2026-11-20")
    listed = firm.ada("same").stderr
    assert "recorded by" in listed
    assert "handshake same " in listed
    french = replace(firm.ada, language="fr")("même").stderr
    assert "noté par" in french


def test_on_a_terminal_each_pair_is_asked(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm.ada("coffee", ZOE, "--new", "--on", "2026-11-20")
    firm.tom("coffee", ZOE, "--on", "2026-11-20")
    monkeypatch.setattr(
        Session, "can_ask", property(lambda session: not session.as_json)
    )
    asked = firm.ada("same", typed="\n").output
    assert "Is it one meeting?" in asked
    assert len(firm.ada.json("same")["pairs"]) == 1
    french = replace(firm.ada, language="fr")("même", typed="n\n").output
    assert "Est-ce une seule rencontre" in french
    assert firm.ada.json("same")["pairs"] == firm.tom.json("same")["pairs"] == []
    firm.ada("undo", "--yes")
    assert len(firm.tom.json("same")["pairs"]) == 1
    firm.tom("same", typed="y\n")
    assert firm.ada.json("same")["pairs"] == []


def test_elsewhere_two_meetings_are_told_apart_by_an_option(firm: Firm) -> None:
    one = stream(firm.ada.json("coffee", ZOE, "--new", "--on", "2026-11-20"))
    other = stream(firm.tom.json("coffee", ZOE, "--on", "2026-11-20"))
    assert "--different" in firm.tom("same").stderr
    firm.tom("same", one, other, "--different")
    assert firm.ada.json("same")["pairs"] == []
    assert firm.ada.json("who-knows", ZOE)["owners"][1]["trust"] > 0
    firm.tom("same", "--different", code=2)
    assert "same record" in firm.tom("same", one, one, "--different", code=5).stderr
    kinds = [
        event["kind"] for event in firm.ada.json("timeline", "--history")["events"]
    ]
    assert "MeetingsDistinguished" in kinds
    firm.ada("same", one, other)
    assert firm.ada.json("same")["pairs"] == []


def test_two_meetings_of_one_owner_are_joined_where_they_are_named(
    handshake: Handshake,
) -> None:
    one = stream(handshake.json("coffee", ZOE, "--new", "--on", "2026-11-20"))
    alone = handshake.json("trust", ZOE)["trust"]
    other = stream(handshake.json("lunch", ZOE, "--on", "2026-11-20"))
    assert handshake.json("same")["pairs"] == []
    handshake("same", one, other)
    assert handshake.json("trust", ZOE)["days_met"] == 1
    assert handshake.json("trust", ZOE)["trust"] >= alone
    refused = handshake("same", one, other, code=5).stderr
    assert "no meeting that took place" in refused
