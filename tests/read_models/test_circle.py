"""Where one's time at the table goes: shares by hand, and the cuts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.ledger_stream import PeopleMerged
from ledger.facts.meeting.events import MeetingRetracted
from ledger.facts.person import events as people
from projections.network.attention import CUTS, CircleMember, circle
from tests.read_models.given import ADA, BELA, CHEN, DORA, ORIGIN, day, identity
from tests.read_models.readings import Said, asked, met, whole
from tests.read_models.stories import stories


def places(said: Said, on: int = 400) -> list[CircleMember]:
    answers = asked(said)
    return circle(answers.tables, answers.identity, answers.listed, day(on))


def hours(said: Said, on: int = 400) -> dict[str, float]:
    return {each.person: each.hours for each in places(said, on)}


def test_the_minutes_of_a_meeting_are_shared_out_among_the_others() -> None:
    said: Said = [
        met("lunch", ADA, BELA, CHEN, on=390, minutes=90),
        met("coffee", ADA, on=391),  # 30 minutes where nobody said
        met("dinner", BELA, on=392, minutes=30),
    ]
    found = places(said)
    assert [(each.person, each.hours) for each in found] == [
        (min(ADA, BELA), 1.0),
        (max(ADA, BELA), 1.0),
        (CHEN, 0.5),
    ]
    assert [each.share for each in found] == [0.4, 0.4, 0.2]
    assert [each.rank for each in found] == [1, 2, 3]


def test_only_meetings_in_the_flesh_with_the_owner_take_attention() -> None:
    said: Said = [
        met("call", ADA, on=399, minutes=300),
        met("lunch", ADA, BELA, on=399, me=False),
    ]
    assert places(said) == []


def test_a_year_back_is_looked_at_and_no_further_nor_ahead() -> None:
    said: Said = [
        met("coffee", who, on=n)
        for who, n in ((ADA, 35), (BELA, 36), (CHEN, 400), (DORA, 401))
    ]
    assert hours(said).keys() == {BELA, CHEN}


def test_retracted_meetings_take_none_and_merged_people_share_theirs() -> None:
    said: Said = [
        met("coffee", ADA, on=390, at=1),
        met("coffee", ADA, on=391),
        met("coffee", BELA, on=392),
    ]
    said += [
        (identity(1), MeetingRetracted()),
        (ORIGIN, PeopleMerged(person=BELA, into=ADA)),
    ]
    assert hours(said) == {ADA: 1.0}


def test_shares_count_only_listed_people() -> None:
    said: Said = [met("coffee", ADA, BELA, on=390), (BELA, people.PersonRestricted())]
    assert [(each.person, each.share, each.hours) for each in places(said)] == [
        (ADA, 1.0, 0.25)
    ]


def test_the_circles_are_cut_at_5_15_50_and_150() -> None:
    crowd = [identity(2000 + n) for n in range(152)]
    said: Said = [
        (each, people.PersonAdded(name=f"N {n}")) for n, each in enumerate(crowd)
    ]
    said += [
        met("coffee", each, on=390, minutes=1440 - n) for n, each in enumerate(crowd)
    ]
    found = places(said)
    assert [each.person for each in found] == crowd
    assert {cut: sum(each.circle == cut for each in found) for cut in (*CUTS, 0)} == {
        5: 5,
        15: 10,
        50: 35,
        150: 100,
        0: 2,
    }


@given(stories(), st.integers(0, 600))
def test_shares_sum_to_one_and_never_rise_down_the_list(
    said: Said, number: int
) -> None:
    answers = whole(said)
    found = circle(answers.tables, answers.identity, answers.listed, day(number))
    assert sum(each.share for each in found) == pytest.approx(1 if found else 0)
    assert [each.hours for each in found] == sorted(
        (each.hours for each in found), reverse=True
    )
    assert len({each.person for each in found}) == len(found)
