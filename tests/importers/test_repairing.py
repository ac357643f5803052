from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.importers.io.mojibake import repaired

WORDS = ("Prénom", "Société", "Téléphone", "Nom")
LETTERS = "aeéèêàçôùïœ ’-;\n"


def spoilt(text: str, meant: str, taken: str) -> str:
    data = text.encode(meant).decode(taken, "surrogateescape")
    return "".join(
        chr(ord(char) & 0xFF) if "\ud800" <= char <= "\udfff" else char for char in data
    )


@pytest.mark.parametrize(
    ("meant", "taken"),
    [
        ("cp1252", "mac_roman"),
        ("mac_roman", "cp1252"),
        ("utf-8", "cp1252"),
        ("utf-8", "mac_roman"),
        ("utf-8", "cp850"),
        ("cp1252", "cp850"),
    ],
)
@given(rows=st.text(alphabet=LETTERS, max_size=60))
def test_a_mistake_that_the_header_shows_is_taken_back(
    meant: str, taken: str, rows: str
) -> None:
    text = f"Prénom;Nom;Société;Téléphone\n{rows}"
    found = repaired(spoilt(text, meant, taken), WORDS)
    assert found == (text, f"{meant} > {taken}")


@given(rows=st.text(alphabet=LETTERS + "ÈÉÃ©√", max_size=60))
def test_without_a_mistake_in_the_header_nothing_is_changed(rows: str) -> None:
    for header in ("Prénom;Nom", "Nom;Date", ""):
        text = f"{header}\n{rows}"
        assert repaired(text, WORDS) == (text, "")


def test_a_line_that_was_right_all_along_stays() -> None:
    text = "PrÈnom;SociÈtÈ\nZoÈ;Ж\n"
    assert repaired(text, WORDS).text == "Prénom;Société\nZoÈ;Ж\n"
