"""People of one name: worked through, each answer remembered."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal


@pytest.fixture
@recorded_once
def twins(handshake: Handshake) -> Handshake:
    handshake("coffee", "Ada Okafor", "--new")
    handshake("person", "add", "Okafor Ada", "--namesake", "--email", "ada@example.org")
    return handshake


def people(handshake: Handshake) -> int:
    return len(handshake.json("person", "list")["people"])


def test_what_is_open_is_listed_where_nobody_can_be_asked(twins: Handshake) -> None:
    said = twins("person", "duplicates").stderr
    assert said.startswith(
        "1 pair of possible duplicates to review:\n  handshake person merge "
    )
    twins(*said.splitlines()[1].split()[1:5])
    assert people(twins) == 1
    assert twins("person", "duplicates").stderr == "No possible duplicates to review.\n"


def test_the_plain_ones_are_joined_at_once_and_undone_at_once(twins: Handshake) -> None:
    twins("person", "duplicates", "--join-exact")
    assert people(twins) == 1
    twins("undo")
    assert people(twins) == 2


def test_a_first_coffee_with_the_namesake_of_someone_met_says_so(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("coffee", "Ada Okafor", "--new")
    file = tmp_path / "Connections.csv"
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On"
    file.write_text(
        f"{header}\nAda,Okafor,,,Acme,,20 Nov 2026\nBob,Low,,,,,20 Nov 2026\n"
    )
    handshake("import", "linkedin", str(file))
    said = ""
    for words in (["next"], ["queue"], ["queue", "--all"]):
        said = handshake(*words).stderr
        assert said.startswith(
            "Ada Okafor may be someone you know already (met on 1 day"
        )
        assert "Bob" not in said
    assert handshake("next", "--json").stderr == ""
    handshake(*said.split("handshake ")[-1].split())
    assert "Ada Okafor" not in handshake("queue").stdout
    assert handshake("queue").stderr == ""


def test_two_profiles_on_one_network_speak_against_it(handshake: Handshake) -> None:
    for slug in ("a", "b"):
        handshake(
            "person",
            "add",
            "Jean Martin",
            "--namesake",
            "--url",
            f"https://www.linkedin.com/in/jean-{slug}",
        )
    said = handshake("person", "duplicates", "--join-exact").stderr
    assert "they may differ" in said
    assert people(handshake) == 2


def test_an_answer_is_asked_once_and_remembered(twins: Handshake) -> None:
    asked = terminal(twins, "person", "duplicates")
    asked.expect(r"Same person\? \[j\]oin, \[n\]o, \[l\]ater, \[s\]top")
    asked.sendline("n")
    asked.expect(pexpect.EOF)
    assert twins("person", "duplicates").stderr == "No possible duplicates to review.\n"
    assert people(twins) == 2
    twins("undo")
    assert (
        "1 pair of possible duplicates to review"
        in twins("person", "duplicates").stderr
    )


def test_somebody_who_answers_to_the_name_of_another_is_open_too(
    handshake: Handshake,
) -> None:
    for name in ("Camille Lefèvre", "Élo Garnier"):
        handshake("coffee", name, "--new")
    handshake("person", "alias", "Camille", "Elo Garnier")
    assert (
        "1 pair of possible duplicates to review"
        in handshake("person", "duplicates").stderr
    )
    handshake("person", "duplicates", "--join-exact")
    assert people(handshake) == 1


def test_stopping_keeps_the_answers_so_far(handshake: Handshake) -> None:
    for name in ("Ada Okafor", "Zoé Ménard", "Yanis Moreau"):
        handshake("coffee", name, "--new")
        handshake("person", "add", name, "--namesake")
    asked = terminal(handshake.french(), "person", "duplicates")
    for place, answer in (("1 sur 3", "r"), ("2 sur 3", "s")):
        asked.expect(place)
        asked.expect("1 jour de rencontre" if answer == "r" else "seulement le nom")
        asked.expect(
            r"Une seule personne.\? \[r\]éunir, \[p\]as la même, plus \[t\]ard, \[s\]'arrêter là"
        )
        asked.sendline(answer)
    asked.expect("2 paires de doublons possibles à examiner")
    asked.expect(pexpect.EOF)
    assert people(handshake) == 5
