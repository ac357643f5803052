"""Whom to meet next, on the command line: the table, the invitation, the calendar, the JSON."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.cli.calendar_file import Slot, calendar
from tests.cli.conftest import Handshake, recorded_once

NBSP = "\N{NO-BREAK SPACE}"
START = datetime(2026, 11, 24, 10)  # noqa: DTZ001 - the time on the wall
K = 740 / 26


@pytest.fixture
@recorded_once
def known(handshake: Handshake) -> Handshake:
    """One who fades, two never met, one of them English, one wished for, one just met."""
    handshake("lunch", "Ada Lovelace", "--on", "2026-09-01", "--new")
    handshake("connect", "Béla Bartók", "--accepted", "--on", "2020-02-03", "--new")
    handshake(
        "connect",
        "O'Brien; Dora",
        "--accepted",
        "--network",
        "xing",
        "--new",
        "--on",
        "2021",
    )
    handshake("person", "details", "O'Brien", "--language", "en")
    handshake("person", "add", "Chen Wu")
    handshake("person", "cadence", "Chen", "30")
    handshake("coffee", "Émil", "--on", "2026-11-20", "--new")
    return handshake


def test_each_is_proposed_with_a_reason(known: Handshake) -> None:
    said = known("next")
    assert said.stdout == (
        "Person         Role  Why\n"
        "Ada Lovelace         met once in September, never again\n"
        "Chen Wu              you aim for every 30 days; not met yet\n"
        "O'Brien; Dora        connected on XING for 5 years, never met\n"
        "Béla Bartók          connected on LinkedIn for 6 years, never met\n"
    )
    assert said.stderr == ""


def test_the_same_in_french_with_who_they_are(known: Handshake) -> None:
    known("person", "details", "Ada", "--position", "Analyste", "--place", "Lyon")
    known("person", "details", "Chen", "--organisation", "Exemple SA")
    assert known.french()("next", "3").stdout == (
        "Personne       Fonction        Pourquoi\n"
        "Ada Lovelace   Analyste, Lyon  une seule rencontre, en septembre\n"
        f"Chen Wu        Exemple SA      rythme voulu{NBSP}: tous les 30 jours{NBSP}; aucune rencontre à ce jour\n"
        "O'Brien; Dora                  en relation sur XING depuis 5 ans, sans rencontre\n"
    )


def test_who_asked_to_connect_is_proposed_the_newest_request_first(
    known: Handshake,
) -> None:
    known("connect", "Gus Gray", "--received", "--on", "2026-11-16", "--new")
    known("connect", "Hal Hill", "--received", "--on", "2026-11-20", "--new")
    known(
        "connect", "Ian Ives", "--on", "2026-11-21", "--new"
    )  # sent: theirs to answer
    people = known.json("next", "10")["people"]
    named = {each["person"]["name"]: each for each in people}
    assert "Ian Ives" not in named
    assert named["Hal Hill"]["places"] == {"first": 1}
    assert named["Gus Gray"]["places"] == {"first": 2}
    assert named["Hal Hill"]["requested_on"] == "2026-11-20"
    assert named["Hal Hill"]["connected_on"] is None
    shown = known("next", "10").stdout
    assert "asked to connect on Friday\n" in shown
    assert "asked to connect on 16 November\n" in shown


def test_what_a_person_did_for_you_is_a_reason(known: Handshake) -> None:
    known("introduce", "me", "Chen", "--by", "Ada", "--on", "2026-09-02")
    assert (
        "in September, never again; introduced you to 1 person" in known("next").stdout
    )
    known("undo")
    known("favour", "received", "Ada", "--on", "2026-09-02")
    assert "did you 1 favour not yet returned" in known("next").stdout


def test_the_figures_are_shown_on_request(known: Handshake) -> None:
    shown = known("next", "--explain").stdout
    assert "trust 0.035, with a coffee 0.0" in shown
    assert "score 2.00 (fading 1, gain 1)" in shown


def test_the_json_has_what_the_ranking_rests_on(known: Handshake) -> None:
    said = known.json("next")
    assert said["as_of"] == "2026-11-23"
    ada, chen, dora, bela = said["people"]
    left = 2 / (1 + 83 / 90)
    assert ada["trust"] == pytest.approx(left / (left + K), abs=1e-9)
    assert (ada["reason"], ada["places"], ada["score"]) == (
        "fading",
        {"fading": 1, "gain": 1},
        2.0,
    )
    assert (ada["last_met"], ada["days_met"], ada["slot"]) == (
        "2026-09-01",
        1,
        "2026-11-24T10:00:00",
    )
    assert ada["gain"] == pytest.approx(ada["with_coffee"] - ada["trust"])
    assert ada["loss"] == pytest.approx(ada["trust"] - ada["in_30_days"])
    assert (chen["reason"], chen["every_days"], chen["last_met"]) == (
        "cadence",
        30,
        None,
    )
    assert (bela["connected_on"], bela["network"], bela["score"]) == (
        "2020-02-03",
        "linkedin",
        0.5,
    )
    assert (dora["places"], dora["score"]) == ({"first": 1}, 1.0)
    assert {each["person"]["name"] for each in said["people"]}.isdisjoint(
        {"Émil", "me"}
    )


def test_an_invitation_is_in_the_language_of_who_gets_it(known: Handshake) -> None:
    lines = known.french()("next", "--message").stdout.splitlines()
    assert "  Bonjour Béla," in lines
    assert "  Hi Dora," not in lines
    assert "  Hi O'Brien;," in lines
    (said, *_others) = known.json("next", "1", "--message")["people"]
    assert said["message"] == (
        "Hi Ada,\n\n"
        "I enjoyed meeting you in September, and it would be good to pick up where we left off. "
        "Would you have time for a coffee? Tuesday 24 November at 10:00 would suit me.\n\n"
        "Best wishes,"
    )


def test_nobody_is_proposed_where_nobody_is_known(handshake: Handshake) -> None:
    handshake("init")
    said = handshake("next", "--ics", str(handshake.home / "slots.ics"))
    assert (said.stdout, said.stderr) == ("", "No one to suggest today.\n")
    assert not (
        handshake.home / "slots.ics"
    ).exists()  # a calendar without an entry is none
    assert handshake.json("next") == {"as_of": "2026-11-23", "people": []}


def test_a_snooze_a_cadence_and_a_restriction_are_followed_at_once(
    known: Handshake,
) -> None:
    known("person", "snooze", "Ada", "--until", "2026-11-24")
    known("person", "cadence", "Chen", "0")
    known("person", "restrict", "Béla")
    assert [each["person"]["name"] for each in known.json("next")["people"]] == [
        "O'Brien; Dora"
    ]
    known("undo")
    assert len(known.json("next")["people"]) == 2


def test_after_500_imported_connections_there_is_no_wall(
    handshake: Handshake, tmp_path: Path
) -> None:
    rows = [f"N{n},Nom{n},,Firm,Job,{1 + n % 28:02} Jan 2020" for n in range(500)]
    file = tmp_path / "Connections.csv"
    file.write_text(
        "\n".join(
            ["First Name,Last Name,Email Address,Company,Position,Connected On", *rows]
        )
        + "\n"
    )
    handshake("import", "linkedin", str(file))
    handshake("lunch", "N3 Nom3", "--on", "2026-09-01")
    found = handshake.json("next")["people"]
    assert [each["reason"] for each in found] == [
        "fading",
        "first",
        "first",
        "first",
        "first",
    ]
    assert handshake.json("next")["people"] == found
    assert len(handshake("next").stdout.splitlines()) == 6


# ---------------------------------------------------------------- the calendar


def entries(data: bytes) -> list[Any]:
    """The entries as the library reads them; it must find nothing wrong with them."""
    found = icalendar.Calendar.from_ical(data)
    events = list(found.walk("VEVENT"))
    assert found.errors == []
    assert all(each.errors == [] for each in events)
    assert {"VERSION", "PRODID"} <= set(found)
    assert all({"UID", "DTSTAMP", "DTSTART", "DTEND"} <= set(each) for each in events)
    return events


def test_slots_are_written_as_a_calendar_that_others_read(known: Handshake) -> None:
    file = known.home / "slots.ics"
    said = known("next", "--ics", str(file))
    assert said.stderr == f"Wrote 4 slots to {file}.\n"
    assert file.stat().st_mode & 0o777 == 0o600
    data = file.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    found = entries(data)
    assert [each.decoded("DTSTART").isoformat() for each in found] == [
        f"2026-11-{day}T10:00:00" for day in (24, 25, 26, 30)
    ]
    assert [each.decoded("DTEND") - each.decoded("DTSTART") for each in found] == [
        datetime(1, 1, 1, 0, 30) - datetime(1, 1, 1)  # noqa: DTZ001
    ] * 4
    assert str(found[2]["SUMMARY"]) == "Coffee with O'Brien; Dora"
    assert str(found[0]["DESCRIPTION"]).startswith(
        "met once in September, never again\n\nHi Ada,\n\nI enjoyed meeting you"
    )
    assert {str(each["STATUS"]) for each in found} == {"TENTATIVE"}
    assert all(
        "ATTENDEE" not in each and "ORGANIZER" not in each for each in found
    )  # nothing is sent


def test_a_slot_is_the_same_entry_until_the_coffee_is_held(known: Handshake) -> None:
    def uids(on: str) -> dict[str, tuple[str, int]]:
        data = Handshake(known.home, "en", on)("next", "--ics", "-").stdout_bytes
        return {
            str(each["SUMMARY"]): (str(each["UID"]), each["SEQUENCE"])
            for each in entries(data)
        }

    today, again, later = uids("2026-11-23"), uids("2026-11-23"), uids("2026-11-24")
    assert today == again
    assert {name: uid for name, (uid, _n) in today.items()} == {
        name: uid for name, (uid, _n) in later.items()
    }
    assert all(later[name][1] > today[name][1] for name in today)
    known("coffee", "Béla", "--on", "2026-11-20")
    held = uids("2027-03-01")
    assert held["Coffee with Béla Bartók"][0] != today["Coffee with Béla Bartók"][0]
    assert held["Coffee with O'Brien; Dora"][0] == today["Coffee with O'Brien; Dora"][0]


def test_days_that_are_taken_are_not_proposed(known: Handshake) -> None:
    known("propose", "lunch", "Émil", "--for", "2026-11-24")
    assert known.json("next", "1")["people"][0]["slot"] == "2026-11-25T10:00:00"


def test_json_and_calendar_do_not_share_standard_output(known: Handshake) -> None:
    assert "give --ics a file" in known("next", "--ics", "-", "--json", code=2).stderr
    assert len(known.json("next", "--ics", str(known.home / "x.ics"))["people"]) == 4
    assert (known.home / "x.ics").exists()


def test_a_file_that_cannot_be_written_is_named(known: Handshake) -> None:
    assert "Cannot write" in known("next", "--ics", "/nowhere/x.ics", code=2).stderr


@given(
    st.lists(
        st.tuples(st.text(max_size=200), st.text(max_size=200)), min_size=1, max_size=3
    )
)
def test_whatever_a_name_holds_the_calendar_reads_it_back(
    texts: list[tuple[str, str]],
) -> None:
    slots = [
        Slot(f"u{n}", START, datetime(1, 1, 1, 1) - datetime(1, 1, 1), *text)  # noqa: DTZ001
        for n, text in enumerate(texts)
    ]
    data = calendar(slots, date(2026, 11, 23))
    assert max(map(len, data.split(b"\r\n"))) <= 75
    found = entries(data)
    assert len(found) == len(slots)
    for each, (summary, _description) in zip(found, texts, strict=True):
        if summary.isprintable() and summary == summary.strip():
            assert str(each["SUMMARY"]) == summary


def test_a_limited_queue_does_not_pass_its_length_off_as_that_of_the_queue(
    handshake: Handshake,
) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        handshake("connect", name, "--accepted", "--new")
    assert "3 first coffees" in handshake("queue").stdout
    limited = handshake("queue", "--limit", "2").stdout
    assert limited.startswith("First coffees to have:")
