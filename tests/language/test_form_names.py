from __future__ import annotations

import pytest

from ledger.facts.meeting.events import forms
from ledger.language.meeting_words import form_of, tells_presence


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Déjeuner avec Zoé", "lunch"),
        ("DEJEUNER", "lunch"),
        ("On a déjeuné", "lunch"),
        ("Petit-déjeuner", "breakfast"),
        ("p’tit déj", "breakfast"),
        ("Lunch at the coffee shop", "lunch"),
        ("Un café ?", "coffee"),
        ("Prendre le thé", "coffee"),
        ("L'apéro", "drinks"),
        ("Boire un verre", "drinks"),
        ("Pot de départ de Zoé", "drinks"),
        ("Dîner", "dinner"),
        ("Diner chez Paul", "dinner"),
        ("Coffee at Marie's Diner", "coffee"),
        ("Croisé M. Lefèvre au salon", "encounter"),
        ("Ran into Ada", "encounter"),
        ("Soirée chez Bo", "gathering"),
        ("Frühstück mit Ada", "breakfast"),
        ("Réunion d'équipe", "meeting"),
        ("The meeting", "meeting"),
        ("Lunch meeting", "lunch"),
        ("Réunion autour d'un café", "coffee"),
    ],
)
def test_the_first_telling_word_is_the_form(text: str, form: str) -> None:
    assert form_of(text) == form
    assert form in forms()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Déjà vu",
        "At the diner",
        "Marie's diner",
        "Point projet",
        "Coffeetable",
        "Launch",
        "report",
        "x" * 10**6,
    ],
)
def test_what_names_no_form_has_none(text: str) -> None:
    assert form_of(text) is None


def test_words_of_presence_name_no_form() -> None:
    assert tells_presence("Rendez-vous avec Zoé")
    assert form_of("Rendez-vous avec Zoé") is None
