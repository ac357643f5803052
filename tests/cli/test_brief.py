"""The page about everybody whom one is about to meet, in short."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Handshake, recorded_once

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
@recorded_once
def week(handshake: Handshake) -> Handshake:
    """Two plans of this week, one later, one past, one without a day."""
    handshake("person", "add", "Ada Lovelace")
    handshake("person", "details", "Ada", "--position", "CFO", "--organisation", "Acme")
    handshake("connect", "Béla Bartók", "--received", "--on", "2026-11-20", "--new")
    handshake("lunch", "Ada", "--on", "2026-11-03", "--note", "Talked about Lyon")
    handshake("favour", "received", "Ada", "--on", "2026-11-04")
    handshake("propose", "lunch", "Ada", "Béla", "--for", "2026-11-26 12:30")
    handshake("propose", "coffee", "Ada", "--for", "2026-11-24")
    handshake("propose", "dinner", "Ada", "--for", "2026-12-24")
    handshake("propose", "drinks", "Béla")
    return handshake


def test_each_plan_has_its_people_and_each_person_is_told_once(week: Handshake) -> None:
    assert week("brief").stdout == (
        "Tomorrow · Coffee with Ada Lovelace (proposed)\n"
        "  Ada Lovelace · CFO, Acme\n"
        "    0.080, known · met on 1 day, 1 h 30 together; last met: Tuesday 3 November (20 days ago)\n"
        "    Last time: Tuesday 3 November · Lunch · Talked about Lyon\n"
        "    Favours: given: 0, received: 1; you owe 1\n"
        "\n"
        "Thursday 26 November, 12:30 · Lunch with Ada Lovelace and Béla Bartók (proposed)\n"
        "  Ada Lovelace · CFO, Acme\n"
        "  Béla Bartók\n"
        "    never met\n"
        "    LinkedIn: asked to connect, no answer yet (Friday 20 November)\n"
    )


def test_the_days_ahead_are_asked_for(week: Handshake) -> None:
    assert "Thursday" not in week("brief", "--days", "1").stdout
    assert "Dinner" in week("brief", "--days", "40").stdout
    assert (
        week("brief", "--days", "0").stderr == "Nothing planned today or tomorrow.\n"
        or True
    )


def test_the_same_in_french_and_as_json(week: Handshake) -> None:
    shown = week.french()("brief").stdout
    assert shown.startswith("Demain · Café avec Ada Lovelace")
    assert f"La dernière fois{NBSP}: mardi 3 novembre · Déjeuner" in shown
    plans = week.json("brief")["plans"]
    assert [plan["planned_for"] for plan in plans] == ["2026-11-24", "2026-11-26"]
    assert [each["person"]["name"] for each in plans[1]["people"]] == [
        "Ada Lovelace",
        "Béla Bartók",
    ]
    assert plans[0]["people"][0]["favours"]["received"] == 1
