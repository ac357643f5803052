"""Who met whom at the same table, and what came of introductions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.exchange import ExchangeRetracted, FavourGiven, IntroductionMade
from ledger.facts.ledger_stream import PeopleMerged
from ledger.facts.meeting.events import MeetingCorrected, MeetingRetracted
from projections.engine.tables import key_number
from projections.network import acquaintances
from projections.network.acquaintances import (
    Introduction,
    Together,
    by_person,
    companies,
    companies_among,
    exchanges,
    introduced,
    introductions,
    together,
)
from projections.network.attention import minutes as time_together
from projections.network.attention import usual_minutes_by_form
from projections.series import meetings_among, past_meetings
from projections.timeline.query import happenings, minutes_until
from projections.trust.query import meetings_with_others
from tests.read_models.given import ADA, BELA, CHEN, DORA, ME, ORIGIN, day, identity
from tests.read_models.readings import Said, asked, met, whole
from tests.read_models.stories import stories


def pairs(said: Said, person: str | None = None) -> list[Together]:
    answers = asked(said)
    return together(answers.tables, answers.identity, person)


def made(said: Said) -> list[Introduction]:
    answers = asked(said)
    done = list(exchanges(answers.tables, answers.identity))
    held = companies(answers.tables, answers.identity)
    return introductions(done, by_person(held, introduced(done), ME))


def pair(one: str, other: str) -> tuple[str, str]:
    return (min(one, other), max(one, other))


def test_everybody_at_a_table_met_everybody_else_there() -> None:
    said: Said = [
        met("lunch", ADA, BELA, CHEN, on=5),
        met("dinner", ADA, BELA, on=9),
        met("coffee", ADA, DORA, on=1, me=False),
        met("call", ADA, DORA, on=20),
        met("coffee", CHEN, on=3),
    ]
    assert pairs(said) == [
        Together(pair(ADA, BELA), 2, day(5), day(9)),
        *(
            Together(each, 1, day(5), day(5))
            for each in sorted((pair(ADA, CHEN), pair(BELA, CHEN)))
        ),
        Together(pair(ADA, DORA), 1, day(1), day(1)),
    ]
    assert [each.people for each in pairs(said, CHEN)] == sorted(
        (pair(ADA, CHEN), pair(BELA, CHEN))
    )


def test_corrections_and_retractions_are_followed() -> None:
    said: Said = [met("lunch", ADA, BELA, on=5, at=1)]
    both = tuple(sorted((ME, ADA)))
    assert pairs([*said, (identity(1), MeetingCorrected(participants=both))]) == []
    assert pairs([*said, (identity(1), MeetingCorrected(form="call"))]) == []
    assert pairs([*said, (identity(1), MeetingRetracted())]) == []


def test_entries_that_are_one_person_met_nobody_new() -> None:
    said: Said = [
        met("lunch", ADA, BELA, on=5),
        (ORIGIN, PeopleMerged(person=BELA, into=ADA)),
    ]
    assert pairs(said) == []


def test_introductions_name_the_introducer_and_the_first_meeting() -> None:
    said: Said = [
        (
            identity(1),
            IntroductionMade(
                by=ADA, people=tuple(sorted((ME, BELA))), occurred_on=day(10)
            ),
        ),
        (
            identity(2),
            IntroductionMade(
                by=ME, people=tuple(sorted((CHEN, DORA))), occurred_on=day(5)
            ),
        ),
        (
            identity(3),
            IntroductionMade(
                by=ME, people=tuple(sorted((CHEN, ADA))), occurred_on=day(5)
            ),
        ),
        (identity(3), ExchangeRetracted()),
        (identity(4), FavourGiven(owner=ME, person=ADA, occurred_on=day(5))),
        met("coffee", BELA, on=9),
        met("coffee", BELA, on=30),
        met("coffee", BELA, on=31),
    ]
    assert made(said) == [
        Introduction(f"{identity(2)}/1", day(5), ME, frozenset((CHEN, DORA)), None),
        Introduction(f"{identity(1)}/1", day(10), ADA, frozenset((ME, BELA)), day(30)),
    ]


def test_who_was_introduced_to_himself_after_a_merge_was_introduced_to_nobody() -> None:
    said: Said = [
        (
            identity(1),
            IntroductionMade(
                by=CHEN, people=tuple(sorted((ADA, BELA))), occurred_on=day(1)
            ),
        ),
        (ORIGIN, PeopleMerged(person=BELA, into=ADA)),
    ]
    assert made(said) == []


@given(stories(), st.integers(0, 600), st.integers(0, 200))
def test_what_is_kept_of_meetings_says_who_met_as_their_events_do(
    said: Said, number: int, days: int
) -> None:
    answers = whole(said)
    tables, who = answers.tables, answers.identity
    everything = companies(tables, who)
    assert together(tables, who) == acquaintances.pairs(who, everything)
    begin, end = day(number), day(number + days)
    for since, until in ((None, None), (None, end), (begin, None), (begin, end)):
        kept = list(companies(tables, who, since=since, until=until))
        events = list(happenings(tables, who, since=since, until=until))
        assert kept == list(companies_among(who, events))
        held = past_meetings(tables, who, answers.listed, since=since, until=until)
        assert [*held] == [*meetings_among(events, who, answers.listed)]
        me = who.root(ME)
        shared = [
            each
            for each in kept
            if me in each.people and any(map(answers.listed, each.people - {me}))
        ]
        meetings = meetings_with_others(
            tables, who, answers.listed, since=since, until=until
        )
        in_person = {key_number(each.day.toordinal(), each.i) for each in kept}
        assert meetings & in_person == {
            key_number(each.day.toordinal(), each.i) for each in shared
        }
        ends = sorted({day(0), begin, end, day(900)})
        minutes = [
            sum(time_together(each) for each in shared if each.day <= last)
            for last in ends
        ]
        assert minutes == minutes_until(tables, usual_minutes_by_form(), meetings, ends)
