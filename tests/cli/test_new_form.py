"""A kind of meeting is one class and its words: the program follows without another edit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from ledger.facts import event as base
from ledger.facts.meeting import events as meetings
from ledger.facts.schema import schema_of
from ledger.language.catalogue import Catalogue
from tests.cli.conftest import Handshake

if TYPE_CHECKING:
    from ledger.facts.event import Event


@pytest.fixture
def brunch(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Event]]:
    known = dict(base.KINDS)

    @base.event("meeting")
    class BrunchHad(meetings.InTheFlesh):
        """Record a brunch."""

        form = "brunch"
        title = "Brunch"

    words = {"Brunch": "Brunch à la française", "Record a brunch.": "Enregistrer un brunch."}
    known_forms = Catalogue._forms
    monkeypatch.setattr(
        Catalogue, "_forms", lambda self, said: [words[said]] if said in words else known_forms(self, said)
    )
    yield BrunchHad
    base.KINDS.clear()
    base.KINDS.update(known)


def test_one_class_is_a_subcommand_an_export_a_schema_and_trust(
    handshake: Handshake, brunch: type[Event]
) -> None:
    assert "Record a brunch." in handshake("brunch", "--help").stdout
    assert "Enregistrer un brunch." in handshake.french()("brunch", "--help").stdout
    assert "Enregistrer un brunch." in handshake.french()("--help").stdout
    said = handshake("brunch", "Ada", "--minutes", "30", "--new")
    assert "Brunch with Ada on 23 November 2026.\n" in said.stderr
    assert handshake.json("trust", "Ada")["trust"] == pytest.approx(1 / (1 + 10 * 0.74 / 0.26))
    assert "Brunch à la française avec Ada" in handshake.french()("timeline").stdout
    assert b'"kind":"meeting.BrunchHad@1"' in handshake("export", "audit").stdout.encode()
    assert schema_of(brunch.topic())["$id"].endswith("meeting.BrunchHad@1")
    handshake("correct", "#3", "--form", "lunch")
    assert [event["kind"] for event in handshake.json("timeline")["events"]] == ["LunchHad"]
    assert handshake.json("verify")["ok"]
