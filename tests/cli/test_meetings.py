"""Recording meetings: what is understood, what is printed, what is refused."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from ledger.cli import write
from ledger.facts.meeting.events import forms
from projections.cli import write_report
from tests.cli.conftest import Handshake, steady

NBSP = "\N{NO-BREAK SPACE}"


def test_the_first_coffee_makes_the_ledger_and_says_everything(
    handshake: Handshake,
) -> None:
    said = handshake(
        "coffee", "Ada Lovelace", "--on", "2026-11-20", "--at", "Chez Odette", "--new"
    )
    assert said.stderr == (
        f"Created your ledger at {handshake.ledger}. Trust preset: French "
        "(change it with 'handshake init --culture').\n"
        "Added Ada Lovelace.\n"
        "Coffee with Ada Lovelace on Friday 20 November.\n"
        "Trust 0.000 → 0.033 (met).\n"
    )
    assert steady(said.stdout) == "<1>/1\n<2>/1\n<3>/1\n<4>/1\n"


def test_the_same_in_french(handshake: Handshake) -> None:
    said = handshake.french()("lunch", "Zoé Lefèvre", "--on", "hier", "--new")
    assert said.stderr == (
        f"Registre créé dans {handshake.ledger}. Confiance à la française "
        f"(pour changer{NBSP}: «{NBSP}handshake init --culture{NBSP}»).\n"
        f"Zoé Lefèvre{NBSP}: ajout au registre.\n"
        "Déjeuner avec Zoé Lefèvre le dimanche 22 novembre.\n"
        "Confiance 0,000 → 0,065 (connaissance).\n"
    )


def test_json_says_what_scripts_rely_on(handshake: Handshake) -> None:
    said = handshake.json("coffee", "Ada", "--on", "2026-11-20", "--new")
    meeting = said["events"][-1]
    assert (said["as_of"], said["dry_run"], meeting["kind"]) == (
        "2026-11-23",
        False,
        "CoffeeHad",
    )
    assert (meeting["i"], meeting["occurred_on"], len(meeting["participants"])) == (
        3,
        "2026-11-20",
        2,
    )
    assert meeting["id"].endswith("/1")
    (trust,) = said["trust"]
    assert trust["person"]["name"] == "Ada"
    assert trust["before"] == 0
    assert trust["after"] == pytest.approx(0.0328836, abs=1e-7)


@pytest.mark.parametrize("form", forms())
def test_every_form_has_its_command_and_its_line_in_the_timeline(
    handshake: Handshake, form: str
) -> None:
    handshake(form, "Ada", "--new")
    assert handshake.json("timeline")["events"][0]["kind"] == forms()[form].__name__
    trust = handshake.json("trust", "Ada")["trust"]
    assert (trust > 0) == (forms()[form].family == "in the flesh")


def test_a_dry_run_shows_the_same_and_records_nothing(handshake: Handshake) -> None:
    as_if = handshake.json("coffee", "Ada", "--new", "--dry-run")
    assert not handshake.ledger.exists()
    done = handshake.json("coffee", "Ada", "--new")
    assert [event["kind"] for event in as_if["events"]] == [
        event["kind"] for event in done["events"]
    ]
    assert [each["after"] for each in as_if["trust"]] == [
        each["after"] for each in done["trust"]
    ]
    again = handshake.json("coffee", "Ada", "--dry-run")
    assert (
        again["trust"][0]["after"]
        > again["trust"][0]["before"]
        == done["trust"][0]["after"]
    )
    assert handshake.json("status")["events"] == 4


def test_a_meeting_of_three_is_one_event_and_earns_with_both(
    handshake: Handshake,
) -> None:
    said = handshake("dinner", "Ada", "Yanis", "--new")
    assert "Dinner with Ada and Yanis on Monday 23 November.\n" in said.stderr
    assert (
        "Trust: Ada 0.000 → 0.083 (known) and Yanis 0.000 → 0.083 (known).\n"
        in said.stderr
    )
    assert len(handshake.json("timeline")["events"]) == 1


def test_a_second_one_with_the_same_people_that_day_is_recorded_with_a_word(
    handshake: Handshake,
) -> None:
    first = handshake("coffee", "Ada", "--new").stdout.split()[-1]
    word = f"You already recorded another one with the same people that day (#{first[:8]})."
    assert handshake("coffee", "Ada", "--dry-run").stderr.splitlines()[1] == word
    said = handshake("coffee", "Ada").stderr.splitlines()[0]
    assert said == f"{word} If it is the same: handshake undo"
    assert len(handshake.json("timeline")["events"]) == 2
    for day, period in (("2026-09", "that month"), ("2025", "that year")):
        handshake("coffee", "Ada", "--on", day)
        assert f"people {period} (#" in handshake("coffee", "Ada", "--on", day).stderr


def test_a_note_comes_from_standard_input_and_a_tag_from_an_option(
    handshake: Handshake,
) -> None:
    handshake(
        "coffee",
        "Ada",
        "--note",
        "-",
        "--tag",
        "work",
        "--new",
        typed="about the engine\n",
    )
    (event,) = handshake.json("timeline")["events"]
    assert event["text"] == {"note": "about the engine", "tags": ["work"]}


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (
            ["coffee", "Ada", "--on", "2026-11-24"],
            5,
            "Tuesday 24 November is in the future",
        ),
        (["coffee", "Ada", "--on", "1899-12-31"], 5, "31 December 1899 is before 1900"),
        (["coffee", "Ada", "--minutes", "0"], 5, "0 minutes is out of range"),
        (["coffee", "Ada", "--minutes", "-5"], 5, "-5 minutes is out of range"),
        (["coffee", "Ada", "--minutes", "1441"], 5, "1441 minutes is out of range"),
        (["coffee", "me"], 5, "You cannot meet only yourself"),
        (
            ["coffee", "Ada", "--on", "2026-02-30"],
            2,
            'No such day: "2026-02-30"',
        ),
        (
            ["coffee", "Ada", "--on", "soonish"],
            2,
            'Date not understood: "soonish"',
        ),
        (["coffee", "Ada", "--minutes", "long"], 2, 'Length not understood: "long"'),
        (["coffee"], 2, "Missing argument"),
        (["coffee", "Eve"], 3, 'No one here is called "Eve"'),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_changes_nothing(
    handshake: Handshake, words: list[str], code: int, sentence: str
) -> None:
    handshake("coffee", "Ada", "--new")
    before = handshake.json("status")["events"]
    said = handshake(*words, code=code)
    assert said.stdout == ""
    assert sentence in said.stderr.splitlines()[-1]
    assert handshake.json("status")["events"] == before


def test_an_unknown_name_shows_the_nearest_and_makes_nobody(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Camille Lefèvre", "--new")
    said = handshake("coffee", "Camile Lefevre", code=3)
    assert said.stderr == (
        'Error: No one here is called "Camile Lefevre". Did you mean Camille Lefèvre? Add --new for a new person.\n'
    )


def test_accents_case_and_order_of_words_do_not_matter(handshake: Handshake) -> None:
    handshake("coffee", "Camille Lefèvre", "--new")
    for text in ("camille lefevre", "LEFÈVRE Camille", "Camille", "lefevre"):
        handshake("coffee", text)
    assert handshake.json("trust", "Camille")["days_met"] == 1
    assert len(handshake.json("person", "list")["people"]) == 1


def test_an_ambiguous_name_shows_the_candidates(handshake: Handshake) -> None:
    handshake("coffee", "Camille Lefèvre", "Camille Durand", "--new")
    said = handshake("coffee", "Camille", code=4)
    assert '"Camille" could be ' in said.stderr
    assert "Camille Lefèvre (" in said.stderr
    assert "Camille Durand (" in said.stderr


def test_new_never_makes_a_second_person_of_a_known_name(handshake: Handshake) -> None:
    handshake("coffee", "Camille Lefèvre", "--new")
    handshake("lunch", "lefevre camille", "--new")
    assert len(handshake.json("person", "list")["people"]) == 1
    said = handshake("lunch", "Camille", "--new", code=4)
    assert "write the full name" in said.stderr


def test_two_unquoted_words_that_are_one_person_get_did_you_mean(
    handshake: Handshake,
) -> None:
    handshake("coffee", "Ada Lovelace", "--new")
    said = handshake("coffee", "Ada", "Lovelace", code=4)
    assert (
        said.stderr
        == 'Error: Is "Ada Lovelace" one person? Then put quotes around the name.\n'
    )
    said = handshake("coffee", "Ada", "Lovelace", "--new", code=4)
    assert "put quotes around the name" in said.stderr


@pytest.mark.parametrize(
    "name", ["O'Brien", "李雷", "=1+1", "Zoë \x1b[31mred", "\u202eevil", "D’Arc", "Ng"]
)
def test_every_name_is_kept_as_it_is_and_shown_safely(
    handshake: Handshake, name: str
) -> None:
    handshake("coffee", name, "--new")
    handshake("lunch", name)
    (person,) = handshake.json("trust")["people"]
    assert person["person"]["name"] == name.strip()
    shown = handshake("trust").stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_nothing_but_the_owner_may_read_the_files(handshake: Handshake) -> None:
    handshake("coffee", "Ada", "--new")
    folder = handshake.ledger.parent
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()} == {
        "ledger.db": 0o600,
        "ledger.db.views": 0o600,
        (folder / "ledger.db.views").resolve().name: 0o600,
    }


@pytest.mark.parametrize(
    ("module", "function", "is_last"),
    [(write, "_append", True), (write_report, "_touched", False)],
)
def test_of_two_programs_that_record_at_once_each_tells_its_own_step(
    handshake: Handshake,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    function: str,
    *,
    is_last: bool,
) -> None:
    handshake("coffee", "Ada", "--on", "2026-11-01", "--new")
    original = getattr(module, function)
    others: list[tuple[float, float]] = []

    def meanwhile(*arguments: Any) -> Any:
        monkeypatch.setattr(module, function, original)
        others.append(trust_step(handshake, "coffee", "2026-11-05"))
        return original(*arguments)

    monkeypatch.setattr(module, function, meanwhile)
    mine = trust_step(handshake, "lunch", "2026-11-10")
    (other,) = others
    earlier, later = (other, mine) if is_last else (mine, other)
    assert earlier[0] < earlier[1] < later[1]
    assert later[0] == pytest.approx(earlier[1])


def trust_step(handshake: Handshake, form: str, day: str) -> tuple[float, float]:
    """The trust in Ada before and after a meeting that is recorded now."""
    (trust,) = handshake.json(form, "Ada", "--on", day)["trust"]
    return trust["before"], trust["after"]
