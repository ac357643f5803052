from __future__ import annotations

import io
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput, LedgerError
from ledger.importers.api import Connected, Messaged, Requested
from ledger.importers.formats import linkedin
from ledger.importers.io import archive
from tests.importers.hostile import hostile, survives
from tests.importers.linkedin import exports
from tests.importers.linkedin.exports import NEW, PROFILE, YANIS, connection, table
from tests.importers.test_archives import packed

SAMPLE = Path(__file__).parents[3] / "docs" / "sample" / "linkedin"
FILES = [(path.name, path.read_bytes()) for path in sorted(SAMPLE.glob("*.csv"))]


def test_the_sample_export_is_read_whole() -> None:
    reading = linkedin.read(FILES)
    kinds = [type(row.what) for row in reading.rows]
    assert (kinds.count(Connected), kinds.count(Requested)) == (196, 40)
    assert kinds == sorted(kinds, key=[Connected, Requested, Messaged].index)
    assert reading.read == sum(row.rows for row in reading.rows) + len(reading.problems)
    assert reading.owner is not None
    assert reading.owner.name == "Sacha Delorme"


def test_the_zip_gives_what_the_files_give() -> None:
    data = packed(
        *((f"export/{name}", data) for name, data in FILES),
        ("export/Rich_Media.csv", b"x"),
    )
    members = archive.members("e.zip", io.BytesIO(data), linkedin.FILES)
    reading = linkedin.read(members)
    assert [row.who for row in reading.rows] == [
        row.who for row in linkedin.read(FILES).rows
    ]
    assert reading.rows[0].file == "e.zip/export/Connections.csv"


def test_the_order_of_the_files_and_their_names_do_not_matter() -> None:
    whole = linkedin.read(FILES)
    for files in permutations(FILES):
        assert linkedin.read(files).rows == whole.rows
    renamed = linkedin.read(
        [(f"{number}.txt", data) for number, (_, data) in enumerate(FILES)]
    )
    assert [row.who for row in renamed.rows] == [row.who for row in whole.rows]


def test_a_file_named_twice_is_read_once() -> None:
    assert linkedin.read([*FILES, *FILES]) == linkedin.read(FILES)


def test_problems_come_in_the_order_of_the_files_and_lines() -> None:
    problems = linkedin.read(FILES[::-1]).problems
    assert [p.file for p in problems] == ["messages.csv"] * 2 + ["Connections.csv"] * 6
    assert [p.line for p in problems[2:]] == sorted(p.line for p in problems[2:])


def test_a_profile_alone_is_nobody_one_is_connected_to() -> None:
    with pytest.raises(BadInput, match=r"Profile\.csv has no usable rows"):
        linkedin.read([("Profile.csv", PROFILE.encode())])


def test_no_file_at_all_is_refused() -> None:
    with pytest.raises(BadInput):
        linkedin.read([])


def test_an_empty_table_beside_a_full_one_is_nothing_to_speak_of() -> None:
    full = table(NEW, connection(YANIS, "08 Feb 2026"))
    reading = linkedin.read([("c.csv", full), ("i.csv", exports.INVITATIONS.encode())])
    assert (len(reading.rows), reading.problems) == (1, ())


HEADERS = [
    NEW,
    exports.INVITATIONS,
    exports.MESSAGES_NEW,
    exports.FRENCH,
    "First Name,Last Name,Headline",
]
CELLS = st.sampled_from(
    ["Zoé", "", "08 Feb 2026", "3/5/26, 1:45 AM", "2026-08-01 02:00:00 UTC", "INCOMING", "Yes", "李雷",
     "https://linkedin.com/in/z", "http://[", '"', "\0", "=1+1", "\x1b[31m", "LinkedIn Member"]
)  # fmt: skip


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(LedgerError):
        linkedin.read([("f.csv", data)])


@given(
    st.sampled_from(HEADERS),
    st.lists(st.lists(CELLS, max_size=13).map(",".join), max_size=6),
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 255)), max_size=3),
    st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
def test_any_rows_are_read_or_refused_and_every_row_is_accounted_for(
    header: str, rows: list[str], changes: list[tuple[int, int]], encoding: str
) -> None:
    data = bytearray("\n".join([header, *rows]).encode(encoding, "replace"))
    for place, byte in changes:
        data[place % len(data)] = byte
    with suppress(LedgerError):
        reading = linkedin.read([("f.csv", bytes(data))])
        assert reading.read == sum(row.rows for row in reading.rows) + len(
            reading.problems
        )
        assert all(row.who[0].name.strip() for row in reading.rows)


@given(data=hostile([data for _, data in FILES] + [packed(*FILES)]))
def test_no_file_costs_more_than_a_message(data: bytes) -> None:
    survives(linkedin.read, [("f.csv", data)])
