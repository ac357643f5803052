"""What leaves the ledger besides the whole audit: what came after, one person's own, other programs' formats."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from projections.audit.audit_check import AuditVerdict, verify_records
from projections.audit.checkpoints import Watch
from projections.audit.subject_check import verify_subject
from tests.cli.conftest import Handshake

ROOT = Path(__file__).parents[2]
OTHERS = ["Zoé Ménard", "Yanis Moreau", "李雷", "O'Brien", "Émile"]


def busy_ledger(handshake: Handshake) -> None:
    handshake("init", "--me", "Jo Martin")
    handshake(
        "person",
        "add",
        "Ada Lovelace",
        "--email",
        "ada@example.org",
        "--organisation",
        "Engines; Ltd",
    )
    handshake("coffee", "Ada Lovelace", "--note", "about engines, with sugar")
    handshake(
        "lunch", "Ada Lovelace", *OTHERS, "--note", "with Zoé and everybody", "--new"
    )
    handshake("coffee", "Ada Lovelace", "--note", "we spoke of yanis")
    handshake("note", "Ada", "a friend of 李雷's; see obrien")
    handshake("note", "Ada", "likes tea")
    handshake("person", "alias", "Ada", "Countess")
    handshake("favour", "given", "Ada", "--note", "lent a book to be given to emile")
    handshake("connect", "Ada", "--accepted")
    handshake("coffee", "Émile", "--note", "nothing of hers")


def exported(handshake: Handshake, file: Path, *words: str) -> bytes:
    handshake("export", *words, "-o", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_bytes()


# ---------------------------------------------------------------- after a checkpoint


@pytest.fixture
def grown(handshake: Handshake, tmp_path: Path) -> Path:
    """A ledger that grew after a checkpoint was kept."""
    busy_ledger(handshake)
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(handshake("checkpoint").stdout, encoding="utf-8")
    handshake("coffee", "Ada", "--note", "later")
    handshake("person", "erase", "Émile", "--yes")
    return checkpoint


def test_what_came_after_a_checkpoint_is_exported_with_the_proof(
    handshake: Handshake, tmp_path: Path, grown: Path
) -> None:
    file = tmp_path / "since.ndjson"
    data = exported(handshake, file, "audit", "--since-checkpoint", str(grown))
    size = int(grown.read_text().splitlines()[1])
    assert json.loads(data.splitlines()[1])["i"] == size
    said = handshake.json("verify", str(file))
    assert (said["ok"], said["root"]) == (True, handshake.json("verify")["root"])
    assert (
        handshake.json("verify", str(file), "--against", str(grown))["assurance"]
        == "extends"
    )
    assert (
        f"continues from the first {size} events"
        in handshake("verify", str(file)).stdout
    )
    assert data == exported(handshake, file, "audit", "--since-checkpoint", str(grown))


def test_both_files_together_are_the_whole(
    handshake: Handshake, tmp_path: Path, grown: Path
) -> None:
    whole = exported(handshake, tmp_path / "whole", "audit").splitlines()[1:-1]
    since = exported(
        handshake, tmp_path / "since", "audit", "--since-checkpoint", str(grown)
    )
    later = since.splitlines()[1:-1]
    assert whole[-len(later) :] == later


def test_nothing_is_exported_after_a_checkpoint_that_is_not_extended(
    handshake: Handshake, tmp_path: Path, grown: Path
) -> None:
    lines = grown.read_text().splitlines()
    grown.write_text(
        "\n".join(
            [lines[0], lines[1], ("B" if lines[2][0] == "A" else "A") + lines[2][1:]]
        )
        + "\n"
    )
    said = handshake(
        "export",
        "audit",
        "--since-checkpoint",
        str(grown),
        "-o",
        str(tmp_path / "no"),
        code=7,
    )
    assert "does not extend" in said.stderr
    assert not (tmp_path / "no").exists()


def test_right_after_the_checkpoint_there_is_nothing_to_tell(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(handshake("checkpoint").stdout, encoding="utf-8")
    data = exported(
        handshake, tmp_path / "since", "audit", "--since-checkpoint", str(checkpoint)
    )
    assert data.count(b"\n") == 2
    assert handshake.json("verify", str(tmp_path / "since"))["ok"]


# ---------------------------------------------------------------- tampering


def since(data: bytes) -> AuditVerdict:
    return verify_records(io.BytesIO(data))


def subject(data: bytes) -> AuditVerdict:
    return verify_subject(io.BytesIO(data), Watch(0))


@pytest.mark.parametrize("what", ["since", "subject"])
def test_a_byte_flipped_or_a_line_moved_is_caught(
    handshake: Handshake, tmp_path: Path, grown: Path, what: str
) -> None:
    words = (
        ["audit", "--since-checkpoint", str(grown)]
        if what == "since"
        else ["subject", "Ada"]
    )
    data = exported(handshake, tmp_path / "file", *words)
    check = since if what == "since" else subject
    assert check(data).ok
    chosen = random.Random(1)
    for at in range(chosen.randrange(17), len(data), 17):
        flipped = data[at] ^ (1 << chosen.randrange(8))
        assert not check(data[:at] + bytes([flipped]) + data[at + 1 :]).ok, at
    lines = data.splitlines(keepends=True)
    for n in range(len(lines)):
        assert not check(b"".join(lines[:n])).ok
        assert not check(b"".join(lines[:n] + lines[n + 1 :])).ok, lines[n]
        assert not check(b"".join(lines[: n + 1] + lines[n:])).ok
    assert not check(data + b"\n").ok


# ---------------------------------------------------------------- one person's own


def test_an_extract_names_nobody_else_and_says_all_that_is_theirs(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    data = exported(handshake, tmp_path / "ada", "subject", "Ada").decode()
    for name in [
        *OTHERS,
        "Zoé",
        "Yanis",
        "yanis",
        "Moreau",
        "obrien",
        "emile",
        "Jo Martin",
        "hers",
    ]:
        assert name not in data, name
    for said in (
        "Ada Lovelace",
        "ada@example.org",
        "engines, with sugar",
        "likes tea",
        "Countess",
    ):
        assert said in data, said
    lines = [json.loads(line) for line in data.splitlines()]
    card = next(line["vcard"] for line in lines if "vcard" in line)
    assert "FN:Ada Lovelace\r\n" in card
    assert "ORG:Engines\\; Ltd\r\n" in card
    assert "NICKNAME:Countess\r\n" in card


def test_every_line_of_an_extract_is_proved_to_be_in_the_ledger(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    file = tmp_path / "ada"
    exported(handshake, file, "subject", "Ada")
    said = handshake.json("verify", str(file))
    assert said["ok"]
    assert said["root"] == handshake.json("verify")["root"]
    assert said["personal"] == {"opened": 4, "withheld": 4, "erased": 0}
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(handshake("checkpoint").stdout, encoding="utf-8")
    assert (
        handshake.json("verify", str(file), "--against", str(checkpoint))["assurance"]
        == "extends"
    )
    handshake("coffee", "Ada")
    checkpoint.write_text(handshake("checkpoint").stdout, encoding="utf-8")
    assert (
        "same size"
        in handshake("verify", str(file), "--against", str(checkpoint), code=6).stderr
    )


def closed_again(lines: list[bytes]) -> bytes:
    """An extract of these lines with an end that fits them."""
    above = b"".join(lines)
    leaves = sum(line.startswith(b'{"i":') for line in lines)
    end = {"end": {"leaves": leaves, "sha256": hashlib.sha256(above).hexdigest()}}
    return above + json.dumps(end, separators=(",", ":")).encode() + b"\n"


def test_an_extract_is_said_to_prove_no_more_than_it_does(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    file = tmp_path / "ada"
    *lines, _end = exported(handshake, file, "subject", "Ada").splitlines(keepends=True)
    leaves = sum(line.startswith(b'{"i":') for line in lines)
    size = handshake.json("verify")["size"]
    assert 0 < leaves < size
    said = handshake("verify", str(file)).stdout
    assert f"{leaves} of {size} events, each proved to be in the ledger." in said
    assert "Not proved: that these are all the events about the person" in said
    assert "whole" not in said
    assert handshake.json("verify", str(file))["extract"] == {
        "leaves": leaves,
        "not_proved": ["people", "vcard", "completeness"],
    }
    assert "extract" not in handshake.json("verify")


def test_an_extract_without_a_leaf_or_with_one_about_somebody_else_is_refused(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    handshake("coffee", "Somebody Else", "--new")
    ada = exported(handshake, tmp_path / "ada", "subject", "Ada").splitlines(
        keepends=True
    )[:-1]
    other = exported(
        handshake, tmp_path / "else", "subject", "Somebody Else"
    ).splitlines(keepends=True)[:-1]
    assert subject(closed_again(ada)).ok
    bare = subject(closed_again([ada[0], ada[-1]]))
    assert "no event" in str(bare.problem)
    about_else = subject(closed_again([*ada[:-1], *other[1:-1], ada[-1]]))
    assert "is not about the person" in str(about_else.problem)
    nobody = subject(
        closed_again([ada[0].replace(b'"people":["', b'"people":["x'), *ada[1:]])
    )
    assert not nobody.ok


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"size":', b'"size":1e9,"sise":'),
        (b'"size":', b'"size":-'),
        (b'"size":', b'"size":99999999999999999999'),
        (b'"people":[', b'"people":[[],'),
        (b'"people":[', b'"people":["",'),
        (b'"of":', b'"of":true,"off":'),
        (b'"proof":[', b'"proof":[1,'),
        (b'"proof":[', b'"proof":["=",'),
        (b'"withheld":true', b'"withheld":1'),
    ],
)
def test_an_extract_of_other_hands_never_stops_the_program(
    handshake: Handshake, tmp_path: Path, old: bytes, new: bytes
) -> None:
    busy_ledger(handshake)
    *lines, _end = exported(handshake, tmp_path / "ada", "subject", "Ada").splitlines(
        keepends=True
    )
    data = b"".join(lines)
    assert old in data
    assert not subject(
        closed_again(data.replace(old, new, 1).splitlines(keepends=True))
    ).ok


def test_the_extract_of_somebody_merged_or_erased_is_whole(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    handshake("person", "add", "Ada King", "--email", "king@example.org")
    ada = handshake.json("person", "show", "Ada Lovelace")["id"]
    handshake("person", "merge", "Ada King", "Ada Lovelace")
    data = exported(handshake, tmp_path / "ada", "subject", "Ada Lovelace").decode()
    assert "king@example.org" in data
    assert "ada@example.org" in data
    assert "PeopleMerged" in data
    handshake("person", "erase", "Ada Lovelace", "--yes")
    data = exported(handshake, tmp_path / "ada", "subject", ada).decode()
    assert "Lovelace" not in data
    assert handshake.json("verify", str(tmp_path / "ada"))["personal"]["erased"] > 5


def test_the_sample_extract_of_each_person_names_nobody_of_the_others(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("import", "linkedin", str(ROOT / "docs" / "sample" / "linkedin"))
    people = handshake.json("person", "list")["people"]
    for each in people[::40]:
        data = exported(handshake, tmp_path / "one", "subject", each["id"]).decode()
        assert each["name"] in data
        own = each["name"].casefold()
        found = [
            o["name"]
            for o in people
            if o["name"] in data and o["name"].casefold() not in own
        ]
        assert found == []


# ---------------------------------------------------------------- other programs


def test_the_official_sdk_reads_every_cloudevent(
    handshake: Handshake, tmp_path: Path
) -> None:
    busy_ledger(handshake)
    data = exported(handshake, tmp_path / "events", "cloudevents")
    size = handshake.json("verify")["size"]
    read = [JSONFormat().read(CloudEvent, line) for line in data.splitlines()]
    assert len(read) == len({each.get_id() for each in read}) == size
    origin = handshake.json("status")["origin"]
    assert {each.get_source() for each in read} == {f"urn:uuid:{origin}"}
    assert "handshake.meeting.CoffeeHad@1" in {each.get_type() for each in read}
    assert all(each.get_time() is not None for each in read)
    assert sorted(json.loads(line)["sequence"] for line in data.splitlines()) == [
        json.loads(line)["sequence"] for line in data.splitlines()
    ]
    bare = exported(handshake, tmp_path / "events", "cloudevents", "--no-personal")
    assert b"Lovelace" in data
    assert b"Lovelace" not in bare


def test_no_cell_of_the_table_is_a_formula(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake(
        "coffee",
        "=1+1",
        "@cmd",
        "--note",
        "+33 6 00",
        "--at",
        '=HYPERLINK("x")',
        "--new",
    )
    handshake("coffee", "=1+1", "--note", "-2\n=3;4,5")
    data = exported(handshake, tmp_path / "table", "csv").decode()
    rows = list(csv.DictReader(io.StringIO(data, newline="")))
    assert len(rows) == handshake.json("verify")["size"]
    assert not [
        cell for row in rows for cell in row.values() if cell and cell[0] in "=+-@\t\r"
    ]
    assert rows[-1]["note"] == "'-2\n'=3;4,5"
    assert rows[4]["people"].count(";") == 2
    bare = exported(handshake, tmp_path / "table", "csv", "--no-personal").decode()
    assert "HYPERLINK" not in bare
    assert "cmd" not in bare


@pytest.mark.parametrize(
    "words",
    [["audit"], ["subject", "Ada"], ["cloudevents"], ["csv"]],
    ids=lambda w: w[0],
)
def test_another_time_zone_and_locale_export_the_same_bytes(
    handshake: Handshake, tmp_path: Path, words: list[str]
) -> None:
    busy_ledger(handshake)
    here = exported(handshake, tmp_path / "here", *words)
    there = {
        "TZ": "Pacific/Auckland",
        "LC_ALL": "fr_FR.UTF-8",
        "HANDSHAKE_LANG": "fr",
        "PYTHONHASHSEED": "7",
    }
    environment = {**os.environ, "HANDSHAKE_LEDGER": str(handshake.ledger), **there}
    program = [
        sys.executable,
        "-c",
        "from projections.cli import main; main()",
        "export",
        *words,
    ]
    done = subprocess.run(
        program, env=environment, cwd=ROOT, capture_output=True, check=True
    )
    assert done.stdout == here


@pytest.mark.parametrize(
    "words", [["subject", "Ada"], ["cloudevents"], ["csv"]], ids=lambda w: w[0]
)
def test_a_failed_export_leaves_the_old_file(
    handshake: Handshake, tmp_path: Path, words: list[str]
) -> None:
    file = tmp_path / "old"
    file.write_text("the old one")
    handshake("export", *words, "-o", str(file), code=3)
    assert file.read_text() == "the old one"


@pytest.mark.parametrize("words", ["audit", "cloudevents", "csv", "people", "friends"])
def test_an_export_says_that_it_replaces_a_file(
    handshake: Handshake, tmp_path: Path, words: str
) -> None:
    handshake("coffee", "Ada", "--new")
    file = str(tmp_path / "file")
    replaces = "It replaces the file that had this name.\n"
    said = handshake("export", words, "-o", file).stderr
    assert file in said
    assert handshake("export", words, "-o", file).stderr == said + replaces
