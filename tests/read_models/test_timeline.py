"""The timeline: every event once, as it stands now, and found by person, day and batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings

from ledger.errors import Ambiguous
from ledger.facts import exchange, ledger_stream
from ledger.facts.connection import events as connections
from ledger.facts.event import Event
from ledger.facts.meeting import events as meetings
from ledger.facts.meeting.state import INITIAL, evolve, live_steps
from ledger.facts.person import events as people
from projections import filters
from projections.directory import query as directory
from projections.directory.query import Identity
from projections.directory.tables import PROJECTION as DIRECTORY
from projections.directory.tables import Person
from projections.engine.memory import Memory
from projections.engine.tables import Fact, ordinal
from projections.filters import Filter, Occasion, left_out, occasion_of, occasions
from projections.queue.tables import PROJECTION as QUEUE
from projections.timeline import query as timeline
from projections.timeline.entries import TimelineEntry
from projections.timeline.query import (
    at,
    batch,
    batches_about,
    happenings,
    same_meetings,
)
from projections.timeline.tables import DAYS
from projections.timeline.tables import PROJECTION as TIMELINE
from projections.trust.tables import PROJECTION as TRUST
from tests.read_models.given import (
    ADA,
    BELA,
    CHEN,
    DORA,
    ME,
    NAMES,
    ORIGIN,
    OTHERS,
    day,
    facts,
    folded,
    identity,
    opening,
)
from tests.read_models.stories import stories

Said = list[tuple[str, Event]]
NOBODY = Identity(owner=ME)
FIRST = len(opening())
S, T, U = (identity(n) for n in (301, 302, 303))


def tell(*said: tuple[str, Event], batches: tuple[str, ...] = ("cli:b0",)) -> Memory:
    return folded(facts([*opening(), *said], batches), [DIRECTORY, TRUST, TIMELINE])


def row(tables: Memory, i: int) -> TimelineEntry:
    found = at(tables, FIRST + i)
    assert found is not None
    return found


def both(who: str) -> tuple[str, ...]:
    return tuple(sorted((ME, who)))


def test_a_meeting_is_shown_as_last_corrected_and_says_where_its_text_is() -> None:
    tables = tell(
        (
            S,
            meetings.CoffeeHad(
                occurred_on=day(0), participants=both(ADA), note="first"
            ),
        ),
        (S, meetings.MeetingCorrected(occurred_on=day(2), form="lunch", minutes=80)),
        (S, meetings.MeetingCorrected(participants=both(BELA), note="second")),
        (S, meetings.MeetingCorrected(precision="month")),
    )
    found = row(tables, 0)
    assert (found.day, found.precision, found.kind, found.minutes) == (
        "2024-01-10",
        "month",
        "LunchHad",
        80,
    )
    assert (found.participants, found.live, found.text) == (both(BELA), 1, FIRST + 2)
    assert found.id == f"{S}/1"
    assert [
        each.i for each in happenings(tables, NOBODY, ADA) if each.sort == "met"
    ] == []
    assert [
        each.i for each in happenings(tables, NOBODY, BELA) if each.sort == "met"
    ] == [FIRST]


def test_a_correction_is_on_the_day_it_was_recorded() -> None:
    tables = tell(
        (S, meetings.CoffeeHad(occurred_on=day(0), participants=both(ADA))),
        (S, meetings.MeetingCorrected(occurred_on=day(2), note="why not")),
    )
    found = row(tables, 1)
    assert (found.sort, found.day, found.text, found.participants) == (
        "change",
        "2026-11-23",
        FIRST + 1,
        both(ADA),
    )


@pytest.mark.parametrize("position", [None, 2])
def test_what_is_retracted_is_no_longer_live_until_it_is_reinstated(
    position: int | None,
) -> None:
    plan = meetings.MeetingProposed(
        occurred_on=day(0), form="coffee", participants=both(ADA), proposed_by=ME
    )
    said: Said = [
        (S, plan),
        (S, meetings.CoffeeHad(occurred_on=day(3), participants=both(ADA))),
        (S, meetings.MeetingRetracted(event=position)),
    ]
    plan_lives = int(position is not None)
    tables = tell(*said)
    assert [row(tables, i).live for i in range(3)] == [plan_lives, 0, 1]
    tables = tell(*said, (S, meetings.MeetingReinstated(event=position)))
    assert [row(tables, i).live for i in range(4)] == [1, 1, 1, 1]


def test_plans_exchanges_clicks_and_notes_have_sorts_of_their_own() -> None:
    tables = tell(
        (
            S,
            meetings.MeetingProposed(
                occurred_on=day(0),
                form="dinner",
                participants=both(ADA),
                proposed_by=ME,
            ),
        ),
        (S, meetings.MeetingAgreed(occurred_on=day(1), by=ADA)),
        (
            T,
            exchange.IntroductionMade(
                occurred_on=day(0), by=ADA, people=tuple(sorted((ME, BELA)))
            ),
        ),
        (T, exchange.ExchangeCorrected(occurred_on=day(5), note="x")),
        (
            U,
            connections.ConnectionAccepted(
                network="xing", occurred_on=None, owner=ME, person=ADA
            ),
        ),
        (
            U,
            connections.MessagesExchanged(
                network="xing", count=3, through=day(9), owner=ME, person=ADA
            ),
        ),
        (ADA, people.NoteTaken(text="likes tea")),
        (
            ADA,
            people.NoteTaken(occurred_on=day(4), precision="year", text="likes coffee"),
        ),
        (ADA, people.CadenceSet(every_days=3)),
        (ORIGIN, ledger_stream.PeopleMerged(person=BELA, into=CHEN)),
    )
    shown = [(r.sort, r.day, r.about) for r in (row(tables, i) for i in range(10))]
    assert shown == [
        ("plan", "2024-01-08", "dinner"),
        ("plan", "2024-01-09", None),
        ("exchange", "2024-01-13", None),
        ("change", "2026-11-23", None),
        ("click", "", "xing"),
        ("click", "2024-01-17", "xing"),
        ("note", "2026-11-23", None),
        ("note", "2024-01-12", None),
        ("person", "2026-11-23", None),
        ("book", "2026-11-23", None),
    ]
    assert row(tables, 1).participants == both(ADA)
    assert row(tables, 2).text == FIRST + 3


def test_a_retracted_click_or_note_is_no_longer_live_until_it_is_reinstated() -> None:
    said: Said = [
        (
            U,
            connections.ConnectionAccepted(
                owner=ME, person=ADA, network="xing", occurred_on=day(1)
            ),
        ),
        (ADA, people.NoteTaken(text="likes tea")),
        (U, connections.ConnectionRetracted(event=1)),
        (ADA, people.NoteRetracted(note=2)),
    ]
    assert [row(tell(*said), i).live for i in range(4)] == [0, 0, 1, 1]
    said += [
        (U, connections.ConnectionReinstated(event=1)),
        (ADA, people.NoteReinstated(note=2)),
    ]
    assert [row(tell(*said), i).live for i in range(6)] == [1] * 6


MET: Said = [
    (
        identity(400 + n),
        meetings.CoffeeHad(occurred_on=day(9 - n), participants=both(who)),
    )
    for n, who in enumerate((ADA, BELA, ADA, CHEN, ADA))
]


@pytest.mark.parametrize(
    ("person", "since", "until", "found"),
    [
        (None, None, None, [4, 3, 2, 1, 0]),
        (ADA, None, None, [4, 2, 0]),
        (ADA, day(6), None, [2, 0]),
        (ADA, None, day(7), [4, 2]),
        (None, day(6), day(7), [3, 2]),
        (ME, day(6), day(7), [3, 2]),
        (DORA, None, None, []),
    ],
)
def test_happenings_are_found_by_person_and_day_both_bounds_included(
    person: str | None, since: date | None, until: date | None, found: list[int]
) -> None:
    tables = tell(*MET)
    for back in (False, True):
        rows = happenings(
            tables, NOBODY, person, since=since, until=until, reverse=back
        )
        met = [each.i - FIRST for each in rows if each.sort == "met"]
        assert met == (found[::-1] if back else found)


def test_merged_people_have_one_timeline_with_every_event_once() -> None:
    dinner = (
        S,
        meetings.DinnerHad(
            occurred_on=day(3), participants=tuple(sorted((ME, ADA, BELA)))
        ),
    )
    tables = tell(*MET, dinner)
    merged = Identity({ADA: BELA}, ME)
    for who in (ADA, BELA):
        met = [
            each.i - FIRST
            for each in happenings(tables, merged, who)
            if each.sort == "met"
        ]
        assert met == [5, 4, 2, 1, 0]


def test_a_batch_is_found_by_its_beginning_and_the_last_one_without() -> None:
    made = facts([*opening(), *MET])
    sources = ["cli:aaaa-1"] * 3 + ["import:linkedin:bbbb-1"] * 5 + ["cli:aaaa-2"] * 4
    made = [
        fact._replace(state={**fact.state, "source": source})
        for fact, source in zip(made, sources, strict=True)
    ]
    tables = folded(made, [TRUST, TIMELINE])
    name, events = batch(tables, "BBBB")
    assert (name, [each.i for each in events]) == ("bbbb-1", [3, 4, 5, 6, 7])
    last, events = batch(tables)
    assert (last, [each.i for each in events]) == ("aaaa-2", [8, 9, 10, 11])
    assert batch(tables, "cccc") == ("cccc", ())
    assert batch(tables, " ") == (" ", ())
    with pytest.raises(Ambiguous):
        batch(tables, "aaaa")


def test_an_empty_ledger_has_no_last_batch() -> None:
    assert batch(folded([], [TRUST, TIMELINE])) == ("", ())


def test_batches_about_somebody_are_those_of_what_still_stands() -> None:
    coffee = meetings.CoffeeHad(occurred_on=day(0), participants=both(ADA))
    made = facts(
        [*opening(), (S, coffee), (S, meetings.MeetingRetracted()), (T, coffee)]
    )
    made = [
        f._replace(state={**f.state, "source": f"cli:{f.i if f.i >= FIRST else 0}"})
        for f in made
    ]
    assert batches_about(folded(made[:-2], [TRUST, TIMELINE]), NOBODY, ADA) == {
        "0",
        str(FIRST),
    }
    assert batches_about(folded(made[:-1], [TRUST, TIMELINE]), NOBODY, ADA) == {"0"}
    assert batches_about(folded(made, [TRUST, TIMELINE]), NOBODY, ADA) == {
        "0",
        str(FIRST + 2),
    }
    assert batches_about(folded(made, [TRUST, TIMELINE]), NOBODY, BELA) == {"0"}


def test_the_same_meeting_is_one_of_the_form_with_just_these_people_on_the_day() -> (
    None
):
    three = tuple(sorted((ME, ADA, BELA)))
    tables = tell(
        (S, meetings.CoffeeHad(occurred_on=day(0), participants=both(ADA))),
        (T, meetings.LunchHad(occurred_on=day(0), participants=both(ADA))),
        (U, meetings.CoffeeHad(occurred_on=day(0), participants=three)),
        (identity(304), meetings.CoffeeHad(occurred_on=day(1), participants=both(ADA))),
        (identity(305), meetings.CoffeeHad(occurred_on=day(0), participants=both(ADA))),
        (identity(305), meetings.MeetingRetracted()),
    )
    assert [
        each.stream
        for each in same_meetings(tables, NOBODY, "coffee", (ME, ADA), day(0))
    ] == [S]
    assert [
        each.stream
        for each in same_meetings(tables, NOBODY, "coffee", (BELA, ADA, ME), day(0))
    ] == [U]
    merged = Identity({DORA: ADA}, ME)
    assert [
        each.stream
        for each in same_meetings(tables, merged, "coffee", (ME, DORA), day(0))
    ] == [S]
    assert not same_meetings(tables, NOBODY, "dinner", (ME, ADA), day(0))


def test_the_timeline_holds_no_name_and_no_text() -> None:
    private = "a word nobody else uses"
    tables = tell(
        (
            S,
            meetings.CoffeeHad(
                occurred_on=day(0), participants=both(ADA), note=private, place=private
            ),
        ),
        (ADA, people.NoteTaken(text=private)),
    )
    kept = [
        str(value)
        for table in TIMELINE.tables
        for each in tables.scan(table)
        for value in each
    ]
    assert not [
        value
        for value in kept
        if private in value or value in set(NAMES.values()) - {"me"}
    ]


@pytest.mark.parametrize("person", [ADA, None])
def test_a_long_stream_is_not_read_again_for_each_of_its_events(
    person: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables, asked = (
        tell(*((ADA, people.NoteTaken(text=f"note {n}")) for n in range(40))),
        list[str](),
    )
    history = tables.history

    def counted(stream: str, i: int | None = None) -> Sequence[Fact]:
        asked.append(stream)
        return history(stream, i)

    histories = tables.histories

    def counted_together(streams: Sequence[str]) -> Any:
        asked.extend(streams)
        return histories(streams)

    monkeypatch.setattr(tables, "history", counted)
    monkeypatch.setattr(tables, "histories", counted_together)
    assert (
        len(
            [each for each in happenings(tables, NOBODY, person) if each.sort == "note"]
        )
        == 40
    )
    assert asked.count(ADA) == 1


@settings(max_examples=5 * settings().max_examples)
@given(stories())
def test_every_event_has_one_row_and_appears_once_with_each_person_it_is_about(
    said: Said,
) -> None:
    tables = folded(facts(said), [DIRECTORY, TIMELINE, TRUST, QUEUE])
    rows = [row for i in range(len(said)) if (row := timeline.at(tables, i))]
    assert [each.i for each in rows] == list(range(len(said)))
    assert set(tables.scan(DAYS)) == {(ordinal(each.day), each.i) for each in rows}
    who = directory.identity(tables)
    for person in OTHERS:
        found = list(happenings(tables, who, person))
        group = set(who.group(person))
        about = [each for each in rows if group & set(each.participants)]
        assert [each.i for each in found] == [
            r.i for r in sorted(about, key=lambda r: (r.day, r.i))
        ]
    everything = list(happenings(tables, who))
    roots = [person for person in OTHERS if who.root(person) == person]
    entries = [
        Person(person, organisation="Zebra" if person == ADA else None)
        for person in roots
    ]
    for chosen in (
        Filter(forms=("coffee",)),
        Filter(forms=("lunch", "call")),
        Filter(companions=(who.root(BELA),)),
        Filter(organisations=("zebra",)),
        Filter(organisations=("zebra",), forms=("coffee", "lunch")),
    ):
        fits = occasions(tables, who, entries, chosen, lambda _leaf: ((), ""))
        without = left_out(tables, who, lambda: entries, chosen)
        with patch.object(filters, "FEW", 0):
            read = list(happenings(tables, who, without=without))
        assert _fitting(read, fits) == _fitting(everything, fits)
        if who.me in chosen.companions:
            continue
        held = {row.i for row in everything if row.sort == "met" and row.live}
        assert {row.i for row in _fitting(read, fits)} & held == {
            row.i for row in read if row.i in held
        }


def _fitting(
    rows: Sequence[TimelineEntry], fits: Callable[[Occasion], bool]
) -> list[TimelineEntry]:
    return [row for row in rows if fits(occasion_of(row))]


@settings(max_examples=5 * settings().max_examples)
@given(stories())
def test_the_live_steps_of_gatherings_are_those_of_their_own_state(said: Said) -> None:
    tables = folded(facts(said), [TRUST, TIMELINE])
    for stream in {name for name, event in said if event.stream_kind == "meeting"}:
        places = [i for i, (name, _event) in enumerate(said) if name == stream]
        state = INITIAL
        for i in places:
            state = evolve(state, said[i][1])
        live = {v for v, _step in live_steps(state)}
        steps = {v for v, _step in state.steps}
        for v, i in enumerate(places, start=1):
            found = timeline.at(tables, i)
            assert found is not None
            assert (found.v, bool(found.live)) == (v, v in live if v in steps else True)
