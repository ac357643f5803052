"""Lists, numbers and refusals as each language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import language
from ledger.errors import Refused, Usage
from ledger.language.phrases import sentence, show_list, show_number


@pytest.mark.parametrize(
    ("items", "english", "french"),
    [
        ([], "", ""),
        (["A"], "A", "A"),
        (["A", "B"], "A and B", "A et B"),
        (["A", "B", "C"], "A, B and C", "A, B et C"),
    ],
)
def test_a_list_ends_with_and(items: list[str], english: str, french: str) -> None:
    assert show_list(items) == english
    assert show_list(items, "fr") == french
    language.use("fr")
    assert show_list(items) == french


@pytest.mark.parametrize(
    ("value", "decimals", "english", "french"),
    [
        (0.0329, 3, "0.033", "0,033"),
        (
            1_234_567.891,
            2,
            "1,234,567.89",
            "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,89",
        ),
        (812, 0, "812", "812"),
        (-0.0001, 3, "0.000", "0,000"),
        (-1.5, 1, "-1.5", "-1,5"),
    ],
)
def test_a_number_has_the_comma_of_its_language(
    value: float, decimals: int, english: str, french: str
) -> None:
    assert show_number(value, decimals) == english
    assert show_number(value, decimals, "fr") == french


@given(st.floats(-1e9, 1e9), st.integers(0, 9))
def test_a_french_number_says_what_the_english_one_says(
    value: float, decimals: int
) -> None:
    french = (
        show_number(value, decimals, "fr")
        .replace("\N{NO-BREAK SPACE}", "")
        .replace(",", ".")
    )
    assert float(french) == float(show_number(value, decimals, "en").replace(",", ""))


def test_a_refusal_is_said_in_the_current_language_with_its_own_words_translated() -> (
    None
):
    refusal = Refused("This request is closed ({standing}).", standing="declined")
    assert sentence(refusal) == "This request is closed (declined)."
    language.use("fr")
    assert sentence(refusal) == "Cette demande est close (déclinée)."


def test_names_in_a_refusal_are_never_translated_and_always_visible() -> None:
    language.use("fr")
    named = sentence(
        Refused('This person has no alias "{alias}".', alias="Coffee\x1b[31m\u202e")
    )
    assert named == "Cette personne n'a pas d'autre nom « Coffee<U+001B>[31m<U+202E> »."


def test_numbers_in_a_refusal_stay_numbers() -> None:
    assert sentence(Usage("At place {place:03}.", place=7)) == "At place 007."
