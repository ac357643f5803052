"""Text that no file can hold is refused before anything is decided, wherever a command takes text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, get_type_hints

import pytest

from ledger.errors import Usage
from ledger.facts.connection.decide import (
    AnswerRequest,
    CountMessages,
    Disconnect,
    RecordConnection,
    RequestConnection,
    RetractConnection,
)
from ledger.facts.connection.events import ConnectionRequested
from ledger.facts.deciders import STREAMS
from ledger.facts.event import Event
from ledger.facts.exchange import (
    CorrectExchange,
    FavourGiven,
    RecordFavour,
    RecordIntroduction,
    RetractExchange,
)
from ledger.facts.identifiers import email, profile, row
from ledger.facts.ledger_stream import (
    ChooseCulture,
    LedgerOpened,
    OpenLedger,
    SetGoal,
    SetSigningKey,
)
from ledger.facts.meeting.commands import (
    CorrectMeeting,
    ProposeMeeting,
    RecordMeeting,
    RetractMeeting,
    ScheduleMeeting,
)
from ledger.facts.meeting.events import CoffeeHad, MeetingProposed
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
from tests.facts.cast import ADA, BOB, BROKEN, ME, TODAY, YESTERDAY
from tests.facts.given import ALL_COMMANDS, given

OPENED = [LedgerOpened(owner=ME, culture="french", trust_permille=260)]
CAMILLE = [PersonAdded(name="Camille"), NoteTaken(text="hello")]
TIE: dict[str, Any] = {
    "owner": ME,
    "person": ADA,
    "network": "linkedin",
    "on": YESTERDAY,
    "today": TODAY,
}
REQUESTED = [
    ConnectionRequested(
        owner=ME,
        person=ADA,
        network="linkedin",
        occurred_on=YESTERDAY,
        precision="day",
        direction="sent",
    )
]
COFFEE = [CoffeeHad(occurred_on=YESTERDAY, participants=(ME, ADA))]
FAVOUR = [FavourGiven(occurred_on=YESTERDAY, owner=ME, person=ADA)]
PLAN = [
    MeetingProposed(
        occurred_on=YESTERDAY, form="coffee", participants=(ME, ADA), proposed_by=ME
    )
]
ON: dict[str, Any] = {"on": YESTERDAY, "today": TODAY}

COMMANDS: list[tuple[str, Sequence[Event], Any]] = [
    ("ledger", [], OpenLedger(owner=ME)),
    ("ledger", OPENED, ChooseCulture(culture="anglo")),
    ("ledger", OPENED, SetSigningKey(public_key="B" + "A" * 42 + "=")),
    ("ledger", OPENED, SetGoal(form="coffee", count=3)),
    ("person", [], AddPerson(name="Camille")),
    ("person", CAMILLE, RenamePerson(name="Cam")),
    ("person", CAMILLE, NamePersonAlso(alias="Cam")),
    ("person", CAMILLE, TakeNote(text="hello")),
    ("person", CAMILLE, RetractNote(note=2)),
    ("person", CAMILLE, RetractPerson()),
    ("connection", [], RequestConnection(**TIE, direction="sent")),
    ("connection", REQUESTED, AnswerRequest(**TIE, answer="accept")),
    ("connection", REQUESTED, Disconnect(**TIE)),
    ("connection", [], RecordConnection(**TIE, fact="requested")),
    ("connection", [], CountMessages(**TIE, total=2)),
    ("connection", REQUESTED, RetractConnection(event=1)),
    ("meeting", [], RecordMeeting(form="coffee", participants=(ME, ADA), **ON)),
    (
        "meeting",
        [],
        ProposeMeeting(form="coffee", participants=(ME, ADA), proposed_by=ME, on=TODAY),
    ),
    ("meeting", PLAN, ScheduleMeeting(by=ME, planned_for=TODAY, **ON)),
    ("meeting", COFFEE, CorrectMeeting(today=TODAY, text=True)),
    ("meeting", COFFEE, RetractMeeting()),
    ("exchange", [], RecordFavour(direction="given", owner=ME, person=ADA, **ON)),
    ("exchange", [], RecordIntroduction(by=ME, people=(ADA, BOB), **ON)),
    ("exchange", FAVOUR, CorrectExchange(today=TODAY)),
    ("exchange", FAVOUR, RetractExchange()),
]

NOT_TYPED_IN = {
    "origin",
    "root",
    "owner",
    "person",
    "into",
    "meeting",
    "meetings",
    "same_as",
    "participants",
    "people",
    "proposed_by",
    "by",
    "missed_by",
    "event",
    "identifiers",
}


def texts_of(command: type[Any]) -> dict[str, Any]:
    """Broken text for each field of a command that holds what somebody typed."""
    types = get_type_hints(command)
    hints = {field.name: str(types[field.name]) for field in fields(command)}
    return {
        name: (BROKEN,) if "tuple" in hint else BROKEN
        for name, hint in hints.items()
        if name not in NOT_TYPED_IN and "str" in hint and "Literal" not in hint
    }


CASES = [
    pytest.param(
        kind, history, command, name, broken, id=f"{type(command).__name__}.{name}"
    )
    for kind, history, command in COMMANDS
    for name, broken in texts_of(type(command)).items()
]


def test_every_command_that_takes_text_is_tried() -> None:
    takes_text = {command for command in ALL_COMMANDS if texts_of(command)}
    assert {type(command) for _kind, _history, command in COMMANDS} >= takes_text


@pytest.mark.parametrize(
    ("kind", "history", "command"), COMMANDS, ids=lambda each: type(each).__name__
)
def test_without_broken_text_each_command_is_decided(
    kind: str, history: Sequence[Event], command: Any
) -> None:
    STREAMS[kind].decide(command, STREAMS[kind].state(history))


@pytest.mark.parametrize(("kind", "history", "command", "name", "broken"), CASES)
def test_broken_text_is_refused(
    kind: str, history: Sequence[Event], command: Any, name: str, broken: Any
) -> None:
    refusal = (
        given(kind, *history)
        .when(replace(command, **{name: broken}))
        .refused("", Usage)
    )
    str(refusal).encode()


@pytest.mark.parametrize("name", [field.name for field in fields(Details)])
@pytest.mark.parametrize(
    "command", [AddPerson(name="Camille"), ChangeDetails(details=Details())]
)
def test_broken_text_in_a_detail_is_refused(name: str, command: Any) -> None:
    several = name in {"emails", "phones", "urls", "tags"}
    broken: Any = (BROKEN,) if several else BROKEN
    details = Details(**{name: broken})
    history = () if isinstance(command, AddPerson) else CAMILLE
    given("person", *history).when(replace(command, details=details)).refused(
        "broken character", Usage
    )


def test_broken_text_has_no_identifier() -> None:
    with pytest.raises(Usage, match="broken character"):
        email(BROKEN)
    with pytest.raises(Usage, match="broken character"):
        profile(BROKEN)
    with pytest.raises(Usage, match="broken character"):
        row("csv", [BROKEN], 0)
