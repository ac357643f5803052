"""A LinkedIn export comes in: once, whole, without trust."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Handshake

SAMPLE = Path(__file__).parents[2] / "docs" / "sample" / "linkedin"
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
ADA = (
    "Ada,Okafor,https://www.linkedin.com/in/ada-demo,,Exemple SA,Analyst,08 Feb 2026\n"
)
ZOE = 'Zoé,Ménard,https://www.linkedin.com/in/zoe-demo,zoe@example.org,"Atelier, SARL",Directrice,14 Nov 2019\n'
HIDDEN = ",,,,,,07 Jun 2026\n"


def connections(folder: Path, *rows: str, name: str = "Connections.csv") -> str:
    file = folder / name
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return str(file)


def test_the_sample_comes_in_as_folder_zip_and_files_all_the_same(
    handshake: Handshake, tmp_path: Path
) -> None:
    archive = tmp_path / "Basic_LinkedInDataExport_11-20-2026.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for file in SAMPLE.iterdir():
            packed.write(file, f"export/{file.name}")
    said = handshake.json("import", "linkedin", str(SAMPLE))
    assert (said["read"], said["added"], said["unchanged"], len(said["skipped"])) == (
        331,
        323,
        0,
        8,
    )
    for again in ([str(archive)], [str(file) for file in sorted(SAMPLE.iterdir())]):
        said = handshake.json("import", "linkedin", *again)
        assert (said["added"], said["unchanged"], len(said["skipped"])) == (0, 323, 8)
    assert handshake.json("trust")["people"] == []
    assert handshake.json("verify")["ok"]


def test_rows_that_cannot_be_used_are_named_and_the_rest_comes_in(
    handshake: Handshake, tmp_path: Path
) -> None:
    file = connections(tmp_path, ADA, HIDDEN, ZOE.replace("14 Nov 2019", "someday"))
    said = handshake.json("import", "linkedin", file)
    assert (said["read"], said["added"]) == (3, 1)
    assert [(each["file"], each["line"]) for each in said["skipped"]] == [
        (file, 3),
        (file, 4),
    ]
    assert "someday" in said["skipped"][1]["reason"]
    assert [each["person"]["name"] for each in handshake.json("queue")["owed"]] == [
        "Ada Okafor"
    ]


def test_a_dry_run_says_what_the_import_then_does(
    handshake: Handshake, tmp_path: Path
) -> None:
    file = connections(tmp_path, ADA, ZOE, HIDDEN)
    as_if = handshake.json("import", "linkedin", file, "--dry-run")
    assert not handshake.ledger.exists()
    done = handshake.json("import", "linkedin", file)
    same = {"read", "added", "changed", "unchanged", "skipped"}
    assert {k: as_if[k] for k in same} == {k: done[k] for k in same}
    assert (as_if["dry_run"], done["dry_run"]) == (True, False)


def test_a_newer_export_adds_only_what_is_new(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("import", "linkedin", connections(tmp_path, ADA))
    said = handshake.json(
        "import",
        "linkedin",
        connections(tmp_path, ADA.replace("Analyst", "Director"), ZOE),
    )
    assert (said["added"], said["changed"]) == (2, 1)
    assert handshake.json("person", "show", "Ada")["position"] == "Director"
    assert len(handshake.json("person", "list")["people"]) == 2


def test_an_import_is_undone_as_one_and_can_come_again(
    handshake: Handshake, tmp_path: Path
) -> None:
    file = connections(tmp_path, ADA, ZOE)
    batch = handshake.json("import", "linkedin", file)["batch"]
    handshake("undo", batch)
    assert (
        handshake.json("person", "list")["people"]
        == handshake.json("queue")["owed"]
        == []
    )
    assert handshake.json("import", "linkedin", file)["added"] == 2
    assert len(handshake.json("queue")["owed"]) == 2


def test_who_was_typed_in_and_bears_the_same_name_is_listed_and_never_joined_silently(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("coffee", "Ada Okafor", "--new")
    said = handshake("import", "linkedin", connections(tmp_path, ADA))
    assert "1 person has the same name as someone in the ledger" in said.stderr
    assert len(handshake.json("person", "list")["people"]) == 2
    merge = next(
        line for line in said.stderr.splitlines() if "person merge" in line
    ).split()[-2:]
    handshake("person", "merge", *merge)
    assert len(handshake.json("person", "list")["people"]) == 1
    assert handshake.json("queue")["owed"] == []
    assert (
        handshake.json("import", "linkedin", connections(tmp_path, ADA))["added"] == 0
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is not a known LinkedIn file"),
        ("just a text\n", "is not a known LinkedIn file"),
        (HEADER, "no row"),
        (HEADER + HIDDEN, "no row"),
    ],
    ids=["empty", "text", "header only", "hidden only"],
)
def test_a_file_without_a_usable_row_is_an_error_and_no_empty_success(
    handshake: Handshake, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "Connections.csv"
    file.write_text(content)
    said = handshake("import", "linkedin", str(file), code=6)
    assert str(file) in said.stderr


def test_a_file_that_is_not_there_is_named(handshake: Handshake) -> None:
    said = handshake("import", "linkedin", "/nowhere/Connections.csv", code=6)
    assert said.stderr.startswith("Error: Cannot read /nowhere/Connections.csv")
    assert said.stderr.count("\n") == 1


def test_a_french_export_with_a_mark_and_crlf_comes_in(
    handshake: Handshake, tmp_path: Path
) -> None:
    text = (
        'Notes :\r\n"(une phrase)"\r\n\r\n'
        "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Date de connexion\r\n"
        "Élodie,Garnier,https://www.linkedin.com/in/elodie-demo,,Exemple SAS,Associée,12 févr. 2023"
    )  # fmt: skip
    file = tmp_path / "Connections.csv"
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    handshake("import", "linkedin", str(file))
    (owed,) = handshake.json("queue")["owed"]
    assert (owed["person"]["name"], owed["connected_on"]) == (
        "Élodie Garnier",
        "2023-02-12",
    )


PROFILE = "First Name,Last Name,Headline\nAda,Okafor,Analyst\n"


def export_of_ada(folder: Path) -> str:
    export = folder / "export"
    export.mkdir()
    connections(export, ZOE)
    (export / "Profile.csv").write_text(PROFILE, encoding="utf-8")
    return str(export)


def test_the_export_of_somebody_else_is_asked_about_and_refused_where_nobody_can_be(
    handshake: Handshake, tmp_path: Path
) -> None:
    export = export_of_ada(tmp_path)
    handshake("init", "--me", "Nicolas Hartnoll")
    said = handshake("import", "linkedin", export, code=5)
    assert (
        "This export belongs to Ada Okafor, and the ledger to Nicolas Hartnoll."
        in said.stderr
    )
    assert handshake.json("person", "list")["people"] == []
    handshake("person", "alias", "Nicolas Hartnoll", "Ada Okafor")
    assert handshake.json("import", "linkedin", export)["added"] == 1


@pytest.mark.parametrize(
    "name", ["Ada Okafor", "ada okafor", "Ada", "A. Okafor", "Okafor Ada"]
)
def test_an_export_under_a_name_that_may_be_the_owners_is_not_asked_about(
    handshake: Handshake, tmp_path: Path, name: str
) -> None:
    handshake("init", "--me", name)
    assert handshake.json("import", "linkedin", export_of_ada(tmp_path))["added"] == 1


def test_an_export_with_the_owners_address_is_the_owners_whatever_the_name(
    handshake: Handshake, tmp_path: Path
) -> None:
    export = export_of_ada(tmp_path)
    (Path(export) / "Invitations.csv").write_text(
        "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
        'Ada Okafor,Zoé Ménard,"3/5/26, 1:45 AM",,OUTGOING,'
        "https://www.linkedin.com/in/me-demo,https://www.linkedin.com/in/zoe-demo\n",
        encoding="utf-8",
    )
    handshake(
        "init",
        "--me",
        "Ada Hartnoll",
        "--linkedin",
        "https://www.linkedin.com/in/me-demo",
    )
    assert handshake.json("import", "linkedin", export)["added"] == 2
