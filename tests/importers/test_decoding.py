from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import BadInput, LedgerError, Usage
from ledger.importers.io import encoding as decoding
from ledger.importers.io.encoding import decode, is_broken

FRENCH = "Prénom;Nom;Société\nÉlodie;Garçon;Forêt à côté\nRené;Lefèvre;Où ?\n"
ENGLISH = "First Name,Last Name\nHélène,Garçon\nZoé,Ménard\nJürgen,Müller\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp850"]
)
@pytest.mark.parametrize("text", [FRENCH, ENGLISH])
def test_each_encoding_is_recognised_with_and_without_header_words(
    text: str, encoding: str
) -> None:
    for words in ((), ("Prénom", "Société")):
        found = decode("f.csv", text.encode(encoding), words)
        assert found == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(encoding: str) -> None:
    assert decode("f.csv", FRENCH.encode(encoding)).text == FRENCH


def test_words_of_the_header_weigh_more_than_accents() -> None:
    text = "Société\nO’Connell\n"
    assert decode("f", text.encode("mac_roman"), ("Société",)) == (text, "mac_roman")


def test_nothing_to_go_by_is_read_as_windows_writes_it() -> None:
    assert decode("f", b"\xa4 100").encoding == "cp1252"


def test_a_stray_nul_does_not_make_a_file_utf_16() -> None:
    assert decode("f", b"Ada,Love\0lace,example") == ("Ada,Love\0lace,example", "utf-8")


def test_utf_8_with_one_byte_broken_stays_utf_8_and_the_byte_can_be_found() -> None:
    text, encoding = decode("f", "Zoé,Ménard\nÉlodie,\n".encode() + b"Ren\xe9\n")
    assert encoding == "utf-8"
    assert [is_broken(line) for line in text.splitlines()] == [False, False, True]


def test_utf_16_cut_short_keeps_what_is_whole() -> None:
    data = "Zoé,Ménard".encode("utf-16")
    assert decode("f", data[:-1]).text == "Zoé,Ménar"
    assert decode("f", "a\U0001f600".encode("utf-16")[:-2]).text[0] == "a"


def test_what_the_user_says_is_not_doubted() -> None:
    assert decode("f", "é".encode("cp850"), encoding="cp850").text == "é"
    with pytest.raises(BadInput, match=r"f is not encoded in ascii"):
        decode("f", "é".encode(), encoding="ascii")
    for name in ("no-such", "rot13", "hex"):
        with pytest.raises(Usage, match="No such encoding"):
            decode("f", b"abc", encoding=name)


def test_a_file_larger_than_any_list_of_people_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoding, "LARGEST", 10)
    assert decode("f", b"1234567890").text
    with pytest.raises(BadInput, match="f is larger"):
        decode("f", b"12345678901")


@given(st.binary(max_size=400))
@example(b"\xff\xfe\x00\xd8\x00")
@example(b"\xff\xfe\x00\x00\xff\xff\xff\xff")
@example(b"a\0b\0\0\xd8")
def test_any_bytes_are_some_text(data: bytes) -> None:
    decode("f", data, ("Prénom",))


@given(
    st.binary(max_size=60),
    st.sampled_from(["utf-8", "utf-16", "cp1252", "idna", "punycode", "zlib", "\0"]),
)
def test_any_bytes_in_any_encoding_are_text_or_refused(
    data: bytes, encoding: str
) -> None:
    with suppress(LedgerError):
        decode("f", data, encoding=encoding)


@given(
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"),
        max_size=200,
    )
)
def test_whatever_is_written_in_utf_8_is_read_back(text: str) -> None:
    assert decode("f", text.encode()).text == text
