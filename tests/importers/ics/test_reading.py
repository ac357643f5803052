from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta, timezone

import pytest
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from ledger.errors import BadInput
from ledger.importers.api import Attended
from ledger.importers.formats.ics import SUFFIXES, read
from ledger.importers.formats.ics.lines import NOT_CLOSED, TOO_LONG, UNREADABLE
from ledger.importers.formats.ics.vevents import ENDS_BEFORE, NO_TIME
from ledger.importers.formats.ics.zones import WINDOWS, named
from ledger.importers.io.archive import unpack
from tests.importers.ics.one_meeting import met
from tests.importers.ics.samples import (
    ME,
    NOW,
    OWN,
    ZOE,
    calendar,
    entry,
    reading,
)


def test_a_meeting_has_its_form_day_length_place_and_words() -> None:
    assert met() == Attended(
        form="lunch",
        on=date(2026, 1, 5),
        minutes=90,
        place="Chez Exemple, 1 rue du Test, Paris",
        note="Déjeuner",
        identifiers=(
            "ics:lunch@example.org|20260105T113000Z",
            "ics:lunch@example.org|",
            'row:ics|["met","20260105t113000z","email:zoe@example.org"]|0',
        ),
    )


@pytest.mark.parametrize(
    ("summary", "form"),
    [
        ("Petit-déj avec Zoé", "breakfast"),
        ("P'tit déj", "breakfast"),
        ("Lunch w/ Zoé", "lunch"),
        ("Café Zoé", "coffee"),
        ("Coffee chat", "coffee"),
        ("Dîner", "dinner"),
        ("Drinks!", "drinks"),
        ("L'apéro", "drinks"),
        ("Point projet", "appointment"),
        ("", "appointment"),
    ],
)
def test_words_decide_the_form(summary: str, form: str) -> None:
    assert met(summary=f"SUMMARY:{summary}").form == form


def test_who_is_met_is_named_as_people_write_names() -> None:
    (row,) = reading(entry()).reading.rows
    (zoe,) = row.who
    assert (zoe.name, zoe.given, zoe.family) == ("Zoé Lefèvre", "Zoé", "Lefèvre")
    assert zoe.details.emails == ("zoe@example.org",)
    assert zoe.identifiers == ("email:zoe@example.org",)


@pytest.mark.parametrize(
    ("line", "name", "identifier"),
    [
        (
            "ATTENDEE;PARTSTAT=ACCEPTED;CN=Zoé Lefèvre:MAILTO:zoe@example.org",
            "Zoé Lefèvre",
            "email:zoe@example.org",
        ),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED;CN=zoe@example.org:mailto:zoe@example.org",
            "zoe@example.org",
            "email:zoe@example.org",
        ),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:zoe@example.org",
            "zoe@example.org",
            "email:zoe@example.org",
        ),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED;CN=Zoé;EMAIL=zoe@example.org:urn:uuid:1",
            "Zoé",
            "email:zoe@example.org",
        ),
        (
            'ATTENDEE;PARTSTAT=ACCEPTED;CN="Muster, MBA":mailto:ada@example.org',
            "Muster, MBA",
            "email:ada@example.org",
        ),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED;CN=\"Zoé ^'Z^' L\":mailto:z@example.org",
            'Zoé "Z" L',
            "email:z@example.org",
        ),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED;CN=Zoé Lefèvre:invalid:nomail",
            "Zoé Lefèvre",
            None,
        ),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED;CN=Zoé Lefèvre:mailto:/o=Exemple/ou=Paris/cn=zoe",
            "Zoé Lefèvre",
            None,
        ),
    ],
)
def test_a_guest_is_recognised_by_address_else_by_name(
    line: str, name: str, identifier: str | None
) -> None:
    (row,) = reading(entry(attendee=f"{OWN}\n{line}")).reading.rows
    (who,) = row.who
    assert who.name == name
    assert who.identifiers == ((identifier,) if identifier else ())
    assert bool(who.rows) is (identifier is None)


def test_who_has_a_name_in_one_entry_has_it_in_all() -> None:
    bare = entry(
        uid="UID:2",
        attendee=f"{OWN}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:zoe@example.org",
    )
    names = {who.name for row in reading(entry(), bare).reading.rows for who in row.who}
    assert names == {"Zoé Lefèvre"}


@pytest.mark.parametrize(
    ("start", "head", "day"),
    [
        ("DTSTART:20260105T233000Z", ("X-WR-TIMEZONE:Europe/Paris",), date(2026, 1, 6)),
        (
            "DTSTART:20260105T233000Z",
            ("X-WR-TIMEZONE:America/New_York",),
            date(2026, 1, 5),
        ),
        ("DTSTART:20260105T233000Z", (), date(2026, 1, 6)),
        (
            "DTSTART;TZID=Asia/Tokyo:20260105T003000",
            ("X-WR-TIMEZONE:Europe/Paris",),
            date(2026, 1, 5),
        ),
        ("DTSTART:20260105T233000", (), date(2026, 1, 5)),
        ("DTSTART;TZID=Nowhere/Land:20260105T233000", (), date(2026, 1, 5)),
        ("DTSTART;TZID=Europe:20260105T233000", (), date(2026, 1, 5)),
        ("DTSTART;TZID=../../etc/passwd:20260105T233000", (), date(2026, 1, 5)),
        (
            "DTSTART;TZID=(UTC+01:00) Brussels, Paris:20260105T233000",
            (),
            date(2026, 1, 5),
        ),
        ("DTSTART;TZID=Romance Standard Time:20260105T233000", (), date(2026, 1, 5)),
        ('DTSTART;TZID="Romance Standard Time:20260105T233000"', (), date(2026, 1, 5)),
        (
            "DTSTART\n ;TZID=Romance Standard Time\n :20260105T233000",
            (),
            date(2026, 1, 5),
        ),
        (
            'DTSTART;TZID="/freeassociation.sourceforge.net/Europe/Paris":20260105T233000',
            (),
            date(2026, 1, 5),
        ),
    ],
)
def test_the_day_is_the_one_on_the_wall_where_it_was(
    start: str, head: tuple[str, ...], day: date
) -> None:
    assert met(dtstart=start, dtend="DURATION:PT30M", head=head).on == day


def test_a_zone_decides_what_is_the_same_time() -> None:
    paris = met(
        dtstart="DTSTART;TZID=Romance Standard Time:20260701T123000", dtend=None
    )
    assert (
        paris.identifiers
        == met(dtstart="DTSTART:20260701T103000Z", dtend=None).identifiers
    )
    assert (
        met(
            dtstart="DTSTART:20260701T103000Z",
            dtend="DTEND;TZID=Europe/Paris:20260701T133000",
        ).minutes
        == 60
    )


def test_windows_zones_are_those_of_unicode() -> None:
    missing = {name for name in WINDOWS_TO_OLSON if name.casefold() not in WINDOWS}
    assert missing == set()
    assert [zone for zone in WINDOWS.values() if named(zone) is None] == []


def test_universal_time_is_read_where_the_reader_is_without_a_zone() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-5)))
    lunch = entry(dtstart="DTSTART:20260105T023000Z", dtend=None)
    (row,) = reading(lunch, now=there).reading.rows
    assert isinstance(row.what, Attended)
    assert row.what.on == date(2026, 1, 4)


def test_excuses_are_never_kept() -> None:
    excuse = ZOE.replace(
        "PARTSTAT=ACCEPTED",
        'PARTSTAT=ACCEPTED;X-RESPONSE-COMMENT="Grippe, désolée: à bientôt"',
    )
    found = reading(
        entry(attendee=f"{OWN}\n{excuse}", description="DESCRIPTION:Secret")
    )
    assert [who.name for row in found.reading.rows for who in row.who] == [
        "Zoé Lefèvre"
    ]
    assert "Grippe" not in repr(found)
    assert "Secret" not in repr(found.reading)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_line_ends_do_not_matter(end: str) -> None:
    assert (
        read([("a.ics", calendar(entry(), end=end))], [ME], now=NOW).reading.read == 1
    )


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]
)
def test_an_encoding_is_recognised(encoding: str) -> None:
    data = calendar(entry()).decode().encode(encoding)
    (row,) = read([("a.ics", data)], [ME], now=NOW).reading.rows
    assert [who.name for who in row.who] == ["Zoé Lefèvre"]


def test_lines_folded_within_a_character_are_joined_first() -> None:
    data = calendar(entry()).replace("Déjeuner".encode(), b"D\xc3\r\n \xa9jeun\r\n\ter")
    assert (
        reading(entry()).reading.rows[0].what
        == read([("a.ics", data)], [ME], now=NOW).reading.rows[0].what
    )


def test_several_calendars_in_one_file_and_entries_without_one_are_read() -> None:
    glued = calendar(entry()) + "\ufeff".encode() + calendar(entry(uid="UID:2"))
    assert read([("a.ics", glued)], [ME], now=NOW).reading.read == 2
    loose = entry().replace("\n", "\r\n").encode()
    assert read([("a.ics", loose)], [ME], now=NOW).reading.read == 1


def test_a_damaged_entry_is_a_problem_and_the_others_are_kept() -> None:
    data = calendar(
        entry(uid="UID:2", dtstart="DTSTART:tomorrow"),
        entry(),
        entry(uid="UID:3", dtend="DTEND:20260101T000000Z"),
    )
    found = read([("a.ics", data)], [ME], now=NOW).reading
    assert [(problem.line, problem.reason) for problem in found.problems] == [
        (3, NO_TIME),
        (21, ENDS_BEFORE),
    ]
    assert (len(found.rows), found.read) == (1, 3)


def test_a_file_that_breaks_off_keeps_what_was_whole() -> None:
    data = calendar(entry(), entry(uid="UID:2"))
    found = read([("a.ics", data[: data.rindex(b"END:VEVENT")])], [ME], now=NOW).reading
    assert (len(found.rows), [problem.reason for problem in found.problems]) == (
        1,
        [NOT_CLOSED],
    )


def test_a_missing_end_costs_only_its_entry() -> None:
    data = calendar(entry().removesuffix("\nEND:VEVENT"), entry(uid="UID:2"))
    found = read([("a.ics", data)], [ME], now=NOW).reading
    assert (len(found.rows), [problem.reason for problem in found.problems]) == (
        1,
        [NOT_CLOSED],
    )


def test_attachments_cost_nothing_and_endless_lines_a_message() -> None:
    attached = entry(
        attach="ATTACH;ENCODING=BASE64;VALUE=BINARY:"
        + "\r\n ".join(["QUJD" * 18] * 50_000)
    )
    assert reading(attached).reading.read == 1
    (problem,) = reading(
        entry(description="DESCRIPTION:" + "x" * 1_000_001)
    ).reading.problems
    assert problem.reason == TOO_LONG


def test_bytes_that_are_no_text_cost_only_their_entry() -> None:
    data = calendar(entry(), entry(uid="UID:2", summary="SUMMARY:Café é")).replace(
        "Café".encode(), b"Caf\xe9"
    )
    found = read([("a.ics", data)], [ME], now=NOW).reading
    assert (len(found.rows), [problem.reason for problem in found.problems]) == (
        1,
        [UNREADABLE],
    )


def test_entries_nested_without_end_are_not_followed() -> None:
    deep = "BEGIN:X\n" * 5_000 + entry()
    with pytest.raises(BadInput):
        reading(deep)
    assert (
        reading(
            entry(), "BEGIN:VTODO\nBEGIN:VALARM\nEND:VALARM\nEND:VTODO"
        ).reading.read
        == 1
    )


@pytest.mark.parametrize(
    "data",
    [
        b"First Name,Last Name\n",
        b"BEGIN:VCARD\nFN:Zo\nEND:VCARD\n",
        calendar("BEGIN:VTODO\nEND:VTODO"),
    ],
)
def test_a_file_without_entries_is_refused(data: bytes) -> None:
    with pytest.raises(
        BadInput, match=r"agenda\.ics is (not a calendar|a calendar without)"
    ):
        read([("agenda.ics", data)], [ME], now=NOW)


def test_without_an_owner_guests_may_be_you() -> None:
    with pytest.raises(BadInput, match="init --email"):
        reading(entry(), owner="")
    alone = entry(attendee=None)
    assert reading(alone, owner="").reading.read == 1


def test_the_address_a_calendar_is_named_after_is_suggested_and_somebody_elses_is_not_you() -> (
    None
):
    found = reading(entry(), head=("X-WR-CALNAME:zoe@example.org",))
    assert (found.suggested, found.reading.owner) == (("zoe@example.org",), None)


def test_calendars_in_a_zip_are_found_wherever_they_are() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Takeout/캘린더/Agenda.ICS", calendar(entry()))
        archive.writestr("Takeout/캘린더/Agenda(1).ics", calendar(entry()))
        archive.writestr("Takeout/meet_settings.json", "{}")
        archive.writestr("__MACOSX/Takeout/._Agenda.ics", "x")
    files = unpack([("export.zip", packed.getvalue())], SUFFIXES)
    assert [name for name, _ in files] == [
        "export.zip/Takeout/캘린더/Agenda.ICS",
        "export.zip/Takeout/캘린더/Agenda(1).ics",
    ]
    assert read(files, [ME], now=NOW).reading.read == 1


def test_a_zip_without_calendars_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("notes.txt", "x")
    with pytest.raises(BadInput, match=r"\*\.ics"):
        unpack([("a.zip", packed.getvalue())], SUFFIXES)
    with pytest.raises(BadInput, match="damaged"):
        unpack([("a.zip", packed.getvalue()[:40])], SUFFIXES)


def test_of_a_folder_with_a_broken_file_the_others_are_read() -> None:
    files = [
        ("todo.ics", calendar("BEGIN:VTODO\nEND:VTODO")),
        ("a.ics", calendar(entry())),
        ("b.ics", b"\xff\xfe"),
    ]
    found = read(files, [ME], now=NOW).reading
    assert [(problem.file, problem.line) for problem in found.problems] == [
        ("todo.ics", 1),
        ("b.ics", 1),
    ]
    assert (len(found.rows), found.read) == (1, 3)


def test_an_old_telephone_writes_quoted_printable() -> None:
    title = (
        "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:D=C3=A9jeuner =\n=C3=A0 midi"
    )
    assert met(summary=title).note == "Déjeuner à midi"
    assert met(summary=title).form == "lunch"
