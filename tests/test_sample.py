"""The sample export is what its script writes, and has the traps that its README promises."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent.parent / "docs" / "sample"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, SAMPLE / "make_sample.py", folder], check=True)
    return folder


def rows(file: str, skip: int = 0) -> list[list[str]]:
    lines = (SAMPLE / "linkedin" / file).read_text("utf-8").split("\n", skip)[skip]
    return list(csv.reader(io.StringIO(lines)))


@pytest.mark.parametrize(
    "file", ["Connections.csv", "Invitations.csv", "messages.csv", "Profile.csv"]
)
def test_the_script_writes_the_same_bytes_again(written: Path, file: str) -> None:
    assert (written / file).read_bytes() == (SAMPLE / "linkedin" / file).read_bytes()


def test_the_export_holds_nothing_else(written: Path) -> None:
    assert {p.name for p in written.iterdir()} == {
        p.name for p in (SAMPLE / "linkedin").iterdir()
    }


def test_connections_have_hidden_members_homonyms_and_commas() -> None:
    header, *people = rows("Connections.csv", skip=3)
    assert header[:3] == ["First Name", "Last Name", "URL"]
    assert {len(row) for row in people} == {7}
    hidden = [row for row in people if not any(row[:6])]
    names = Counter((given, family) for given, family, *_ in people if given)
    assert (len(people), len(hidden)) == (202, 6)
    assert [name for name, times in names.items() if times > 1] == [
        ("Nicolas", "Martin")
    ]
    assert any("," in row[4] for row in people)


def test_every_profile_address_belongs_to_one_person() -> None:
    addresses = [row[2] for row in rows("Connections.csv", skip=3)[1:] if row[2]]
    assert len(set(addresses)) == len(addresses) == 196
    assert all(address.endswith("-demo") for address in addresses)


def test_invitations_go_both_ways_and_some_wait_for_an_answer() -> None:
    header, *sent = rows("Invitations.csv")
    connected = {row[2] for row in rows("Connections.csv", skip=3)}
    others = [row[5] if row[4] == "INCOMING" else row[6] for row in sent]
    assert header[4] == "Direction"
    assert {row[4] for row in sent} == {"INCOMING", "OUTGOING"}
    assert (len(sent), sum(other in connected for other in others)) == (40, 24)
