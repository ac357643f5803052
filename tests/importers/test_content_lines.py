"""Content lines as calendars and address books write, fold and break them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.importers.io.content_lines import (
    Content,
    bare,
    lines,
    parse,
    parse_loosely,
    split,
    unescape,
)


def read(
    data: bytes, *, longest: int = 1_000, rejoined: frozenset[bytes] = frozenset()
) -> list[tuple[int, str, str]]:
    found = lines(
        data, lambda name: name != b"PHOTO", longest=longest, rejoined=rejoined
    )
    return [
        (line.number, line.name, line.text.decode(errors="replace")) for line in found
    ]


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\ufeff")),
    st.lists(st.integers(6, 60)),
)
def test_a_line_folded_anywhere_is_the_line(text: str, places: list[int]) -> None:
    whole = f"NOTE:{text}".encode()
    folded = whole
    for place in sorted(
        {place for place in places if place < len(whole)}, reverse=True
    ):
        folded = folded[:place] + b"\r\n " + folded[place:]
    assert read(folded + b"\r\nEND:X\r\n") == [
        (1, "NOTE", whole.decode()),
        (1 + folded.count(b"\r\n") + 1, "END", "END:X"),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\n"])
def test_any_line_end_ends_a_line(end: bytes) -> None:
    texts = [
        text
        for _, _, text in read(
            end.join([b"\xef\xbb\xbfA:1", b"item1.B;X=y:2", b" 3", b"c:4", b""])
        )
    ]
    assert texts == ["A:1", "item1.B;X=y:23", "c:4"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (
            b"N;ENCODING=QUOTED-PRINTABLE:Zo=C3=\n=A9 =\nLow\nEND:X",
            "N;ENCODING=QUOTED-PRINTABLE:Zo=C3=A9 Low",
        ),
        (
            b"N;QUOTED-PRINTABLE:a=0D=0A=\nEMAIL:no\nEND:X",
            "N;QUOTED-PRINTABLE:a=0D=0AEMAIL:no",
        ),
        (b"N;CHARSET=UTF-8:a=\nEND:X", "N;CHARSET=UTF-8:a="),
    ],
)
def test_quoted_printable_goes_on_after_a_soft_break(data: bytes, text: str) -> None:
    assert read(data)[0] == (1, "N", text)


def test_a_name_may_stand_alone_before_its_fold() -> None:
    assert read(b"UID\r\n :1\r\nSUMMARY\r\n ;X=y\r\n :Lunch\r\nalone\r\nEND:X") == [
        (1, "UID", "UID:1"),
        (3, "SUMMARY", "SUMMARY;X=y:Lunch"),
        (7, "END", "END:X"),
    ]


def test_of_what_nobody_wants_only_the_name_is_kept() -> None:
    assert read(b"PHOTO;ENCODING=b:AAAA\n BBBB\nN:x") == [
        (1, "PHOTO", ""),
        (3, "N", "N:x"),
    ]


def test_of_a_long_line_no_more_is_kept_than_shows_that_it_is() -> None:
    ((_, _, text),) = read(b"N:" + b"\n ".join([b"x" * 50] * 100), longest=100)
    assert 100 < len(text) < 200


def test_a_line_that_lost_its_space_goes_on_where_that_is_wanted() -> None:
    data = b"ATTENDEE;CN=Zoe:mailto:zoe@exam\nple.org\nN:x\nlost\n"
    expected = [(3, "N", "N:x")]
    assert read(data)[1:] == expected
    assert read(data, rejoined=frozenset({b"ATTENDEE"})) == [
        (1, "ATTENDEE", "ATTENDEE;CN=Zoe:mailto:zoe@example.org"),
        *expected,
    ]


@pytest.mark.parametrize(
    ("text", "parameters", "value"),
    [
        ("N:x:y", [], "x:y"),
        ('N;A="1:2;3";B=4,5:x', [("A", '"1:2;3"'), ("B", "4,5")], "x"),
        ('N;A="a \\"b\\" c";B=4:x', [("A", '"a \\"b\\" c"'), ("B", "4")], "x"),
        ('N;A="back\\";B=4:x', [("A", '"back\\"'), ("B", "4")], "x"),
        ("TEL;CELL;TYPE=home,work:1", [("", "CELL"), ("TYPE", "home,work")], "1"),
        ('N;A="1","2":x', [("A", '"1","2"')], "x"),
        ("N; A = 1 ;B=2:x", [("A", " 1 "), ("B", "2")], "x"),
    ],
)
def test_a_line_is_a_name_parameters_and_a_value(
    text: str, parameters: list[tuple[str, str]], value: str
) -> None:
    assert parse(text) == Content(parameters, value)


def test_what_cannot_be_taken_apart_says_so() -> None:
    assert parse("N;A=1") is None
    assert parse('N;A="1:x') == Content([("A", "")], "x", is_whole=False)
    assert parse_loosely('N;CN="Zoe;B=2:mailto:z@example.org') == Content(
        [("CN", '"Zoe'), ("B", "2")], "mailto:z@example.org", is_whole=False
    )


@given(st.text(max_size=300))
def test_no_line_is_too_strange(text: str) -> None:
    parse(text)
    parse_loosely(text)
    assert "".join(split(text, ";")).count(";") <= text.count(";")


def test_escapes_and_quotes_are_undone() -> None:
    assert unescape("Chez Odette\\, Lyon\\n\\;x\\\\n") == "Chez Odette, Lyon\n;x\\n"
    assert split("Acme\\, Inc.;R\\;D", ";") == ["Acme, Inc.", "R;D"]
    assert bare(" \"Zoé ^'Z^' ^n^^\" ") == 'Zoé "Z" \n^'
