from __future__ import annotations

import pytest

from ledger.importers.api import Attended
from ledger.importers.formats.ics import CalendarReading, read
from ledger.importers.formats.ics.entries import TOO_MANY_DAYS
from ledger.importers.formats.ics.series import NO_RULE
from ledger.importers.formats.ics.sorting import AHEAD
from tests.importers.ics.samples import GOOGLE, ME, NOW, OUTLOOK, OWN, ZOE, calendar, entry, reading

WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"


def days(found: CalendarReading) -> list[str]:
    rows = [*found.reading.brought, *(each.meeting for each in found.unclear)]
    return sorted(f"{row.what.on:%d/%m}" for row in rows if isinstance(row.what, Attended))


def keys(found: CalendarReading) -> list[str]:
    return [
        key for row in found.reading.brought if isinstance(row.what, Attended) for key in row.what.identifiers
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
    minutes = [row.what.minutes for row in found.reading.brought if isinstance(row.what, Attended)]
    assert sorted(each for each in minutes if each) == [30, 60, 60]
    assert {who.name for row in found.reading.brought for who in row.who} == {"Zoé Lefèvre"}


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
    [";TZID=Europe/Paris:20260112T123000", ":20260112T113000Z", ";VALUE=DATE:20260112", ":20260112T123000"],
)
def test_an_occurrence_that_was_moved_counts_once_where_it_went(original: str) -> None:
    assert days(reading(entry(rrule=WEEKLY), moved(original, "20260114T130000"))) == [
        "05/01", "14/01", "19/01", "26/01",
    ]  # fmt: skip


def test_an_occurrence_keeps_its_identifier_where_it_is_moved_to() -> None:
    before = keys(reading(entry(rrule=WEEKLY)))
    after = keys(reading(entry(rrule=WEEKLY), moved(":20260112T113000Z", "20260114T130000")))
    assert sorted(before) == sorted(after)
    assert before[0] == "ics:lunch@example.org|20260105T113000Z"


def test_an_occurrence_without_its_series_is_a_meeting() -> None:
    assert days(reading(moved(":20260112T113000Z", "20260114T130000"))) == ["14/01"]


def test_one_change_can_hold_for_all_that_follow() -> None:
    onwards = moved(";RANGE=THISANDFUTURE:20260119T113000Z", "20260120T130000")
    assert days(reading(entry(rrule=WEEKLY), onwards)) == ["05/01", "12/01", "20/01", "27/01"]


def test_an_exception_without_guests_has_those_of_its_series() -> None:
    exception = entry(
        "UID:lunch@example.org", "RECURRENCE-ID:20260112T113000Z", "DTSTART:20260113T113000Z",
        "DTEND:20260113T123000Z", "LOCATION:Ailleurs", "SUMMARY:Déjeuner",
    )  # fmt: skip
    assert days(reading(entry(rrule=WEEKLY), exception)) == ["05/01", "13/01", "19/01", "26/01"]


def test_an_exception_of_a_private_series_is_private() -> None:
    exception = moved(":20260112T113000Z", "20260113T123000")
    assert days(reading(entry(rrule=WEEKLY, **{"class": "CLASS:PRIVATE"}), exception)) == []


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
    assert len(found.reading.brought) == 11
    ahead = reading(entry(dtstart="DTSTART:20270101T100000Z", dtend="DTEND:20270101T110000Z"))
    assert [problem.reason for problem in ahead.reading.problems] == [AHEAD]
    under_way = entry(dtstart="DTSTART:20261123T070000Z", dtend="DTEND:20261123T090000Z")
    assert [problem.reason for problem in reading(under_way).reading.problems] == [AHEAD]


def test_the_newer_writing_of_an_entry_holds_and_the_same_one_counts_once() -> None:
    older, newer = entry(), entry(dtstart="DTSTART:20260106T100000Z", dtend=None, sequence="SEQUENCE:1")
    files = [("a.ics", calendar(older)), ("a(1).ics", calendar(newer)), ("b.ics", calendar(newer))]
    assert days(read(files, [ME], now=NOW)) == ["06/01"]
    assert days(read(files[::-1], [ME], now=NOW)) == ["06/01"]


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=10", "NONSENSE", "FREQ=DAILY;INTERVAL=0"]
)
def test_a_rule_no_meeting_follows_is_a_problem_with_its_line(rule: str) -> None:
    (problem,) = reading(entry(rrule=f"RRULE:{rule}")).reading.problems
    assert (problem.reason, problem.line, problem.details) == (NO_RULE, 3, {"rule": rule})


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;COUNT=999999999", "FREQ=DAILY;BYHOUR=1,2,3,4,5"])
def test_a_series_of_more_days_than_a_life_of_lunches_has_is_refused(rule: str) -> None:
    long_ago = entry(
        dtstart="DTSTART:19000101T100000Z", dtend="DTEND:19000101T110000Z", rrule=f"RRULE:{rule}"
    )
    (problem,) = reading(long_ago).reading.problems
    assert problem.reason == TOO_MANY_DAYS


def test_importing_again_brings_the_same_identifiers() -> None:
    assert keys(reading(entry(rrule=WEEKLY))) == keys(
        reading(entry(rrule="RRULE:FREQ=WEEKLY;COUNT=4;WKST=SU"))
    )
