"""Zones of calendars, by name or as the file describes them; dateutil's reading is the reference."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st

from ledger.importers.formats.ics import read
from ledger.importers.formats.ics.lines import calendars
from ledger.importers.formats.ics.recurrence import Steps
from ledger.importers.formats.ics.zones import UTC, described, named
from tests.importers.ics.samples import ME, NOW, calendar, entry

PARIS = """BEGIN:VTIMEZONE
TZID:Somewhere
BEGIN:STANDARD
DTSTART:{start}T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10{end}
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:{start}T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3{end}
END:DAYLIGHT
END:VTIMEZONE"""
HISTORY = """BEGIN:VTIMEZONE
TZID:Elsewhere
BEGIN:STANDARD
DTSTART:19671029T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;UNTIL=20061029T060000Z;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19870405T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;UNTIL=20060402T070000Z;BYDAY=1SU;BYMONTH=4
END:DAYLIGHT
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5,6,7;BYDAY=SU;BYMONTH=11
END:STANDARD
END:VTIMEZONE"""
LISTED = """BEGIN:VTIMEZONE
TZID:Listed
BEGIN:STANDARD
DTSTART:20241027T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RDATE:20251026T030000
RDATE:20261025T030000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20250330T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RDATE:20260329T020000,20270328T020000
END:DAYLIGHT
END:VTIMEZONE"""


def ahead(text: str, wall: datetime) -> timedelta:
    (component,), _ = calendars("a.ics", calendar(text, entry()))
    zone = described(component.inside[0], Steps())
    assert zone
    return zone.ahead(wall)


def walls(first: int, last: int) -> st.SearchStrategy[datetime]:
    """Noons: at the hour of a change each library decides for itself what the clocks show."""
    noon = time(12)
    return st.dates(date(first, 1, 1), date(last, 12, 31)).map(
        lambda day: datetime.combine(day, noon)
    )


@given(walls(2009, 2030))
def test_a_zone_with_a_history_is_what_dateutil_reads(wall: datetime) -> None:
    zone = tzical(StringIO(f"BEGIN:VCALENDAR\n{HISTORY}\nEND:VCALENDAR")).get(
        "Elsewhere"
    )
    assert zone
    assert ahead(HISTORY, wall) == wall.replace(tzinfo=zone).utcoffset()


@given(walls(1990, 2036))
def test_a_zone_with_a_history_is_the_one_it_describes(wall: datetime) -> None:
    assert (
        ahead(HISTORY, wall)
        == wall.replace(tzinfo=ZoneInfo("America/New_York")).utcoffset()
    )


@given(walls(1997, 2036))
def test_a_yearly_zone_is_the_one_it_describes(wall: datetime) -> None:
    text = PARIS.format(start="16010101", end="")
    assert (
        ahead(text, wall) == wall.replace(tzinfo=ZoneInfo("Europe/Paris")).utcoffset()
    )


@pytest.mark.parametrize(
    ("text", "wall", "hours"),
    [
        (LISTED, "2025-07-01", 2),
        (LISTED, "2026-01-05", 1),
        (LISTED, "2026-07-01", 2),
        (LISTED, "2026-12-01", 1),
        (LISTED, "2027-07-01", 2),
        (LISTED, "2000-01-01", 2),
        (
            PARIS.format(start="20000101", end=";UNTIL=20200101T000000Z"),
            "2019-07-01",
            2,
        ),
        (
            PARIS.format(start="20000101", end=";UNTIL=20200101T000000Z"),
            "2026-07-01",
            1,
        ),
        (PARIS.format(start="20000101", end=";COUNT=3"), "2026-07-01", 1),
        (PARIS.format(start="20000101", end=";INTERVAL=2"), "2026-07-01", 2),
        (PARIS.format(start="16010101", end=""), "2999-01-01", 1),
        (
            PARIS.replace("YEARLY", "DAILY").format(start="20200101", end=""),
            "2026-07-01",
            1,
        ),
    ],
)
def test_clocks_are_what_the_file_says(text: str, wall: str, hours: int) -> None:
    assert ahead(text, datetime.fromisoformat(wall)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    "name",
    ["UTC", "utc", "Etc/UTC", "Z", "GMT", "tzone://Microsoft/Utc", "tzone://microsoft/UTC", "Etc/Zulu",
     "Coordinated Universal Time", "(UTC) Coordinated Universal Time", "UCT", "'UTC'"],
)  # fmt: skip
def test_universal_time_has_many_names(name: str) -> None:
    assert named(name) is UTC


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("Europe/Paris", 2),
        ("Romance Standard Time", 2),
        ("/mozilla.org/20050126_1/Europe/Paris", 2),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Paris", 2),
        ("tzone://Microsoft/Romance Standard Time", 2),
        ("GMT+0200", 2),
        ("UTC-5", -5),
        ("GMT -05:00", -5),
    ],
)
def test_zones_are_known_by_many_names(name: str, hours: int) -> None:
    zone = named(name)
    assert zone
    assert zone.ahead(datetime(2026, 7, 1)) == timedelta(hours=hours)  # noqa: DTZ001  a time on the wall


@pytest.mark.parametrize(
    "name",
    ["tzone://Microsoft/Custom", "Customized Time Zone", "", "Europe", "../UTC+99"],
)
def test_an_unknown_name_is_no_zone(name: str) -> None:
    assert named(name) is None


HOURS = ",".join(map(str, range(24)))
MONTHDAYS = ",".join(map(str, range(1, 32)))


@pytest.mark.parametrize(
    "rule",
    [
        f"FREQ=DAILY;BYHOUR={HOURS}",
        f"FREQ=YEARLY;BYMONTH={','.join(map(str, range(1, 13)))};BYMONTHDAY={MONTHDAYS};BYHOUR={HOURS}",
        f"FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={HOURS}",
        f"FREQ=YEARLY;BYWEEKNO={','.join(map(str, range(1, 54)))}",
    ],
)
def test_a_hostile_description_costs_next_to_nothing(rule: str) -> None:
    budget = Steps(20_000)
    part = f"BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:{rule}\nEND:STANDARD"
    text = "\n".join(["BEGIN:VTIMEZONE", "TZID:X", *[part] * 12, "END:VTIMEZONE"])
    (component,), _ = calendars("a.ics", calendar(text, entry()))
    zone = described(component.inside[0], budget)
    assert zone
    for year in range(1900, 2100):
        summer = datetime(year, 7, 1)  # noqa: DTZ001 - the time on the wall
        assert zone.ahead(summer) in {timedelta(hours=1), timedelta(hours=2)}
    assert budget.left > -400


def test_a_description_of_a_known_zone_is_not_read() -> None:
    wrong = (
        PARIS.replace("+0200", "+0900")
        .replace("Somewhere", "Europe/Paris")
        .format(start="16010101", end="")
    )
    summer = entry(
        dtstart="DTSTART;TZID=Europe/Paris:20260701T100000", dtend="DTEND:20260701T090000Z",
    )  # fmt: skip
    found = read([("a.ics", calendar(wrong, summer))], [ME], now=NOW)
    (row,) = found.reading.rows
    assert row.what
    assert vars(row.what)["minutes"] == 60
