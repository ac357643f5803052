"""Texts are limited where they are recorded, so that no line of an export is longer than a reader expects."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import Refused
from ledger.facts import exchange, rules
from ledger.facts.canonical import canonical
from ledger.facts.connection import decide as connection_decide
from ledger.facts.connection.events import ConnectionRequested
from ledger.facts.event import KINDS, Event, fields_of
from ledger.facts.exchange import FavourGiven
from ledger.facts.meeting.commands import (
    CorrectMeeting,
    ProposeMeeting,
    RecordMeeting,
    RetractMeeting,
)
from ledger.facts.meeting.events import CoffeeHad
from ledger.facts.person.commands import (
    AddPerson,
    ChangeDetails,
    Details,
    NamePersonAlso,
    RenamePerson,
    RetractNote,
    RetractPerson,
    TakeNote,
)
from ledger.facts.person.events import NoteTaken, PersonAdded
from ledger.importers.api import Attended, Contact, ImportedRow, Noted, Requested
from ledger.importers.match.validate import validated
from tests.facts.cast import ADA, ME, TODAY, YESTERDAY
from tests.facts.given import given

LONG = "é" * (rules.LONGEST_TEXT // 2)
TOO_LONG = LONG + "e"
LONG_NAME = "é" * rules.LONGEST_NAME
TOO_MANY = tuple(f"tag {number}" for number in range(rules.MOST_TEXTS + 1))

ADDED = PersonAdded(name="Ada")
COFFEE = CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA))
FAVOUR = FavourGiven(occurred_on=YESTERDAY, owner=ME, person=ADA)
REQUESTED = ConnectionRequested(
    owner=ME, person=ADA, network="linkedin", direction="sent", occurred_on=YESTERDAY
)
NOTED = NoteTaken(text="likes tea")


def record(**text: Any) -> RecordMeeting:
    return RecordMeeting(
        form="coffee", participants=(ME, ADA), on=YESTERDAY, today=TODAY, **text
    )


TEXTS = [
    ("person", (), AddPerson(name="Ada", details=Details(organisation=TOO_LONG))),
    (
        "person",
        (),
        AddPerson(name="Ada", details=Details(emails=(LONG, "b@example.org"))),
    ),
    ("person", (ADDED,), ChangeDetails(details=Details(position=TOO_LONG))),
    ("person", (ADDED,), ChangeDetails(details=Details(tags=(TOO_LONG,)))),
    ("person", (ADDED,), TakeNote(text=TOO_LONG)),
    ("person", (ADDED, NOTED), RetractNote(note=2, why=TOO_LONG)),
    ("person", (ADDED,), RetractPerson(why=TOO_LONG)),
    ("meeting", (), record(place=TOO_LONG)),
    ("meeting", (), record(note=TOO_LONG)),
    ("meeting", (), record(tags=(LONG, "e"))),
    (
        "meeting",
        (),
        ProposeMeeting(
            form="coffee",
            participants=(ME, ADA),
            proposed_by=ME,
            on=TODAY,
            note=TOO_LONG,
        ),
    ),
    ("meeting", (COFFEE,), CorrectMeeting(today=TODAY, text=True, note=TOO_LONG)),
    ("meeting", (COFFEE,), RetractMeeting(why=TOO_LONG)),
    (
        "connection",
        (REQUESTED,),
        connection_decide.RetractConnection(event=1, why=TOO_LONG),
    ),
    (
        "exchange",
        (),
        exchange.RecordFavour(
            direction="given",
            owner=ME,
            person=ADA,
            on=YESTERDAY,
            today=TODAY,
            note=TOO_LONG,
        ),
    ),
    ("exchange", (FAVOUR,), exchange.CorrectExchange(note=TOO_LONG, today=TODAY)),
    ("exchange", (FAVOUR,), exchange.RetractExchange(why=TOO_LONG)),
]
NAMES = [
    ((), AddPerson(name=LONG_NAME + "e")),
    ((), AddPerson(name="Ada", given=LONG_NAME + "e")),
    ((), AddPerson(name="Ada", family=LONG_NAME + "e")),
    ((ADDED,), RenamePerson(name=LONG_NAME + "e")),
    ((ADDED,), NamePersonAlso(alias=LONG_NAME + "e")),
]


@pytest.mark.parametrize(("stream", "history", "command"), TEXTS)
def test_a_text_over_a_mebibyte_is_refused(
    stream: str, history: tuple[Event, ...], command: Any
) -> None:
    given(stream, *history).when(command).refused(
        "at most {most} bytes (1 MiB)", Refused
    )


def test_a_text_of_a_mebibyte_is_recorded() -> None:
    given("person", ADDED).when(TakeNote(text=f" {LONG} ")).then(NoteTaken(text=LONG))


@pytest.mark.parametrize(("history", "command"), NAMES)
def test_a_name_over_a_thousand_characters_is_refused(
    history: tuple[Event, ...], command: Any
) -> None:
    given("person", *history).when(command).refused("A name can have at most", Refused)


def test_a_name_of_a_thousand_characters_is_recorded() -> None:
    given("person").when(AddPerson(name=LONG_NAME)).then(PersonAdded(name=LONG_NAME))


def test_a_list_of_over_a_thousand_texts_is_refused() -> None:
    given("meeting").when(record(tags=TOO_MANY)).refused(
        "A list can have at most", Refused
    )
    given("meeting").when(record(tags=TOO_MANY[1:])).then(
        CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA), tags=TOO_MANY[1:])
    )


def test_an_event_names_ten_thousand_people_at_most() -> None:
    crowd = tuple(
        f"{number:08d}-0000-4000-8000-000000000000"
        for number in range(rules.MOST_PEOPLE + 1)
    )
    meeting = RecordMeeting(
        form="gathering", participants=crowd, on=YESTERDAY, today=TODAY
    )
    given("meeting").when(meeting).refused("at most {most} people", Refused)
    introduction = exchange.RecordIntroduction(
        by=ME, people=crowd, on=YESTERDAY, today=TODAY
    )
    given("exchange").when(introduction).refused("at most {most} people", Refused)


def test_no_kind_of_event_can_be_longer_than_a_line() -> None:
    """The worst text is of control characters: JSON writes each of them in six bytes."""
    worst = "\x01" * rules.LONGEST_TEXT
    clear = rules.MOST_PEOPLE * 39 + 3 * rules.MOST_TEXTS * 67 + 1_000
    for kind in KINDS.values():
        sealed = sum(
            len(canonical(worst))
            for field in fields_of(kind)
            if field.sealed and not is_name(field.name)
        )
        names = sum(
            rules.LONGEST_NAME * 6 + 20
            for field in fields_of(kind)
            if is_name(field.name)
        )
        assert clear + sealed + names < rules.LONGEST_LINE, kind


def is_name(field: str) -> bool:
    return field in {"name", "given", "family", "alias"}


ROWS = [
    ImportedRow(file="a.csv", line=2, who=(Contact(name=LONG_NAME + "e"),)),
    ImportedRow(
        file="a.csv", line=2, who=(Contact(name="Ada", aliases=(LONG_NAME + "e",)),)
    ),
    ImportedRow(
        file="a.csv",
        line=2,
        who=(Contact(name="Ada", details=Details(organisation=TOO_LONG)),),
    ),
    ImportedRow(
        file="a.csv",
        line=2,
        who=(Contact(name="Ada", details=Details(emails=TOO_MANY)),),
    ),
    ImportedRow(
        file="a.csv", line=2, who=(Contact(name="Ada"),), what=Noted(text=TOO_LONG)
    ),
    ImportedRow(
        file="a.csv",
        line=2,
        who=(Contact(name="Ada"),),
        what=Attended(form="coffee", on=YESTERDAY, note=TOO_LONG),
    ),
    ImportedRow(
        file="a.csv",
        line=2,
        who=(Contact(name="Ada"),),
        what=Requested(
            network="linkedin", direction="received", on=None, message=TOO_LONG
        ),
    ),
]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_a_file_that_is_too_long_is_a_diagnostic_of_its_own(
    row: ImportedRow,
) -> None:
    short = ImportedRow(file="a.csv", line=1, who=(Contact(name="Zoé"),))
    kept, problems = validated([short, row], TODAY)
    assert kept == [short]
    assert [(problem.file, problem.line) for problem in problems] == [("a.csv", 2)]
    assert "at most" in problems[0].reason
