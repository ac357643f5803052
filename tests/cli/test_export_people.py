"""What goes out to telephones and spreadsheets: read by other programs, and back without a double."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import vobject

from ledger.facts.meeting.events import forms
from tests.cli.conftest import Handshake, recorded_once

NAME = "Zoé Lefèvre, dite \\Zo; née d'Orée"
LONG = "Direction générale des affaires très internationales " * 3


@pytest.fixture
@recorded_once
def circle(handshake: Handshake) -> Handshake:
    """People with everything that a card holds and with nothing, namesakes, and a table of three."""
    handshake("init", "--me", "Jo Martin", "--email", "jo@example.org")
    handshake("person", "add", "Ada Lovelace", "--email", "ada@example.org")
    handshake(
        *(
            "person",
            "details",
            "Ada",
            "--organisation",
            "Engines; Ltd, Paris",
            "--position",
            LONG,
        ),
        *(
            "--place",
            "Lyon",
            "--phone",
            "+33 6 12 34 56 78",
            "--phone",
            "01 23 45 67 89",
        ),
        *("--url", "https://www.linkedin.com/in/ada", "--tag", "donor", "--tag", "été"),
    )
    handshake("person", "alias", "Ada", "Countess")
    zoe = handshake("person", "add", NAME).stdout.split("/")[0]
    handshake("person", "alias", zoe, "Zed")
    handshake("person", "add", "Tom Wei")
    handshake("person", "add", "Tom Wei", "--namesake")
    handshake(
        "lunch",
        "Ada",
        "Zed",
        "--on",
        "2026-10-01",
        "--at",
        "Zoom Café",
        "--note",
        "=1+1; elle n'est pas venue",
    )
    handshake("coffee", "Ada", "--on", "2026-11-03", "--minutes", "75")
    handshake(
        "correct", handshake.json("timeline")["events"][-1]["id"], "--minutes", "90"
    )
    handshake("call", "Zed", "--on", "2026-03", "--note", "  ")
    return handshake


def counts(handshake: Handshake) -> tuple[int, int]:
    people = handshake.json("person", "list")["people"]
    events = handshake.json("timeline")["events"]
    return len(people), len(events)


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode(), newline="")))


def cards(text: str) -> list[Any]:
    return list(vobject.readComponents(text))


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_vcards_are_read_by_another_program(circle: Handshake, version: str) -> None:
    text = circle("export", "vcard", "--version", version).stdout_bytes.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = {card.fn.value: card for card in cards(text)}
    assert len(cards(text)) == 4
    assert "Jo Martin" not in read
    ada = read["Ada Lovelace"]
    assert ada.version.value == version
    assert (ada.n.value.family, ada.n.value.given) == ("Lovelace", "Ada")
    assert ada.org.value == ["Engines; Ltd, Paris"]
    assert ada.title.value == LONG.strip()
    assert ada.adr.value.city == "Lyon"
    assert [tel.value for tel in ada.tel_list] == [
        "+33 6 12 34 56 78",
        "01 23 45 67 89",
    ]
    assert ada.email.value == "ada@example.org"
    assert ada.url.value == "https://www.linkedin.com/in/ada"
    assert ada.categories.value == ["donor", "été"]
    assert ada.uid.value == "urn:uuid:" + circle.json("person", "show", "Ada")["id"]
    assert NAME in read


@pytest.mark.parametrize(
    "words", [("vcard",), ("vcard", "--version", "3.0"), ("people",), ("meetings",)]
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_went_out_comes_in_again_without_a_double(
    circle: Handshake, tmp_path: Path, words: tuple[str, ...], language: str
) -> None:
    circle.language = language
    before = counts(circle)
    file = str(tmp_path / "exported")
    circle("export", *words, "-o", file)
    said = circle.json("import", "vcard" if "vcard" in words else "csv", file)
    assert said["added"] == 0
    assert said["candidates"] == []
    assert said["skipped"] == []
    assert counts(circle) == before


@pytest.mark.parametrize("words", [("vcard",), ("people",)])
def test_another_ledger_takes_them_once_with_all_that_is_known(
    circle: Handshake, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = str(tmp_path / "exported")
    circle("export", *words, "-o", file)
    other = Handshake(tmp_path / "other")
    kind = "vcard" if "vcard" in words else "csv"
    assert other.json("import", kind, file)["added"] == 4
    assert other.json("import", kind, file)["added"] == 0
    theirs, ours = (each.json("person", "show", "Ada") for each in (other, circle))
    for field in (
        "name",
        "organisation",
        "position",
        "place",
        "emails",
        "phones",
        "urls",
        "tags",
        "aliases",
    ):
        assert theirs[field] == ours[field], field


def test_meetings_go_to_another_ledger_as_they_were(
    circle: Handshake, tmp_path: Path
) -> None:
    file = str(tmp_path / "meetings.csv")
    circle("export", "meetings", "-o", file)
    other = Handshake(tmp_path / "other")
    assert other.json("import", "csv", file)["added"] == 3
    assert other.json("import", "csv", file)["added"] == 0
    shown = [
        (
            event["kind"],
            event["occurred_on"],
            event["precision"],
            event["minutes"],
            event["text"],
        )
        for event in other.json("timeline")["events"]
    ]
    assert shown == [
        ("PhoneCallHad", "2026-03-01", "month", None, None),
        (
            "LunchHad",
            "2026-10-01",
            "day",
            None,
            {"place": "Zoom Café", "note": "=1+1; elle n'est pas venue"},
        ),
        ("CoffeeHad", "2026-11-03", "day", 90, None),
    ]


def test_tables_are_those_that_one_would_make_by_hand(
    circle: Handshake, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    circle("export", "people", "-o", str(file))
    rows = table(file)
    assert rows[0]["Full name"] == "Ada Lovelace"
    assert (rows[0]["Last name"], rows[0]["Days met"], rows[0]["Last met"]) == (
        "Lovelace",
        "2",
        "2026-11-03",
    )
    assert rows[0]["Phone"] == "'+33 6 12 34 56 78; 01 23 45 67 89"
    circle.language = "fr"
    circle("export", "meetings", "-o", str(file))
    rows = table(file)
    assert (rows[0]["Date"], rows[0]["Type"]) == ("2026-03", "Appel téléphonique")
    assert rows[1]["Avec"].startswith("Ada Lovelace; Zoé")
    assert rows[1]["Note"] == "'=1+1; elle n'est pas venue"
    assert rows[2]["Minutes"] == "90"


def test_retracted_meetings_and_hidden_people_stay_behind(circle: Handshake) -> None:
    last = circle.json("timeline")["events"][-1]["id"]
    circle("retract", last)
    circle("person", "restrict", "Zed")
    assert last.split("/")[0] not in circle("export", "meetings").stdout
    assert "Zoé" not in circle("export", "people").stdout
    assert len(cards(circle("export", "vcard").stdout_bytes.decode())) == 3


def test_a_folder_has_a_file_a_person_with_a_stable_name(
    circle: Handshake, tmp_path: Path
) -> None:
    folder = tmp_path / "contacts"
    circle("export", "vcard", "--folder", str(folder))
    names = sorted(file.name for file in folder.iterdir())
    assert len(names) == 4
    ada = folder / f"{circle.json('person', 'show', 'Ada')['id']}.vcf"
    (folder / "stranger.vcf").write_text("kept")
    before = ada.stat().st_mtime_ns
    circle("person", "erase", "Zed", "--yes")
    circle("export", "vcard", "--folder", str(folder))
    assert len(list(folder.iterdir())) == 4
    assert (folder / "stranger.vcf").read_text() == "kept"
    assert ada.stat().st_mtime_ns == before
    assert cards(ada.read_bytes().decode())[0].fn.value == "Ada Lovelace"
    assert ada.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_form_is_read_back_from_the_table(
    handshake: Handshake, tmp_path: Path, language: str
) -> None:
    handshake.language = language
    handshake("person", "add", "Ada")
    for number, form in enumerate(forms(), start=1):
        handshake(form, "Ada", "--on", f"2026-10-{number:02}")
    file = str(tmp_path / "meetings.csv")
    handshake("export", "meetings", "-o", file)
    other = Handshake(tmp_path / "other", language)
    other("import", "csv", file)
    kinds = [event["kind"] for event in other.json("timeline")["events"]]
    assert kinds == [kind.__name__ for kind in forms().values()]


@pytest.mark.parametrize("phone", ["", "TEL:+33600000000\n"])
def test_a_card_that_was_taken_with_its_titles_is_known_without_them(
    handshake: Handshake, tmp_path: Path, phone: str
) -> None:
    file = tmp_path / "card.vcf"
    card = "BEGIN:VCARD\nVERSION:3.0\n{n}FN:Jane Smith\\, Ph.D.\n{phone}END:VCARD\n"
    file.write_text(card.format(n="", phone=phone))
    handshake("import", "vcard", str(file))
    (person,) = handshake.json("person", "list")["people"]
    assert person["name"] == "Jane Smith, Ph.D."
    file.write_text(card.format(n="N:Smith;Jane;;;Ph.D.\n", phone=phone))
    assert handshake.json("import", "vcard", str(file))["added"] == 0
    assert len(handshake.json("person", "list")["people"]) == 1


def test_a_person_erased_since_does_not_come_back(
    circle: Handshake, tmp_path: Path
) -> None:
    files = {kind: str(tmp_path / kind) for kind in ("vcard", "people", "meetings")}
    for kind, file in files.items():
        circle("export", kind, "-o", file)
    circle("person", "erase", "Ada", "--yes")
    for kind, file in files.items():
        circle("import", "vcard" if kind == "vcard" else "csv", file)
    people = circle.json("person", "list")["people"]
    assert "Ada Lovelace" not in {person["name"] for person in people}
    assert len(people) == 3
