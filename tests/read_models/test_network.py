"""The figures of a network, each against facts entered by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionDeclined,
    ConnectionReinstated,
    ConnectionRemoved,
    ConnectionRequested,
    ConnectionRetracted,
    ConnectionWithdrawn,
)
from ledger.facts.event import Event
from ledger.facts.exchange import (
    ExchangeRetracted,
    FavourGiven,
    FavourReceived,
    IntroductionMade,
)
from ledger.facts.ledger_stream import PeopleMerged
from ledger.facts.meeting.events import (
    MeetingAgreed,
    MeetingCancelled,
    MeetingCorrected,
    MeetingDeclined,
    MeetingMissed,
    MeetingProposed,
    MeetingRetracted,
)
from ledger.facts.person import events as people
from projections.network.query import month_ends, network
from projections.network.responsive import Answered
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
NOTHING = Answered(asked=0, answered_in_3_days=None, median_days=None, open=0)


def figures(said: Said, *on: int) -> Any:
    answers = asked(said)
    days = [day(n) for n in on or (500,)]
    found = network(answers.tables, answers.identity, answers.listed, days)
    return found if on[1:] else found[0]


def click(
    kind: Any, person: str, on: int | None = None, **more: Any
) -> tuple[str, Event]:
    dated = (
        {"occurred_on": None}
        if on is None
        else {"occurred_on": day(on), "precision": "day"}
    )
    stream = identity(50_000 + int(person[:8], 16))
    return stream, kind(owner=ME, person=person, network="linkedin", **dated, **more)


def plan(stream: int, *others: str, by: str = ME, on: int = 0) -> tuple[str, Event]:
    everybody = tuple(sorted({ME, *others}))
    return identity(stream), MeetingProposed(
        form="coffee", participants=everybody, proposed_by=by, occurred_on=day(on)
    )


def missed(stream: int, by: str, on: int) -> tuple[str, Event]:
    everybody = tuple(sorted((ME, by)))
    return identity(stream), MeetingMissed(
        occurred_on=day(on), missed_by=by, participants=everybody
    )


def test_an_empty_ledger_has_no_figures() -> None:
    found = figures([])
    assert (found.connections, found.met) == (0, 0)
    assert found.sure == (None, 0, 0, None, None, ())
    assert found.efficient == (0, 0, None, 0, None, 0, 0, None)
    assert list(found.responsive) == [NOTHING] * 4


# ---------------------------------------------------------------- the race


def test_the_race_counts_people_not_clicks() -> None:
    said: Said = [
        click(ConnectionAccepted, ADA, 1),
        (
            identity(1),
            ConnectionAccepted(
                owner=ME, person=ADA, network="xing", occurred_on=day(9)
            ),
        ),
        click(ConnectionAccepted, BELA),
        click(ConnectionRequested, CHEN, 3, direction="sent"),
        met("coffee", ADA, on=10),
        met("lunch", ADA, DORA, on=20),
        met("call", EMIL, on=20),
    ]
    found = figures(said, 0, 5, 15, 30)
    assert [each.connections for each in found] == [1, 2, 2, 2]
    assert [each.met for each in found] == [0, 0, 1, 2]
    assert [each.sure.ties_met for each in found] == [0, 0, 0.5, 0.5]


def test_a_connection_counts_while_it_stands() -> None:
    said: Said = [
        click(ConnectionAccepted, ADA, 10),
        click(ConnectionRemoved, ADA, 20),
        click(ConnectionAccepted, ADA, 30),
    ]
    assert [each.connections for each in figures(said, 9, 10, 19, 20, 29, 30)] == [
        0,
        1,
        1,
        0,
        0,
        1,
    ]
    stream = said[0][0]
    said += [(stream, ConnectionRetracted(event=2))]
    assert [each.connections for each in figures(said, 9, 25)] == [0, 1]
    said += [(stream, ConnectionReinstated(event=2))]
    assert [each.connections for each in figures(said, 9, 25)] == [0, 0]


def test_merged_people_count_once_and_unlisted_people_do_not_count() -> None:
    said: Said = [click(ConnectionAccepted, each, 1) for each in (ADA, BELA, CHEN)]
    said += [met("coffee", ADA, on=2), met("coffee", CHEN, on=2)]
    said += [
        (ORIGIN, PeopleMerged(person=BELA, into=ADA)),
        (CHEN, people.PersonRestricted()),
    ]
    found = figures(said)
    assert (found.connections, found.met, found.sure.ties_met) == (1, 1, 1.0)


# ---------------------------------------------------------------- safe


def test_promises_are_kept_by_who_came_and_missed_by_who_did_not() -> None:
    said: Said = [
        plan(1, ADA, BELA, on=0),
        met("coffee", ADA, on=10, at=1),
        (
            identity(1),
            MeetingMissed(
                occurred_on=day(10),
                missed_by=BELA,
                participants=tuple(sorted((ME, ADA, BELA))),
            ),
        ),
        plan(2, CHEN, by=CHEN, on=5),
        met("coffee", CHEN, on=12, at=2),
        met("coffee", DORA, on=12),  # promised nothing
        plan(3, EMIL, on=5),  # still to come
        plan(4, EMIL, on=6),
        (
            identity(4),
            MeetingCancelled(occurred_on=day(7), by=EMIL),
        ),  # called off beforehand
    ]
    found = figures(said, 9, 11, 30)
    assert [(each.sure.kept, each.sure.missed) for each in found] == [
        (0, 0),
        (1, 1),
        (2, 1),
    ]
    assert [each.sure.promises_kept for each in found] == [None, 2 / 4, 3 / 5]


def test_the_owner_s_own_no_show_is_no_broken_promise_of_others() -> None:
    said: Said = [
        plan(1, ADA),
        (
            identity(1),
            MeetingMissed(
                occurred_on=day(3), missed_by=ME, participants=tuple(sorted((ME, ADA)))
            ),
        ),
    ]
    assert figures(said).sure.promises_kept is None


def test_retracted_promises_are_none() -> None:
    said: Said = [plan(1, ADA), missed(1, ADA, 3)]
    assert figures(said).sure.missed == 1
    assert figures([*said, (identity(1), MeetingRetracted(event=2))]).sure.missed == 0
    assert figures([*said, (identity(1), MeetingRetracted())]).sure.missed == 0


def test_trusted_people_is_how_many_equally_trusted_ones_would_be_as_much() -> None:
    equal: Said = [met("coffee", each, on=3) for each in (ADA, BELA, CHEN)]
    assert figures([*equal]).sure.trusted_people == pytest.approx(3)
    one, two = 1 / (1 + K), 2 / (2 + K)
    unequal: Said = [met("coffee", ADA, on=3), met("lunch", BELA, on=3)]
    assert figures(unequal, 3).sure.trusted_people == pytest.approx(
        (one + two) ** 2 / (one**2 + two**2)
    )


def test_a_tie_is_at_risk_when_it_falls_to_a_lower_level_within_30_days() -> None:
    # A lunch is worth 2 coffees, then 2 / (1 + a / 90): below 1.5 after 30 days. A coffee is at the lowest level already.
    said: Said = [met("lunch", ADA, on=10), met("coffee", BELA, on=10)]
    assert figures(said, 10).sure.at_risk == ()
    assert figures(said, 11).sure.at_risk == (ADA,)
    assert figures(said, 41).sure.at_risk == ()
    # 4 coffees on one day: below 1.5 after 150 days
    dinner: Said = [met("dinner", CHEN, on=10, minutes=450)]  # log2 16 = 4
    assert [each.sure.at_risk for each in figures([*dinner], 129, 131, 159, 161)] == [
        (),
        (CHEN,),
        (CHEN,),
        (),
    ]


def test_what_comes_later_does_not_save_a_tie_on_an_earlier_day() -> None:
    said: Said = [met("lunch", ADA, on=10), met("lunch", ADA, on=20)]
    assert figures(said, 11).sure.at_risk == (ADA,)


# ---------------------------------------------------------------- efficient


def test_what_was_given_and_received_against_the_hours_met() -> None:
    said: Said = [
        (identity(1), FavourGiven(owner=ME, person=ADA, occurred_on=day(1))),
        (identity(2), FavourReceived(owner=ME, person=BELA, occurred_on=day(2))),
        (identity(3), FavourReceived(owner=ME, person=BELA, occurred_on=day(2))),
        (identity(3), ExchangeRetracted()),
        (
            identity(4),
            IntroductionMade(
                by=ME, people=tuple(sorted((ADA, BELA))), occurred_on=day(3)
            ),
        ),
        (
            identity(5),
            IntroductionMade(
                by=CHEN, people=tuple(sorted((ME, DORA))), occurred_on=day(4)
            ),
        ),
        (
            identity(6),
            IntroductionMade(
                by=CHEN, people=tuple(sorted((ADA, DORA))), occurred_on=day(4)
            ),
        ),
        met("coffee", ADA, on=1),  # 30 minutes as usual
        met("lunch", ADA, BELA, on=5, minutes=60),  # one hour, however many there were
        met("call", ADA, on=5, minutes=600),
        met("coffee", ADA, BELA, on=6, me=False),
    ]
    found = figures(said, 0, 2, 9)
    assert [(each.efficient.given, each.efficient.received) for each in found] == [
        (0, 0),
        (1, 1),
        (2, 2),
    ]
    assert [each.efficient.balance for each in found] == [None, 0, 0]
    assert [each.efficient.hours_met for each in found] == [0, 0.5, 1.5]
    assert [each.efficient.exchanges_per_hour for each in found] == [
        None,
        4,
        pytest.approx(4 / 1.5),
    ]
    assert [each.efficient.introductions for each in found] == [0, 0, 3]


def test_an_introduction_led_to_a_meeting_of_two_of_the_introduced_within_90_days() -> (
    None
):
    made = IntroductionMade(
        by=BELA, people=tuple(sorted((ME, ADA))), occurred_on=day(10)
    )
    others = IntroductionMade(
        by=ME, people=tuple(sorted((CHEN, DORA))), occurred_on=day(10)
    )
    said: Said = [(identity(1), made), (identity(2), others), met("coffee", ADA, on=9)]
    assert [each.efficient[5:] for each in figures(said, 99, 101)] == [
        (2, 0, None),
        (2, 0, 0.0),
    ]
    assert (
        figures([*said, met("call", ADA, on=20)], 101).efficient.introductions_met == 0
    )
    assert (
        figures([*said, met("coffee", ADA, on=101)], 200).efficient.introductions_met
        == 0
    )
    said += [
        met("coffee", ADA, on=100),
        met("lunch", CHEN, DORA, EMIL, on=10, me=False),
    ]
    assert [each.efficient[5:] for each in figures(said, 99, 100, 500)] == [
        (2, 1, 1.0),
        (2, 2, 1.0),
        (2, 2, 1.0),
    ]


# ---------------------------------------------------------------- responsive


def test_only_guests_answer_invitations() -> None:
    said: Said = [
        plan(1, ADA, on=0),
        (identity(1), MeetingAgreed(occurred_on=day(0), by=ME)),  # says nothing of Ada
        (identity(1), MeetingAgreed(occurred_on=day(2), by=ADA)),
        plan(2, BELA, on=0),
        (identity(2), MeetingDeclined(occurred_on=day(8), by=BELA)),
        plan(3, CHEN, on=0),
        met("coffee", CHEN, on=4, at=3),  # came: an answer too
        plan(4, DORA, on=0),
        (identity(4), MeetingCancelled(occurred_on=day(5), by=ME)),  # withdrawn
        plan(5, EMIL, on=0),
        plan(6, ADA, by=ADA, on=0),
        (identity(6), MeetingAgreed(occurred_on=day(1), by=ME)),
    ]
    found = [each.responsive for each in figures(said, 2, 3, 4, 9)]
    assert [each.invitations for each in found] == [
        Answered(5, 1.0, 2.0, 4),
        Answered(5, 1.0, 2.0, 4),
        Answered(5, 1 / 5, 3.0, 3),
        Answered(5, 1 / 4, 4.0, 1),
    ]
    assert [each.received for each in found] == [Answered(1, 1.0, 1.0, 0)] * 4


def test_each_of_several_who_are_invited_answers_for_himself() -> None:
    said: Said = [
        plan(1, ADA, BELA, on=0),
        (identity(1), MeetingAgreed(occurred_on=day(1), by=ADA)),
    ]
    assert figures(said, 9).responsive.invitations == Answered(2, 0.5, 1.0, 1)


def test_an_answer_of_which_the_day_is_not_known_says_nothing_of_its_time() -> None:
    said: Said = [
        plan(1, ADA, on=0),
        (identity(1), MeetingAgreed(occurred_on=day(1), precision="month", by=ADA)),
    ]
    assert figures(said, 9).responsive.invitations == Answered(1, None, None, 0)


def test_requests_are_answered_by_acceptance_or_refusal() -> None:
    said: Said = [
        click(ConnectionRequested, ADA, 0, direction="sent"),
        click(ConnectionAccepted, ADA, 2),
        click(ConnectionRequested, BELA, 0, direction="sent"),
        click(ConnectionWithdrawn, BELA, 6),
        click(ConnectionRequested, CHEN, 0, direction="received"),
        click(ConnectionDeclined, CHEN, 9),
        click(ConnectionRequested, DORA, None, direction="received"),
        click(ConnectionRequested, EMIL, 0, direction="sent"),
        click(
            ConnectionAccepted, EMIL, None
        ),  # connected before all that has a day: nothing was asked
    ]
    found = [each.responsive for each in figures(said, 1, 5, 20)]
    assert [each.requests_sent for each in found] == [
        Answered(2, None, None, 2),
        Answered(2, 1 / 2, 2.0, 1),
        Answered(2, 1.0, 2.0, 0),
    ]
    assert [each.requests_received for each in found] == [
        Answered(2, None, None, 2),
        Answered(2, 0.0, None, 2),
        Answered(2, 0.0, 9.0, 1),
    ]


def test_asked_again_after_a_refusal_is_another_request() -> None:
    said: Said = [
        click(ConnectionRequested, ADA, 0, direction="sent"),
        click(ConnectionDeclined, ADA, 1),
        click(ConnectionRequested, ADA, 10, direction="sent"),
        click(ConnectionRequested, ADA, 11, direction="sent"),
        click(ConnectionAccepted, ADA, 20),
    ]
    assert figures(said).responsive.requests_sent == Answered(2, 0.5, 5.5, 0)


# ---------------------------------------------------------------- days


def test_the_month_ends_are_those_of_the_twelve_months_before() -> None:
    ends = month_ends(date(2026, 3, 31))
    assert (len(ends), ends[0], ends[-2], ends[-1]) == (
        12,
        date(2025, 3, 31),
        date(2026, 1, 31),
        date(2026, 2, 28),
    )
    assert month_ends(date(2024, 3, 1), 1) == [date(2024, 2, 29)]


def test_a_correction_is_followed() -> None:
    said: Said = [
        met("coffee", ADA, on=10, at=1),
        (identity(1), MeetingCorrected(occurred_on=day(20), minutes=90)),
    ]
    assert [(each.met, each.efficient.hours_met) for each in figures(said, 10, 20)] == [
        (0, 0),
        (1, 1.5),
    ]


@given(stories(), st.lists(st.integers(0, 500), min_size=1, max_size=4))
def test_several_days_at_once_are_each_day_alone(
    said: Said, numbers: list[int]
) -> None:
    answers = whole(said)
    ask = (answers.tables, answers.identity, answers.listed)
    days = [day(n) for n in numbers]
    found = network(*ask, days)
    assert found == [network(*ask, [each])[0] for each in days]
    for each in found:
        shares = (
            each.sure.ties_met,
            each.sure.promises_kept,
            each.efficient.introductions_met_share,
        )
        quick = (
            each.responsive.invitations.answered_in_3_days,
            each.responsive.requests_sent.answered_in_3_days,
        )
        assert all(share is None or 0 <= share <= 1 for share in (*shares, *quick))
        assert (
            each.sure.trusted_people is None
            or 1 - 1e-9 <= each.sure.trusted_people <= each.met + 1e-9
        )
