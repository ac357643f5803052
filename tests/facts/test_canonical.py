from __future__ import annotations

import unicodedata
from typing import Any

import orjson
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import Usage
from ledger.facts.canonical import LARGEST_INTEGER, canonical
from ledger.facts.codec import clean
from tests.facts.strategies import ANY_TEXT, TEXT

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
SCALARS = (
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXT
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=20,
)
SURROGATES = st.characters(categories=["Cs"])


@given(JSON)
def test_the_rule_is_what_the_store_writes(value: Any) -> None:
    assert canonical(value) == orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


@given(JSON)
def test_the_rule_is_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(JSON)
def test_canonical_bytes_read_back_into_the_same_value(value: Any) -> None:
    assert orjson.loads(canonical(value)) == value


def test_every_character_below_the_letters_is_escaped_as_the_others_do() -> None:
    value = "".join(map(chr, range(0x21))) + '"\\/\x7f\u2028\u2029é😀'
    assert canonical(value) == orjson.dumps(value) == rfc8785.dumps(value)


@given(st.floats())
def test_a_float_is_refused_wherever_it_stands(value: float) -> None:
    for wrapped in (value, [value], {"a": [{"b": value}]}):
        with pytest.raises(TypeError, match="not a canonical value"):
            canonical(wrapped)  # type: ignore[arg-type]  # that is the point


@given(st.integers(min_value=LARGEST_INTEGER + 1), st.sampled_from([1, -1]))
def test_an_integer_that_others_cannot_hold_is_refused(value: int, sign: int) -> None:
    with pytest.raises(ValueError, match="out of range"):
        canonical([sign * value])


@given(st.text(min_size=1).filter(lambda key: not key.isascii()))
def test_a_key_that_is_not_ascii_is_refused(key: str) -> None:
    with pytest.raises(TypeError, match="not an ASCII key"):
        canonical({key: 1})


@pytest.mark.parametrize(
    "value", [b"bytes", ("a", "tuple"), {1, 2}, {1: "a key"}, object()]
)
def test_what_json_does_not_know_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@given(ANY_TEXT)
def test_text_is_refused_until_it_is_cleaned(text: str) -> None:
    if unicodedata.is_normalized("NFC", text):
        assert orjson.loads(canonical(text)) == text
    else:
        with pytest.raises(ValueError, match="not in NFC"):
            canonical(text)
    assert orjson.loads(canonical(clean(text))) == unicodedata.normalize("NFC", text)


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_two_writings_of_a_name_are_one() -> None:
    assert clean("Lefe\u0300vre") == clean("Lefèvre") == "Lef\u00e8vre"


@given(ANY_TEXT, SURROGATES, ANY_TEXT)
def test_a_lone_surrogate_is_refused_with_its_place(
    before: str, broken: str, after: str
) -> None:
    with pytest.raises(Usage, match="broken character") as refusal:
        clean(before + broken + after)
    assert refusal.value.details["place"] == len(before) + 1
    assert str(refusal.value).isprintable()
    str(refusal.value).encode()


def test_bytes_are_never_written_of_a_lone_surrogate() -> None:
    with pytest.raises(ValueError, match="surrogates not allowed"):
        canonical("\ud83d")
