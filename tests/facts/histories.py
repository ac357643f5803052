"""Random histories: streams as they come about by deciding random commands, refused ones left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from ledger.errors import LedgerError
from ledger.facts import exchange, ledger_stream
from ledger.facts.connection import decide as connections
from ledger.facts.deciders import STREAMS
from ledger.facts.event import UNSET, Event
from ledger.facts.meeting import commands as meetings
from ledger.facts.person import commands as people
from tests.facts.cast import ADA, BOB, CLEO, LAST_WEEK, ME, TODAY, YESTERDAY

Decisions = list[tuple[Event, ...]]

some = st.sampled_from
WHO = some([ADA, BOB, CLEO, ME])
COMPANY = st.lists(WHO, max_size=3).map(lambda who: (ME, ADA, *who))
DAYS = some([TODAY, YESTERDAY, LAST_WEEK, date(2019, 6, 17)])
PRECISIONS = some(["day", "day", "month", "year"])
WORDS = some(["", "one", "two", "three"])
TAGS = st.lists(some(["work", "old friends"]), max_size=2).map(tuple)
MAYBE_WORDS = st.none() | WORDS
PLACES = st.integers(1, 4)

DETAILS = st.builds(
    people.Details, place=MAYBE_WORDS, language=MAYBE_WORDS, tags=st.none() | TAGS
)
TIE: dict[str, Any] = {
    "owner": st.just(ME),
    "person": st.just(ADA),
    "network": st.just("linkedin"),
    "on": st.none() | DAYS,
    "today": st.just(TODAY),
    "precision": PRECISIONS,
}
ON: dict[str, Any] = {"on": DAYS, "today": st.just(TODAY), "precision": PRECISIONS}

WHICH = some([ADA, BOB, CLEO])
BOOK = st.one_of(
    st.builds(ledger_stream.JoinMeetings, meeting=WHICH, same_as=WHICH),
    st.builds(
        ledger_stream.DistinguishMeetings,
        meetings=st.lists(WHICH, min_size=2, max_size=2, unique=True).map(tuple),
    ),
    st.builds(ledger_stream.ChooseCulture, culture=some(["french", "anglo", "nordic"])),
    st.builds(ledger_stream.ChooseCulture, trust_permille=st.integers(1, 999)),
    st.builds(
        ledger_stream.SetGoal,
        form=some(["coffee", "lunch"]),
        count=st.none() | st.integers(1, 9),
        per=some(["week", "month"]),
    ),
    st.builds(ledger_stream.MergePeople, person=WHO, into=WHO),
    st.builds(ledger_stream.UnmergePeople, person=WHO),
    st.builds(
        ledger_stream.DistinguishPeople,
        people=st.lists(WHO, min_size=2, max_size=3).map(tuple),
    ),
)
PERSON = st.one_of(
    st.builds(people.RenamePerson, name=WORDS, given=MAYBE_WORDS),
    st.builds(people.NamePersonAlso, alias=WORDS, remove=st.booleans()),
    st.builds(people.ChangeDetails, details=DETAILS),
    st.builds(people.TakeNote, text=WORDS),
    st.builds(people.RetractNote, note=PLACES, reinstate=st.booleans()),
    st.builds(people.SetCadence, every_days=some([None, 7, 30])),
    st.builds(people.SnoozePerson, until=st.none() | DAYS),
    st.builds(people.RestrictPerson, restrict=st.booleans()),
    st.builds(people.RetractPerson, reinstate=st.booleans()),
)
CONNECTION = st.one_of(
    st.builds(
        connections.RequestConnection, **TIE, direction=some(["sent", "received"])
    ),
    st.builds(connections.AnswerRequest, **TIE, answer=some(["accept", "decline"])),
    st.builds(connections.Disconnect, **TIE),
    st.builds(
        connections.RecordConnection, **TIE, fact=some(["requested", "accepted"])
    ),
    st.builds(connections.CountMessages, **TIE, total=st.integers(0, 20)),
    st.builds(connections.RetractConnection, event=PLACES),
    st.builds(connections.ReinstateConnection, event=PLACES),
)
TEXTS: dict[str, Any] = {"place": MAYBE_WORDS, "note": MAYBE_WORDS}
FORMS = some(["coffee", "lunch", "call"])
MEETING = st.one_of(
    st.builds(
        meetings.RecordMeeting,
        form=FORMS,
        participants=COMPANY,
        minutes=st.none() | some([30, 90]),
        tags=TAGS,
        **ON,
        **TEXTS,
    ),
    st.builds(
        meetings.ProposeMeeting,
        form=FORMS,
        participants=COMPANY,
        proposed_by=st.just(ME),
        on=DAYS,
    ),
    st.builds(
        meetings.AnswerMeeting,
        answer=some(["agree", "decline", "cancel"]),
        by=WHO,
        on=DAYS,
        today=st.just(TODAY),
    ),
    st.builds(meetings.MissMeeting, missed_by=WHO, on=DAYS, today=st.just(TODAY)),
    st.builds(
        meetings.CorrectMeeting,
        today=st.just(TODAY),
        form=st.none() | FORMS,
        participants=st.none() | COMPANY,
        on=st.none() | DAYS,
        precision=st.none() | PRECISIONS,
        minutes=some([UNSET, None, 30, 90]),
        text=st.booleans(),
        tags=TAGS,
        **TEXTS,
    ),
    st.builds(meetings.RetractMeeting, event=st.none() | PLACES),
    st.builds(meetings.ReinstateMeeting, event=st.none() | PLACES),
)
EXCHANGE = st.one_of(
    st.builds(
        exchange.RecordFavour,
        direction=some(["given", "received"]),
        owner=st.just(ME),
        person=WHO,
        note=MAYBE_WORDS,
        **ON,
    ),
    st.builds(
        exchange.RecordIntroduction, by=WHO, people=COMPANY, note=MAYBE_WORDS, **ON
    ),
    st.builds(
        exchange.CorrectExchange,
        today=st.just(TODAY),
        on=st.none() | DAYS,
        precision=st.none() | PRECISIONS,
        note=MAYBE_WORDS,
    ),
    st.builds(exchange.RetractExchange),
    st.builds(exchange.ReinstateExchange),
)
COMMANDS: dict[str, st.SearchStrategy[Any]] = {
    "ledger": BOOK,
    "person": PERSON,
    "connection": CONNECTION,
    "meeting": MEETING,
    "exchange": EXCHANGE,
}
FIRST: dict[str, Callable[[], list[Any]]] = {
    "ledger": lambda: [ledger_stream.OpenLedger(owner=ME)],
    "person": lambda: [people.AddPerson(name="Camille Lefèvre", given="Camille")],
    "connection": list,
    "meeting": list,
    "exchange": list,
}


def decisions_of(stream_kind: str, commands: list[Any]) -> Decisions:
    """What each command that was not refused was decided into, less those that said nothing."""
    decider = STREAMS[stream_kind]
    state, decided = decider.initial, Decisions()
    for command in [*FIRST[stream_kind](), *commands]:
        try:
            events = decider.decide(command, state)
        except LedgerError:
            continue
        for event in events:
            state = decider.evolve(state, event)
        decided += [events] if events else []
    return decided


def decisions(stream_kind: str) -> st.SearchStrategy[Decisions]:
    """A stream as it may come about, decision by decision; never empty."""
    lists = st.lists(COMMANDS[stream_kind], min_size=6, max_size=16)
    return lists.map(lambda commands: decisions_of(stream_kind, commands)).filter(bool)
