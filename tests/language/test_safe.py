"""Text from outside does no harm where it is shown, and still says what it said."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.language.text import (
    BLANK,
    NARROWEST,
    cell,
    escaped,
    pad,
    visible,
    width,
    wrapped,
)

ANY = st.text(st.characters(exclude_categories=()))
"""Every character, lone surrogates included."""

HOSTILE = [
    *map(
        chr,
        [
            *range(0x20),
            *range(0x7F, 0xA0),
            *range(0x202A, 0x202F),
            *range(0x2066, 0x206A),
        ],
    ),
    *"\u200b\u200e\u200f\u061c\u2060\ufeff\u00ad\u2028\u2029\ud800\udfff\U000e0041\u3164\u180e",
]


@pytest.mark.parametrize("char", HOSTILE, ids=ascii)
def test_what_cannot_be_seen_is_shown_by_its_number(char: str) -> None:
    assert visible(f"Ada{char}Lovelace") == f"Ada<U+{ord(char):04X}>Lovelace"


@pytest.mark.parametrize(
    "name",
    [
        "Camille Lefèvre",
        "O'Brien",
        "李雷",
        "=1+1",
        "Zoé\u0301",
        "علی‌رضا",
        "क्‍ष",
        "이민호",
        "☕",
        "Ann\u00a0Lee",
    ],
)
def test_a_name_of_any_script_stays_as_it_is(name: str) -> None:
    assert visible(name) == name


def test_a_joiner_is_spelling_only_where_it_shapes_what_is_seen() -> None:
    assert visible("Ada\u200dLovelace") == "Ada<U+200D>Lovelace"
    assert visible("\u200cعلی") == "<U+200C>علی"


def test_lines_and_tabs_stay_where_they_are_wanted() -> None:
    note = "one\r\n\ttwo\x1b[0m\r"
    assert visible(note) == "one<U+000D><U+000A><U+0009>two<U+001B>[0m<U+000D>"
    assert visible(note, keep="\n") == "one\n<U+0009>two<U+001B>[0m<U+000D>"
    assert visible(note, keep="\n\t") == "one\n\ttwo<U+001B>[0m<U+000D>"


@given(ANY)
@example("\u200d\u200dا\u200c\u200c\u094d\u200d")
def test_nothing_shown_is_out_of_sight(text: str) -> None:
    shown = visible(text)
    joiners = {"\u200c", "\u200d"}
    assert not {*shown} & BLANK
    assert not {unicodedata.category(char) for char in {*shown} - joiners} & {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
    }
    assert shown.encode().decode() == shown


@given(ANY)
def test_what_is_visible_is_shown_once(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(
    st.text(
        st.characters(
            categories=["L", "N", "P", "Sm", "Sc"], exclude_characters=[*BLANK]
        )
    )
)
def test_what_can_be_seen_is_not_touched(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize("start", "=+-@\t\r\n＝＋－＠", ids=ascii)
def test_a_cell_that_a_spreadsheet_would_compute_is_quoted(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"


SPLIT = st.text(st.sampled_from("=+-@＝;\t\r\n\"' a"), max_size=12)
"""Texts of what a spreadsheet splits at, and what begins a formula."""


def as_it_was(text: str) -> str:
    """The text of a cell again, as docs/reference/audit.md says."""
    if re.match("'+[\t\r\n]", text):
        text = text.removeprefix("'")
    return re.sub("(^|[;\t\r\n])([\\s\"]*)'(?='*[=+\\-@＝＋－＠])", r"\1\2", text)


@given(ANY | SPLIT)
def test_no_part_of_a_cell_begins_a_formula_and_nothing_of_it_is_lost(
    text: str,
) -> None:
    assert not cell(text).startswith(("\t", "\r", "\n"))
    for part in re.split("[;\t\r\n]", cell(text)):
        assert not part.lstrip(' "').startswith(tuple("=+-@＝＋－＠"))
    assert as_it_was(cell(text)) == text


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("lunch;=1+1", "lunch;'=1+1"),
        ("Ada; -Bob; Cyd", "Ada; '-Bob; Cyd"),
        ("one\n=2\r\n+3\t@4", "one\n'=2\r\n'+3\t'@4"),
        ('see;"=1+1"', 'see;"\'=1+1"'),
        ("'=1", "''=1"),
        ("\tx", "'\tx"),
        ("a - b = c; d", "a - b = c; d"),
    ],
)
def test_what_may_become_a_cell_of_its_own_is_quoted_too(
    text: str, quoted: str
) -> None:
    assert cell(text) == quoted


@given(ANY)
def test_json_is_shown_without_anything_invisible_and_says_the_same(text: str) -> None:
    written = json.dumps({text: [text]}, ensure_ascii=False, indent=2)
    shown = escaped(written)
    assert json.loads(shown) == {text: [text]}
    assert visible(shown, keep="\n") == shown


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_quoted_cells_come_back_from_a_csv_file(row: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow(map(cell, row))
    file.seek(0)
    assert next(csv.reader(file)) == [*map(cell, row)]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        *[
            ("", 0),
            ("Ada", 3),
            ("Zoé", 3),
            ("Zoe\u0301", 3),
            ("李雷", 4),
            ("ﾊﾝ", 2),
            ("한", 2),
        ],
        *[("\u1112\u1161\u11ab", 2), ("Ａ", 2), ("☕", 2), ("a\u200bb", 2), ("œ", 1)],
    ],
    ids=ascii,
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(st.characters(categories=["L", "M", "N"])))
def test_a_name_is_as_wide_composed_as_decomposed(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert width(composed) == width(unicodedata.normalize("NFD", text))


@given(st.text(), st.text())
def test_widths_add_up(one: str, other: str) -> None:
    assert width(one + other) == width(one) + width(other)


@given(st.text(), st.integers(0, 80))
def test_padded_texts_end_in_the_same_column(text: str, columns: int) -> None:
    padded = pad(text, columns)
    assert width(padded) == max(columns, width(text))
    assert padded.startswith(text)
    assert not padded.removeprefix(text).strip(" ")


@given(st.lists(st.text("ab é李\u0301", max_size=12), max_size=9), st.integers(1, 30))
def test_a_folded_text_has_every_word_in_order_and_no_line_too_wide(
    words: list[str], columns: int
) -> None:
    text = " ".join(words)
    lines = wrapped(text, columns)
    indent = len(text) - len(text.lstrip(" "))
    room = max(columns - indent, NARROWEST)
    assert all(width(line) <= max(columns, indent + room) for line in lines)
    letters = "".join(lines).replace(" ", "")
    assert unicodedata.normalize("NFC", letters) == unicodedata.normalize(
        "NFC", text.replace(" ", "")
    )
    if all(width(word) <= room for word in words):
        assert " ".join(lines).split() == text.split()


def test_a_word_wider_than_its_line_is_parted_and_an_accent_stays_on_its_letter() -> (
    None
):
    assert wrapped("  abcdefgh ij", 6) == ["  abcd", "  efgh", "  ij"]
    assert wrapped("李雷先生", 5) == ["李雷", "先生"]
    assert wrapped("q\u0301q\u0301q\u0301", 2) == ["q\u0301q\u0301", "q\u0301"]


def test_the_lines_of_a_folded_text_keep_its_indent() -> None:
    assert wrapped("  Personnes qui portent", 17) == ["  Personnes qui", "  portent"]
