"""Whom to meet next: four reasons, each with its own ranking, and nobody who asked to be left alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.connection.events import ConnectionAccepted
from ledger.facts.event import Event
from ledger.facts.meeting.events import MeetingAgreed, MeetingProposed
from ledger.facts.person import events as people
from projections.directory.resolve import Directory
from projections.queue.query import first_coffees, newest_coffees
from projections.suggestions import Proposal, proposals, slots
from projections.trust.query import people_met, tie
from tests.read_models.given import (
    ADA,
    BELA,
    CHEN,
    DORA,
    EMIL,
    ME,
    ORIGIN,
    day,
    identity,
)
from tests.read_models.readings import Said, asked, met, whole
from tests.read_models.stories import stories

K = 740 / 26


def proposed(said: Said, on: int = 100) -> list[Proposal]:
    answers = asked(said)
    return _proposals(answers, day(on))


def _proposals(answers: Directory, today: date, **only: Any) -> list[Proposal]:
    return proposals(
        answers.tables,
        answers.identity,
        answers.everyone(),
        answers.listed,
        today,
        **only,
    )


def names(said: Said, on: int = 100) -> list[str]:
    return [each.candidate.person for each in proposed(said, on)]


def connected(
    person: str, on: int | None, network: str = "linkedin"
) -> tuple[str, Event]:
    accepted = ConnectionAccepted(
        owner=ME,
        person=person,
        network=network,
        occurred_on=None if on is None else day(on),
        precision="day",
    )
    return identity(50_000 + int(person[:8], 16)), accepted


def test_one_coffee_its_gain_and_what_30_days_take() -> None:
    (found,) = proposed([met("coffee", ADA, on=60)])
    each = found.candidate
    left, later, again = 1 / (1 + 40 / 90), 1 / (1 + 70 / 90), 1 / (1 + 40 / 180) + 1
    assert (each.person, each.days_met, each.last_met) == (ADA, 1, day(60))
    assert each.trust == pytest.approx(left / (left + K), abs=1e-12)
    assert each.gain == pytest.approx(again / (again + K) - each.trust, abs=1e-12)
    assert each.loss == pytest.approx(each.trust - later / (later + K), abs=1e-12)
    assert found.places == {"fading": 1, "gain": 1}
    assert (found.reason, found.score) == ("fading", 2.0)


def test_each_reason_has_its_turn() -> None:
    said: Said = [
        *(met("dinner", ADA, on=n) for n in range(0, 40, 10)),  # the most to lose
        met("coffee", BELA, on=80),  # the most to gain
        met("gathering", DORA, on=80),
        (DORA, people.CadenceSet(every_days=10)),
        connected(CHEN, 3),
        connected(EMIL, 2),
    ]
    found = {each.candidate.person: each for each in proposed(said)}
    assert {person: each.reason for person, each in found.items()} == {
        ADA: "fading",
        BELA: "gain",
        DORA: "cadence",
        EMIL: "first",
        CHEN: "first",
    }
    assert found[CHEN].places == {"first": 1}
    assert found[EMIL].places == {"first": 2}
    assert found[EMIL].score == 0.5
    assert names(said)[-1] == EMIL


def test_first_coffees_come_in_the_order_of_the_queue_the_undated_last() -> None:
    said = [connected(ADA, None), connected(BELA, 9), connected(CHEN, 4)]
    assert names(said) == [BELA, CHEN, ADA]
    (first, *_others) = proposed(said)
    assert first.candidate.owed is not None
    assert first.candidate.owed.day == day(9)
    assert first.candidate.gain == pytest.approx(1 / (1 + K))


def test_after_an_import_of_500_the_first_in_the_queue_stands_beside_who_is_fading() -> (
    None
):
    said: Said = [met("lunch", ADA, on=50)]
    crowd = [identity(2000 + n) for n in range(500)]
    said += [(each, people.PersonAdded(name=f"N {n}")) for n, each in enumerate(crowd)]
    said += [connected(each, n % 50) for n, each in enumerate(crowd)]
    found = proposed(said)
    assert len(found) == 501
    assert [each.reason for each in found[:3]] == ["fading", "first", "first"]
    assert found[0].candidate.person == ADA


@pytest.mark.parametrize(
    ("usual", "rest"),
    [((0,), 14), ((0, 7), 14), ((0, 30), 30), ((0, 10, 60), 30), ((0, 400), 90)],
)
def test_who_was_just_met_rests_as_long_as_is_usual(
    usual: tuple[int, ...], rest: int
) -> None:
    said: Said = [met("coffee", ADA, on=n) for n in usual]
    assert names(said, usual[-1] + rest - 1) == []
    assert names(said, usual[-1] + rest) == [ADA]


def test_a_cadence_sets_the_day_whatever_is_usual() -> None:
    said: Said = [
        met("coffee", ADA, on=0),
        met("coffee", BELA, on=0),
        (ADA, people.CadenceSet(every_days=60)),
    ]
    assert names(said, 20) == [BELA]
    assert names(said, 59) == [BELA]
    assert proposed(said, 60)[0].candidate.person == ADA
    assert proposed(said, 60)[0].reason == "cadence"
    said += [(ADA, people.CadenceSet(every_days=None))]
    assert set(names(said, 20)) == {ADA, BELA}


def test_of_two_cadences_the_one_passed_more_often_is_first_and_who_was_never_met_before_both() -> (
    None
):
    said: Said = [met("coffee", ADA, on=0), met("coffee", BELA, on=50)]
    said += [
        (who, people.CadenceSet(every_days=n))
        for who, n in ((ADA, 80), (BELA, 20), (CHEN, 300))
    ]
    places = {each.candidate.person: each.places["cadence"] for each in proposed(said)}
    assert places == {CHEN: 1, BELA: 2, ADA: 3}


def test_nobody_is_proposed_who_is_snoozed_restricted_retracted_or_erased() -> None:
    said: Said = [met("coffee", each, on=0) for each in (ADA, BELA, CHEN, DORA, EMIL)]
    said += [
        (ADA, people.PersonSnoozed(until=day(101))),
        (BELA, people.PersonRestricted()),
        (CHEN, people.PersonRetracted()),
        (DORA, people.PersonErased(reason="request")),
        (EMIL, people.PersonSnoozed(until=day(100))),
    ]
    assert names(said, 100) == [EMIL]


@pytest.mark.parametrize(
    ("planned", "on", "agreed", "kept_back"),
    [
        (120, 90, True, True),
        (100, 90, False, True),
        (99, 90, True, False),
        (None, 80, False, True),
        (None, 70, False, False),
    ],
)
def test_who_is_to_be_met_already_is_not_proposed_again(
    planned: int | None, on: int, agreed: bool, kept_back: bool
) -> None:
    both = tuple(sorted((ME, ADA)))
    plan = MeetingProposed(
        form="coffee",
        participants=both,
        proposed_by=ME,
        occurred_on=day(on),
        planned_for=None if planned is None else day(planned),
    )
    said: Said = [met("coffee", ADA, on=0), (identity(1), plan)]
    said += (
        [(identity(1), MeetingAgreed(occurred_on=day(on), by=ADA))] if agreed else []
    )
    assert names(said) == ([] if kept_back else [ADA])


def test_merged_people_are_proposed_once_with_the_wishes_of_both() -> None:
    from ledger.facts.ledger_stream import PeopleMerged

    said: Said = [
        met("coffee", ADA, on=0),
        connected(BELA, 1),
        (BELA, people.CadenceSet(every_days=90)),
        (ORIGIN, PeopleMerged(person=BELA, into=ADA)),
    ]
    assert names(said, 89) == []
    assert names(said, 90) == [ADA]


def test_clicks_do_not_propose_who_was_met_nor_strangers() -> None:
    assert names([met("coffee", ADA, on=95), connected(ADA, 1)]) == []
    assert names([(ADA, people.NoteTaken(text="x"))]) == []


@given(stories(), st.integers(300, 600))
def test_proposals_keep_their_promises(said: Said, number: int) -> None:
    answers = whole(said)
    today = day(number)
    found = _proposals(answers, today)
    assert found == _proposals(answers, today)
    among = {ADA, BELA, DORA}
    few = [each for each in found if each.candidate.person in among]
    for most in (1, 2, 20):
        assert _proposals(answers, today, most=most) == found[:most]
        assert _proposals(answers, today, among=among, most=most) == few[:most]
    arguments = (answers.tables, answers.identity, answers.listed)
    met = people_met(answers.tables, answers.identity, ME, today).__contains__
    assert first_coffees(*arguments, met) == list(newest_coffees(*arguments, met))
    people_found = [each.candidate.person for each in found]
    assert len(set(people_found)) == len(people_found)
    assert [each.score for each in found] == sorted(
        (each.score for each in found), reverse=True
    )
    for each in found:
        candidate = each.candidate
        assert answers.listed(candidate.person)
        assert (
            candidate.person
            == answers.identity.root(candidate.person)
            != answers.identity.root(ME)
        )
        now = tie(answers.tables, answers.identity, ME, candidate.person, today)
        assert candidate.trust == pytest.approx(now.trust, abs=1e-12)
        assert candidate.gain > 0
        assert each.score == pytest.approx(
            sum(1 / place for place in each.places.values())
        )
        assert each.places[each.reason] == min(each.places.values())


def test_slots_are_weekdays_to_come_three_a_week_one_a_day_on_no_day_taken() -> None:
    monday = date(2026, 11, 23)
    assert slots(monday, set(), 4) == [
        date(2026, 11, each) for each in (24, 25, 26, 30)
    ]
    assert slots(date(2026, 11, 27), set(), 1) == [date(2026, 11, 30)]
    assert slots(monday, {date(2026, 11, 24)}, 3) == [
        date(2026, 11, each) for each in (25, 26, 27)
    ]
    assert slots(monday, set(), 0) == []


@given(
    st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    st.sets(st.integers(1, 30)),
    st.integers(0, 9),
)
def test_slots_of_any_day_keep_their_rules(
    today: date, numbers: set[int], count: int
) -> None:
    taken = {today + timedelta(days=n) for n in numbers}
    found = slots(today, taken, count)
    assert len(found) == count == len(set(found))
    assert all(
        each > today and each.weekday() < 5 and each not in taken for each in found
    )
    weeks = [each.isocalendar()[:2] for each in found]
    assert all(weeks.count(week) <= 3 for week in weeks)
