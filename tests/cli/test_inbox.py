"""The inbox: what is certain is recorded once, what is not stays with a comment, all else is left alone."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    for name in ("Ada Okafor", "Camille Lefèvre", "Tom Reed"):
        handshake("person", "add", name)
    return handshake


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder / "inbox.txt"


def meetings(handshake: Handshake) -> list[tuple[str, str]]:
    """Day and kind of every meeting recorded."""
    events = handshake.json("timeline")["events"]
    return sorted(
        (event["occurred_on"], event["kind"])
        for event in events
        if event["kind"].endswith("Had")
    )


def test_certain_lines_are_recorded_and_marked(known: Handshake, file: Path) -> None:
    lines = [
        "# Notes",
        "",
        "- Coffee with Ada yesterday",
        "20/11 déjeuner avec Camille",
        "* [ ] dinner with Tom on 2026-11-19",
    ]
    file.write_text("\n".join(lines))
    known("inbox", str(file))
    assert meetings(known) == [
        ("2026-11-19", "DinnerHad"),
        ("2026-11-20", "LunchHad"),
        ("2026-11-22", "CoffeeHad"),
    ]
    marked = [*lines[:2], *(f"✓ {line}" for line in lines[2:])]
    assert file.read_text() == "\n".join(marked)


def test_a_line_is_recorded_once_whatever_is_added_later(
    known: Handshake, file: Path
) -> None:
    file.write_text("Coffee with Ada yesterday\n")
    known("inbox", str(file))
    known("inbox", str(file))
    with file.open("a") as added:
        added.write("lunch with Tom on 2026-11-19\n")
    known("inbox", str(file))
    assert len(meetings(known)) == 2
    assert file.read_text().count("✓ ") == 2


def test_two_devices_that_edit_one_file_double_nothing(
    known: Handshake, file: Path
) -> None:
    stale = "Coffee with Ada yesterday\nlunch with Tom on 2026-11-19\n"
    file.write_text(stale)
    known("inbox", str(file))
    # The other device knew nothing of the marks, and added a line.
    file.write_text(stale + "dinner with Camille on 2026-11-18\n")
    (file.parent / "inbox (conflict).txt").write_text(stale)
    known("inbox", str(file.parent))
    assert len(meetings(known)) == 3
    known.today = "2026-11-24"
    file.write_text(stale)
    told = known("inbox", str(file))
    assert len(meetings(known)) == 3
    assert "Already recorded, it seems" in told.stderr
    assert "✓ lunch with Tom on 2026-11-19" in file.read_text()


def test_a_line_that_was_edited_since_is_not_recorded_again(
    known: Handshake, file: Path
) -> None:
    file.write_text("Coffee with Ada on 2026-11-20\n")
    known("inbox", str(file))
    file.write_text("Coffee with Ada on 2026-11-20, about the engine\n")
    known("inbox", str(file))
    assert len(meetings(known)) == 1
    assert "# handshake 2026-11-23: Already recorded" in file.read_text()


def test_an_uncertain_line_stays_with_a_comment_why(
    known: Handshake, file: Path
) -> None:
    file.write_bytes(
        "lundi, dîner avec Camille\r\ncoffee with Zed Low yesterday".encode()
    )
    left = known.json("inbox", str(file))["left"]
    assert [line["line"] for line in left] == [1, 2]
    first, why, second, unknown = file.read_bytes().splitlines(keepends=True)
    assert first == "lundi, dîner avec Camille\r\n".encode()
    assert why.startswith(b"# handshake 2026-11-23: ")
    assert why.endswith(b"\r\n")
    assert second.strip() == b"coffee with Zed Low yesterday"
    assert b"Zed Low" in unknown
    assert unknown.endswith(b"\n")
    before = file.read_bytes()
    known("inbox", str(file))
    assert file.read_bytes() == before


def test_a_line_that_names_an_unknown_person_without_with_is_not_passed_over(
    known: Handshake, file: Path
) -> None:
    file.write_text("visio Clotilde d'Aubigny 30 min\ncafé moulu, pain\n")
    left = known.json("inbox", str(file), "--new")["left"]
    assert [line["line"] for line in left] == [1]


def test_days_are_seen_from_the_day_on_which_a_line_was_first_read(
    known: Handshake, file: Path
) -> None:
    file.write_text("coffee with Zed Low yesterday\n")
    known("inbox", str(file))
    known.today = "2026-12-10"
    known("inbox", str(file), "--new")
    assert meetings(known) == [("2026-11-22", "CoffeeHad")]
    assert file.read_text() == "✓ coffee with Zed Low yesterday\n"


def test_a_file_is_seen_from_the_day_on_which_it_was_changed(
    known: Handshake, file: Path
) -> None:
    file.write_text("coffee with Ada yesterday\n")
    changed = datetime.now().astimezone().replace(hour=12) - timedelta(days=10)
    os.utime(file, (changed.timestamp(), changed.timestamp()))
    known.today = None  # type: ignore[assignment]  # the real day
    known("inbox", str(file))
    day = (changed - timedelta(days=1)).date().isoformat()
    assert meetings(known) == [(day, "CoffeeHad")]
    assert file.stat().st_mtime == pytest.approx(changed.timestamp())


def test_other_text_and_other_files_are_left_alone(
    known: Handshake, file: Path
) -> None:
    file.write_text(
        "# Shopping\nBuy milk and coffee\n![](cat.jpg)\nhttps://example.org/lunch\n> a quote\n\n"
    )
    picture = file.parent / "cat.jpg"
    picture.write_bytes(b"\xff\xd8\x00 Coffee with Ada yesterday")
    latin = file.parent / "old.txt"
    latin.write_bytes("Café avec Camille hier".encode("latin-1"))
    hidden = file.parent / ".hidden.txt"
    hidden.write_text("Coffee with Ada yesterday")
    before = {path: path.read_bytes() for path in file.parent.iterdir()}
    known("inbox", str(file.parent))
    assert before == {path: path.read_bytes() for path in file.parent.iterdir()}
    assert meetings(known) == []


def test_a_dry_run_touches_nothing(known: Handshake, file: Path) -> None:
    file.write_text("Coffee with Ada yesterday\n")
    known("inbox", str(file), "--dry-run")
    assert file.read_text() == "Coffee with Ada yesterday\n"
    assert meetings(known) == []


def test_what_is_no_text_is_refused(known: Handshake, file: Path) -> None:
    file.write_bytes(b"\x00\x01")
    assert "not a text file" in known("inbox", str(file), code=6).stderr
    assert "does not exist" in known("inbox", f"{file}x", code=6).stderr


def test_an_uncertain_line_is_asked_about_on_a_terminal(
    known: Handshake, file: Path
) -> None:
    file.write_text("lundi, dîner avec Camille\nlunch with Zed Low yesterday\n")
    shown = terminal(known, "inbox", str(file))
    shown.expect("Which one")
    shown.sendline("1")
    shown.expect('Add "Zed Low"')
    shown.sendline("y")
    shown.expect("Record it")
    shown.sendline("y")
    shown.expect(pexpect.EOF)
    assert sorted(kind for _day, kind in meetings(known)) == ["DinnerHad", "LunchHad"]
    assert file.read_text().count("✓ ") == 2


def test_the_comment_is_in_french(known: Handshake, file: Path) -> None:
    file.write_text("lundi, dîner avec Camille\n")
    known.french()("inbox", str(file))
    comment = file.read_text().replace("\N{NO-BREAK SPACE}", " ").splitlines()[1]
    assert comment.startswith("# handshake 2026-11-23 : « lundi")


def test_words_kept_as_the_note_are_reported(known: Handshake, file: Path) -> None:
    file.write_text("coffee with Ada yesterday terrific chat\n")
    said = known("inbox", str(file)).stderr
    assert "note: terrific chat" in said
