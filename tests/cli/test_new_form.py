"""A kind of meeting is added as CONTRIBUTING says, step by step, and works everywhere at once."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from ledger.facts import schema
from ledger.facts.meeting import events
from ledger.language import Catalogue
from projections.trust import model
from tests.cli.conftest import Handshake

if TYPE_CHECKING:
    from ledger.facts.event import Event

PAGE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Adding a kind of meeting")[2].partition("\n## ")[0]


def blocks(language: str) -> list[str]:
    """The blocks of code in this language of the section."""
    return [
        dedent(code)
        for code in re.findall(rf"(?ms)^ *```{language}\n(.*?)^ *```$", SECTION)
    ]


@pytest.fixture
def picnic(
    registry: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> type[Event]:
    """The steps, walked."""
    declaration, weight = blocks("python")
    namespace: dict[str, Any] = {**vars(events)}
    exec(declaration, namespace)  # noqa: S102 - step 1 as it stands on the page
    for form, worth in eval(f"{{{weight}}}").items():  # noqa: S307 - step 2
        monkeypatch.setitem(model.EARNS, form, worth)
    monkeypatch.setattr(schema, "FOLDER", tmp_path / "schemas")
    assert tmp_path / "schemas" / "meeting.PicnicHad@1.json" in list(schema.missing())
    french = dict(re.findall(r'msgid "(.*)"\nmsgstr "(.*)"', blocks("po")[0]))
    known_forms = Catalogue._forms
    monkeypatch.setattr(
        Catalogue,
        "_forms",
        lambda self, text: (
            [french[text]] if text in french else known_forms(self, text)
        ),
    )
    added: type[Event] = namespace["PicnicHad"]
    return added


def kinds(handshake: Handshake) -> list[str]:
    return [each["kind"] for each in handshake.json("timeline")["events"]]


def test_it_is_a_command_in_both_languages(
    handshake: Handshake, picnic: type[Event]
) -> None:
    help_text = handshake("picnic", "--help").stdout
    assert "Record a picnic." in help_text
    assert 'handshake picnic "Ada Okafor" --on 2026-11-20' in help_text
    assert "Noter un pique-nique." in handshake.french()("picnic", "--help").stdout
    assert "Noter un pique-nique." in handshake.french()("--help").stdout
    recorded = handshake("picnic", "Ada", "--new")
    assert "Picnic with Ada" in recorded.stderr
    assert "Pique-nique avec Ada" in handshake.french()("timeline").stdout


def test_it_is_worth_what_its_line_says(
    handshake: Handshake, picnic: type[Event]
) -> None:
    handshake("picnic", "Ada", "--new")
    worth = model.worth(picnic, None)  # type: ignore[arg-type]
    assert worth == pytest.approx(2.321928)
    assert handshake.json("trust", "Ada")["trust"] == pytest.approx(
        worth / (worth + 10 * 0.74 / 0.26)
    )


@pytest.mark.parametrize(
    "line", ["picnic with Ada yesterday", "pique-nique avec Ada hier"]
)
def test_it_is_understood_in_a_sentence(
    handshake: Handshake, picnic: type[Event], line: str
) -> None:
    handshake("person", "add", "Ada")
    handshake("log", line)
    assert kinds(handshake) == ["PicnicHad"]


def test_it_is_understood_in_a_table_and_in_a_calendar(
    handshake: Handshake, picnic: type[Event], tmp_path: Path
) -> None:
    table = tmp_path / "journal.csv"
    table.write_text(
        "Nom;Date;Type\nAda;2026-10-02;Pique-nique\nZoé;2026-10-03;Picknick\n", "utf-8"
    )
    handshake("import", "csv", str(table))
    handshake("init", "--email", "me@example.org")
    calendar = tmp_path / "calendar.ics"
    calendar.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1@example.org\nDTSTART:20261004T120000\nDTEND:20261004T140000\n"
        "SUMMARY:Picnic with Bo\nLOCATION:Park\nATTENDEE;CN=Bo;PARTSTAT=ACCEPTED:mailto:bo@example.org\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org\nEND:VEVENT\nEND:VCALENDAR\n",
        "utf-8",
    )
    handshake("import", "ics", str(calendar))
    assert kinds(handshake) == ["PicnicHad"] * 3


def test_it_is_corrected_exported_and_verified(
    handshake: Handshake, picnic: type[Event]
) -> None:
    handshake("picnic", "Ada", "--new")
    assert '"kind":"meeting.PicnicHad@1"' in handshake("export", "audit").stdout
    Draft202012Validator.check_schema(schema.schema_of(picnic.topic()))
    handshake("correct", "#3", "--form", "lunch")
    assert kinds(handshake) == ["LunchHad"]
    handshake("correct", "#3", "--form", "picnic")
    assert kinds(handshake) == ["PicnicHad"]
    assert handshake.json("verify")["ok"]
