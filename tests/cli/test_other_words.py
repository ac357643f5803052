"""Lengths, days, kinds of meeting, presets and answers are understood as people write them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Handshake, recorded_once


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    for name in ("Ada Okafor", "Tom Reed", "Marc Morel", "Sophie Morel"):
        handshake("person", "add", name)
    return handshake


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("rendu", "FavourGiven"),
        ("donné", "FavourGiven"),
        ("GIVEN", "FavourGiven"),
        ("reçu", "FavourReceived"),
        ("recu", "FavourReceived"),
    ],
)
def test_a_favour_is_given_or_received_in_french(
    known: Handshake, word: str, kind: str
) -> None:
    assert known.json("favour", word, "Ada")["events"][0]["kind"] == kind


def test_what_is_neither_given_nor_received_is_refused(known: Handshake) -> None:
    assert "given" in known("favour", "lent", "Ada", code=2).stderr


@pytest.mark.parametrize("blank", ["", " ", "\t", "\N{NO-BREAK SPACE}"])
def test_a_blank_argument_names_nothing(known: Handshake, blank: str) -> None:
    known("coffee", blank, code=2)
    known("coffee", "Ada", blank, code=2)
    known("coffee", "Ada", "--on", blank, code=2)
    known("propose", blank, "Ada", code=2)
    known("person", "details", "Ada", "--place", "")


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("last week", "2026-11-01", "month"),
        ("la semaine dernière", "2026-11-01", "month"),
        ("mardi dernier à midi", "2026-11-17", "day"),
        ("in march", "2026-03-01", "month"),
    ],
)
def test_a_day_is_read_as_in_a_sentence(
    known: Handshake, text: str, day: str, precision: str
) -> None:
    (event,) = known.json("connect", "Ada", "--accepted", "--on", text)["events"]
    assert (event["occurred_on"], event["precision"]) == (day, precision)
    (event,) = known.json("coffee", "Tom", "--on", text)["events"]
    assert (event["occurred_on"], event["precision"]) == (day, precision)


def test_a_preset_is_chosen_in_french(known: Handshake) -> None:
    (event,) = known.json("init", "--culture", "nordique")["events"]
    assert event["culture"] == "nordic"


@pytest.mark.parametrize(
    ("sentence", "kind", "people"),
    [
        ("Dîner chez les Morel hier", "DinnerHad", 3),
        ("Dinner at the Morels yesterday", "DinnerHad", 3),
        ("Phone catch-up with Tom yesterday", "PhoneCallHad", 2),
        ("Lunch with Tom yesterday, sushi", "LunchHad", 2),
        ("Dîner avec Tom hier, pizza", "DinnerHad", 2),
        ("Déjeuner avec Tom hier, excellent couscous", "LunchHad", 2),
    ],
)
def test_what_everybody_understands_is_recorded_unasked(
    known: Handshake, sentence: str, kind: str, people: int
) -> None:
    (event,) = known.json("log", sentence)["events"]
    assert event["kind"] == kind
    assert len(event["participants"]) == people


@pytest.mark.parametrize(
    ("sentence", "hint"),
    [
        ("Lunch with Tom TBC", "handshake propose"),
        ("Café Ada à confirmer", "handshake propose"),
        ("Café Ada ANNULÉ", "handshake missed"),
        ("Coffee with Tom CANCELLED", "handshake missed"),
    ],
)
def test_a_word_beside_a_name_that_says_otherwise_is_no_name(
    known: Handshake, sentence: str, hint: str
) -> None:
    assert hint in known("log", sentence, code=4).stderr
    assert hint in known("log", sentence, "--new", code=4).stderr
