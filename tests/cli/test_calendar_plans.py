"""Entries of an imported calendar that are still to come are plans, moved and called off by later imports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.conftest import Handshake, recorded_once
from tests.cli.test_terminal import terminal

ENTRY = (
    "BEGIN:VEVENT",
    "UID:{uid}@example.org",
    "DTSTART:{start}",
    "DURATION:PT1H30M",
    "SUMMARY:Lunch",
    "LOCATION:Chez Odette",
    "ORGANIZER:mailto:{organizer}@example.org",
    "ATTENDEE;PARTSTAT={mine}:mailto:me@example.org",
    "ATTENDEE;CN=Zoé Low;PARTSTAT={theirs}:mailto:zoe@example.org",
    "{more}",
    "END:VEVENT",
)


@pytest.fixture
@recorded_once
def owner(handshake: Handshake) -> Handshake:
    handshake("init", "--email", "me@example.org")
    return handshake


def entry(**fields: str) -> str:
    known = {
        "uid": "1",
        "start": "20261126T123000",
        "organizer": "me",
        "mine": "ACCEPTED",
        "theirs": "ACCEPTED",
        "more": "SEQUENCE:1",
    }
    return "\r\n".join(ENTRY).format(**known | fields)


def bring(handshake: Handshake, folder: Path, *entries: str, says: str = "") -> Any:
    """The report of importing a calendar of these entries."""
    file = folder / "me.ics"
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", *entries, "END:VCALENDAR", "")
    file.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    if says:
        assert says in handshake("import", "ics", str(file), "--dry-run").stderr
    return handshake.json("import", "ics", str(file))


def plans(handshake: Handshake) -> list[tuple[str, str | None, str]]:
    page = handshake.json("agenda", "--days", "400")
    return [
        (plan["planned_for"], plan["planned_at"], plan["status"])
        for plan in page["planned"] + page["past"]
    ]


def test_an_entry_to_come_is_a_plan_and_no_meeting(
    owner: Handshake, tmp_path: Path
) -> None:
    report = bring(owner, tmp_path, entry())
    assert (report["added"], report["skipped"]) == (1, [])
    (plan,) = owner.json("agenda")["planned"]
    assert (plan["form"], plan["planned_for"], plan["planned_at"], plan["minutes"]) == (
        "lunch",
        "2026-11-26",
        "12:30",
        90,
    )
    assert [person["name"] for person in plan["people"]] == ["Zoé Low"]
    assert plan["status"] == "agreed"
    assert owner.json("trust", "Zoé")["trust"] == 0
    assert bring(owner, tmp_path, entry())["unchanged"] == 1
    assert len(plans(owner)) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"theirs": "NEEDS-ACTION"}, "proposed"),
        ({"organizer": "zoe"}, "agreed"),
        ({"organizer": "zoe", "mine": "NEEDS-ACTION"}, "proposed"),
        ({"more": "STATUS:TENTATIVE"}, "proposed"),
    ],
)
def test_the_answers_tell_how_a_plan_stands(
    owner: Handshake, tmp_path: Path, fields: dict[str, str], status: str
) -> None:
    bring(owner, tmp_path, entry(**fields))
    assert plans(owner) == [("2026-11-26", "12:30", status)]


def test_a_later_import_moves_a_plan(owner: Handshake, tmp_path: Path) -> None:
    bring(owner, tmp_path, entry())
    report = bring(owner, tmp_path, entry(start="20261127T190000", more="SEQUENCE:2"))
    assert report["added"] == 1
    assert plans(owner) == [("2026-11-27", "19:00", "agreed")]


def test_a_later_import_calls_a_plan_off(owner: Handshake, tmp_path: Path) -> None:
    bring(owner, tmp_path, entry())
    bring(owner, tmp_path, entry(more="STATUS:CANCELLED\r\nSEQUENCE:2"))
    assert plans(owner) == []
    bring(owner, tmp_path, entry(more="STATUS:CANCELLED\r\nSEQUENCE:2"))


@pytest.mark.parametrize(
    "fields",
    [{"more": "STATUS:CANCELLED\r\nSEQUENCE:3"}, {"mine": "DECLINED"}],
)
def test_a_plan_that_was_moved_is_called_off(
    owner: Handshake, tmp_path: Path, fields: dict[str, str]
) -> None:
    later = {"organizer": "zoe", "start": "20261127T190000"}
    bring(owner, tmp_path, entry(organizer="zoe"))
    bring(owner, tmp_path, entry(more="SEQUENCE:2", **later))
    bring(owner, tmp_path, entry(**later | fields))
    assert plans(owner) == []


def test_every_plan_of_a_series_is_called_off(owner: Handshake, tmp_path: Path) -> None:
    weekly = "RRULE:FREQ=WEEKLY\r\nSEQUENCE:1"
    bring(owner, tmp_path, entry(more=weekly))
    assert len(plans(owner)) > 2
    cancelled = "RRULE:FREQ=WEEKLY\r\nSEQUENCE:2\r\nSTATUS:CANCELLED"
    bring(owner, tmp_path, entry(more=cancelled))
    assert plans(owner) == []


def test_a_time_that_a_series_leaves_out_is_called_off(
    owner: Handshake, tmp_path: Path
) -> None:
    weekly = "RRULE:FREQ=WEEKLY\r\nSEQUENCE:{version}"
    bring(owner, tmp_path, entry(more=weekly.format(version=1)))
    days = [day for day, _time, _status in plans(owner)]
    left_out = weekly.format(version=2) + "\r\nEXDATE:20261203T123000"
    bring(owner, tmp_path, entry(more=left_out), says="Called off 1 plan.")
    assert [day for day, _time, _status in plans(owner)] == [
        day for day in days if day != "2026-12-03"
    ]


def test_a_plan_is_called_off_also_once_its_day_is_past(
    owner: Handshake, tmp_path: Path
) -> None:
    bring(owner, tmp_path, entry())
    owner.today = "2026-11-30"
    bring(owner, tmp_path, entry(more="STATUS:CANCELLED\r\nSEQUENCE:2"))
    assert plans(owner) == []


def test_an_invitation_that_waits_for_the_owner_says_how_to_answer(
    owner: Handshake, tmp_path: Path
) -> None:
    bring(owner, tmp_path, entry(organizer="zoe", mine="NEEDS-ACTION"))
    assert "handshake agree" in owner("agenda").stdout
    bring(owner, tmp_path, entry(organizer="zoe"))
    assert plans(owner) == [("2026-11-26", "12:30", "agreed")]


def test_an_entry_that_the_owner_declines_is_called_off(
    owner: Handshake, tmp_path: Path
) -> None:
    bring(owner, tmp_path, entry(organizer="zoe"))
    bring(owner, tmp_path, entry(organizer="zoe", mine="DECLINED"))
    assert plans(owner) == []


def test_a_plan_whose_day_came_is_held_by_the_next_import(
    owner: Handshake, tmp_path: Path
) -> None:
    bring(owner, tmp_path, entry())
    owner.today = "2026-11-30"
    assert bring(owner, tmp_path, entry())["added"] == 1
    assert plans(owner) == []
    assert owner.json("trust", "Zoé")["days_met"] == 1


def test_a_series_plans_a_month_ahead(owner: Handshake, tmp_path: Path) -> None:
    bring(owner, tmp_path, entry(more="RRULE:FREQ=WEEKLY"))
    assert [day for day, _hour, _status in plans(owner)] == [
        "2026-11-26",
        "2026-12-03",
        "2026-12-10",
        "2026-12-17",
        "2026-12-24",
    ]


def test_a_plan_that_was_typed_in_is_not_made_again(
    owner: Handshake, tmp_path: Path
) -> None:
    owner("person", "add", "Zoé Low", "--email", "zoe@example.org")
    owner("propose", "lunch", "Zoé", "--for", "2026-11-26")
    assert bring(owner, tmp_path, entry())["unchanged"] == 1
    assert len(plans(owner)) == 1
    owner.today = "2026-11-30"
    assert bring(owner, tmp_path, entry())["added"] == 1
    assert plans(owner) == []


def test_an_import_with_plans_is_undone(owner: Handshake, tmp_path: Path) -> None:
    bring(owner, tmp_path, entry())
    owner("undo", "--yes")
    assert plans(owner) == []


# ---------------------------------------------------------------- gone from a later export

HELD = {"uid": "0", "start": "20261110T123000"}
NEXT = {"uid": "1", "start": "20261126T123000"}
LATER = {"uid": "2", "start": "20261203T190000"}


def test_a_plan_that_the_calendar_no_longer_has_is_listed_and_stays(
    owner: Handshake, tmp_path: Path
) -> None:
    bring(owner, tmp_path, entry(**HELD), entry(**NEXT), entry(**LATER))
    bring(owner, tmp_path, entry(**HELD), entry(**LATER))
    said = owner("import", "ics", str(tmp_path / "me.ics")).stderr
    assert "The calendar no longer has Lunch with Zoé Low, Thursday 26 November" in said
    assert "handshake cancel " in said
    assert len(plans(owner)) == 2
    assert "L'agenda n'a plus" in owner.french()(
        "import", "ics", str(tmp_path / "me.ics")
    ).stderr.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def test_on_a_terminal_a_plan_that_is_gone_is_called_off_if_the_answer_is_yes(
    owner: Handshake, tmp_path: Path
) -> None:
    bring(owner, tmp_path, entry(**HELD), entry(**NEXT), entry(**LATER))
    bring(owner, tmp_path, entry(**HELD), entry(**LATER))
    shown = terminal(owner, "import", "ics", str(tmp_path / "me.ics"))
    shown.expect(r"Call it off\? \[y/N\]")
    shown.sendline("y")
    shown.expect(pexpect.EOF)
    assert [day for day, _time, _status in plans(owner)] == ["2026-12-03"]


@pytest.mark.parametrize("kept", [[HELD], [LATER], []])
def test_a_part_of_the_calendar_says_nothing_of_the_rest(
    owner: Handshake, tmp_path: Path, kept: list[dict[str, str]]
) -> None:
    held = {"uid": "9", "start": "20261111T123000"}
    whole = [HELD, held, NEXT, LATER]
    bring(owner, tmp_path, *(entry(**fields) for fields in whole))
    another = {"uid": "7", "start": "20261201T080000"}
    bring(owner, tmp_path, *(entry(**fields) for fields in (*kept, another)))
    said = owner("import", "ics", str(tmp_path / "me.ics")).stderr
    assert "no longer has" not in said
    assert {"2026-11-26", "2026-12-03"} <= {day for day, _time, _status in plans(owner)}


# ---------------------------------------------------------------- who the owner is


def own_entries() -> list[str]:
    guests = ("zoe", "tom", "ada")
    texts = [
        entry(uid=str(n), start=f"2026110{n + 1}T123000") for n in range(len(guests))
    ]
    return [
        text.replace("zoe@", f"{guest}@").replace("Zoé Low", f"{guest.title()} Low")
        for guest, text in zip(guests, texts, strict=True)
    ]


@pytest.mark.parametrize("known", [(), ("--linkedin", "https://linkedin.com/in/me")])
def test_an_owner_known_otherwise_is_no_guest_of_the_own_calendar(
    handshake: Handshake, tmp_path: Path, known: tuple[str, ...]
) -> None:
    handshake("init", "--me", "Margaux Roy", *known)
    file = tmp_path / "me.ics"
    lines = ("BEGIN:VCALENDAR", "VERSION:2.0", *own_entries(), "END:VCALENDAR", "")
    file.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    said = handshake("import", "ics", str(file), code=6).stderr
    assert "handshake init --email me@example.org" in said
    shown = terminal(handshake, "import", "ics", str(file))
    shown.expect(
        r"me@example.org is in every entry of the calendar. Is that you\? \[Y/n\]"
    )
    shown.sendline("")
    shown.expect(pexpect.EOF)
    people = [person["name"] for person in handshake.json("person", "list")["people"]]
    assert sorted(people) == ["Ada Low", "Tom Low", "Zoe Low"]
    assert handshake.json("import", "ics", str(file))["unchanged"] == 3


def test_a_plan_with_the_imported_namesake_is_taken_up_by_the_one_entered(
    owner: Handshake, tmp_path: Path
) -> None:
    owner("connect", "Zoé Low", "--accepted", "--new")
    bring(owner, tmp_path, entry())
    later = Handshake(owner.home, "en", "2026-11-26")
    said = later("lunch", "Zoé Low").stderr
    assert "As planned: Lunch with Zoé Low, today, 12:30." in said
    assert plans(later) == []
