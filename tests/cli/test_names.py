"""Names typed on the command line: whom they mean, when that is asked about, and who is added."""

from __future__ import annotations

import re
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_import import ADA, connections
from tests.cli.test_terminal import terminal

PEOPLE = (
    "Paul Durand",
    "Hélène Vasseur",
    "Jean-Pierre Lefort",
    "Sophie Martin",
    "Olivier Bernard",
    "Aurélie Saint-Aubin",
    "Marie-Claude Le Goff",
    "Wladimir d'Ormesson",
    "Patrick O'Brien",
    "Anne L’Hostis",
    "Étienne de La Roncière",
    "Iain MacDonald",
    "Ahmed Benali",
)


@pytest.fixture
@recorded_once
def circle(handshake: Handshake) -> Handshake:
    for name in PEOPLE:
        handshake("person", "add", name)
    return handshake


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("M. Durand", "Paul Durand"),
        ("Monsieur Durand", "Paul Durand"),
        ("Mme Vasseur", "Hélène Vasseur"),
        ("Mrs Vasseur", "Hélène Vasseur"),
        ("Dr Vasseur", "Hélène Vasseur"),
        ("la docteure Vasseur", "Hélène Vasseur"),
        ("Mme la professeure Vasseur", "Hélène Vasseur"),
        ("Mme Le Goff", "Marie-Claude Le Goff"),
        ("Mme Martin", "Sophie Martin"),
        ("M. Bernard", "Olivier Bernard"),
        ("Jean-Pierre", "Jean-Pierre Lefort"),
        ("JP Lefort", "Jean-Pierre Lefort"),
        ("J.-P. Lefort", "Jean-Pierre Lefort"),
        ("Lefort, Jean-Pierre", "Jean-Pierre Lefort"),
        ("Sophie", "Sophie Martin"),
        ("St Aubin", "Aurélie Saint-Aubin"),
        ("Aurélie St-Aubin", "Aurélie Saint-Aubin"),
        ("Legoff", "Marie-Claude Le Goff"),
        ("Marie-Claude LEGOFF", "Marie-Claude Le Goff"),
        ("Ormesson", "Wladimir d'Ormesson"),
        ("Wladimir d’Ormesson", "Wladimir d'Ormesson"),
        ("O Brien", "Patrick O'Brien"),
        ("O’Brien", "Patrick O'Brien"),
        ("OBrien", "Patrick O'Brien"),
        ("Mme L'Hostis", "Anne L’Hostis"),
        ("Delaroncière", "Étienne de La Roncière"),
        ("Mc Donald", "Iain MacDonald"),
        ("McDonald", "Iain MacDonald"),
        ("Ben Ali", "Ahmed Benali"),
        ("d Ormesson", "Wladimir d'Ormesson"),
    ],
)
def test_a_name_is_found_as_people_write_it(
    circle: Handshake, text: str, name: str
) -> None:
    assert circle.json("trust", text)["person"]["name"] == name


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("Mme Durand", "Paul Durand"),
        ("M. Vasseur", "Hélène Vasseur"),
        ("Mr Vasseur", "Hélène Vasseur"),
    ],
)
def test_a_title_of_the_other_gender_means_somebody_else(
    circle: Handshake, text: str, nearest: str
) -> None:
    said = circle("coffee", text, code=3).stderr
    assert f'No one here is called "{text}". Did you mean {nearest}? Add --new' in said
    assert circle.french()("coffee", text, code=3).stderr.startswith("Erreur")
    circle("coffee", text, "--new")
    assert circle.json("trust", text)["person"]["name"] == text


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("Pierre", "Jean-Pierre Lefort"),
        ("Jean Lefort", "Jean-Pierre Lefort"),
        ("Marie", "Marie-Claude Le Goff"),
        ("Claude", "Marie-Claude Le Goff"),
        ("Martin", "Sophie Martin"),
        ("Bernard", "Olivier Bernard"),
    ],
)
def test_half_a_first_name_and_a_first_name_for_a_family_name_are_asked_about(
    circle: Handshake, text: str, candidate: str
) -> None:
    for command in ("coffee", "trust"):
        assert (
            f'"{text}" could be {candidate} (' in circle(command, text, code=4).stderr
        )
    said = circle.french()("coffee", text, code=4).stderr
    assert candidate in said


def test_mrs_and_mr_of_one_name_are_two(handshake: Handshake) -> None:
    handshake("coffee", "Mme Bertrand", "--new")
    assert (
        'No one here is called "M. Bertrand"'
        in handshake("coffee", "M. Bertrand", code=3).stderr
    )
    handshake("coffee", "M. Bertrand", "--new")
    assert (
        handshake.json("trust", "Monsieur Bertrand")["person"]["name"] == "M. Bertrand"
    )
    assert "M. Bertrand (" in handshake("trust", "Bertrand", code=4).stderr
    assert handshake.json("person", "list")["people"][0]["name"] == "M. Bertrand"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Jean-Piere Lefort", "Jean-Pierre Lefort"),
        ("Hélène Vaseur", "Hélène Vasseur"),
        ("Sophie Matrin", "Sophie Martin"),
    ],
)
def test_a_typing_error_adds_nobody(circle: Handshake, text: str, known: str) -> None:
    said = circle("coffee", text, "--new", code=4).stderr
    assert f'"{text}" looks like {known} (' in said
    assert "handshake person add" in said
    assert known in circle.french()("coffee", text, "--new", code=4).stderr
    circle("person", "add", text)
    circle("coffee", text)


@pytest.mark.parametrize(
    "text", ["Paule Durand", "Sophia Lefort", "Olivia Bernard", "Paul Durand2"]
)
def test_another_name_is_added_without_a_question(circle: Handshake, text: str) -> None:
    assert f"Added {text}." in circle("coffee", text, "--new").stderr


def test_on_a_terminal_one_says_that_a_near_name_is_new(circle: Handshake) -> None:
    asked = terminal(circle, "coffee", "Jean-Piere Lefort", "--new")
    asked.expect("1. Jean-Pierre Lefort")
    asked.expect('2. Add "Jean-Piere Lefort" as a new person')
    asked.expect("Which one")
    asked.sendline("2")
    asked.expect("Added Jean-Piere Lefort")
    asked.expect(pexpect.EOF)


@pytest.mark.parametrize("new", [[], ["--new"]])
@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("Tom, Wei", 'write "Tom" "Wei". For one person, write "Wei Tom"'),
        ("Tom & Wei", 'write "Tom" "Wei"'),
        ("Tom et Wei", 'write "Tom" "Wei"'),
        ("Tom and Wei", 'write "Tom" "Wei"'),
        ("M. et Mme Lenoir", 'write "M. Lenoir" "Mme Lenoir"'),
    ],
)
def test_several_names_in_one_text_are_asked_about(
    handshake: Handshake, text: str, way: str, new: list[str]
) -> None:
    handshake("coffee", "Ada", "--new")
    assert way in handshake("coffee", text, *new, code=4).stderr


def test_names_joined_by_a_word_or_a_comma_are_several(handshake: Handshake) -> None:
    handshake("coffee", "Tom,", "Wei", "and", "Ada", "--new")
    assert {each["name"] for each in handshake.json("person", "list")["people"]} == {
        "Tom",
        "Wei",
        "Ada",
    }
    handshake("lunch", "Tom", "et", "Wei")
    handshake("coffee", "Sammy Davis, Jr.", "--new")


def test_after_a_new_name_the_old_one_is_understood(circle: Handshake) -> None:
    said = circle("person", "rename", "Sophie", "Sophie Lambert").stderr
    assert (
        said == "Renamed Sophie Martin to Sophie Lambert; the old name still works.\n"
    )
    for name in ("Sophie Martin", "Sophie Lambert", "Mme Lambert"):
        assert circle.json("trust", name)["person"]["name"] == "Sophie Lambert"
    circle("undo")
    assert circle.json("trust", "Sophie Martin")["person"]["name"] == "Sophie Martin"
    assert circle.json("person", "show", "Sophie")["aliases"] == []


def test_an_accent_put_right_leaves_no_alias(handshake: Handshake) -> None:
    handshake("person", "add", "Zoe Menard")
    handshake("person", "rename", "zoe", "Zoé Ménard")
    assert handshake.json("person", "show", "zoe")["aliases"] == []


def test_commands_that_add_nobody_do_not_speak_of_new(handshake: Handshake) -> None:
    handshake("person", "add", "Ada")
    assert "--new" not in handshake("note", "Zoé", "text", code=3).stderr
    assert "--new" in handshake("coffee", "Zoé", code=3).stderr


def test_the_typed_in_person_is_meant_until_somebody_decides(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("coffee", "Ada Okafor", "--new")
    typed = handshake.json("trust", "Ada Okafor")["person"]["id"]
    handshake("import", "linkedin", connections(tmp_path, ADA))
    for name in ("Ada Okafor", "Ada"):
        said = handshake("coffee", name).stderr
        assert f"Ada Okafor here is the person you entered ({typed[:8]})" in said
        assert "'handshake person duplicates'" in said
    assert handshake.json("trust", "Ada Okafor")["person"]["id"] == typed
    assert "doublons" in handshake.french()("trust", "Ada").stderr
    handshake("coffee", "Ada Okafor", "--new")
    (pair,) = handshake.json("person", "duplicates")["pairs"]
    assert (pair["name"], pair["plain"], pair["people"][0]["id"]) == (
        "Ada Okafor",
        True,
        typed,
    )
    handshake("person", "duplicates", "--join-exact")
    assert handshake.json("person", "duplicates")["pairs"] == []
    assert handshake("coffee", "Ada Okafor").stderr.count("duplicates") == 0


def test_distinguished_namesakes_are_both_candidates(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("coffee", "Ada Okafor", "--new")
    handshake("import", "linkedin", connections(tmp_path, ADA))
    shown = terminal(handshake, "person", "duplicates")
    shown.expect("Same person")
    shown.sendline("n")
    shown.expect(pexpect.EOF)
    assert (
        '"Ada Okafor" could be Ada Okafor ('
        in handshake("coffee", "Ada Okafor", code=4).stderr
    )


def test_after_a_merge_the_card_shows_what_both_knew(handshake: Handshake) -> None:
    handshake(
        "person",
        "add",
        "Ada",
        "--email",
        "ada@example.org",
        "--place",
        "Lyon",
        "--tag",
        "client",
    )
    handshake(
        "person", "add", "Ada Okafor", "--email", "ada@work.example.org", "--place", "Paris",
        "--organisation", "Exemple SA", "--url", "https://www.linkedin.com/in/ada-demo",
    )  # fmt: skip
    into = handshake.json("person", "show", "ada@example.org")["id"]
    handshake("person", "merge", "Ada Okafor", into)
    card = handshake.json("person", "show", into)
    assert (card["name"], card["aliases"], card["place"]) == (
        "Ada",
        ["Ada Okafor"],
        "Lyon",
    )
    assert card["emails"] == ["ada@example.org", "ada@work.example.org"]
    assert (card["organisation"], card["tags"]) == ("Exemple SA", ["client"])
    assert card["urls"] == ["https://www.linkedin.com/in/ada-demo"]
    assert "Exemple SA" in handshake("person", "list").stdout
    handshake("person", "unmerge", into)
    assert handshake.json("person", "show", into)["organisation"] is None


def test_a_name_of_many_words_is_looked_up_in_a_moment(circle: Handshake) -> None:
    for words in ("delamare saintesprit macdougall " * 20, "M. " * 300 + "Nemo"):
        assert "No one here is called" in circle("trust", words.strip(), code=3).stderr


@pytest.mark.parametrize(
    "name",
    [
        "Élise O'Brien, junior",
        "Jane Smith, PhD",
        "Anna Beck, M.D.",
        "Karl Maier, Dipl.-Ing.",
        "Zed Moss, MBA, Ph.D.",
    ],
)
def test_a_suffix_after_a_comma_belongs_to_the_name(
    handshake: Handshake, name: str
) -> None:
    handshake("coffee", name, "--new")
    (person,) = handshake.json("person", "list")["people"]
    assert person["name"] == name


@pytest.mark.parametrize(
    ("short", "code"),
    [("Françoi", 4), ("Franço", 4), ("Françoise", 0), ("Lebl", 0), ("Blan", 3)],
)
def test_a_beginning_of_two_names_is_asked_about(
    handshake: Handshake, short: str, code: int
) -> None:
    handshake("person", "add", "François Leblanc")
    handshake("person", "add", "Françoise Lenoir")
    handshake("trust", short, code=code)


def test_namesakes_are_shown_with_their_differences(handshake: Handshake) -> None:
    for details in (
        ("--organisation", "BNP Paribas", "--place", "Lyon"),
        ("--organisation", "Exemple SA", "--place", "Lyon"),
    ):
        handshake("person", "add", "Ada Okafor", "--namesake", *details)
    refused = handshake("coffee", "Ada Okafor", code=4).stderr
    assert re.search(
        r"Ada Okafor \(BNP Paribas, [0-9a-f]{8}\) or Ada Okafor \(Exemple SA, [0-9a-f]{8}\)",
        refused,
    )
    handshake("coffee", "ada okafor (exemple)", "--on", "2026-11-20")
    known = handshake.json("person", "list", "--organisation", "Exemple")["people"]
    assert [row["person"]["id"] for row in handshake.json("trust")["people"]] == [
        known[0]["id"]
    ]
    handshake("coffee", f"Ada Okafor ({known[0]['id'][:8]})", "--on", "2026-11-21")
    handshake("coffee", "Ada Okafor (Lyon)", code=4)
    handshake("coffee", "Ada Okafor (Acme)", code=3)


def test_bare_namesakes_differ_by_their_last_meeting(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada Okafor", "--new", "--on", "2026-11-20")
    handshake("person", "add", "Ada Okafor", "--namesake")
    refused = handshake("coffee", "Ada Okafor", code=4).stderr
    assert "(met on 1 day, " in refused
    assert "(never met, " in refused
    french = handshake.french()("coffee", "Ada Okafor", code=4).stderr
    assert "aucune rencontre" in french
