"""Calendars that are imported again, with entries moved, copied or answered meanwhile."""

from __future__ import annotations

from datetime import date
from functools import reduce

import pytest

from ledger.facts import ledger_stream
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.commands import CorrectMeeting
from ledger.facts.meeting.events import LunchHad
from ledger.importers.api import Attended
from ledger.importers.formats.ics.judging import NEITHER
from ledger.importers.formats.ics.occasions import UNSURE
from ledger.importers.match.run import LACKING, MOVED
from ledger.importers.match.unclear import left, settle, taken, with_answered
from tests.importers.ics.one_meeting import met
from tests.importers.ics.samples import (
    LUNCH,
    ME,
    NOW,
    OWN,
    ZOE,
    entry,
    reading,
)
from tests.importers.ledgers import Memory


def test_importing_again_adds_nothing() -> None:
    ledger = Memory(mine=(ME,))
    found = reading(
        entry(), entry(uid="UID:2", dtstart="DTSTART:20260106T113000Z", dtend=None)
    )
    first = ledger.take(found.reading)
    assert (first.added, first.unchanged) == (2, 0)
    again = ledger.plan(found.reading)
    assert (again.added, again.unchanged, again.entries) == (0, 2, ())


def test_an_entry_without_a_uid_is_identified_by_time_and_words() -> None:
    assert (
        met(*LUNCH[1:]).identifiers
        == met(*LUNCH[1:], location="LOCATION:Ailleurs").identifiers
    )
    assert met(*LUNCH[1:]).identifiers[0].startswith("row:ics|")


def test_an_entry_that_was_moved_since_is_no_second_meeting_and_says_how_to_move_the_first() -> (
    None
):
    ledger = Memory(mine=(ME,))
    ledger.take(reading(entry()).reading)
    later = entry(dtstart="DTSTART:20260107T113000Z", dtend="DTEND:20260107T130000Z")
    plan = ledger.take(reading(later).reading)
    (lunch,) = (
        stream
        for stream, events in ledger.streams_.items()
        if isinstance(events[0], LunchHad)
    )
    assert plan.entries == ()
    assert [(p.reason, p.details) for p in plan.skipped] == [
        (MOVED, {"meeting": lunch[:8], "on": "2026-01-07"})
    ]
    ledger.do(lunch, CorrectMeeting(on=date(2026, 1, 7), today=NOW.date()))
    assert (
        ledger.plan(reading(later).reading).skipped,
        ledger.plan(reading(later).reading).unchanged,
    ) == (
        (),
        1,
    )


def test_an_entry_at_another_time_of_its_day_is_the_same_meeting() -> None:
    ledger = Memory(mine=(ME,))
    ledger.take(reading(entry()).reading)
    plan = ledger.plan(
        reading(entry(dtstart="DTSTART:20260105T170000Z", dtend=None)).reading
    )
    assert (plan.entries, plan.skipped, plan.unchanged) == ((), (), 1)


def test_a_shared_uid_identifies_no_entry() -> None:
    twins = reading(
        entry(), entry(dtstart="DTSTART:20260107T113000Z", dtend=None)
    ).reading
    weekly = reading(entry(rrule="RRULE:FREQ=WEEKLY;COUNT=2")).reading
    rest = reading(entry(uid="UID:lunch_R20260105T113000@example.org")).reading
    for each in (twins, weekly, rest):
        assert all(isinstance(row.what, Attended) for row in each.rows)
        told_by = [
            row.what.identifiers for row in each.rows if isinstance(row.what, Attended)
        ]
        assert not any(
            "ics:lunch@example.org|" in identifiers for identifiers in told_by
        )
    ledger = Memory(mine=(ME,))
    ledger.take(reading(entry()).reading)
    assert (ledger.plan(weekly).added, ledger.plan(weekly).unchanged) == (1, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"uid": "UID:another@example.org"},
        {
            "uid": "UID:another@example.org",
            "summary": "SUMMARY:Lunch with Zoé",
            "location": "LOCATION:Odette",
        },
        {"uid": None},
        {
            "uid": "UID:x",
            "dtstart": "DTSTART:20260105T113000Z",
            "dtend": "DTEND:20260105T123000Z",
        },
    ],
)
def test_one_lunch_is_one_whatever_its_uid(changed: dict[str, str | None]) -> None:
    copy = entry(**changed)
    ledger = Memory(mine=(ME,))
    assert ledger.take(reading(entry(), copy).reading).added == 1
    later = ledger.plan(reading(copy).reading)
    assert (later.added, later.unchanged, later.entries) == (0, 1, ())


def test_another_person_or_time_is_another_lunch() -> None:
    ledger = Memory(mine=(ME,))
    ledger.take(reading(entry()).reading)
    yanis = "ATTENDEE;PARTSTAT=ACCEPTED;CN=Yanis Moreau:mailto:yanis@example.org"
    other = entry(uid="UID:2", attendee=f"{OWN}\n{yanis}")
    evening = entry(uid="UID:3", dtstart="DTSTART:20260105T190000Z", dtend=None)
    assert ledger.plan(reading(other, evening).reading).added == 2


def test_a_copy_with_more_people_names_the_missing_ones() -> None:
    ledger = Memory(mine=(ME,))
    ledger.take(reading(entry()).reading)
    yanis = "ATTENDEE;PARTSTAT=ACCEPTED;CN=Yanis Moreau:mailto:yanis@example.org"
    copy = entry(uid="UID:2", attendee=f"{OWN}\n{ZOE}\n{yanis}")
    plan = ledger.take(reading(copy).reading)
    assert [(problem.reason, problem.details["names"]) for problem in plan.skipped] == [
        (LACKING, ("Yanis Moreau",))
    ]
    assert len(present(ledger)) == 2


def present(ledger: Memory) -> tuple[str, ...]:
    """Everybody at the one lunch of a ledger, as last corrected."""
    (events,) = (
        events for events in ledger.streams_.values() if isinstance(events[0], LunchHad)
    )
    met = meeting_state.held(
        reduce(meeting_state.evolve, events, meeting_state.INITIAL)
    )
    assert met
    return met.participants


UNANSWERED = (
    f"{OWN}\n{ZOE}\nATTENDEE;PARTSTAT=NEEDS-ACTION;CN=Bob Low:mailto:bob@example.org"
)


def test_a_guest_confirmed_after_the_import_joins_the_meeting() -> None:
    found = reading(entry(attendee=UNANSWERED))
    ledger = Memory(mine=(ME,))
    first = ledger.take(settle(found, left))
    assert (first.added, [problem.reason for problem in first.skipped]) == (1, [UNSURE])
    assert "Bob Low" in first.skipped[0].details["names"]  # type: ignore[operator]
    assert len(present(ledger)) == 2
    answered = ledger.take(settle(found, taken))
    assert (answered.added, answered.skipped) == (1, ())
    assert len(present(ledger)) == 3
    assert ledger.plan(settle(found, taken)).entries == ()
    assert ledger.plan(settle(found, left)).entries == ()


def test_what_was_answered_is_not_asked_again() -> None:
    unanswered, no_place = (
        entry(attendee=UNANSWERED),
        entry(
            uid="UID:2", location=None, dtstart="DTSTART:20260203T100000Z", dtend=None
        ),
    )
    found = reading(unanswered, no_place)
    ledger = Memory(mine=(ME,))
    ledger.take(settle(found, left))
    assert [row.reason for row in with_answered(found, ledger).unclear] == [
        UNSURE,
        NEITHER,
    ]
    ledger.take(settle(found, taken))
    again = with_answered(found, ledger)
    assert again.unclear == ()
    plan = ledger.plan(again.reading)
    assert (plan.entries, plan.unchanged, plan.skipped) == ((), 2, ())


def test_who_was_taken_out_of_a_meeting_does_not_join_it_again() -> None:
    found = reading(entry(attendee=UNANSWERED))
    ledger = Memory(mine=(ME,))
    ledger.take(settle(found, taken))
    (lunch,) = (
        stream
        for stream, events in ledger.streams_.items()
        if isinstance(events[0], LunchHad)
    )
    ledger.do(lunch, CorrectMeeting(participants=present(ledger)[:2], today=NOW.date()))
    again = ledger.plan(settle(found, taken))
    assert (again.entries, again.skipped) == ((), ())


def test_who_is_confirmed_and_merged_is_there_once() -> None:
    found = reading(entry(attendee=UNANSWERED))
    ledger = Memory(mine=(ME,))
    ledger.take(settle(found, taken))
    (bob,) = (
        face.person
        for face in ledger.standing()
        if "Bob Low" in (face.state.names or ())
    )
    robert = ledger.add("Robert Low")
    ledger.do(ledger.origin, ledger_stream.MergePeople(person=bob, into=robert))
    assert ledger.plan(settle(found, taken)).entries == ()
