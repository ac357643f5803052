"""The same name written differently is the same; another name is not."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ledger.language.text import fold, words

NAMES = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Camille Lefèvre", "camille lefevre"),
        ("LEFÈVRE", "lefevre"),
        ("O'Brien", "obrien"),
        ("O’Brien", "obrien"),
        ("OʼBrien", "obrien"),
        ("O`Brien", "obrien"),
        ("O´Brien", "obrien"),
        ("Jeanne d’Arc", "jeanne darc"),
        ("Jean-Pierre", "jean pierre"),
        ("Jean‐Pierre", "jean pierre"),
        ("Jean\u00a0 Pierre ", "jean pierre"),
        ("J.-P. Dupont", "j p dupont"),
        ("Smith, John (Jr.)", "smith john jr"),
        ("李雷", "李雷"),
        ("İlkay", "ilkay"),
        ("ILKAY", "ilkay"),
        ("ılkay", "ilkay"),
        ("Müßig", "mussig"),
        ("MÜẞIG", "mussig"),
        ("Cœur", "coeur"),
        ("Æbelø", "aebelo"),
        ("Đặng", "dang"),
        ("Łukasz Wałęsa", "lukasz walesa"),
        ("Þór", "thor"),
        ("ﬁnn", "finn"),
        ("Ｆｉｎｎ", "finn"),
        ("Gal·la", "galla"),
        ("Σίσυφος", "σισυφοσ"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("がく", "がく"),
        ("ｶﾞｸ", "ガク"),
        ("हिन्दी", "हिन्दी"),
        ("한글", "한글"),
        ("A\u200bda", "ada"),
        ("Ada\ufe0f", "ada"),
        ("=1+1", "1 1"),
        ("=", "="),
        ("☕", "☕"),
        (" \u200b ", ""),
    ],
    ids=ascii,
)
def test_a_name_has_one_form(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("か", "が"), ("कि", "का"), ("李雷", "李磊"), ("Jean Pierre", "Jeanpierre")],
)
def test_another_name_has_another_form(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(NAMES)
@example("ŉ")
@example("ΐ\u0345")
@example("\u1e9e\u0307I\u0307")
def test_folding_again_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES, st.sampled_from(["NFC", "NFD"]))
def test_how_the_characters_are_composed_does_not_matter(
    name: str, form: Literal["NFC", "NFD"]
) -> None:
    assert fold(unicodedata.normalize(form, name)) == fold(name)


@given(st.text(st.characters(categories=["L"], max_codepoint=0x24F)))
def test_the_case_of_a_latin_name_does_not_matter(name: str) -> None:
    assert fold(name.upper()) == fold(name.lower()) == fold(name.title())


@given(NAMES)
def test_a_folded_name_is_words_with_one_space_between(name: str) -> None:
    assert " ".join(words(name)) == fold(name)
    assert "" not in words(name)


@given(NAMES)
def test_whatever_has_a_letter_or_digit_leaves_some(name: str) -> None:
    seen = [char for char in name if unicodedata.category(char) in {"Ll", "Lu", "Nd"}]
    assume(seen)
    assert any(char.isalnum() for char in fold(name))


@given(
    st.text(st.characters(categories=["L", "N"]), min_size=1),
    st.sampled_from(" -.,;/_&\t\u00a0–"),
)
def test_a_separator_makes_two_words(name: str, separator: str) -> None:
    assert words(f"{name}{separator}{name}") == words(name) * 2


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_fold_as_among_others(name: str) -> None:
    among = fold(f"{name} Ø")  # one letter that is not plain: the long way
    assert (
        fold(name) if words(name) and name.strip() and among != "o" else ""
    ) == among[:-1].strip()


@given(st.text(st.characters(max_codepoint=0x24F), min_size=1))
def test_latin_letters_are_folded_one_by_one_as_they_are_among_others(
    text: str,
) -> None:
    assume(any(char.isalnum() for char in fold(text)))
    assert fold(f"{text} 李") == f"{fold(text)} 李"


def test_each_latin_letter_is_folded_as_it_is_among_others() -> None:
    for char in map(chr, range(0x250)):
        assert fold(f"a{char}b 李") == f"{fold(f'a{char}b')} 李"
