"""People of a file who bear a known name: asked about once for all on a terminal, listed elsewhere."""

from __future__ import annotations

from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_import import ADA, ZOE, connections
from tests.cli.test_terminal import terminal

NAMES = ("Ada Okafor", "Zoé Ménard", "Yanis Moreau")
YANIS = "Yanis,Moreau,https://www.linkedin.com/in/yanis-demo,,,,09 Feb 2026\n"

QUESTION = {
    "en": r"Same people\? \[j\]oin all 3, decide \[o\]ne by one, \[l\]ater",
    "fr": r"Les mêmes personnes.\? Les \[r\]éunir toutes \(3\), décider \[u\]ne par une, plus \[t\]ard",
}
JOIN, ONE_BY_ONE, LATER = (
    {"en": "j", "fr": "r"},
    {"en": "o", "fr": "u"},
    {"en": "l", "fr": "t"},
)


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    for name in NAMES:
        handshake("coffee", name, "--new")
    handshake("person", "details", "Zoé Ménard", "--organisation", "ATELIER, SARL")
    return handshake


@pytest.fixture
def file(tmp_path: Path) -> str:
    return connections(tmp_path, ADA, ZOE, YANIS)


@pytest.fixture(params=["en", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def people(handshake: Handshake) -> int:
    return len(handshake.json("person", "list")["people"])


def asked(known: Handshake, file: str, language: str) -> pexpect.spawn[str]:
    """An import that has shown all three and waits for the one answer."""
    speaker = Handshake(known.home, language, known.today)
    shown = terminal(speaker, "import", "linkedin", file)
    for name in NAMES:
        shown.expect(name)
    shown.expect(QUESTION[language])
    return shown


def ended(shown: pexpect.spawn[str]) -> str:
    shown.expect(pexpect.EOF)
    return str(shown.before)


def test_one_answer_joins_all_of_them(
    known: Handshake, file: str, language: str
) -> None:
    shown = asked(known, file, language)
    shown.sendline("?")
    shown.expect(QUESTION[language])
    shown.sendline(JOIN[language])
    assert "duplicates" not in ended(shown)
    assert people(known) == 3
    assert known.json("person", "show", "Ada")["organisation"] == "Exemple SA"
    assert known.json("import", "linkedin", file)["added"] == 0


def test_one_by_one_each_is_joined_told_apart_or_left(
    known: Handshake, file: str, language: str
) -> None:
    shown = asked(known, file, language)
    shown.sendline(ONE_BY_ONE[language])
    for name, answer in zip(NAMES, ("j", "p", "t"), strict=True):
        shown.expect(name)
        shown.expect("(?:Same person|Une seule personne).?\\?")
        shown.sendline(answer)
    said = ended(shown)
    assert {"en": "1 possible duplicate", "fr": "1 doublon possible"}[language] in said
    assert people(known) == 5
    opened = known("person", "duplicates").stderr
    assert opened.startswith("1 pair of possible duplicates to review")
    assert "Yanis Moreau" in opened


def test_left_for_later_nobody_is_joined_and_all_are_open(
    known: Handshake, file: str, language: str
) -> None:
    shown = asked(known, file, language)
    shown.sendline(LATER[language])
    assert {"en": "3 possible duplicates", "fr": "3 doublons possibles"}[
        language
    ] in ended(shown)
    assert people(known) == 6
    known("person", "duplicates", "--join-exact")
    assert people(known) == 3


def test_told_apart_they_are_asked_about_no_more_and_the_undo_takes_it_back(
    known: Handshake, file: str
) -> None:
    shown = asked(known, file, "en")
    shown.sendline("o")
    for _each in NAMES:
        shown.expect("Same person\\?")
        shown.sendline("n")
    ended(shown)
    assert known("person", "duplicates").stderr == "No possible duplicates to review.\n"
    known("undo")
    assert people(known) == 3


def test_of_a_single_one_the_question_is_about_that_one(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("coffee", "Ada Okafor", "--new")
    shown = terminal(handshake, "import", "linkedin", connections(tmp_path, ADA))
    shown.expect(r"Same person\? \[j\]oin, \[n\]o, \[l\]ater, \[s\]top")
    shown.sendline("perhaps")  # p is pas la même
    ended(shown)
    assert people(handshake) == 2
    assert (
        handshake("person", "duplicates").stderr
        == "No possible duplicates to review.\n"
    )


LIST = """\
3 people have the same names as people in the ledger, and no address tells whether they are the same:
  Ada Okafor    ledger  met on 1 day, Monday 23 November
                file    Analyst · Exemple SA · https://www.linkedin.com/in/ada-demo · Connections.csv, line 2
  Zoé Ménard    ledger  ATELIER, SARL · met on 1 day, Monday 23 November
                file    Directrice · Atelier, SARL · zoe@example.org · https://www.linkedin.com/in/zoe-demo · \
Connections.csv, line 3
                both    same organisation
  Yanis Moreau  ledger  met on 1 day, Monday 23 November
                file    https://www.linkedin.com/in/yanis-demo · Connections.csv, line 4
"""


def test_where_nobody_can_be_asked_they_are_listed_with_what_speaks_for_each(
    known: Handshake, file: str
) -> None:
    as_if = known("import", "linkedin", file, "--dry-run").stderr
    assert LIST in as_if
    assert "On a terminal the import asks about this" in as_if
    done = known("import", "linkedin", file).stderr
    merges = [
        line
        for line in done.splitlines()
        if "  join    handshake person merge " in line
    ]
    assert (
        "".join(f"{line}\n" for line in done.splitlines() if line in LIST.splitlines())
        == LIST
    )
    assert (
        "3 possible duplicates to review: 'handshake person duplicates' asks about each"
        in done
    )
    for line in merges:
        known(*line.split()[2:])
    assert (len(merges), people(known)) == (3, 3)


def test_of_many_the_first_are_shown_and_the_others_counted(
    handshake: Handshake, tmp_path: Path
) -> None:
    names = [f"Ada Okafor{letter}" for letter in "abcdefghijkl"]
    for name in names:
        handshake("person", "add", name)
    rows = [
        ADA.replace("ada-demo", name[-1] * 5).replace("Okafor", name.split()[1])
        for name in names
    ]
    said = handshake.french()("import", "linkedin", connections(tmp_path, *rows)).stderr
    assert said.count("  registre  ") == 10
    assert "  et 2 autres\n" in said
    assert "12 doublons possibles" in said
