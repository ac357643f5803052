"""The laws of DESIGN section 6, on random ties and on random histories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.facts.connection.events import (
    ConnectionAccepted,
    ConnectionRequested,
    MessagesExchanged,
)
from ledger.facts.event import Event
from ledger.facts.meeting import events as meetings
from ledger.facts.meeting.events import (
    MeetingCorrected,
    MeetingReinstated,
    MeetingRetracted,
    PhoneCallHad,
    forms,
)
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.directory.tables import PROJECTION as DIRECTORY
from projections.engine.fold import fold
from projections.engine.memory import Memory
from projections.trust.model import (
    EARNS,
    Evidence,
    Tie,
    explained,
    remaining,
    scepticism,
    stability,
    weighed,
    weight_of_day,
    worth,
)
from projections.trust.query import explain, ties
from projections.trust.tables import PROJECTION as TRUST
from tests.read_models.given import ADA, ME, OTHERS, day, facts, folded, identity
from tests.read_models.stories import TRUST_STEPS, stories

MANY = settings(max_examples=5 * settings().max_examples)
MODELS = (DIRECTORY, TRUST)
ROUNDING = 1e-15
Said = list[tuple[str, Event]]

XS = [worth(kind, None) for kind in forms().values()] + [4.7, 0.003]


@dataclass(frozen=True)
class Case:
    """What happened between two people, and the day and culture it is seen from."""

    met: tuple[Evidence, ...]
    exchanged: tuple[Evidence, ...]
    missed: tuple[Evidence, ...]
    k: float
    t: int

    def tie(self) -> Tie:
        return explained(self.met, self.exchanged, self.missed, self.k, self.t)


def case(seed: int, meetings: int, others: int) -> Case:
    """A case of so many meetings, and of at most so many exchanges and no-shows."""
    random = Random(seed)
    span = random.choice(
        [3, 12, 300, 4000]
    )  # few days, so that many meetings share one
    i = iter(random.sample(range(1000), meetings + 2 * others))

    def some(most: int) -> list[Evidence]:
        return [
            Evidence(next(i), random.randint(1, span))
            for _ in range(random.randint(0, most))
        ]

    met = [
        Evidence(next(i), random.randint(1, span), random.choice(XS))
        for _ in range(meetings)
    ]
    k = scepticism(random.choice([1, 260, 400, 690, 999, random.randint(1, 999)]))
    return Case(
        tuple(met),
        tuple(some(others)),
        tuple(some(others)),
        k,
        random.randint(1, 2 * span),
    )


CASES = st.builds(case, st.integers(0, 2**64), st.integers(0, 12), st.integers(0, 6))


def one_more(seed: int) -> tuple[Evidence, Evidence]:
    random = Random(seed)
    on = random.choice([random.randint(1, 12), random.randint(1, 4000)])
    return Evidence(random.choice([-1, 5000]), on, random.choice(XS)), Evidence(
        6000, on
    )


@MANY
@given(CASES)
def test_trust_is_below_1_and_0_only_for_people_never_met(
    case: Case,
) -> None:
    trust = case.tie().trust
    assert 0 <= trust < 1
    assert (trust > 0) == any(each.day <= case.t and each.x > 0 for each in case.met)


@MANY
@given(CASES, st.integers(0, 2**64).map(one_more))
def test_one_more_meeting_or_exchange_on_any_past_day_never_lowers_trust(
    case: Case, more: tuple[Evidence, Evidence]
) -> None:
    before, (meeting, exchange) = case.tie().trust, more
    assert replace(case, met=(*case.met, meeting)).tie().trust >= before - ROUNDING
    assert (
        replace(case, exchanged=(*case.exchanged, exchange)).tie().trust
        >= before - ROUNDING
    )


@MANY
@given(CASES, st.integers(0, 2000))
def test_with_nothing_new_and_no_no_shows_trust_never_rises(
    case: Case, later: int
) -> None:
    case = by_then(replace(case, missed=()))
    assert replace(case, t=case.t + later).tie().trust <= case.tie().trust + ROUNDING


def by_then(case: Case) -> Case:
    """The case without what is still to come."""
    met = tuple(each for each in case.met if each.day <= case.t)
    exchanged, missed = (
        tuple(each for each in some if each.day <= case.t)
        for some in (case.exchanged, case.missed)
    )
    return replace(case, met=met, exchanged=exchanged, missed=missed)


@MANY
@given(CASES)
def test_what_comes_after_the_day_counts_for_nothing(case: Case) -> None:
    assert by_then(case).tie() == case.tie()


@MANY
@given(CASES)
def test_the_more_people_trust_each_other_the_more_the_same_meetings_earn(
    case: Case,
) -> None:
    by_culture = [
        replace(case, k=scepticism(share)).tie().trust for share in (260, 400, 690)
    ]
    assert by_culture == sorted(by_culture)


@MANY
@given(CASES)
def test_trust_from_days_is_trust_from_meetings(case: Case) -> None:
    found, case = case.tie(), by_then(case)
    days = sorted({each.day for each in case.met if each.x})
    weights = [
        (day, weight_of_day(each.x for each in case.met if each.day == day))
        for day in days
    ]
    absent = [each.day for each in case.missed]
    quick = weighed(
        weights, [each.day for each in case.exchanged], absent, case.k, case.t
    )
    assert quick.trust == pytest.approx(found.trust, abs=1e-12)
    assert (quick.days_met, quick.last_met) == (found.days_met, found.last_met)


@MANY
@given(CASES, st.integers(0, 2**64))
def test_the_order_of_leaves_does_not_matter_to_the_last_bit(
    case: Case, seed: int
) -> None:
    i = iter(Random(seed).sample(range(1000), 100))
    met = tuple(each._replace(i=next(i)) for each in case.met)
    exchanged, missed = (
        tuple(each._replace(i=next(i)) for each in some)
        for some in (case.exchanged, case.missed)
    )
    assert (
        replace(case, met=met, exchanged=exchanged, missed=missed).tie().trust
        == case.tie().trust
    )


@given(st.integers(1, 5000), st.integers(1, 4000))
def test_the_more_days_met_the_larger_the_part_that_is_kept(
    days: int, age: int
) -> None:
    assert remaining(age, stability(days + 1)) > remaining(age, stability(days))


def test_after_a_year_more_is_left_of_many_coffees_than_of_few() -> None:
    kept = []
    for count in range(1, 60):
        weekly = [Evidence(n, 7 + 7 * n, 1.0) for n in range(count)]
        end, k = 7 * count, scepticism(260)
        kept.append(
            explained(weekly, [], [], k, end + 365).evidence
            / explained(weekly, [], [], k, end).evidence
        )
    assert kept == sorted(kept)


def test_every_form_of_the_table_is_one_the_facts_know() -> None:
    in_the_flesh = {
        name for name, kind in forms().items() if kind.family == "in the flesh"
    }
    assert set(EARNS) == in_the_flesh


# ---------------------------------------------------------------- on histories


def everybody(said: Said, t: int = 400) -> dict[str, Tie]:
    tables = folded(facts(said), MODELS)
    return ties(tables, directory.identity(tables), ME, day(t))


@MANY
@given(stories(TRUST_STEPS), st.integers(0, 2**32))
def test_clicks_and_calls_change_nothing_at_all(said: Said, seed: int) -> None:
    random, more = Random(seed), list(said)
    for n in range(20):
        who, on = random.choice(OTHERS), day(random.randrange(300))
        about: dict[str, Any] = {"owner": ME, "person": who, "network": "linkedin"}
        clicks = [
            ConnectionRequested(**about, occurred_on=on, direction="received"),
            ConnectionAccepted(**about, occurred_on=on),
            MessagesExchanged(**about, count=3, through=on),
            PhoneCallHad(
                occurred_on=on, participants=tuple(sorted((ME, who))), minutes=90
            ),
        ]
        more.insert(
            random.randrange(7, len(more) + 1),
            (identity(5000 + n), random.choice(clicks)),
        )
    assert everybody(more) == everybody(said)


@MANY
@given(stories(TRUST_STEPS), st.integers(0, 2**32))
def test_the_order_of_recording_does_not_matter(said: Said, seed: int) -> None:
    queues: dict[str, list[Event]] = {}
    for stream, event in said[1:]:
        queues.setdefault(stream, []).append(event)
    random, mixed = Random(seed), said[:1]
    while queues:
        stream = random.choice(list(queues))
        mixed.append((stream, queues[stream].pop(0)))
        if not queues[stream]:
            del queues[stream]
    assert everybody(mixed) == everybody(said)


@MANY
@given(stories(TRUST_STEPS))
def test_a_fact_folded_twice_is_folded_once(said: Said) -> None:
    made = facts(said)
    twice = Memory(made)
    fold(MODELS, twice, [again for fact in made for again in (fact, fact)])
    once = folded(made, MODELS)
    for table in (table for each in MODELS for table in each.tables):
        assert list(twice.scan(table)) == list(once.scan(table))


@MANY
@given(stories(TRUST_STEPS), st.integers(0, 2**32))
def test_a_retraction_is_as_if_it_had_never_been_and_a_reinstatement_undoes_that(
    said: Said, seed: int
) -> None:
    both = tuple(sorted((ME, Random(seed).choice(OTHERS))))
    lunch = (
        identity(9000),
        meetings.LunchHad(occurred_on=day(seed % 90), participants=both),
    )
    with_it = everybody([*said, lunch])
    gone = [*said, lunch, (identity(9000), MeetingRetracted())]
    assert everybody(gone) == everybody(said)
    assert everybody([*gone, (identity(9000), MeetingReinstated())]) == with_it


@MANY
@given(stories(TRUST_STEPS), st.integers(0, 2**32))
def test_a_corrected_meeting_counts_like_one_recorded_right(
    said: Said, seed: int
) -> None:
    random, stream = Random(seed), identity(9000)
    wrong = tuple(sorted((ME, random.choice(OTHERS))))
    right = tuple(sorted((ME, random.choice(OTHERS))))
    on, minutes = day(random.randrange(90)), random.choice([None, 7, 120])
    at_once = meetings.DinnerHad(occurred_on=on, participants=right, minutes=minutes)
    corrected = MeetingCorrected(
        form="dinner", participants=right, occurred_on=on, minutes=minutes
    )
    first = meetings.CoffeeHad(occurred_on=day(3), participants=wrong, minutes=45)
    assert everybody([*said, (stream, first), (stream, corrected)]) == everybody(
        [*said, (stream, at_once)]
    )


@MANY
@given(stories(TRUST_STEPS))
def test_after_a_merge_the_two_are_as_one_who_was_at_all_of_it(said: Said) -> None:
    tables = folded(facts(said), MODELS)
    for who in OTHERS:
        merged = Identity({each: who for each in OTHERS if each != who}, ME)
        one = explain(tables, merged, ME, who, day(400))
        apart = [
            explain(tables, Identity({}, ME), ME, each, day(400)) for each in OTHERS
        ]
        leaves = {c.i for each in apart for c in each.contributions}
        assert {c.i for c in one.contributions} == leaves
        assert one.trust >= max(each.trust for each in apart) - ROUNDING or any(
            e.missed for e in apart
        )


def test_trust_in_somebody_never_heard_of_is_nothing() -> None:
    tables = folded(facts([]), MODELS)
    assert explain(tables, Identity(), ME, ADA, day(0)).trust == 0
    assert ties(tables, Identity(), ME, day(0)) == {}
