"""Formats of the program, formats of other packages, and what a file without a format is told."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from textwrap import dedent

import pytest

from ledger.errors import Usage
from ledger.importers import registry
from ledger.importers.api import Format, ImportFile
from tests.cli.conftest import Handshake, handshake
from tests.importers.csv.samples import JOURNAL, PEOPLE
from tests.importers.friends.samples import SAMPLE as FRIENDS
from tests.importers.google.samples import NEW as GOOGLE
from tests.importers.outlook.samples import FRENCH as OUTLOOK
from tests.importers.vcard.samples import KHARD

__all__ = ["handshake"]

ROOT = Path(__file__).parents[2]
SECTION = (
    (ROOT / "CONTRIBUTING.md")
    .read_text(encoding="utf-8")
    .partition("## Adding an importer")[2]
)


def block(language: str) -> str:
    """The first block of code in this language of the section."""
    found = re.search(
        rf"(?ms)^ *```{language}\n(.*?)^ *```$", SECTION.partition("\n## ")[0]
    )
    assert found
    return dedent(found[1])


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder in which the package of CONTRIBUTING is installed."""
    folder = tmp_path / "installed"
    metadata = folder / "handshake_rolodex-1.0.dist-info"
    metadata.mkdir(parents=True)
    (folder / "handshake_rolodex.py").write_text(block("python"), encoding="utf-8")
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: handshake-rolodex\nVersion: 1.0\n"
    )
    declared = block("toml").replace(
        'project.entry-points."handshake.importers"', "handshake.importers"
    )
    (metadata / "entry_points.txt").write_text(declared.replace('"', ""))
    return folder


def run(
    handshake: Handshake, package: Path, *words: str
) -> subprocess.CompletedProcess[str]:
    """A command of the program where the package is installed."""
    given = {
        key: value for key, value in handshake.environment.items() if value is not None
    }
    environment = os.environ | given | {"PYTHONPATH": str(package)}
    program = str(Path(sys.executable).parent / "handshake")
    return subprocess.run(
        [program, *words], env=environment, capture_output=True, text=True, check=False
    )


def test_the_importer_of_contributing_works_once_it_is_installed(
    handshake: Handshake, package: Path, tmp_path: Path
) -> None:
    cards = tmp_path / "cards.rolodex"
    cards.write_text(
        "Zoé Lefèvre\tzoe@example.org\n\tnobody@example.org\nAda\t\n", encoding="utf-8"
    )
    assert (
        "The cards of a rolodex." in run(handshake, package, "import", "--help").stdout
    )
    for added in (2, 0):
        done = run(handshake, package, "import", "rolodex", str(cards), "--json")
        assert done.returncode == 0, done.stderr
        summary = json.loads(done.stdout)
        assert (summary["read"], summary["added"]) == (3, added)
        assert [row["reason"] for row in summary["skipped"]] == [
            "This card has no name."
        ]
    people = json.loads(run(handshake, package, "person", "list", "--json").stdout)[
        "people"
    ]
    assert sorted(person["name"] for person in people) == ["Ada", "Zoé Lefèvre"]


@pytest.mark.parametrize("name", registry.BUILT_IN)
def test_a_format_of_the_program_has_a_reader_files_a_command_and_a_page(
    handshake: Handshake, name: str
) -> None:
    module = registry.module_of(name)
    assert callable(module.read)
    assert hasattr(module, "FILES") or hasattr(module, "SUFFIXES")
    handshake("import", name, "--help")
    pages = (ROOT / "docs" / "how-to").glob("import-*.md")
    assert (
        any(f"import {name} " in page.read_text(encoding="utf-8") for page in pages)
        or name == "linkedin"
    )


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("a.vcf", KHARD, "vcard"),
        ("a.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "ics"),
        ("friends.md", FRIENDS, "friends"),
        ("contacts.csv", GOOGLE, "google"),
        ("contacts.csv", OUTLOOK, "outlook"),
        (
            "Connections.csv",
            "First Name,Last Name,Email Address,Company,Position,Connected On\n",
            "linkedin",
        ),
        ("a.csv", '"Name","Kontakt bestätigt am"\n', "xing"),
        ("a.csv", PEOPLE, "csv"),
        ("a.csv", JOURNAL, "csv"),
        ("following.js", "window.YTD.following.part0 = [", "twitter"),
        ("your_friends.json", '{"friends_v2": [{"name": "Zoé"', "facebook"),
        ("your_friends.html", "<html><body>", "facebook"),
        ("index.html", "<html><body>", None),
        ("m.json", '{"version": "1.0-preview.1", "account": {"uuid": "a"', "monica"),
        ("v.json", '{"id":"v1","name":"Zoé","headline":"Directrice"', "viadeo"),
        ("a.txt", "Dear Sir,\nhello\n", None),
        ("a.png", "\x89PNG", None),
        ("empty", "", None),
    ],
)
def test_the_format_of_a_file_is_guessed_from_how_it_begins(
    file: str, text: str, name: str | None
) -> None:
    assert registry.guess(file, text.encode()) == name


def test_a_file_in_the_place_of_a_format_gets_its_format_suggested(
    handshake: Handshake, tmp_path: Path
) -> None:
    card, letter = tmp_path / "a.vcf", tmp_path / "letter.txt"
    card.write_text(KHARD, encoding="utf-8")
    letter.write_text("Dear Sir,\n", encoding="utf-8")
    told = handshake("import", str(card), code=2).stderr
    assert f"'handshake import vcard {card}'" in told
    assert "give its format first" in handshake("import", str(letter), code=2).stderr


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> dict[str, EntryPoint]:
    """What other packages add."""
    found: dict[str, EntryPoint] = {}
    monkeypatch.setattr(registry, "added", lambda: found)
    return found


def _read(_files: object, *, encoding: str | None = None) -> ImportFile:
    raise AssertionError(encoding)


PAPER = Format(
    summary="Paper.",
    read=_read,
    recognises=lambda _name, text: text.startswith("PAPER"),
)


def test_a_format_of_another_package_may_recognise_its_files(
    others: dict[str, EntryPoint],
) -> None:
    others["paper"] = EntryPoint("paper", f"{__name__}:PAPER", registry.GROUP)
    others["broken"] = EntryPoint("broken", "nowhere:FORMAT", registry.GROUP)
    assert registry.guess("a.txt", b"PAPER 1") == "paper"
    assert registry.guess("a.txt", b"STONE 1") is None


@pytest.mark.parametrize("value", ["nowhere:FORMAT", "json:dumps", "json:nothing"])
def test_an_importer_that_cannot_be_loaded_is_named(
    handshake: Handshake, others: dict[str, EntryPoint], value: str
) -> None:
    others["broken"] = EntryPoint("broken", value, registry.GROUP)
    with pytest.raises(Usage, match="importer broken of another package"):
        registry.load("broken")
    assert "broken" in handshake("import", "broken", "x", code=2).stderr
