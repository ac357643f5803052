"""The triage screen: one person, pair or plan at a time, one key each, in a real terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pexpect
import pytest

from ledger.language import use
from ledger.language.text import width
from projections.cli.triage_cases import CaseKind
from projections.cli.triage_screen import keys_of
from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_import import ADA, HEADER
from tests.cli.test_terminal import terminal


@pytest.fixture
@recorded_once
def waiting(handshake: Handshake) -> Handshake:
    """A past plan, a pair of one name, a request and two connections never met."""
    handshake("connect", "Cal Low", "--accepted", "--on", "2026-11-01", "--new")
    handshake("connect", "Dee Low", "--accepted", "--on", "2026-11-02", "--new")
    handshake("connect", "Eve Low", "--received", "--on", "2026-11-03", "--new")
    file = handshake.home / "people.csv"
    file.write_text(
        "name,email\nNicolas Martin,one@example.org\nNicolas Martin,two@example.org\n",
        encoding="utf-8",
    )
    handshake("import", "csv", str(file))
    handshake("person", "add", "Ada Okafor")
    handshake("propose", "lunch", "Ada", "--for", "2026-11-10", "--on", "2026-11-02")
    return handshake


def typed(handshake: Handshake, keys: str, columns: int = 60) -> str:
    """All that the screen shows when these keys are pressed, faster than it can answer."""
    child = terminal(handshake, "review", columns=columns)
    child.expect("1 (of|sur) ")
    child.send(keys)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    shown = re.sub("\x1b\\[[0-9;]*m", "", child.before or "")
    lines = [line for line in shown.splitlines() if "\b" not in line]
    assert max(map(width, lines)) <= columns
    return shown


def test_each_kind_of_case_is_decided_with_one_key(waiting: Handshake) -> None:
    shown = typed(waiting, "mmnz" + "p\r")
    assert "Decided 5, 0 left" in shown
    (lunch,) = [
        event
        for event in waiting.json("timeline", "Ada")["events"]
        if event["kind"] == "LunchHad"
    ]
    assert lunch["occurred_on"] == "2026-11-10"
    assert len(waiting.json("person", "list")["people"]) == 5
    queue = waiting.json("queue")
    assert [entry["person"]["name"] for entry in queue["owed"]] == ["Cal Low"]
    assert [plan["people"][0]["name"] for plan in queue["proposed"]] == ["Cal Low"]


def test_a_meeting_is_recorded_on_the_day_and_of_the_kind_typed(
    waiting: Handshake,
) -> None:
    typed(waiting, "ssm?\x7fdéjeuner 2026-11-05\rq")
    (event,) = [
        event
        for event in waiting.json("timeline", "Eve")["events"]
        if event["kind"] == "LunchHad"
    ]
    assert event["occurred_on"] == "2026-11-05"


def test_undo_takes_back_the_last_decision_and_shows_its_case_again(
    waiting: Handshake,
) -> None:
    shown = typed(waiting, "ousuuq")
    assert shown.count("Past plan") >= 3
    assert "Nothing to undo." in shown
    assert "Decided 0, 5 left" in shown
    assert len(_plans(waiting)) == 1


def test_two_people_of_one_name_can_be_kept_apart(waiting: Handshake) -> None:
    assert "Decided 1, 4 left" in typed(waiting, "sdq")
    assert waiting.json("person", "duplicates")["pairs"] == []


def test_an_arrow_and_a_wrong_key_decide_nothing(waiting: Handshake) -> None:
    before = waiting.json("status")
    shown = typed(waiting, "\x1b[Ayé?q")
    assert "Press one of" in shown
    assert waiting.json("status") == before


def test_a_refused_command_leaves_the_case_where_it_is(waiting: Handshake) -> None:
    shown = typed(waiting, "ssmtoo\x15no such day at all\rq")
    assert shown.count("3 of 5") == 2
    assert "Decided 0" in shown


def test_it_stops_at_ctrl_c_with_all_decided_so_far(waiting: Handshake) -> None:
    child = terminal(waiting, "review")
    child.expect("1 of 5")
    child.send("c")
    child.expect("2 of 5")
    child.send("\x03")
    child.expect("Decided 1, 4 left")
    child.expect(pexpect.EOF)
    assert _plans(waiting) == []


def _plans(handshake: Handshake) -> list[str]:
    queue = handshake.json("queue")
    return [plan["meeting"] for plan in (*queue["agreed"], *queue["proposed"])]


def test_a_line_of_an_inbox_is_recorded_or_let_be(handshake: Handshake) -> None:
    handshake("person", "add", "Ada Okafor")
    inbox = handshake.home / "inbox.txt"
    lines = [
        "- lunch with Ada hier and her brother",
        "- café avec Zoé Ménard hier",
        "- coffee with Ada, maybe",
    ]
    inbox.write_text("\n".join(lines), "utf-8")
    replace(handshake, today="2026-11-20")("inbox", str(inbox))
    cases = handshake.json("review")["cases"]
    assert [case["kind"] for case in cases] == ["line"] * 3
    assert cases[0]["line"]["sentence"] == "lunch with Ada hier and her brother"
    assert cases[0]["line"]["file"] == str(inbox)
    shown = typed(handshake, "rlunch with Ada yesterday\ra\rn")
    assert "Decided 3, 0 left" in shown
    assert inbox.read_text("utf-8").splitlines() == [
        f"\N{CHECK MARK} {lines[0]}",
        f"\N{CHECK MARK} {lines[1]}",
        f"# {lines[2]}",
    ]
    assert handshake.json("review")["cases"] == []
    handshake("inbox", str(inbox))
    kinds = [event["kind"] for event in handshake.json("timeline")["events"]]
    assert sorted(kinds) == ["CoffeeHad", "LunchHad"]
    days = {event["occurred_on"] for event in handshake.json("timeline")["events"]}
    assert days == {"2026-11-19", "2026-11-22"}


def test_a_line_that_was_let_be_is_asked_about_again_after_undo(
    handshake: Handshake,
) -> None:
    handshake("person", "add", "Ada Okafor")
    inbox = handshake.home / "inbox.txt"
    inbox.write_text("coffee with Ada, maybe\nlunch with Ada, perhaps\n", "utf-8")
    handshake("inbox", str(inbox))
    before = inbox.read_text("utf-8")
    shown = typed(handshake.french(), "pat")
    assert "Ligne incertaine" in shown
    assert inbox.read_text("utf-8") == before
    assert len(handshake.json("review")["cases"]) == 2


def test_why_shows_the_page_about_the_person(waiting: Handshake) -> None:
    assert "handshake person details" in typed(waiting, "wq", columns=80)


def test_two_hundred_people_are_decided_by_keys_alone(handshake: Handshake) -> None:
    file = handshake.home / "Connections.csv"
    rows = [
        ADA.replace("ada-demo", f"ada-{n}").replace("Okafor", f"Okafor{n}")
        for n in range(200)
    ]
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    handshake("import", "linkedin", str(file))
    shown = typed(handshake, "z" * 10 + "s" * 180 + "n" * 10)
    assert "200 of 200" in shown
    assert "Decided 20, 180 left" in shown
    assert len(handshake.json("queue")["owed"]) == 180


def test_no_terminal_and_nothing_to_do_are_one_sentence(handshake: Handshake) -> None:
    handshake("person", "add", "Ada Okafor")
    assert handshake("review").stderr == "Nothing to review.\n"
    handshake("connect", "Ada", "--accepted", "--on", "2026-11-01")
    refused = handshake("review", code=2).stderr
    assert "terminal" in refused
    (case,) = handshake.json("review")["cases"]
    assert (case["kind"], case["people"][0]["name"]) == ("coffee", "Ada Okafor")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_action_has_a_key_of_its_own(
    monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("HANDSHAKE_LANG", language)
    use()
    kinds: tuple[CaseKind, ...] = ("plan", "duplicate", "unclear", "coffee")
    assert [len(keys_of(kind)) for kind in kinds] == [8, 6, 7, 8]
    monkeypatch.setenv("HANDSHAKE_LANG", "en")
    use()


def test_it_speaks_french(waiting: Handshake) -> None:
    shown = typed(waiting.french(), "it")
    assert "[i]gnorer" in shown
    assert "Décisions : 0" in shown.replace("\u00a0", " ")
