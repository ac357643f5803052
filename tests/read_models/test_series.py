"""Series over time: by hand for the edges, and equal to what other questions answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.facts.connection.events import ConnectionAccepted
from ledger.facts.event import Precision
from ledger.facts.meeting.events import MeetingRetracted
from projections import series
from projections.network.query import network
from projections.trust.courses import course
from tests.read_models.given import ADA, BELA, ME, day, identity
from tests.read_models.readings import Said, asked, met


def meetings(said: Said) -> list[series.PastMeeting]:
    answers = asked(said)
    return list(series.past_meetings(answers.tables, answers.identity, answers.listed))


def accepted(person: str, on: int) -> tuple[str, ConnectionAccepted]:
    event = ConnectionAccepted(
        owner=ME,
        person=person,
        network="linkedin",
        occurred_on=day(on),
        precision="day",
    )
    return identity(on + 500), event


def test_only_the_owners_meetings_that_stand_are_in_a_series() -> None:
    said: Said = [
        met("coffee", ADA, on=1),
        met("lunch", ADA, BELA, on=2, me=False),
        met("call", BELA, on=3),
        met("lunch", BELA, on=4),
    ]
    retracted_stream, _event = said[-1]
    said.append((retracted_stream, MeetingRetracted()))
    shown = [
        (meeting.form, meeting.day, meeting.people, meeting.in_person)
        for meeting in meetings(said)
    ]
    assert shown == [
        ("coffee", day(1), (ADA,), True),
        ("call", day(3), (BELA,), False),
    ]


@pytest.mark.parametrize("precision", ["day", "month", "year"])
def test_the_first_day_of_a_month_may_stand_for_more(precision: Precision) -> None:
    stream, event = met("coffee", ADA, on=0)
    first_day = replace(event, occurred_on=date(2026, 1, 1), precision=precision)
    [meeting] = meetings([(stream, first_day)])
    assert (meeting.day, meeting.precision) == (date(2026, 1, 1), precision)


@pytest.mark.parametrize(("unit", "count"), [("week", 10), ("month", 3)])
def test_empty_periods_are_there_too_and_no_meeting_is_lost(
    unit: series.Unit, count: int
) -> None:
    held = meetings([met("coffee", ADA, on=number) for number in (0, 1, 40, 60)])
    periods = series.by_period(held, unit, day(0), day(63))
    assert len(periods) == count
    assert [meeting for period in periods for meeting in period.meetings] == held
    for period in periods:
        end = series.next_period(period.start, unit)
        assert all(period.start <= meeting.day < end for meeting in period.meetings)


def test_a_meeting_whose_day_is_not_known_stands_on_none() -> None:
    held = meetings([met("coffee", ADA, on=5)])
    vague = [meeting._replace(precision="month") for meeting in held]
    assert series.by_day([*held, *vague]) == {day(5): held}
    [week] = series.by_period([*held, *vague], "week", day(5), day(5))
    assert week.meetings == (*held,)
    of_a_year = [meeting._replace(precision="year") for meeting in held]
    [month] = series.by_period([*vague, *of_a_year], "month", day(5), day(5))
    assert month.meetings == (*vague,)


def test_the_race_is_the_one_that_the_network_tells() -> None:
    said: Said = [accepted(ADA, 3), accepted(BELA, 40), met("coffee", BELA, on=50)]
    answers = asked(said)
    arguments = answers.tables, answers.identity
    days = series.race_days(*arguments, day(200), 48)
    race = series.race(*arguments, answers.listed, days)
    figures = network(*arguments, answers.listed, days)
    assert [(entry.connections, entry.met) for entry in race] == [
        (entry.connections, entry.met) for entry in figures
    ]
    assert days[-1] == day(200)
    assert race[-1].trust == course(*arguments, BELA).on(day(200)).trust


@pytest.mark.parametrize("count", [3, 10, 48])
def test_a_long_race_is_thinned_and_ends_on_its_day(count: int) -> None:
    answers = asked([accepted(ADA, 0)])
    until = day(0) + timedelta(days=4000)
    days = series.race_days(answers.tables, answers.identity, until, count)
    assert len(days) <= count
    assert days == sorted(days)
    assert days[-1] == until


def test_nothing_recorded_is_no_race() -> None:
    answers = asked([])
    assert series.race_days(answers.tables, answers.identity, day(9), 9) == []


def test_growth_marks_each_day_met_and_rises_there() -> None:
    answers = asked([met("coffee", ADA, on=10), met("coffee", ADA, on=90)])
    known = course(answers.tables, answers.identity, ADA)
    points = series.growth(known, day(0), day(100))
    marks = [point.day for point in points if point.met]
    assert marks == [day(10), day(90)]
    trust = {point.day: point.trust for point in points}
    for mark in marks:
        assert trust[mark] > trust[mark - timedelta(days=1)]
    assert [point.day for point in points] == sorted(trust)
    fewer = series.growth(known, day(0), day(100), among=[day(90)])
    assert {point for point in points if point.day in {day(89), day(90)}} <= {*fewer}
    assert {*fewer} < {*points}


@pytest.mark.parametrize(
    ("today", "unit", "start"),
    [
        (date(2026, 11, 30), "week", date(2026, 11, 30)),
        (date(2026, 11, 29), "week", date(2026, 11, 23)),
        (date(2026, 12, 31), "month", date(2026, 12, 1)),
    ],
)
def test_weeks_begin_on_monday_and_months_on_their_first_day(
    today: date, unit: series.Unit, start: date
) -> None:
    assert series.period_start(today, unit) == start
    assert series.next_period(start, unit) > today
