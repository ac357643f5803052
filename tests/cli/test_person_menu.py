"""A name that may mean several people, or no one: asked about on a terminal, wherever a command asks for a person."""

from __future__ import annotations

import re

import pexpect
import pytest

from ledger.language.text import width
from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal


@pytest.fixture
@recorded_once
def namesakes(handshake: Handshake) -> Handshake:
    """Two people of one name, told apart by their firms, and one more of the first name."""
    handshake("person", "add", "Camille Roux", "--organisation", "Capgemini")
    handshake("person", "add", "Camille Roux", "--namesake", "--organisation", "Orange")
    handshake("lunch", "Camille Martin", "--on", "2026-11-20", "--new")
    return handshake


def answered(shown: pexpect.spawn[str], *answers: str) -> str:
    """What the terminal showed by the end, once each question has its answer."""
    text = ""
    for answer in answers:
        shown.expect("(?:none|aucune?|any)(?:\N{NO-BREAK SPACE})?: ")
        text += shown.before or ""
        shown.sendline(answer)
    shown.expect(pexpect.EOF)
    shown.close()
    return text + (shown.before or "")


READ = [
    ("trust",),
    ("person", "show"),
    ("timeline",),
    ("via",),
    ("invite",),
    ("queue", "--with"),
    ("export", "subject", "-o", "/dev/null"),
]
WRITE = [
    ("coffee",),
    ("propose", "lunch"),
    ("favour", "given"),
    ("connect",),
    ("person", "cadence"),
    ("person", "tag"),
    ("note",),
]
LAST_WORD = {"cadence": ["30"], "tag": ["+donor"], "note": ["Likes tea"]}


@pytest.mark.parametrize("command", READ + WRITE, ids=" ".join)
def test_one_of_several_is_picked_by_its_number(
    namesakes: Handshake, command: tuple[str, ...]
) -> None:
    words = [*command, "Camille", *LAST_WORD.get(command[-1], [])]
    refused = namesakes(*words, code=4).stderr
    assert '"Camille" could be Camille Martin (' in refused
    said = answered(terminal(namesakes, *words), "3")
    assert "1. Camille Martin (met on 1 day, Friday 20 November)" in said
    assert "2. Camille Roux (Capgemini)" in said
    assert "3. Camille Roux (Orange)" in said
    assert "could be Camille" not in said


def test_the_chosen_person_is_the_one_recorded(namesakes: Handshake) -> None:
    answered(terminal(namesakes, "coffee", "Camille Roux"), "2")
    assert namesakes.json("trust", "Camille Roux (Orange)")["trust"] > 0
    assert namesakes.json("trust", "Camille Roux (Capgemini)")["trust"] == 0


@pytest.mark.parametrize("answer", ["", "0"])
def test_enter_alone_leaves_the_menu_and_records_nothing(
    namesakes: Handshake, answer: str
) -> None:
    before = namesakes.json("status")["events"]
    shown = terminal(namesakes, "coffee", "Camille")
    assert "Nothing chosen" in answered(shown, answer)
    assert shown.exitstatus == 4
    assert namesakes.json("status")["events"] == before


def test_a_dry_run_says_what_it_would_ask(namesakes: Handshake) -> None:
    for handshake, sentence in (
        (namesakes, "without --dry-run you would be asked"),
        (namesakes.french(), "sans --dry-run, la question serait posée"),
    ):
        shown = terminal(handshake, "coffee", "Camille Roux", "--dry-run", columns=200)
        shown.expect(pexpect.EOF)
        said = shown.before or ""
        assert sentence in said
        assert "Orange" in said
    assert (
        "dry run" not in namesakes("coffee", "Camille Roux", "--dry-run", code=4).stderr
    )


def test_another_answer_is_asked_for_again(namesakes: Handshake) -> None:
    said = answered(terminal(namesakes, "trust", "Camille"), "7", "Orange", "1")
    assert "Camille Martin: 0." in said


def test_both_namesakes_of_a_merge_are_picked(namesakes: Handshake) -> None:
    answered(terminal(namesakes, "person", "merge", "Camille", "Camille"), "2", "3")
    assert len(namesakes.json("person", "list")["people"]) == 2


def test_a_near_name_is_picked_and_no_one_is_added(namesakes: Handshake) -> None:
    said = answered(terminal(namesakes, "coffee", "Camile Martin"), "1")
    assert 'No one here is called "Camile Martin". Did you mean:' in said
    assert "1. Camille Martin" in said
    assert "Coffee with Camille Martin" in said
    assert len(namesakes.json("person", "list")["people"]) == 3


def test_reading_offers_the_near_names_and_no_new_one(namesakes: Handshake) -> None:
    shown = terminal(namesakes, "trust", "Camile Martin")
    said = answered(shown, "")
    assert "1. Camille Martin" in said
    assert "new person" not in said
    assert shown.exitstatus == 3


def test_an_unknown_name_is_added_if_the_answer_is_yes(namesakes: Handshake) -> None:
    shown = terminal(namesakes, "coffee", "Zoltan Kodály")
    shown.expect('Add "Zoltan Kodály" as a new person')
    shown.sendline("y")
    shown.expect("Added Zoltan Kodály")
    shown.expect(pexpect.EOF)
    shown = terminal(namesakes, "coffee", "Bela Bartok")
    shown.expect('Add "Bela Bartok"')
    shown.sendline("")
    shown.expect(pexpect.EOF)
    assert len(namesakes.json("person", "list")["people"]) == 4


def test_a_sentence_with_a_near_name_is_settled_by_the_menu(
    namesakes: Handshake,
) -> None:
    shown = terminal(namesakes, "log", "lunch with Camile Martin yesterday")
    shown.expect("1. Camille Martin")
    shown.expect("none: ")
    shown.sendline("1")
    shown.expect("Lunch with Camille Martin")
    shown.expect(r"Record it\? \[Y/n\]")
    shown.sendline("y")
    shown.expect(pexpect.EOF)
    assert len(namesakes.json("person", "list")["people"]) == 3


def test_the_readings_of_a_sentence_tell_namesakes_apart(namesakes: Handshake) -> None:
    shown = terminal(namesakes, "log", "coffee with Camille Roux yesterday")
    shown.expect("none: ")
    rows = re.findall(
        r"([12])\. Coffee with Camille Roux \((.+?)\)", shown.before or ""
    )
    numbers = {firm: number for number, firm in rows}
    assert set(numbers) == {"Capgemini", "Orange"}
    shown.sendline(numbers["Orange"])
    shown.expect(pexpect.EOF)
    assert namesakes.json("trust", "Camille Roux (Orange)")["trust"] > 0


def test_of_several_plans_with_someone_one_is_picked(namesakes: Handshake) -> None:
    namesakes("propose", "lunch", "Camille Martin", "--for", "2026-12-04")
    namesakes("propose", "coffee", "Camille Martin", "--for", "2026-12-09")
    words = ("move", "Camille Martin", "--for", "2026-12-10")
    said = answered(terminal(namesakes, *words), "2")
    assert "2. Coffee with Camille Martin, Wednesday 9 December" in said
    assert "Moved coffee with Camille Martin to Thursday 10 December" in said


def test_the_menu_in_french_fits_sixty_columns(namesakes: Handshake) -> None:
    firm = "Fédération nationale des associations de jardins partagés et ouvriers"
    namesakes("person", "add", "Camille Bo", "--organisation", firm)
    said = answered(terminal(namesakes.french(), "trust", "Camille", columns=60), "2")
    assert "« Camille » peut désigner" in said.replace("\N{NO-BREAK SPACE}", " ")
    menu = [line for line in said.splitlines() if line.startswith(" ")]
    assert len(menu) > 4
    assert max(map(width, menu)) <= 60


# ---------------------------------------------------------------- namesakes of whom one alone can be meant


@pytest.fixture
def alone(namesakes: Handshake) -> Handshake:
    """Of two namesakes one has a plan, and a request that waits."""
    name = "Camille Roux (Orange)"
    namesakes("propose", "coffee", name, "--for", "2026-12-02 9:00")
    namesakes("connect", name, "--received")
    return namesakes


def test_the_namesake_with_the_plan_is_the_one_whose_plan_is_moved(
    alone: Handshake,
) -> None:
    said = alone("move", "Camille Roux", "--for", "2026-12-03").stderr
    assert "Moved coffee with Camille Roux to Thursday 3 December, 09:00" in said
    alone("cancel", "Camille Roux")
    assert alone.json("agenda", "--days", "30")["planned"] == []


def test_the_namesake_who_asked_is_the_one_whose_request_is_accepted(
    alone: Handshake,
) -> None:
    said = alone("accept", "Camille Roux").stderr
    assert 'handshake invite "Camille Roux (Orange)"' in said
    alone("accept", "Camille Roux", code=4)


def test_the_namesake_who_was_met_is_the_one_whose_meeting_is_corrected(
    alone: Handshake,
) -> None:
    alone("coffee", "Camille Roux (Orange)", "--on", "2026-11-20")
    alone("correct", "Camille Roux", "--minutes", "40")
    assert alone.json("trust", "Camille Roux (Orange)")["trust"] > 0
