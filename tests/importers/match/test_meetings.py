"""Meetings and notes that an importer found."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.facts import identifiers
from ledger.facts.deciders import STREAMS
from ledger.facts.meeting.commands import ProposeMeeting, RetractMeeting
from ledger.facts.meeting.events import CoffeeHad, MeetingReinstated
from ledger.facts.person.commands import RetractNote
from ledger.facts.person.events import NoteReinstated, NoteTaken
from ledger.importers.api import Attended, Noted
from ledger.importers.match.run import RETRACTED, YOURSELF
from tests.importers.ledgers import TODAY, Memory
from tests.importers.match.readings import (
    DAY,
    EMAIL,
    OTHER_URL,
    URL,
    camille,
    reading,
    row,
    said,
)

COFFEE = Attended(
    form="coffee", on=DAY, minutes=45, place="Le Procope", note="Le moteur", tags=("client",),
    identifiers=(identifiers.occurrence("uid", DAY),),
)  # fmt: skip
NOTE = Noted(text="Cherche un associé.", identifiers=(row("note"),))


def test_a_meeting_is_recorded_with_everybody_and_the_owner() -> None:
    ledger = Memory()
    plan = ledger.take(
        reading(said(COFFEE, camille(URL), camille(OTHER_URL, name="Zoé Ménard")))
    )
    (coffee,) = ledger.events(CoffeeHad)
    assert coffee == CoffeeHad(
        occurred_on=DAY, participants=tuple(sorted(["me", ledger.keys[URL], ledger.keys[OTHER_URL]])),
        minutes=45, place="Le Procope", note="Le moteur", tags=("client",),
    )  # fmt: skip
    assert (plan.added, plan.read) == (1, 1)


def test_the_owner_among_those_who_were_there_is_the_owner() -> None:
    ledger = Memory(mine=(EMAIL,))
    ledger.take(reading(said(COFFEE, camille(EMAIL), camille(URL, name="Zoé"))))
    assert len(ledger.standing()) == 1
    coffee = ledger.events(CoffeeHad)[0]
    assert isinstance(coffee, CoffeeHad)
    assert coffee.participants == tuple(sorted(["me", ledger.keys[URL]]))


def test_a_meeting_that_is_known_is_not_recorded_again_in_one_reading_or_later() -> (
    None
):
    ledger = Memory()
    both = reading(said(COFFEE, camille(URL)), said(COFFEE, camille(URL), line=9))
    assert (ledger.take(both).added, len(ledger.events(CoffeeHad))) == (1, 1)
    plan = ledger.plan(both)
    assert (plan.entries, plan.unchanged) == ((), 2)


def test_two_meetings_without_an_identifier_are_two() -> None:
    ledger = Memory()
    bare = Attended(form="coffee", on=DAY)
    ledger.take(reading(said(bare, camille(URL)), said(bare, camille(URL))))
    assert len(ledger.events(CoffeeHad)) == 2


def test_a_plan_that_was_kept_goes_on_in_its_stream() -> None:
    ledger = Memory()
    person = ledger.add("Camille Lefèvre", URL)
    plan = ProposeMeeting(
        form="coffee", participants=("me", person), proposed_by="me", on=DAY
    )
    meeting = STREAMS["meeting"]
    ledger.append("planned", 0, meeting.decide(plan, meeting.initial))
    ledger.keys[COFFEE.identifiers[0]] = "planned"
    ledger.take(reading(said(COFFEE, camille(URL))))
    assert [type(event).__name__ for event in ledger.streams_["planned"]] == [
        "MeetingProposed",
        "CoffeeHad",
    ]


@pytest.mark.parametrize("part", [None, 1])
def test_a_meeting_that_was_retracted_comes_back_only_where_that_is_wished(
    part: int | None,
) -> None:
    ledger = Memory()
    export = reading(said(COFFEE, camille(URL)))
    stream = ledger.take(export).entries[1].stream
    ledger.do(stream, RetractMeeting(event=part))
    plan = ledger.plan(export)
    assert (plan.entries, [p.reason for p in plan.skipped]) == ((), [RETRACTED])
    assert ledger.take(export, restore=True).added == 1
    assert len(ledger.events(MeetingReinstated)) == 1
    assert ledger.plan(export, restore=True).unchanged == 1


@pytest.mark.parametrize(
    ("meeting", "reason"),
    [
        (Attended(form="coffee", on=TODAY + timedelta(1)), "in the future"),
        (Attended(form="coffee", on=DAY, minutes=1441), "minutes is out of range"),
        (Attended(form="brunch", on=DAY), "No such kind of meeting"),
    ],
)
def test_what_the_ledger_refuses_is_listed_and_nobody_is_added_for_it(
    meeting: Attended, reason: str
) -> None:
    plan = Memory().plan(reading(said(meeting, camille(URL))))
    assert plan.entries == ()
    assert reason in plan.skipped[0].reason


def test_a_meeting_with_oneself_is_left_out() -> None:
    ledger = Memory(mine=(EMAIL,))
    for who in ((), (camille(EMAIL),)):
        plan = ledger.plan(reading(said(COFFEE, *who)))
        assert (plan.entries, [p.reason for p in plan.skipped]) == ((), [YOURSELF])


def test_who_was_erased_is_left_out_of_a_meeting_with_others() -> None:
    ledger = Memory()
    ledger.take(reading(camille(URL)))
    ledger.erase(ledger.keys[URL])
    assert ledger.plan(reading(said(COFFEE, camille(URL)))).suppressed == 1
    ledger.take(reading(said(COFFEE, camille(URL), camille(EMAIL, name="Zoé"))))
    coffee = ledger.events(CoffeeHad)[0]
    assert isinstance(coffee, CoffeeHad)
    assert coffee.participants == tuple(sorted(["me", ledger.keys[EMAIL]]))


def test_a_note_is_taken_once() -> None:
    ledger = Memory()
    export = reading(said(NOTE, camille(URL)), said(NOTE, camille(URL), line=9))
    plan = ledger.take(export)
    assert [event.text for event in ledger.events(NoteTaken)] == ["Cherche un associé."]  # type: ignore[attr-defined]
    assert (plan.added, plan.unchanged, len(plan.entries)) == (1, 1, 1)
    assert (ledger.plan(export).entries, ledger.plan(export).unchanged) == ((), 2)


def test_a_note_knows_the_day_it_is_about() -> None:
    ledger = Memory()
    ledger.take(
        reading(said(Noted(text="Vue", on=DAY, precision="month"), camille(URL)))
    )
    (note,) = ledger.events(NoteTaken)
    assert (note.occurred_on, note.precision) == (DAY.replace(day=1), "month")  # type: ignore[attr-defined]


def test_a_note_that_was_retracted_comes_back_only_where_that_is_wished() -> None:
    ledger = Memory()
    export = reading(said(NOTE, camille(URL)))
    ledger.take(export)
    ledger.do(ledger.keys[URL], RetractNote(note=2))
    assert [p.reason for p in ledger.plan(export).skipped] == [RETRACTED]
    assert ledger.take(export, restore=True).added == 1
    assert len(ledger.events(NoteReinstated)) == 1
    assert ledger.plan(export).unchanged == 1


def test_an_empty_note_is_listed() -> None:
    assert (
        "note is empty"
        in Memory().plan(reading(said(Noted(text=" "), camille(URL)))).skipped[0].reason
    )
