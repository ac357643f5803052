from __future__ import annotations

import io
import tracemalloc
import warnings
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput, LedgerError
from ledger.importers.io import archive as archives
from ledger.importers.io.archive import is_wanted, is_zip, members, unpack

WANTED = ("Connections.csv", "messages.csv")


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile minds that a name stands twice
        with zipfile.ZipFile(stream, "w", method) as archive:
            for name, data in files:
                archive.writestr(name, data)
    return stream.getvalue()


def test_the_members_wanted_are_found_by_name_in_any_folder_and_case() -> None:
    data = packed(
        ("Basic_LinkedInDataExport/connections.CSV", b"1"),
        ("messages.csv", b"2"),
        ("guide_messages.csv", b"3"),
        ("__MACOSX/messages.csv", b"4"),
        ("Basic/._Connections.csv", b"5"),
        ("Connections.csv/", b""),
    )
    assert members("export.zip", io.BytesIO(data), WANTED) == [
        ("export.zip/Basic_LinkedInDataExport/connections.CSV", b"1"),
        ("export.zip/messages.csv", b"2"),
    ]


def test_a_backslash_parts_folders_too() -> None:
    assert is_wanted("export\\Connections.csv", WANTED)
    assert not is_wanted("export\\__MACOSX\\Connections.csv", WANTED)


def test_what_is_no_zip_is_itself_whatever_it_is_called() -> None:
    files = [("anything.zip", b"First Name")]
    assert unpack(files, (".csv",)) == files
    assert not is_zip(b"")


def test_a_zip_can_be_read_from_an_open_file() -> None:
    assert members("e.zip", io.BytesIO(packed(("messages.csv", b"2"))), WANTED) == [
        ("e.zip/messages.csv", b"2")
    ]


def test_a_zip_without_any_wanted_file_is_refused_and_says_what_was_looked_for() -> (
    None
):
    with pytest.raises(
        BadInput,
        match="e\\.zip contains none of these files: Connections\\.csv, messages\\.csv",
    ):
        members("e.zip", io.BytesIO(packed(("photo.jpg", b""))), WANTED)


@pytest.mark.parametrize(
    "name",
    [
        "../Connections.csv",
        "/Connections.csv",
        "a/../../Connections.csv",
        "C:/Connections.csv",
        "\\Connections.csv",
    ],
)
def test_a_name_that_points_outside_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="points outside"):
        members("e.zip", io.BytesIO(packed((name, b"1"))), WANTED)


def test_a_member_made_to_fill_the_memory_is_refused() -> None:
    with pytest.raises(BadInput, match="too large when unpacked"):
        members(
            "e.zip", io.BytesIO(packed(("Connections.csv", b"\0" * 3_000_000))), WANTED
        )


def test_members_that_are_too_much_together_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "LARGEST", 10)
    data = packed(
        ("Connections.csv", b"123456"),
        ("messages.csv", b"123456"),
        method=zipfile.ZIP_STORED,
    )
    with pytest.raises(BadInput, match=r"larger than .* when unpacked"):
        members("e.zip", io.BytesIO(data), WANTED)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2]
)
def test_a_member_larger_than_it_says_is_refused_and_not_unpacked(method: int) -> None:
    data = packed(("Connections.csv", bytes(50_000_000)), method=method)
    at = data.index(b"PK\x01\x02")
    lying = data[: at + 24] + (10).to_bytes(4, "little") + data[at + 28 :]
    tracemalloc.start()
    with pytest.raises(BadInput):
        members("e.zip", io.BytesIO(lying), WANTED)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000 + len(data)


def test_a_locked_zip_says_so() -> None:
    data = bytearray(packed(("Connections.csv", b"1")))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(BadInput, match="locked by a password"):
        members("e.zip", io.BytesIO(bytes(data)), WANTED)


def test_a_zip_cut_short_is_refused() -> None:
    data = packed(("Connections.csv", b"1" * 500))
    for end in range(5, len(data), 7):
        with pytest.raises(BadInput, match=r"e\.zip is a damaged zip"):
            members("e.zip", io.BytesIO(data[:end]), WANTED)


@given(st.data())
def test_a_zip_with_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(
        packed(
            ("Connections.csv", b"First Name,Last Name"), ("messages.csv", b"x" * 50)
        )
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(
            st.integers(0, 255)
        )
    with suppress(LedgerError):
        assert members("e.zip", io.BytesIO(bytes(whole)), WANTED)


@given(st.binary(max_size=200))
def test_any_bytes_that_begin_like_a_zip_are_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        members("e.zip", io.BytesIO(b"PK\x03\x04" + data), WANTED)
