from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledger.importers.api import Attended, Planned
from ledger.importers.formats.ics import CalendarFile, read
from ledger.importers.formats.ics.event_series import MOST_DAYS, NO_RULE, OLDER_DAYS
from ledger.importers.formats.ics.judging import OUTDATED
from ledger.importers.formats.ics.read import AHEAD
from tests.importers.ics.samples import (
    GOOGLE,
    ME,
    NOW,
    OUTLOOK,
    OWN,
    ZOE,
    calendar,
    entry,
    reading,
)

WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"


def days(found: CalendarFile) -> list[str]:
    rows = [*found.reading.rows, *(each.meeting for each in found.unclear)]
    return sorted(
        f"{row.what.on:%d/%m}" for row in rows if isinstance(row.what, Attended)
    )


def keys(found: CalendarFile) -> list[str]:
    return [
        key
        for row in found.reading.rows
        if isinstance(row.what, Attended)
        for key in row.what.identifiers
        if key.startswith("ics:")
    ]


def test_a_series_is_the_meetings_it_had() -> None:
    assert days(reading(entry(rrule=WEEKLY))) == ["05/01", "12/01", "19/01", "26/01"]


def test_the_sample_of_a_google_calendar() -> None:
    found = read([("moi.ics", GOOGLE)], now=NOW)
    assert days(found) == ["05/01", "26/01"]
    assert [row.suggested for row in found.unclear] == ["coffee", "coffee"]
    (called_off,) = found.reading.problems
    assert (called_off.line, called_off.details["property"]) == (19, "STATUS")


def test_the_sample_of_an_outlook_calendar() -> None:
    found = read([("calendrier.ics", OUTLOOK)], [ME], now=NOW)
    assert days(found) == ["01/07", "09/07", "15/07"]
    minutes = [
        row.what.minutes for row in found.reading.rows if isinstance(row.what, Attended)
    ]
    assert sorted(each for each in minutes if each) == [30, 60, 60]
    assert {who.name for row in found.reading.rows for who in row.who} == {
        "Zoé Lefèvre"
    }


@pytest.mark.parametrize(
    "exdate",
    [
        "EXDATE;TZID=Europe/Paris:20260112T123000,20260119T123000",
        "EXDATE:20260112T113000Z\nEXDATE:20260119T113000Z",
        "EXDATE;VALUE=DATE:20260112,20260119",
        "EXDATE:20260112T123000,20260119T123000",
        'EXDATE;TZID="Romance Standard Time":20260112T123000,20260119T123000',
    ],
)
def test_what_was_left_out_was_no_meeting(exdate: str) -> None:
    assert days(reading(entry(rrule=WEEKLY, exdate=exdate))) == ["05/01", "26/01"]


@pytest.mark.parametrize(
    "rdate",
    [
        "RDATE;TZID=Europe/Paris:20260202T123000",
        "RDATE;VALUE=PERIOD:20260202T113000Z/PT1H",
        "RDATE:20260202T113000Z",
    ],
)
def test_what_was_added_was_a_meeting(rdate: str) -> None:
    assert days(reading(entry(rdate=rdate))) == ["02/02", "05/01"]


def moved(original: str, start: str, *lines: str) -> str:
    return entry(
        "UID:lunch@example.org", f"RECURRENCE-ID{original}", f"DTSTART;TZID=Europe/Paris:{start}",
        "DURATION:PT45M", "SUMMARY:Déjeuner", "LOCATION:Ailleurs", OWN, ZOE, *lines,
    )  # fmt: skip


@pytest.mark.parametrize(
    "original",
    [
        ";TZID=Europe/Paris:20260112T123000",
        ":20260112T113000Z",
        ";VALUE=DATE:20260112",
        ":20260112T123000",
    ],
)
def test_an_occurrence_that_was_moved_counts_once_where_it_went(original: str) -> None:
    assert days(reading(entry(rrule=WEEKLY), moved(original, "20260114T130000"))) == [
        "05/01", "14/01", "19/01", "26/01",
    ]  # fmt: skip


def test_an_occurrence_keeps_its_identifier_where_it_is_moved_to() -> None:
    before = keys(reading(entry(rrule=WEEKLY)))
    after = keys(
        reading(entry(rrule=WEEKLY), moved(":20260112T113000Z", "20260114T130000"))
    )
    assert sorted(before) == sorted(after)
    assert before[0] == "ics:lunch@example.org|20260105T113000Z"


def test_an_occurrence_without_its_series_is_a_meeting() -> None:
    assert days(reading(moved(":20260112T113000Z", "20260114T130000"))) == ["14/01"]


def test_one_change_can_hold_for_all_that_follow() -> None:
    onwards = moved(";RANGE=THISANDFUTURE:20260119T113000Z", "20260120T130000")
    assert days(reading(entry(rrule=WEEKLY), onwards)) == [
        "05/01",
        "12/01",
        "20/01",
        "27/01",
    ]


def test_an_exception_without_guests_has_those_of_its_series() -> None:
    exception = entry(
        "UID:lunch@example.org", "RECURRENCE-ID:20260112T113000Z", "DTSTART:20260113T113000Z",
        "DTEND:20260113T123000Z", "LOCATION:Ailleurs", "SUMMARY:Déjeuner",
    )  # fmt: skip
    assert days(reading(entry(rrule=WEEKLY), exception)) == [
        "05/01",
        "13/01",
        "19/01",
        "26/01",
    ]


def test_an_exception_of_a_private_series_is_private() -> None:
    exception = moved(":20260112T113000Z", "20260113T123000")
    assert (
        days(reading(entry(rrule=WEEKLY, **{"class": "CLASS:PRIVATE"}), exception))
        == []
    )


def test_the_rest_of_a_series_that_was_changed_does_not_count_twice() -> None:
    rest = entry(
        uid="UID:lunch_R20260119T113000@example.org",
        dtstart="DTSTART;TZID=Europe/Paris:20260119T123000",
        dtend="DTEND;TZID=Europe/Paris:20260119T134500",
        rrule="RRULE:FREQ=WEEKLY;COUNT=2",
    )
    found = reading(entry(rrule=WEEKLY), rest)
    assert days(found) == ["05/01", "12/01", "19/01", "26/01"]
    assert len(set(keys(found))) == 4


def test_an_endless_series_ends_now_and_the_future_is_no_meeting() -> None:
    found = reading(entry(rrule="RRULE:FREQ=MONTHLY"))
    rows = found.reading.rows
    assert sum(isinstance(row.what, Attended) for row in rows) == 11
    assert sum(isinstance(row.what, Planned) for row in rows) == 1
    ahead = reading(
        entry(dtstart="DTSTART:20290101T100000Z", dtend="DTEND:20290101T110000Z")
    )
    assert [problem.reason for problem in ahead.reading.problems] == [AHEAD]
    under_way = entry(
        dtstart="DTSTART:20261123T070000Z", dtend="DTEND:20261123T090000Z"
    )
    (row,) = reading(under_way).reading.rows
    assert isinstance(row.what, Planned)


def test_the_newer_writing_of_an_entry_holds_and_the_same_one_counts_once() -> None:
    older, newer = (
        entry(),
        entry(dtstart="DTSTART:20260106T100000Z", dtend=None, sequence="SEQUENCE:1"),
    )
    files = [
        ("a.ics", calendar(older)),
        ("a(1).ics", calendar(newer)),
        ("b.ics", calendar(newer)),
    ]
    assert days(read(files, [ME], now=NOW)) == ["06/01"]
    assert days(read(files[::-1], [ME], now=NOW)) == ["06/01"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=10",
        "NONSENSE",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;UNTIL=NEVER",
        "FREQ=DAILY;UNTIL=20261332",
        "FREQ=DAILY;COUNT=A FEW",
    ],
)
def test_a_rule_no_meeting_follows_is_a_problem_with_its_line(rule: str) -> None:
    (problem,) = reading(entry(rrule=f"RRULE:{rule}")).reading.problems
    assert (problem.reason, problem.line, problem.details) == (
        NO_RULE,
        3,
        {"rule": rule},
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY", "FREQ=DAILY;COUNT=999999999", "FREQ=DAILY;BYHOUR=1,2,3,4,5"]
)
def test_of_a_series_of_too_many_days_the_latest_are_meetings(rule: str) -> None:
    long_ago = entry(
        dtstart="DTSTART:19000101T100000Z",
        dtend="DTEND:19000101T110000Z",
        rrule=f"RRULE:{rule}",
    )
    found = reading(long_ago).reading
    assert [problem.reason for problem in found.problems] == [OLDER_DAYS]
    newest = max(row.what.on for row in found.rows if isinstance(row.what, Attended))
    assert newest >= date(2026, 11, 22)
    assert MOST_DAYS - 10 < len(found.rows) <= MOST_DAYS


def test_every_day_left_out_of_a_long_series_is_left_out() -> None:
    days_out = [date(2010, 1, 1) + timedelta(days=number) for number in range(6_000)]
    exdate = "EXDATE;VALUE=DATE:" + ",".join(f"{day:%Y%m%d}" for day in days_out)
    start = {"dtstart": "DTSTART:20100101T110000Z", "dtend": "DTEND:20100101T120000Z"}
    found = reading(entry(rrule="RRULE:FREQ=DAILY;COUNT=6002", exdate=exdate, **start))
    assert [row.what.on for row in found.reading.rows if isinstance(row.what, Attended)] == [
        date(2026, 6, 6), date(2026, 6, 7),
    ]  # fmt: skip


UNKNOWN = 'TZID="(UTC-05:00) Eastern Time (US and Canada)"'


@pytest.mark.parametrize(
    ("hour", "exdate"),
    [
        ("120000", "EXDATE;TZID=America/New_York:20260708T120000"),
        ("120000", "EXDATE:20260708T160000Z"),
        ("120000", "EXDATE:20260708T000000Z"),
        ("200000", "EXDATE:20260709T000000Z"),
        ("200000", "EXDATE:20260709T003000Z"),
        ("120000", "EXDATE;VALUE=DATE:20260708"),
        ("120000", f"EXDATE;{UNKNOWN}:20260708T000000"),
        ("080000", "EXDATE;TZID=Europe/Paris:20260708T220000"),
    ],
)
def test_a_series_in_an_unknown_zone_leaves_out_the_day_that_is_meant(
    hour: str, exdate: str
) -> None:
    found = reading(
        entry(
            dtstart=f"DTSTART;{UNKNOWN}:20260706T{hour}",
            dtend=None,
            rrule="RRULE:FREQ=DAILY;COUNT=4",
            exdate=exdate,
        )
    )
    assert days(found) == ["06/07", "07/07", "09/07"]


@pytest.mark.parametrize(
    "exdate",
    [
        "EXDATE;TZID=Europe/Paris:20260112T000000",
        "EXDATE:20260112T000000Z",
        "EXDATE;TZID=Europe/Paris:20260112T133000",
        "EXDATE;TZID=America/New_York:20260112T190000",
    ],
)
def test_a_day_is_left_out_though_the_hour_differs(exdate: str) -> None:
    if "New_York" in exdate:
        assert days(reading(entry(rrule=WEEKLY, exdate=exdate))) == [
            "05/01",
            "12/01",
            "19/01",
            "26/01",
        ]
    else:
        assert days(reading(entry(rrule=WEEKLY, exdate=exdate))) == [
            "05/01",
            "19/01",
            "26/01",
        ]


def test_another_hour_of_a_day_with_two_meetings_leaves_out_neither() -> None:
    twice = "RRULE:FREQ=WEEKLY;COUNT=2;BYHOUR=10,12"
    start = {"dtstart": "DTSTART;TZID=Europe/Paris:20260105T103000", "dtend": None}
    found = reading(
        entry(rrule=twice, exdate="EXDATE;TZID=Europe/Paris:20260105T110000", **start)
    )
    assert days(found) == ["05/01", "05/01"]


def test_an_exception_stands_for_its_day_though_the_hour_differs() -> None:
    exception = moved(";TZID=Europe/Paris:20260112T120000", "20260114T130000")
    assert days(reading(entry(rrule=WEEKLY), exception)) == [
        "05/01",
        "14/01",
        "19/01",
        "26/01",
    ]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (
            "EXRULE:FREQ=WEEKLY;BYDAY=SA",
            ["01/02", "02/02", "03/02", "04/02", "05/02", "06/02"],
        ),
        ("EXRULE:FREQ=DAILY;COUNT=2", ["03/02", "04/02", "05/02", "06/02", "07/02"]),
        ("EXRULE:FREQ=DAILY;UNTIL=20260206", ["07/02"]),
        (
            "EXRULE:FREQ=WEEKLY;BYDAY=SA,SU;COUNT=1",
            ["02/02", "03/02", "04/02", "05/02", "06/02", "07/02"],
        ),
    ],
)
def test_a_rule_leaves_out_only_what_it_names(rules: str, expected: list[str]) -> None:
    start = {"dtstart": "DTSTART;TZID=Europe/Paris:20260201T120000", "dtend": None}
    assert (
        days(reading(entry(rrule="RRULE:FREQ=DAILY;COUNT=7", exrule=rules, **start)))
        == expected
    )


def test_an_exception_that_was_deleted_later_is_no_meeting() -> None:
    exception = moved(":20260112T113000Z", "20260114T130000", "SEQUENCE:1")
    later = entry(rrule=WEEKLY, exdate="EXDATE:20260112T113000Z", sequence="SEQUENCE:2")
    assert days(reading(later, exception)) == ["05/01", "19/01", "26/01"]
    earlier = entry(rrule=WEEKLY, exdate="EXDATE:20260112T113000Z")
    assert days(reading(earlier, exception)) == ["05/01", "14/01", "19/01", "26/01"]


def test_an_exception_to_a_series_that_has_no_such_day_any_more_is_unclear() -> None:
    exception = moved(":20260119T113000Z", "20260120T130000", "SEQUENCE:1")
    shortened = entry(
        rrule="RRULE:FREQ=WEEKLY;UNTIL=20260112T113000Z", sequence="SEQUENCE:2"
    )
    found = reading(shortened, exception)
    assert [row.reason for row in found.unclear] == [OUTDATED]
    assert len(found.reading.rows) == 2


@pytest.mark.parametrize(
    ("head", "start", "until"),
    [
        (
            "X-WR-TIMEZONE:Europe/Paris",
            ";TZID=America/New_York:20260105T120000",
            "20260119T120000",
        ),
        (
            "X-WR-TIMEZONE:America/New_York",
            ";TZID=Asia/Tokyo:20260105T080000",
            "20260119T080000",
        ),
        (
            "X-WR-CALNAME:x",
            ";TZID=America/New_York:20260105T120000",
            "20260119T170000Z",
        ),
        ("X-WR-CALNAME:x", f";{UNKNOWN}:20260105T120000", "20260119T170000Z"),
        ("X-WR-CALNAME:x", ";TZID=Somewhere East:20260105T120000", "20260119T030000Z"),
        ("X-WR-CALNAME:x", ";TZID=Somewhere East:20260105T080000", "20260118T230000Z"),
        ("X-WR-CALNAME:x", f";{UNKNOWN}:20260105T200000", "20260120T010000Z"),
        ("X-WR-CALNAME:x", f";{UNKNOWN}:20260105T120000", "20260119T235959Z"),
        ("X-WR-CALNAME:x", ":20260105T120000", "20260119"),
        ("X-WR-CALNAME:x", ":20260105T120000", "20260119T120000"),
    ],
)
def test_a_series_ends_with_the_time_of_its_end(
    head: str, start: str, until: str
) -> None:
    rule = f"RRULE:FREQ=WEEKLY;UNTIL={until}"
    found = reading(
        entry(dtstart=f"DTSTART{start}", dtend=None, rrule=rule), head=(head,)
    )
    assert days(found) == ["05/01", "12/01", "19/01"]


@pytest.mark.parametrize("count", ["-1", "0", "", "-999", "99999999999", "2147483647"])
def test_a_senseless_count_is_ignored(count: str) -> None:
    rule = f"RRULE:FREQ=WEEKLY;UNTIL=20260119T235959Z;COUNT={count}"
    assert days(reading(entry(rrule=rule))) == ["05/01", "12/01", "19/01"]


def test_importing_again_brings_the_same_identifiers() -> None:
    assert keys(reading(entry(rrule=WEEKLY))) == keys(
        reading(entry(rrule="RRULE:FREQ=WEEKLY;COUNT=4;WKST=SU"))
    )
