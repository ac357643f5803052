"""The bytes that the store writes are those that the facts' rule states."""

from __future__ import annotations

import hmac
import tracemalloc
import unicodedata

import orjson
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.canonical import LARGEST_INTEGER, Json, canonical
from ledger.store.encode import canonical_bytes, commitment, key_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"])).map(
    lambda t: unicodedata.normalize("NFC", t)
)
NUMBERS = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
KEYS = st.text(st.characters(max_codepoint=127), max_size=6)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=5 * settings().max_examples)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_the_fast_bytes_are_the_canonical_bytes(value: dict[str, Json]) -> None:
    assert canonical_bytes(value) == canonical(value) == rfc8785.dumps(value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_that_is_not_in_nfc_is_refused_by_both(text: str) -> None:
    if unicodedata.is_normalized("NFC", text):
        assert canonical_bytes({"a": text}) == canonical({"a": text})
    else:
        for write in (canonical_bytes, canonical):
            with pytest.raises(ValueError, match="not in NFC"):
                write({"a": text})


@pytest.mark.parametrize("number", [2**53, -(2**53), 2**64, 10**30])
def test_a_number_that_not_every_reader_keeps_exact_is_refused_by_both(
    number: int,
) -> None:
    with pytest.raises(ValueError, match="out of range"):
        canonical({"a": number})
    with pytest.raises(orjson.JSONEncodeError):
        canonical_bytes({"a": number})


@pytest.mark.parametrize("surrogate", ["\ud800", "a\udfff", "\udc00\ud800"])
def test_a_lone_surrogate_is_refused_by_both(surrogate: str) -> None:
    for write in (canonical_bytes, canonical):
        with pytest.raises((TypeError, ValueError)):
            write({"a": surrogate})


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_commitments_and_keys_are_hmacs(
    key: bytes, text: bytes, identifier: str
) -> None:
    assert commitment(key, text) == hmac.new(key, text, "sha256").hexdigest()
    assert (
        key_of(key, identifier) == hmac.new(key, identifier.encode(), "sha256").digest()
    )


def test_what_is_written_takes_no_more_memory_than_it_has_bytes() -> None:
    value: dict[str, Json] = {"a": "x" * 200}
    canonical_bytes(value)
    tracemalloc.start()
    try:
        kept = [canonical_bytes(value) for _each in range(1_000)]
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 2 * sum(map(len, kept))
