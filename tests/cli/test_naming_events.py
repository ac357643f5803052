"""Events are named by a number of the last list, `last`, or a person; an undo is asked about on a terminal."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pexpect
import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal

ANSI = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture
@recorded_once
def met(handshake: Handshake) -> Handshake:
    """A ledger with three meetings."""
    handshake("coffee", "Ada Okafor", "--new", "--on", "2026-11-01")
    handshake("lunch", "Ada Okafor", "--on", "2026-11-10")
    handshake("coffee", "Zoé Blanc", "--new", "--on", "2026-11-20")
    return handshake


def on_a_terminal(handshake: Handshake, *words: str) -> str:
    """What a terminal shows."""
    shown = terminal(handshake, *words)
    shown.expect(pexpect.EOF)
    return ANSI.sub("", shown.before or "")


def days(handshake: Handshake) -> dict[str, int | None]:
    """The minutes of each meeting, by its day."""
    events = handshake.json("timeline")["events"]
    return {row["occurred_on"]: row["minutes"] for row in events}


def test_last_is_the_event_recorded_last(met: Handshake) -> None:
    met("correct", "last", "--minutes", "60")
    assert days(met) == {"2026-11-01": None, "2026-11-10": None, "2026-11-20": 60}
    met.french()("retract", "dernière")
    assert set(days(met)) == {"2026-11-01", "2026-11-10"}
    met("reinstate", "last")
    assert days(met)["2026-11-20"] == 60


def test_a_person_is_the_last_meeting_with_them(met: Handshake) -> None:
    met("correct", "Ada", "--minutes", "90", "--form", "dîner")
    assert days(met) == {"2026-11-01": None, "2026-11-10": 90, "2026-11-20": None}
    met("retract", "ada okafor")
    met("correct", "Ada", "--minutes", "15")
    assert days(met) == {"2026-11-01": 15, "2026-11-20": None}
    met("reinstate", "Ada")
    assert days(met)["2026-11-10"] == 90


def test_somebody_never_met_has_no_last_meeting(met: Handshake) -> None:
    met("person", "add", "Tom Grün")
    refused = met("correct", "Tom", "--minutes", "5", code=3).stderr
    assert "No such meeting with Tom Grün." in refused
    assert "Zara" in met("retract", "Zara", code=3).stderr
    assert "No such event" in met("retract", "deadbeef", code=3).stderr


def test_a_number_is_a_row_of_the_last_list(met: Handshake) -> None:
    lines = on_a_terminal(met, "timeline").splitlines()
    assert [line.split()[0] for line in lines] == ["#", "1", "2", "3"]
    met("correct", "2", "--minutes", "45")
    met("retract", "3")
    assert days(met) == {"2026-11-01": None, "2026-11-10": 45}
    missing = met("correct", "4", "--minutes", "45", code=3).stderr
    assert "The last list has only 3 rows; row 4 does not exist." in missing


def test_a_number_of_a_list_of_people_is_their_last_meeting(met: Handshake) -> None:
    assert "1  Ada Okafor" in on_a_terminal(met, "person", "list")
    met("correct", "1", "--minutes", "30")
    assert days(met)["2026-11-10"] == 30


def test_an_old_number_is_refused(met: Handshake) -> None:
    nothing = met("correct", "1", "--minutes", "30", code=3).stderr
    assert "No numbered list yet" in nothing
    on_a_terminal(met, "timeline")
    met("coffee", "Ada", "--on", "2026-11-22")
    assert "out of date" in met("correct", "1", "--minutes", "30", code=5).stderr
    on_a_terminal(met, "timeline")
    met.today = "2026-11-24"
    assert "out of date" in met("correct", "1", "--minutes", "30", code=5).stderr


def test_numbers_are_kept_privately_and_without_names(
    met: Handshake, tmp_path: Path
) -> None:
    on_a_terminal(met, "trust")
    (file,) = (tmp_path / "cache" / "handshake").glob("list-*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "Ada" not in file.read_text()
    assert len(json.loads(file.read_text())["ids"]) == 2
    met("timeline")  # in a pipe nothing is numbered
    assert len(json.loads(file.read_text())["ids"]) == 2


def test_a_write_ends_on_a_terminal_with_one_short_line(met: Handshake) -> None:
    shown = on_a_terminal(met, "coffee", "Ada", "--on", "2026-11-21").splitlines()
    ending = re.fullmatch(r"#([0-9a-f]{8}) · undo: handshake undo", shown[-1])
    assert ending
    met("correct", f"#{ending[1]}", "--minutes", "20")
    assert days(met)["2026-11-21"] == 20
    in_a_pipe = met("coffee", "Ada", "--on", "2026-11-22").stdout
    assert re.fullmatch(r"[0-9a-f-]{36}/1\n", in_a_pipe)


def test_undo_on_a_terminal_says_what_it_takes_back_and_asks(met: Handshake) -> None:
    for answer, left in (("n", 3), ("y", 2)):
        shown = terminal(met, "undo")
        shown.expect("This undoes your last command:")
        shown.expect("Coffee with Zoé Blanc on")
        shown.expect(r"Undo it\? \[y/N\]")
        shown.sendline(answer)
        shown.expect(pexpect.EOF)
        assert len(days(met)) == left
    shown = terminal(met.french(), "undo")
    shown.expect("Ceci annule la dernière commande")
    shown.sendline("o")
    shown.expect(pexpect.EOF)
    assert set(days(met)) == {"2026-11-01"}


def test_tags_are_added_and_taken_away_one_by_one(met: Handshake) -> None:
    met("person", "tag", "Ada", "+donor", "+Cold", "board")
    said = met("person", "tag", "Ada", "+Donor", "-cold", "-vip").stderr
    assert "Tags of Ada Okafor: donor and board." in said
    assert 'Ada Okafor has no tag "vip".' in said
    assert met.json("person", "show", "Ada")["tags"] == ["donor", "board"]
    assert "No change" in met("person", "tag", "Ada", "+donor").stderr
    met("person", "details", "Ada", "--tag", "host", "--organization", "Acme")
    assert met.json("person", "show", "Ada")["tags"] == ["donor", "board", "host"]
    removed = met("person", "details", "Ada", "--tag", "").stderr
    assert "Removed tags: donor, board and host." in removed
    assert met.json("person", "show", "Ada")["tags"] == []
    met("person", "tag", "Ada", "+a", "-a", code=2)


def test_a_tag_of_merged_entries_is_taken_away_from_both(met: Handshake) -> None:
    met("person", "add", "A. Okafor", "--tag", "donor")
    met("person", "merge", "A. Okafor", "Ada Okafor")
    met("person", "tag", "Ada Okafor", "+host")
    assert met.json("person", "show", "Ada Okafor")["tags"] == ["host", "donor"]
    met("person", "tag", "Ada Okafor", "-donor")
    assert met.json("person", "show", "Ada Okafor")["tags"] == ["host"]


def test_a_plan_is_named_by_its_number(met: Handshake) -> None:
    met("propose", "lunch", "Ada Okafor", "--for", "2026-12-04")
    assert "1  Ada Okafor" in on_a_terminal(met, "queue")
    met("move", "1", "--for", "2026-12-07")
    (plan,) = met.json("queue")["proposed"]
    assert plan["planned_for"] == "2026-12-07"


def test_where_nothing_is_recorded_nothing_is_undone(handshake: Handshake) -> None:
    assert handshake("undo", code=3).stderr == "Error: Nothing to undo.\n"
    assert not handshake.ledger.exists()
    handshake("coffee", "Ada", "--new")
    handshake("undo")
    handshake("undo", code=3)
