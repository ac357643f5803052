from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledger.errors import Refused
from ledger.facts import exchange
from ledger.facts.connection import events as connections
from ledger.facts.connection.events import Connection
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event
from ledger.facts.exchange import Exchange
from ledger.facts.ledger_stream import (
    Book,
    CultureChosen,
    GoalSet,
    LedgerOpened,
    MeetingsJoined,
    MeetingsParted,
    PeopleDistinguished,
    PeopleMerged,
    PeopleUnmerged,
    SigningKeyRevoked,
    SigningKeySet,
)
from ledger.facts.meeting import events as meetings
from ledger.facts.meeting import state as meeting_state
from ledger.facts.meeting.state import Meeting
from ledger.facts.owners_own import as_seen_by
from ledger.facts.person.events import (
    AliasAdded,
    CadenceSet,
    DetailsChanged,
    NoteReinstated,
    NoteRetracted,
    NoteTaken,
    PersonAdded,
    PersonErased,
    PersonRenamed,
    PersonRetracted,
    PersonSnoozed,
    TextErased,
)
from ledger.facts.person.state import PersonState
from ledger.facts.undo import out_of_effect, take_back
from tests.facts.cast import ADA, BOB, CLEO, ME, TODAY, YESTERDAY
from tests.facts.histories import Decisions, decisions

ANY_STREAM = st.sampled_from(list(STREAMS)).flatmap(decisions)

CAMILLE = PersonAdded(name="Camille Lefèvre")
OPENED = LedgerOpened(owner=ME, culture="french", trust_permille=260)
COFFEE = meetings.CoffeeHad(
    occurred_on=YESTERDAY, participants=(ME, ADA), minutes=30, note="hello"
)


def state_of(history: Sequence[Event], without: Collection[int] = ()) -> Any:
    """The state of a history as if the events at some positions said nothing."""
    decider = STREAMS[history[0].stream_kind]
    state = decider.initial
    for position, event in enumerate(history, start=1):
        skipped = position in without and not isinstance(event, LedgerOpened)
        state = (
            replace(state, version=position)
            if skipped
            else decider.evolve(state, event)
        )
    return state


def meaning(state: Any) -> Any:
    """What a state tells: what is retracted as a whole tells as much as what was never said."""
    match state:
        case Book():
            return (
                state.culture,
                state.trust_permille,
                dict(state.into),
                state.distinct,
                dict(state.same_meetings),
                state.distinct_meetings,
            )
        case PersonState(added=False) | PersonState(retracted=True):
            return None
        case PersonState():
            notes = state.notes - state.retracted_notes
            known = (state.names, dict(state.details), state.aliases, notes)
            return (*known, state.restricted, state.every_days, state.until)
        case Connection():
            facts = list(connections.live(state))
            return (connections.standing(state), connections.messages(state), facts)
        case Meeting():
            told = meeting_state.status(state)
            return told and (
                told,
                meeting_state.held(state),
                list(meeting_state.live(state)),
            )
        case Exchange(retracted=True):
            return None
        case Exchange():
            return state.made
        case _:
            raise AssertionError(state)


def positions_of(decided: Decisions, number: int) -> list[int]:
    before = sum(len(events) for events in decided[:number])
    return list(range(before + 1, before + len(decided[number]) + 1))


@settings(max_examples=4 * settings().max_examples)
@given(ANY_STREAM)
def test_taking_the_last_decision_back_leaves_what_was_before(
    decided: Decisions,
) -> None:
    history = list(chain(*decided))
    last = positions_of(decided, len(decided) - 1)
    undone = take_back(history, *last)
    before = STREAMS[history[0].stream_kind].state(history[: last[0] - 1])
    if not isinstance(history[-1], LedgerOpened):
        assert meaning(state_of([*history, *undone])) == meaning(before)


@settings(max_examples=4 * settings().max_examples)
@given(ANY_STREAM, st.data())
def test_taking_anything_back_leaves_all_other_facts(
    decided: Decisions, data: st.DataObject
) -> None:
    history = list(chain(*decided))
    positions = data.draw(st.sets(st.integers(1, len(history)), min_size=1))
    try:
        undone = take_back(history, *positions)
    except Refused as refusal:
        assert "since" in refusal.message  # noqa: PT017  which refusals there may be is the point
        return
    assert meaning(state_of([*history, *undone])) == meaning(
        state_of(history, positions)
    )


@given(ANY_STREAM, st.data())
def test_what_was_taken_back_is_not_taken_back_again(
    decided: Decisions, data: st.DataObject
) -> None:
    history = list(chain(*decided))
    positions = data.draw(st.sets(st.integers(1, len(history)), min_size=1))
    try:
        history += take_back(history, *positions)
    except Refused:
        assume(False)
    assert take_back(history, *positions) == ()


@given(ANY_STREAM, st.data())
def test_taking_back_can_be_taken_back(decided: Decisions, data: st.DataObject) -> None:
    history = list(chain(*decided))
    number = data.draw(st.integers(0, len(decided) - 1))
    try:
        undone = take_back(history, *positions_of(decided, number))
    except Refused:
        assume(False)
    both = [*history, *undone]
    again = take_back(both, *range(len(history) + 1, len(both) + 1)) if undone else ()
    assert meaning(state_of([*both, *again])) == meaning(state_of(history))


@given(ANY_STREAM)
def test_one_undo_after_another_goes_back_step_by_step(decided: Decisions) -> None:
    history = list(chain(*decided))
    ignoring: set[int] = set()
    for number in reversed(range(len(decided))):
        positions = positions_of(decided, number)
        undone = take_back(history, *positions, ignoring=ignoring)
        ignoring |= {
            *positions,
            *range(len(history) + 1, len(history) + len(undone) + 1),
        }
        history += undone
        if not isinstance(history[positions[0] - 1], LedgerOpened):
            before = STREAMS[history[0].stream_kind].state(history[: positions[0] - 1])
            assert meaning(state_of(history)) == meaning(before)


OWNERS = (ME, ADA, BOB)
SETTINGS = st.one_of(
    st.builds(CadenceSet, every_days=st.none() | st.integers(1, 3)),
    st.builds(PersonSnoozed, until=st.none() | st.sampled_from([TODAY, YESTERDAY])),
)
GOALS = st.builds(
    GoalSet,
    form=st.sampled_from(["coffee", "lunch"]),
    count=st.none() | st.integers(1, 3),
    per=st.sampled_from(["week", "month"]),
)


@settings(max_examples=2 * settings().max_examples)
@given(
    st.sampled_from([(CAMILLE, SETTINGS), (OPENED, GOALS)]).flatmap(
        lambda stream: st.lists(
            st.tuples(st.sampled_from(OWNERS), stream[1]), min_size=1
        ).map(lambda settings: [(ME, stream[0]), *settings])
    ),
    st.data(),
)
def test_undoing_a_setting_of_one_owner_leaves_those_of_the_others(
    recorded: list[tuple[str, Event]], data: st.DataObject
) -> None:
    position = data.draw(st.integers(2, len(recorded)))
    owner = recorded[position - 1][0]

    def settings_of(
        other: str, without: Collection[int] = (), more: Sequence[Event] = ()
    ) -> Any:
        after = [*recorded, *((owner, event) for event in more)]
        state = state_of(as_seen_by({other}, after), without)
        return replace(state, version=0)

    undone = take_back(as_seen_by({owner}, recorded), position)
    assert settings_of(owner, more=undone) == settings_of(owner, {position})
    for other in {*OWNERS} - {owner}:
        assert settings_of(other, more=undone) == settings_of(other)


def test_a_value_that_was_replaced_since_stays_replaced() -> None:
    history = [
        OPENED,
        CultureChosen(culture="anglo", trust_permille=400),
        CultureChosen(culture="nordic", trust_permille=690),
    ]
    assert take_back(history, 2) == ()
    assert take_back(history, 3) == (
        CultureChosen(culture="anglo", trust_permille=400),
    )
    assert take_back(history, 2, 3) == (
        CultureChosen(culture="french", trust_permille=260),
    )


def test_undoing_an_import_takes_back_only_its_own_facts() -> None:
    history = [
        CAMILLE,
        DetailsChanged(place="Lyon", position="Directrice"),
        DetailsChanged(position="Associée", tags=("work",)),
    ]
    assert take_back(history, 2) == (DetailsChanged(place=""),)
    assert take_back(history, 3) == (DetailsChanged(position="Directrice", tags=()),)


def test_a_renamed_person_gets_the_earlier_name_whole() -> None:
    history = [
        PersonAdded(name="Camille Lefèvre", given="Camille", family="Lefèvre"),
        PersonRenamed(name="Cam"),
    ]
    assert take_back(history, 2) == (
        PersonRenamed(name="Camille Lefèvre", given="Camille", family="Lefèvre"),
    )


def test_a_name_that_was_erased_is_not_given_again() -> None:
    with pytest.raises(Refused, match="The earlier name"):
        take_back([PersonAdded(), PersonRenamed(name="Cam")], 2)


def test_erased_text_does_not_come_back() -> None:
    assert take_back([CAMILLE, DetailsChanged(), DetailsChanged(place="Lyon")], 3) == (
        DetailsChanged(place=""),
    )
    assert take_back([CAMILLE, AliasAdded()], 2) == ()
    assert take_back([CAMILLE, PersonRenamed()], 2) == ()


def test_adding_a_person_is_taken_back_by_retracting_them_with_all_that_is_known() -> (
    None
):
    assert take_back([CAMILLE, NoteTaken(text="hello")], 1, 2) == (PersonRetracted(),)


def test_a_note_is_taken_back_by_its_position_and_given_back_so() -> None:
    history = [CAMILLE, NoteTaken(text="hello"), NoteRetracted(note=2)]
    assert take_back(history[:2], 2) == (NoteRetracted(note=2),)
    assert take_back(history, 3) == (NoteReinstated(note=2),)


def test_nothing_is_taken_back_about_who_was_erased() -> None:
    history = [PersonAdded(), NoteTaken(), PersonErased(reason="request")]
    assert take_back(history, 1) == take_back(history, 2) == ()


@pytest.mark.parametrize(
    "event", [PersonErased(reason="request"), TextErased(event=f"{ADA}/1")]
)
def test_an_erasure_cannot_be_taken_back(event: Event) -> None:
    with pytest.raises(Refused, match="An erasure cannot be undone"):
        take_back([CAMILLE, event], 2)


def test_a_signing_key_cannot_be_taken_back() -> None:
    with pytest.raises(Refused, match="A signing key cannot be removed"):
        take_back([OPENED, SigningKeySet(public_key="A" * 43 + "=")], 2)


def test_a_revocation_cannot_be_taken_back() -> None:
    with pytest.raises(Refused, match="stays revoked"):
        take_back([OPENED, SigningKeyRevoked(public_key="B" * 42 + "E=")], 2)


def test_a_ledger_stays_open_whatever_is_taken_back() -> None:
    assert take_back([OPENED], 1) == ()


def test_a_merge_is_taken_back_and_given_back() -> None:
    records = [OPENED, MeetingsJoined(meeting=ADA, same_as=BOB)]
    assert take_back(records, 2) == (MeetingsParted(meeting=ADA),)
    assert take_back([*records, MeetingsParted(meeting=ADA)], 3) == (
        MeetingsJoined(meeting=ADA, same_as=BOB),
    )
    history = [OPENED, PeopleMerged(person=ADA, into=BOB)]
    assert take_back(history, 2) == (PeopleUnmerged(person=ADA),)
    assert take_back([*history, PeopleUnmerged(person=ADA)], 3) == (
        PeopleMerged(person=ADA, into=BOB),
    )


def test_giving_a_merge_back_never_makes_a_circle() -> None:
    history = [
        OPENED,
        PeopleMerged(person=ADA, into=BOB),
        PeopleUnmerged(person=ADA),
        PeopleMerged(person=BOB, into=ADA),
    ]
    with pytest.raises(Refused, match="merged differently since"):
        take_back(history, 3)


def test_a_distinction_is_taken_back() -> None:
    history = [
        OPENED,
        PeopleDistinguished(people=(ADA, BOB)),
        PeopleDistinguished(people=(ADA, CLEO)),
    ]
    (withdrawn,) = take_back(history, 2)
    assert STREAMS["ledger"].state([*history, withdrawn]).distinct == {(ADA, CLEO)}


def test_a_coffee_is_taken_back_as_a_whole() -> None:
    assert take_back([COFFEE], 1) == (meetings.MeetingRetracted(),)


def test_a_coffee_that_was_planned_leaves_its_plan() -> None:
    plan = meetings.MeetingProposed(
        occurred_on=YESTERDAY, form="coffee", participants=(ME, ADA), proposed_by=ME
    )
    agreed = meetings.MeetingAgreed(occurred_on=YESTERDAY, by=ADA)
    assert take_back([plan, agreed, COFFEE], 3) == (meetings.MeetingRetracted(event=3),)
    assert take_back([plan, agreed, COFFEE], 1) == (meetings.MeetingRetracted(event=1),)
    assert take_back([plan, agreed], 1) == (meetings.MeetingRetracted(),)


def test_a_correction_is_taken_back_by_a_correction() -> None:
    history = [
        COFFEE,
        meetings.MeetingCorrected(minutes=None, note="bye"),
        meetings.MeetingCorrected(form="lunch"),
    ]
    assert take_back(history, 2) == (
        meetings.MeetingCorrected(minutes=30, place="", note="hello"),
    )
    assert take_back(history, 3) == (meetings.MeetingCorrected(form="coffee"),)


def test_two_meetings_never_come_of_one_gathering() -> None:
    lunch = meetings.LunchHad(occurred_on=TODAY, participants=(ME, ADA))
    with pytest.raises(Refused, match="Another meeting has been recorded here since"):
        take_back([COFFEE, meetings.MeetingRetracted(event=1), lunch], 2)


def test_a_corrected_exchange_is_as_it_was() -> None:
    favour = exchange.FavourGiven(occurred_on=YESTERDAY, owner=ME, person=ADA)
    history = [
        favour,
        exchange.ExchangeCorrected(note="hello"),
        exchange.ExchangeRetracted(),
    ]
    assert take_back(history[:2], 2) == (exchange.ExchangeCorrected(note=""),)
    assert take_back(history, 3) == (exchange.ExchangeReinstated(),)


def test_batches_that_undo_and_are_undone_are_out_of_effect() -> None:
    assert out_of_effect({}) == frozenset()
    assert out_of_effect({"undo": "coffee"}) == {"undo", "coffee"}
    assert out_of_effect({"undo": "coffee", "redo": "undo"}) == {"undo", "redo"}
    assert out_of_effect({"undo": "coffee", "redo": "undo", "again": "coffee"}) == {
        "undo",
        "redo",
        "again",
        "coffee",
    }
