"""The message that proposes a meeting: by what is known, in the language of the person, in one's own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from projections.cli.salutation import salutation
from projections.directory.tables import Person
from tests.cli.conftest import Handshake

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def desk(
    handshake: Handshake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Handshake:
    """A ledger of Jo Martin's, and a configuration folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config" / "handshake").mkdir(parents=True)
    handshake("init", "--me", "Jo Martin")
    handshake("person", "add", "Ada Lovelace")
    return handshake


def invitation(desk: Handshake, *words: str) -> dict[str, Any]:
    said: dict[str, Any] = desk.json("invite", "Ada", *words)
    return said


def test_a_request_is_thanked_for_with_the_weekday_and_without_a_year(
    desk: Handshake,
) -> None:
    desk("connect", "Ada", "--received", "--on", "2026-11-20")
    said = desk("invite", "Ada")
    assert said.stdout == (
        "Hi Ada,\n\n"
        "Thank you for your request to connect on LinkedIn. I like to meet the people I connect with. "
        "Would you have time for a coffee? Tuesday 24 November at 10:00 would suit me.\n\n"
        "Best wishes,\nJo Martin\n"
    )
    assert 'propose coffee "Ada Lovelace" --for "2026-11-24 10:00"' in said.stderr


def test_the_same_in_french_says_vous_unless_told(desk: Handshake) -> None:
    desk("connect", "Ada", "--received", "--on", "2026-11-20")
    desk("person", "details", "Ada", "--language", "fr")
    said = desk("invite", "Ada", "--for", "thursday 12:30", "--form", "lunch").stdout
    assert said.startswith("Bonjour Ada,\n\nMerci pour votre demande")
    assert (
        f"pour un déjeuner, par exemple jeudi 26 novembre à 12{NBSP}h{NBSP}30{NBSP}?"
        in said
    )
    hint = desk.french()("invite", "Ada", "--form", "lunch").stderr
    assert 'handshake proposer déjeuner "Ada Lovelace" --for' in hint
    familiar = desk("invite", "Ada", "--tu").stdout
    assert "ta demande" in familiar
    assert "vous" not in familiar
    desk("person", "details", "Ada", "--tag", "tu")
    assert "ta demande" in desk("invite", "Ada").stdout


def recorded(desk: Handshake, *commands: str) -> None:
    for command in commands:
        desk(*command.split())


@pytest.mark.parametrize(
    ("commands", "ground", "words"),
    [
        ([], "new", "I'd like to meet you."),
        (["connect Ada"], "new", "I'd like to meet you."),
        (
            ["connect Ada --accepted --on 2026-03-02"],
            "connected",
            "on LinkedIn since March but",
        ),
        (
            ["connect Ada --accepted --on 2009"],
            "connected",
            "on LinkedIn for 17 years but",
        ),
        (["connect Ada --received --on 2026-11-02"], "requested", "your request"),
        (["coffee Ada --on 2026-03-02"], "met_once", "meeting you in March,"),
        (["coffee Ada --on 2026-11-16"], "met_lately", "see you on 16 November,"),
        (
            ["coffee Ada --on 2026-03-02", "lunch Ada --on 2026-05-02"],
            "met_often",
            "We last met in May,",
        ),
        (["call Ada --on 2026-05-02"], "new", "I'd like to meet you."),
        (
            [
                "connect Ada --received --on 2026-11-02",
                "person add Zoe",
                "introduce me Ada --by Zoe --on 2026-11-03",
            ],
            "introduced",
            "Zoe introduced us,",
        ),
    ],
)
def test_it_begins_with_what_is_known(
    desk: Handshake, commands: list[str], ground: str, words: str
) -> None:
    recorded(desk, *commands)
    said = invitation(desk)
    assert said["ground"] == ground
    assert words in said["message"]


@pytest.mark.parametrize(
    "ground", ["", "connect Ada --received", "coffee Ada --on 2026-03-02"]
)
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("form", ["coffee", "lunch", "video", "gathering", "meeting"])
def test_three_variants_of_each_with_every_place_filled(
    desk: Handshake, ground: str, language: str, form: str
) -> None:
    recorded(desk, *filter(None, [ground]))
    desk("person", "details", "Ada", "--language", language)
    said = [
        invitation(desk, "--variant", number, "--form", form)["message"]
        for number in ("1", "2", "3")
    ]
    assert len(set(said)) == 3
    for message in said:
        assert "{" not in message
        assert "  " not in message
        assert "2026" not in message
        assert message.endswith("Jo Martin")
        assert ("24 November" in message) or ("24 novembre" in message)


def test_forms_are_asked_for_in_both_languages(desk: Handshake) -> None:
    assert invitation(desk, "--form", "déjeuner")["time"] == "12:30"
    assert invitation(desk, "--form", "Verre")["form"] == "drinks"
    assert "blah" in desk("invite", "Ada", "--form", "blah", code=2).stderr


def test_a_day_that_is_taken_is_not_proposed_and_an_open_plan_is_told(
    desk: Handshake,
) -> None:
    desk("propose", "lunch", "Ada", "--for", "2026-11-24")
    said = desk("invite", "Ada")
    assert "Wednesday 25 November" in said.stdout
    assert "already have a plan with Ada Lovelace" in said.stderr


def test_a_text_of_ones_own_takes_the_place_of_ours(
    desk: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "config" / "handshake"
    (folder / "invite.en.txt").write_text(
        "Dear {name}: {form} {day}, {time}? {me}\n---\nTwo.\n"
    )
    (folder / "invite.lunch.en.txt").write_text("{opening} Lunch?")
    assert (
        invitation(desk)["message"]
        == "Dear Ada: a coffee Tuesday 24 November, 10:00? Jo Martin"
    )
    assert invitation(desk, "--variant", "2")["message"] == "Two."
    assert (
        invitation(desk, "--form", "lunch")["message"] == "I'd like to meet you. Lunch?"
    )
    assert "only 2 variants" in desk("invite", "Ada", "--variant", "3", code=2).stderr
    (folder / "invite.en.txt").write_text("{nom}")
    assert "{nom}" in desk("invite", "Ada", code=6).stderr


def test_nobody_invites_themselves_nor_a_stranger(desk: Handshake) -> None:
    desk("invite", "me", code=2)
    desk("invite", "Zorro", code=3)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("Béatrice Haldane", None, "Béatrice"),
        ("Béatrice Haldane", "Béa", "Béa"),
        ("DURAND Camille", None, "Camille"),
        ("Durand, Camille", None, "Camille"),
        ("Mme Claire Durand", None, "Ms Durand"),
        ("M. Le Goff", None, "Mr Le Goff"),
        ("J. Martin", None, "J. Martin"),
        ("Jean Pierre Martin", None, "Jean Pierre"),
        ("Zoé", None, "Zoé"),
    ],
)
def test_a_person_is_addressed_by_first_name_or_title(
    name: str, given: str | None, expected: str
) -> None:
    person = Person("x", name=name, given=given)
    assert salutation(person, familiar=False) == expected


def test_a_past_day_is_not_proposed(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    refused = handshake("invite", "Ada", "--for", "yesterday", code=5)
    assert "is past; propose a day to come." in refused.stderr
