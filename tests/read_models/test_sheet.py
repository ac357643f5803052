"""The sheet about a person: everything the ledger holds, after merges, without what was retracted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ledger.facts.ledger_stream import PeopleMerged
from projections.agenda import Balance
from projections.network.acquaintances import together
from projections.sheet import PersonSheet, Promises, person_sheet
from projections.trust.query import tie
from tests.read_models.given import ADA, BELA, CHEN, ME, ORIGIN, day
from tests.read_models.readings import Said, asked, met, whole
from tests.read_models.stories import stories


def sheet(said: Said, person: str = ADA, on: int = 100) -> PersonSheet:
    answers = asked(said)
    return person_sheet(
        answers.tables, answers.identity, answers.listed, person, day(on)
    )


def test_a_person_without_events_has_an_empty_sheet() -> None:
    empty = sheet([met("coffee", BELA, on=1)])
    assert (empty.meetings, empty.notes, empty.plans, empty.favours) == ([], [], [], [])
    assert (empty.since, empty.first_meeting, empty.minutes) == (None, None, 0)
    assert empty.balance == Balance(ADA, 0, 0)
    assert empty.promises == Promises(0, 0, 0)
    assert empty.tie.trust == 0.0


def test_the_most_recent_meeting_is_the_first_and_calls_take_no_time_together() -> None:
    shown = sheet(
        [met("coffee", ADA, on=1), met("lunch", ADA, on=9), met("call", ADA, on=5)]
    )
    assert [row.kind for row in shown.meetings] == [
        "LunchHad",
        "PhoneCallHad",
        "CoffeeHad",
    ]
    assert shown.first_meeting == shown.meetings[-1]
    assert shown.minutes == 30 + 90


def test_merged_people_have_one_sheet_with_the_meetings_of_both() -> None:
    said: Said = [met("coffee", ADA, on=1), met("coffee", BELA, CHEN, on=2)]
    said.append((ORIGIN, PeopleMerged(person=BELA, into=ADA)))
    shown = sheet(said)
    assert len(shown.meetings) == 2
    assert [pair.times for pair in shown.common] == [1]


@given(stories(), st.sampled_from([ADA, BELA, CHEN]))
def test_the_sheet_agrees_with_the_read_models(said: Said, person: str) -> None:
    answers = whole(said)
    tables, identity = answers.tables, answers.identity
    root = identity.root(person)
    if root == identity.root(ME):
        return
    shown = person_sheet(tables, identity, answers.listed, root, day(700))
    trust = tie(tables, identity, ME, root, day(700))
    assert abs(shown.tie.trust - trust.trust) < 1e-12
    listed_pairs = [
        pair
        for pair in together(tables, identity, root)
        if all(map(answers.listed, {*pair.people} - {root}))
    ]
    assert shown.common == listed_pairs
    assert all(row.live for row in (*shown.meetings, *shown.notes, *shown.favours))
