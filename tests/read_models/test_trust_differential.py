"""Trust through facts and rows against section 6 written out again, on random histories."""

from __future__ import annotations

from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.event import Event
from ledger.facts.meeting.events import (
    CoffeeHad,
    MeetingCorrected,
    MeetingMissed,
    MeetingProposed,
)
from projections.directory import query as directory
from projections.directory.tables import PROJECTION as DIRECTORY
from projections.trust.model import Tie
from projections.trust.query import explain, tie, ties
from projections.trust.tables import PROJECTION as TRUST
from tests.read_models import section6
from tests.read_models.given import (
    ADA,
    BELA,
    CHEN,
    ME,
    OTHERS,
    day,
    facts,
    folded,
    identity,
    opening,
)
from tests.read_models.stories import TRUST_STEPS, stories

MANY = settings(max_examples=5 * settings().max_examples)
CLOSE = 1e-12
MODELS = (DIRECTORY, TRUST)
Said = list[tuple[str, Event]]


@MANY
@given(stories(TRUST_STEPS), st.integers(0, 500))
def test_every_way_to_the_tie_agrees_with_section_6_and_so_do_its_parts(
    said: Said, as_of: int
) -> None:
    tables = folded(facts(said), MODELS)
    who, t = directory.identity(tables), day(as_of)
    met = {}
    for person in OTHERS:
        wanted = section6.trust(said, ME, person, t)
        quick, whole = (
            tie(tables, who, ME, person, t),
            explain(tables, who, ME, person, t),
        )
        for found in (quick, whole):
            assert found.trust == pytest.approx(wanted.trust, abs=CLOSE)
            assert found.evidence == pytest.approx(wanted.evidence, abs=CLOSE)
            assert found.missed == pytest.approx(wanted.missed, abs=CLOSE)
            assert found.days_met == wanted.days_met
        if quick.days_met:
            met[who.root(person)] = quick
        check_parts(whole, wanted)
    assert ties(tables, who, ME, t) == met


def test_a_correction_of_who_came_leaves_the_one_who_did_not_come() -> None:
    gathering = identity(1)
    expected = (ME, ADA)
    said: Said = [
        *opening(),
        (identity(2), CoffeeHad(occurred_on=day(1), participants=expected)),
    ]
    steps = (
        MeetingProposed(
            occurred_on=day(0), form="lunch", participants=expected, proposed_by=ME
        ),
        CoffeeHad(occurred_on=day(9), participants=(ME, BELA)),
        MeetingMissed(occurred_on=day(9), missed_by=ADA, participants=expected),
        MeetingCorrected(participants=(BELA, CHEN)),
    )
    for step in steps:
        said.append((gathering, step))
    tables = folded(facts(said), MODELS)
    who, t = directory.identity(tables), day(9)
    wanted = section6.trust(said, ME, ADA, t)
    assert wanted.missed == 2.0
    for found in (
        tie(tables, who, ME, ADA, t),
        explain(tables, who, ME, ADA, t),
        ties(tables, who, ME, t)[ADA],
    ):
        assert found.missed == wanted.missed
        assert found.trust == pytest.approx(wanted.trust, abs=CLOSE)


def test_a_no_show_weighs_for_the_people_who_waited() -> None:
    expected = (ME, ADA)
    said: Said = [
        *opening(),
        (identity(2), CoffeeHad(occurred_on=day(1), participants=(BELA, ADA))),
        (
            identity(1),
            MeetingProposed(
                occurred_on=day(0), form="lunch", participants=expected, proposed_by=ME
            ),
        ),
        (
            identity(1),
            MeetingMissed(occurred_on=day(9), missed_by=ADA, participants=expected),
        ),
    ]
    tables = folded(facts(said), MODELS)
    who, t = directory.identity(tables), day(9)
    assert tie(tables, who, ME, ADA, t).missed == 2.0
    assert tie(tables, who, BELA, ADA, t).missed == 2.0
    as_owner = tie(tables, who, BELA, ADA, t, is_owner=True)
    assert as_owner.missed == 0.0, "what one owner waited for is not another owner's"
    assert as_owner.evidence > 0


def check_parts(found: Tie, wanted: section6.Result) -> None:
    shares = {each.i: each.share for each in found.contributions if each.share}
    assert shares == pytest.approx(
        {i: share for i, share in wanted.shares.items() if share}, abs=CLOSE
    )
    assert fsum(shares.values()) == pytest.approx(found.trust, abs=1e-9)
    for each in (*found.contributions, *found.no_shows):
        taken = (each.left, each.same_day, each.time, each.cap)
        assert fsum(taken) == pytest.approx(each.worth, abs=CLOSE)
        assert min(taken) >= -CLOSE


@given(
    stories(TRUST_STEPS),
    st.integers(0, 500),
    st.sampled_from([ME, *OTHERS]),
    st.sampled_from(OTHERS),
)
def test_trust_between_any_two_people_agrees_with_section_6(
    said: Said, as_of: int, one: str, other: str
) -> None:
    tables = folded(facts(said), MODELS)
    who, t = directory.identity(tables), day(as_of)
    for from_, to in ((one, other), (other, one)):
        for permille in (None, 1, 690):
            wanted = section6.trust(said, from_, to, t, permille)
            found = tie(tables, who, from_, to, t, trust_permille=permille)
            assert found.trust == pytest.approx(wanted.trust, abs=CLOSE)


@pytest.mark.long
@settings(max_examples=20 * settings().max_examples)
@given(stories(TRUST_STEPS, max_size=200), st.integers(0, 500))
def test_long_histories_agree_with_section_6(said: Said, as_of: int) -> None:
    tables = folded(facts(said), MODELS)
    who, t = directory.identity(tables), day(as_of)
    for person in OTHERS:
        wanted = section6.trust(said, ME, person, t)
        assert tie(tables, who, ME, person, t).trust == pytest.approx(
            wanted.trust, abs=CLOSE
        )
