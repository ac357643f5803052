"""Unclear entries are kept beside the ledger until `review` has decided about them, and no longer."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_review import typed

ENTRIES = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:zoe@example.org
DTSTART:20261110T120000
DTEND:20261110T130000
SUMMARY:Zoé and me
ATTENDEE;CN=Zoé Martin;PARTSTAT=ACCEPTED:mailto:zoe@example.org
ORGANIZER;CN=Meg:mailto:meg@example.org
END:VEVENT
BEGIN:VEVENT
UID:ann@example.org
DTSTART:20260901T120000
DTEND:20260901T130000
RRULE:FREQ=WEEKLY;COUNT=5
SUMMARY:Lunch?
STATUS:TENTATIVE
LOCATION:Chez Odette
ATTENDEE;CN=Ann Lee;PARTSTAT=ACCEPTED:mailto:ann@example.org
ORGANIZER;CN=Meg:mailto:meg@example.org
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
@recorded_once
def imported(handshake: Handshake) -> Handshake:
    """A ledger into which a calendar of unclear entries was imported."""
    handshake("init", "--me", "Meg", "--email", "meg@example.org")
    (handshake.home / "a.ics").write_text(ENTRIES, encoding="utf-8")
    told = again(handshake)
    assert "6 unclear entries are left; 'handshake review' asks about each." in told
    return handshake


def again(handshake: Handshake, *words: str) -> str:
    """What importing the calendar once more says."""
    return handshake("import", "ics", str(handshake.home / "a.ics"), *words).stderr


def cases(handshake: Handshake) -> list[dict[str, object]]:
    every_case = handshake.json("review")["cases"]
    return [case for case in every_case if case["kind"] == "unclear"]


def meetings(handshake: Handshake) -> list[str]:
    return [event["kind"] for event in handshake.json("timeline")["events"]]


def listed(handshake: Handshake) -> str:
    """The file of the entries."""
    file = handshake.ledger.with_name(f"{handshake.ledger.name}.unclear")
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_text("utf-8")


def test_a_series_is_one_case_and_recorded_as_the_kind_typed(
    imported: Handshake,
) -> None:
    shown = typed(imported, "wsm?\rm\rq")
    assert "Zoé and me · Zoé Martin" in shown
    assert "zoe@example.org" in shown
    assert "5 times" in shown
    assert "Possible values" in shown
    assert "Decided 1, 1 left" in shown
    assert meetings(imported) == ["LunchHad"] * 5
    assert len(cases(imported)) == 1
    assert "Odette" not in listed(imported)


def test_what_was_no_meeting_is_never_asked_about_again_and_leaves_no_text(
    imported: Handshake,
) -> None:
    assert "Decided 2, 0 left" in typed(imported, "nnq")
    assert cases(imported) == []
    assert "unclear entr" not in again(imported)
    assert cases(imported) == []
    for text in ("Odette", "Ann", "example.org"):
        assert text not in listed(imported)


def test_a_snoozed_entry_comes_back_on_its_day_and_not_by_an_import(
    imported: Handshake,
) -> None:
    typed(imported, "zq")
    again(imported)
    assert len(cases(imported)) == 1
    later = Handshake(imported.home, today="2026-12-24")
    assert len(cases(later)) == 2


def test_undo_takes_back_each_decision(imported: Handshake) -> None:
    typed(imported, "nuzum\ruq")
    assert meetings(imported) == []
    assert len(cases(imported)) == 1
    typed(imported, "m\rum" + "q")
    assert meetings(imported) == ["LunchHad"] * 5


def test_what_an_import_takes_for_meetings_leaves_the_list(imported: Handshake) -> None:
    again(imported, "--accept-unclear")
    assert cases(imported) == []
    assert "Odette" not in listed(imported)


def test_a_dry_run_keeps_nothing(handshake: Handshake) -> None:
    handshake("init", "--me", "Meg", "--email", "meg@example.org")
    (handshake.home / "a.ics").write_text(ENTRIES, encoding="utf-8")
    again(handshake, "--dry-run")
    assert cases(handshake) == []


def test_erasing_a_person_deletes_the_entries_that_name_them(
    imported: Handshake,
) -> None:
    imported("person", "add", "Zoe Martin", "--email", "zoe@example.org")
    imported("person", "erase", "Zoe Martin", "--yes")
    assert "Zo" not in listed(imported)
    assert "zoe" not in listed(imported)
    assert "Ann Lee" in listed(imported)
    again(imported)
    assert "zoe" not in listed(imported)


def test_a_damaged_list_is_named_and_costs_nothing_else(imported: Handshake) -> None:
    file = imported.ledger.with_name(f"{imported.ledger.name}.unclear")
    file.write_text("[1, 2", encoding="utf-8")
    assert str(file) in imported("review", code=7).stderr
    imported("coffee", "Ada", "--new")
