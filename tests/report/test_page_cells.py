"""Texts cut to fit, sentences with links, and nothing that could be taken for markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.report.page_cells import PageLink, clipped, listing, phrase


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("short", 10, "short"),
        ("two  words\n here", 20, "two words here"),
        ("a sentence of several words", 23, "a sentence of several…"),
        ("<img " + "x" * 40, 20, "<img " + "x" * 15 + "…"),
    ],
)
def test_a_long_text_is_cut(text: str, length: int, shown: str) -> None:
    assert clipped(text, length) == shown


@given(st.text(max_size=200), st.integers(1, 80))
def test_no_text_is_longer_than_was_asked(text: str, length: int) -> None:
    assert len(clipped(text, length)) <= length + 1


def test_links_stay_links_and_texts_stay_texts() -> None:
    shown = phrase(
        "{person} owes <you> {what}", person=PageLink("A&B", "#p1"), what="<b>"
    )
    assert shown == '<a href="#p1">A&amp;B</a> owes &lt;you&gt; &lt;b&gt;'
    assert (
        listing(["<i>", PageLink("Ada", "#p2")])
        == '&lt;i&gt; and <a href="#p2">Ada</a>'
    )
