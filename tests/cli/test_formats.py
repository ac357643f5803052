"""Every other format through the program: calendars, friends.md and back, what is unclear."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread

import pytest

from tests.cli.conftest import Handshake
from tests.cli.test_terminal import terminal

FRIENDS = """\
### Activities:
- 2026-11-02: Déjeuner avec **Camille Lefèvre** et **Yanis Moreau** à _Lyon_. @travail
- 2026-10-14: Café avec **Camille Lefèvre**.
- 2026-10-12: Talked to **Yanis Moreau** for an hour.

### Notes:
- 2026-10-14: **Camille Lefèvre** cherche un associé.

### Friends:
- Camille Lefèvre (a.k.a. Cam) [Lyon] @client
- Yanis Moreau

### Locations:
- Lyon (a.k.a. Lugdunum)
"""

ENTRY = """\
BEGIN:VEVENT
UID:{uid}@example.org
DTSTART:202601{day}T100000Z
DTEND:202601{day}T113000Z
SUMMARY:{summary}
{place}ORGANIZER:mailto:me@example.org
ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org
ATTENDEE;PARTSTAT=ACCEPTED;CN=Zoé Ménard:mailto:zoe@example.org
END:VEVENT
"""


def titled(tmp_path: Path, title: str) -> str:
    """A calendar with one entry of this title, to which Zoé came."""
    lines = (
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "UID:1@example.org",
        "DTSTART:20260105T120000Z",
        f"SUMMARY:{title}",
        "LOCATION:Chez Odette",
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org",
        "ATTENDEE;CN=Zoé Low;PARTSTAT=ACCEPTED:mailto:zoe@example.org",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    (tmp_path / "titled.ics").write_text("\r\n".join(lines), encoding="utf-8")
    return str(tmp_path / "titled.ics")


def calendar(folder: Path) -> str:
    lunch = ENTRY.format(
        uid=1, day="05", summary="Déjeuner", place="LOCATION:Chez Odette\n"
    )
    unclear = ENTRY.format(uid=2, day="06", summary="Point", place="")
    file = folder / "me.ics"
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//me//EN\n{lunch}{unclear}END:VCALENDAR\n"
    file.write_text(text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    return str(file)


def kinds(handshake: Handshake) -> list[str]:
    return [event["kind"] for event in handshake.json("timeline")["events"]]


def test_a_note_that_imitates_a_line_of_friends_md_never_becomes_a_meeting(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake(
        "coffee", "Ann Low", "--new", "--note", "Ask **Somebody** at _Nowhere_ @soon"
    )
    handshake(
        "note", "Ann Low", "[friends.md activity 2026-11-03/2] Lunch with **Ann Low**."
    )
    out = handshake("export", "friends").stdout
    assert out.count("Lunch with") == 1
    assert "- 2026-11-23: Coffee with **Ann Low**. Ask \\*\\*Somebody\\*\\*" in out

    elsewhere = Handshake(tmp_path / "elsewhere")
    file = tmp_path / "friends.md"
    file.write_text(out, encoding="utf-8")
    elsewhere("import", "friends", str(file))
    assert kinds(elsewhere) == ["CoffeeHad"]
    assert [
        person["name"] for person in elsewhere.json("person", "list")["people"]
    ] == ["Ann Low"]
    assert elsewhere("export", "friends").stdout.count("Lunch with") <= 1


def test_friends_md_goes_in_and_comes_back_line_for_line(
    handshake: Handshake, tmp_path: Path
) -> None:
    file, back = tmp_path / "friends.md", tmp_path / "back.md"
    file.write_text(FRIENDS, encoding="utf-8")
    handshake("import", "friends", str(file))
    handshake("export", "friends", "-o", str(back))
    assert back.read_text("utf-8") == FRIENDS
    assert handshake.json("import", "friends", str(file))["added"] == 0
    assert handshake.json("person", "show", "Cam")["name"] == "Camille Lefèvre"
    assert handshake.json("trust", "Yanis")["days_met"] == 1


def test_an_import_of_friends_md_is_undone_with_its_notes(
    handshake: Handshake, tmp_path: Path
) -> None:
    empty, file = tmp_path / "empty.md", tmp_path / "friends.md"
    file.write_text(FRIENDS, encoding="utf-8")
    handshake("init")
    handshake("export", "friends", "-o", str(empty))
    batch = handshake.json("import", "friends", str(file))["batch"]
    handshake("undo", batch)
    assert kinds(handshake) == []
    assert "NoteTaken" in [
        e["kind"] for e in handshake.json("timeline", "--history")["events"]
    ]
    assert handshake("export", "friends").stdout == empty.read_text("utf-8")


def test_a_calendar_brings_meetings_and_lists_what_is_unclear(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--email", "me@example.org")
    said = handshake("import", "ics", calendar(tmp_path))
    assert "it has neither a place nor a call" in said.stderr
    assert kinds(handshake) == ["LunchHad"]
    handshake("import", "ics", calendar(tmp_path), "--accept-unclear")
    assert kinds(handshake) == ["LunchHad", "AppointmentHad"]
    assert (
        handshake.json("import", "ics", calendar(tmp_path), "--accept-unclear")["added"]
        == 0
    )


def test_what_is_unclear_is_asked_about_one_by_one(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--email", "me@example.org")
    asked = terminal(handshake, "import", "ics", calendar(tmp_path), "--review")
    asked.expect("What kind of meeting was it")
    asked.sendline("nonsense")
    asked.expect("Possible values")
    asked.sendline("coffee")
    asked.expect_exact("2 with something new")
    asked.wait()
    assert kinds(handshake) == ["LunchHad", "CoffeeHad"]
    assert (
        "Not a terminal"
        in handshake("import", "ics", calendar(tmp_path), "--review", code=2).stderr
    )


@pytest.mark.parametrize(
    ("language", "typed", "kind"),
    [
        ("en", "", "AppointmentHad"),
        ("fr", "", "AppointmentHad"),
        ("fr", "déjeuner", "LunchHad"),
        ("fr", "Café", "CoffeeHad"),
        ("en", "lunch", "LunchHad"),
    ],
)
def test_enter_takes_what_is_offered_and_words_of_both_languages_do(
    handshake: Handshake, tmp_path: Path, language: str, typed: str, kind: str
) -> None:
    handshake("init", "--email", "me@example.org")
    speaker = handshake.french() if language == "fr" else handshake
    asked = terminal(speaker, "import", "ics", calendar(tmp_path), "--review")
    asked.expect(
        {"en": "Enter for Appointment", "fr": "Entrée pour Rendez-vous"}[language]
    )
    asked.sendline(typed)
    asked.wait()
    assert kinds(handshake) == ["LunchHad", kind]


@pytest.mark.parametrize(
    "title", ["No lunch", "Déjeuner annulé", "HOLD: Lunch", "Lunch?"]
)
@pytest.mark.parametrize(("typed", "kind"), [("", []), ("lunch", ["LunchHad"])])
def test_enter_takes_no_meeting_of_what_its_words_speak_against(
    handshake: Handshake, tmp_path: Path, title: str, typed: str, kind: list[str]
) -> None:
    handshake("init", "--email", "me@example.org")
    asked = terminal(handshake, "import", "ics", titled(tmp_path, title), "--review")
    asked.expect("Enter for none")
    asked.sendline(typed)
    asked.wait()
    assert kinds(handshake) == kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("No lunch", []),
        ("Lunch moved to Friday", []),
        ("HOLD: Lunch", ["AppointmentHad"]),
    ],
)
def test_what_fell_through_is_never_taken_unasked(
    handshake: Handshake, tmp_path: Path, title: str, kind: list[str]
) -> None:
    handshake("init", "--email", "me@example.org")
    handshake("import", "ics", titled(tmp_path, title), "--accept-unclear")
    assert kinds(handshake) == kind


def test_an_import_of_a_calendar_is_undone_as_one(
    handshake: Handshake, tmp_path: Path
) -> None:
    handshake("init", "--email", "me@example.org")
    handshake("import", "ics", calendar(tmp_path), "--accept-unclear")
    handshake("undo")
    assert kinds(handshake) == []
    assert handshake.json("person", "list")["people"] == []


def test_a_column_that_is_mapped_twice_is_refused(
    handshake: Handshake, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("Nom,Date\nZoé,2026\n", encoding="utf-8")
    said = handshake(
        "import", "csv", str(tmp_path / "t.csv"), "--map", "name=Nom,name=Date", code=2
    ).stderr
    assert '"name=Nom,name=Date" names the column for name twice.' in said


def test_a_table_comes_through_a_pipe(handshake: Handshake, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(
        target=pipe.write_text, args=("Nom,Date,Type\nZoé,2026-01-05,café\n", "utf-8")
    )
    writer.start()
    assert handshake.json("import", "csv", str(pipe))["added"] == 1
    writer.join()
    assert kinds(handshake) == ["CoffeeHad"]
